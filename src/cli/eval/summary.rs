//! What a run came to.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::evaluate::{Decision, RejectCode};
use crate::policy::model::Objective;

/// Counts of a run.
#[derive(Debug, Default)]
pub(super) struct Summary {
    decided: u64,
    rejects: BTreeMap<RejectCode, u64>,
    statuses: BTreeMap<(Objective, &'static str), u64>,
}

const STATUSES: [&str; 5] = ["met", "breached", "running", "paused", "none"];

impl Summary {
    pub(super) fn decided(&mut self, decision: &Decision<'_>) {
        self.decided += 1;
        for objective in Objective::ALL {
            let status = decision.objective(objective).map_or("none", |t| t.status.word());
            *self.statuses.entry((objective, status)).or_default() += 1;
        }
    }

    pub(super) fn refused(&mut self, code: RejectCode) {
        *self.rejects.entry(code).or_default() += 1;
    }

    pub(super) fn rejected(&self) -> u64 {
        self.rejects.values().sum()
    }

    /// `151 incidents: 150 decided, 1 rejected (1 bad-fact)`
    pub(super) fn line(&self) -> String {
        let all = self.decided + self.rejected();
        let plural = if all == 1 { "" } else { "s" };
        let codes: Vec<String> =
            self.rejects.iter().map(|(code, count)| format!("{} {code}", thousands(*count))).collect();
        let codes = if codes.is_empty() { String::new() } else { format!(" ({})", codes.join(", ")) };
        let (all, decided, rejected) = (thousands(all), thousands(self.decided), thousands(self.rejected()));
        format!("{all} incident{plural}: {decided} decided, {rejected} rejected{codes}")
    }

    /// The decided incidents by objective and status.
    pub(super) fn table(&self) -> String {
        let mut out = format!("{:<12}", "");
        for status in STATUSES {
            let _ = write!(out, "{status:>10}");
        }
        out.push('\n');
        for objective in Objective::ALL {
            let _ = write!(out, "{:<12}", objective.word());
            for status in STATUSES {
                let count = self.statuses.get(&(objective, status)).copied().unwrap_or(0);
                let _ = write!(out, "{:>10}", thousands(count));
            }
            out.push('\n');
        }
        out
    }
}

/// `24918` as `24,918`.
fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let head = digits.len() % 3;
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % 3 == head {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
