//! Where names are used.

use crate::facts::Literal;
use crate::span::{Span, Spanned};
use crate::syntax::ast::{
    CalendarItem, CalendarStatement, CalendarUse, Comparison, Condition, ConditionKind, Item, ItemKind, MemberText,
    Name, Remedy, ReplyText, ServiceStatement, Statement, Treat, UpdateText,
};

/// A name where it is used.
#[derive(Debug, Clone, Copy)]
pub(super) struct Use<'a> {
    pub(super) value: &'a str,
    pub(super) span: Span,
}

/// The calendars that a calendar joins, as written.
pub(super) fn members(calendar: &CalendarItem) -> impl Iterator<Item = &MemberText> {
    calendar.statements.iter().flat_map(|statement| match &statement.value {
        CalendarStatement::Joins(members) => members.as_slice(),
        _ => &[],
    })
}

/// The conditions of an item, those of its statements among them.
pub(super) fn conditions(item: &Item) -> Vec<&Condition> {
    match &item.kind {
        ItemKind::Priority(priority) => priority.definitions.iter().filter_map(|d| d.value.as_ref()).collect(),
        _ => {
            let treated = treatments(item).map(|t| &t.condition);
            treated.chain(remedies(item).flat_map(of_remedy)).chain(circumstances(item)).chain(measured(item)).collect()
        }
    }
}

/// The conditions under which limits of an item hold.
fn circumstances(item: &Item) -> impl Iterator<Item = &Condition> {
    statements(item).iter().filter_map(|s| match &s.value {
        Statement::Objective(objective) => objective.circumstance.as_ref(),
        _ => None,
    })
}

/// The conditions that measures ask.
fn measured(item: &Item) -> impl Iterator<Item = &Condition> {
    statements(item).iter().filter_map(|s| match &s.value {
        Statement::Service(statement) => statement.condition(),
        _ => None,
    })
}

/// The statements of a tier or contract.
fn statements(item: &Item) -> &[Spanned<Statement>] {
    match &item.kind {
        ItemKind::Package(package) => package.statements.as_slice(),
        _ => &[],
    }
}

/// The calendar that a statement counts on.
pub(super) fn counted_on(statement: &Statement) -> Option<&CalendarUse> {
    match statement {
        Statement::Coverage(_, used) => Some(used),
        Statement::Objective(objective) => objective.on.as_ref(),
        Statement::Reply(_, Spanned { value: ReplyText::Within { on, .. }, .. }) => on.as_ref(),
        Statement::Service(ServiceStatement::Availability(Some(availability))) => availability.counted_on.as_ref(),
        _ => None,
    }
}

/// What a statement times, in a word, and the parties that its clock pauses for.
pub(super) fn pausing(statement: &Statement) -> (&str, &[Name]) {
    match statement {
        Statement::Objective(objective) => (&objective.objective.value, &objective.pausing),
        Statement::Update(_, Spanned { value: UpdateText::Every(_, _, parties), .. }) => ("update", parties),
        Statement::Reply(_, Spanned { value: ReplyText::Within { pausing, .. }, .. }) => ("reply", pausing),
        _ => ("", &[]),
    }
}

fn of_remedy(remedy: &Remedy) -> impl Iterator<Item = &Condition> {
    let provided = remedy.provide.iter().flat_map(|p| [&p.value.when, &p.value.unless]).flatten();
    provided.chain(remedy.favoured.iter().map(|f| &f.value))
}

/// The treatments of an item: itself, or those of its statements.
pub(super) fn treatments(item: &Item) -> impl Iterator<Item = &Treat> {
    let (own, statements) = match &item.kind {
        ItemKind::Treat(treat) => (Some(treat), &[][..]),
        ItemKind::Package(package) => (None, package.statements.as_slice()),
        _ => (None, &[][..]),
    };
    own.into_iter().chain(statements.iter().filter_map(|s| match &s.value {
        Statement::Treat(treat) => Some(treat),
        _ => None,
    }))
}

/// The remedies of an item: itself, or those of its statements.
pub(super) fn remedies(item: &Item) -> impl Iterator<Item = &Remedy> {
    let (own, statements) = match &item.kind {
        ItemKind::Remedy(remedy) => (Some(remedy), &[][..]),
        ItemKind::Package(package) => (None, package.statements.as_slice()),
        _ => (None, &[][..]),
    };
    own.into_iter().chain(statements.iter().filter_map(|s| match &s.value {
        Statement::Remedy(remedy) => Some(remedy),
        _ => None,
    }))
}

/// The comparisons that conditions are put together of: what each is about, and what it asks.
pub(super) fn comparisons(item: &Item) -> Vec<(&Name, &Comparison)> {
    let mut open = conditions(item);
    let mut out = Vec::new();
    while let Some(condition) = open.pop() {
        match &condition.value {
            ConditionKind::All(parts) | ConditionKind::Any(parts) => open.extend(parts),
            ConditionKind::Not(inner) => open.push(inner),
            ConditionKind::Comparison(subject, comparison) => out.push((subject, comparison)),
            ConditionKind::OpenedWithin(_) => {}
        }
    }
    out
}

/// The calendars that conditions of an item ask about the opening instant.
pub(super) fn openings(item: &Item) -> Vec<&CalendarUse> {
    let mut open = conditions(item);
    let mut out = Vec::new();
    while let Some(condition) = open.pop() {
        match &condition.value {
            ConditionKind::All(parts) | ConditionKind::Any(parts) => open.extend(parts),
            ConditionKind::Not(inner) => open.push(inner),
            ConditionKind::OpenedWithin(used) => out.push(used),
            ConditionKind::Comparison(..) => {}
        }
    }
    out
}

/// The parts of every `or` that an item holds.
pub(super) fn alternatives(item: &Item) -> Vec<&[Condition]> {
    let mut open = conditions(item);
    let mut out = Vec::new();
    while let Some(condition) = open.pop() {
        match &condition.value {
            ConditionKind::Any(parts) => {
                out.push(parts.as_slice());
                open.extend(parts);
            }
            ConditionKind::All(parts) => open.extend(parts),
            ConditionKind::Not(inner) => open.push(inner),
            ConditionKind::Comparison(..) | ConditionKind::OpenedWithin(_) => {}
        }
    }
    out
}

/// The channels that an item names.
pub(super) fn channels<'a>(item: &'a Item, out: &mut Vec<Use<'a>>) {
    let mut push = |value: &'a str, span| out.push(Use { value, span });
    match &item.kind {
        ItemKind::Channel(channel) => push(&channel.name.value, channel.name.span),
        ItemKind::Package(package) => package.statements.iter().for_each(|statement| {
            if let Statement::Channels(_, names) = &statement.value {
                names.iter().for_each(|name| push(&name.value, name.span));
            }
        }),
        _ => {}
    }
    for (_, comparison) in comparisons(item).into_iter().filter(|(subject, _)| subject.value == "channel") {
        let values = match comparison {
            Comparison::Is(_, value) => std::slice::from_ref(value),
            Comparison::In(_, values) => values.as_slice(),
            _ => &[],
        };
        for value in values {
            if let Literal::Name(name) = &value.value {
                push(name, value.span);
            }
        }
    }
}
