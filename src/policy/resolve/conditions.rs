//! Conditions with their names bound and their types held.

use crate::diagnostic::Code;
use crate::facts::{FactType, Literal, Scale, Test};
use crate::span::{Span, Spanned};
use crate::syntax::ast::{self, Comparison, ConditionKind};
use crate::time::Zone;
use crate::value::Order;

use super::super::model::{Condition, FactId, OpenedWithin, PriorityId};
use super::Resolver;
use super::scope::Scope;

impl Resolver<'_> {
    /// A condition bound; nothing where an error was found in it.
    pub(super) fn condition(&mut self, condition: &ast::Condition, scope: Scope) -> Option<Condition> {
        match &condition.value {
            ConditionKind::All(parts) => self.conditions(parts, scope).map(Condition::All),
            ConditionKind::Any(parts) => self.conditions(parts, scope).map(Condition::Any),
            ConditionKind::Not(inner) => self.condition(inner, scope).map(negate),
            ConditionKind::OpenedWithin(used) => {
                let coverage = self.coverage(used, condition.span)?;
                let Some(calendar) = coverage.calendar else { return Some(Condition::All(Vec::new())) };
                let own = self.model.calendars.get(usize::from(calendar.0)).map_or(Zone::UTC, |c| c.zone);
                Some(Condition::OpenedWithin(OpenedWithin { calendar, zone: coverage.zone, own }))
            }
            ConditionKind::Comparison(subject, comparison) => {
                let Spanned { value: name, span } = subject;
                match name.as_str() {
                    "priority" if scope == Scope::Definition => {
                        let message = "the definition of a priority cannot ask which priority it is";
                        self.error(Code::CircularPriority, *span, message).help = Some("say it by facts".into());
                        None
                    }
                    "priority" => self.of_priority(condition.span, comparison),
                    "opened" => {
                        let message = "`opened` is asked of a calendar only";
                        self.error(Code::NotACondition, condition.span, message).help =
                            Some("say `opened within office`, with the name of a calendar".into());
                        None
                    }
                    "channel" => self.of_channel(condition.span, comparison),
                    "contract" => self.of_contract(condition.span, comparison),
                    _ => self.of_fact(name, *span, condition.span, comparison),
                }
            }
        }
    }

    /// All parts, so that every error in them is found.
    fn conditions(&mut self, parts: &[ast::Condition], scope: Scope) -> Option<Vec<Condition>> {
        let bound: Vec<Option<Condition>> = parts.iter().map(|p| self.condition(p, scope)).collect();
        bound.into_iter().collect()
    }

    fn mismatch(&mut self, span: Span, message: String, help: &str) -> Option<Condition> {
        self.error(Code::NotOfType, span, message).help = Some(help.into());
        None
    }

    fn of_priority(&mut self, span: Span, comparison: &Comparison) -> Option<Condition> {
        let help = "say `priority is P1`, `priority in [P1, P2]` or `priority at least P2`";
        match comparison {
            Comparison::Bare => {
                self.error(Code::NotACondition, span, "`priority` is not a condition by itself").help =
                    Some(help.into());
                None
            }
            Comparison::Order(..) | Comparison::Between(..) | Comparison::Known(_) | Comparison::Extends(_) => {
                self.mismatch(span, "priorities cannot be compared like this".to_owned(), help)
            }
            _ => {
                let (positive, set) = self.priority_set(comparison)?;
                Some(signed(positive, Condition::PriorityIn(set)))
            }
        }
    }

    /// The priorities that a comparison names, and whether it says that it is one of them.
    fn priority_set(&mut self, comparison: &Comparison) -> Option<(bool, Vec<PriorityId>)> {
        let (positive, values) = match comparison {
            Comparison::AtLeast(name) => {
                let least = self.priority(&name.value, name.span)?;
                return Some((true, (0..=least.0).map(PriorityId).collect()));
            }
            Comparison::Is(positive, value) => (*positive, std::slice::from_ref(value)),
            Comparison::In(positive, values) => (*positive, values.as_slice()),
            _ => return None,
        };
        let mut set = Vec::new();
        for value in values {
            match &value.value {
                Literal::Name(name) => set.push(self.priority(name, value.span)?),
                _ => {
                    self.mismatch(value.span, "a priority is written by its name".to_owned(), "for example `P1`");
                    return None;
                }
            }
        }
        set.sort_unstable();
        set.dedup();
        Some((positive, set))
    }

    fn of_channel(&mut self, span: Span, comparison: &Comparison) -> Option<Condition> {
        let help = "say `channel is email`, `channel in [email, portal]` or `channel is known`";
        match comparison {
            Comparison::Known(positive) => Some(signed(*positive, Condition::ChannelKnown)),
            Comparison::Is(..) | Comparison::In(..) => {
                let (positive, names) = self.names_of("channel", comparison, help)?;
                for (name, span) in &names {
                    self.channel(name, *span);
                }
                Some(signed(positive, Condition::ChannelIn(names.into_iter().map(|(n, _)| n).collect())))
            }
            Comparison::Bare => {
                self.error(Code::NotACondition, span, "`channel` is not a condition by itself").help =
                    Some(help.into());
                None
            }
            _ => self.mismatch(span, "channels cannot be compared like this".to_owned(), help),
        }
    }

    fn of_contract(&mut self, span: Span, comparison: &Comparison) -> Option<Condition> {
        let help = "say `contract is Gold`, `contract in [Gold, Silver]` or `contract extends Gold`";
        match comparison {
            Comparison::Extends(name) => {
                self.package_name(&name.value, name.span)?;
                Some(Condition::ContractExtends(name.value.clone()))
            }
            Comparison::Is(..) | Comparison::In(..) => {
                let (positive, names) = self.names_of("contract", comparison, help)?;
                for (name, span) in &names {
                    self.package_name(name, *span);
                }
                Some(signed(positive, Condition::ContractIn(names.into_iter().map(|(n, _)| n).collect())))
            }
            Comparison::Bare => {
                self.error(Code::NotACondition, span, "`contract` is not a condition by itself").help =
                    Some(help.into());
                None
            }
            _ => self.mismatch(span, "contracts cannot be compared like this".to_owned(), help),
        }
    }

    /// The plain names that `is` or `in` gives.
    fn names_of(&mut self, what: &str, comparison: &Comparison, help: &str) -> Option<(bool, Vec<(String, Span)>)> {
        let (positive, values) = listed(comparison)?;
        let mut names = Vec::new();
        for value in values {
            match &value.value {
                Literal::Name(name) => names.push((name.clone(), value.span)),
                _ => {
                    self.mismatch(
                        value.span,
                        format!("a {what} is written by its name, without quotation marks"),
                        help,
                    );
                    return None;
                }
            }
        }
        Some((positive, names))
    }

    fn of_fact(&mut self, name: &str, span: Span, whole: Span, comparison: &Comparison) -> Option<Condition> {
        let Some(id) = self.model.fact(name) else {
            self.unknown_fact(name, span);
            return None;
        };
        let kind = self.model.fact_of(id)?.kind.clone();
        if let Comparison::Known(positive) = comparison {
            return Some(signed(*positive, Condition::Fact(id, Test::Known)));
        }
        if matches!(comparison, Comparison::Bare) && kind != FactType::Bool {
            let message = format!("`{name}` is {}, and not a condition by itself", kind.article());
            self.error(Code::NotACondition, span, message).help =
                Some(format!("say what it should be: {}", kind.usage(name)));
            return None;
        }
        let found = match kind.scale() {
            Scale::Bool => self.of_bool(id, comparison),
            Scale::Names if kind == FactType::Priority => match comparison {
                Comparison::Is(..) | Comparison::In(..) | Comparison::AtLeast(_) => {
                    let (positive, set) = self.priority_set(comparison)?;
                    Some(signed(positive, Condition::Fact(id, Test::OneOf(set.iter().map(|p| p.0).collect()))))
                }
                _ => None,
            },
            Scale::Names => self.of_names(id, name, &kind, comparison)?,
            Scale::Text => of_text(id, comparison),
            Scale::Number => ordered(id, comparison, number, Test::NumberIn, Test::Number),
            Scale::Integer(_) => {
                ordered(id, comparison, |literal| kind.integer(literal), Test::IntegerIn, Test::Integer)
            }
        };
        if found.is_none() {
            let message = format!("`{name}` is {}, and cannot be compared like this", kind.article());
            return self.mismatch(whole, message, &format!("for example {}", kind.usage(name)));
        }
        found
    }

    fn unknown_fact(&mut self, name: &str, span: Span) {
        let value_of = self
            .model
            .facts
            .iter()
            .find(|f| matches!(&f.kind, FactType::Enumeration(v) if v.iter().any(|v| v == name)));
        let owner_kind = value_of.and_then(|f| match &f.kind {
            FactType::Enumeration(values) => Some(values.clone()),
            _ => None,
        });
        let owner = match value_of {
            Some(fact) => Some(fact.name.clone()),
            None => self.model.priority(name).map(|_| "priority".to_owned()),
        };
        if let Some(owner) = owner {
            let first = match &owner_kind {
                Some(values) => values.iter().find(|v| *v != name).cloned(),
                None => self.model.priorities.iter().map(|p| p.name.clone()).find(|p| p != name),
            };
            let several: Vec<String> = first.into_iter().chain([name.to_owned()]).collect();
            let message = format!("`{name}` is a value of `{owner}`, and not a fact");
            self.error(Code::UnknownFact, span, message).help =
                Some(format!("say `{owner} is {name}`, or `{owner} in [{}]` for one of several", several.join(", ")));
            return;
        }
        if self.enough() {
            self.unknown(Code::UnknownFact, "fact", name, span, []);
            return;
        }
        let names: Vec<String> = self.model.facts.iter().map(|f| f.name.clone()).collect();
        let names = names.iter().map(String::as_str).chain(["priority", "channel", "contract"]);
        self.unknown(Code::UnknownFact, "fact", name, span, names);
    }

    fn of_bool(&mut self, id: FactId, comparison: &Comparison) -> Option<Condition> {
        let is_true = Condition::Fact(id, Test::True);
        match comparison {
            Comparison::Bare => Some(is_true),
            Comparison::Is(positive, Spanned { value: Literal::Bool(value), .. }) => {
                Some(signed(positive == value, is_true))
            }
            _ => None,
        }
    }

    /// The outer nothing is an error that was told; the inner one is a comparison of the wrong kind.
    fn of_names(
        &mut self,
        id: FactId,
        fact: &str,
        kind: &FactType,
        comparison: &Comparison,
    ) -> Option<Option<Condition>> {
        let Some((positive, written)) = listed(comparison) else { return Some(None) };
        let mut places = Vec::new();
        for value in written {
            let Literal::Name(name) = &value.value else { return Some(None) };
            match kind.place(name, std::iter::empty()) {
                Some(at) => places.push(at),
                None => {
                    let what = format!("value of `{fact}` called");
                    self.unknown(Code::UnknownValue, &what, name, value.span, kind.names(std::iter::empty()));
                    return None;
                }
            }
        }
        places.sort_unstable();
        places.dedup();
        Some(Some(signed(positive, Condition::Fact(id, Test::OneOf(places)))))
    }

    /// Reports a channel that is not declared, where any is.
    pub(super) fn channel(&mut self, name: &str, span: Span) {
        if !self.model.channels.is_empty() && !self.model.channels.iter().any(|c| c.name == name) {
            let names: Vec<String> = self.model.channels.iter().map(|c| c.name.clone()).collect();
            self.unknown(Code::UnknownChannel, "channel", name, span, names.iter().map(String::as_str));
        }
    }
}

fn listed(comparison: &Comparison) -> Option<(bool, &[ast::Value])> {
    match comparison {
        Comparison::Is(positive, value) => Some((*positive, std::slice::from_ref(value))),
        Comparison::In(positive, values) => Some((*positive, values)),
        _ => None,
    }
}

fn negate(condition: Condition) -> Condition {
    match condition {
        Condition::Not(inner) => *inner,
        other => Condition::Not(Box::new(other)),
    }
}

fn signed(positive: bool, condition: Condition) -> Condition {
    if positive { condition } else { negate(condition) }
}

fn of_text(id: FactId, comparison: &Comparison) -> Option<Condition> {
    let (positive, values) = listed(comparison)?;
    let texts = values.iter().map(|v| match &v.value {
        Literal::Text(text) => Some(text.clone()),
        _ => None,
    });
    Some(signed(positive, Condition::Fact(id, Test::TextIn(texts.collect::<Option<_>>()?))))
}

fn number(literal: &Literal) -> Option<f64> {
    match literal {
        Literal::Number(number) => Some(*number),
        _ => None,
    }
}

/// What can be asked of a type with an order.
fn ordered<T>(
    id: FactId,
    comparison: &Comparison,
    read: impl Fn(&Literal) -> Option<T>,
    one_of: fn(Vec<T>) -> Test,
    order: fn(Order, T) -> Test,
) -> Option<Condition> {
    Some(match comparison {
        Comparison::Order(sign, value) => Condition::Fact(id, order(*sign, read(&value.value)?)),
        Comparison::Between(low, high) => Condition::All(vec![
            Condition::Fact(id, order(Order::GreaterEqual, read(&low.value)?)),
            Condition::Fact(id, order(Order::LessEqual, read(&high.value)?)),
        ]),
        _ => {
            let (positive, values) = listed(comparison)?;
            let values = values.iter().map(|v| read(&v.value)).collect::<Option<_>>()?;
            signed(positive, Condition::Fact(id, one_of(values)))
        }
    })
}
