//! What is said of a package as a whole: priorities, channels, releases, and words.

use crate::policy::model::{Package, Setter};
use crate::policy::{Compared, GeneralTerm};

use super::aspect::{About, Aspect, Verdict};
use super::both::Both;
use super::open;
use super::proof::{Shows, prove};
use crate::analysis::carry::carry;
use crate::analysis::side::Side;

impl Both<'_> {
    /// The priorities that only one side has, and their definitions.
    pub(super) fn priorities(&self) -> Vec<Aspect> {
        let names = |model: &crate::policy::Model| model.priorities.iter().map(|p| p.name.clone()).collect::<Vec<_>>();
        let (new, old) = (names(self.new.model()), names(self.old.model()));
        let mut out = Vec::new();
        for name in old.iter().filter(|n| !new.contains(n)) {
            let mut aspect = Aspect::new(About::Priority, "none", name.clone(), Verdict::Worse);
            let opened = self.opened().start();
            let incident = self.new.incident(Some(name), opened);
            aspect.proof = prove(self.new, self.old, incident, opened, Shows::Unknown);
            out.push(aspect);
        }
        for name in new.iter().filter(|n| !old.contains(n)) {
            out.push(Aspect::new(About::Priority, name.clone(), "none", Verdict::Better));
        }
        out.extend(self.definitions());
        out
    }

    /// Definitions are no better or worse: where they differ, nothing is proved.
    fn definitions(&self) -> Option<Aspect> {
        let (Some(new), Some(old)) = (self.new.package(), self.old.package()) else { return None };
        let of = |side: Side<'_>, package: &Package| {
            let defined = side.model().priorities.iter().map(|p| {
                let carried = p.definition.as_ref().map(|d| carry(d, package, side.model(), self.new.model()));
                (p.name.clone(), carried)
            });
            defined.collect::<Vec<_>>()
        };
        let alike = of(self.new, new) == of(self.old, old);
        (!alike).then(|| {
            let mut aspect = Aspect::new(About::Definitions, "as NEW has them", "as OLD has them", Verdict::Equal);
            aspect.open = Some(open::DEFINITIONS.to_owned());
            aspect
        })
    }

    /// Who sets the priority, whether a change restarts the clocks, channels, releases, words.
    pub(super) fn packages(&self) -> Vec<Aspect> {
        let (Some(new), Some(old)) = (self.new.package(), self.old.package()) else { return Vec::new() };
        let mut out = vec![self.setting(new, old), self.change(new, old), self.channels(new, old), releases(new, old)];
        out.extend(words(self.new.model().general_terms(&new.general), self.old.model().general_terms(&old.general)));
        out
    }

    fn setting(&self, new: &Package, old: &Package) -> Aspect {
        let word = |s: Setter| if s == Setter::Customer { "the customer" } else { "the vendor" };
        let (mine, theirs) = (new.general.setter(), old.general.setter());
        // With one priority there is nothing to set.
        let matters = self.shared().len() > 1;
        let loses = matters && mine == Setter::Vendor && theirs == Setter::Customer;
        let gains = matters && mine == Setter::Customer && theirs == Setter::Vendor;
        let mut aspect = Aspect::new(About::PrioritySetting, word(mine), word(theirs), Verdict::of(loses, gains));
        if loses {
            let shared = self.shared();
            let (first, last) = (shared.first().map(|s| s.2), shared.last().map(|s| s.2));
            let opened = self.opened().start();
            let mut incident = self.new.incident(None, opened);
            incident.customer_priority = first.map(str::to_owned);
            incident.vendor_priority = last.map(str::to_owned);
            aspect.proof = prove(self.new, self.old, incident, opened, Shows::Priority);
        }
        aspect
    }

    fn channels(&self, new: &Package, old: &Package) -> Aspect {
        let said = |p: &Package| p.general.channels().map_or_else(|| "none".to_owned(), |c| c.join(", "));
        let has = |p: &Package, channel: &String| p.general.channels().is_some_and(|c| c.contains(channel));
        let lost: Vec<&String> = old.general.channels().into_iter().flatten().filter(|c| !has(new, c)).collect();
        let won = new.general.channels().into_iter().flatten().any(|c| !has(old, c));
        let mut aspect = Aspect::new(About::Channels, said(new), said(old), Verdict::of(!lost.is_empty(), won));
        if let Some(channel) = lost.first() {
            let opened = self.opened().start();
            let shared = self.shared();
            let mut incident = self.new.incident(shared.first().map(|s| s.2), opened);
            incident.channel = Some((*channel).clone());
            aspect.proof = prove(self.new, self.old, incident, opened, Shows::Channel);
        }
        aspect
    }
}

fn releases(new: &Package, old: &Package) -> Aspect {
    let said = |p: &Package| p.general.releases.as_ref().map_or_else(|| "none".to_owned(), |r| r.value.join(", "));
    let has = |p: &Package, release: &String| p.general.releases.as_ref().is_some_and(|r| r.value.contains(release));
    let lost = old.general.releases.iter().flat_map(|r| &r.value).any(|r| !has(new, r));
    let won = new.general.releases.iter().flat_map(|r| &r.value).any(|r| !has(old, r));
    Aspect::new(About::Releases, said(new), said(old), Verdict::of(lost, won))
}

/// What is compared as words: neither side is better.
fn words(new: Vec<GeneralTerm>, old: Vec<GeneralTerm>) -> Vec<Aspect> {
    let said = |terms: &[GeneralTerm], statement: &str| {
        let found = terms.iter().find(|term| term.statement == statement).filter(|term| !term.lines.is_empty());
        found.map_or_else(|| "none".to_owned(), |term| term.lines.join(", "))
    };
    let shown = |term: &&GeneralTerm| match term.compared {
        Compared::ByRules => false,
        Compared::AsWords => !term.lines.is_empty(),
        Compared::AsWordsOrNone => true,
    };
    let named = GeneralTerm::each_once(new.iter().chain(&old).filter(shown));
    let aspect = |term: &GeneralTerm| {
        let (new, old) = (said(&new, &term.statement), said(&old, &term.statement));
        Aspect::new(About::Words(term.name.clone()), new, old, Verdict::Equal)
    };
    named.into_iter().map(aspect).collect()
}
