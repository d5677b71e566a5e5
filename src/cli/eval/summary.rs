//! What a run came to.

use std::fmt::Write as _;

use crate::io::pipeline::Tally;
use crate::policy::Policy;

use super::super::values::thousands;

const STATUSES: [&str; 6] = ["met", "breached", "paused", "running", "pending", "none"];
/// The order in which they are shown.
const SHOWN: [usize; 6] = [0, 1, 3, 2, PENDING, 5];
/// Only what a policy declares can be pending.
const PENDING: usize = 4;

/// `151 incidents: 150 decided, 1 rejected (1 bad-fact)`
pub(super) fn line(tally: &Tally) -> String {
    let rejected: u64 = tally.rejects().map(|(_, count)| count).sum();
    let all = tally.incidents();
    let plural = if all == 1 { "" } else { "s" };
    let codes: Vec<String> = tally.rejects().map(|(code, count)| format!("{} {code}", thousands(count))).collect();
    let codes = if codes.is_empty() { String::new() } else { format!(" ({})", codes.join(", ")) };
    let warnings: Vec<String> =
        tally.warnings().map(|(code, count)| format!("{} {}", thousands(count), code.as_str())).collect();
    let warned = match tally.warned() {
        0 => String::new(),
        warned => format!("; {} with warnings ({})", thousands(warned), warnings.join(", ")),
    };
    let (all, decided, rejected) = (thousands(all), thousands(tally.decisions()), thousands(rejected));
    format!("{all} incident{plural}: {decided} decided, {rejected} rejected{codes}{warned}")
}

/// The decided incidents by objective and status.
pub(super) fn table(policy: &Policy, tally: &Tally) -> String {
    let mut out = format!("{:<12}", "");
    let declares = policy.model().objectives.iter().any(|objective| objective.is_declared());
    let shown = || SHOWN.into_iter().filter(|at| declares || *at != PENDING);
    for status in shown().filter_map(|at| STATUSES.get(at)) {
        let _ = write!(out, "{status:>10}");
    }
    out.push('\n');
    for objective in policy.model().objective_ids() {
        let _ = write!(out, "{:<12}", policy.model().objective_name(objective));
        let counts = tally.statuses(objective);
        for count in shown().filter_map(|at| counts.get(at)) {
            let _ = write!(out, "{:>10}", thousands(*count));
        }
        out.push('\n');
    }
    out
}
