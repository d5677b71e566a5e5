//! Pauses: a limit that waits on a party, with an incident that waited on it.

use crate::policy::{Comparison, LimitRule};
use crate::time::{Instant, Length};

use super::limits::Timed;
use super::{Boundary, Case, Turns, Year};
use crate::engine::Waiting;

const MINUTE: i64 = 60_000_000;
/// How long an incident waits, in time of the limit's clock.
const WAIT: i64 = 60 * MINUTE;

impl<'p> Year<'p> {
    /// For each limit and each party that it pauses for: the last stop that keeps it after a wait on that party, and
    /// the first that does not.
    pub(super) fn pauses(&self) -> Vec<Boundary> {
        let mut out = Vec::new();
        for (id, package) in self.packages() {
            let Some(span) = self.span(package) else { continue };
            for (priority, name) in self.priorities() {
                for objective in self.policy.model().objective_ids() {
                    for timed in self.timed(id, package, priority, name, objective, span) {
                        out.extend(timed.promised.pausing.iter().filter_map(|party| timed.paused(party)));
                    }
                }
            }
        }
        out
    }
}

impl Timed<'_> {
    fn paused(&self, party: &str) -> Option<Boundary> {
        let clock = self.promised.clock;
        let opened = self.opening();
        let start = self.promised.start(opened.0)?;
        let length = self.promised.length(start)?;
        // It waits from half of its limit on, and before the date that it is due by otherwise.
        let from = clock.add(start, Length((length / 2 / MINUTE).max(1) * MINUTE)).ok()?;
        let to = clock.add(from, Length(WAIT)).ok()?;
        let waited = clock.covered(from, to).0;
        let before = match self.promised.rule {
            LimitRule::Date(date) => clock.date_limit(date, start).ok()?,
            _ => clock.add(start, Length(length)).ok()?,
        };
        if from >= before {
            return None;
        }
        let end = match self.promised.comparison {
            Comparison::Less => clock.add(start, Length(length.checked_add(waited)?)).ok()?.0,
            Comparison::By => clock.add(start, Length(length.checked_add(waited)?)).ok()?.0 + 1,
            Comparison::LessEqual => clock.last_within(start, Length(length.checked_add(waited)?))?.0 + 1,
        };
        let case = |at: i64| {
            let mut incident = self.incident(opened);
            incident.waiting.push(Waiting { from, to: Some(to), on: party.to_owned() });
            self.policy.start(&mut incident, self.objective, opened);
            self.policy.stop(&mut incident, self.objective, Instant(at));
            Case::new(incident, Instant(at))
        };
        let about = format!("{} after waiting on {party}", self.name());
        Some(Boundary { about, turns: Turns::Objective(self.objective), cases: [case(end - 1), case(end)] })
    }
}
