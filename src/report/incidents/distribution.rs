//! How much of its limit each incident used, in bins of equal width on a logarithmic scale.

use std::f64::consts::SQRT_2;

use serde::{Deserialize, Serialize};

use crate::engine::{ObjectiveResult, Status};
use crate::policy::Comparison;

use super::counts::ratio;
use super::data::Bin;

/// Two bins double the share. The limit itself is a bound between two bins.
const BINS_BELOW: usize = 12;
const BINS_ABOVE: usize = 12;
/// With one for all that is less, and one for all that is more.
const BINS: usize = BINS_BELOW + BINS_ABOVE + 2;

/// The met and breached incidents of one objective.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Bins([(u64, u64); BINS]);

impl Bins {
    /// Counts an incident that was met or breached, and whose limit has a length.
    pub(super) fn add(&mut self, result: &ObjectiveResult<'_>) {
        let Some(used) = result.limit.and_then(|limit| ratio(result.elapsed.0, limit.0)) else { return };
        // Who stops at the limit has met `<=`: it is on the side of those who met it.
        let at_limit = result.comparison != Comparison::Less && result.status == Status::Met;
        let used = if at_limit { used.min(BELOW_ONE) } else { used };
        let at = (1..BINS).take_while(|at| used >= bound(*at)).count();
        let Some((met, breached)) = self.0.get_mut(at) else { return };
        match result.status {
            Status::Met => *met += 1,
            Status::Breached => *breached += 1,
            Status::Running | Status::Paused | Status::Pending => {}
        }
    }

    /// Adds the counts of other incidents.
    pub(super) fn merge(&mut self, other: &Self) {
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            *own = (own.0 + other.0, own.1 + other.1);
        }
    }

    /// The bins, without those beyond the first and the last that have any.
    pub(super) fn rows(&self) -> Vec<Bin> {
        let bin = |(at, (met, breached)): (usize, &(u64, u64))| Bin {
            from: if at == 0 { 0.0 } else { bound(at) },
            to: (at + 1 < BINS).then(|| bound(at + 1)),
            met: *met,
            breached: *breached,
        };
        self.0.iter().enumerate().map(bin).collect()
    }
}

/// The greatest share of nine digits below one.
const BELOW_ONE: f64 = 0.999_999_999;

/// The lower bound of a bin: a power of the square root of two.
fn bound(bin: usize) -> f64 {
    let half_powers = i32::try_from(bin).unwrap_or(0) - 1 - i32::try_from(BINS_BELOW).unwrap_or(0);
    let whole = 2_f64.powi(half_powers.div_euclid(2));
    if half_powers.rem_euclid(2) == 0 { whole } else { whole * SQRT_2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_a_bound() {
        assert!((bound(BINS_BELOW + 1) - 1.0).abs() < f64::EPSILON);
        assert!((bound(BINS_BELOW + 3) - 2.0).abs() < f64::EPSILON);
        assert!((bound(1) - 1.0 / 64.0).abs() < f64::EPSILON);
        assert!((bound(BINS - 1) - 64.0).abs() < f64::EPSILON);
    }
}
