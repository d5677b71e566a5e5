//! What of an incident a search has found.

use crate::engine::Incident;
use crate::facts::FactValue;
use crate::policy::model::{Model, PackageId, PriorityId};
use crate::time::Instant;

/// What of an incident makes conditions come out as asked. What is not named here does not matter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Witness {
    /// Facts by their names, in alphabetical order; `None` if the fact has to be missing.
    pub facts: Vec<(String, Option<FactValue>)>,
    /// The channel, if it matters; `Some(None)` if the incident must not have one.
    pub channel: Option<Option<String>>,
    /// The priority, where it matters.
    pub priority: Option<PriorityId>,
    /// The tier or contract, where it matters.
    pub package: Option<PackageId>,
    /// When the incident is opened, where it matters.
    pub opened: Option<Instant>,
}

impl Witness {
    /// Gives an incident the facts and the channel. When it is opened is left to the caller.
    pub fn apply(&self, incident: &mut Incident) {
        for (name, value) in &self.facts {
            incident.facts.retain(|(known, _)| known != name);
            if let Some(value) = value {
                incident.set_fact(name, value.clone());
            }
        }
        if let Some(channel) = &self.channel {
            incident.channel.clone_from(channel);
        }
    }

    /// In words: `environment` is `production`, `vip` is not known.
    pub fn words(&self, model: &Model) -> String {
        let mut words = Vec::new();
        if let Some(package) = self.package.and_then(|p| model.package(p)) {
            words.push(format!("the contract is `{}`", package.name));
        }
        if let Some(priority) = self.priority {
            words.push(format!("the priority is `{}`", model.priority_name(priority)));
        }
        match &self.channel {
            Some(Some(channel)) => words.push(format!("the channel is `{channel}`")),
            Some(None) => words.push("there is no channel".to_owned()),
            None => {}
        }
        if let Some(opened) = self.opened {
            words.push(format!("it is opened at {}", opened.rfc3339(None)));
        }
        for (name, value) in &self.facts {
            words.push(match value {
                Some(FactValue::Text(text)) => format!("`{name}` is `{text}`"),
                Some(value) => format!("`{name}` is {value}"),
                None => format!("`{name}` is not known"),
            });
        }
        match words.pop() {
            None => "any incident".to_owned(),
            Some(last) if words.is_empty() => last,
            Some(last) => format!("{} and {last}", words.join(", ")),
        }
    }
}
