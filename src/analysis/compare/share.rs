//! The shares of incidents in which limits are to be kept.

use crate::policy::Timing;
use crate::policy::model::{ObjectiveId, PriorityId};

use super::objectives::Way;
use super::proof::{Shows, give, prove};
use super::{About, Aspect, Both, Side, Verdict, open};

impl<'p> Both<'p> {
    /// The share of every way in which an incident of a priority can be timed: its own first.
    pub(super) fn share(
        &self,
        ways: &[Way],
        (mine, theirs): (PriorityId, PriorityId),
        objective: ObjectiveId,
        name: &str,
    ) -> Option<Aspect> {
        let mut found = self.share_of(&Way::plain(mine, theirs), objective, name);
        for way in ways.iter().filter(|way| (way.new, way.old) != (mine, theirs)) {
            let Some(treated) = self.share_of(way, objective, name) else { continue };
            match &mut found {
                None => found = Some(treated),
                Some(_) if treated.verdict == Verdict::Equal => {}
                Some(aspect) => {
                    aspect.verdict = aspect.verdict.and(treated.verdict);
                    aspect.open = aspect.open.take().or(treated.open);
                    aspect.proof = aspect.proof.take().or(treated.proof);
                }
            }
        }
        found
    }

    /// The shares in which a limit of both is to be kept; none is every incident. A share is counted over all
    /// priorities that its statement times: one that is counted over fewer of them is kept only where the other is.
    fn share_of(&self, way: &Way, objective: ObjectiveId, name: &str) -> Option<Aspect> {
        let new = Self::timing(self.new, way.new, objective)?;
        let old = Self::timing(self.old, way.old, objective)?;
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
            aspect.open = Some(open::COUNTED_TOGETHER.to_owned());
        } else if !verdict.at_least() {
            let opened = self.span(way).start();
            let mut incident = self.new.incident(Some(name), opened);
            give(&mut incident, &way.facts);
            aspect.proof = prove(self.new, self.old, incident, opened, Shows::Target(objective));
        }
        Some(aspect)
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

/// A share in per cent, in as few digits as show it exactly.
fn percent(share: f64) -> String {
    let text = format!("{:.4}", share * 100.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
