//! What is due next in a set of open incidents: the data, and its forms as text, JSON, CSV and iCalendar.

mod flat;
mod ics;
pub(super) mod text;
mod usage;
mod window;

use serde_json::Value;

use crate::engine::{ClockSubject, DecisionRef, Incident, OpenClock, OpenStatus, Rejection};
use crate::policy::Policy;
use crate::time::{Instant, Length, Zone};

pub use window::{NoWorkingDay, Window};

/// How something that is due compares with its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueStatus {
    /// In time so far.
    Running,
    /// In time so far, and paused.
    Paused,
    /// Late.
    Breached,
    /// In time, without anything left: late from the next covered instant.
    UsedUp,
    /// Of an escalation: not reached yet.
    Pending,
}

impl DueStatus {
    /// As the forms write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Breached => "breached",
            Self::UsedUp => "used up",
            Self::Pending => "pending",
        }
    }
}

/// Why a clock does not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StandsStill {
    /// It pauses for a party that is waited on.
    Paused,
    /// It is outside its hours.
    Closed,
}

impl StandsStill {
    /// As the forms write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Paused => "paused",
            Self::Closed => "closed",
        }
    }
}

/// One thing that is due.
#[derive(Debug, Clone, PartialEq)]
pub struct DueItem {
    /// The incident.
    pub id: String,
    /// The tier or contract, as the incident names it.
    pub contract: String,
    /// The priority that it is timed by.
    pub priority: String,
    /// The objective, `update`, `reply` or `escalation`.
    pub what: String,
    /// Whom an escalation calls.
    pub to: Option<String>,
    /// The objective whose clock an escalation is timed on.
    pub of: Option<String>,
    /// How it compares with its limit.
    pub status: DueStatus,
    /// When the limit is used up; `None` while an open pause holds it back.
    pub due: Option<Instant>,
    /// Limit less elapsed on its own clock; negative if it is late.
    pub left: Length,
    /// Elapsed over limit, in thousand millionths, rounded down; `None` if the limit has no length.
    pub used: Option<i64>,
    /// Why its clock does not run now.
    pub stands_still: Option<StandsStill>,
    /// The party for which it is paused, else the party that is waited on; several are joined by `;`.
    pub waiting_on: Option<String>,
    /// When a closed clock runs again; `None` if the calendar does not know.
    pub moves_again: Option<Instant>,
    /// Whether the clock has yet to begin: the incident was opened after the `intake` of its calendar.
    pub begins_later: bool,
    /// Due without any pause.
    pub due_without_pauses: Option<Instant>,
    /// The zone in which its clock is read.
    pub zone: Zone,
    /// The zone for people: that of its clock, or if it runs all the time that of the contract's coverage.
    pub local_zone: Zone,
    /// Whether its clock runs all the time.
    pub always: bool,
    /// The values of the `--keep` columns.
    pub kept: Vec<Option<Value>>,
}

impl DueItem {
    fn new(decision: &DecisionRef<'_>, open: &OpenClock<'_>, kept: &[Option<Value>]) -> Self {
        let (model, now) = (decision.policy.model(), decision.as_of);
        let what = match open.subject {
            ClockSubject::Objective(objective) => model.objective_name(objective),
            ClockSubject::Update => "update",
            ClockSubject::Reply => "reply",
            ClockSubject::Escalation(_) => "escalation",
        };
        let escalation = match open.subject {
            ClockSubject::Escalation(number) => decision.escalations.get(number),
            _ => None,
        };
        let stands_still = match open.paused {
            true => Some(StandsStill::Paused),
            false => open.is_closed(now).then_some(StandsStill::Closed),
        };
        let always = open.clock.spec().is_none();
        let coverage = model.package(decision.package).and_then(|package| package.default_coverage());
        Self {
            id: decision.id.to_owned(),
            contract: decision.contract().to_owned(),
            priority: model.priority_name(open.priority).to_owned(),
            what: what.to_owned(),
            to: escalation.map(|escalation| escalation.to.to_owned()),
            of: escalation.map(|escalation| escalation.objective.to_owned()),
            status: match open.status {
                OpenStatus::Running => DueStatus::Running,
                OpenStatus::Paused => DueStatus::Paused,
                OpenStatus::Breached => DueStatus::Breached,
                OpenStatus::UsedUp => DueStatus::UsedUp,
                OpenStatus::Pending => DueStatus::Pending,
            },
            due: open.due,
            left: open.left(),
            used: open.used(),
            stands_still,
            waiting_on: (!open.waiting_on.is_empty()).then(|| open.waiting_on.join(";")),
            moves_again: open.next_opening(now).filter(|_| stands_still == Some(StandsStill::Closed)),
            begins_later: decision.as_of < open.counts_from,
            due_without_pauses: open.due_without_pauses,
            zone: open.clock.zone(),
            local_zone: if always { coverage.map_or(Zone::UTC, |coverage| coverage.zone) } else { open.clock.zone() },
            always,
            kept: kept.to_vec(),
        }
    }

    /// Whether it is late, or will be from the next instant that counts.
    pub fn is_due_by(&self, at: Instant) -> bool {
        self.status == DueStatus::Breached || self.due.is_some_and(|due| due <= at)
    }

    /// The real time up to due; negative after it.
    pub fn left_wall(&self, as_of: Instant) -> Option<Length> {
        self.due.map(|due| Length(due.0 - as_of.0))
    }
}

/// What is due next in a set of incidents.
#[derive(Debug, Clone)]
pub struct DueList {
    as_of: Instant,
    window: Option<Window>,
    /// The columns of the input that are copied.
    keep: Vec<String>,
    /// The zone in which instants are written; `None` if each has that of its clock.
    zone: Option<Zone>,
    items: Vec<DueItem>,
    /// How many incidents were decided.
    incidents: u64,
    /// How many of them have something that is due.
    open: u64,
    rejected: u64,
}

impl DueList {
    /// A list without items, as of an instant. A window keeps what is due within it, and what is late.
    pub fn new(as_of: Instant, window: Option<Window>, keep: Vec<String>, zone: Option<Zone>) -> Self {
        Self { as_of, window, keep, zone, items: Vec::new(), incidents: 0, open: 0, rejected: 0 }
    }

    /// Decides an incident, and adds what is due in it.
    ///
    /// # Errors
    /// Why it cannot be decided. `Ok(Err(_))`: the window is in working days, and a calendar has none.
    pub fn add(
        &mut self,
        policy: &Policy,
        incident: &Incident,
        kept: &[Option<Value>],
    ) -> Result<Result<(), NoWorkingDay>, Rejection> {
        let (decision, clocks) = policy.open_clocks(incident, self.as_of)?;
        self.incidents += 1;
        self.open += u64::from(!clocks.is_empty());
        for open in &clocks {
            let item = DueItem::new(&decision, open, kept);
            let is_kept = match (&self.window, item.due) {
                (None, _) => true,
                _ if item.is_due_by(self.as_of) => true,
                (Some(_), None) => false,
                (Some(window), Some(due)) => match window.reaches(open.clock, self.as_of, due) {
                    Ok(reaches) => reaches,
                    Err(error) => return Ok(Err(error)),
                },
            };
            if is_kept {
                self.items.push(item);
            }
        }
        Ok(Ok(()))
    }

    /// Counts an incident that cannot be decided.
    pub fn reject(&mut self) {
        self.rejected += 1;
    }

    /// Brings the items into order: by due, those without last, and otherwise as they were read.
    pub fn sort(&mut self) {
        self.items.sort_by_key(|item| (item.due.is_none(), item.due));
    }

    /// The items.
    pub fn items(&self) -> &[DueItem] {
        &self.items
    }

    /// How many incidents were decided or rejected.
    pub fn incidents(&self) -> u64 {
        self.incidents + self.rejected
    }

    /// How many incidents were rejected.
    pub fn rejected(&self) -> u64 {
        self.rejected
    }

    /// Whether something is late or due within the window; without a window, late or due now.
    pub fn is_urgent(&self) -> bool {
        match self.window {
            Some(_) => !self.items.is_empty(),
            None => self.items.iter().any(|item| item.is_due_by(self.as_of)),
        }
    }

    /// How many items have no due instant.
    pub fn without_due(&self) -> usize {
        self.items.iter().filter(|item| item.due.is_none()).count()
    }
}
