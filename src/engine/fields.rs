//! What a decision contains: each field once, with its name, types, nullability, meaning and value. The structs of the
//! library, JSON, CSV, Parquet, Arrow, the JSON Schema and the documentation are all driven by these tables.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::policy::model::{PackageId, PriorityId};
use crate::policy::{ClockId, Comparison, Policy, Statement};
use crate::time::{Instant, Length, OffsetInstant, Zone};
use crate::value::{Decimal, Truth};

use super::decided_by::DecidedBy;
use super::decision::{Basis, Ended, EscalationStatus, Modality, Status};
use super::decision_ref::{
    CadenceAnswer, DecisionRef, EscalationAnswer, ObjectiveResult, RemedyAnswer, ReplyAnswer, WarningRef,
};
use super::details::Details;

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
    /// Lengths in whole seconds, by names.
    SecondsByName,
    /// A number that is not negative, of nine digits behind the point.
    Ratio,
    /// The place of a statement: its file and line.
    Place,
    /// A list of escalations.
    Escalations,
}

/// In which decisions of one policy, as of one instant, a field is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Same {
    /// In all of one package.
    Package,
    /// In all that come to the same before any clock is read, if their limits are lengths.
    Plan,
    /// Each has its own.
    Nowhere,
}

/// A field of a decision.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FieldInfo {
    /// Its key in JSON, and the end of its column's name.
    pub(crate) name: &'static str,
    pub(crate) kind: FieldType,
    /// Whether it may be null.
    pub(crate) nullable: bool,
    /// In which decisions it is the same.
    pub(crate) same: Same,
    /// Whether the table for a terminal has a column of it.
    #[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "only a command writes to a terminal"))]
    pub(crate) in_table: bool,
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
    #[cfg_attr(
        not(any(feature = "cli", feature = "columnar")),
        expect(dead_code, reason = "only columns store words by their places")
    )]
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
    Warnings(&'d [WarningRef<'d>]),
    SecondsByName(&'d [(String, Length)]),
    /// In billionths.
    Ratio(i64),
    Place(&'d Statement),
    Escalations(&'d [EscalationAnswer<'d>]),
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
    pub(crate) objectives: &'d [Option<ObjectiveResult<'d>>],
    /// Of each, whether the resolution ended it before it was due.
    pub(crate) ended: &'d [bool],
    /// The details of each objective that has a limit; empty unless they were asked for.
    pub(crate) details: &'d [Option<Details>],
    pub(crate) cadence: Option<&'d CadenceAnswer>,
    pub(crate) replies: Option<&'d ReplyAnswer>,
    pub(crate) escalations: &'d [EscalationAnswer<'d>],
    pub(crate) warnings: &'d [WarningRef<'d>],
}

/// From one list of fields: the table, the function that reads their values, and, if one is named, the public struct. A
/// row is: name, type in Rust, type of the field, `null` or `always`, `constant`, `plan` or `own`, `table` if the table for a
/// terminal has it, meaning, value and, of a struct, the owned value.
macro_rules! fields {
    (
        $(#[$about:meta])*
        struct $struct:ident, $table:ident, $values:ident($of:ident: &$d:lifetime $type:ty), of($policy:ident);
        $(
            $name:ident: $rust:ty, $kind:expr, $null:ident, $constant:ident, $($table_column:ident,)? $doc:literal
                => $value:expr, $owned:expr;
        )*
        $( { $(#[$more_about:meta])* $more:ident: $more_rust:ty => $more_owned:expr; } )?
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub struct $struct {
            $( #[doc = $doc] pub $name: $rust, )*
            $( $(#[$more_about])* pub $more: $more_rust, )?
            /// The statements that determined it, the one that decided last first. They are no part of the JSON form.
            #[serde(skip)]
            pub by: DecidedBy,
        }

        impl $struct {
            /// The owned form, with the statements that determined it.
            pub(super) fn of<$d>($of: &$d $type, $policy: &Policy, by: DecidedBy) -> Self {
                Self { $( $name: $owned, )* $( $more: $more_owned, )? by }
            }
        }

        fields! {
            $table, $values($of: &$d $type);
            $( $name, $kind, $null, $constant, $($table_column,)? $doc => $value; )*
        }
    };
    (
        $table:ident, $values:ident($of:ident: &$d:lifetime $type:ty);
        $( $name:ident, $kind:expr, $null:ident, $constant:ident, $($table_column:ident,)? $doc:literal => $value:expr; )*
    ) => {
        /// The fields, in their order.
        pub(crate) const $table: [FieldInfo; [$(stringify!($name)),*].len()] = [
            $( FieldInfo {
                name: stringify!($name),
                kind: $kind,
                nullable: fields!(@ $null),
                same: fields!(@ $constant),
                in_table: fields!(@ in_table $($table_column)?),
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
    (@ constant) => { Same::Package };
    (@ plan) => { Same::Plan };
    (@ own) => { Same::Nowhere };
    (@ in_table table) => { true };
    (@ in_table) => { false };
}

pub(super) use fields;

use FieldType as T;
use FieldValue as V;

/// The words of an objective's status.
fn statuses() -> Vec<&'static str> {
    Status::ALL.map(Status::as_str).into_iter().chain([NO_LIMIT_WORD]).collect()
}

/// The status of an objective that the policy sets no limit for: its only field.
pub(crate) const NO_LIMIT: FieldValue<'static> = V::Word(Status::ALL.len(), NO_LIMIT_WORD);

/// The same as a word.
pub(super) const NO_LIMIT_WORD: &str = "none";

fields! {
    /// An objective that has a limit. Lengths are whole seconds, rounded down; the status is decided on microseconds.
    struct ObjectiveDecision, OBJECTIVE, objective_values(t: &'d ObjectiveResult<'d>), of(policy);
    status: Status, T::Words(statuses), always, own, table,
        "How the limit stands."
            => V::Word(t.status as usize, t.status.as_str()), t.status;
    priority: CompactString, T::Priority, always, plan,
        "The priority that it is timed by."
            => V::Priority(t.priority), policy.model().priority_name(t.priority).into();
    limit_s: Option<i64>, T::Seconds, null, plan,
        "The limit on the objective's own clock; null of a date whose clock has not started."
            => t.limit.map_or(V::Null, V::Seconds), t.limit.map(|limit| limit.seconds());
    comparison: Comparison, T::Words(|| Comparison::ALL.map(Comparison::as_str).to_vec()), always, plan,
        "How elapsed time compares with the limit."
            => V::Word(t.comparison as usize, t.comparison.as_str()), t.comparison;
    elapsed_s: i64, T::Seconds, always, own,
        "Covered time up to the stop or now, less pauses."
            => V::Seconds(t.elapsed), t.elapsed.seconds();
    remaining_s: Option<i64>, T::Seconds, null, own,
        "The limit less what has elapsed, while it runs or is paused."
            => t.remaining.map_or(V::Null, V::Seconds), t.remaining.map(|rest| rest.seconds());
    due: Option<OffsetInstant>, T::Instant, null, own, table,
        "When the limit is used up; null while an open pause holds it back."
            => instant(t.due, t.clock()), written(policy, t.due, t.clock());
    stopped: Option<OffsetInstant>, T::Instant, null, own,
        "When it stopped."
            => instant(t.stopped, t.clock()), written(policy, t.stopped, t.clock());
    inferred: bool, T::Truth, always, own,
        "Whether a later stage stands in for the stop."
            => V::Truth(t.inferred), t.inferred;
    target: Option<f64>, T::Share, null, plan,
        "The promised share of incidents."
            => t.clauses().share.map_or(V::Null, V::Share), t.clauses().share.map(|share| share.as_f64());
    {
        /// What ended it, if the resolution of the incident did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ended: Option<Ended> => t.ended.then_some(Ended::Resolved);
    }
}

fields! {
    // The last field of an objective that the policy declares; in JSON only where it says something.
    ENDED, ended_values(ended: &'d bool);
    ended, T::Words(|| vec![Ended::Resolved.as_str()]), null, own,
        "`resolved` where the resolution of the incident ended it."
            => if *ended { V::Word(0, Ended::Resolved.as_str()) } else { V::Null };
}

fields! {
    // What `--details` adds to an objective, after its other fields.
    DETAILS, details_values(d: &'d Details);
    counts_from, T::Instant, null, own,
        "When the clock starts; null if it has not started." => instant(d.counts_from, d.clock);
    paused_s, T::Seconds, always, own,
        "Covered time that pauses took off." => V::Seconds(d.paused);
    excluded_s, T::Seconds, always, own,
        "Covered time between a stop that was taken back and the reopening." => V::Seconds(d.excluded);
    paused_by, T::SecondsByName, always, own,
        "Covered time that the pauses of each party took off." => V::SecondsByName(&d.paused_by);
    due_without_pauses, T::Instant, null, own,
        "When it would be due if it paused for nobody." => instant(d.due_without_pauses, d.clock);
    used, T::Ratio, null, own,
        "Elapsed over limit; null without a limit, or with one of no length." => d.used.map_or(V::Null, V::Ratio);
    by, T::Place, null, own,
        "The statement that decided: its file and line." => d.by.as_deref().map_or(V::Null, V::Place);
}

fields! {
    /// How often the customer was updated.
    struct CadenceDecision, CADENCE, cadence_values(c: &'d CadenceAnswer), of(policy);
    interval_s: i64, T::Seconds, always, own,
        "The promised interval on its own clock."
            => V::Seconds(c.interval), c.interval.seconds();
    next_due: Option<OffsetInstant>, T::Instant, null, own,
        "When the next update is due; null after the stop of relief."
            => instant(c.next_due, c.clock), written(policy, c.next_due, c.clock);
    longest_gap_s: i64, T::Seconds, always, own,
        "The longest gap."
            => V::Seconds(c.longest_gap), c.longest_gap.seconds();
    late: u32, T::Count, always, own,
        "How many gaps were longer than the interval."
            => V::Count(c.late), c.late;
}

fields! {
    /// How soon messages of the customer were answered.
    struct RepliesDecision, REPLIES, reply_values(r: &'d ReplyAnswer), of(policy);
    limit_s: i64, T::Seconds, always, own,
        "The promised length on its own clock."
            => V::Seconds(r.limit), r.limit.seconds();
    comparison: Comparison, T::Words(|| Comparison::ALL.map(Comparison::as_str).to_vec()), always, own,
        "How a wait compares with the limit."
            => V::Word(r.comparison as usize, r.comparison.as_str()), r.comparison;
    answered: u32, T::Count, always, own,
        "How many waits an update ended."
            => V::Count(r.answered), r.answered;
    late: u32, T::Count, always, own,
        "How many waits, answered or not, were longer than the limit by now."
            => V::Count(r.late), r.late;
    longest_s: Option<i64>, T::Seconds, null, own,
        "The longest wait; null where there was none."
            => r.longest.map_or(V::Null, V::Seconds), r.longest.map(|longest| longest.seconds());
    waiting_since: Option<OffsetInstant>, T::Instant, null, own,
        "The message that waits for an answer."
            => instant(r.waiting_since, r.clock), written(policy, r.waiting_since, r.clock);
    next_due: Option<OffsetInstant>, T::Instant, null, own,
        "When it should be answered."
            => instant(r.next_due, r.clock), written(policy, r.next_due, r.clock);
}

fields! {
    // The column of escalations, of a policy that has any.
    ESCALATIONS, escalations_values(all: &'d [EscalationAnswer<'d>]);
    escalations, T::Escalations, always, own,
        "Who is called before a limit is missed, and when." => V::Escalations(all);
}

/// An escalation: who is called before a limit is missed, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EscalationDecision {
    /// Who is called.
    pub to: CompactString,
    /// The objective whose clock counts.
    pub objective: CompactString,
    /// When so much of the limit has been used; `None` where an open pause holds it back, or the clock has not started.
    pub at: Option<OffsetInstant>,
    /// How it stands.
    pub status: EscalationStatus,
}

impl EscalationDecision {
    /// The owned form.
    pub(super) fn of(escalation: &EscalationAnswer<'_>, policy: &Policy) -> Self {
        Self {
            to: escalation.to.into(),
            objective: escalation.objective.into(),
            at: written(policy, escalation.at, escalation.clock),
            status: escalation.status,
        }
    }
}

fields! {
    /// A remedy: whether the customer is entitled to it.
    struct RemedyDecision, REMEDY, remedy_values(r: &'d RemedyAnswer<'d>), of(_policy);
    modality: Modality, T::Words(|| Modality::ALL.map(Modality::as_str).to_vec()), always, own,
        "The contract's own word."
            => V::Word(r.modality() as usize, r.modality().as_str()), r.modality();
    entitled: Truth, T::Words(|| Truth::ALL.map(Truth::as_str).to_vec()), always, own,
        "Whether the customer is entitled to it."
            => V::Word(r.entitled as usize, r.entitled.as_str()), r.entitled;
    favoured: Option<Truth>, T::Words(|| Truth::ALL.map(Truth::as_str).to_vec()), null, own,
        "Whether its use is favoured; null without `favoured` or entitlement."
            => r.favoured.map_or(V::Null, |f| V::Word(f as usize, f.as_str())), r.favoured;
    needs: Vec<CompactString>, T::Names, always, own,
        "The missing facts that an unknown answer depends on."
            => V::Names(&r.needs), r.needs.iter().copied().map(CompactString::from).collect();
}

pub(super) fn truth(value: Option<bool>) -> FieldValue<'static> {
    value.map_or(V::Null, V::Truth)
}

fn instant(at: Option<Instant>, clock: ClockId) -> FieldValue<'static> {
    at.map_or(V::Null, |at| V::Instant(at, clock))
}

/// An instant in the zone of a clock.
fn written(policy: &Policy, at: Option<Instant>, clock: ClockId) -> Option<OffsetInstant> {
    at.map(|at| at.rfc3339(policy.clock(clock).and_then(|clock| clock.written_offset(at))))
}

impl<'d> DecisionView<'d> {
    /// A view of a decision, but for its remedies.
    pub(crate) fn of(decision: &'d DecisionRef<'_>) -> Self {
        Self {
            policy: decision.policy,
            as_of: decision.as_of,
            id: decision.id,
            package: decision.package,
            priority: decision.priority,
            basis: decision.basis,
            treated_as: decision.treated_as,
            channel_accepted: decision.channel_accepted,
            objectives: &decision.objectives,
            ended: &decision.ended,
            details: &decision.details,
            cadence: decision.cadence.as_ref(),
            replies: decision.replies.as_ref(),
            escalations: &decision.escalations,
            warnings: &decision.warnings,
        }
    }
}

impl DecisionView<'_> {
    pub(super) fn contract(&self) -> &str {
        self.policy.model().package(self.package).map_or("", |p| &p.name)
    }

    pub(super) fn tier(&self) -> &str {
        let model = self.policy.model();
        model.package(self.package).and_then(|p| model.package(p.tier)).map_or("", |p| &p.name)
    }

    /// The zone of the contract's default coverage.
    pub(super) fn zone(&self) -> Zone {
        let coverage = self.policy.model().package(self.package).and_then(|p| p.default_coverage());
        coverage.map_or(Zone::UTC, |c| c.zone)
    }
}

impl RemedyAnswer<'_> {
    /// The contract's own word.
    pub(crate) fn modality(&self) -> Modality {
        if self.committed { Modality::Will } else { Modality::May }
    }
}
