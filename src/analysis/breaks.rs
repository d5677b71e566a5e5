//! The opening instants at which the end of a promise can jump or change its slope: between two of them
//! it moves evenly, so that whatever holds beside them holds everywhere.

use crate::policy::LimitRule;
use crate::time::calendar::{DateLimit, Moment};
use crate::time::{Instant, Length, MICROS_PER_SECOND};

use super::keeping::Promised;

const DAY: i64 = 86_400 * MICROS_PER_SECOND;
const MINUTE: i64 = 60 * MICROS_PER_SECOND;

impl Promised<'_> {
    /// Every such instant in `[from, to]`, in order, each once, with both ends.
    pub(super) fn breaks(&self, from: i64, to: i64) -> Vec<i64> {
        let mut out = vec![from, to];
        let mut push = |at: i64| {
            if from < at && at < to {
                out.push(at);
            }
        };
        let stretches = self.stretches();
        for (start, end) in &stretches {
            push(*start);
            push(*end);
        }
        let intake = self.clock.spec().and_then(|s| s.intake).filter(|_| self.shifted);
        match self.rule {
            LimitRule::Length(length) => self.used_up(&stretches, length, (from, to), &mut push),
            LimitRule::Date(_) | LimitRule::MultipleOfDate(..) => self.days(0, from, to, &mut push),
        }
        if let Some(intake) = intake {
            self.days(0, from, to, &mut push);
            // In time up to and with the minute.
            self.days(i64::from(intake) * MINUTE + 1, from, to, &mut push);
        }
        sorted(&mut out);
        match self.rule {
            LimitRule::Length(_) => {}
            LimitRule::Date(date) => self.same_time(date, &mut out),
            LimitRule::MultipleOfDate(_, date) => {
                self.same_time(date, &mut out);
                self.passing(date, &stretches, &mut out);
                self.crossings(&stretches, &mut out);
            }
        }
        out
    }

    /// The covered stretches of all known years; none of `always`.
    fn stretches(&self) -> Vec<(i64, i64)> {
        let Some((from, to)) = self.clock.known() else { return Vec::new() };
        self.clock.stretches(from, to).into_iter().map(|(a, b)| (a.0, b.0)).collect()
    }

    /// Openings in `[from, to)` for which the limit is used up just as a stretch ends.
    fn used_up(&self, stretches: &[(i64, i64)], length: Length, (from, to): (i64, i64), push: &mut impl FnMut(i64)) {
        let Some((first, _)) = self.clock.known() else { return };
        let mut covered = 0;
        for (start, end) in stretches {
            covered += end - start;
            // What ends before `from` is used up by openings before it.
            if *end < from {
                continue;
            }
            if let Some(before) = covered.checked_sub(length.0).filter(|n| *n >= 0)
                && let Ok(at) = self.clock.add(first, Length(before))
            {
                if at.0 >= to {
                    break;
                }
                push(at.0);
            }
        }
    }

    /// The instants at which a wall shows so many microseconds after midnight, and the clock changes.
    fn days(&self, of_day: i64, from: i64, to: i64, push: &mut impl FnMut(i64)) {
        let offsets = self.clock.zone().offsets(Instant(from), Instant(to));
        let ends = offsets.iter().skip(1).map(|(at, _)| at.0).chain(std::iter::once(to));
        for ((start, offset), end) in offsets.iter().zip(ends) {
            push(start.0);
            let shift = i64::from(*offset) * MICROS_PER_SECOND;
            let mut at = (start.0 + shift - of_day).div_euclid(DAY) * DAY + of_day - shift;
            while at < end {
                if at >= start.0 {
                    push(at);
                }
                at += DAY;
            }
        }
    }

    /// `by same time`: where that time lies in or beside a clock change of the day that it names.
    fn same_time(&self, date: DateLimit, breaks: &mut Vec<i64>) {
        let (Some(first), Some(last)) = (breaks.first().copied(), breaks.last().copied()) else { return };
        if date.moment != Moment::SameTime {
            return;
        }
        let zone = self.clock.zone();
        // Local times at which an offset ends and the next begins, by the change.
        let offsets = zone.offsets(Instant(first), Instant(last.saturating_add(4000 * DAY)));
        let changes: Vec<(i64, [i64; 2])> = offsets
            .iter()
            .zip(offsets.iter().skip(1))
            .map(|((_, before), (at, after))| (at.0, [at.local(*before).of_day(), at.local(*after).of_day()]))
            .collect();
        let mut more = Vec::new();
        for (open, close) in pieces(breaks) {
            let Some(named) = self.start(open).and_then(|s| Some((s, self.clock.date_limit(date, s).ok()?))) else {
                continue;
            };
            let near = changes.partition_point(|(at, _)| *at < named.1.0 - 3 * DAY);
            for (_, times) in changes.iter().skip(near).take_while(|(at, _)| *at < named.1.0 + 3 * DAY) {
                let of_day = zone.local(named.0).of_day();
                let at = times.iter().map(|time| open + (time - of_day).rem_euclid(DAY));
                more.extend(at.filter(|at| *at < close));
            }
        }
        breaks.extend(more);
        sorted(breaks);
    }

    /// `by same time`: where that time passes an opening or a closing.
    fn passing(&self, date: DateLimit, stretches: &[(i64, i64)], breaks: &mut Vec<i64>) {
        if date.moment != Moment::SameTime {
            return;
        }
        let named = |opened: i64| self.clock.date_limit(date, self.start(opened)?).ok().map(|at| at.0);
        let mut more = Vec::new();
        for (open, close) in pieces(breaks) {
            let (Some(low), Some(high)) = (named(open), named(close)) else { continue };
            let first = stretches.partition_point(|(_, end)| *end < low);
            let edges = stretches.iter().skip(first).take_while(|(start, _)| *start <= high);
            more.extend(edges.flat_map(|(start, end)| [*start, *end]).map(|edge| open + edge - low));
        }
        more.retain(|at| breaks.first().is_some_and(|f| f < at) && breaks.last().is_some_and(|l| at < l));
        breaks.extend(more);
        sorted(breaks);
    }

    /// A multiple of a date: where its end passes an opening or a closing. Between two breaks it moves one
    /// way only, so that each passing is found by halving.
    fn crossings(&self, stretches: &[(i64, i64)], breaks: &mut Vec<i64>) {
        let Some((first, _)) = self.clock.known() else { return };
        let mut total = 0;
        let mut edges = Vec::with_capacity(stretches.len());
        for (start, end) in stretches {
            total += end - start;
            edges.push(total);
        }
        // The covered time of all years before the end.
        let reach = |opened: i64| {
            let start = self.start(opened)?;
            Some(self.clock.covered(first, start).0.saturating_add(self.length(start)?))
        };
        let mut more = Vec::new();
        for (open, close) in pieces(breaks) {
            let (Some(low), Some(high)) = (reach(open), reach(close)) else { continue };
            let rising = low <= high;
            let (least, most) = (low.min(high), low.max(high));
            let from = edges.partition_point(|edge| *edge < least);
            for edge in edges.iter().skip(from).take_while(|edge| **edge <= most) {
                let (mut before, mut after) = (open, close);
                while before < after {
                    let middle = before + (after - before) / 2;
                    let past = reach(middle).is_some_and(|r| if rising { r >= *edge } else { r <= *edge });
                    if past { after = middle } else { before = middle + 1 }
                }
                more.push(before);
            }
        }
        breaks.extend(more);
        sorted(breaks);
    }
}

/// What lies between two breaks: its first and its last instant.
fn pieces(breaks: &[i64]) -> impl Iterator<Item = (i64, i64)> + '_ {
    let pairs = breaks.iter().zip(breaks.iter().skip(1));
    pairs.map(|(a, b)| (a + 1, b - 1)).filter(|(a, b)| a <= b)
}

fn sorted(breaks: &mut Vec<i64>) {
    breaks.sort_unstable();
    breaks.dedup();
}
