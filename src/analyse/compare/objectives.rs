//! Limits, priority by priority.

use crate::analyse::keeping::Promised;
use crate::analyse::paths::{Path, paths, together};
use crate::analyse::sweep::{Gap, Gaps, Span, sweep};
use crate::analyse::waiting::{Loosening, loosen};
use crate::analyse::{Analysis, Found, Witness};
use crate::policy::Timing;
use crate::policy::model::{Limit, ObjectiveId, PriorityId, Promise, Purpose, Terms};
use crate::value::{Instant, Length};

use super::proof::{Shows, give, prove, wait};
use super::{About, Aspect, Both, Difference, Side, Verdict};

/// A way that an incident of a priority can be timed under both sides, and what has to be known for it.
pub(super) struct Way {
    pub(super) new: PriorityId,
    pub(super) old: PriorityId,
    pub(super) facts: Witness,
}

impl Way {
    /// Without any treatment.
    pub(super) fn plain(new: PriorityId, old: PriorityId) -> Self {
        Self { new, old, facts: Witness::default() }
    }
}

impl<'p> Both<'p> {
    /// Every limit of every priority that both have, and its share.
    pub(super) fn objectives(&self) -> Vec<Aspect> {
        let analysis = Analysis::new(self.new.model());
        let mut swept = Swept::default();
        let mut out = Vec::new();
        for objective in self.new.model().objective_ids() {
            for (mine, theirs, name) in self.shared() {
                let (new, old) = (words(self.new, mine, objective), words(self.old, theirs, objective));
                if new.is_none() && old.is_none() {
                    continue;
                }
                let (new, old) = self.told_apart(new, old, mine, theirs);
                let mut aspect = Aspect::new(
                    About::Objective(self.new.model().objective_name(objective).to_owned()),
                    new,
                    old,
                    Verdict::Equal,
                );
                aspect.priorities.push(name.to_owned());
                match self.ways(&analysis, mine, theirs, objective) {
                    Ok(ways) => {
                        for way in &ways {
                            self.hold(&mut aspect, &mut swept, way, objective, name);
                        }
                    }
                    Err(why) => aspect.open = Some(why),
                }
                out.push(aspect);
                out.extend(self.share(mine, theirs, objective, name));
            }
        }
        out
    }

    /// What a treatment can make of the priority on either side, together.
    fn ways(
        &self,
        analysis: &Analysis<'_>,
        mine: PriorityId,
        theirs: PriorityId,
        objective: ObjectiveId,
    ) -> Result<Vec<Way>, String> {
        let purpose = Purpose::Objective(objective);
        let unknown = |fact: String| format!("the fact `{fact}` is not the same in both policies");
        let new = paths(self.new, self.new, mine, purpose).map_err(unknown)?;
        let old = paths(self.old, self.new, theirs, purpose).map_err(unknown)?;
        let mut out = Vec::new();
        for (a, b) in new.iter().flat_map(|a| old.iter().map(move |b| (a, b))) {
            match found(analysis, mine, a, b) {
                Found::Witness(facts) => out.push(Way { new: a.leads, old: b.leads, facts }),
                Found::Never => {}
                Found::Unanalysed => return Err("its treatments hang on too many facts to be analysed".to_owned()),
            }
        }
        Ok(out)
    }

    fn timing(side: Side<'p>, priority: PriorityId, objective: ObjectiveId) -> Option<&'p Timing> {
        side.timings(priority)?.objectives.get(objective.index())?.as_ref()
    }

    /// Holds one way of timing an incident under both, and adds to what is found already.
    fn hold(&self, aspect: &mut Aspect, swept: &mut Swept<'p>, way: &Way, objective: ObjectiveId, name: &str) {
        let promised = |side: Side<'p>, priority| {
            Self::timing(side, priority, objective).and_then(|timing| Promised::of(side.policy, timing))
        };
        let (new, old) = (promised(self.new, way.new), promised(self.old, way.old));
        let span = self.span(way);
        let incident = |side: Side<'p>, opened: i64| {
            let mut incident = side.incident(Some(name), Instant(opened));
            give(&mut incident, &way.facts);
            incident
        };
        let shows = Shows::Kept(objective);
        let kept = |opened: i64, at: i64| {
            let mut incident = incident(self.new, opened);
            self.new.policy.stop(&mut incident, objective, Instant(at));
            prove(self.new, self.old, incident, Instant(at), shows)
        };
        let shown = |looser: Side<'p>, tighter: Side<'p>, found: &Loosening| {
            let mut incident = incident(looser, found.opened);
            self.new.policy.stop(&mut incident, objective, Instant(found.stop));
            wait(&mut incident, &found.waits, &found.party);
            prove(looser, tighter, incident, Instant(found.stop), shows)
        };
        match (new, old) {
            (None, None) => {}
            (Some(_), None) => aspect.verdict = aspect.verdict.and(Verdict::Better),
            (None, Some(old)) => {
                aspect.verdict = aspect.verdict.and(Verdict::Worse);
                let opened = span.start().0;
                if aspect.proof.is_none() {
                    aspect.proof = old.end(opened, span.last).and_then(|at| kept(opened, at));
                }
            }
            (Some(new), Some(old)) if span.is_empty() => {
                if !new.same(&old) || new.pausing != old.pausing {
                    aspect.open = Some(super::UNDECIDED.to_owned());
                }
            }
            (Some(new), Some(old)) => {
                let gaps = swept.gaps(&new, &old, span);
                aspect.verdict = aspect.verdict.and(Verdict::of(gaps.loss.is_some(), gaps.gain.is_some()));
                let zone = old.clock.zone();
                raise(&mut aspect.later, gaps.loss, zone);
                raise(&mut aspect.sooner, gaps.gain, zone);
                if let Some(gap) = gaps.loss
                    && aspect.proof.is_none()
                {
                    aspect.proof = between(&new, &old, gap.opened, span).and_then(|at| kept(gap.opened, at));
                }
                if new.pausing.is_empty() && old.pausing.is_empty() {
                    return;
                }
                let (looser, tighter) = swept.waiting(&new, &old, span);
                let proof = looser.iter().find_map(|l| shown(self.new, self.old, l));
                let loses = gaps.loss.is_some() || proof.is_some();
                let gains = gaps.gain.is_some() || tighter.iter().any(|l| shown(self.old, self.new, l).is_some());
                let waiting = Verdict::of(loses, gains);
                aspect.waiting = Some(aspect.waiting.map_or(waiting, |w| w.and(waiting)));
                aspect.proof = aspect.proof.take().or(proof);
            }
        }
    }

    /// The opening instants of incidents that are timed so, each of which both decide.
    pub(super) fn span(&self, way: &Way) -> Span {
        super::span::opened(self.new, self.old, &[(way.new, way.old)]).answered(&self.all(way))
    }

    /// Everything that either side promises of an incident, so that it is decided as a whole.
    fn all(&self, way: &Way) -> Vec<Promised<'p>> {
        let sides = [(self.new, way.new), (self.old, way.old)];
        let of = |(side, priority): (Side<'p>, PriorityId)| {
            let timings = side.timings(priority);
            let limits = timings.into_iter().flat_map(|t| t.objectives.iter().flatten());
            let cadence = timings.and_then(|t| t.cadence).and_then(|c| Promised::every(side.policy, c, true));
            limits.filter_map(|t| Promised::of(side.policy, t)).chain(cadence).collect::<Vec<_>>()
        };
        sides.into_iter().flat_map(of).collect()
    }

    /// The shares in which a limit of both is to be kept; none is every incident. A share is counted over all
    /// priorities that its statement times: one that is counted over fewer of them is kept only where the other is.
    fn share(&self, mine: PriorityId, theirs: PriorityId, objective: ObjectiveId, name: &str) -> Option<Aspect> {
        let new = Self::timing(self.new, mine, objective)?;
        let old = Self::timing(self.old, theirs, objective)?;
        let of = |timing: &Timing| timing.share.map_or((1, 1), |s| s.ratio());
        let ((a, b), (c, d)) = (of(new), of(old));
        let (ours, others) = (u128::from(a) * u128::from(d), u128::from(c) * u128::from(b));
        let (mine_of, theirs_of) = (self.new.counted(new, objective), self.old.counted(old, objective));
        let within = |some: &[&str], all: &[&str]| some.iter().all(|name| all.contains(name));
        // Every incident is every incident, whatever it is counted with.
        let partial = a != b && c != d;
        let wider = partial && !within(&mine_of, &theirs_of);
        let narrower = partial && !within(&theirs_of, &mine_of);
        let apart = wider || narrower;
        let told = |timing: &Timing, of: &[&str]| match timing.share {
            None => "every incident".to_owned(),
            Some(share) if apart => {
                format!("{}% of incidents of {}", percent(share.as_f64()), of.join(", "))
            }
            Some(share) => format!("{}% of incidents", percent(share.as_f64())),
        };
        let verdict = Verdict::of(ours < others || wider, ours > others || narrower);
        let mut aspect = Aspect::new(
            About::Share(self.new.model().objective_name(objective).to_owned()),
            told(new, &mine_of),
            told(old, &theirs_of),
            verdict,
        );
        aspect.priorities.push(name.to_owned());
        if wider && ours >= others {
            aspect.open = Some("counted together with other priorities, which no single incident shows".to_owned());
        } else if !verdict.at_least() {
            let opened = self.span(&Way::plain(mine, theirs)).start();
            let incident = self.new.incident(Some(name), opened);
            aspect.proof = prove(self.new, self.old, incident, opened, Shows::Target(objective));
        }
        Some(aspect)
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

impl<'p> Side<'p> {
    /// The priorities whose incidents are counted into the share of a limit.
    fn counted(self, timing: &Timing, objective: ObjectiveId) -> Vec<&'p str> {
        let together = (0_u16..).zip(&self.model().priorities).filter(|(at, _)| {
            let timings = self.timings(PriorityId(*at));
            let other = timings.and_then(|t| t.objectives.get(objective.index())?.as_ref());
            other.is_some_and(|other| other.statement == timing.statement)
        });
        together.map(|(_, priority)| priority.name.as_str()).collect()
    }
}

fn found(analysis: &Analysis<'_>, own: PriorityId, a: &Path, b: &Path) -> Found {
    if a.when.is_empty() && b.when.is_empty() {
        return Found::Witness(Witness::default());
    }
    together(analysis, own, [a, b], &[])
}

fn terms(side: Side<'_>, priority: PriorityId) -> Option<&Terms> {
    side.package()?.terms.get(usize::from(priority.0))
}

/// What a side says of an objective, without its share: that is held by itself.
pub(super) fn words(side: Side<'_>, priority: PriorityId, objective: ObjectiveId) -> Option<String> {
    let terms = terms(side, priority)?;
    let promise = terms.promise(objective)?;
    let plain = Promise { share: None, ..promise.clone() };
    let response = terms.promise(ObjectiveId::RESPONSE).map(|r| &r.limit);
    match (&promise.limit, response) {
        (Limit::Multiple(_), Some(response)) => {
            Some(plain.to_string().replace("response", &format!("response ({response})")))
        }
        _ => Some(plain.to_string()),
    }
}

/// A share in per cent, as short as it is exact enough to be told.
fn percent(share: f64) -> String {
    let text = format!("{:.4}", share * 100.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

pub(super) fn raise(slot: &mut Option<Difference>, gap: Option<Gap>, zone: crate::value::Zone) {
    let Some(Gap { length, opened }) = gap else { return };
    if slot.as_ref().is_none_or(|d| d.length.0 < length) {
        let opened = Instant(opened);
        let written = opened.rfc3339(zone.written_offset(opened)).to_string();
        *slot = Some(Difference { length: Length(length), opened, written });
    }
}

/// A stop that keeps NEW and breaks OLD: on a whole minute where there is one.
pub(super) fn between(new: &Promised<'_>, old: &Promised<'_>, opened: i64, span: Span) -> Option<i64> {
    let (first, end) = (old.end(opened, span.last)?, new.end(opened, span.last)?);
    let minute = 60_000_000;
    let round = first.saturating_add(minute - 1).div_euclid(minute) * minute;
    [round, first].into_iter().find(|at| first <= *at && *at < end)
}

/// What has been swept already: priorities often share their limits.
#[derive(Default)]
struct Swept<'p> {
    gaps: Vec<(Promised<'p>, Promised<'p>, Span, Gaps)>,
    waiting: Vec<(Promised<'p>, Promised<'p>, Span, Waiting)>,
}

/// Incidents in which waiting makes NEW looser, and those in which it makes NEW tighter.
type Waiting = (Vec<Loosening>, Vec<Loosening>);

impl<'p> Swept<'p> {
    fn gaps(&mut self, new: &Promised<'p>, old: &Promised<'p>, span: Span) -> Gaps {
        if new.same(old) {
            return Gaps::default();
        }
        let known = self.gaps.iter().find(|(a, b, s, _)| a.same(new) && b.same(old) && *s == span);
        if let Some((.., gaps)) = known {
            return *gaps;
        }
        let gaps = sweep(new, old, span);
        self.gaps.push((*new, *old, span, gaps));
        gaps
    }

    fn waiting(&mut self, new: &Promised<'p>, old: &Promised<'p>, span: Span) -> Waiting {
        let parties = |a: &Promised<'_>, b: &Promised<'_>| a.same(b) && a.pausing == b.pausing;
        if parties(new, old) {
            return (Vec::new(), Vec::new());
        }
        let known = self.waiting.iter().find(|(a, b, s, _)| parties(a, new) && parties(b, old) && *s == span);
        if let Some((.., waiting)) = known {
            return waiting.clone();
        }
        let waiting = (loosen(new, old, span), loosen(old, new, span));
        self.waiting.push((*new, *old, span, waiting.clone()));
        waiting
    }
}
