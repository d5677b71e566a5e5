//! Rights of the customer, in sentences.

use crate::engine::credits::{RightState, Statement};
use crate::policy::service_terms::Measure;
use crate::time::Period;

use super::super::incidents::words::thousands;
use super::statements::CreditReport;
use super::words::percent;

impl CreditReport<'_> {
    /// How a right stands at the end of a period.
    pub(super) fn right(&self, statement: &Statement, state: &RightState) -> Option<String> {
        let right = self.package(statement.package)?.service.rights.get(state.right)?;
        let model = self.policy.model();
        let measure = match right.measure {
            Measure::Availability | Measure::Downtime => "availability".to_owned(),
            Measure::Attainment(o) | Measure::Breaches(o) | Measure::Lateness(o) => {
                let priorities: Vec<&str> = right.priorities.iter().map(|p| model.priority_name(*p)).collect();
                format!("{} {}", model.objective_name(o), priorities.join(", ")).trim_end().to_owned()
            }
        };
        let bound = format!("{measure} below {}", percent(right.below.share));
        let periods = state.periods.iter().map(|period| period.words()).collect::<Vec<_>>().join(", ");
        let needed = needed(right.periods, right.of);
        let title = &right.title;
        Some(match state.since {
            Some(since) => format!(
                "Right \"{title}\": arose at the end of {}, with {bound} in {periods} ({needed}).",
                Period::words(since)
            ),
            None if state.periods.is_empty() => format!("Right \"{title}\": not arisen; it needs {bound} in {needed}."),
            None => format!(
                "Right \"{title}\": not arisen; it needs {bound} in {needed}, and has {} so far: {periods}.",
                thousands(u64::try_from(state.periods.len()).unwrap_or(0))
            ),
        })
    }
}

/// `2 of 3 periods`, `2 periods in a row`.
fn needed(periods: u32, of: u32) -> String {
    match (periods, of) {
        (1, 1) => "1 period".to_owned(),
        (periods, of) if periods == of => format!("{periods} periods in a row"),
        (periods, of) => format!("{periods} of {of} periods"),
    }
}
