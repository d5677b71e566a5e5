//! Which statements of a policy a test decides by: those whose taking out some test notices.
//!
//! A statement is really taken out, and the tests are run again. What does not compile without it is
//! taken out with it, until the rest compiles: a test whose contract is gone with the statement has
//! noticed. A response that its tier cannot do without says `none` instead.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::policy::{Policy, Unit};
use crate::source::Sources;
use crate::span::Span;
use crate::syntax::ast::{Item, TestItem};

use super::parts::{Gone, Part, PartKind, has_limit, parts, without};
use super::run::{Seen, run};
use super::suite::{Root, Suite};

/// How a statement stands to the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Nothing is computed with it: a title, a term, the words of a contract.
    ShownOnly,
    /// No test would notice if it were gone.
    Undecided,
    /// Some test would.
    Decided,
}

/// A statement and how it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement {
    /// Where it is.
    pub span: Span,
    /// The statement or item that it is in.
    pub within: Option<Span>,
    /// How it stands.
    pub standing: Standing,
}

/// Every statement of what was given, in the order of the files. Facts and holiday lists are none: what asks
/// about them is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The statements.
    pub statements: Vec<Statement>,
}

impl Coverage {
    /// How many statements have this standing.
    pub fn count(&self, standing: Standing) -> usize {
        self.statements.iter().filter(|s| s.standing == standing).count()
    }

    /// The statements of this standing. Of an item that no test decides by as a whole, its statements are left out.
    pub fn of(&self, standing: Standing) -> impl Iterator<Item = &Statement> {
        let whole = move |s: &&Statement| {
            s.within.is_none_or(|w| !self.statements.iter().any(|o| o.span == w && o.standing == standing))
        };
        self.statements.iter().filter(move |s| s.standing == standing).filter(whole)
    }
}

impl Suite<'_> {
    /// Takes out one statement after the other. What the program carries is left alone.
    pub fn coverage(&self, sources: &Sources) -> Coverage {
        let carried = |span: Span| sources.get(span.file).is_none_or(|s| s.is_carried());
        let mut found: BTreeMap<Span, Statement> = BTreeMap::new();
        for root in &self.roots {
            let trial = Trial::new(self, root);
            for part in trial.parts.iter().filter(|p| p.kind != PartKind::Data && !carried(p.span)) {
                let Part { span, within, .. } = *part;
                let slot = found.entry(span).or_insert(Statement { span, within, standing: Standing::ShownOnly });
                if slot.standing != Standing::Decided {
                    slot.standing = slot.standing.max(trial.standing(part));
                }
            }
        }
        Coverage { statements: found.into_values().collect() }
    }
}

/// A root whose tests are run against changed policies.
#[derive(Debug)]
pub struct Trial<'s, 'w> {
    root: &'s Root<'w>,
    /// The parts of its policy.
    pub parts: Vec<Part>,
    /// Its tests, and what each sees of the policy as it is.
    tests: Vec<(&'s TestItem, Seen)>,
}

impl<'s, 'w> Trial<'s, 'w> {
    /// Runs the tests of a root once.
    pub fn new(suite: &'s Suite<'w>, root: &'s Root<'w>) -> Self {
        let tests = suite.tests(root).map(|test| (test, run(&root.policy, test))).collect();
        Self { root, parts: root.unit.items.iter().flat_map(|i| parts(i)).collect(), tests }
    }

    /// Whether some test notices that a policy is not this one.
    pub fn notices(&self, policy: &Policy) -> bool {
        policy.fingerprint() != self.root.policy.fingerprint()
            && self.tests.iter().any(|(test, seen)| seen.differs(&run(policy, test)))
    }

    /// The root's items with others in their place, compiled.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn compile<'i>(&'i self, items: impl IntoIterator<Item = &'i Item>) -> Result<Policy, Vec<Diagnostic>> {
        let unit = Unit { items: items.into_iter().collect(), lists: self.root.unit.lists.clone(), ..Unit::default() };
        Policy::of_unit(&unit, Sources::default())
    }

    fn standing(&self, part: &Part) -> Standing {
        if part.kind == PartKind::Shown {
            return Standing::ShownOnly;
        }
        let without = self.without(part);
        let noticed = without.as_ref().map_or(!self.tests.is_empty(), |policy| self.notices(policy));
        // What takes nothing away from anybody cannot be noticed: its words are all it has.
        let timings = || without.as_ref().is_none_or(|p| p.tables.timings == self.root.policy.tables.timings);
        match (noticed, part.kind) {
            (true, _) => Standing::Decided,
            (false, PartKind::Declares) if timings() => Standing::ShownOnly,
            (false, _) => Standing::Undecided,
        }
    }

    /// The policy without a part and without what does not compile without it; `None` if
    /// nothing is left.
    fn without(&self, part: &Part) -> Option<Policy> {
        let mut gone = Gone::default();
        gone.parts.insert(part.span);
        let mut limit_stays = !has_limit(&self.root.unit.items, part);
        loop {
            let items = without(&self.root.unit, &gone);
            let errors = match self.compile(items.iter().map(|i| &**i)) {
                Ok(policy) => return Some(policy),
                Err(errors) => errors,
            };
            if !limit_stays {
                limit_stays = true;
                gone.parts.clear();
                gone.limits.insert(part.span);
                continue;
            }
            let before = gone.parts.len();
            let places = errors.iter().filter_map(|e| e.span);
            let broken: Vec<Span> = places.filter_map(|at| self.innermost(at, &gone)).collect();
            gone.parts.extend(broken);
            if gone.parts.len() == before {
                return None;
            }
        }
    }

    /// The smallest part that is left around a place.
    fn innermost(&self, at: Span, gone: &Gone) -> Option<Span> {
        let around = |p: &&Part| p.span.file == at.file && p.span.start <= at.start && at.end <= p.span.end;
        let left = |p: &&Part| !gone.parts.contains(&p.span);
        self.parts.iter().filter(around).filter(left).map(|p| p.span).min_by_key(|s| s.end - s.start)
    }
}
