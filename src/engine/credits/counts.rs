//! What is counted of one period, line by line.

use serde::{Deserialize, Serialize};

use crate::engine::Status;
use crate::engine::decision_ref::ObjectiveResult;
use crate::policy::model::PackageId;
use crate::policy::service_terms::{CreditRule, Measure, Rounding, ServiceTerms};
use crate::time::Period;

use super::ids::Ids;
use super::terms::LineTerms;

/// What one line counts.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct LineCounts {
    pub(super) met: u64,
    pub(super) breached: u64,
    pub(super) open: u64,
    /// The lengths of lateness of incidents that stay within the most for one incident.
    pub(super) late: u128,
    /// The incidents that exceed it.
    pub(super) capped: u64,
    /// The lengths of lateness of those.
    pub(super) capped_late: u128,
    /// The breached ones.
    pub(super) ids: Ids,
}

/// An incident that was downtime in a period.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct DownIncident {
    pub(super) id: String,
    /// Its place in the order of all incidents.
    pub(super) order: u64,
    /// While it was downtime, in microseconds.
    pub(super) intervals: Vec<(i64, i64)>,
}

/// What is counted of one period.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct PeriodCounts {
    /// The incidents of the version that were opened in it.
    pub(super) incidents: u64,
    /// Those of them that are left out.
    pub(super) left_out: u64,
    /// Those of which that is unknown.
    pub(super) unsure: Ids,
    pub(super) lines: Vec<LineCounts>,
    /// The first incidents of the contract that were down in it, at most [`MOST_IDS`](super::ids::MOST_IDS).
    pub(super) down: Vec<DownIncident>,
    /// The incidents of which it is unknown whether they were.
    pub(super) unknown: Ids,
}

impl PeriodCounts {
    pub(super) fn new(lines: usize) -> Self {
        Self {
            incidents: 0,
            left_out: 0,
            unsure: Ids::default(),
            lines: vec![LineCounts::default(); lines],
            down: Vec::new(),
            unknown: Ids::default(),
        }
    }
}

/// How an incident counts in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineStatus {
    /// The objective was met.
    Met,
    /// It was breached.
    Breached,
    /// It is neither yet.
    Open,
    /// The incident was downtime.
    Down,
    /// It is unknown whether it was.
    Unknown,
}

impl LineStatus {
    /// One word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Breached => "breached",
            Self::Open => "open",
            Self::Down => "down",
            Self::Unknown => "unknown",
        }
    }
}

/// An incident behind a line.
#[derive(Debug, Clone, Copy)]
pub struct LineEntry<'a> {
    /// The version of the contract.
    pub package: PackageId,
    /// The period.
    pub period: Period,
    /// The line, by its place in the statement.
    pub line: usize,
    /// What it measures.
    pub measure: Measure,
    /// The incident.
    pub id: &'a str,
    /// How it counts.
    pub status: LineStatus,
    /// By how much a breached objective exceeds its limit on its own clock, at least 1; of downtime, how long it was
    /// within the period, in real time. In microseconds.
    pub length_us: Option<i64>,
}

impl LineEntry<'_> {
    /// The name of what the line measures.
    pub fn measure_name(&self) -> &'static str {
        measure_name(self.measure)
    }
}

/// The name of a measure.
pub fn measure_name(measure: Measure) -> &'static str {
    match measure {
        Measure::Attainment(_) => "attainment",
        Measure::Breaches(_) => "breaches",
        Measure::Lateness(_) => "lateness",
        Measure::Availability => "availability",
        Measure::Downtime => "downtime",
    }
}

/// How an objective counts; `None` if it counts nowhere: what is pending on a resolved incident.
pub(super) fn status(result: &ObjectiveResult<'_>, is_resolved: bool) -> Option<LineStatus> {
    Some(match result.status {
        Status::Met => LineStatus::Met,
        Status::Breached => LineStatus::Breached,
        Status::Pending if is_resolved => return None,
        Status::Running | Status::Paused | Status::Pending => LineStatus::Open,
    })
}

/// By how many microseconds a breached objective exceeds its limit, at least 1: a date limit can be breached without
/// covered time.
pub(super) fn lateness(result: &ObjectiveResult<'_>) -> i64 {
    result.limit.map_or(1, |limit| (result.elapsed.0 - limit.0).max(1))
}

impl LineCounts {
    /// Counts an objective of an incident.
    pub(super) fn add(
        &mut self,
        service: &ServiceTerms,
        line: &LineTerms,
        result: &ObjectiveResult<'_>,
        (id, order, status): (&str, u64, LineStatus),
    ) {
        match status {
            LineStatus::Met => self.met += 1,
            LineStatus::Open => self.open += 1,
            LineStatus::Breached => {
                self.breached += 1;
                self.ids.push(id, order);
                self.add_lateness(service, line, result);
            }
            LineStatus::Down | LineStatus::Unknown => {}
        }
    }

    fn add_lateness(&mut self, service: &ServiceTerms, line: &LineTerms, result: &ObjectiveResult<'_>) {
        if !matches!(line.measure, Measure::Lateness(_)) {
            return;
        }
        // It goes on until the objective stops.
        self.open += u64::from(result.stopped.is_none() && !result.ended);
        let Some(place) = line.credit else { return };
        let rule = service.credits.get(usize::from(place)).map(|credit| &credit.rule);
        let each = result.timing.lateness.iter().find(|timing| timing.place == place).map(|timing| timing.each.0);
        let (Some(CreditRule::EachLate { rounding, .. }), Some(each @ 1..)) = (rule, each) else { return };
        let late = lateness(result);
        let lengths = match rounding {
            Rounding::Full | Rounding::Exact => late / each,
            Rounding::Started => (late - 1) / each + 1,
        };
        let lengths = u64::try_from(lengths).unwrap_or(0);
        match line.most_late {
            Some(most) if lengths > most => {
                self.capped += 1;
                self.capped_late += u128::from(lengths);
            }
            _ => self.late += u128::from(lengths),
        }
    }
}
