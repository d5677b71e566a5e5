//! The ledger of an objective: every instant from the opening to its end, and on to due, with what it was
//! (`semantics` 10).

mod account;
mod stretches;
mod words;

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::policy::Comparison;
use crate::time::{Instant, OffsetInstant, Zone};

use super::decision::Status;
use super::decision_ref::DecisionRef;
use super::incident::Incident;

pub(crate) use account::Account;
pub(in crate::engine) use account::share_used;
pub(crate) use stretches::{Reason, Stretch};
pub use words::{LedgerEnd, SegmentReason};

/// The ledger of an objective that has a limit, for users. The lengths of the counted segments up to `end` add up to `elapsed_us`;
/// those up to `due` add up to `limit_us`, unless due is later than all segments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Ledger {
    /// The name of the objective.
    pub objective: String,
    /// The calendar that it counts on; `always` if it counts all time.
    pub calendar: String,
    /// The time zone in which instants are written and local dates are read.
    pub timezone: String,
    /// How the limit stands; `None`, written as `none`, if the resolution ended the objective in time.
    #[serde(serialize_with = "status_word", deserialize_with = "status_of_word")]
    pub status: Option<Status>,
    /// When the incident was opened.
    pub opened: OffsetInstant,
    /// When the clock starts; `None` if it has not started.
    pub counts_from: Option<OffsetInstant>,
    /// When it stopped.
    pub stopped: Option<OffsetInstant>,
    /// The end of the segments that are not projected.
    pub end: OffsetInstant,
    /// What it ends with.
    pub end_is: LedgerEnd,
    /// When the limit is used up; `None` while an open pause holds it back.
    pub due: Option<OffsetInstant>,
    /// How elapsed time compares with the limit.
    pub comparison: Comparison,
    /// The limit in microseconds; `None` of a date whose clock has not started.
    pub limit_us: Option<i64>,
    /// What has elapsed up to `end`, in microseconds.
    pub elapsed_us: i64,
    /// Covered time that pauses took off, in microseconds.
    pub paused_us: i64,
    /// Covered time that is excluded, in microseconds.
    pub excluded_us: i64,
    /// Covered time that the pauses of each party took off, in microseconds.
    pub paused_by: BTreeMap<String, i64>,
    /// All time from `opened`, in order and without gaps.
    pub segments: Vec<Segment>,
    /// What happened, in order.
    pub marks: Vec<Mark>,
    /// The nearest change: what would have turned a breach, or how much was left.
    pub nearest: Option<Nearest>,
    /// When it would be due if it paused for nobody.
    pub due_without_pauses: Option<OffsetInstant>,
    /// Elapsed over limit, rounded down at nine digits; `None` if there is no limit, or one of no length.
    pub used: Option<f64>,
}

/// A stretch of time, all of it of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Segment {
    /// Its first instant.
    pub from: OffsetInstant,
    /// The first instant after it.
    pub to: OffsetInstant,
    /// Its length in microseconds.
    pub length_us: i64,
    /// Whether it counts.
    pub counted: bool,
    /// Why.
    pub reason: SegmentReason,
    /// The name of the closure or holiday, why time is excluded, or the party that is waited on.
    pub detail: Option<String>,
    /// Whether it lies after `end`: what is to come if nothing more happens.
    pub projected: bool,
}

/// Something that happened to the incident or to the clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Mark {
    /// When.
    pub at: OffsetInstant,
    /// `opened`, `update`, `message`, `priority`, `reopened`, a field of the incident, `counts_from`, `as_of` or `due`.
    pub mark: String,
    /// The priority that it was changed to.
    pub detail: Option<String>,
}

/// What would have turned a breach, or how much was left of a limit that was met.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Nearest {
    /// The latest stop that would have been in time, of a breach.
    pub latest_stop: Option<OffsetInstant>,
    /// What was left of the limit on its own clock, in microseconds.
    pub left_us: Option<i64>,
    /// Due less the stop, in microseconds; negative where it stopped after due.
    pub left_wall_us: Option<i64>,
}

/// The word for an objective that no limit holds.
const NO_STATUS: &str = "none";

fn status_word<S: Serializer>(status: &Option<Status>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(status.map_or(NO_STATUS, Status::as_str))
}

fn status_of_word<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Status>, D::Error> {
    let word = String::deserialize(deserializer)?;
    let status = Status::ALL.into_iter().find(|status| status.as_str() == word);
    if status.is_none() && word != NO_STATUS {
        return Err(serde::de::Error::custom(format_args!("`{word}` is no status")));
    }
    Ok(status)
}

impl Account<'_> {
    /// The ledger as it is handed to users.
    pub(super) fn to_ledger(
        &self,
        decision: &DecisionRef<'_>,
        objective: &str,
        incident: &Incident,
        declared: &[Option<Instant>],
    ) -> Ledger {
        let zone = self.clock.zone();
        let at = |at: Instant| at.rfc3339(zone.written_offset(at));
        let paused_by: BTreeMap<String, i64> =
            self.paused_by().into_iter().map(|(party, us)| (party.to_owned(), us)).collect();
        let left = self.left();
        let latest_stop = self.latest_stop().map(at);
        let nearest = (left.is_some() || latest_stop.is_some()).then(|| Nearest {
            latest_stop,
            left_us: left.map(|(left, _)| left),
            left_wall_us: left.and_then(|(_, wall)| wall),
        });
        Ledger {
            objective: objective.to_owned(),
            calendar: self.clock.name().to_owned(),
            timezone: zone.name().to_owned(),
            status: self.status,
            opened: at(incident.opened),
            counts_from: self.counts_from.map(at),
            stopped: self.stopped.map(at),
            end: at(self.end),
            end_is: self.end_is,
            due: self.due.map(at),
            comparison: self.comparison,
            limit_us: self.limit.map(|limit| limit.0),
            elapsed_us: self.elapsed,
            paused_us: paused_by.values().sum(),
            excluded_us: self.excluded(),
            paused_by,
            segments: self.stretches.iter().map(|stretch| segment(stretch, zone)).collect(),
            marks: self.marks(decision, objective, incident, declared).into_iter().map(|m| m.written(zone)).collect(),
            nearest,
            due_without_pauses: self.due_without_pauses.map(at),
            used: self.used().map(billionths),
        }
    }

    fn marks<'i>(
        &self,
        decision: &'i DecisionRef<'_>,
        objective: &str,
        incident: &'i Incident,
        declared: &[Option<Instant>],
    ) -> Vec<MarkAt<'i>> {
        let (policy, as_of) = (decision.policy, decision.as_of);
        let mark = |at: Instant, mark: &'i str| MarkAt { at, mark, detail: None };
        let each = |all: &[Instant], name: &'i str| all.iter().map(|at| mark(*at, name)).collect::<Vec<_>>();
        let mut out = vec![mark(incident.opened, "opened")];
        out.extend(each(&incident.updates, "update"));
        out.extend(each(&incident.messages, "message"));
        let changes = incident.priority_changes.iter();
        out.extend(changes.map(|c| MarkAt { at: c.at, mark: "priority", detail: Some(&c.to) }));
        out.extend(incident.excluded.iter().map(|e| mark(e.to, "reopened")));
        let stops = [incident.responded, incident.relieved, incident.resolved];
        let stops = ["responded", "relieved", "resolved"].into_iter().zip(stops);
        out.extend(stops.filter_map(|(name, at)| Some(mark(at?, name))));
        let declared = policy.model().fields.iter().zip(declared);
        out.extend(declared.filter_map(|(field, at)| Some(mark((*at)?, &field.name))));
        out.retain(|mark| mark.at <= as_of);
        out.extend(self.counts_from.map(|at| mark(at, "counts_from")));
        out.push(mark(as_of, "as_of"));
        out.extend(self.due.map(|at| mark(at, "due")));
        let escalations = decision.escalations.iter().filter(|escalation| escalation.objective == objective);
        out.extend(escalations.filter_map(|escalation| {
            Some(MarkAt { at: escalation.at?, mark: "escalation", detail: Some(escalation.to) })
        }));
        out.sort_by_key(|mark| mark.at);
        out
    }
}

/// A mark that borrows its words.
struct MarkAt<'i> {
    at: Instant,
    mark: &'i str,
    detail: Option<&'i str>,
}

impl MarkAt<'_> {
    fn written(self, zone: Zone) -> Mark {
        let at = self.at.rfc3339(zone.written_offset(self.at));
        Mark { at, mark: self.mark.to_owned(), detail: self.detail.map(str::to_owned) }
    }
}

/// A number of billionths.
#[expect(clippy::cast_precision_loss, reason = "a share of nine digits is exact to the digits that are written")]
pub(crate) fn billionths(number: i64) -> f64 {
    number as f64 / 1e9
}

fn segment(stretch: &Stretch<'_>, zone: Zone) -> Segment {
    let at = |at: Instant| at.rfc3339(zone.written_offset(at));
    let (reason, detail) = match stretch.reason {
        Reason::BeforeStart => (SegmentReason::BeforeStart, None),
        Reason::Closed(name) => (SegmentReason::Closed, name),
        Reason::Excluded(why) => (SegmentReason::Excluded, why),
        Reason::Waiting(party) => (SegmentReason::Waiting, Some(party)),
        Reason::Counted => (SegmentReason::Open, None),
    };
    Segment {
        from: at(stretch.from),
        to: at(stretch.to),
        length_us: stretch.micros(),
        counted: reason == SegmentReason::Open,
        reason,
        detail: detail.map(str::to_owned),
        projected: stretch.projected,
    }
}
