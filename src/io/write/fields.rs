//! What a decision contains: each field once, with its name, type, nullability, meaning and value. JSON, CSV,
//! Parquet, Arrow, the JSON Schema and the documentation are all driven by these tables.

use crate::engine::{Basis, CadenceAnswer, ObjectiveResult, RemedyAnswer, Status, Warning};
use crate::policy::model::{PackageId, PriorityId};
use crate::policy::{ClockId, Comparison, Policy};
use crate::time::{Instant, Length, Zone};
use crate::value::{Decimal, Truth};

/// The type of a field.
#[derive(Debug, Clone, Copy)]
pub(crate) enum FieldType {
    /// The incident's id: text that is nowhere repeated.
    Id,
    /// The policy's fingerprint.
    Fingerprint,
    /// The name of a tier or contract.
    Name,
    /// The name of a priority.
    Priority,
    /// One of these words.
    Words(fn() -> Vec<&'static str>),
    /// A length in whole seconds, rounded down.
    Seconds,
    /// How many.
    Count,
    /// An instant.
    Instant,
    /// `true` or `false`.
    Truth,
    /// A share, from 0 to 1.
    Share,
    /// A list of names.
    Names,
    /// A list of warnings.
    Warnings,
}

/// A field of a decision.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FieldInfo {
    /// Its key in JSON, and the end of its column's name.
    pub(crate) name: &'static str,
    pub(crate) kind: FieldType,
    /// Whether it may be null.
    pub(crate) nullable: bool,
    /// Whether it is the same in all decisions of one package as of one instant.
    pub(crate) constant: bool,
    /// What it says.
    pub(crate) doc: &'static str,
}

/// The value of a field.
#[derive(Debug, Clone, Copy)]
pub(crate) enum FieldValue<'d> {
    Null,
    Text(&'d str),
    Priority(PriorityId),
    /// A word, with its place among the words of the field's type.
    #[cfg_attr(not(feature = "columnar"), expect(dead_code, reason = "only columns store words by their places"))]
    Word(usize, &'static str),
    Seconds(Length),
    Count(u32),
    /// An instant, and the clock in whose zone it is written.
    Instant(Instant, ClockId),
    /// An instant, and the zone that it is written in.
    InstantIn(Instant, Zone),
    Truth(bool),
    Share(Decimal),
    Names(&'d [&'d str]),
    Warnings(&'d [Warning<'d>]),
}

/// A decision but for its remedies, which are answered and written once for many incidents.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DecisionView<'d> {
    pub(crate) policy: &'d Policy,
    pub(crate) as_of: Instant,
    pub(crate) id: &'d str,
    pub(crate) package: PackageId,
    pub(crate) priority: PriorityId,
    pub(crate) basis: Basis,
    pub(crate) treated_as: Option<PriorityId>,
    pub(crate) channel_accepted: Option<bool>,
    /// One for each of the policy's objectives.
    pub(crate) objectives: &'d [Option<ObjectiveResult>],
    pub(crate) cadence: Option<&'d CadenceAnswer>,
    pub(crate) warnings: &'d [Warning<'d>],
}

/// A table of fields, and the function that takes their values, from one list.
macro_rules! fields {
    (
        $(#[$about:meta])*
        $table:ident, $values:ident($of:ident: &$d:lifetime $type:ty);
        $( $name:literal, $kind:expr, $null:ident, $same:ident, $doc:literal => $value:expr; )*
    ) => {
        $(#[$about])*
        pub(crate) const $table: [FieldInfo; [$($name),*].len()] = [
            $( FieldInfo {
                name: $name,
                kind: $kind,
                nullable: fields!(@ $null),
                constant: fields!(@ $same),
                doc: $doc,
            } ),*
        ];

        /// The values of the fields, in the order of the table.
        #[inline]
        pub(crate) fn $values<$d>($of: &$d $type) -> [FieldValue<$d>; $table.len()] {
            [$($value),*]
        }
    };
    (@ null) => { true };
    (@ always) => { false };
    (@ constant) => { true };
    (@ own) => { false };
}

use FieldType as T;
use FieldValue as V;

fields! {
    /// The fields before the objectives.
    HEAD, head_values(d: &'d DecisionView<'d>);
    "id", T::Id, always, own,
        "The incident's id." => V::Text(d.id);
    "policy", T::Fingerprint, always, constant,
        "The fingerprint of the policy." => V::Text(d.policy.fingerprint());
    "contract", T::Name, always, constant,
        "The tier or contract, as the incident names it." => V::Text(d.contract());
    "tier", T::Name, always, constant,
        "The nearest tier that the contract descends from." => V::Text(d.tier());
    "priority", T::Priority, always, own,
        "The priority as of now." => V::Priority(d.priority);
    "priority_basis", T::Words(|| Basis::ALL.map(Basis::word).to_vec()), always, own,
        "Where the priority comes from." => V::Word(d.basis as usize, d.basis.word());
    "treated_as", T::Priority, null, own,
        "The priority that a treatment led to." => d.treated_as.map_or(V::Null, V::Priority);
    "as_of", T::Instant, always, constant,
        "The instant of the decision." => V::InstantIn(d.as_of, d.zone());
    "channel_accepted", T::Truth, null, own,
        "Whether the contract accepts the incident's channel; null without one." => truth(d.channel_accepted);
}

/// The words of an objective's status.
fn statuses() -> Vec<&'static str> {
    Status::ALL.map(Status::word).into_iter().chain(["none"]).collect()
}

/// The status of an objective that the policy sets no limit for: its only field.
pub(crate) const NO_LIMIT: FieldValue<'static> = V::Word(Status::ALL.len(), "none");

fields! {
    /// The fields of an objective that has a limit.
    OBJECTIVE, objective_values(t: &'d ObjectiveResult);
    "status", T::Words(statuses), always, own,
        "How the limit stands." => V::Word(t.status as usize, t.status.word());
    "priority", T::Priority, always, own,
        "The priority that it is timed by." => V::Priority(t.priority);
    "limit_s", T::Seconds, always, own,
        "The limit on the objective's own clock." => V::Seconds(t.limit);
    "comparison", T::Words(|| Comparison::ALL.map(Comparison::word).to_vec()), always, own,
        "How elapsed time compares with the limit." => V::Word(t.comparison as usize, t.comparison.word());
    "elapsed_s", T::Seconds, always, own,
        "Covered time up to the stop or now, less pauses." => V::Seconds(t.elapsed);
    "remaining_s", T::Seconds, null, own,
        "The limit less what has elapsed, while it runs or is paused." => t.remaining.map_or(V::Null, V::Seconds);
    "due", T::Instant, null, own,
        "When the limit is used up; null while an open pause holds it back." => instant(t.due, t.clock);
    "stopped", T::Instant, null, own,
        "When it stopped." => instant(t.stopped, t.clock);
    "inferred", T::Truth, always, own,
        "Whether a later stage stands in for the stop." => V::Truth(t.inferred);
    "target", T::Share, null, own,
        "The promised share of incidents." => t.target.map_or(V::Null, V::Share);
}

fields! {
    /// The fields of an update cadence.
    CADENCE, cadence_values(c: &'d CadenceAnswer);
    "interval_s", T::Seconds, always, own,
        "The promised interval on its own clock." => V::Seconds(c.interval);
    "next_due", T::Instant, null, own,
        "When the next update is due; null after the stop of relief." => instant(c.next_due, c.clock);
    "longest_gap_s", T::Seconds, always, own,
        "The longest gap." => V::Seconds(c.longest_gap);
    "late", T::Count, always, own,
        "How many gaps were longer than the interval." => V::Count(c.late);
}

fields! {
    /// The fields of a remedy.
    REMEDY, remedy_values(r: &'d RemedyAnswer<'d>);
    "modality", T::Words(|| vec!["will", "may"]), always, own,
        "The contract's own word." => V::Word(usize::from(!r.committed), r.modality());
    "entitled", T::Words(|| Truth::ALL.map(Truth::word).to_vec()), always, own,
        "Whether the customer is entitled to it." => V::Word(r.entitled as usize, r.entitled.word());
    "favoured", T::Words(|| Truth::ALL.map(Truth::word).to_vec()), null, own,
        "Whether its use is favoured; null without `favoured` or entitlement."
            => r.favoured.map_or(V::Null, |f| V::Word(f as usize, f.word()));
    "needs", T::Names, always, own,
        "The missing facts that an unknown answer depends on." => V::Names(&r.needs);
}

fields! {
    /// The fields after the remedies.
    TAIL, tail_values(d: &'d DecisionView<'d>);
    "warnings", T::Warnings, always, own,
        "What a person should look at: codes, with the facts or fields that they name." => V::Warnings(d.warnings);
}

fn truth(value: Option<bool>) -> FieldValue<'static> {
    value.map_or(V::Null, V::Truth)
}

fn instant(at: Option<Instant>, clock: ClockId) -> FieldValue<'static> {
    at.map_or(V::Null, |at| V::Instant(at, clock))
}

impl DecisionView<'_> {
    fn contract(&self) -> &str {
        self.policy.model().package(self.package).map_or("", |p| &p.name)
    }

    fn tier(&self) -> &str {
        let model = self.policy.model();
        model.package(self.package).and_then(|p| model.package(p.tier)).map_or("", |p| &p.name)
    }

    /// The zone of the contract's default coverage.
    fn zone(&self) -> Zone {
        let coverage = self.policy.model().package(self.package).and_then(|p| p.default_coverage());
        coverage.map_or(Zone::UTC, |c| c.zone)
    }
}

impl RemedyAnswer<'_> {
    /// The contract's own word.
    pub fn modality(&self) -> &'static str {
        if self.committed { "will" } else { "may" }
    }
}

/// The columns of decisions under one policy: the union over its remedies, in the order of the
/// JSON keys, and the columns that `--keep` names.
#[derive(Debug, Clone)]
pub struct Columns {
    names: Vec<String>,
}

/// The keys of a decision in JSON that are no columns by themselves, besides the objectives.
#[cfg(feature = "cli")]
const GROUPS: [&str; 2] = ["cadence", "remedies"];

impl Columns {
    /// The columns for a policy, with the columns that are kept.
    pub fn new(policy: &Policy, keep: &[String]) -> Self {
        let names = layout(policy).into_iter().map(|(prefix, field)| match prefix {
            Some(prefix) => format!("{prefix}_{}", field.name),
            None => field.name.to_owned(),
        });
        Self { names: names.chain(keep.iter().cloned()).collect() }
    }

    /// Their names.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    #[cfg(feature = "cli")]
    /// Whether a key or column of decisions under a policy has this name.
    pub(crate) fn is_taken(policy: &Policy, name: &str) -> bool {
        GROUPS.contains(&name)
            || policy.model().objectives.iter().any(|o| o.name == name)
            || Self::new(policy, &[]).names.iter().any(|n| n == name)
    }
}

/// The fields of decisions under a policy, flat and in order, each with what its column's name begins with.
pub(crate) fn layout(policy: &Policy) -> Vec<(Option<&str>, FieldInfo)> {
    fn group<'p>(prefix: &'p str, fields: &[FieldInfo]) -> Vec<(Option<&'p str>, FieldInfo)> {
        fields.iter().map(|field| (Some(prefix), *field)).collect()
    }
    let model = policy.model();
    let mut out: Vec<(Option<&str>, FieldInfo)> = HEAD.iter().map(|field| (None, *field)).collect();
    out.extend(model.objectives.iter().flat_map(|o| group(&o.name, &OBJECTIVE)));
    if policy.has_cadence() {
        out.extend(group("cadence", &CADENCE));
    }
    out.extend(model.remedies.iter().flat_map(|r| group(&r.name, &REMEDY)));
    out.extend(TAIL.iter().map(|field| (None, *field)));
    out
}

impl Policy {
    /// Whether any of its contracts promises an update interval.
    pub fn has_cadence(&self) -> bool {
        self.tables.timings.iter().flatten().any(|t| t.cadence.is_some())
    }
}
