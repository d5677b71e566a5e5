//! From items to the model: every name bound, every inheritance applied, all errors collected.

mod calendars;
mod conditions;
mod declare;
mod draft;
mod finish;
mod packages;
mod remedies;

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::span::{Span, Spanned};
use crate::syntax::ast::ItemKind;

use super::load::Unit;
use super::model::{About, Model, Priority};

pub(crate) use declare::FIELDS;

/// What resolving has so far.
struct Resolver<'a> {
    unit: &'a Unit<'a>,
    model: Model,
    errors: Vec<Diagnostic>,
    /// Where names are declared, for errors.
    places: BTreeMap<(Kind, String), Span>,
}

/// The kinds of names, each with a space of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Calendar,
    Holidays,
    Priority,
    Package,
    Remedy,
    Channel,
    Party,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::Holidays => "holiday list",
            Self::Priority => "priority",
            Self::Package => "tier or contract",
            Self::Remedy => "remedy",
            Self::Channel => "channel",
            Self::Party => "party",
        }
    }
}

/// Resolves what belongs together.
///
/// # Errors
/// Everything that was found wrong, in the order in which it stands.
pub fn resolve(unit: &Unit<'_>) -> Result<Model, Vec<Diagnostic>> {
    let mut resolver = Resolver { unit, model: Model::default(), errors: unit.errors.clone(), places: BTreeMap::new() };
    resolver.about();
    resolver.declare();
    resolver.calendars();
    resolver.definitions();
    let remedies = resolver.remedies();
    let treatments = resolver.treatments();
    resolver.packages(&remedies, &treatments);
    resolver.tests();
    let Resolver { model, mut errors, .. } = resolver;
    if errors.is_empty() {
        return Ok(model);
    }
    errors.sort_by_key(|e| (e.span, e.code));
    errors.dedup();
    Err(errors)
}

impl Resolver<'_> {
    fn error(&mut self, code: Code, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.errors.push(Diagnostic::error(code, span, message));
        match self.errors.last_mut() {
            Some(last) => last,
            None => unreachable!("an error was just pushed"),
        }
    }

    fn about(&mut self) {
        let mut files = BTreeMap::new();
        for item in &self.unit.items {
            let ItemKind::Policy(policy) = &item.kind else { continue };
            if let Some(first) = files.insert(item.span.file, item.span) {
                let error = Diagnostic::error(
                    Code::TwoPolicies,
                    policy.title.span,
                    "a file has one `policy` block at the most",
                );
                self.errors.push(error.related(first, "the first one").help("put the second into a file of its own"));
            }
            let fields = policy.fields.iter().map(|(k, v)| (k.value.clone(), v.value.clone())).collect();
            self.model.about.push(About { title: policy.title.value.clone(), fields, span: item.span });
        }
    }

    /// The priorities' definitions, in the order of the policy.
    fn definitions(&mut self) {
        let unit = self.unit;
        for item in &unit.items {
            let ItemKind::Priority(priority) = &item.kind else { continue };
            let mut definition = None;
            for (at, Spanned { value, span }) in priority.definitions.iter().enumerate() {
                if at > 0 {
                    let help = "join the conditions by `or`";
                    self.error(Code::DuplicateStatement, *span, "a priority has one definition").help =
                        Some(help.into());
                    continue;
                }
                definition = match value {
                    None => Some(super::model::Condition::All(Vec::new())),
                    Some(condition) => self.condition(condition, conditions::Scope::Definition),
                };
            }
            let means = priority.means.first().map(|m| m.value.clone());
            if let Some(second) = priority.means.get(1) {
                self.error(Code::DuplicateStatement, second.span, "a priority has one `means`");
            }
            let id = self.model.priority(&priority.name.value);
            if let Some(slot) = id.and_then(|id| self.model.priorities.get_mut(usize::from(id.0))) {
                *slot = Priority { means, definition, ..slot.clone() };
            }
        }
    }

    /// Tests are carried along; what each needs to be one is held here.
    fn tests(&mut self) {
        let unit = self.unit;
        for item in &unit.items {
            let ItemKind::Test(test) = &item.kind else { continue };
            let mut lacks = |missing: bool, message: &str, help: &str| {
                if missing {
                    let error = Diagnostic::error(Code::BadTest, test.name.span, message);
                    self.errors.push(error.help(help));
                }
            };
            lacks(test.incidents.is_empty(), "this test has no incident", "add `incident { contract ... opened ... }`");
            lacks(
                test.as_of.len() != 1,
                "a test says `as of` once",
                "say at which instant it is decided: `as of 2026-01-31T09:00:00Z`",
            );
            lacks(test.expects.is_empty(), "this test expects nothing", "add `expect { response met }`");
            self.test_fields(test);
            self.model.tests.push(test.clone());
        }
    }

    /// A value that is itself a fact's name: the fact before it has none (`vip environment production`).
    fn test_fields(&mut self, test: &crate::syntax::ast::TestItem) {
        use crate::syntax::ast::{TestField, ValueKind};
        for field in test.incidents.iter().flat_map(|i| &i.fields) {
            let TestField::Plain(name, value) = &field.value else { continue };
            if let ValueKind::Name(word) = &value.value
                && (self.model.fact(word).is_some() || FIELDS.contains(&word.as_str()))
            {
                let message = format!("`{}` has no value: `{word}` is a field itself", name.value);
                let help = format!("put a value behind `{}`, such as `true`", name.value);
                self.error(Code::BadTest, name.span, message).help = Some(help);
                // What follows is shifted by one, and would only be told again.
                return;
            }
            if !FIELDS.contains(&name.value.as_str()) && self.model.fact(&name.value).is_none() {
                let facts = self.model.facts.iter().map(|f| f.name.as_str());
                let near = crate::diagnostic::nearest(&name.value, FIELDS.iter().copied().chain(facts));
                let help = near.map(|n| format!("did you mean `{n}`?"));
                let message = format!("`{}` is neither a field of an incident nor a declared fact", name.value);
                self.error(Code::UnknownFact, name.span, message).help = help;
            }
        }
    }
}
