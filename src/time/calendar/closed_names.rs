//! Why a calendar is closed: the names of its closures and holidays over a stretch of time (`semantics` 10).

use crate::time::{Date, Instant, MICROS_PER_SECOND, Zone};

use super::closure::ClosedTime;
use super::joined::each_date;
use super::spec::CalendarSpec;

const MINUTE: i64 = 60 * MICROS_PER_SECOND;
const DAY: i64 = 24 * 60 * MINUTE;

/// A stretch of time that is not empty, and the name of what closes a calendar then; `None` if nothing of a name does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClosedStretch<'s> {
    pub(crate) from: Instant,
    pub(crate) to: Instant,
    pub(crate) name: Option<&'s str>,
}

/// Names the parts of `[from, to)`, in which the calendar is closed. The stretches are in order, without gaps, and
/// neighbours have different names.
///
/// The calendar's own names come before those of its members; of one calendar those of a whole date come first, then
/// closures that hold once, then monthly ones.
pub(super) fn closed_names(spec: &CalendarSpec, zone: Zone, from: Instant, to: Instant) -> Vec<ClosedStretch<'_>> {
    let mut out = Vec::new();
    each_date(&zone.offsets(from, to), to, |date, shift, (start, end)| {
        for_date(spec, date, i64::from(date.0) * DAY - shift, (start, end), &mut out);
    });
    for member in &spec.members {
        for stretch in std::mem::take(&mut out) {
            match stretch {
                ClosedStretch { name: Some(_), .. } => push(&mut out, stretch),
                ClosedStretch { from, to, name: None } => {
                    closed_names(&member.spec, member.zone, from, to).into_iter().for_each(|s| push(&mut out, s));
                }
            }
        }
    }
    out
}

/// Names the part `[start, end)` of a local date, whose midnight is an instant in microseconds.
fn for_date<'s>(
    spec: &'s CalendarSpec,
    date: Date,
    midnight: i64,
    (start, end): (i64, i64),
    out: &mut Vec<ClosedStretch<'s>>,
) {
    if let Some(name) = spec.closed.get(&date).and_then(Option::as_deref) {
        push(out, ClosedStretch { from: Instant(start), to: Instant(end), name: Some(name) });
        return;
    }
    let named = spec.part_closures.iter().filter_map(|closure| Some((closure.when, closure.why.as_deref()?)));
    let is_monthly = |when: &ClosedTime| matches!(when, ClosedTime::Monthly { .. });
    let (monthly, once): (Vec<_>, Vec<_>) = named.partition(|(when, _)| is_monthly(when));
    let closures = once.into_iter().chain(monthly).flat_map(|(when, name)| {
        let windows = when.on(date).into_iter();
        windows.map(move |w| (midnight + i64::from(w.open) * MINUTE, midnight + i64::from(w.close) * MINUTE, name))
    });
    let closures: Vec<(i64, i64, &str)> = closures.collect();
    let mut cuts: Vec<i64> = closures.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
    cuts.retain(|at| start < *at && *at < end);
    cuts.extend([start, end]);
    cuts.sort_unstable();
    for (from, to) in cuts.iter().zip(cuts.iter().skip(1)) {
        let holds = closures.iter().find(|(begins, ends, _)| begins <= from && to <= ends);
        push(out, ClosedStretch { from: Instant(*from), to: Instant(*to), name: holds.map(|(.., name)| *name) });
    }
}

/// Adds a stretch that begins where the last one ends.
fn push<'s>(out: &mut Vec<ClosedStretch<'s>>, stretch: ClosedStretch<'s>) {
    match out.last_mut() {
        _ if stretch.to <= stretch.from => {}
        Some(last) if last.name == stretch.name && last.to == stretch.from => last.to = stretch.to,
        _ => out.push(stretch),
    }
}
