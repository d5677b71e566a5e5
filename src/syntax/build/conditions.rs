//! Conditions: `and` and `or` are flat lists, so that a long one is not a deep one.

use crate::facts::Literal;
use crate::span::Spanned;
use crate::syntax::ast::{Comparison, Condition, ConditionKind, Value};
use crate::syntax::grammar::Rule;
use crate::syntax::node::Node;
use crate::value::Order;

use super::Builder;

impl Builder<'_> {
    pub(super) fn condition(&mut self, node: &Node<'_>) -> Option<Condition> {
        self.chain(node, Rule::conjunction, ConditionKind::Any, |b, n| {
            b.chain(&n, Rule::negation, ConditionKind::All, |b, n| b.negation(&n))
        })
    }

    fn chain(
        &mut self,
        node: &Node<'_>,
        part: Rule,
        join: fn(Vec<Condition>) -> ConditionKind,
        mut build: impl FnMut(&mut Self, Node<'_>) -> Option<Condition>,
    ) -> Option<Condition> {
        let mut parts = node.all(part).map(|n| build(self, n)).collect::<Option<Vec<_>>>()?;
        if parts.len() == 1 {
            return parts.pop();
        }
        Some(self.spanned(node, join(parts)))
    }

    fn negation(&mut self, node: &Node<'_>) -> Option<Condition> {
        let mut condition = match node.find(Rule::group) {
            Some(group) => {
                let inner = self.condition(&group.find(Rule::condition)?)?;
                self.spanned(&group, inner.value)
            }
            None => self.comparison(&node.find(Rule::comparison)?)?,
        };
        let nots: Vec<_> = node.all(Rule::kw_not).collect();
        // Two cancel out, also in three-valued logic; the first `not` gives the place.
        if nots.len() % 2 == 1 {
            condition = self.spanned(node, ConditionKind::Not(Box::new(condition)));
        }
        Some(condition)
    }

    fn comparison(&mut self, node: &Node<'_>) -> Option<Condition> {
        if let Some(opened) = node.find(Rule::opened_within) {
            let used = self.calendar_use(&opened.find(Rule::calendar_use)?);
            return Some(self.spanned(node, ConditionKind::OpenedWithin(used)));
        }
        let mut names = node.all(Rule::name);
        let subject = self.name(&names.next()?);
        let negative = node.has(Rule::kw_not);
        let mut values = node.all(Rule::value);
        let comparison = if node.has(Rule::kw_known) {
            Comparison::Known(!negative)
        } else if node.has(Rule::kw_is) {
            Comparison::Is(!negative, self.value(&values.next()?)?)
        } else if let Some(list) = node.find(Rule::list) {
            let values = list.all(Rule::value).map(|v| self.value(&v)).collect::<Option<Vec<_>>>()?;
            Comparison::In(!negative, values)
        } else if node.has(Rule::kw_between) {
            Comparison::Between(self.value(&values.next()?)?, self.value(&values.next()?)?)
        } else if node.has(Rule::kw_least) {
            Comparison::AtLeast(self.name(&names.next()?))
        } else if node.has(Rule::kw_extends) {
            Comparison::Extends(self.name(&names.next()?))
        } else if let Some(order) = node.find(Rule::order) {
            let order = match order.first()?.rule() {
                Rule::less => Order::Less,
                Rule::less_equal => Order::LessEqual,
                Rule::greater => Order::Greater,
                _ => Order::GreaterEqual,
            };
            Comparison::Order(order, self.value(&values.next()?)?)
        } else {
            Comparison::Bare
        };
        Some(self.spanned(node, ConditionKind::Comparison(subject, comparison)))
    }

    pub(super) fn value(&mut self, node: &Node<'_>) -> Option<Value> {
        let inner = node.first()?;
        let kind = match inner.rule() {
            Rule::instant => Literal::Instant(self.instant(&inner)?),
            Rule::duration => Literal::Duration(self.duration(&inner)?.value),
            Rule::number => Literal::Number(inner.text().parse().ok()?),
            Rule::text => Literal::Text(self.text(&inner)?.value),
            Rule::kw_true => Literal::Bool(true),
            Rule::kw_false => Literal::Bool(false),
            _ => Literal::Name(inner.text().to_owned()),
        };
        Some(Spanned::new(kind, self.span(&inner)))
    }
}
