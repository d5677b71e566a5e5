//! Conditions in the canonical form.
//!
//! In three-valued logic `and` and `or` may be regrouped, reordered and repeated without changing
//! any answer, so each is a set of parts that are not of its own kind. Further laws (`not (A or B)`
//! as `not A and not B`) are not applied: such conditions count as different.

use crate::facts::Test;
use std::fmt::Display;

use crate::value::Order;

use super::super::model::{Condition, FactId, Model, OpenedWithin};
use super::form::Form;

/// The canonical form of a condition.
pub(super) fn condition(model: &Model, of: &Condition) -> Form {
    match of {
        Condition::All(_) => joined(model, "and", of),
        Condition::Any(_) => joined(model, "or", of),
        Condition::Not(inner) => match &**inner {
            Condition::Not(twice) => condition(model, twice),
            _ => Form::list("not", [condition(model, inner)]),
        },
        Condition::PriorityIn(set) => in_set("priority", set.iter().map(|p| model.priority_name(*p))),
        Condition::ChannelIn(names) => in_set("channel", names),
        Condition::ChannelKnown => Form::list("known", [Form::list("channel", [])]),
        Condition::ContractIn(names) => in_set("contract", names),
        Condition::ContractExtends(name) => Form::field("contract-extends", name),
        Condition::OpenedWithin(OpenedWithin { calendar, zone, own: _ }) => {
            let calendar = model.calendars.get(usize::from(calendar.0)).map_or("", |c| c.name.as_str());
            let zone = zone.map(|zone| Form::text(zone.name()));
            Form::list("opened-within", std::iter::once(Form::text(calendar)).chain(zone))
        }
        Condition::Fact(id, test) => fact(model, *id, test),
    }
}

/// `and` or `or` without parts of the same kind, each part once; a single part is itself.
fn joined(model: &Model, tag: &str, of: &Condition) -> Form {
    let mut parts = Vec::new();
    flatten(model, of, tag, &mut parts);
    parts.sort_unstable();
    parts.dedup();
    match (parts.len(), parts.pop()) {
        (1, Some(one)) => one,
        (_, last) => Form::list(tag, parts.into_iter().chain(last)),
    }
}

fn flatten(model: &Model, of: &Condition, tag: &str, out: &mut Vec<Form>) {
    match of {
        Condition::All(parts) if tag == "and" => parts.iter().for_each(|part| flatten(model, part, tag, out)),
        Condition::Any(parts) if tag == "or" => parts.iter().for_each(|part| flatten(model, part, tag, out)),
        // `not not` of the same kind, or `or` of a single part, may uncover parts of this kind.
        _ => match condition(model, of) {
            Form::List(parts) if parts.first() == Some(&Form::text(tag)) => out.extend(parts.into_iter().skip(1)),
            form => out.push(form),
        },
    }
}

/// `SUBJECT in [...]`
fn in_set<T: Display>(subject: &str, values: impl IntoIterator<Item = T>) -> Form {
    Form::list("in", [Form::list(subject, []), Form::texts("values", values)])
}

fn fact(model: &Model, id: FactId, test: &Test) -> Form {
    let declared = model.fact_of(id);
    let subject = Form::field("fact", declared.map_or("", |f| f.name.as_str()));
    let value = |place: &u16| declared.map_or("", |f| f.kind.name_at(*place, model.priority_names()));
    let one_of = |values: Form, subject: Form| Form::list("in", [subject, values]);
    match test {
        Test::Known => Form::list("known", [subject]),
        Test::True => Form::list("true", [subject]),
        Test::OneOf(set) => one_of(Form::texts("values", set.iter().map(value)), subject),
        Test::TextIn(texts) => one_of(Form::texts("values", texts), subject),
        Test::NumberIn(numbers) => one_of(Form::texts("values", numbers.iter().map(|n| number(*n))), subject),
        Test::IntegerIn(micros) => one_of(Form::texts("values", micros), subject),
        Test::Number(order, bound) => Form::list(sign(*order), [subject, Form::text(number(*bound))]),
        Test::Integer(order, bound) => Form::list(sign(*order), [subject, Form::text(bound)]),
    }
}

/// The shortest decimal that is read as this number; zero has no sign.
fn number(value: f64) -> String {
    if value == 0.0 { "0".to_owned() } else { value.to_string() }
}

fn sign(order: Order) -> &'static str {
    match order {
        Order::Less => "<",
        Order::LessEqual => "<=",
        Order::Greater => ">",
        Order::GreaterEqual => ">=",
    }
}
