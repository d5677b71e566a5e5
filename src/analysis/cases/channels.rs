//! Channels: one that is accepted, and one that is not.

use super::{Boundary, Case, Turns, Year, incident};

/// The name of a channel that no policy names, unless one is declared.
const OTHER: &str = "other";

impl<'p> Year<'p> {
    /// For each list of accepted channels, one pair for each that it accepts.
    pub(super) fn channels(&self) -> Vec<Boundary> {
        let mut seen: Vec<&[String]> = Vec::new();
        let mut out = Vec::new();
        let priority = self.priorities().next().map(|(_, name)| name);
        for (_, package) in self.packages() {
            let (Some(accepted), Some((opened, _))) = (package.general.channels(), self.span(package)) else {
                continue;
            };
            if seen.contains(&accepted) {
                continue;
            }
            seen.push(accepted);
            let Some(refused) = self.channel_besides(accepted) else { continue };
            for channel in accepted {
                let case = |channel: &str| {
                    let mut incident = incident(package, priority, opened);
                    incident.channel = Some(channel.to_owned());
                    Case::new(incident, opened)
                };
                let about = format!("{}: channel {channel}", package.name);
                out.push(Boundary { about, turns: Turns::Channel, cases: [case(channel), case(refused)] });
            }
        }
        out
    }

    /// A channel that is none of these: a declared one where any is declared, else one that another package
    /// accepts, else any. `None` if these are all that are declared.
    pub(super) fn channel_besides(&self, these: &[String]) -> Option<&'p str> {
        let besides = |name: &&'p str| these.iter().all(|other| other != name);
        let model = &self.policy.model;
        if !model.channels.is_empty() {
            return model.channels.iter().map(|c| c.name.as_str()).find(besides);
        }
        let accepted =
            model.packages.iter().flat_map(|p| p.general.channels().into_iter().flatten()).map(String::as_str);
        accepted.chain([OTHER]).find(besides)
    }
}
