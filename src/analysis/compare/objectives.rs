//! Limits, priority by priority.

use crate::analysis::carry::Foreign;
use crate::analysis::keeping::Promised;
use crate::analysis::limits::Circumstances;
use crate::analysis::sweep::{Gap, Span};
use crate::analysis::treating::Treating;
use crate::analysis::{Analysis, Found};
use crate::policy::model::{Limit, ObjectiveId, PriorityId, Purpose, Terms};
use crate::policy::{LimitRule, Timing};
use crate::time::{Instant, Length};

use super::aspect::{About, Aspect, Difference, Verdict};
use super::both::Both;
use super::loss::{Losing, Loss, Trial};
use super::open;
use super::share::{OfPriority, Shares};
use super::swept::Swept;
use super::way::{Timed, Way, between};
use crate::analysis::side::Side;

impl<'p> Both<'p> {
    /// Every limit of every priority that both have, and its share.
    pub(super) fn objectives(&self) -> Vec<Aspect> {
        let analysis = Analysis::new(self.new.model());
        let mut swept = Swept::default();
        let mut out = Vec::new();
        for objective in self.common_objectives() {
            let priorities: Vec<OfPriority<'p>> = self
                .shared()
                .into_iter()
                .map(|(new, old, name)| OfPriority { name, new, old, ways: self.ways(&analysis, new, old, objective) })
                .collect();
            let shares = Shares::new(self, objective, &priorities);
            for of in &priorities {
                let (new, old) = (words(self.new, of.new, objective), words(self.old, of.old, objective));
                let timed = |way: &Way<'p>| way.timings.new.is_some() || way.timings.old.is_some();
                let untimed = of.ways.as_ref().is_ok_and(|ways| !ways.iter().any(timed));
                if new.is_none() && old.is_none() && untimed {
                    continue;
                }
                let (new, old) = self.told_apart(new, old, of.new, of.old);
                let mut aspect = Aspect::new(
                    About::Objective(self.new.model().objective_name(objective).to_owned()),
                    new,
                    old,
                    Verdict::Equal,
                );
                aspect.priorities.push(of.name.to_owned());
                match &of.ways {
                    Ok(ways) => {
                        let mut doubt = None;
                        for way in ways {
                            doubt = doubt.or(match self.starts_later(objective) {
                                true => self.hold_started(&mut aspect, &mut swept, way, objective, of.name),
                                false => self.hold(&mut aspect, &mut swept, way, objective, of.name),
                            });
                        }
                        // What is shown to be worse needs no further proof.
                        if aspect.proof.is_none() {
                            aspect.open = doubt.map(str::to_owned);
                        }
                        out.push(aspect);
                        out.extend(shares.aspect(of.name));
                    }
                    Err(why) => {
                        aspect.open = Some(why.clone());
                        out.push(aspect);
                    }
                }
            }
        }
        out.extend(self.foreign_objectives());
        out
    }

    /// The objectives that both sides have, with the same fields: those of every policy, and the declared ones if both
    /// policies declare the same.
    pub(super) fn common_objectives(&self) -> Vec<ObjectiveId> {
        let (new, old) = (self.new.model(), self.old.model());
        let declared = new.declared_objectives() == old.declared_objectives();
        new.objective_ids()
            .zip(&new.objectives)
            .filter(|(_, o)| declared || !o.is_declared())
            .map(|(id, _)| id)
            .collect()
    }

    /// The declared objectives of two policies that do not declare the same.
    fn foreign_objectives(&self) -> Vec<Aspect> {
        let (new, old) = (self.new.model(), self.old.model());
        if new.declared_objectives() == old.declared_objectives() {
            return Vec::new();
        }
        let mut out: Vec<Aspect> = Vec::new();
        let declared = |side: Side<'p>| side.model().objectives.iter().filter(|o| o.is_declared());
        for name in declared(self.new).chain(declared(self.old)).map(|o| o.name.as_str()) {
            let about = About::Objective(name.to_owned());
            let limits = |side: Side<'p>| {
                let id = side.model().objective(name)?;
                let timings = side.policy.tables.timings.get(usize::from(side.id.0))?;
                Some(timings.iter().any(|timings| timings.limits(id)))
            };
            let (mine, theirs) = (limits(self.new).unwrap_or(false), limits(self.old).unwrap_or(false));
            if out.iter().any(|aspect| aspect.about == about) || !mine && !theirs {
                continue;
            }
            let word = |limited: bool| if limited { "as it declares it" } else { "none" };
            let verdict = if theirs { Verdict::Equal } else { Verdict::Better };
            let mut aspect = Aspect::new(about, word(mine), word(theirs), verdict);
            aspect.open = theirs.then(|| open::OTHER_OBJECTIVE.to_owned());
            out.push(aspect);
        }
        out
    }

    /// Whether the clock of an objective starts at a field that comes after the opening.
    pub(super) fn starts_later(&self, objective: ObjectiveId) -> bool {
        self.new.model().objectives.get(objective.index()).is_some_and(|o| !o.from.is_empty())
    }

    /// Compares one way of timing an objective that starts later. Its clock may start at any instant, so that only limits
    /// on one clock, with the same pauses, are known to be no worse. What is worse is shown by an incident.
    fn hold_started(
        &self,
        aspect: &mut Aspect,
        swept: &mut Swept<'p>,
        way: &Way<'p>,
        objective: ObjectiveId,
        name: &str,
    ) -> Option<&'static str> {
        let (new, old) = match self.both_promised(way) {
            (new, None) => {
                aspect.verdict = aspect.verdict.and(Verdict::of(false, new.is_some()));
                return None;
            }
            (None, Some(_)) => {
                aspect.verdict = aspect.verdict.and(Verdict::Worse);
                return Some(open::STARTS_LATER);
            }
            (Some(new), Some(old)) => (new, old),
        };
        let one_clock = Promised { rule: old.rule, comparison: old.comparison, ..new }.same(&old);
        if new.same(&old) && new.pausing == old.pausing {
            return None;
        }
        let lengths = matches!((new.rule, old.rule), (LimitRule::Length(_), LimitRule::Length(_)));
        let span = self.span(way);
        let gaps = swept.gaps(&new, &old, span);
        let proof = gaps.loss.and_then(|gap| {
            let stop = between(&new, &old, gap.opened, span)?;
            self.shown(self.new, self.old, &Trial::plain(name, &way.facts, objective, gap.opened, stop))
        });
        // Elsewhere only a loss can be shown, by an incident whose clock starts at its opening.
        if proof.is_none() && (!one_clock || !lengths || new.pausing != old.pausing) {
            let (kept, broken) = ((self.new, new, way.new), (self.old, old, way.old));
            let losing = Losing { kept, broken, objective, name, facts: &way.facts, span, restarts: false };
            let Loss::Shown(proof) = self.lose(&losing, swept) else { return Some(open::STARTS_LATER) };
            aspect.verdict = aspect.verdict.and(Verdict::of(false, gaps.gain.is_some()));
            aspect.waiting = Some(Verdict::of(true, gaps.gain.is_some()));
            raise(&mut aspect.sooner, gaps.gain, old.clock.zone());
            aspect.proof = aspect.proof.take().or(Some(*proof));
            return None;
        }
        if gaps.loss.is_some() && proof.is_none() {
            return Some(open::UNCONFIRMED);
        }
        aspect.verdict = aspect.verdict.and(Verdict::of(gaps.loss.is_some(), gaps.gain.is_some()));
        raise(&mut aspect.later, gaps.loss, old.clock.zone());
        raise(&mut aspect.sooner, gaps.gain, old.clock.zone());
        aspect.proof = aspect.proof.take().or(proof);
        None
    }

    /// What a treatment and the circumstances can make of the priority on either side, together.
    pub(super) fn ways(
        &self,
        analysis: &Analysis<'_>,
        mine: PriorityId,
        theirs: PriorityId,
        objective: ObjectiveId,
    ) -> Result<Vec<Way<'p>>, String> {
        let purpose = Purpose::Objective(objective);
        let foreign = |foreign: Foreign| open::foreign(&foreign);
        let new = Treating::new(self.new, self.new, mine, purpose).map_err(foreign)?;
        let old = Treating::new(self.old, self.new, theirs, purpose).map_err(foreign)?;
        let mut out = Vec::new();
        for (a, b) in new.outcomes().into_iter().flat_map(|a| old.outcomes().into_iter().map(move |b| (a, b))) {
            let treated = new.leads(a, mine).and(old.leads(b, mine));
            let of_new = Circumstances::new(self.new, self.new, a, objective).map_err(foreign)?;
            let of_old = Circumstances::new(self.old, self.new, b, objective).map_err(foreign)?;
            for ((i, new), (j, old)) in of_new.each().flat_map(|n| of_old.each().map(move |o| (n, o))) {
                let goal = treated.clone().and(of_new.holds(i, mine)).and(of_old.holds(j, mine));
                match analysis.find_goal(&goal) {
                    Found::Witness(facts) => {
                        out.push(Way { new: a, old: b, timings: Timed { new, old }, facts });
                    }
                    Found::Never => {}
                    Found::Unanalysed => return Err(format!("its treatments and limits {}", open::TOO_MANY_FACTS)),
                }
            }
        }
        Ok(out)
    }

    pub(super) fn timing(side: Side<'p>, priority: PriorityId, objective: ObjectiveId) -> Option<&'p Timing> {
        side.timings(priority)?.timing(objective)
    }

    /// What a side promises of an objective, whatever the circumstances.
    pub(super) fn promised(
        &self,
        side: Side<'p>,
        priority: PriorityId,
        objective: ObjectiveId,
    ) -> Option<Promised<'p>> {
        Self::timing(side, priority, objective).and_then(|timing| Promised::of(side.policy, timing))
    }

    /// What both sides promise of an incident that is timed in one way.
    pub(super) fn both_promised(&self, way: &Way<'p>) -> (Option<Promised<'p>>, Option<Promised<'p>>) {
        let Timed { new, old } = way.timings;
        let of = |side: Side<'p>, timing: Option<&'p Timing>| Promised::of(side.policy, timing?);
        (of(self.new, new), of(self.old, old))
    }

    /// Holds one way of timing an incident under both, and adds to what is found already; why it is not proved.
    fn hold(
        &self,
        aspect: &mut Aspect,
        swept: &mut Swept<'p>,
        way: &Way<'p>,
        objective: ObjectiveId,
        name: &str,
    ) -> Option<&'static str> {
        let span = self.span(way);
        let plain = |opened: i64, stop: i64| Trial::plain(name, &way.facts, objective, opened, stop);
        match self.both_promised(way) {
            (None, None) => None,
            (Some(_), None) => {
                aspect.verdict = aspect.verdict.and(Verdict::Better);
                None
            }
            (None, Some(old)) => {
                aspect.verdict = aspect.verdict.and(Verdict::Worse);
                let opened = span.start().0;
                if aspect.proof.is_none() {
                    aspect.proof =
                        old.end(opened, span.last).and_then(|at| self.shown(self.new, self.old, &plain(opened, at)));
                }
                None
            }
            (Some(new), Some(old)) if span.is_empty() => {
                (!new.same(&old) || new.pausing != old.pausing).then_some(open::UNDECIDED)
            }
            (Some(new), Some(old)) => {
                let gaps = swept.gaps(&new, &old, span);
                let mut doubt = None;
                let mut loss = gaps.loss;
                if let Some(gap) = gaps.loss
                    && aspect.proof.is_none()
                {
                    let at = between(&new, &old, gap.opened, span);
                    aspect.proof = at.and_then(|at| self.shown(self.new, self.old, &plain(gap.opened, at)));
                    if aspect.proof.is_none() {
                        (loss, doubt) = (None, Some(open::UNCONFIRMED));
                    }
                }
                aspect.verdict = aspect.verdict.and(Verdict::of(loss.is_some(), gaps.gain.is_some()));
                let zone = old.clock.zone();
                raise(&mut aspect.later, loss, zone);
                raise(&mut aspect.sooner, gaps.gain, zone);
                let sides = [(self.new, new, way.new), (self.old, old, way.old)];
                let restarts = self.restarts();
                let [mine, theirs] = sides;
                let losing = Losing { kept: mine, broken: theirs, objective, name, facts: &way.facts, span, restarts };
                let gaining = Losing { kept: theirs, broken: mine, ..losing };
                let lost = if loss.is_some() { Loss::Never } else { self.lose(&losing, swept) };
                let won = if gaps.gain.is_some() { Loss::Never } else { self.lose(&gaining, swept) };
                let of = |lost: &Loss| matches!(lost, Loss::Shown(..));
                let pauses = !(new.pausing.is_empty() && old.pausing.is_empty());
                if let Some(through) = lost.through().or(won.through()) {
                    aspect.through = through;
                }
                if pauses || of(&lost) || of(&won) {
                    let waiting = Verdict::of(loss.is_some() || of(&lost), gaps.gain.is_some() || of(&won));
                    aspect.waiting = Some(aspect.waiting.map_or(waiting, |w| w.and(waiting)));
                }
                match lost {
                    Loss::Shown(proof) => aspect.proof = aspect.proof.take().or(Some(*proof)),
                    Loss::Doubt(why) => doubt = Some(why),
                    Loss::Never => {}
                }
                doubt
            }
        }
    }

    /// Whether a change of priority starts the clocks of both sides again.
    pub(super) fn restarts(&self) -> bool {
        let restart = |side: Side<'p>| side.package().is_some_and(|p| p.general.restart.is_some());
        restart(self.new) && restart(self.old) && self.new.model().priorities.len() > 1
    }

    /// The opening instants of incidents that are timed so, each of which both decide.
    pub(super) fn span(&self, way: &Way<'_>) -> Span {
        super::span::opened(self.new, self.old, &[(way.new, way.old)]).answered(&self.all(way))
    }

    /// Everything that either side promises of an incident, so that it is decided as a whole.
    fn all(&self, way: &Way<'_>) -> Vec<Promised<'p>> {
        let sides = [(self.new, way.new), (self.old, way.old)];
        let of = |(side, priority): (Side<'p>, PriorityId)| {
            let timings = side.timings(priority);
            let limits = timings.into_iter().flat_map(|t| t.unconditional());
            let cadence = timings.and_then(|t| t.cadence.as_ref()).and_then(|c| Promised::every(side.policy, c, true));
            limits.filter_map(|t| Promised::of(side.policy, t)).chain(cadence).collect::<Vec<_>>()
        };
        sides.into_iter().flat_map(of).collect()
    }

    /// Two statements, with the coverage of each where that is what differs.
    pub(super) fn told_apart(
        &self,
        new: Option<String>,
        old: Option<String>,
        mine: PriorityId,
        theirs: PriorityId,
    ) -> (String, String) {
        let (new, old) = (new.unwrap_or_else(|| "none".to_owned()), old.unwrap_or_else(|| "none".to_owned()));
        let cover = |side: Side<'p>, p| terms(side, p).and_then(|t| t.coverage).map(|c| side.model().coverage_words(c));
        match (cover(self.new, mine), cover(self.old, theirs)) {
            (Some(a), Some(b)) if a != b => {
                // What is not timed is timed on nothing.
                let on = |said: String, coverage: String| match said == "none" {
                    true => said,
                    false => format!("{said} ({coverage})"),
                };
                (on(new, a), on(old, b))
            }
            _ => (new, old),
        }
    }
}

fn terms(side: Side<'_>, priority: PriorityId) -> Option<&Terms> {
    side.package()?.terms.get(usize::from(priority.0))
}

/// What a side says of an objective, without its share: that is held by itself.
pub(super) fn words(side: Side<'_>, priority: PriorityId, objective: ObjectiveId) -> Option<String> {
    let terms = terms(side, priority)?;
    let promise = terms.promise(objective)?;
    let mut plain = promise.clone();
    plain.clauses.share = None;
    let model = side.model();
    let said = model.all_promise_words(&plain);
    let Limit::Multiple(_, of) = &promise.limit else { return Some(said) };
    let Some(other) = terms.promise(*of) else { return Some(said) };
    let name = model.objective_name(*of);
    Some(said.replacen(name, &format!("{name} ({})", model.limit_words(&other.limit)), 1))
}

pub(super) fn raise(slot: &mut Option<Difference>, gap: Option<Gap>, zone: crate::time::Zone) {
    let Some(Gap { length, opened }) = gap else { return };
    if slot.as_ref().is_none_or(|d| d.length.0 < length) {
        let opened = Instant(opened);
        let written = opened.rfc3339(zone.written_offset(opened)).to_string();
        *slot = Some(Difference { length: Length(length), opened, written });
    }
}
