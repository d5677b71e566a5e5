//! Tests are carried along; what each needs to be one, and what its expectations name, is held here.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, nearest, there_are};
use crate::span::Span;
use crate::syntax::ast::{ItemKind, Name, Outcome, TestExpect, TestField, TestIncident, TestItem, ValueKind};

use super::super::model::{BUILTIN_PARTIES, FactType};
use super::FIELDS;
use super::Resolver;

/// Why an incident is rejected, as decisions write it.
const REJECTIONS: &[&str] = &[
    "bad-record",
    "missing-field",
    "duplicate-id",
    "bad-instant",
    "out-of-order",
    "bad-interval",
    "unknown-priority",
    "bad-fact",
    "unknown-contract",
    "no-priority",
    "not-in-force",
    "not-yet-open",
    "calendar-horizon",
];

/// Where a priority may come from, as decisions write it.
const BASES: &[&str] = &["customer", "vendor", "recorded", "definition", "provisional"];

impl Resolver<'_> {
    pub(super) fn tests(&mut self) {
        let unit = self.unit;
        for item in &unit.items {
            let ItemKind::Test(test) = &item.kind else { continue };
            self.parts(test);
            self.ids(test);
            let whole = test.incidents.iter().all(|incident| self.fields(incident));
            if whole {
                for expect in &test.expects {
                    self.outcomes(expect);
                }
            }
            self.model.tests.push(test.clone());
        }
    }

    fn parts(&mut self, test: &TestItem) {
        let mut lacks = |word: &str, missing: bool, message: &str, help: &str| {
            if missing && !test.lost.may_hold(word) {
                let error = Diagnostic::error(Code::BadTest, test.name.span, message);
                self.errors.push(error.help(help));
            }
        };
        let incident = "add `incident { contract Gold priority P1 opened 2026-01-31T09:00:00Z }`";
        lacks("incident", test.incidents.is_empty(), "this test has no incident", incident);
        let as_of = "say at which instant it is decided: `as of 2026-01-31T09:00:00Z`";
        lacks("as", test.as_of.is_empty(), "this test does not say `as of`", as_of);
        lacks("expect", test.expects.is_empty(), "this test expects nothing", "add `expect { response met }`");
        if let [first, second, ..] = test.as_of.as_slice() {
            let error = Diagnostic::error(Code::BadTest, second.span, "a test says `as of` once");
            self.errors.push(error.related(first.span, "the first time").help("put the second into a test of its own"));
        }
    }

    /// With one incident nothing needs an id; with several, each has one of its own, and only an
    /// attainment may be of them all.
    fn ids(&mut self, test: &TestItem) {
        let mut ids: BTreeMap<&str, Span> = BTreeMap::new();
        let mut unnamed = false;
        let several = test.incidents.len() > 1;
        for incident in &test.incidents {
            match &incident.id {
                Some(id) => {
                    if let Some(first) = ids.insert(&id.value, id.span) {
                        let message = format!("two incidents are called `{}`", id.value);
                        let error = Diagnostic::error(Code::BadTest, id.span, message);
                        self.errors.push(error.related(first, "the first one").help("give one of them another name"));
                    }
                }
                None if several && !unnamed => {
                    unnamed = true;
                    let error = Diagnostic::error(Code::BadTest, incident.span, "of several incidents each has a name");
                    self.errors.push(error.help("name it: `incident \"a\" { ... }`, and `expect \"a\" { ... }`"));
                }
                None => {}
            }
        }
        let lost = test.lost.may_hold("incident") || unnamed;
        for expect in &test.expects {
            match &expect.id {
                Some(id) if !lost && !ids.contains_key(id.value.as_str()) => {
                    let near = nearest(&id.value, ids.keys().copied()).map(|n| format!("did you mean `{n}`?"));
                    let near = near.or_else(|| (!ids.is_empty()).then(|| there_are(ids.keys().copied())));
                    let message = format!("no incident of this test is called `{}`", id.value);
                    self.errors.push(Diagnostic::error(Code::BadTest, id.span, message).maybe_help(near));
                }
                None if several && !lost => {
                    let rest = expect.outcomes.iter().find(|o| !matches!(o.value, Outcome::Attainment { .. }));
                    if let Some(outcome) = rest {
                        let message = "this does not say of which incident it is expected";
                        let error = Diagnostic::error(Code::BadTest, outcome.span, message);
                        self.errors.push(error.help("name it: `expect \"a\" { ... }`"));
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether the fields of an incident stand as they were meant.
    fn fields(&mut self, incident: &TestIncident) -> bool {
        let mut said: BTreeMap<&str, Span> = BTreeMap::new();
        for field in &incident.fields {
            match &field.value {
                TestField::Plain(name, value) => {
                    if let ValueKind::Name(word) = &value.value
                        && (self.model.fact(word).is_some() || FIELDS.contains(&word.as_str()))
                    {
                        self.forgotten(incident, name, word);
                        return false;
                    }
                    if let Some(first) = said.insert(&name.value, name.span) {
                        let message = format!("this incident says `{}` twice", name.value);
                        let error = Diagnostic::error(Code::BadTest, name.span, message);
                        self.errors.push(error.related(first, "the first time").help("take one of them out"));
                    }
                    self.field_name(name);
                }
                TestField::Waiting(_, _, Some(party)) => {
                    self.party(party);
                }
                _ => {}
            }
        }
        true
    }

    /// A value that is itself a field: the one before it has none, and what follows is shifted by
    /// one, so that only this is told of the incident.
    fn forgotten(&mut self, incident: &TestIncident, name: &Name, word: &str) {
        let inside = |span: Span| {
            span.file == incident.span.file && span.start >= name.span.start && span.end <= incident.span.end
        };
        self.errors.retain(|e| e.code != Code::Syntax || !e.span.is_some_and(inside));
        let kind = self.model.fact(&name.value).and_then(|id| self.model.fact_of(id)).map(|f| f.kind.clone());
        let example = match kind {
            Some(FactType::Bool) | None => "true".to_owned(),
            Some(FactType::Number) => "3".to_owned(),
            Some(FactType::Text) => "\"words\"".to_owned(),
            Some(FactType::Instant) => "2026-01-31T09:00:00Z".to_owned(),
            Some(FactType::Duration) => "4 hours".to_owned(),
            Some(FactType::Priority) => {
                self.model.priorities.first().map_or_else(|| "P1".to_owned(), |p| p.name.clone())
            }
            Some(FactType::Enumeration(values)) => values.first().cloned().unwrap_or_default(),
        };
        let what = if self.model.fact(word).is_some() { "a fact" } else { "a field" };
        let message = format!("`{}` has no value: `{word}` is {what} itself", name.value);
        let error = Diagnostic::error(Code::BadTest, name.span, message);
        self.errors.push(error.help(format!("put its value behind it: `{} {example}`", name.value)));
    }

    fn field_name(&mut self, name: &Name) {
        if FIELDS.contains(&name.value.as_str()) || self.model.fact(&name.value).is_some() || self.excused(&name.value)
        {
            return;
        }
        let facts = self.model.facts.iter().map(|f| f.name.as_str());
        let near = nearest(&name.value, FIELDS.iter().copied().chain(facts));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("declare it, if it is one: `facts {{ {} bool }}`", name.value),
        };
        let message = format!("`{}` is neither a field of an incident nor a declared fact", name.value);
        self.errors.push(Diagnostic::error(Code::UnknownFact, name.span, message).help(help));
    }

    pub(super) fn party(&mut self, party: &Name) -> bool {
        let known = self.model.knows_party(&party.value);
        if !known {
            let names: Vec<String> = self.model.parties.iter().map(|p| p.name.clone()).collect();
            let names = BUILTIN_PARTIES.iter().copied().chain(names.iter().map(String::as_str));
            self.unknown(Code::UnknownParty, "party", &party.value, party.span, names);
        }
        known
    }

    fn word(&mut self, what: &str, name: &Name, known: &[&str]) {
        if !known.contains(&name.value.as_str()) {
            self.unknown(Code::UnknownWord, what, &name.value, name.span, known.iter().copied());
        }
    }

    fn outcomes(&mut self, expect: &TestExpect) {
        for outcome in &expect.outcomes {
            match &outcome.value {
                Outcome::Priority(name, basis) => {
                    self.priority(&name.value, name.span);
                    if let Some(basis) = basis {
                        self.word("basis of a priority", basis, BASES);
                    }
                }
                Outcome::Treated(name) => {
                    self.priority(&name.value, name.span);
                }
                Outcome::Rejected(code) => self.word("reason to reject an incident", code, REJECTIONS),
                Outcome::Attainment { contract, priority, .. } => {
                    self.package_name(&contract.value, contract.span);
                    if let Some(priority) = priority {
                        self.priority(&priority.value, priority.span);
                    }
                }
                Outcome::Remedy { name, needs, .. } => {
                    let names: Vec<String> = self.model.remedies.iter().map(|r| r.name.clone()).collect();
                    if !names.contains(&name.value) {
                        let names = names.iter().map(String::as_str);
                        self.unknown(Code::UnknownRemedy, "remedy", &name.value, name.span, names);
                    }
                    for fact in needs.iter().flatten() {
                        if self.model.fact(&fact.value).is_none() {
                            let names: Vec<String> = self.model.facts.iter().map(|f| f.name.clone()).collect();
                            let names = names.iter().map(String::as_str);
                            self.unknown(Code::UnknownFact, "fact", &fact.value, fact.span, names);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}
