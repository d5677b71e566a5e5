//! The union of intervals of downtime.

use crate::time::calendar::Clock;
use crate::time::{Instant, Length};

/// Intervals in microseconds that are added in any order. Those that overlap or touch become one.
#[derive(Debug, Clone, Default)]
pub(super) struct Outages {
    intervals: Vec<(i64, i64)>,
    /// How many of them were in order and apart when they were last merged.
    merged: usize,
}

/// Few enough to be added without merging.
const FEW: usize = 1_024;

impl Outages {
    pub(super) fn add(&mut self, interval: (i64, i64)) {
        self.intervals.push(interval);
        if self.intervals.len() > 2 * self.merged + FEW {
            self.merge();
        }
    }

    /// What was added, merged.
    pub(super) fn into_intervals(mut self) -> Vec<(i64, i64)> {
        self.merge();
        self.intervals
    }

    fn merge(&mut self) {
        self.intervals.sort_unstable();
        let mut out: Vec<(i64, i64)> = Vec::with_capacity(self.intervals.len() / 2);
        for (from, to) in self.intervals.drain(..) {
            match out.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => out.push((from, to)),
            }
        }
        self.merged = out.len();
        self.intervals = out;
    }

    /// The union, without what is shorter than a length in real time.
    pub(super) fn finish(mut self, ignored_under: Option<Length>) -> Union {
        self.merge();
        self.intervals.retain(|(from, to)| ignored_under.is_none_or(|under| to - from >= under.0));
        Union(self.intervals)
    }
}

/// Intervals in order and apart.
#[derive(Debug, Clone, Default)]
pub(super) struct Union(Vec<(i64, i64)>);

impl Union {
    /// The parts of it within `[from, to)`.
    pub(super) fn within(&self, from: i64, to: i64) -> impl Iterator<Item = (i64, i64)> + '_ {
        let first = self.0.partition_point(|(_, end)| *end <= from);
        let rest = self.0.iter().skip(first).take_while(move |(start, _)| *start < to);
        rest.map(move |(start, end)| ((*start).max(from), (*end).min(to)))
    }

    /// How long it is within `[from, to)`, on a clock or in real time, in microseconds.
    pub(super) fn length(&self, from: i64, to: i64, clock: Option<&Clock>) -> i64 {
        let length = |(from, to): (i64, i64)| match clock {
            None => to - from,
            Some(clock) => clock.covered(Instant(from), Instant(to)).0,
        };
        self.within(from, to).map(length).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn union(intervals: &[(i64, i64)], under: i64) -> Vec<(i64, i64)> {
        let mut outages = Outages::default();
        intervals.iter().for_each(|interval| outages.add(*interval));
        outages.finish((under > 0).then_some(Length(under))).0
    }

    #[test]
    fn what_overlaps_or_touches_is_one() {
        assert_eq!(union(&[(10, 20), (0, 5), (5, 10), (30, 40), (15, 18)], 0), [(0, 20), (30, 40)]);
        assert_eq!(union(&[(10, 20), (0, 5), (5, 9), (30, 41)], 10), [(10, 20), (30, 41)]);
        let many: Vec<(i64, i64)> = (0..10_000).rev().map(|n| (n * 2, n * 2 + 2)).collect();
        assert_eq!(union(&many, 0), [(0, 20_000)]);
    }

    #[test]
    fn only_what_lies_within_counts() {
        let mut outages = Outages::default();
        [(0, 10), (20, 30), (40, 50)].into_iter().for_each(|interval| outages.add(interval));
        let union = outages.finish(None);
        assert_eq!(union.within(5, 45).collect::<Vec<_>>(), [(5, 10), (20, 30), (40, 45)]);
        assert_eq!(union.length(5, 45, None), 20);
        assert_eq!(union.within(10, 20).count(), 0);
        assert_eq!(union.within(50, 60).count(), 0);
    }
}
