//! What a set of incidents comes to for one objective: how many were met and breached, and by how much.

use serde::{Deserialize, Serialize};

use crate::engine::{ObjectiveResult, Status};
use crate::report::attainment::Tally;
use crate::value::Decimal;

use super::words::float;

/// The counts of one row of a report. Each incident is in exactly one of the tally, `running`, `paused`, `pending` and
/// `no_limit`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counts {
    /// Those that were met or breached: what a share is of.
    pub(super) tally: Tally,
    /// The breached ones whose clock has not stopped.
    pub(super) overdue: u64,
    pub(super) running: u64,
    pub(super) paused: u64,
    pub(super) pending: u64,
    /// Those for which the objective has no limit.
    pub(super) no_limit: u64,
    /// By how many microseconds the breached ones exceed their limits, in all.
    pub(super) overrun_us: i128,
    /// The breached ones, by their numbers in the list of ids.
    pub(super) breached: Vec<u32>,
    /// What the same incidents come to under another contract.
    pub(super) under: Tally,
}

impl Counts {
    /// Counts an incident. `id` is its number in the list of ids, if it has a breach.
    pub(super) fn add(&mut self, result: Option<&ObjectiveResult<'_>>, under: Option<Status>, id: Option<u32>) {
        if let Some(status) = under {
            self.under.count(status);
        }
        let Some(result) = result else {
            self.no_limit += 1;
            return;
        };
        self.tally.count(result.status);
        match result.status {
            Status::Met => {}
            Status::Breached => {
                self.overdue += u64::from(is_overdue(result));
                self.overrun_us += i128::from(overrun(result));
                self.breached.extend(id);
            }
            Status::Running => self.running += 1,
            Status::Paused => self.paused += 1,
            Status::Pending => self.pending += 1,
        }
    }

    /// Adds the counts of other incidents.
    pub(super) fn merge(&mut self, other: &Self) {
        self.tally = self.tally.plus(other.tally);
        self.overdue += other.overdue;
        self.running += other.running;
        self.paused += other.paused;
        self.pending += other.pending;
        self.no_limit += other.no_limit;
        self.overrun_us += other.overrun_us;
        self.breached.extend(&other.breached);
        self.under = self.under.plus(other.under);
    }

    /// Those whose clock runs or is paused, and that are not breached.
    pub(super) fn open(&self) -> u64 {
        self.running + self.paused
    }

    /// Those whose clock has started.
    pub(super) fn timed(&self) -> u64 {
        self.tally.total() + self.open()
    }

    /// Those that count in no share: not started, or without a limit.
    pub(super) fn left_out(&self) -> u64 {
        self.pending + self.no_limit
    }

    /// All of them.
    pub(super) fn incidents(&self) -> u64 {
        self.timed() + self.left_out()
    }

    /// By how many seconds a breached one exceeds its limit on average, rounded down.
    pub(super) fn overrun_mean_s(&self) -> Option<i64> {
        let micros = self.overrun_us.checked_div(i128::from(self.tally.breached))?;
        i64::try_from(micros / i128::from(crate::time::MICROS_PER_SECOND)).ok()
    }
}

/// Whether an objective is breached and its clock has not stopped.
pub(super) fn is_overdue(result: &ObjectiveResult<'_>) -> bool {
    result.status == Status::Breached && result.stopped.is_none() && !result.ended
}

/// By how many microseconds elapsed time exceeds the limit; 0 if it does not. A date limit can be breached without an
/// overrun: late in the time that is not covered.
pub(super) fn overrun(result: &ObjectiveResult<'_>) -> i64 {
    result.limit.map_or(0, |limit| (result.elapsed.0 - limit.0).max(0))
}

/// The number of parts in one: shares have nine digits.
const PARTS: u64 = 1_000_000_000;

/// Shares of a tally.
impl Tally {
    /// `met / (met + breached)`, rounded down at nine digits; `None` without data.
    pub fn share(self) -> Option<f64> {
        let parts = (u128::from(self.met) * u128::from(PARTS)).checked_div(u128::from(self.total()))?;
        Some(nine_digits(u64::try_from(parts).unwrap_or(PARTS)))
    }

    /// The 95 % Wilson score interval of the share, each end rounded down at nine digits; `None` without data.
    pub fn wilson(self) -> Option<(f64, f64)> {
        /// The normal distribution has 95 % within so many standard deviations.
        const Z: f64 = 1.959_963_984_540_054;
        if self.total() == 0 {
            return None;
        }
        let n = float(self.total());
        let (share, part) = (float(self.met) / n, Z * Z / n);
        let center = share + part / 2.0;
        let half = Z * (share * (1.0 - share) / n + part / (4.0 * n)).sqrt();
        // The ends of a share of all or none are exact.
        let low = if self.met == 0 { 0.0 } else { (center - half) / (1.0 + part) };
        let high = if self.breached == 0 { 1.0 } else { (center + half) / (1.0 + part) };
        Some((rounded_down(low), rounded_down(high)))
    }

    /// Whether the share is better than another: `None` if they are equal, or one has no data.
    pub fn is_better_than(self, other: Self) -> Option<bool> {
        if self.total() == 0 || other.total() == 0 {
            return None;
        }
        let wide = |a: u64, b: u64| u128::from(a) * u128::from(b);
        match wide(self.met, other.total()).cmp(&wide(other.met, self.total())) {
            std::cmp::Ordering::Equal => None,
            order => Some(order.is_gt()),
        }
    }
}

/// A target as a number.
pub(super) fn target(share: Option<Decimal>) -> Option<f64> {
    share.map(Decimal::as_f64)
}

/// A ratio of two lengths, rounded down at nine digits.
pub(super) fn ratio(a: i64, b: i64) -> Option<f64> {
    let parts = (i128::from(a) * i128::from(PARTS)).checked_div(i128::from(b))?;
    Some(nine_digits(u64::try_from(parts).unwrap_or(0)))
}

fn nine_digits(parts: u64) -> f64 {
    float(parts) / float(PARTS)
}

fn rounded_down(share: f64) -> f64 {
    (share.clamp(0.0, 1.0) * float(PARTS)).floor() / float(PARTS)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that fails should stop at once")]
mod tests {
    use super::*;

    #[test]
    fn wilson_intervals_are_the_published_ones() {
        let interval = |met, breached| Tally { met, breached }.wilson().map(|(low, high)| format!("{low} {high}"));
        assert_eq!(interval(0, 0), None);
        // 0 of 10: z^2 / (n + z^2); 10 of 10 is its mirror image.
        assert_eq!(interval(0, 10).unwrap(), "0 0.277532799");
        assert_eq!(interval(10, 0).unwrap(), "0.7224672 1");
        // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
        let rounded = |met, breached| {
            let (low, high) = Tally { met, breached }.wilson().unwrap();
            format!("{low:.4} {high:.4}")
        };
        assert_eq!(rounded(81, 182), "0.2553 0.3662");
        assert_eq!(rounded(15, 133), "0.0624 0.1605");
        assert_eq!(rounded(0, 20), "0.0000 0.1611");
        assert_eq!(rounded(1, 28), "0.0061 0.1718");
    }

    #[test]
    fn shares_are_rounded_down_at_nine_digits() {
        let share = |met, breached| Tally { met, breached }.share();
        assert_eq!(share(2, 1), Some(0.666_666_666));
        assert_eq!(share(0, 0), None);
        assert_eq!(share(999_999_999_999, 1), Some(0.999_999_999));
        assert_eq!(ratio(3, 2), Some(1.5));
        assert_eq!(ratio(1, 0), None);
    }

    #[test]
    fn a_better_share_is_the_greater_one() {
        let tally = |met, breached| Tally { met, breached };
        assert_eq!(tally(9, 1).is_better_than(tally(8, 2)), Some(true));
        assert_eq!(tally(8, 2).is_better_than(tally(9, 1)), Some(false));
        assert_eq!(tally(1, 1).is_better_than(tally(50, 50)), None);
        assert_eq!(tally(0, 0).is_better_than(tally(1, 0)), None);
    }
}
