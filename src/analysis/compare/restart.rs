//! Whether a change of priority restarts the clocks, where only one side says so.
//!
//! A clock that runs on has counted at least as long as one that started again, so that a length is never
//! kept longer for it. A date is: what was waited for before the change moves it, and the same time of day
//! may come later in the week.

use crate::analysis::Analysis;
use crate::analysis::keeping::Promised;
use crate::analysis::sweep::Span;
use crate::analysis::waiting::Pause;
use crate::policy::LimitRule;
use crate::policy::model::{ObjectiveId, Package};
use crate::time::calendar::Moment;

use super::aspect::{About, Aspect, Verdict};
use super::both::Both;
use super::loss::{Loss, Trial};
use super::open;
use super::proof::Proof;
use super::span::{Lasting, own};
use super::swept::Swept;
use super::way::{Way, between};
use crate::analysis::side::Side;

const HOUR: i64 = 3_600_000_000;

/// Two limits of a priority, its name, and how an incident comes by them.
struct Limits<'a, 'p> {
    new: Promised<'p>,
    old: Promised<'p>,
    objective: ObjectiveId,
    name: &'a str,
    way: &'a Way<'p>,
}

impl<'p> Both<'p> {
    /// What a change of priority does to the clocks.
    pub(super) fn change(&self, new: &Package, old: &Package) -> Aspect {
        let word = |restart: bool| if restart { "restarts the clocks" } else { "the clocks run on" };
        let (new, old) = (new.general.restart.is_some(), old.general.restart.is_some());
        let mut aspect = Aspect::new(About::PriorityChange, word(new), word(old), Verdict::Equal);
        // Without a second priority nothing changes.
        if new == old || self.shared().len() < 2 {
            return aspect;
        }
        let (looser, tighter) = if new { (self.new, self.old) } else { (self.old, self.new) };
        if !tighter.times_anything() {
            return aspect;
        }
        let restarted = Both { new: looser, old: tighter }.restarted();
        if new {
            aspect.verdict = Verdict::of(restarted.is_some(), false);
            if restarted.is_none() {
                aspect.open = Some(open::RESTARTED.to_owned());
            }
            aspect.proof = restarted;
            return aspect;
        }
        let loss = self.run_on();
        aspect.verdict = Verdict::of(matches!(loss, Loss::Shown(_)), restarted.is_some());
        match loss {
            Loss::Shown(proof) => aspect.proof = Some(*proof),
            Loss::Doubt(why) => aspect.open = Some(why.to_owned()),
            Loss::Never => {}
        }
        aspect
    }

    /// An incident whose clock starts again just before it breaks the promise that runs on.
    fn restarted(&self) -> Option<Proof> {
        let facts = crate::analysis::Witness::default();
        let shared = self.shared();
        for objective in self.common_objectives() {
            for (mine, theirs, to) in &shared {
                let Some(promised) = self.promised(self.old, *theirs, objective) else { continue };
                let span = super::span::opened(self.new, self.old, &[(*mine, *theirs)]);
                let opened = span.start().0;
                let Some(at) = promised.end(opened, span.last) else { continue };
                for (.., from) in shared.iter().filter(|(.., from)| from != to) {
                    let changed = Some((*from, (at - 1).max(opened)));
                    let trial = Trial { changed, ..Trial::plain(to, &facts, objective, opened, at) };
                    let proof = self.shown(self.new, self.old, &trial);
                    if proof.is_some() {
                        return proof;
                    }
                }
            }
        }
        None
    }

    /// Whether an incident shows NEW, whose clocks run on, kept where OLD, whose clocks restart, is broken.
    fn run_on(&self) -> Loss {
        let analysis = Analysis::new(self.new.model());
        let mut swept = Swept::default();
        let mut doubt = None;
        for objective in self.common_objectives() {
            for (mine, theirs, name) in self.shared() {
                // What could not be analysed is not proved of the limit itself.
                let Ok(ways) = self.ways(&analysis, mine, theirs, objective) else { continue };
                if self.starts_later(objective) && ways.iter().any(|way| way.timings.old.is_some()) {
                    doubt = Some(open::RESTARTED);
                    continue;
                }
                for way in &ways {
                    let (Some(new), Some(old)) = self.both_promised(way) else { continue };
                    match self.runs_on(&Limits { new, old, objective, name, way }, &mut swept) {
                        Loss::Shown(proof) => return Loss::Shown(proof),
                        Loss::Doubt(why) => doubt = Some(why),
                        Loss::Never => {}
                    }
                }
            }
        }
        doubt.map_or(Loss::Never, Loss::Doubt)
    }

    fn runs_on(&self, limits: &Limits<'_, 'p>, swept: &mut Swept<'p>) -> Loss {
        let Limits { new, old, objective, .. } = limits;
        let excludes = *objective != ObjectiveId::RESPONSE;
        let paused = excludes || !new.pausing.is_empty();
        let (in_force, all) = (
            own(self.new, self.old, [new, old], Lasting::InForce),
            own(self.new, self.old, [new, old], Lasting::Years),
        );
        // Whether a clock that started earlier is never kept longer, whatever was waited for.
        let steady = match new.rule {
            LimitRule::Length(_) => true,
            LimitRule::Date(date) => !paused && date.moment != Moment::SameTime,
            LimitRule::MultipleOfDate(..) => false,
        };
        if steady {
            // What starts together while both are in force is held against each other with the limits.
            let lost = |span: Span, swept: &mut Swept<'p>| {
                swept.gaps(new, old, span).loss.is_some() || swept.loosen(new, old, span, excludes).possible
            };
            if in_force == all || !lost(all, swept) || lost(in_force, swept) {
                return Loss::Never;
            }
            return self
                .long_after(limits, in_force, all, swept)
                .map_or(Loss::Doubt(open::RESTARTED), |proof| Loss::Shown(Box::new(proof)));
        }
        let openings = openings(new, in_force);
        let waits = stopped_by(new, excludes);
        let from = self.shared().into_iter().map(|(.., other)| other).find(|other| *other != limits.name);
        for opened in openings {
            for hours in [1, 4, 8, 12, 18, 24, 36, 48] {
                let at = opened + hours * HOUR;
                let Some(stop) = old.end(at, all.last).filter(|stop| *stop <= all.last) else { continue };
                for waits in [waits.as_ref(), None] {
                    let trial = self.changed(limits, opened, (from, at), waits, stop);
                    if let Some(proof) = trial {
                        return Loss::Shown(Box::new(proof));
                    }
                }
            }
        }
        Loss::Doubt(open::RESTARTED_DATE)
    }

    /// An incident that is opened in force, and whose priority changes after that.
    fn long_after(&self, limits: &Limits<'_, 'p>, in_force: Span, all: Span, swept: &mut Swept<'p>) -> Option<Proof> {
        let Limits { new, old, objective, name, .. } = limits;
        let gap = swept.gaps(new, old, all).loss?;
        let stop = between(new, old, gap.opened, all)?;
        let from = self.shared().into_iter().map(|(.., other)| other).find(|other| other != name);
        let waits = stopped_by(new, *objective != ObjectiveId::RESPONSE);
        let opened = in_force.start().0.min(gap.opened);
        self.changed(limits, opened, (from, gap.opened), waits.as_ref(), stop)
    }

    /// An incident whose priority changes, and whose clocks are stopped up to then.
    fn changed(
        &self,
        limits: &Limits<'_, 'p>,
        opened: i64,
        (from, at): (Option<&str>, i64),
        pause: Option<&Pause>,
        stop: i64,
    ) -> Option<Proof> {
        let waits = [(opened, at)];
        let plain = Trial::plain(limits.name, &limits.way.facts, limits.objective, opened, stop);
        let changed = Some((from?, at));
        let trial = match pause {
            None => Trial { changed, ..plain },
            Some(pause) => Trial { changed, waits: &waits, pause, ..plain },
        };
        self.shown(self.new, self.old, &trial)
    }
}

/// What stops a clock, where something does.
fn stopped_by(promised: &Promised<'_>, excludes: bool) -> Option<Pause> {
    let party = promised.pausing.first().map(|party| Pause::Party(party.clone()));
    party.or(excludes.then_some(Pause::Excluded))
}

/// Openings that are tried: the first, and the first at which the clock starts or stops to run.
fn openings(promised: &Promised<'_>, span: Span) -> Vec<i64> {
    let mut breaks = promised.breaks(span.from, span.to);
    breaks.truncate(60);
    let mut all = vec![span.start().0];
    all.extend(breaks.iter().flat_map(|at| [*at, at + HOUR, at + 6 * HOUR]));
    all.retain(|at| span.from <= *at && *at < span.to);
    all
}

impl Side<'_> {
    /// Whether it promises any limit.
    fn times_anything(self) -> bool {
        let timings = self.policy.tables.timings.get(usize::from(self.id.0));
        let objectives = self.model().objective_ids();
        timings.into_iter().flatten().any(|t| objectives.clone().any(|o| t.limits(o)))
    }
}
