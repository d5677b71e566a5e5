//! Coverage of a calendar that joins others: the union of its members, and then its own dates.

use crate::time::{Date, Instant, LocalTime, MICROS_PER_SECOND, Zone, local_date};

use super::spec::{CalendarSpec, DayHours};
use super::special::SpecialDates;
use super::window::Window;

/// `[start, end)` in microseconds.
type Range = (i64, i64);

const MINUTE: i64 = 60 * MICROS_PER_SECOND;
const DAY: i64 = 86_400 * MICROS_PER_SECOND;

/// The covered stretches up to `to`, in order. `covered` are those of the members, each in its own zone; `offsets` are
/// those of the zone of the calendar's own dates.
pub(super) fn stretches(
    spec: &CalendarSpec,
    offsets: &[(Instant, i32)],
    covered: impl Iterator<Item = (Instant, Instant)>,
    to: Instant,
) -> Vec<Range> {
    let union = united(covered.map(|(a, b)| (a.0, b.0)).collect());
    let special = SpecialDates::of(spec);
    if special.is_empty() {
        return union;
    }
    // Every special date is taken out as a whole, and what is open on it is put back.
    let (mut out, mut open) = (Vec::new(), Vec::new());
    each_date(offsets, to, |date, shift, (start, end)| {
        if !special.contains(date) {
            return;
        }
        let midnight = i64::from(date.0) * DAY - shift;
        let at = |minute: u16| (midnight + i64::from(minute) * MINUTE).clamp(start, end);
        let range = |window: &Window| (at(window.open), at(window.close));
        out.push((start, end));
        let mut hours: Vec<Range> = spec.opened_windows(date).iter().map(range).collect();
        if !spec.exceptions.contains_key(&date) && !spec.closed.contains_key(&date) {
            hours.extend(within(&union, start, end));
        }
        let closed: Vec<Range> = spec.closed_windows(date).iter().map(range).collect();
        open.extend(without(&united(hours), &closed));
    });
    let mut rest = without(&union, &united(out));
    rest.extend(open);
    united(rest)
}

/// The hours of a local date, from the covered stretches between two instants, in order.
pub(super) fn hours(
    spec: &CalendarSpec,
    zone: Zone,
    date: Date,
    stretches: impl Fn(Instant, Instant) -> Vec<(Instant, Instant)>,
) -> DayHours {
    let near = |days: i32| Instant(LocalTime::on(date.plus(days), 0).0);
    let mut windows = Vec::new();
    each_date(&zone.offsets(near(-2), near(3)), near(3), |other, shift, (start, end)| {
        if other != date {
            return;
        }
        let midnight = i64::from(date.0) * DAY - shift;
        let minute = |at: Instant| u16::try_from((at.0 - midnight) / MINUTE).unwrap_or_default();
        let covered = stretches(Instant(start), Instant(end)).into_iter();
        windows.extend(covered.map(|(a, b)| Window { open: minute(a), close: minute(b) }));
    });
    spec.day_hours(date, super::spec::merged(windows), spec.closures_on(date))
}

/// The local dates between the first of the offsets and `to`, each as often as clock changes cut it: the date, how far
/// local time is ahead of UTC, and the instants.
pub(super) fn each_date(offsets: &[(Instant, i32)], to: Instant, mut each: impl FnMut(Date, i64, Range)) {
    let ends = offsets.iter().skip(1).map(|(start, _)| start.0).chain(std::iter::once(to.0));
    for ((start, offset), end) in offsets.iter().zip(ends) {
        let shift = i64::from(*offset) * MICROS_PER_SECOND;
        let mut at = start.0;
        while at < end {
            let date = local_date(at + shift);
            let next = (i64::from(date.0) + 1) * DAY - shift;
            each(date, shift, (at, next.min(end)));
            at = next;
        }
    }
}

/// Ranges in order, overlapping and touching ones as one, without empty ones.
fn united(mut ranges: Vec<Range>) -> Vec<Range> {
    ranges.retain(|(start, end)| start < end);
    ranges.sort_unstable();
    ranges.dedup_by(|next, last| {
        let joined = next.0 <= last.1;
        if joined {
            last.1 = last.1.max(next.1);
        }
        joined
    });
    ranges
}

/// The parts of ranges that lie in `[start, end)`.
fn within(ranges: &[Range], start: i64, end: i64) -> impl Iterator<Item = Range> + '_ {
    let first = ranges.partition_point(|(_, to)| *to <= start);
    let rest = ranges.iter().skip(first).take_while(move |(from, _)| *from < end);
    rest.map(move |(from, to)| ((*from).max(start), (*to).min(end)))
}

/// Ranges less other ranges; both in order and disjoint.
fn without(ranges: &[Range], closed: &[Range]) -> Vec<Range> {
    let mut out = Vec::with_capacity(ranges.len() + closed.len());
    for (start, end) in ranges {
        let mut at = *start;
        for (from, to) in within(closed, *start, *end) {
            if at < from {
                out.push((at, from));
            }
            at = to;
        }
        if at < *end {
            out.push((at, *end));
        }
    }
    out
}
