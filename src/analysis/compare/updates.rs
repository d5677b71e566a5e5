//! How often the customer hears, priority by priority.
//!
//! A gap begins when the incident counts as opened, or at an update: that may come at any hour, and starts
//! the clock as it comes, long after the time in force too. One that begins at an update which one side's
//! clock has not started by is no better and no worse than these two. Excluded time stops both clocks.

use crate::analysis::keeping::Promised;
use crate::analysis::sweep::{Gap, Span, sweep};
use crate::analysis::waiting::Pause;
use crate::policy::model::{Cadence, PriorityId};
use crate::time::{Instant, Length};

use super::aspect::{About, Aspect, Verdict};
use super::both::Both;
use super::loss::Loss;
use super::objectives::raise;
use super::open;
use super::proof::{Proof, Shows, pause, prove};
use super::span::{Lasting, own};
use super::swept::Swept;
use super::way::{Way, between};
use crate::analysis::side::Side;

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
            let described = |c: Option<&Cadence>| c.map_or_else(|| "none".to_owned(), ToString::to_string);
            let (new, old) = self.told_apart(Some(described(new)), Some(described(old)), mine, theirs);
            let mut aspect = Aspect::new(About::Updates, new, old, Verdict::Equal);
            aspect.priorities.push(name.to_owned());
            match self.plain_updates(mine, theirs) {
                true => self.hold_updates(&mut aspect, mine, theirs, name),
                false if self.same_cadence(mine, theirs) => {}
                false => aspect.open = Some(open::UPDATES.to_owned()),
            }
            out.push(aspect);
        }
        out
    }

    fn hold_updates(&self, aspect: &mut Aspect, mine: PriorityId, theirs: PriorityId, name: &str) {
        let every = |side: Side<'p>, p: PriorityId, shifted: bool| {
            Promised::every(side.policy, side.timings(p)?.cadence.as_ref()?, shifted)
        };
        let span = self.span(&Way::plain(mine, theirs));
        match (every(self.new, mine, true), every(self.old, theirs, true)) {
            (None, None) => {}
            (Some(_), None) => aspect.verdict = Verdict::Better,
            (None, Some(old)) => {
                aspect.verdict = Verdict::Worse;
                let opened = span.start().0;
                let stop = old.end(opened, span.last);
                aspect.proof =
                    stop.and_then(|stop| self.late([self.new, self.old], name, &Silence::plain(opened, stop)));
            }
            (Some(new), Some(old)) => {
                if new.same(&old) {
                    return;
                }
                if span.is_empty() {
                    aspect.open = Some(open::UNDECIDED.to_owned());
                    return;
                }
                let mut gaps = sweep(&new, &old, span);
                let updated = |p: &Promised<'p>| Promised { shifted: false, ..*p };
                let (first, second) = (updated(&new), updated(&old));
                let after = Span { from: begun(&new, &old, span), ..span };
                let later = sweep(&first, &second, after);
                gaps.loss = longer(gaps.loss, later.loss);
                gaps.gain = longer(gaps.gain, later.gain);
                let sides = [self.new, self.old];
                let (lost, won) = (
                    self.silent(sides, name, [&new, &old], span),
                    self.silent([self.old, self.new], name, [&old, &new], span),
                );
                let shown = |loss: &Loss| matches!(loss, Loss::Shown(_));
                gaps.loss = gaps.loss.filter(|_| shown(&lost));
                aspect.verdict = Verdict::of(gaps.loss.is_some(), gaps.gain.is_some());
                let all = Verdict::of(shown(&lost), gaps.gain.is_some() || shown(&won));
                if all != aspect.verdict {
                    aspect.waiting = Some(all);
                    let losing = lost.through().filter(|_| gaps.loss.is_none());
                    aspect.through = losing.or(won.through()).unwrap_or(aspect.through);
                }
                raise(&mut aspect.later, gaps.loss, old.clock.zone());
                raise(&mut aspect.sooner, gaps.gain, old.clock.zone());
                match lost {
                    Loss::Shown(proof) => aspect.proof = Some(*proof),
                    Loss::Doubt(why) => aspect.open = Some(why.to_owned()),
                    Loss::Never => {}
                }
            }
        }
    }

    /// Whether some silence is late for the second side and not for the first.
    fn silent(
        &self,
        [kept, broken]: [Side<'p>; 2],
        name: &str,
        [first, second]: [&Promised<'p>; 2],
        span: Span,
    ) -> Loss {
        let mut swept = Swept::default();
        let sides = [kept, broken];
        let updated = |p: &Promised<'p>| Promised { shifted: false, ..*p };
        let (one, other) = (updated(first), updated(second));
        let mut possible = false;
        let all = own(self.new, self.old, [&one, &other], Lasting::Years);
        let in_force = own(self.new, self.old, [first, second], Lasting::InForce);
        let from_update = |span: Span| Span { from: begun(first, second, span).max(span.from), ..span };
        for (after, kept, broken, span) in [
            (false, first, second, span),
            (true, &one, &other, from_update(span)),
            (false, first, second, in_force),
            (true, &one, &other, from_update(all)),
        ] {
            let gap = swept.gaps(kept, broken, span).loss;
            let found = gap.and_then(|gap| Some((gap.opened, between(kept, broken, gap.opened, span)?, Vec::new())));
            let loosened = swept.loosen(kept, broken, span, true);
            possible |= gap.is_some() || loosened.possible;
            let paused = loosened.found.into_iter().map(|l| (l.opened, l.stop, l.waits));
            for (from, stop, excluded) in found.into_iter().chain(paused) {
                let silences = match after {
                    false => vec![Silence { opened: from, updates: Vec::new(), excluded, stop }],
                    true => heard([first, second], from, stop, &excluded, in_force),
                };
                let proof = silences.iter().find_map(|silence| self.late(sides, name, silence));
                if let Some(proof) = proof {
                    return Loss::Shown(Box::new(proof));
                }
            }
        }
        if possible { Loss::Doubt(open::UNCONFIRMED) } else { Loss::Never }
    }

    /// The proof that fewer updates are late under the first side, where the incident is one.
    fn late(&self, [kept, broken]: [Side<'p>; 2], name: &str, silence: &Silence) -> Option<Proof> {
        [false, true].into_iter().find_map(|answered| {
            let opened = Instant(silence.opened);
            let mut incident = kept.incident(Some(name), opened);
            incident.updates.clone_from(&silence.updates);
            pause(&mut incident, &silence.excluded, &Pause::Excluded);
            incident.responded = answered.then_some(opened);
            prove(kept, broken, incident, Instant(silence.stop), Shows::Late)
        })
    }
}

/// An incident in which the customer hears nothing up to an instant.
struct Silence {
    opened: i64,
    updates: Vec<Instant>,
    excluded: Vec<(i64, i64)>,
    stop: i64,
}

impl Silence {
    fn plain(opened: i64, stop: i64) -> Self {
        Self { opened, updates: Vec::new(), excluded: Vec::new(), stop }
    }
}

/// From when on both clocks can run.
fn begun(new: &Promised<'_>, old: &Promised<'_>, span: Span) -> i64 {
    let starts = [new, old].map(|p| p.start(span.from).map_or(span.to, |at| at.0));
    starts.into_iter().fold(span.from, i64::max)
}

/// Incidents whose customer heard in time up to an update, and then nothing: by further updates, or because
/// the time up to there is excluded.
fn heard(
    promised: [&Promised<'_>; 2],
    update: i64,
    stop: i64,
    excluded: &[(i64, i64)],
    in_force: Span,
) -> Vec<Silence> {
    let runs = |opened: &i64| promised.iter().all(|p| p.start(*opened).is_some_and(|at| at.0 <= update));
    let in_time = |opened: &i64| in_force.from <= *opened && *opened < in_force.to;
    // Intake may be long past, and days off lie before.
    let opened = (0..60 * 24).map(|hours| update - hours * HOUR).find(|at| in_time(at) && runs(at));
    let opened = opened.unwrap_or_else(|| in_force.start().0.min(update));
    let started = || promised.iter().filter_map(|p| p.start(opened)).max();
    let often = || {
        let mut at = started()?;
        let mut updates = Vec::new();
        while at.0 < update && updates.len() < 1000 {
            updates.push(at);
            let due = |p: &Promised<'_>| p.clock.add(at, Length(p.length(at)?)).ok();
            let [new, old] = promised;
            at = due(new)?.min(due(old)?);
        }
        updates.push(Instant(update));
        Some(Silence { opened, updates, excluded: excluded.to_vec(), stop })
    };
    let mut left_out = vec![(opened, update)];
    left_out.extend(excluded);
    let at_once = Silence { opened, updates: vec![Instant(update)], excluded: left_out, stop };
    often().into_iter().chain([at_once]).collect()
}

fn longer(a: Option<Gap>, b: Option<Gap>) -> Option<Gap> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b.length > a.length { b } else { a }),
        (a, b) => a.or(b),
    }
}
