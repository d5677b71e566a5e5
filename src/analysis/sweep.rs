//! Two promises held against each other for every opening instant, for incidents without waiting.

use crate::policy::LimitRule;

use super::keeping::Promised;

/// A length of time, and the opening instant of an incident for which it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gap {
    pub(super) length: i64,
    pub(super) opened: i64,
}

/// The opening instants `[from, to)` that are asked about, and the last instant of any stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) last: i64,
}

/// How far the stops that keep one promise reach beyond those that keep the other, at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Gaps {
    /// NEW keeps for longer: the customer may hear later.
    pub(super) loss: Option<Gap>,
    /// NEW keeps for less long.
    pub(super) gain: Option<Gap>,
}

/// Holds two promises against each other at every break of either, and beside it.
///
/// Exact to the microsecond: between breaks both ends move evenly. A multiple of a date limit with a
/// fraction is rounded to the microsecond, and may hide a difference of one.
pub(super) fn sweep(new: &Promised<'_>, old: &Promised<'_>, span: Span) -> Gaps {
    let mut breaks = new.breaks(span.from, span.to);
    breaks.extend(old.breaks(span.from, span.to));
    breaks.sort_unstable();
    breaks.dedup();
    let mut gaps = Gaps::default();
    let mut asked = i64::MIN;
    // Rounded to the microsecond, a fraction of a date moves a little unevenly.
    let rounded = [new, old].iter().any(|p| matches!(p.rule, LimitRule::MultipleOfDate(..)));
    let beside = if rounded { 4 } else { 1 };
    for at in breaks {
        for opened in at - beside..=at + beside {
            if opened <= asked || opened < span.from || opened >= span.to {
                continue;
            }
            asked = opened;
            let (Some(kept), Some(held)) = (new.end(opened, span.last), old.end(opened, span.last)) else { continue };
            let length = kept - held;
            raise(&mut gaps.loss, length, opened);
            raise(&mut gaps.gain, -length, opened);
        }
    }
    gaps
}

/// Keeps the larger; of those that are alike to the second the one that is opened on a whole minute.
fn raise(slot: &mut Option<Gap>, length: i64, opened: i64) {
    const SECOND: i64 = 1_000_000;
    let round = |at: i64| at.rem_euclid(60 * SECOND) == 0;
    let better = match slot {
        None => length > 0,
        Some(gap) => match (round(opened), round(gap.opened)) {
            (true, false) => length >= gap.length - 2,
            (false, true) => length > gap.length + 2,
            _ => length > gap.length,
        },
    };
    if better {
        *slot = Some(Gap { length, opened });
    }
}
