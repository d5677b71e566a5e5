//! The clocks of coverages, on which objectives without a limit are measured.

use std::collections::HashMap;

use crate::policy::Policy;
use crate::policy::model::{CalendarId, PackageId, PriorityId};
use crate::time::Zone;
use crate::time::calendar::Clock;

/// A clock for the coverage of each package and priority. Coverages that read one calendar in one zone share it.
#[derive(Debug)]
pub(crate) struct CoverageClocks {
    clocks: Vec<Clock>,
    /// For each package and priority, the place of its clock.
    places: HashMap<(PackageId, PriorityId), usize>,
}

impl CoverageClocks {
    /// The clocks of a policy.
    pub(crate) fn new(policy: &Policy) -> Self {
        let model = policy.model();
        let mut out = Self { clocks: Vec::new(), places: HashMap::new() };
        let mut known: HashMap<(Option<CalendarId>, Zone), usize> = HashMap::new();
        for (id, package) in (0_u16..).map(PackageId).zip(&model.packages).filter(|(_, p)| !p.base) {
            for (priority, terms) in (0_u16..).map(PriorityId).zip(&package.terms) {
                let (calendar, zone) = terms.coverage.map_or((None, Zone::UTC), |c| (c.calendar, c.zone));
                let place = *known.entry((calendar, zone)).or_insert_with(|| {
                    let spec = calendar.and_then(|calendar| model.calendars.get(usize::from(calendar.0)));
                    out.clocks.push(spec.map_or_else(|| Clock::always(zone), |spec| Clock::compile(spec, zone)));
                    out.clocks.len() - 1
                });
                out.places.insert((id, priority), place);
            }
        }
        out
    }

    /// The clock of a package and priority; `None` for a base tier.
    pub(crate) fn of(&self, package: PackageId, priority: PriorityId) -> Option<&Clock> {
        self.clocks.get(*self.places.get(&(package, priority))?)
    }
}
