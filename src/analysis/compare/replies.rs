//! How soon messages of the customer are answered, priority by priority; and what updates and replies have in common.

use crate::analysis::keeping::Promised;
use crate::analysis::sweep::sweep;
use crate::policy::ClockId;
use crate::policy::model::{Condition, PriorityId, Purpose, Reply, TreatAs};
use crate::time::Instant;
use crate::time::Zone;
use crate::time::calendar::CalendarSpec;

use super::aspect::{About, Aspect, Verdict};
use super::both::Both;
use super::objectives::raise;
use super::open;
use super::proof::{Proof, Shows, prove};
use super::way::{Way, between};
use crate::analysis::side::Side;

impl<'p> Both<'p> {
    /// The replies of every priority that both have. Only limits that are equal, or shorter on the same clock, are known
    /// to be no worse.
    pub(super) fn replies(&self) -> Vec<Aspect> {
        let said = |side: Side<'p>, p: PriorityId| side.package()?.terms.get(usize::from(p.0))?.reply.as_ref();
        let mut out = Vec::new();
        for (mine, theirs, name) in self.shared() {
            let (new, old) = (said(self.new, mine), said(self.old, theirs));
            if new.is_none() && old.is_none() {
                continue;
            }
            let words = |side: Side<'p>, r: Option<&Reply>| r.map(|r| side.model().reply_words(r));
            let (new, old) = self.told_apart(words(self.new, new), words(self.old, old), mine, theirs);
            let mut aspect = Aspect::new(About::Replies, new, old, Verdict::Equal);
            aspect.priorities.push(name.to_owned());
            self.hold_replies(&mut aspect, mine, theirs, name);
            out.push(aspect);
        }
        out
    }

    fn hold_replies(&self, aspect: &mut Aspect, mine: PriorityId, theirs: PriorityId, name: &str) {
        let timing = |side: Side<'p>, p| side.timings(p).and_then(|timings| timings.reply.as_ref());
        let (new, old) = (timing(self.new, mine), timing(self.old, theirs));
        let alike = |of: &dyn Fn(Side<'p>, PriorityId) -> Option<OnClock>| self.all_alike(mine, theirs, of);
        let same = alike(&|side, p| {
            let timing = timing(side, p)?;
            let length = (timing.limit, timing.comparison.as_str());
            Some((read(side, timing.counting.clock)?, format!("{length:?}"), timing.pausing.clone()))
        });
        if same {
            return;
        }
        if self.new.treats_updates() || self.old.treats_updates() {
            aspect.open = Some(open::UPDATES.to_owned());
            return;
        }
        match (new, old) {
            (_, None) => aspect.verdict = Verdict::of(false, new.is_some()),
            (None, Some(_)) => aspect.verdict = Verdict::Worse,
            (Some(new), Some(old)) => {
                let promised = |side: Side<'p>, timing| Promised::reply(side.policy, timing);
                let (Some(ours), Some(others)) = (promised(self.new, new), promised(self.old, old)) else { return };
                let span = self.span(&Way::plain(mine, theirs));
                let gaps = sweep(&ours, &others, span);
                let proof = gaps.loss.and_then(|gap| {
                    let stop = between(&ours, &others, gap.opened, span)?;
                    self.waits(name, Instant(gap.opened), Instant(stop))
                });
                // On one clock the longer length is never better; pauses and later messages change nothing of that.
                let one_clock = new.pausing == old.pausing
                    && read(self.new, new.counting.clock) == read(self.old, old.counting.clock);
                if proof.is_none() && !(one_clock && gaps.loss.is_none()) {
                    aspect.open = Some(open::UPDATES.to_owned());
                    return;
                }
                aspect.verdict = Verdict::of(proof.is_some(), gaps.gain.is_some());
                raise(&mut aspect.later, gaps.loss, others.clock.zone());
                raise(&mut aspect.sooner, gaps.gain, others.clock.zone());
                aspect.proof = proof;
            }
        }
    }

    /// The proof that a message of the opening instant is answered late under OLD alone.
    fn waits(&self, name: &str, opened: Instant, as_of: Instant) -> Option<Proof> {
        let mut incident = self.new.incident(Some(name), opened);
        incident.messages.push(opened);
        prove(self.new, self.old, incident, as_of, Shows::LateReply)
    }

    /// Whether nothing but the interval itself decides which updates are late.
    pub(super) fn plain_updates(&self, mine: PriorityId, theirs: PriorityId) -> bool {
        [(self.new, mine), (self.old, theirs)].into_iter().all(|(side, priority)| {
            let cadence = side.timings(priority).and_then(|timings| timings.cadence.as_ref());
            cadence.is_none_or(|cadence| cadence.pausing.is_empty()) && !side.treats_updates()
        })
    }

    /// Whether both sides promise the same updates.
    pub(super) fn same_cadence(&self, mine: PriorityId, theirs: PriorityId) -> bool {
        self.all_alike(mine, theirs, &|side, p| {
            let timing = side.timings(p)?.cadence.as_ref()?;
            Some((read(side, timing.counting.clock)?, format!("{:?}", timing.interval), timing.pausing.clone()))
        })
    }

    /// Whether both sides say the same of a priority; where treatments decide which priority counts, of all, with the
    /// same treatments.
    fn all_alike(
        &self,
        mine: PriorityId,
        theirs: PriorityId,
        of: &dyn Fn(Side<'p>, PriorityId) -> Option<OnClock>,
    ) -> bool {
        if !self.new.treats_updates() && !self.old.treats_updates() {
            return of(self.new, mine) == of(self.old, theirs);
        }
        // Conditions and priorities are places in their own model.
        let names = |side: Side<'p>| {
            let model = side.model();
            let priorities: Vec<&str> = model.priorities.iter().map(|p| p.name.as_str()).collect();
            let facts: Vec<_> = model.facts.iter().map(|f| (f.name.as_str(), &f.kind)).collect();
            (priorities, facts)
        };
        names(self.new) == names(self.old)
            && self.new.update_treatments() == self.old.update_treatments()
            && self.shared().into_iter().all(|(new, old, _)| of(self.new, new) == of(self.old, old))
    }
}

/// The calendar and zone of a clock, a length in words, and the parties that it pauses for.
type OnClock = ((Zone, Option<CalendarSpec>), String, Vec<String>);

fn read(side: Side<'_>, clock: ClockId) -> Option<(Zone, Option<CalendarSpec>)> {
    side.policy.clock(clock).map(|clock| (clock.zone(), clock.spec().cloned()))
}

impl<'p> Side<'p> {
    /// Whether a treatment changes the priority that updates and replies are timed by.
    pub(super) fn treats_updates(self) -> bool {
        !self.update_treatments().is_empty()
    }

    /// The treatments for updates and replies.
    fn update_treatments(self) -> Vec<(PriorityId, TreatAs, &'p Condition)> {
        let treatments = self.package().into_iter().flat_map(|package| &package.treatments);
        let updates = treatments.filter(|t| t.purposes.contains(&Purpose::Updates));
        updates.map(|t| (t.from, t.to, &t.condition)).collect()
    }
}
