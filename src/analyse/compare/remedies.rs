//! Remedies: whether NEW provides each whenever OLD does, over all that could be known of an incident.

use crate::analyse::carry::carry;
use crate::analyse::paths::{Path, paths, together};
use crate::analyse::{Analysis, Found, Witness};
use crate::policy::model::Purpose;
use crate::policy::model::{Condition, PriorityId, Remedy};
use crate::value::Truths;

use super::proof::{Shows, give, prove};
use super::{About, Aspect, Both, Proof, Side, Verdict};

/// A remedy as one side provides it for one priority after its treatments.
struct Provided {
    path: Path,
    entitled: Condition,
    committed: bool,
}

/// What became of the search for an incident.
enum Search {
    Shown(Box<Witness>),
    Never,
    Open,
}

impl<'p> Both<'p> {
    /// Every remedy of either side, for every priority that both have.
    pub(super) fn remedies(&self) -> Vec<Aspect> {
        let analysis = Analysis::new(self.new.model());
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
                let told = |side: Side<'_>, r: Option<&Remedy>| r.map_or_else(|| "none".to_owned(), |r| words(side, r));
                let (a, b) = (told(self.new, new), told(self.old, old));
                let mut aspect = Aspect::new(About::Remedy(name.to_owned()), a, b, Verdict::Equal);
                aspect.priorities.push(priority.to_owned());
                match self.provided(mine, theirs, new, old) {
                    Ok((new, old)) if same(&new, &old) => {}
                    Ok((new, old)) => self.hold_remedy(&analysis, &mut aspect, &new, &old, mine),
                    Err(fact) => aspect.open = Some(format!("the fact `{fact}` is not the same in both policies")),
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
    ) -> Result<(Vec<Provided>, Vec<Provided>), String> {
        let of = |side: Side<'p>, own: PriorityId, remedy: Option<&Remedy>| -> Result<Vec<Provided>, String> {
            let (Some(remedy), Some(package)) = (remedy, side.package()) else { return Ok(Vec::new()) };
            let ways = paths(side, self.new, own, Purpose::Remedies)?;
            let carried = |path: Path| {
                // For the priority that it comes out at, in this side's places.
                let settled = settle(&remedy.entitled, path.leads);
                let entitled = carry(&settled, package, side.model(), self.new.model())?;
                Ok(Provided { path, entitled, committed: remedy.committed })
            };
            ways.into_iter().map(carried).collect()
        };
        Ok((of(self.new, mine, new)?, of(self.old, theirs, old)?))
    }

    fn hold_remedy(
        &self,
        analysis: &Analysis<'_>,
        aspect: &mut Aspect,
        new: &[Provided],
        old: &[Provided],
        own: PriorityId,
    ) {
        let (loses, gains) = (better(analysis, old, new, own), better(analysis, new, old, own));
        if matches!(loses, Search::Open) || matches!(gains, Search::Open) {
            aspect.open = Some("its conditions hang on too many facts to be analysed".to_owned());
        }
        let proof = if let Search::Shown(witness) = &loses { self.prove_remedy(aspect, witness) } else { None };
        if matches!(loses, Search::Shown(_)) && proof.is_none() && aspect.open.is_none() {
            aspect.open = Some("no incident could be found that shows it".to_owned());
        }
        aspect.verdict = Verdict::of(proof.is_some(), matches!(gains, Search::Shown(_)));
        aspect.proof = proof;
    }

    fn prove_remedy(&self, aspect: &Aspect, witness: &Witness) -> Option<Proof> {
        let About::Remedy(name) = &aspect.about else { return None };
        let opened = self.opened().start();
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

/// A condition for one priority, in the places of its own model: nothing of the priority is left to ask.
fn settle(condition: &Condition, priority: PriorityId) -> Condition {
    let all = |parts: &[Condition]| parts.iter().map(|p| settle(p, priority)).collect();
    match condition {
        Condition::All(parts) => Condition::All(all(parts)),
        Condition::Any(parts) => Condition::Any(all(parts)),
        Condition::Not(inner) => Condition::Not(Box::new(settle(inner, priority))),
        Condition::PriorityIn(set) if set.contains(&priority) => Condition::All(Vec::new()),
        Condition::PriorityIn(_) => Condition::Any(Vec::new()),
        other => other.clone(),
    }
}

fn same(new: &[Provided], old: &[Provided]) -> bool {
    let pairs = || new.iter().zip(old);
    new.len() == old.len()
        && pairs().all(|(a, b)| (&a.path.when, &a.entitled, a.committed) == (&b.path.when, &b.entitled, b.committed))
}

/// An incident for which the first is provided and the second is not, or only at the vendor's discretion.
fn better(analysis: &Analysis<'_>, first: &[Provided], second: &[Provided], own: PriorityId) -> Search {
    let mut open = false;
    for one in first {
        let entitled = (&one.entitled, own, Truths::TRUE);
        let mut searches = Vec::new();
        if second.is_empty() {
            searches.push(together(analysis, own, [&one.path, &one.path], &[entitled]));
        }
        for other in second {
            let lesser = (&other.entitled, own, Truths::NOT_TRUE);
            searches.push(together(analysis, own, [&one.path, &other.path], &[entitled, lesser]));
            if one.committed && !other.committed {
                let both = (&other.entitled, own, Truths::TRUE);
                searches.push(together(analysis, own, [&one.path, &other.path], &[entitled, both]));
            }
        }
        for found in searches {
            match found {
                Found::Witness(witness) => return Search::Shown(Box::new(witness)),
                Found::Never => {}
                Found::Unanalysed => open = true,
            }
        }
    }
    if open { Search::Open } else { Search::Never }
}
