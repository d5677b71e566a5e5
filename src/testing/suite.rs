//! The tests of all that was given: each root with its imports, each test once.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::policy::{Policy, Unit, Workspace};
use crate::source::Sources;
use crate::span::Span;
use crate::syntax::ast::TestItem;

use super::run::{Check, run_in};

/// A root of what was given, compiled.
#[derive(Debug)]
pub struct Root<'w> {
    /// What it was compiled from.
    pub unit: Unit<'w>,
    /// What it says.
    pub policy: Policy,
}

/// All roots that compile, and what keeps the others from it.
#[derive(Debug)]
pub struct Suite<'w> {
    /// In the order given.
    pub roots: Vec<Root<'w>>,
    /// What is wrong with the roots that do not compile.
    pub errors: Vec<Diagnostic>,
    /// Only tests whose names contain this are run.
    sources: &'w Sources,
    filter: Option<String>,
}

/// How a test came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Every expectation holds.
    Passed,
    /// These expectations do not.
    Failed(Vec<Check>),
    /// The test itself is wrong.
    Broken(Vec<Diagnostic>),
}

/// One test, run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestRun {
    /// What it shows.
    pub name: String,
    /// The place of its name.
    pub span: Span,
    /// How it came out.
    pub outcome: Outcome,
}

impl<'w> Suite<'w> {
    /// Compiles each root of a workspace. With a filter, only tests whose names contain it are run,
    /// in whatever case it is written.
    pub fn load(workspace: &'w Workspace, filter: Option<&str>) -> Self {
        let units = workspace.roots();
        let mut errors = if units.is_empty() { workspace.unreadable.clone() } else { Vec::new() };
        let mut roots = Vec::new();
        for unit in units {
            match Policy::of_unit(&unit, Sources::default()) {
                Ok(policy) => roots.push(Root { unit, policy }),
                Err(found) => {
                    let new: Vec<_> = found.into_iter().filter(|e| !errors.contains(e)).collect();
                    errors.extend(new);
                }
            }
        }
        Self { roots, errors, sources: &workspace.sources, filter: filter.map(str::to_lowercase) }
    }

    /// The tests of a root that are wanted, those of its imports among them.
    pub(super) fn tests<'s>(&'s self, root: &'s Root<'w>) -> impl Iterator<Item = &'s TestItem> {
        let wanted = |t: &&TestItem| self.filter.as_ref().is_none_or(|f| t.name.value.to_lowercase().contains(f));
        root.policy.model().tests.iter().filter(wanted)
    }

    /// Runs each test once, in the first root that reaches it.
    pub fn run(&self) -> Vec<TestRun> {
        let mut done = BTreeSet::new();
        let mut runs = Vec::new();
        for root in &self.roots {
            for test in self.tests(root) {
                if done.insert(test.name.span) {
                    runs.push(run_one(&root.policy, test, self.sources));
                }
            }
        }
        runs
    }
}

fn run_one(policy: &Policy, test: &TestItem, sources: &Sources) -> TestRun {
    let seen = run_in(policy, test, sources);
    let failed: Vec<Check> = seen.checks.into_iter().filter(|c| !c.holds).collect();
    let outcome = match (seen.errors.is_empty(), failed.is_empty()) {
        (false, _) => Outcome::Broken(seen.errors),
        (true, true) => Outcome::Passed,
        (true, false) => Outcome::Failed(failed),
    };
    TestRun { name: test.name.value.clone(), span: test.name.span, outcome }
}

impl TestRun {
    /// What there is to say of it: the lines that do not hold, or what is wrong with the test.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        match &self.outcome {
            Outcome::Passed => Vec::new(),
            Outcome::Broken(errors) => errors.clone(),
            Outcome::Failed(checks) => checks.iter().map(|check| self.failure(check)).collect(),
        }
    }

    fn failure(&self, check: &Check) -> Diagnostic {
        let of = check.incident.as_ref().map(|id| format!(", incident `{id}`")).unwrap_or_default();
        let message = format!("test `{}`{of}", self.name);
        let label = format!("expected  {}\nfound     {}", check.expected, check.found);
        Diagnostic::error(Code::FailedExpectation, check.span, message).label(label).maybe_help(check.note.clone())
    }
}
