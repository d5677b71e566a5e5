//! An example in a sentence, made from the explanation of its decision.

use crate::engine::{Ledger, Status};
use crate::policy::Comparison;
use crate::time::Zone;

use super::super::super::explanation::{Drawing, Times, length};
use super::super::terms::happens;
use super::example::{Decided, Example, Exemplified};
use super::promised::Promised;

/// The example of an objective; `more` is said of the incident between its opening and its stop, and `why` after the limit.
pub(super) fn timed(
    promised: &Promised<'_>,
    clause: &str,
    decided: Decided,
    more: impl Fn(Times, &Ledger) -> String,
    why: Option<String>,
) -> Option<Example> {
    let ledger = promised.ledger(&decided.explanation)?;
    let times = Times::new(Zone::parse(&ledger.timezone)?, decided.incident.opened);
    let verdict = match ledger.status? {
        Status::Met => "in time",
        Status::Breached => "late",
        _ => return None,
    };
    let stop = times.at(ledger.stopped?);
    let field = promised.objective.until.first()?;
    let counted = length(ledger.elapsed_us);
    let verb = if counted.starts_with("1 ") && !counted.contains("h ") { "counts" } else { "count" };
    let limit = length(ledger.limit_us?);
    let allowed = match ledger.comparison {
        Comparison::Less => format!("as {counted} {verb} and less than {limit} is promised"),
        Comparison::LessEqual => format!("as {counted} {verb} and at most {limit} is promised"),
        Comparison::By => format!("as it is due by {}", times.at(ledger.due?)),
    };
    let why = why.unwrap_or_default();
    let opened_as = decided.incident.priority.as_deref().unwrap_or(promised.priority);
    let caption = format!(
        "Opened as {opened_as} on {}{}, {} on {stop}: {verdict}, {allowed}{why}.",
        times.with_year(decided.incident.opened),
        more(times, ledger),
        happens(promised.policy.model(), *field),
    );
    let drawing = Drawing::of(times, ledger)?;
    let of = Exemplified::Objective(promised.objective.name.clone());
    let Decided { incident, as_of, .. } = decided;
    Some(Example { clause: clause.to_owned(), incident, package: promised.id, as_of, of, caption, drawing })
}
