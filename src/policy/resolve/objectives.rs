//! Declared objectives: what starts and stops them, and what they may be called (`semantics` 4).

use crate::diagnostic::{Code, Diagnostic};
use crate::facts::FactType;
use crate::syntax::ast::{Name, ObjectiveItem};
use crate::syntax::tier_words;
use crate::time::Unit;

use super::super::model::{BUILTIN_PARTIES, DeclaredField, Objective, StageField};
use super::declare::FIELDS;
use super::{Kind, Resolver};

/// More than any contract has.
const MAX_OBJECTIVES: usize = 32;
/// More than those can name with any use.
const MAX_FIELDS: usize = 64;

/// Words that lead a statement or an expectation, besides those of [`tier_words`].
const LEADS: &[&str] = &[
    "customer",
    "treated",
    "channel",
    "rejected",
    "warns",
    "attainment",
    "escalate",
    "escalated",
    "escalation",
    "measured",
    "fee",
    "credit",
    "credits",
    "availability",
    "right",
    "quota",
];

/// The keys of a decision, and the names of which a column of an objective would be one of a decision:
/// `cadence_next_due`.
const KEYS: &[&str] = &[
    "policy",
    "tier",
    "priority_basis",
    "treated_as",
    "as_of",
    "channel_accepted",
    "cadence",
    "cadence_next",
    "replies",
    "replies_next",
    "escalations",
    "remedies",
    "warnings",
];

/// The events of a log that are no fields.
const EVENTS: &[&str] = &["resumed", "reopened", "closed", "message"];

/// Columns of an objective of which one, the second part, ends another: `paused_by` ends in `by`. The objectives
/// `a_paused` and `a` would both have the column `a_paused_by`.
const SHARED_ENDINGS: &[(&str, &str)] = &[("paused", "by")];

impl Resolver<'_> {
    /// The names of the objectives that the policy declares.
    pub(super) fn declared_objectives(&self) -> impl Iterator<Item = &str> {
        self.model.objectives.iter().filter(|o| o.is_declared()).map(|o| o.name.as_str())
    }

    /// Declares an objective. Names are compared with others when all are known.
    pub(super) fn objective_item(&mut self, item: &ObjectiveItem) {
        let name = &item.name.value;
        if self.declared_objectives().count() >= MAX_OBJECTIVES {
            return self.too_many(item.name.span, MAX_OBJECTIVES, "objectives");
        }
        self.place(Kind::Objective, &item.name);
        if self.model.objective(name).is_some() {
            return;
        }
        let from = self.stage_fields(&item.from);
        let own = [item.name.clone()];
        let until = self.stage_fields(if item.until.is_empty() { &own } else { &item.until });
        let after_stage = from.iter().any(|f| matches!(f, StageField::Relieved | StageField::Resolved));
        self.model.objectives.push(Objective {
            name: name.clone(),
            title: item.title.as_ref().map_or_else(|| name.clone(), |t| t.value.clone()),
            from,
            until,
            excludes_reopened: true,
            ends_with_resolution: !item.beyond_resolution && !after_stage,
            span: Some(item.name.span),
        });
    }

    /// The fields of names, each once; those that no incident has are declared thereby.
    fn stage_fields(&mut self, names: &[Name]) -> Vec<StageField> {
        let mut fields = Vec::with_capacity(names.len());
        for name in names {
            let built_in = StageField::BUILT_IN.iter().find(|(built_in, _)| *built_in == name.value);
            let known = built_in.map(|(_, field)| *field).or_else(|| self.model.field(&name.value));
            let field = match known {
                Some(field) => field,
                None if self.model.fields.len() >= MAX_FIELDS => {
                    self.too_many(name.span, MAX_FIELDS, "declared fields");
                    continue;
                }
                None => {
                    let place = u16::try_from(self.model.fields.len()).unwrap_or(u16::MAX);
                    self.model.fields.push(DeclaredField { name: name.value.clone(), span: name.span });
                    StageField::Declared(place)
                }
            };
            if fields.contains(&field) {
                let message = format!("`{}` occurs twice in this list", name.value);
                self.error(Code::DuplicateStatement, name.span, message).help = Some("remove one of them".into());
            } else {
                fields.push(field);
            }
        }
        fields
    }

    /// No declared objective or field is called like something that means another thing where it is named.
    pub(super) fn objective_names(&mut self) {
        let objectives = self.model.objectives.iter().filter_map(|o| Some((&o.name, o.span?, "objective")));
        let own_stop = |name: &String| self.model.objectives.iter().any(|o| o.is_declared() && o.name == *name);
        let fields = self.model.fields.iter().filter(|f| !own_stop(&f.name)).map(|f| (&f.name, f.span, "field"));
        let mut errors = Vec::new();
        for (name, span, what) in objectives.chain(fields) {
            if let Some(other) = self.other_meaning(name) {
                let message = format!("`{name}` is {other} already");
                let help = match (name.as_str(), what) {
                    ("opened", "field") => {
                        "remove `from`: without it, the clock starts when the incident is opened".to_owned()
                    }
                    _ => format!("choose another name for the {what}"),
                };
                errors.push(Diagnostic::error(Code::ReservedName, span, message).help(help));
            }
        }
        errors.extend(self.equal_columns());
        self.errors.extend(errors);
    }

    /// What else a name means where objectives and their fields are named.
    fn other_meaning(&self, name: &str) -> Option<&'static str> {
        let model = &self.model;
        let value = |f: &FactType| matches!(f, FactType::Enumeration(values) if values.iter().any(|v| v == name));
        Some(if tier_words().any(|word| word == name) || LEADS.contains(&name) || matches!(name, "from" | "until") {
            "a word of the language"
        } else if FIELDS.contains(&name) {
            "a field of an incident"
        } else if KEYS.contains(&name) {
            "a key of a decision"
        } else if EVENTS.contains(&name) {
            "an event"
        } else if Unit::parse(name).is_some() {
            "a unit"
        } else if model.fact(name).is_some() {
            "a fact"
        } else if model.priority(name).is_some() {
            "a priority"
        } else if self.places.contains_key(&(Kind::Remedy, name.to_owned())) {
            "a remedy"
        } else if BUILTIN_PARTIES.contains(&name) || model.parties.iter().any(|p| p.name == name) {
            "a party"
        } else if self.places.contains_key(&(Kind::Calendar, name.to_owned())) {
            "a calendar"
        } else if model.facts.iter().any(|f| value(&f.kind)) {
            "a value of a fact"
        } else {
            return None;
        })
    }

    /// Two objectives of which two columns of a decision would have one name.
    fn equal_columns(&self) -> Vec<Diagnostic> {
        let mut errors = Vec::new();
        let objectives = || self.model.objectives.iter().map(|o| (o.name.as_str(), o.span));
        for (long, span) in objectives() {
            let Some(span) = span else { continue };
            for (short, first) in objectives() {
                let Some(rest) = long.strip_prefix(short).and_then(|rest| rest.strip_prefix('_')) else { continue };
                let Some((_, column)) = SHARED_ENDINGS.iter().find(|(before, _)| *before == rest) else { continue };
                let message = format!("`{long}` and `{short}` would share the column `{long}_{column}`");
                let error =
                    Diagnostic::error(Code::ReservedName, span, message).help("choose another name for one of them");
                errors.push(match first {
                    Some(first) => error.related(first, "the other objective"),
                    None => error,
                });
            }
        }
        errors
    }
}
