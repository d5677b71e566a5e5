//! A decision as one row: what CSV writes, and what other column formats flatten to.

use crate::evaluate::{Decision, Timed};
use crate::policy::Policy;
use crate::policy::model::Objective;

/// The columns of decisions under one policy: the union over its remedies, in the order of the
/// JSON keys, and what `--keep` carries along.
#[derive(Debug, Clone)]
pub struct Columns {
    names: Vec<String>,
    cadence: bool,
}

const HEAD: [&str; 9] =
    ["id", "policy", "contract", "tier", "priority", "priority_basis", "treated_as", "as_of", "channel_accepted"];
const OBJECTIVE: [&str; 10] =
    ["status", "priority", "limit_s", "comparison", "elapsed_s", "remaining_s", "due", "stopped", "inferred", "target"];
const CADENCE: [&str; 4] = ["interval_s", "next_due", "longest_gap_s", "late"];
const REMEDY: [&str; 4] = ["modality", "entitled", "favoured", "needs"];

impl Columns {
    /// The columns for a policy, with the columns that are kept.
    pub fn new(policy: &Policy, keep: &[String]) -> Self {
        let cadence = policy.has_cadence();
        let mut names: Vec<String> = HEAD.iter().map(|s| (*s).to_owned()).collect();
        let mut group =
            |prefix: &str, parts: &[&str]| names.extend(parts.iter().map(|part| format!("{prefix}_{part}")));
        for objective in Objective::ALL {
            group(objective.word(), &OBJECTIVE);
        }
        if cadence {
            group("cadence", &CADENCE);
        }
        for remedy in &policy.model().remedies {
            group(&remedy.name, &REMEDY);
        }
        names.push("warnings".to_owned());
        names.extend(keep.iter().cloned());
        Self { names, cadence }
    }

    /// Their names.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The cells of a decision but for the kept ones; nothing is an empty cell.
    pub fn cells(&self, decision: &Decision<'_>) -> Vec<String> {
        let or_empty = |value: Option<&str>| value.unwrap_or("").to_owned();
        let mut cells = vec![
            decision.id.to_owned(),
            decision.policy.fingerprint().to_owned(),
            decision.contract().to_owned(),
            decision.tier().to_owned(),
            decision.priority_name(decision.priority).to_owned(),
            decision.basis.word().to_owned(),
            or_empty(decision.treated_as.map(|p| decision.priority_name(p))),
            decision.written_as_of(),
            decision.channel_accepted.map(|a| a.to_string()).unwrap_or_default(),
        ];
        for objective in Objective::ALL {
            match decision.objective(objective) {
                Some(timed) => objective_cells(decision, timed, &mut cells),
                None => {
                    cells.push("none".to_owned());
                    cells.extend(std::iter::repeat_n(String::new(), OBJECTIVE.len() - 1));
                }
            }
        }
        if self.cadence {
            match &decision.cadence {
                Some(c) => cells.extend([
                    c.interval.seconds().to_string(),
                    c.next_due.map(|at| decision.policy.written(at, c.clock)).unwrap_or_default(),
                    c.longest_gap.seconds().to_string(),
                    c.late.to_string(),
                ]),
                None => cells.extend(std::iter::repeat_n(String::new(), CADENCE.len())),
            }
        }
        for remedy in &decision.remedies {
            cells.extend([
                remedy.modality().to_owned(),
                remedy.entitled.word().to_owned(),
                or_empty(remedy.favoured.map(|f| f.word())),
                remedy.needs.join(";"),
            ]);
        }
        let warnings = decision.warnings.iter().map(|w| format!("{}:{}", w.code.word(), w.names.join(",")));
        cells.push(warnings.collect::<Vec<_>>().join(";"));
        cells
    }
}

fn objective_cells(decision: &Decision<'_>, timed: &Timed, cells: &mut Vec<String>) {
    let written =
        |at: Option<crate::value::Instant>| at.map(|at| decision.policy.written(at, timed.clock)).unwrap_or_default();
    cells.extend([
        timed.status.word().to_owned(),
        decision.priority_name(timed.priority).to_owned(),
        timed.limit.seconds().to_string(),
        timed.comparison.word().to_owned(),
        timed.elapsed.seconds().to_string(),
        timed.remaining.map(|r| r.seconds().to_string()).unwrap_or_default(),
        written(timed.due),
        written(timed.stopped),
        timed.inferred.to_string(),
        timed.target.map(|t| t.to_string()).unwrap_or_default(),
    ]);
}

impl Policy {
    /// Whether any of its contracts promises an update interval.
    pub fn has_cadence(&self) -> bool {
        self.tables.timings.iter().flatten().any(|t| t.cadence.is_some())
    }
}
