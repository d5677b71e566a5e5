//! How often the customer hears, priority by priority.
//!
//! A gap begins when the incident counts as opened, or at an update: that may come at any hour, and starts
//! the clock as it comes. One that begins at an update which one side's clock has not started by is no
//! better and no worse than these two.

use crate::analyse::keeping::Promised;
use crate::analyse::sweep::{Gap, Span, sweep};
use crate::policy::model::{Cadence, PriorityId};
use crate::value::{Instant, Length};

use super::objectives::{Way, between, raise};
use super::proof::{Shows, prove};
use super::{About, Aspect, Both, Side, Verdict};

const HOUR: i64 = 3_600_000_000;

impl<'p> Both<'p> {
    /// The update intervals of every priority that both have.
    pub(super) fn updates(&self) -> Vec<Aspect> {
        let said = |side: Side<'p>, p: PriorityId| side.package()?.terms.get(usize::from(p.0))?.cadence.as_ref();
        let mut out = Vec::new();
        for (mine, theirs, name) in self.shared() {
            let (new, old) = (said(self.new, mine), said(self.old, theirs));
            if new.is_none() && old.is_none() {
                continue;
            }
            let told = |c: Option<&Cadence>| c.map_or_else(|| "none".to_owned(), ToString::to_string);
            let (new, old) = self.told_apart(Some(told(new)), Some(told(old)), mine, theirs);
            let mut aspect = Aspect::new(About::Updates, new, old, Verdict::Equal);
            aspect.priorities.push(name.to_owned());
            self.hold_updates(&mut aspect, mine, theirs, name);
            out.push(aspect);
        }
        out
    }

    fn hold_updates(&self, aspect: &mut Aspect, mine: PriorityId, theirs: PriorityId, name: &str) {
        let every = |side: Side<'p>, p: PriorityId, shifted: bool| {
            Promised::every(side.policy, side.timings(p)?.cadence?, shifted)
        };
        let span = self.span(&Way::plain(mine, theirs));
        let late = |opened: i64, updates: Vec<Instant>, at: i64| {
            let mut incident = self.new.incident(Some(name), Instant(opened));
            incident.updates = updates;
            prove(self.new, self.old, incident, Instant(at), Shows::Late)
        };
        match (every(self.new, mine, true), every(self.old, theirs, true)) {
            (None, None) => {}
            (Some(_), None) => aspect.verdict = Verdict::Better,
            (None, Some(old)) => {
                aspect.verdict = Verdict::Worse;
                let opened = span.start().0;
                aspect.proof = old.end(opened, span.last).and_then(|at| late(opened, Vec::new(), at));
            }
            (Some(new), Some(old)) => {
                if new.same(&old) {
                    return;
                }
                if span.is_empty() {
                    aspect.open = Some(super::UNDECIDED.to_owned());
                    return;
                }
                let mut gaps = sweep(&new, &old, span);
                if let Some(gap) = gaps.loss {
                    aspect.proof =
                        between(&new, &old, gap.opened, span).and_then(|at| late(gap.opened, Vec::new(), at));
                }
                if let (Some(first), Some(second)) = (every(self.new, mine, false), every(self.old, theirs, false)) {
                    // From when on both clocks can run.
                    let begun = [&new, &old].map(|p| p.start(span.from).map_or(span.to, |at| at.0));
                    let span = Span { from: begun.into_iter().fold(span.from, i64::max), ..span };
                    let updated = sweep(&first, &second, span);
                    if let Some(gap) = updated.loss
                        && aspect.proof.is_none()
                    {
                        aspect.proof = between(&first, &second, gap.opened, span).and_then(|at| {
                            let (opened, updates) = heard(&new, &old, gap.opened, span.from)?;
                            late(opened, updates, at)
                        });
                    }
                    gaps.loss = longer(gaps.loss, updated.loss);
                    gaps.gain = longer(gaps.gain, updated.gain);
                }
                aspect.verdict = Verdict::of(gaps.loss.is_some(), gaps.gain.is_some());
                raise(&mut aspect.later, gaps.loss, old.clock.zone());
                raise(&mut aspect.sooner, gaps.gain, old.clock.zone());
            }
        }
    }
}

/// An incident whose customer heard in time up to an update: when it was opened, and its updates.
fn heard(new: &Promised<'_>, old: &Promised<'_>, update: i64, from: i64) -> Option<(i64, Vec<Instant>)> {
    let runs = |opened: &i64| [new, old].iter().all(|p| p.start(*opened).is_some_and(|at| at.0 <= update));
    // Intake may be long past, and days off lie before.
    let opened = (0..60 * 24).map(|hours| update - hours * HOUR).take_while(|at| *at >= from).find(runs);
    let opened = opened.unwrap_or(from);
    let mut at = [new, old].iter().filter_map(|p| p.start(opened)).max()?;
    let mut updates = Vec::new();
    while at.0 < update && updates.len() < 1000 {
        updates.push(at);
        let due = |p: &Promised<'_>| p.clock.add(at, Length(p.length(at)?)).ok();
        at = due(new)?.min(due(old)?);
    }
    updates.push(Instant(update));
    Some((opened, updates))
}

fn longer(a: Option<Gap>, b: Option<Gap>) -> Option<Gap> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b.length > a.length { b } else { a }),
        (a, b) => a.or(b),
    }
}
