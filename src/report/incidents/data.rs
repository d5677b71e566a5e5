//! The data of a report. Its JSON form has these keys in this order.

use serde::{Deserialize, Serialize};

use crate::engine::Incident;
use crate::report::credits::{QuotaData, StatementData};
use crate::time::{Date, Instant};

use super::document::Section;

/// What a set of incidents comes to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IncidentReport {
    /// The fingerprint of the policy.
    pub policy: String,
    /// The instant as of which the incidents were decided.
    pub as_of: String,
    /// How many incidents there are.
    pub incidents: u64,
    /// How many of them were decided.
    pub decided: u64,
    /// How many were rejected.
    pub rejected: u64,
    /// The rows, by period if periods were asked for.
    #[serde(flatten)]
    pub rows: Rows,
    /// The breaches that used most of their limits.
    pub worst: Vec<WorstBreach>,
    /// How long incidents waited for each party.
    pub waiting: Vec<WaitingRow>,
    /// The incidents that were reopened.
    pub reopened: Reopened,
    /// The rejected incidents, by code.
    pub rejects: Vec<RejectRow>,
    /// Quotas.
    pub quotas: Vec<QuotaData>,
    /// Credit statements.
    pub credits: Vec<StatementData>,
    /// What `before` is about.
    pub compared_with: Option<ComparedWith>,
    /// How many incidents each objective counts, and how many it leaves out.
    pub objectives: Vec<ObjectiveRow>,
    /// The breaches of each objective, by cause.
    pub causes: Vec<CauseRow>,
    /// How much of their limits the incidents used.
    pub distribution: Vec<Distribution>,
    /// When incidents were opened.
    pub openings: Openings,
    /// What is owed, and the quotas, laid out.
    #[serde(skip)]
    pub(super) credit_sections: Vec<Section>,
    /// The rows over all periods.
    #[serde(skip)]
    pub whole: Rows,
    /// What the periods are called, if the rows are by period.
    #[serde(skip)]
    pub by: Option<super::By>,
    /// The instant as of which the incidents were decided.
    #[serde(skip)]
    pub instant: Instant,
    /// The incidents of the worst breaches.
    #[serde(skip)]
    pub worst_incidents: Vec<Incident>,
    /// When the first incident was opened, and the last one.
    #[serde(skip)]
    pub opened: Option<(Date, Date)>,
}

impl IncidentReport {
    /// As JSON.
    pub fn json(&self) -> String {
        format!("{}\n", serde_json::to_string_pretty(self).unwrap_or_default())
    }
}

/// Rows about objectives.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Rows {
    /// One for each contract, version, statement and period.
    pub promises: Vec<Row>,
    /// One for each contract, version, objective, priority and period.
    pub by_priority: Vec<Row>,
    /// One for each value of a kept column, contract, version, objective and period.
    pub groups: Vec<Row>,
}

/// What a set of incidents comes to for one objective of a contract.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Of a group: the column and its value.
    #[serde(flatten)]
    pub group: Option<Group>,
    /// The tier or contract, as the incidents gave it.
    pub contract: String,
    /// The dates between which this version of the contract is in force.
    pub version: Option<(Date, Date)>,
    /// The objective.
    pub objective: String,
    /// Of a promise: the statement of the policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<StatementText>,
    /// The priorities that share the statement; the priority of the row.
    pub priorities: Vec<String>,
    /// The period in which the incidents were opened.
    pub period: Option<String>,
    /// The share in which the promise is to be kept.
    pub target: Option<f64>,
    /// `timed` and `left_out`.
    pub incidents: u64,
    /// `met`, `breached` and `open`.
    pub timed: u64,
    /// The incidents that met the limit.
    pub met: u64,
    /// The incidents that did not.
    pub breached: u64,
    /// The breached ones whose clock has not stopped.
    pub overdue: u64,
    /// Running or paused, and not breached.
    pub open: u64,
    /// Pending, or without a limit.
    pub left_out: u64,
    /// `met / (met + breached)`.
    pub share: Option<f64>,
    /// The lower end of the 95 % Wilson interval.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// Whether the share is the target or more.
    pub attained: Option<bool>,
    /// By how much the breached ones exceed their limits on average.
    pub overrun_mean_s: Option<i64>,
    /// The ids of the breached ones.
    pub missed: Vec<String>,
    /// What it is compared with.
    pub before: Option<Before>,
}

/// A value of a kept column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// The column.
    pub column: String,
    /// The value; `None` if the incidents have none.
    pub value: Option<String>,
}

/// A statement of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatementText {
    /// As written, on one line.
    pub text: String,
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
}

/// What a row is compared with: an earlier period, or the same incidents under another contract.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Before {
    /// The share.
    pub share: Option<f64>,
    /// The incidents that met the limit.
    pub met: u64,
    /// The incidents that did not.
    pub breached: u64,
    /// Whether the share of the row is better; `None` if they are equal or one has no data.
    pub better: Option<bool>,
}

/// A breach.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorstBreach {
    /// The incident.
    pub id: String,
    /// Its tier or contract.
    pub contract: String,
    /// The objective.
    pub objective: String,
    /// The priority that it was timed by.
    pub priority: String,
    /// By how much it exceeds the limit.
    pub over_s: i64,
    /// Elapsed time over the limit; `None` if the limit has no length.
    pub used: Option<f64>,
    /// When it was due.
    pub due: Option<String>,
    /// When it stopped.
    pub stopped: Option<String>,
    /// Why it was breached, in words.
    pub cause: String,
}

/// The time that incidents waited for one party, up to the stop of relief or now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaitingRow {
    /// The party.
    pub party: String,
    /// How many incidents waited for it.
    pub incidents: u64,
    /// On the clock of relief.
    pub covered_s: i64,
    /// On the wall.
    pub wall_s: i64,
}

/// The incidents that were reopened.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Reopened {
    /// How many.
    pub incidents: u64,
    /// How often, in all.
    pub times: u64,
    /// Their ids.
    pub ids: Vec<String>,
}

/// The incidents that were rejected with one code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RejectRow {
    /// The code.
    pub code: String,
    /// How many.
    pub count: u64,
    /// The first of them.
    pub example: RejectExample,
}

/// A rejected incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectExample {
    /// The file that it is in.
    pub file: String,
    /// Its line.
    pub line: u64,
    /// Its id, if it has one.
    pub id: Option<String>,
    /// What was expected and what was found.
    pub message: String,
}

/// What the report is compared with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ComparedWith {
    /// The files of an earlier period.
    pub files: Vec<String>,
    /// The contract that decides the same incidents.
    pub contract: Option<String>,
    /// How many incidents there are.
    pub incidents: u64,
    /// How many of them were decided.
    pub decided: u64,
    /// How many were rejected.
    pub rejected: u64,
}

/// How many of the decided incidents an objective counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ObjectiveRow {
    /// The objective.
    pub objective: String,
    /// Met.
    pub met: u64,
    /// Breached. A share is of `met` and `breached`.
    pub breached: u64,
    /// The breached ones whose clock has not stopped.
    pub overdue: u64,
    /// The clock runs.
    pub running: u64,
    /// The clock is paused.
    pub paused: u64,
    /// The clock has not started.
    pub pending: u64,
    /// There is no limit.
    pub none: u64,
}

/// The breaches of one objective with one cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CauseRow {
    /// The objective.
    pub objective: String,
    /// The kind of cause.
    pub cause: &'static str,
    /// The same in words.
    pub words: &'static str,
    /// How many breaches.
    pub breaches: u64,
}

/// How much of its limit each incident used, for one objective.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Distribution {
    /// The objective.
    pub objective: String,
    /// From the least to the most.
    pub bins: Vec<Bin>,
}

/// The incidents that used `from <= elapsed / limit < to`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bin {
    /// The least share.
    pub from: f64,
    /// What the share is below; `None` if there is no upper end.
    pub to: Option<f64>,
    /// Those that met the limit.
    pub met: u64,
    /// Those that did not.
    pub breached: u64,
}

/// When incidents were opened, by day of the week and hour of the local day.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Openings {
    /// From Monday to Sunday, from the hour 0 to the hour 23.
    pub incidents: Vec<Vec<u64>>,
    /// Which share of each hour the default coverage of the incidents covers, from their first opening to their last.
    pub covered: Vec<Vec<f64>>,
    /// The default coverage of most incidents, and its zone.
    pub calendar: Option<String>,
    /// The zone of that calendar.
    pub timezone: Option<String>,
}
