//! What each stretch of time of an objective is: counted, or why not (`semantics` 10).

use crate::time::Instant;
use crate::time::calendar::Clock;

/// Why a segment counts or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason<'a> {
    /// Before the clock starts.
    BeforeStart,
    /// The calendar is closed, by a closure or holiday if it has a name.
    Closed(Option<&'a str>),
    /// Between a stop that was taken back and the reopening, and why it was reopened.
    Excluded(Option<&'a str>),
    /// Waiting on a party.
    Waiting(&'a str),
    /// It counts.
    Counted,
}

/// A segment before it is written out: a stretch of time that is not empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch<'a> {
    pub(crate) from: Instant,
    pub(crate) to: Instant,
    pub(crate) reason: Reason<'a>,
    /// Whether it lies behind the end, on the way to due.
    pub(crate) projected: bool,
}

impl Stretch<'_> {
    pub(crate) fn micros(&self) -> i64 {
        self.to.0 - self.from.0
    }
}

/// An interval in microseconds that a clock leaves out, and why.
pub(super) type LeftOut<'a> = (i64, i64, Reason<'a>);

/// The stretches of an objective, as they are found one after the other.
#[derive(Debug, Default)]
pub(super) struct Stretches<'a>(Vec<Stretch<'a>>);

impl<'a> Stretches<'a> {
    pub(super) fn into_vec(self) -> Vec<Stretch<'a>> {
        self.0
    }

    /// Adds a stretch that begins where the last one ends.
    pub(super) fn add(&mut self, from: Instant, to: Instant, reason: Reason<'a>, projected: bool) {
        match self.0.last_mut() {
            _ if to <= from => {}
            Some(last) if last.reason == reason && last.projected == projected => last.to = to,
            _ => self.0.push(Stretch { from, to, reason, projected }),
        }
    }

    /// Adds what a clock does in `[from, to)`. `left_out` is in order and disjoint.
    pub(super) fn run(
        &mut self,
        clock: &'a Clock,
        from: Instant,
        to: Instant,
        left_out: &[LeftOut<'a>],
        projected: bool,
    ) {
        let mut at = from;
        for (open, close) in clock.stretches(from, to).into_iter().chain([(to, to)]) {
            for closed in clock.closed_names(at, open) {
                self.add(closed.from, closed.to, Reason::Closed(closed.name), projected);
            }
            at = open;
            let first = left_out.partition_point(|(_, ends, _)| *ends <= open.0);
            for (begins, ends, reason) in left_out.iter().skip(first).take_while(|(begins, ..)| *begins < close.0) {
                let (begins, ends) = (Instant(*begins).max(at), Instant(*ends).min(close));
                self.add(at, begins, Reason::Counted, projected);
                self.add(begins, ends, *reason, projected);
                at = ends;
            }
            self.add(at, close, Reason::Counted, projected);
            at = close;
        }
    }
}

/// Of intervals that may overlap, the parts in which each is the one that began first, or is listed first of those that
/// began together; in order and disjoint.
pub(super) fn first_holding(intervals: impl Iterator<Item = (i64, i64, usize)>) -> Vec<(i64, i64, usize)> {
    let mut intervals: Vec<(i64, i64, usize)> = intervals.filter(|(from, to, _)| from < to).collect();
    intervals.sort_unstable_by_key(|(from, _, at)| (*from, *at));
    let mut out = Vec::with_capacity(intervals.len());
    let mut held = i64::MIN;
    for (from, to, at) in intervals {
        let from = from.max(held);
        if from < to {
            out.push((from, to, at));
            held = to;
        }
    }
    out
}

/// What a clock leaves out, excluded time first; both in order and disjoint.
pub(super) fn left_out<'a>(excluded: Vec<LeftOut<'a>>, waiting: Vec<LeftOut<'a>>) -> Vec<LeftOut<'a>> {
    let mut out = Vec::with_capacity(excluded.len() + waiting.len());
    for (from, to, reason) in waiting {
        let mut at = from;
        let first = excluded.partition_point(|(_, ends, _)| *ends <= from);
        for (begins, ends, _) in excluded.iter().skip(first).take_while(|(begins, ..)| *begins < to) {
            if at < *begins {
                out.push((at, *begins, reason));
            }
            at = at.max(*ends);
        }
        if at < to {
            out.push((at, to, reason));
        }
    }
    out.extend(excluded);
    out.sort_unstable_by_key(|(from, ..)| *from);
    out
}
