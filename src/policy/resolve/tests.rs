//! Tests are carried along; what each needs to be one is held here, and the rest by whoever runs them.

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::facts::Literal;
use crate::span::Span;
use crate::syntax::ast::{ItemKind, Name, Outcome, TestField, TestIncident, TestItem};

use super::super::model::BUILTIN_PARTIES;
use super::FIELDS;
use super::Resolver;

impl Resolver<'_> {
    pub(super) fn tests(&mut self) {
        let unit = self.unit;
        for item in &unit.items {
            let ItemKind::Test(test) = &item.kind else { continue };
            self.parts(test);
            for incident in &test.incidents {
                self.fields(incident);
            }
            for outcome in test.expects.iter().flat_map(|expect| &expect.outcomes) {
                if let Outcome::Objective { objective, .. } | Outcome::Attainment { objective, .. } = &outcome.value {
                    self.objective(objective);
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

    /// The names of an incident's fields. Whether each value can be is for whoever runs the test.
    fn fields(&mut self, incident: &TestIncident) {
        for field in &incident.fields {
            let TestField::Plain(name, value) = &field.value else { continue };
            if let Some(help) = behind_waiting(&name.value) {
                let message = format!("`{}` cannot stand here", name.value);
                self.errors.push(Diagnostic::error(Code::Syntax, name.span, message).help(help));
                continue;
            }
            if let Literal::Name(word) = &value.value
                && (self.model.fact(word).is_some() || FIELDS.contains(&word.as_str()))
            {
                return self.forgotten(incident, name, word);
            }
            self.field_name(name, &value.value);
        }
    }

    /// A value that is itself a field: the one before it has none, and what follows is shifted by
    /// one, so that only this is told of the incident.
    fn forgotten(&mut self, incident: &TestIncident, name: &Name, word: &str) {
        let inside = |span: Span| {
            span.file == incident.span.file && span.start >= name.span.start && span.end <= incident.span.end
        };
        self.errors.retain(|e| e.code != Code::Syntax || !e.span.is_some_and(inside));
        let kind = self.model.fact(&name.value).and_then(|id| self.model.fact_of(id)).map(|f| f.kind.clone());
        let example = kind.as_ref().map_or("true", |kind| kind.example(self.model.priority_names()));
        let what = if self.model.fact(word).is_some() { "a fact" } else { "a field" };
        let message = format!("`{}` has no value: `{word}` is {what} itself", name.value);
        let error = Diagnostic::error(Code::BadTest, name.span, message);
        self.errors.push(error.help(format!("put its value behind it: `{} {example}`", name.value)));
    }

    fn field_name(&mut self, name: &Name, value: &Literal) {
        if FIELDS.contains(&name.value.as_str())
            || self.model.fact(&name.value).is_some()
            || self.model.field(&name.value).is_some()
            || self.excused(&name.value)
        {
            return;
        }
        let facts = self.model.facts.iter().map(|f| f.name.as_str());
        let near = nearest(&name.value, FIELDS.iter().copied().chain(facts));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("declare it, if it is one: `facts {{ {} {} }}`", name.value, value.declared_type()),
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
}

/// What was meant by a word that is no field, and stands where a pause goes on.
fn behind_waiting(name: &str) -> Option<&'static str> {
    match name {
        "for" => Some("say `on`: `waiting 2026-01-31T09:00:00Z on customer`"),
        "until" | "till" => Some("say `to`: `waiting 2026-01-31T09:00:00Z to 2026-01-31T10:00:00Z`"),
        _ => None,
    }
}
