//! What a run has come to so far.

use smallvec::SmallVec;

use crate::engine::{ObjectiveResult, RejectCode, Status, WarningCode, WarningRef};
use crate::policy::model::ObjectiveId;

/// How many statuses there are, and `none`.
const STATUSES: usize = Status::ALL.len() + 1;

/// The status of each objective of a decision, `None` if it has no limit; and which warnings it has, as bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statuses {
    objectives: SmallVec<[Option<Status>; 8]>,
    warnings: u8,
}

impl Statuses {
    /// Of a decision.
    pub(crate) fn of(objectives: &[Option<ObjectiveResult<'_>>], warnings: &[WarningRef<'_>]) -> Self {
        Self {
            objectives: objectives.iter().map(|timed| timed.as_ref().map(|t| t.status)).collect(),
            warnings: warnings.iter().fold(0, |bits, warning| bits | 1 << warning.code as u8),
        }
    }
}

#[cfg(feature = "columnar")]
impl Statuses {
    /// Of each objective, the place of its status; behind the last of them stands that there is no limit.
    #[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "there are a few statuses")]
    pub(super) fn places(&self) -> impl Iterator<Item = i32> {
        self.objectives.iter().map(|status| status.map_or(STATUSES - 1, |status| status as usize) as i32)
    }

    /// The warnings, as bits.
    pub(super) fn warnings(&self) -> u8 {
        self.warnings
    }
}

/// What is counted of rows.
#[cfg(feature = "columnar")]
#[derive(Debug)]
pub(super) struct Counted {
    /// Of each objective its statuses, by row: the places of them, and behind the last that there is no limit.
    pub(super) statuses: Vec<Vec<i32>>,
    /// The warnings of each row, as bits.
    pub(super) warnings: Vec<u8>,
}

/// Counts of a run.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    decisions: u64,
    /// For each objective, how many decisions have it in each status; without a limit last.
    statuses: Vec<[u64; STATUSES]>,
    rejects: [u64; RejectCode::ALL.len()],
    warned: u64,
    warnings: [u64; WarningCode::ALL.len()],
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            decisions: 0,
            statuses: Vec::new(),
            rejects: [0; RejectCode::ALL.len()],
            warned: 0,
            warnings: [0; WarningCode::ALL.len()],
        }
    }
}

impl Tally {
    /// Counts a decision.
    pub(crate) fn decided(&mut self, statuses: &Statuses) {
        self.decisions += 1;
        self.statuses.resize(self.statuses.len().max(statuses.objectives.len()), [0; STATUSES]);
        for (counts, status) in self.statuses.iter_mut().zip(&statuses.objectives) {
            if let Some(count) = counts.get_mut(status.map_or(STATUSES - 1, |status| status as usize)) {
                *count += 1;
            }
        }
        if statuses.warnings != 0 {
            self.count_warnings(statuses.warnings);
        }
    }

    /// Counts the rows that stay of those that were decided at once.
    #[cfg(feature = "columnar")]
    pub(super) fn decided_at_once(&mut self, counted: &Counted, stays: &[bool]) {
        self.decisions += stays.iter().map(|stays| u64::from(*stays)).sum::<u64>();
        self.statuses.resize(self.statuses.len().max(counted.statuses.len()), [0; STATUSES]);
        for (counts, places) in self.statuses.iter_mut().zip(&counted.statuses) {
            for (place, _) in places.iter().zip(stays).filter(|(_, stays)| **stays) {
                if let Some(count) = usize::try_from(*place).ok().and_then(|place| counts.get_mut(place)) {
                    *count += 1;
                }
            }
        }
        for (bits, _) in counted.warnings.iter().zip(stays).filter(|(bits, stays)| **stays && **bits != 0) {
            self.count_warnings(*bits);
        }
    }

    /// Counts the warnings of a decision that has some.
    fn count_warnings(&mut self, bits: u8) {
        self.warned += 1;
        for (bit, count) in self.warnings.iter_mut().enumerate() {
            *count += u64::from(bits >> bit & 1);
        }
    }

    /// Counts a rejected incident.
    pub(crate) fn rejected(&mut self, code: RejectCode) {
        if let Some(count) = self.rejects.get_mut(code as usize) {
            *count += 1;
        }
    }

    /// How many were decided.
    pub(crate) fn decisions(&self) -> u64 {
        self.decisions
    }

    /// How many were rejected, by code, where any were.
    pub(crate) fn rejects(&self) -> impl Iterator<Item = (RejectCode, u64)> + Clone {
        RejectCode::ALL.into_iter().zip(self.rejects).filter(|(_, count)| *count > 0)
    }

    /// How many were decided with a warning.
    pub(crate) fn warned(&self) -> u64 {
        self.warned
    }

    /// How many have each warning, by code, where any have.
    pub(crate) fn warnings(&self) -> impl Iterator<Item = (WarningCode, u64)> + Clone {
        WarningCode::ALL.into_iter().zip(self.warnings).filter(|(_, count)| *count > 0)
    }

    /// How many incidents there were.
    pub(crate) fn incidents(&self) -> u64 {
        self.decisions() + self.rejects.iter().sum::<u64>()
    }

    /// How many decisions have an objective in each status, in the order of [`crate::Status`]; `none` last.
    pub(crate) fn statuses(&self, objective: ObjectiveId) -> [u64; STATUSES] {
        self.statuses.get(objective.index()).copied().unwrap_or([0; STATUSES])
    }
}
