//! Times, some of which are only known to be longer than what was seen of them.

use std::collections::BTreeMap;

use crate::report::incidents::words::float;

use super::order::order_bounds;
use super::share::Share;

/// Times in whole seconds. Memory grows with the number of different times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sample {
    times: BTreeMap<i64, Times>,
    stopped: u64,
    censored: u64,
}

/// How many times are equal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Times {
    stopped: u32,
    censored: u32,
}

/// A confidence interval of a quantile; an end is `None` if the sample is too small for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Its lower end.
    pub low: Option<i64>,
    /// Its upper end.
    pub high: Option<i64>,
}

/// What rounding may add to a product of fractions, relative to it.
const ROUNDING: f64 = 1e-9;

impl Sample {
    /// Adds a time that is known.
    pub fn add_stopped(&mut self, time: i64) {
        self.stopped += 1;
        let times = self.times.entry(time).or_default();
        times.stopped = times.stopped.saturating_add(1);
    }

    /// Adds a time that is at least this long.
    pub fn add_censored(&mut self, time: i64) {
        self.censored += 1;
        let times = self.times.entry(time).or_default();
        times.censored = times.censored.saturating_add(1);
    }

    /// How many times are known.
    pub fn stopped(&self) -> u64 {
        self.stopped
    }

    /// How many times are censored.
    pub fn censored(&self) -> u64 {
        self.censored
    }

    /// How many times there are.
    pub fn count(&self) -> u64 {
        self.stopped + self.censored
    }

    /// The smallest time within which at least a share have stopped, by the estimator of Kaplan and Meier: of those
    /// that were still seen before each time, the part that stopped at it. `None` if too many were not seen to stop.
    ///
    /// Without censored times this is the order statistic of the rank `count * share`, rounded up. A censored time
    /// that equals a known one counts as longer.
    pub fn quantile(&self, share: Share) -> Option<i64> {
        let (numerator, denominator) = share.ratio();
        let (part, whole) = (float(denominator - numerator), float(denominator));
        // The share that has not stopped is `before * at_risk / since`: within a run of times without censored ones
        // the fractions cancel out, and only counts are left.
        let (mut before, mut since, mut at_risk) = (1.0, self.count(), self.count());
        for (time, times) in &self.times {
            if times.stopped > 0 {
                at_risk -= u64::from(times.stopped);
                if before * float(at_risk) * whole <= part * float(since) * (1.0 + ROUNDING) {
                    return Some(*time);
                }
            }
            if times.censored > 0 {
                before *= float(at_risk) / float(since);
                at_risk -= u64::from(times.censored);
                since = at_risk;
            }
        }
        None
    }

    /// A 95 % confidence interval of the time of a share, from order statistics, which assumes no distribution.
    ///
    /// It also assumes nothing about censored times. For the lower end they are taken as known, for the upper end as
    /// endless. Whatever they turn out to be, the order statistics lie between.
    pub fn bounds(&self, share: Share) -> Bounds {
        let places = order_bounds(self.count(), share);
        let low = places.low.and_then(|place| self.place(place, |times| times.stopped + times.censored));
        let high = places.high.and_then(|place| self.place(place, |times| times.stopped));
        Bounds { low, high }
    }

    /// The time of a place in order, counted from 1, among those that `which` counts.
    fn place(&self, place: u64, which: impl Fn(&Times) -> u32) -> Option<i64> {
        let mut before = 0;
        let reaches = |(_, times): &(&i64, &Times)| {
            before += u64::from(which(times));
            before >= place
        };
        self.times.iter().find(reaches).map(|(time, _)| *time)
    }
}
