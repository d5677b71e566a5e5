//! One test, run.

use crate::diagnostic::{Code, Diagnostic, list, nearest};
use crate::engine::{DecisionRef, Rejection};
use crate::policy::Policy;
use crate::source::Sources;
use crate::span::{Span, Spanned};
use crate::syntax::ast::{Outcome, TestExpect, TestItem};
use crate::time::Instant;

use super::assertion::Assertion;
use super::build::{Built, build};
use super::{attain, credits, expect, why};

/// One expectation of a test, and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The line that expects it.
    pub span: Span,
    /// Of which incident, where the test has several.
    pub incident: Option<String>,
    /// What the line says.
    pub expected: String,
    /// What was decided.
    pub found: String,
    /// Whether the one is the other.
    pub holds: bool,
    /// What else may help to see why.
    pub note: Option<String>,
}

/// What a test sees of a policy.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Its expectations, in order.
    pub checks: Vec<Check>,
    /// What is wrong with the test itself.
    pub errors: Vec<Diagnostic>,
}

impl Seen {
    /// Whether two policies look otherwise to the test: an expectation holds under one alone, or
    /// fails under both with another answer.
    pub fn differs(&self, other: &Self) -> bool {
        self.checks.len() != other.checks.len()
            || self
                .checks
                .iter()
                .zip(&other.checks)
                .any(|(a, b)| a.holds != b.holds || (!a.holds && a.found != b.found))
    }
}

/// What is wrong with the tests of a policy themselves.
pub fn problems(policy: &Policy) -> Vec<Diagnostic> {
    policy.model().tests.iter().flat_map(|test| run(policy, test).errors).collect()
}

/// Runs a test against a policy. It need not be the test's own: what the policy does not have is an
/// expectation that does not hold, and an error besides.
pub fn run(policy: &Policy, test: &TestItem) -> Seen {
    run_in(policy, test, policy.sources())
}

/// The same, where the test's text is elsewhere than the policy's.
pub(super) fn run_in(policy: &Policy, test: &TestItem, sources: &Sources) -> Seen {
    let mut seen = Seen::default();
    let built = build(policy, test, &mut seen.errors);
    let Some(as_of) = test.as_of.first() else { return seen };
    let decided: Vec<Result<DecisionRef<'_>, Rejection>> =
        built.iter().map(|b| decide(policy, b, as_of.value)).collect();
    let decisions: Vec<DecisionRef<'_>> = decided.iter().flatten().cloned().collect();
    let several = built.len() > 1;
    credits::vet_claims(policy.model(), test, &mut seen.errors);
    let wanted = test.expects.iter().flat_map(|e| &e.outcomes).any(|outcome| credits::is_of_all(&outcome.value));
    let statements = wanted.then(|| {
        let incidents = built.iter().filter_map(|built| built.incident.as_ref().ok());
        credits::statements(policy, test, incidents, as_of.value)
    });
    for expected in &test.expects {
        let of = subject(expected, &built, &mut seen.errors);
        if expected.outcomes.is_empty() {
            let error = Diagnostic::error(Code::BadTest, expected.span, "this expects nothing");
            seen.errors.push(error.help("say what is decided: `expect { response met }`"));
        }
        for outcome in &expected.outcomes {
            expect::vet(policy.model(), outcome, &mut seen.errors);
            let one = of.and_then(|at| Some((built.get(at)?, decided.get(at)?)));
            let of_all = attain::hold(policy, &decisions, decided.len() - decisions.len(), &outcome.value);
            let of_all = of_all.or_else(|| credits::hold(policy, statements.as_ref()?, &outcome.value));
            let held = match of_all {
                Some(held) => Some((None, held)),
                None => one.and_then(|(built, decided)| {
                    let named = several.then(|| built.id.clone());
                    Some((named, held_one(sources, built, decided, outcome)?))
                }),
            };
            match held {
                Some((incident, held)) => seen.checks.push(check(outcome, incident, held)),
                None if expected.id.is_none() && several => seen.errors.push(unnamed(outcome, &built)),
                None => {}
            }
        }
    }
    seen.errors.sort_by_key(|e| e.span);
    seen
}

fn decide<'a>(policy: &'a Policy, built: &'a Built, as_of: Instant) -> Result<DecisionRef<'a>, Rejection> {
    match &built.incident {
        Ok(incident) => policy.decide_ref(incident, as_of),
        Err(rejection) => Err(rejection.clone()),
    }
}

/// The incident that an `expect` is about; `None` if it is about all of them or none.
fn subject(expected: &TestExpect, built: &[Built], errors: &mut Vec<Diagnostic>) -> Option<usize> {
    let Some(id) = &expected.id else { return (built.len() == 1).then_some(0) };
    let at = built.iter().position(|b| b.id == id.value);
    if at.is_none() {
        let ids = built.iter().map(|b| b.id.as_str());
        let help = match nearest(&id.value, ids.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}; an incident without an id is called by its number", list(ids)),
        };
        let message = format!("this test has no incident `{}`", id.value);
        errors.push(Diagnostic::error(Code::BadTest, id.span, message).help(help));
    }
    at
}

fn unnamed(outcome: &Spanned<Outcome>, built: &[Built]) -> Diagnostic {
    let first = built.first().map_or("1", |b| &b.id);
    let message = format!("this test has {} incidents, and nothing says which of them this is about", built.len());
    Diagnostic::error(Code::BadTest, outcome.span, message)
        .help(format!("name it: `expect \"{first}\" {{ ... }}`; only what is said of all incidents together, such as `attainment`, goes unnamed"))
}

/// One expectation about one incident, decided or rejected.
fn held_one(
    sources: &Sources,
    built: &Built,
    decided: &Result<DecisionRef<'_>, Rejection>,
    outcome: &Spanned<Outcome>,
) -> Option<Assertion> {
    match (decided, &outcome.value) {
        (Ok(decision), expected) => {
            let mut held = expect::hold(decision, expected)?;
            if !held.holds
                && let Ok(incident) = &built.incident
            {
                held.note = why::told(decision, incident, expected).or(held.note);
            }
            // Nothing was found that has an offset to write an instant with: as the writer wrote it.
            if held.found.ends_with(" none") || decision.cadence.is_none() && matches!(expected, Outcome::UpdateDue(_))
            {
                held.expected = written(sources, outcome).unwrap_or(held.expected);
            }
            Some(held)
        }
        (Err(rejection), Outcome::Rejected(code)) => {
            let found = rejection.code.as_str();
            let held =
                Assertion::new(format!("rejected {}", code.value), format!("rejected {found}"), code.value == found);
            Some(held.note(&rejection.message))
        }
        (Err(rejection), _) => {
            let found = format!("rejected {}", rejection.code.as_str());
            let expected = written(sources, outcome).unwrap_or_else(|| expect::told(&outcome.value));
            Some(Assertion::new(expected, found, false).note(&rejection.message))
        }
    }
}

/// An expectation in its writer's words, on one line.
fn written(sources: &Sources, outcome: &Spanned<Outcome>) -> Option<String> {
    let text = sources.slice(outcome.span);
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty() && !text.contains("//")).then(|| words.join(" "))
}

fn check(outcome: &Spanned<Outcome>, incident: Option<String>, held: Assertion) -> Check {
    let Assertion { expected, found, holds, note } = held;
    Check { span: outcome.span, incident, expected, found, holds, note }
}
