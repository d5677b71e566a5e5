//! What a run has come to so far.

use crate::evaluate::{RejectCode, Timed, Warning, WarningCode};
use crate::policy::model::Objective;

/// How many statuses there are: four, and `none`.
const STATUSES: u8 = 5;

/// The statuses of the three objectives of a decision, as one number, and which warnings it has, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Statuses {
    objectives: u8,
    warnings: u8,
}

impl Statuses {
    /// Of a decision.
    pub(crate) fn of(objectives: &[Option<Timed>; 3], warnings: &[Warning<'_>]) -> Self {
        Self {
            objectives: objectives
                .iter()
                .fold(0, |n, timed| n * STATUSES + timed.as_ref().map_or(STATUSES - 1, |t| t.status as u8)),
            warnings: warnings.iter().fold(0, |bits, warning| bits | 1 << warning.code as u8),
        }
    }
}

/// Counts of a run.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    decided: [u64; 125],
    rejects: [u64; RejectCode::ALL.len()],
    warned: u64,
    warnings: [u64; WarningCode::ALL.len()],
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            decided: [0; 125],
            rejects: [0; RejectCode::ALL.len()],
            warned: 0,
            warnings: [0; WarningCode::ALL.len()],
        }
    }
}

impl Tally {
    /// Counts a decision.
    pub(crate) fn decided(&mut self, statuses: Statuses) {
        if let Some(count) = self.decided.get_mut(usize::from(statuses.objectives)) {
            *count += 1;
        }
        if statuses.warnings != 0 {
            self.warned += 1;
            for (bit, count) in self.warnings.iter_mut().enumerate() {
                *count += u64::from(statuses.warnings >> bit & 1);
            }
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
        self.decided.iter().sum()
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
    pub(crate) fn statuses(&self, objective: Objective) -> [u64; 5] {
        let mut out = [0; 5];
        let place = [25, 5, 1].get(objective as usize).copied().unwrap_or(1);
        for (number, count) in self.decided.iter().enumerate() {
            if let Some(sum) = out.get_mut(number / place % usize::from(STATUSES)) {
                *sum += count;
            }
        }
        out
    }
}
