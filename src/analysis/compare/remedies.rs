//! Remedies: whether NEW provides each whenever OLD does, over all that could be known of an incident.

use crate::analysis::carry::Foreign;
use crate::analysis::goal::Goal;
use crate::analysis::treating::Provided;
use crate::analysis::{Analysis, Found, Witness};
use crate::policy::model::{PriorityId, Remedy};
use crate::time::Instant;

use super::aspect::{About, Aspect, Verdict};
use super::both::Both;
use super::open;
use super::proof::Proof;
use super::proof::{Shows, give, prove};
use super::span;
use crate::analysis::side::Side;

/// What became of the search for an incident.
enum Search {
    Shown(Box<Witness>),
    Never,
    Open,
}

impl<'p> Both<'p> {
    /// Every remedy of either side, for every priority that both have.
    pub(super) fn remedies(&self) -> Vec<Aspect> {
        let together = span::together(self.new, self.old).filter(|(from, to)| from < to);
        let together = together.map(|(from, to)| (Instant(from), Instant(to)));
        let analysis = Analysis::opened_in(self.new.model(), together, self.opened().start());
        let mut names: Vec<&str> = self.new.model().remedies.iter().map(|r| r.name.as_str()).collect();
        names.extend(
            self.old
                .model()
                .remedies
                .iter()
                .map(|r| r.name.as_str())
                .filter(|n| !names.contains(n))
                .collect::<Vec<_>>(),
        );
        let mut out = Vec::new();
        for name in names {
            for (mine, theirs, priority) in self.shared() {
                let (new, old) = (of(self.new, name), of(self.old, name));
                let described =
                    |side: Side<'_>, r: Option<&Remedy>| r.map_or_else(|| "none".to_owned(), |r| words(side, r));
                let (a, b) = (described(self.new, new), described(self.old, old));
                let mut aspect = Aspect::new(About::Remedy(name.to_owned()), a, b, Verdict::Equal);
                aspect.priorities.push(priority.to_owned());
                match self.provided(mine, theirs, new, old) {
                    Ok((new, old)) if same(new.as_ref(), old.as_ref()) => {}
                    Ok((new, old)) => self.hold_remedy(&analysis, &mut aspect, new.as_ref(), old.as_ref(), mine),
                    Err(foreign) => aspect.open = Some(open::foreign(&foreign)),
                }
                out.push(aspect);
            }
        }
        out
    }

    fn provided(
        &self,
        mine: PriorityId,
        theirs: PriorityId,
        new: Option<&Remedy>,
        old: Option<&Remedy>,
    ) -> Result<(Option<Provided>, Option<Provided>), Foreign> {
        let of = |side: Side<'p>, own: PriorityId, remedy: Option<&Remedy>| {
            remedy.map(|remedy| Provided::new(side, self.new, own, remedy)).transpose()
        };
        Ok((of(self.new, mine, new)?, of(self.old, theirs, old)?))
    }

    fn hold_remedy(
        &self,
        analysis: &Analysis<'_>,
        aspect: &mut Aspect,
        new: Option<&Provided>,
        old: Option<&Provided>,
        own: PriorityId,
    ) {
        let (loses, gains) = (better(analysis, old, new, own), better(analysis, new, old, own));
        if matches!(loses, Search::Open) || matches!(gains, Search::Open) {
            aspect.open = Some(format!("its conditions {}", open::TOO_MANY_FACTS));
        }
        let proof = if let Search::Shown(witness) = &loses { self.prove_remedy(aspect, witness) } else { None };
        if matches!(loses, Search::Shown(_)) && proof.is_none() && aspect.open.is_none() {
            aspect.open = Some(open::UNCONFIRMED.to_owned());
        }
        aspect.verdict = Verdict::of(proof.is_some(), matches!(gains, Search::Shown(_)));
        aspect.proof = proof;
    }

    fn prove_remedy(&self, aspect: &Aspect, witness: &Witness) -> Option<Proof> {
        let About::Remedy(name) = &aspect.about else { return None };
        let opened = witness.opened.unwrap_or_else(|| self.opened().start());
        let mut incident = self.new.incident(aspect.priorities.first().map(String::as_str), opened);
        give(&mut incident, witness);
        prove(self.new, self.old, incident, opened, Shows::Remedy(name))
    }
}

/// The remedy of a name, as a side provides it.
fn of<'p>(side: Side<'p>, name: &str) -> Option<&'p Remedy> {
    let at = side.model().remedies.iter().position(|r| r.name == name)?;
    side.package()?.remedies.get(at)
}

fn words(side: Side<'_>, remedy: &Remedy) -> String {
    let text = side.policy.sources().get(remedy.span.file).and_then(|s| s.text.get(remedy.span.range()));
    let modality = if remedy.committed { "will" } else { "may" };
    match text {
        None => modality.to_owned(),
        Some(text) => {
            let inner = text.split_once('{').map_or("", |(_, rest)| rest).trim_end().trim_end_matches('}');
            let words = inner.lines().map(|l| l.split("//").next().unwrap_or(l)).flat_map(str::split_whitespace);
            words.collect::<Vec<_>>().join(" ")
        }
    }
}

fn same(new: Option<&Provided>, old: Option<&Provided>) -> bool {
    match (new, old) {
        (None, None) => true,
        (Some(new), Some(old)) => new.same(old),
        _ => false,
    }
}

/// An incident for which the first is provided and the second is not, or only at the vendor's discretion.
fn better(analysis: &Analysis<'_>, first: Option<&Provided>, second: Option<&Provided>, own: PriorityId) -> Search {
    let committed = |provided: Option<&Provided>| provided.is_some_and(|p| p.committed);
    let mut worse = due(second, own).negate();
    if committed(first) && !committed(second) {
        worse = Goal::settled(true);
    }
    match analysis.find_goal(&due(first, own).and(worse)) {
        Found::Witness(witness) => Search::Shown(Box::new(witness)),
        Found::Never => Search::Never,
        Found::Unanalysed => Search::Open,
    }
}

fn due(provided: Option<&Provided>, own: PriorityId) -> Goal<'_> {
    provided.map_or_else(|| Goal::settled(false), |p| p.due(own))
}
