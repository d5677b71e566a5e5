//! What a tier or contract promises for one priority: limits, updates and replies.

use crate::span::Span;
use crate::time::calendar::DateLimit;
use crate::time::{Duration, Length, Zone};
use crate::value::Decimal;

use super::model::{CalendarId, Condition};
use super::objective::ObjectiveId;

/// What a package says of one priority.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The calendar that working time is counted on.
    pub coverage: Option<Coverage>,
    /// One for each of [`objectives`](super::Model::objectives), where anything is said.
    pub promises: Vec<Option<Promise>>,
    /// How often the customer hears.
    pub cadence: Option<Cadence>,
    /// How soon each message of the customer is answered.
    pub reply: Option<Reply>,
}

/// A calendar in a zone; no calendar is `always`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// The calendar.
    pub calendar: Option<CalendarId>,
    /// The zone that it is read in.
    pub zone: Zone,
    /// Where the statement stands.
    pub span: Span,
}

/// A promise about one objective and priority.
#[derive(Debug, Clone, PartialEq)]
pub struct Promise {
    /// The promises that hold instead, each while its condition is true; the first such does.
    pub circumstances: Vec<(Condition, Promise)>,
    /// The limit.
    pub limit: Limit,
    /// The calendar that the limit itself names; without one the coverage counts.
    pub on: Option<Coverage>,
    /// What else it says.
    pub clauses: Clauses,
    /// Where the statement stands: what one statement timed is judged together.
    pub span: Span,
}

/// What a statement about an objective says besides its limit, calendar and condition. It is passed on as it is, from
/// the statement to the decision.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Clauses {
    /// The share of incidents in which the limit is to be kept.
    pub share: Option<Decimal>,
    /// The parties that the clock pauses for, in alphabetical order.
    pub pausing: Vec<String>,
}

/// How long.
#[derive(Debug, Clone, PartialEq)]
pub enum Limit {
    /// Nothing is timed; the words are shown.
    None(Option<String>),
    /// A length; `<` unless inclusive.
    Length {
        /// `<=`
        inclusive: bool,
        /// As written.
        duration: Duration,
        /// In microseconds of its clock.
        length: Length,
    },
    /// So many times the limit of another objective.
    Multiple(Decimal, ObjectiveId),
    /// A date.
    Date(DateLimit),
}

/// An update cadence.
#[derive(Debug, Clone, PartialEq)]
pub enum Cadence {
    /// So often.
    Every {
        /// As written.
        duration: Duration,
        /// In microseconds of its clock.
        length: Length,
        /// Words that are shown beside it, and nothing is computed with.
        words: Option<String>,
        /// The parties that its clock pauses for, in alphabetical order.
        pausing: Vec<String>,
        /// Where it stands.
        span: Span,
    },
    /// No interval is promised; the words are shown.
    None(Option<String>),
}

/// How soon each message of the customer is answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// Within a length; `<` unless inclusive.
    Within {
        /// `<=`
        inclusive: bool,
        /// As written.
        duration: Duration,
        /// In microseconds of its clock.
        length: Length,
        /// The calendar that the statement itself names.
        on: Option<Coverage>,
        /// The parties that its clock pauses for, in alphabetical order.
        pausing: Vec<String>,
        /// Where it is.
        span: Span,
    },
    /// None is promised; the words are shown.
    None(Option<String>),
}

impl Promise {
    /// This promise and those that hold instead of it in some circumstance, in the order in which they are tried.
    pub fn each(&self) -> impl Iterator<Item = (Option<&Condition>, &Promise)> {
        let instead = self.circumstances.iter().map(|(when, promise)| (Some(when), promise));
        instead.chain(std::iter::once((None, self)))
    }

    /// Whether another promise says the same in the same circumstances, wherever it is written. `1 day` and `24 hours`
    /// are not the same.
    pub fn says_same(&self, other: &Self) -> bool {
        let Self { circumstances, limit, on, clauses, span: _ } = self;
        let same_circumstances = circumstances.len() == other.circumstances.len()
            && circumstances
                .iter()
                .zip(&other.circumstances)
                .all(|((when, one), (other_when, other))| when == other_when && one.says_same(other));
        let calendar = |on: &Option<Coverage>| on.map(|on| (on.calendar, on.zone));
        same_circumstances
            && limit.says_same(&other.limit)
            && calendar(on) == calendar(&other.on)
            && *clauses == other.clauses
    }
}

impl Limit {
    /// Whether another limit is written alike; the microseconds of a length follow from its calendar.
    fn says_same(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Length { inclusive, duration, length: _ },
                Self::Length { inclusive: other_inclusive, duration: other_duration, length: _ },
            ) => (inclusive, duration) == (other_inclusive, other_duration),
            (one, other) => one == other,
        }
    }
}

impl Terms {
    /// What is said of an objective.
    pub fn promise(&self, objective: ObjectiveId) -> Option<&Promise> {
        self.promises.get(objective.index()).and_then(Option::as_ref)
    }
}
