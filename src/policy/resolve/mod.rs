//! From items to the model: every name bound, every inheritance applied, all errors collected.

mod calendars;
mod conditions;
mod declare;
mod draft;
mod finish;
mod forgotten;
mod joins;
mod limits;
mod objectives;
mod packages;
mod promise_draft;
mod remedies;
mod scope;
mod service;
mod service_draft;
mod service_finish;
mod tests;

use std::collections::{BTreeMap, BTreeSet};

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
    /// Calendars of which something is unknown, told already: nothing more is asked of them.
    unclear: BTreeSet<String>,
    /// A policy that is imported, or should be, could not be had: any name may be its.
    lost_policy: bool,
    /// What was told once and is not told again: missing coverages by family, unclear working days
    /// by calendar.
    told: BTreeSet<(Code, String)>,
}

/// The kinds of names, each with a space of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Calendar,
    Holidays,
    Priority,
    Package,
    Remedy,
    Objective,
    Channel,
    Party,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::Holidays => "holiday list",
            Self::Priority => "priority",
            Self::Package => "tier or contract",
            Self::Remedy => "remedy",
            Self::Objective => "objective",
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
    let mut resolver = Resolver {
        unit,
        model: Model::default(),
        errors: unit.errors.clone(),
        places: BTreeMap::new(),
        unclear: BTreeSet::new(),
        lost_policy: unit.lost_policy,
        told: BTreeSet::new(),
    };
    resolver.about();
    resolver.forgotten_import();
    resolver.declare();
    resolver.calendars();
    resolver.definitions();
    let remedies = resolver.remedies();
    let treatments = resolver.treatments();
    resolver.packages(&remedies, &treatments);
    resolver.tests();
    if let (true, Some(file)) = (unit.items.is_empty() && unit.errors.is_empty(), unit.empty) {
        let error = Diagnostic::error(Code::EmptyPolicy, Span::new(file, 0, 0), "the file says nothing");
        let help = "begin with `import isode` for a contract on the standard packages, or declare priorities and tiers: \
                    `tier Gold { ... }`";
        resolver.errors.push(error.help(help));
    }
    let Resolver { model, mut errors, .. } = resolver;
    if errors.is_empty() {
        return Ok(model);
    }
    errors.sort_by_key(|e| (e.span, e.code));
    errors.dedup();
    Err(limited(errors))
}

/// More findings than these help nobody.
const MAX_ERRORS: usize = 200;

fn limited(mut errors: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if errors.len() > MAX_ERRORS {
        let span = errors.get(MAX_ERRORS).and_then(|e| e.span);
        errors.truncate(MAX_ERRORS);
        let message = "there are more errors from here on, which are not shown";
        let error = Diagnostic { span, ..Diagnostic::global(Code::TooManyErrors, message) };
        errors.push(error.help("fix the errors above first"));
    }
    errors
}

impl Resolver<'_> {
    fn error(&mut self, code: Code, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.errors.push(Diagnostic::error(code, span, message));
        match self.errors.last_mut() {
            Some(last) => last,
            None => unreachable!("an error was just pushed"),
        }
    }

    /// Whether this is told for the first time.
    fn first_time(&mut self, code: Code, of: &str) -> bool {
        self.told.insert((code, of.to_owned()))
    }

    /// Whether so many errors were found that looking for near misses only costs time.
    fn enough(&self) -> bool {
        self.errors.len() > MAX_ERRORS
    }

    fn about(&mut self) {
        let mut files = BTreeMap::new();
        for item in &self.unit.items {
            let ItemKind::Policy(policy) = &item.kind else { continue };
            if let Some(first) = files.insert(item.span.file, item.span) {
                let error =
                    Diagnostic::error(Code::TwoPolicies, policy.title.span, "a file has at most one `policy` block");
                self.errors.push(error.related(first, "the first one").help("put the second one into its own file"));
            }
            let mut said: BTreeMap<&str, Span> = BTreeMap::new();
            for (key, _) in &policy.fields {
                if let Some(first) = said.insert(&key.value, key.span) {
                    let message = format!("a policy says `{}` once", key.value);
                    let error = Diagnostic::error(Code::DuplicateStatement, key.span, message);
                    self.errors.push(error.related(first, "the first time").help("remove one of them"));
                }
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
                    Some(condition) => self.condition(condition, scope::Scope::Definition),
                };
            }
            let means = priority.means.first().map(|m| m.value.clone());
            if let Some(second) = priority.means.get(1) {
                self.error(Code::DuplicateStatement, second.span, "a priority has one `means`");
            }
            let id = self.model.priority(&priority.name.value);
            if let Some(slot) = id.and_then(|id| self.model.priorities.get_mut(usize::from(id.0))) {
                let definition_span = priority.definitions.first().map(|d| d.span);
                *slot = Priority { means, definition, definition_span, ..slot.clone() };
            }
        }
    }
}
