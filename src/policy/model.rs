//! The resolved policy: names bound, inheritance applied, units known, every tier total.

use crate::facts::FactType;
use crate::span::Span;
use crate::syntax::ast::TestItem;
use crate::time::calendar::CalendarSpec;
use crate::time::{Date, Instant, Zone};

pub use super::condition::{Condition, OpenedWithin};
pub use super::general_terms::{GeneralTerms, Placed, Setter};
pub use super::ids::{CalendarId, FactId, PackageId, PriorityId};
pub use super::objective::{DeclaredField, Objective, ObjectiveId, Purpose, StageField};
pub use super::service_terms::ServiceTerms;
pub use super::terms::{Cadence, Clauses, Coverage, Limit, Promise, Reply, Terms};

/// The whole of a policy, resolved.
#[derive(Debug, Clone)]
pub struct Model {
    /// What its files say of themselves.
    pub about: Vec<About>,
    /// Its calendars.
    pub calendars: Vec<CalendarSpec>,
    /// Where each calendar stands.
    pub calendar_spans: Vec<Span>,
    /// The declared facts, in alphabetical order.
    pub facts: Vec<Fact>,
    /// The objectives, in the order in which decisions list them.
    pub objectives: Vec<Objective>,
    /// The instants of an incident that objectives declare, in the order in which they are named.
    pub fields: Vec<DeclaredField>,
    /// The priorities, the most urgent first.
    pub priorities: Vec<Priority>,
    /// The declared channels; none where any name will do.
    pub channels: Vec<Titled>,
    /// The declared parties besides those that are always there; none where any name will do.
    pub parties: Vec<Titled>,
    /// Tiers and contracts; each version of a contract is one.
    pub packages: Vec<Package>,
    /// The names of the remedies, in order of declaration, with the titles.
    pub remedies: Vec<Titled>,
    /// The tests.
    pub tests: Vec<TestItem>,
}

/// What a `policy` block says.
#[derive(Debug, Clone)]
pub struct About {
    /// Its title.
    pub title: String,
    /// Key and text.
    pub fields: Vec<(String, String)>,
    /// Where it stands.
    pub span: Span,
}

/// A name and its title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Titled {
    /// The name.
    pub name: String,
    /// The title, or the name.
    pub title: String,
}

/// A declared fact.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: FactType,
    /// What it tells.
    pub description: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// A priority and its definition.
#[derive(Debug, Clone)]
pub struct Priority {
    /// Its name.
    pub name: String,
    /// Its title, or its name.
    pub title: String,
    /// The contract's words.
    pub means: Option<String>,
    /// When an incident has it; nothing where no definition leads to it.
    pub definition: Option<Condition>,
    /// Where its definition is.
    pub definition_span: Option<Span>,
    /// Where it is declared.
    pub span: Span,
}

/// A tier or a contract, with all that it inherits.
#[derive(Debug, Clone)]
pub struct Package {
    /// Its name; versions of a contract share one.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// All of it.
    pub item: Span,
    /// The doc comment above it.
    pub doc: Option<String>,
    /// Whether it is a contract.
    pub contract: bool,
    /// A `base` tier is never sold.
    pub base: bool,
    /// Whether contracts may extend it.
    pub customisable: bool,
    /// What it extends.
    pub extends: Option<PackageId>,
    /// The nearest tier: itself, or the one that a contract descends from.
    pub tier: PackageId,
    /// The names of itself and all that it descends from, itself first.
    pub lineage: Vec<String>,
    /// The customer of a contract.
    pub customer: Option<String>,
    /// The dates between which it is in force, both included, and the instants `[from, to)`.
    pub in_force: Option<InForce>,
    /// `zone`: the zone in which calendars are read that a statement or condition names without one.
    pub zone: Option<Zone>,
    /// The coverage that names no priority.
    pub bare_coverage: Option<Coverage>,
    /// What it says of each priority.
    pub terms: Vec<Terms>,
    /// What it says of all priorities alike.
    pub general: GeneralTerms,
    /// Escalations, measures, credits and quotas.
    pub service: ServiceTerms,
    /// The remedies, one for each of [`Model::remedies`].
    pub remedies: Vec<Remedy>,
    /// The treatments, in the order in which they are tried.
    pub treatments: Vec<Treatment>,
}

/// When a contract is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InForce {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The zone whose dates they are.
    pub zone: Zone,
    /// The first instant.
    pub start: Instant,
    /// One past the last instant.
    pub end: Instant,
    /// Where it stands.
    pub span: Span,
}

/// A remedy as one package provides it.
#[derive(Debug, Clone)]
pub struct Remedy {
    /// `will`; else `may`.
    pub committed: bool,
    /// `when` and not `unless`.
    pub entitled: Condition,
    /// Whether the second part of `entitled` was written as an `unless`.
    pub unless: bool,
    /// `favoured when`
    pub favoured: Option<Condition>,
    /// Where it stands.
    pub span: Span,
}

/// A treatment.
#[derive(Debug, Clone)]
pub struct Treatment {
    /// The priority that it replaces.
    pub from: PriorityId,
    /// By what.
    pub to: TreatAs,
    /// For what.
    pub purposes: Vec<Purpose>,
    /// When.
    pub condition: Condition,
    /// Where it stands.
    pub span: Span,
}

/// What a treatment puts in a priority's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TreatAs {
    /// A priority.
    Priority(PriorityId),
    /// The priority that a fact says.
    Fact(FactId),
}

impl Default for Model {
    /// A policy that says nothing.
    fn default() -> Self {
        Self {
            about: Vec::new(),
            calendars: Vec::new(),
            calendar_spans: Vec::new(),
            facts: Vec::new(),
            objectives: Objective::built_in(),
            fields: Vec::new(),
            priorities: Vec::new(),
            channels: Vec::new(),
            parties: Vec::new(),
            packages: Vec::new(),
            remedies: Vec::new(),
            tests: Vec::new(),
        }
    }
}

impl Package {
    /// The default coverage (`semantics` 3): the one that names no priority, else that of the most urgent priority.
    pub fn default_coverage(&self) -> Option<Coverage> {
        self.bare_coverage.or_else(|| self.terms.first().and_then(|terms| terms.coverage))
    }
}

impl Package {
    /// The zone of its dates: that of `in force`, and of the periods of its measures.
    pub fn date_zone(&self) -> Zone {
        self.default_coverage().map(|coverage| coverage.zone).or(self.zone).unwrap_or(Zone::UTC)
    }

    /// Every condition of its limits, treatments, remedies and measures.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let remedies = self.remedies.iter().flat_map(|r| std::iter::once(&r.entitled).chain(&r.favoured));
        let treatments = self.treatments.iter().map(|t| &t.condition);
        self.circumstances().chain(treatments).chain(remedies).chain(self.service.conditions())
    }

    /// The conditions under which limits hold.
    pub fn circumstances(&self) -> impl Iterator<Item = &Condition> {
        let promises = self.terms.iter().flat_map(|terms| terms.promises.iter().flatten());
        promises.flat_map(|promise| promise.circumstances.iter().map(|(when, _)| when))
    }
}

impl Model {
    /// The ids of all objectives, in order.
    pub fn objective_ids(&self) -> impl DoubleEndedIterator<Item = ObjectiveId> + Clone + use<> {
        (0..u16::try_from(self.objectives.len()).unwrap_or(u16::MAX)).map(ObjectiveId)
    }

    /// The objective of a name.
    pub fn objective(&self, name: &str) -> Option<ObjectiveId> {
        self.objective_ids().find(|id| self.objective_name(*id) == name)
    }

    /// The name of an objective.
    pub fn objective_name(&self, id: ObjectiveId) -> &str {
        self.objectives.get(id.index()).map_or("", |o| &o.name)
    }

    /// The objectives that the policy declares, in order: name, the fields that start and stop them, and whether they end
    /// with the resolution.
    pub fn declared_objectives(&self) -> Vec<(&str, Vec<&str>, Vec<&str>, bool)> {
        let names = |fields: &[StageField]| fields.iter().map(|field| self.field_name(*field)).collect();
        let declared = self.objectives.iter().filter(|o| o.is_declared());
        declared.map(|o| (o.name.as_str(), names(&o.from), names(&o.until), o.ends_with_resolution)).collect()
    }

    /// The field that an objective declares under a name.
    pub fn field(&self, name: &str) -> Option<StageField> {
        let at = self.fields.iter().position(|f| f.name == name)?;
        u16::try_from(at).ok().map(StageField::Declared)
    }

    /// The name of a field that starts or stops objectives.
    pub fn field_name(&self, field: StageField) -> &str {
        match field {
            StageField::Responded => "responded",
            StageField::Relieved => "relieved",
            StageField::Resolved => "resolved",
            StageField::Declared(at) => self.fields.get(usize::from(at)).map_or("", |f| &f.name),
        }
    }

    /// The priority of a name.
    pub fn priority(&self, name: &str) -> Option<PriorityId> {
        let at = self.priorities.iter().position(|p| p.name == name)?;
        u16::try_from(at).ok().map(PriorityId)
    }

    /// The names of the priorities, the most urgent first.
    pub(crate) fn priority_names(&self) -> impl Iterator<Item = &str> + Clone {
        self.priorities.iter().map(|p| p.name.as_str())
    }

    /// The name of a priority.
    pub fn priority_name(&self, id: PriorityId) -> &str {
        self.priorities.get(usize::from(id.0)).map_or("", |p| &p.name)
    }

    /// The fact of a name.
    pub fn fact(&self, name: &str) -> Option<FactId> {
        let at = self.facts.binary_search_by(|f| f.name.as_str().cmp(name)).ok()?;
        u16::try_from(at).ok().map(FactId)
    }

    /// A fact.
    pub fn fact_of(&self, id: FactId) -> Option<&Fact> {
        self.facts.get(usize::from(id.0))
    }

    /// A tier or contract.
    pub fn package(&self, id: PackageId) -> Option<&Package> {
        self.packages.get(usize::from(id.0))
    }

    /// Whether a party may be waited on: any may where none is declared.
    pub fn knows_party(&self, name: &str) -> bool {
        self.parties.is_empty() || BUILTIN_PARTIES.contains(&name) || self.parties.iter().any(|p| p.name == name)
    }
}

/// The parties that every policy knows.
pub const BUILTIN_PARTIES: [&str; 3] = ["customer", "vendor", "third_party"];
