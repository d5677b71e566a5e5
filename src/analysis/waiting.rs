//! Incidents with waiting in which one promise is kept and another broken.
//!
//! Whoever wants OLD broken and NEW kept lets the customer wait whenever that counts for NEW, and lets the
//! clocks run where only OLD counts. What can be had that way is the covered time of OLD alone, and as
//! much of both as NEW allows: where the two together break OLD, an incident shows it; where they do not,
//! none does.
//!
//! A date that waiting has moved is kept up to and with the instant at which its length is reached. So an OLD
//! date is broken a microsecond after its clock has run for its length, and a NEW one may reach its length
//! with the very last microsecond before the stop.
//!
//! Excluded time stops every clock but that of the response, as if all of them paused for one more party.

use crate::policy::LimitRule;
use crate::time::Instant;

use super::keeping::Promised;
use super::sweep::Span;

/// What stops the clocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pause {
    /// Waiting on a party.
    Party(String),
    /// Time that is excluded.
    Excluded,
}

/// An incident: opened, with its clocks stopped in these intervals, stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counterexample {
    pub(super) opened: i64,
    pub(super) waits: Vec<(i64, i64)>,
    pub(super) pause: Pause,
    pub(super) stop: i64,
}

/// Incidents in which pauses keep NEW and break OLD, the plainest first; and whether the clocks allow any.
#[derive(Debug, Clone, Default)]
pub(super) struct Loosened {
    pub(super) found: Vec<Counterexample>,
    /// Whether there may be one: where this is false it is proved that there is none.
    pub(super) possible: bool,
}

impl Loosened {
    fn of(found: Vec<Counterexample>) -> Self {
        Self { possible: !found.is_empty(), found }
    }
}

/// Incidents in which pauses keep NEW and break OLD; `excludes` says whether excluded time stops the clocks.
pub(super) fn loosen(new: &Promised<'_>, old: &Promised<'_>, span: Span, excludes: bool) -> Loosened {
    if span.is_empty() {
        return Loosened::default();
    }
    if let Some(party) = new.pausing.iter().find(|p| !old.pausing.contains(p)) {
        return Loosened::of(for_one_more(party, new, old, span));
    }
    let pause = match new.pausing.first() {
        Some(party) => Pause::Party(party.clone()),
        None if excludes => Pause::Excluded,
        None => return Loosened::default(),
    };
    let race = Race::new(new, old, span);
    let openings = race.openings();
    // Of more openings than are tried, nothing is proved unless one of them shows it.
    let mut loosened = Loosened { found: Vec::new(), possible: openings.len() > TRIED };
    for opened in openings.into_iter().take(TRIED) {
        match race.run(opened, &pause) {
            Run::Found(found) => loosened.found.push(found),
            Run::Unmade => loosened.possible = true,
            Run::Beyond => {}
        }
        if loosened.found.len() == 8 {
            break;
        }
    }
    loosened.possible |= !loosened.found.is_empty();
    loosened
}

/// How many openings are tried: of a calendar's many alike days the first will do.
const TRIED: usize = 400;

/// NEW pauses for one more party: it is waited on from the opening until OLD is broken.
fn for_one_more(party: &str, new: &Promised<'_>, old: &Promised<'_>, span: Span) -> Vec<Counterexample> {
    let opens = |p: &Promised<'_>| p.clock.stretches(Instant(span.from), Instant(span.to)).into_iter().take(TRIED);
    let opens = std::iter::once(span.from).chain(opens(old).chain(opens(new)).map(|(start, _)| start.0));
    let shown = |opened: i64| {
        let stop = old.end(opened, span.last).filter(|end| *end <= span.last)?;
        // Without any time that waiting can take off, a date stays where it is.
        let moves = !new.is_date() || new.length(new.start(opened)?)? > 0;
        let pause = Pause::Party(party.to_owned());
        moves.then(|| Counterexample { opened, waits: vec![(opened, stop)], pause, stop })
    };
    let found: Vec<Counterexample> = opens.filter_map(shown).take(8).collect();
    if !found.is_empty() || !new.is_date() && matches!(old.rule, LimitRule::Length(_)) {
        return found;
    }
    // A date that is named when nothing is covered before it may be named otherwise a microsecond later.
    beside_breaks(new, old, span).into_iter().filter_map(shown).take(8).collect()
}

/// Every opening at which either side may change, and its neighbours.
fn beside_breaks(new: &Promised<'_>, old: &Promised<'_>, span: Span) -> Vec<i64> {
    let mut all = new.breaks(span.from, span.to);
    all.extend(old.breaks(span.from, span.to));
    all.extend(all.clone().iter().flat_map(|at| [at - 1, at + 1]));
    all.retain(|at| span.from <= *at && *at < span.to);
    all.sort_unstable();
    all.dedup();
    all
}

/// Stretches of time, and how much of them lies before each.
struct Cover {
    stretches: Vec<(i64, i64)>,
    before: Vec<i64>,
    total: i64,
}

impl Cover {
    fn new(stretches: Vec<(i64, i64)>) -> Self {
        let mut total = 0;
        let mut before = Vec::with_capacity(stretches.len());
        for (start, end) in &stretches {
            before.push(total);
            total += end - start;
        }
        Self { stretches, before, total }
    }

    /// How much of them lies after an instant.
    fn after(&self, at: i64) -> i64 {
        let next = self.stretches.partition_point(|(_, end)| *end <= at);
        match (self.stretches.get(next), self.before.get(next)) {
            (Some((start, _)), Some(before)) => self.total - before - (at - start).max(0),
            _ => 0,
        }
    }
}

/// What came of one opening.
#[derive(Debug, PartialEq, Eq)]
enum Run {
    Found(Counterexample),
    /// OLD is broken only after the years that are known, or not at all.
    Beyond,
    /// There should be an incident, and none was made.
    Unmade,
}

struct Race<'p> {
    new: &'p Promised<'p>,
    old: &'p Promised<'p>,
    span: Span,
    /// Covered by OLD and not by NEW, and by both.
    alone: Cover,
    both: Cover,
}

impl<'p> Race<'p> {
    fn new(new: &'p Promised<'p>, old: &'p Promised<'p>, span: Span) -> Self {
        let stretches = |p: &Promised<'_>| {
            let all = p.clock.stretches(Instant(span.from), Instant(span.last));
            all.into_iter().map(|(a, b)| (a.0, b.0)).collect::<Vec<_>>()
        };
        let (mine, theirs) = (stretches(new), stretches(old));
        let (mut alone, mut both) = (Vec::new(), Vec::new());
        let mut next = 0;
        for (start, end) in theirs {
            let mut at = start;
            while mine.get(next).is_some_and(|(_, to)| *to <= start) {
                next += 1;
            }
            for (from, to) in mine.iter().skip(next).take_while(|(from, _)| *from < end) {
                if at < *from {
                    alone.push((at, *from));
                }
                both.push((at.max(*from), end.min(*to)));
                at = end.min(*to);
            }
            if at < end {
                alone.push((at, end));
            }
        }
        Self { new, old, span, alone: Cover::new(alone), both: Cover::new(both) }
    }

    /// The openings at which what can be had is most, or enough.
    fn openings(&self) -> Vec<i64> {
        let plain = |p: &Promised<'_>| {
            let shifts = p.shifted && p.clock.spec().is_some_and(|spec| spec.intake.is_some());
            matches!(p.rule, LimitRule::Length(_)) && !shifts
        };
        let mut openings = if plain(self.new) && plain(self.old) {
            // What can be had shrinks as time goes by, and is needed alike: the first opening has the most.
            let stretches = self.old.clock.stretches(Instant(self.span.from), Instant(self.span.to));
            std::iter::once(self.span.from).chain(stretches.into_iter().map(|(a, _)| a.0)).take(TRIED).collect()
        } else {
            let mut openings = beside_breaks(self.new, self.old, self.span);
            openings.extend(self.turns(&openings));
            openings
        };
        openings.retain(|opened| self.margin(*opened).is_some_and(|margin| margin + self.last() >= 0));
        // Of those that will do, the one on the wall's whole minute and with the most room.
        openings.sort_by_key(|at| (at.rem_euclid(60_000_000) != 0, *at));
        openings
    }

    /// Where what NEW allows comes to be all that is left of what both cover: between breaks only there can
    /// the margin be more than at both ends.
    fn turns(&self, openings: &[i64]) -> Vec<i64> {
        let more = |opened: i64| {
            let (mine, theirs) = (self.new.start(opened)?, self.old.start(opened)?);
            let keeps = self.new.keeps_at(self.new.length(mine)?);
            Some(keeps >= self.both.after(mine.max(theirs).0))
        };
        let mut found = Vec::new();
        for (from, to) in openings.iter().zip(openings.iter().skip(1)) {
            let (Some(before), Some(after)) = (more(*from), more(*to)) else { continue };
            let (mut low, mut high) = (*from, *to);
            while before != after && high - low > 1 {
                let middle = low + (high - low) / 2;
                if more(middle) == Some(before) { low = middle } else { high = middle }
            }
            if before != after {
                found.extend([low, high]);
            }
        }
        found
    }

    /// What both clocks may run for besides, at the very end.
    fn last(&self) -> i64 {
        i64::from(self.new.is_date() && !self.old.is_date())
    }

    /// How much more can be had than OLD needs to be broken.
    fn margin(&self, opened: i64) -> Option<i64> {
        let (mine, theirs) = (self.new.start(opened)?, self.old.start(opened)?);
        let length = self.new.length(mine)?;
        // A date with no covered time before it is never moved.
        let keeps = Some(self.new.keeps_at(length)).filter(|_| !self.new.is_date() || length > 0)?;
        let breaks = self.old.breaks_at(self.old.length(theirs)?);
        let shared = self.both.after(mine.max(theirs).0);
        let before = self.both.after(theirs.0) - shared;
        Some(self.alone.after(theirs.0) + before + keeps.min(shared) - breaks)
    }

    /// The incident: clocks run where only OLD counts, and where both do as long as NEW allows.
    fn run(&self, opened: i64, pause: &Pause) -> Run {
        self.made(opened, pause).unwrap_or(Run::Unmade)
    }

    fn made(&self, opened: i64, pause: &Pause) -> Option<Run> {
        let (mine, theirs) = (self.new.start(opened)?.0, self.old.start(opened)?.0);
        let mut allowed = self.new.keeps_at(self.new.length(Instant(mine))?);
        let mut needed = self.old.breaks_at(self.old.length(Instant(theirs))?);
        let mut last = self.last();
        let mut runs: Vec<(i64, i64)> = Vec::new();
        for (start, end, shared) in self.segments(theirs) {
            // What both cover before NEW's clock starts counts for OLD alone.
            for (start, end, counts) in
                [(start, end.min(mine), false), (start.max(mine), end, shared)].into_iter().filter(|(a, b, _)| a < b)
            {
                let most = if counts { needed.min(allowed) } else { needed };
                let length = most.min(end - start).max(0);
                if length > 0 {
                    runs.push((start, start + length));
                    needed -= length;
                    if counts {
                        allowed -= length;
                    }
                }
                if counts && needed == 1 && allowed == 0 && last == 1 && start + length < end {
                    runs.push((start + length, start + length + 1));
                    (needed, last) = (0, 0);
                }
            }
            if needed == 0 {
                break;
            }
        }
        if needed > 0 {
            // The last microsecond of both may have to come before what OLD alone still covers.
            return Some(if self.margin(opened)? < 0 { Run::Beyond } else { Run::Unmade });
        }
        let end = runs.last().map_or(opened, |run| run.1);
        let stop = match self.old.rule {
            LimitRule::Date(date) => self.old.clock.date_limit(date, Instant(theirs)).ok()?.0.max(end) + 1,
            _ => end,
        };
        let mut waits = Vec::new();
        let mut at = opened;
        for (start, end) in runs.iter().copied().chain([(stop, stop)]) {
            let covered = |p: &Promised<'_>| p.clock.covered(Instant(at), Instant(start)).0;
            if at < start && covered(self.new) + covered(self.old) > 0 {
                waits.push((at, start));
            }
            at = end;
        }
        if stop > self.span.last {
            return Some(Run::Beyond);
        }
        Some(Run::Found(Counterexample { opened, waits, pause: pause.clone(), stop }))
    }

    /// What OLD covers from an instant on, in order, and whether NEW covers it too.
    fn segments(&self, from: i64) -> impl Iterator<Item = (i64, i64, bool)> + '_ {
        let of = move |cover: &Cover| cover.stretches.partition_point(|(_, end)| *end <= from);
        let mut alone = self.alone.stretches.iter().skip(of(&self.alone)).peekable();
        let mut both = self.both.stretches.iter().skip(of(&self.both)).peekable();
        std::iter::from_fn(move || {
            let first = match (alone.peek(), both.peek()) {
                (Some(a), Some(b)) => a.0 < b.0,
                (a, _) => a.is_some(),
            };
            let (start, end) = if first { alone.next()? } else { both.next()? };
            Some(((*start).max(from), *end, !first))
        })
    }
}
