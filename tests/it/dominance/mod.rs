//! What `compare` proves of two packages, held against trying every opening instant, every way of
//! waiting on a coarse grid, and every value of the facts.

mod claims;
mod deciding;
mod minutes;
mod openings;
#[cfg(feature = "files")]
mod policies;
mod remedies;
mod shares;
mod sides;
mod waits;
mod worlds;

use relief::Policy;
use relief::internals::analysis::{About, Aspect, Comparison, Side, Verdict, compare};
use relief::internals::policy::model::PackageId;

use super::twin::contract::OBJECTIVES;

/// A package of a policy by its name.
pub fn side<'p>(policy: &'p Policy, name: &str) -> Side<'p> {
    let at = policy.model().packages.iter().position(|p| p.name == name).unwrap();
    Side { policy, id: PackageId(at as u16) }
}

pub fn compared(policy: &Policy, new: &str, old: &str) -> Comparison {
    compare(side(policy, new), side(policy, old))
}

pub fn about(objective: usize) -> About {
    About::Objective(OBJECTIVES[objective].to_owned())
}

/// What is said of something at a priority.
pub fn aspect<'c>(comparison: &'c Comparison, about: &About, priority: &str) -> Option<&'c Aspect> {
    comparison.aspects.iter().find(|a| a.about == *about && a.priorities.iter().any(|p| p == priority))
}

pub fn loses(verdict: Verdict) -> bool {
    !verdict.at_least()
}

pub fn gains(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Better | Verdict::Incomparable)
}

/// How often each verdict came up.
#[derive(Debug, Default)]
pub struct Tally([std::cell::Cell<u32>; 4]);

impl Tally {
    pub fn count(&self, verdict: Verdict) {
        let cell = &self.0[verdict as usize];
        cell.set(cell.get() + 1);
    }

    /// That each came up in at least so many of a hundred. The cases have to be the same each time.
    pub fn is_mixed(&self, percent: u32) {
        let all: u32 = self.0.iter().map(std::cell::Cell::get).sum();
        let words = [Verdict::Equal, Verdict::Better, Verdict::Worse, Verdict::Incomparable].map(Verdict::as_str);
        println!("{:?} of {all}: {words:?}", self.0.each_ref().map(std::cell::Cell::get));
        assert!(self.0.iter().all(|n| n.get() * 100 >= all * percent), "{self:?} of {all}");
    }
}
