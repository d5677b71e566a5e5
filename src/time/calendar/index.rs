//! The covered stretches of all known years in one sorted array, with two tables of buckets
//! beside it, so that both directions are a shift, a look-up and a step or two.

use crate::time::{Date, Instant, MICROS_PER_SECOND, local_date};

use super::spec::CalendarSpec;
use super::special::SpecialDates;
use super::window::Window;

/// One covered stretch `[start, end)` and the covered time before it, in microseconds.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    start: i64,
    end: i64,
    before: i64,
}

/// A bucket is 2^36 microseconds, some 19 hours: about a working day a bucket.
const SHIFT: u32 = 36;

/// Coverage between two instants, as an index.
#[derive(Debug, Clone)]
pub(crate) struct Index {
    stretches: Vec<Stretch>,
    from: i64,
    /// For each bucket of time: how many stretches start at or before its first instant.
    by_time: Vec<u32>,
    /// For each bucket of covered time: how many stretches have less before them than its start.
    by_cover: Vec<u32>,
    total: i64,
}

const MINUTE: i64 = 60 * MICROS_PER_SECOND;
const DAY: i64 = 86_400 * MICROS_PER_SECOND;

impl Index {
    /// Lays out the coverage of `[from, to)`: within each stretch of constant offset, local time is
    /// UTC and a constant, so that the predicate's windows move over as they are.
    /// `offsets` are those of `[from, to)`.
    pub(crate) fn build(spec: &CalendarSpec, offsets: &[(Instant, i32)], from: Instant, to: Instant) -> Self {
        let mut ranges: Vec<(i64, i64)> = Vec::new();
        let mut push = |start: i64, end: i64| ranges.extend((start < end).then_some((start, end)));
        let special = SpecialDates::of(spec);
        let ends = offsets.iter().skip(1).map(|(start, _)| *start).chain(std::iter::once(to));
        for ((start, offset), end) in offsets.iter().zip(ends) {
            let shift = i64::from(*offset) * MICROS_PER_SECOND;
            let (local_start, local_end) = (start.0 + shift, end.0 + shift);
            let mut date = local_date(local_start);
            while i64::from(date.0) * DAY < local_end {
                let midnight = i64::from(date.0) * DAY;
                for Window { open, close } in windows(spec, &special, date).iter() {
                    let opens = (midnight + i64::from(*open) * MINUTE).max(local_start);
                    let closes = (midnight + i64::from(*close) * MINUTE).min(local_end);
                    push(opens - shift, closes - shift);
                }
                date = date.plus(1);
            }
        }
        Self::of(ranges, from, to)
    }

    /// The index of ranges in order that do not overlap, all within `[from, to)`.
    pub(crate) fn of(ranges: impl IntoIterator<Item = (i64, i64)>, from: Instant, to: Instant) -> Self {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut total = 0;
        for (start, end) in ranges {
            match stretches.last_mut() {
                Some(last) if last.end == start => last.end = end,
                _ => stretches.push(Stretch { start, end, before: total }),
            }
            total += end - start;
        }
        let by_time = buckets(to.0 - from.0, |bucket| from.0 + bucket, &stretches, |s, at| s.start <= at);
        let by_cover = buckets(total, |bucket| bucket, &stretches, |s, covered| s.before < covered);
        Self { stretches, from: from.0, by_time, by_cover, total }
    }

    /// The covered time before an instant (of those of the index).
    #[inline]
    pub(crate) fn covered_before(&self, at: i64) -> i64 {
        match self.last_started(at) {
            Some(s) => s.before + at.min(s.end) - s.start,
            None => 0,
        }
    }

    #[inline]
    fn last_started(&self, at: i64) -> Option<&Stretch> {
        let bucket = usize::try_from((at - self.from) >> SHIFT).unwrap_or(0);
        let mut count = *self.by_time.get(bucket.min(self.by_time.len().wrapping_sub(1)))? as usize;
        // Of nearly all buckets no more than one: there is nothing to guess about.
        count += usize::from(self.stretches.get(count).is_some_and(|s| s.start <= at));
        while self.stretches.get(count).is_some_and(|s| s.start <= at) {
            count += 1;
        }
        self.stretches.get(count.checked_sub(1)?)
    }

    /// Whether there is that much covered time in all.
    #[inline]
    pub(crate) fn has(&self, covered: i64) -> bool {
        covered <= self.total
    }

    /// The earliest instant with that much covered time before it; `None` if there is less in all.
    #[inline]
    pub(crate) fn earliest(&self, covered: i64) -> Option<i64> {
        if !self.has(covered) {
            return None;
        }
        let bucket = usize::try_from(covered >> SHIFT).ok()?;
        let mut count = *self.by_cover.get(bucket)? as usize;
        count += usize::from(self.stretches.get(count).is_some_and(|s| s.before < covered));
        while self.stretches.get(count).is_some_and(|s| s.before < covered) {
            count += 1;
        }
        let s = self.stretches.get(count.checked_sub(1)?)?;
        Some(s.start + (covered - s.before))
    }

    /// The latest instant with that much covered time before it; `None` if there is never more.
    pub(crate) fn latest(&self, covered: i64) -> Option<i64> {
        if covered >= self.total {
            return None;
        }
        let bucket = usize::try_from(covered >> SHIFT).ok()?;
        let mut count = *self.by_cover.get(bucket)? as usize;
        while self.stretches.get(count).is_some_and(|s| s.before <= covered) {
            count += 1;
        }
        let s = self.stretches.get(count.checked_sub(1)?)?;
        Some(s.start + (covered - s.before))
    }

    /// Whether an instant is covered.
    pub(crate) fn covers(&self, at: i64) -> bool {
        self.last_started(at).is_some_and(|s| at < s.end)
    }

    /// The covered stretches that meet `[from, to)`, cut to it.
    pub(crate) fn stretches(&self, from: i64, to: i64) -> impl Iterator<Item = (i64, i64)> + '_ {
        let first = self.stretches.partition_point(|s| s.end <= from);
        let rest = self.stretches.iter().skip(first);
        rest.take_while(move |s| s.start < to).map(move |s| (s.start.max(from), s.end.min(to)))
    }
}

/// The windows of a date without copying those of an ordinary weekday, which are merged already.
fn windows<'s>(spec: &'s CalendarSpec, special: &SpecialDates<'_>, date: Date) -> std::borrow::Cow<'s, [Window]> {
    if special.contains(date) { spec.windows(date).into() } else { spec.weekday(date.weekday()).into() }
}

fn buckets(
    length: i64,
    start: impl Fn(i64) -> i64,
    stretches: &[Stretch],
    reached: impl Fn(&Stretch, i64) -> bool,
) -> Vec<u32> {
    let mut count = 0_usize;
    (0..=(length >> SHIFT))
        .map(|bucket| {
            let at = start(bucket << SHIFT);
            while stretches.get(count).is_some_and(|s| reached(s, at)) {
                count += 1;
            }
            u32::try_from(count).unwrap_or(u32::MAX)
        })
        .collect()
}
