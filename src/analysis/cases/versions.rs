//! The borders of versions: the last instant before a contract is in force and its first, its last and
//! the first after it.

use crate::time::Instant;

use super::{Boundary, Case, Turns, Year, incident};

impl Year<'_> {
    pub(super) fn versions(&self) -> Vec<Boundary> {
        let mut out = Vec::new();
        let priority = self.priorities().next().map(|(_, name)| name);
        for (_, package) in self.packages() {
            let Some(force) = package.in_force else { continue };
            for (inside, outside, date) in
                [(force.start, Instant(force.start.0 - 1), force.from), (Instant(force.end.0 - 1), force.end, force.to)]
            {
                if date < self.from || date >= self.to {
                    continue;
                }
                let case = |opened: Instant| Case::new(incident(package, priority, opened), opened);
                let about = format!("{} in force {} to {}, opened on {date}", package.name, force.from, force.to);
                out.push(Boundary { about, turns: Turns::Version, cases: [case(inside), case(outside)] });
            }
        }
        out
    }
}
