//! Promises while a tier or contract is put together: limits, the circumstances in which others hold, and replies.

use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast::{LimitText, Name, ObjectiveStatement, ReplyText};
use crate::time::{Clockwork, Duration, Length};
use crate::value::Decimal;

use super::super::model::{Clauses, Limit, ObjectiveId, PriorityId};
use super::Resolver;
use super::draft::Draft;
use super::promise_draft::{Group, Limits, PromiseDraft, ReplyDraft};
use super::scope::Scope;

impl Resolver<'_> {
    /// The objective of a name, or an error with the nearest.
    pub(super) fn objective(&mut self, name: &Name) -> Option<ObjectiveId> {
        if let Some(id) = self.model.objective(&name.value) {
            return Some(id);
        }
        if matches!(name.value.as_str(), "uptime" | "downtime") {
            let error =
                Diagnostic::error(Code::UnknownObjective, name.span, format!("there is no objective `{}`", name.value));
            self.errors.push(error.help("say `availability`: `credit for availability { below 99.9% credit 10% }`"));
            return None;
        }
        let names: Vec<String> = self.model.objectives.iter().map(|o| o.name.clone()).collect();
        self.unknown(Code::UnknownObjective, "objective", &name.value, name.span, names.iter().map(String::as_str));
        None
    }

    /// The parties of a `pausing` clause that are known, in alphabetical order.
    pub(super) fn parties(&mut self, names: &[Name]) -> Vec<String> {
        let mut pausing: Vec<String> = Vec::new();
        for party in names {
            if self.party(party) {
                pausing.push(party.value.clone());
            }
        }
        pausing.sort_unstable();
        pausing.dedup();
        pausing
    }

    /// A statement about an objective; `None` where an error was found in it.
    pub(super) fn promise(
        &mut self,
        id: ObjectiveId,
        statement: &ObjectiveStatement,
        span: Span,
    ) -> Option<PromiseDraft> {
        let clauses = Clauses { share: statement.share, pausing: self.parties(&statement.pausing) };
        let limit = match &statement.limit.value {
            LimitText::None(words) => Limit::None(words.as_ref().map(|w| w.value.clone())),
            LimitText::Length { inclusive, duration } => {
                Limit::Length { inclusive: *inclusive, duration: *duration, length: Length(0) }
            }
            LimitText::Multiple(times, of) => self.multiple(id, *times, of)?,
            LimitText::Date(date) => Limit::Date(*date),
        };
        let on = match &statement.on {
            None => None,
            Some(used) => {
                let why = match &limit {
                    Limit::Length { duration, .. } => plain_units(*duration),
                    Limit::Multiple(_, of) => {
                        let of = self.model.objective_name(*of);
                        Some((
                            "a multiple runs on the clock of the limit that it multiplies".to_owned(),
                            format!("name the calendar in the statement about `{of}`"),
                        ))
                    }
                    Limit::None(_) | Limit::Date(_) => None,
                };
                if let Some((message, help)) = why {
                    self.error(Code::NoCalendar, used.span, message).help = Some(help);
                    return None;
                }
                Some(self.coverage(used, used.span)?)
            }
        };
        let when = match &statement.circumstance {
            None => None,
            Some(condition) => Some(self.condition(condition, Scope::Rule)?),
        };
        Some(PromiseDraft { circumstances: Vec::new(), when, limit, on, clauses, span })
    }

    fn multiple(&mut self, id: ObjectiveId, times: Decimal, of: &Name) -> Option<Limit> {
        let other = self.objective(of)?;
        if other < id {
            return Some(Limit::Multiple(times, other));
        }
        let name = self.model.objective_name(id);
        let (message, help) = match (id, other == id) {
            (ObjectiveId::RESPONSE, true) => (
                "a response cannot be a multiple of itself".to_owned(),
                "give it a length: `< 4 working hours`".to_owned(),
            ),
            (_, true) => {
                (format!("`{name}` cannot be a multiple of itself"), "give it a length: `< 4 working hours`".to_owned())
            }
            (_, false) => (
                format!("`{name}` cannot be a multiple of `{}`, which comes after it", of.value),
                "name an objective that is declared above it, or `response`".to_owned(),
            ),
        };
        self.error(Code::NoMultiple, of.span, message).help = Some(help);
        None
    }

    /// A statement about replies; `None` where an error was found in it.
    pub(super) fn reply(&mut self, reply: &ReplyText, span: Span) -> Option<ReplyDraft> {
        Some(match reply {
            ReplyText::None(words) => ReplyDraft::None(words.as_ref().map(|w| w.value.clone())),
            ReplyText::Within { inclusive, duration, on, pausing } => {
                let pausing = self.parties(pausing);
                if let (Some(used), Some((message, help))) = (on, plain_units(*duration)) {
                    self.error(Code::NoCalendar, used.span, message).help = Some(help);
                    return None;
                }
                let on = match on {
                    None => None,
                    Some(used) => Some(self.coverage(used, used.span)?),
                };
                ReplyDraft::Within { inclusive: *inclusive, duration: *duration, on, pausing, span }
            }
        })
    }

    /// Puts what a block says of limits on top of what it inherits.
    pub(super) fn put_limits(&mut self, draft: &mut Draft, limits: Limits) {
        // Those that name no priority first: they give way to the others.
        let (every, some): (Vec<_>, Vec<_>) = limits.0.into_iter().partition(|(_, group)| group.every);
        for ((objective, priority), group) in every.into_iter().chain(some) {
            let Some(promise) = self.joined(draft, objective, priority, group) else { continue };
            let Some(slots) = draft.promises.get_mut(objective.index()) else { continue };
            for (at, slot) in slots.iter_mut().enumerate() {
                if priority.is_none_or(|p| usize::from(p.0) == at) {
                    *slot = Some(promise.clone());
                }
            }
        }
    }

    /// The statements of one block about one objective and priority as one promise: the one without a condition is the
    /// last, and the others are tried before it.
    fn joined(
        &mut self,
        draft: &mut Draft,
        objective: ObjectiveId,
        priority: Option<PriorityId>,
        group: Group,
    ) -> Option<PromiseDraft> {
        let mut statements = group.statements;
        let last = statements.pop()?;
        let early = statements.iter().find(|s| s.when.is_none());
        let name = self.model.objective_name(objective).to_owned();
        let of = priority.map(|p| format!(" {}", self.model.priority_name(p))).unwrap_or_default();
        if let Some(early) = early {
            let message = format!("the limit of `{name}{of}` without a condition is followed by others");
            let behind = last.span;
            let error = Diagnostic::error(Code::Circumstances, early.span, message);
            let error = error.related(behind, "never reached");
            self.errors.push(error.help("move it after the limits that have a condition"));
            draft.lost.0.insert(name);
            return None;
        }
        if last.when.is_some() {
            let word = if objective > ObjectiveId::RESOLUTION { "objective " } else { "" };
            let message = format!("`{name}{of}` has no limit for incidents for which the condition is false");
            let help = format!(
                "add one without a condition, for the same priority: `{word}{name}{of} < 4 working hours`, \
                 or `{word}{name}{of} none`"
            );
            if !draft.lost.may_hold(&name) {
                self.error(Code::Circumstances, last.span, message).help = Some(help);
            }
            draft.lost.0.insert(name);
            return None;
        }
        Some(PromiseDraft { circumstances: statements, ..last })
    }
}

/// Why a plain length cannot name a calendar, and what to write instead; `None` for working units.
fn plain_units(duration: Duration) -> Option<(String, String)> {
    (duration.clockwork == Clockwork::Wall).then(|| {
        let working = Duration { clockwork: Clockwork::Working, ..duration };
        (format!("`{duration}` run day and night, on no calendar"), format!("say `{working}`, or remove the calendar"))
    })
}
