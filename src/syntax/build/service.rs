//! Escalations, measures, credits, rights and quotas.

use crate::diagnostic::{Code, Diagnostic};
use crate::span::Spanned;
use crate::syntax::ast::{
    AvailabilityText, BandText, BoundText, CreditForText, CreditLimitText, CreditText, CreditValueText, EscalateText,
    MeasureText, Name, PeriodText, PointText, QuotaText, RecipientText, RightText, ServiceStatement,
};
use crate::syntax::grammar::Rule;
use crate::syntax::node::Node;
use crate::time::{Clockwork, Duration, Unit};
use crate::value::{Amount, AmountError, Currency, Decimal};

use super::Builder;

impl<'a> Builder<'a> {
    /// One of these statements; `None` if its literals mean nothing, or it is another statement.
    pub(super) fn service_statement(&mut self, node: &Node<'a>) -> Option<ServiceStatement> {
        Some(match node.rule() {
            Rule::escalate_stmt => ServiceStatement::Escalate(self.escalate(node)?),
            Rule::measured_stmt => ServiceStatement::Measured {
                period: period(&node.find(Rule::frequency)?)?,
                by_stopped: node.find(Rule::counted_by)?.has(Rule::kw_stopped),
                except: match node.find(Rule::condition) {
                    Some(condition) => Some(self.condition(&condition)?),
                    None => None,
                },
            },
            Rule::fee_stmt if node.has(Rule::kw_none) => ServiceStatement::Fee(None),
            Rule::fee_stmt => {
                let amount = self.amount(&node.find(Rule::amount)?)?;
                ServiceStatement::Fee(Some((amount, period(&node.find(Rule::period)?)?)))
            }
            Rule::availability_stmt if node.has(Rule::kw_none) => ServiceStatement::Availability(None),
            Rule::availability_stmt => ServiceStatement::Availability(Some(self.availability(node)?)),
            Rule::credit_stmt => ServiceStatement::Credit(self.credit(node)?),
            Rule::credits_stmt => ServiceStatement::CreditLimit(self.credit_limit(node)?),
            Rule::right_stmt => {
                let name = self.name(&node.find(Rule::name)?);
                let right = if node.has(Rule::kw_none) { None } else { Some(self.right(node)?) };
                ServiceStatement::Right(name, right)
            }
            Rule::quota_stmt if node.has(Rule::kw_none) => ServiceStatement::Quota(None),
            Rule::quota_stmt => {
                let per = node.find(Rule::quota_period)?;
                ServiceStatement::Quota(Some(QuotaText {
                    priorities: self.priorities(node),
                    incidents: self.count(&node.find(Rule::count)?)?,
                    per: match per.find(Rule::period) {
                        Some(calendar) => Some(period(&calendar)?),
                        None => None,
                    },
                }))
            }
            _ => return None,
        })
    }

    fn escalate(&mut self, node: &Node<'_>) -> Option<EscalateText> {
        let priorities = self.priorities(node);
        let Some(place) = node.find(Rule::escalation_point) else {
            let objective = self.name(&node.find(Rule::objective_ref)?);
            return Some(EscalateText { priorities, objective, to: None });
        };
        let recipient = self.recipient(&node.find(Rule::recipient)?)?;
        let point = match (place.find(Rule::share), place.find(Rule::duration)) {
            (Some(share), _) => PointText::Share(self.share(&share)?),
            (None, Some(duration)) => {
                let duration = self.duration(&duration)?.value;
                if place.has(Rule::kw_after) { PointText::After(duration) } else { PointText::BeforeDue(duration) }
            }
            (None, None) => return None,
        };
        let objective = self.name(&place.find(Rule::objective_ref)?);
        Some(EscalateText { priorities, objective, to: Some((recipient, self.spanned(&place, point))) })
    }

    pub(super) fn recipient(&mut self, node: &Node<'_>) -> Option<RecipientText> {
        let recipient = node.first()?;
        Some(match recipient.rule() {
            Rule::text => RecipientText::Text(self.text(&recipient)?),
            _ => RecipientText::Name(self.name(&recipient)),
        })
    }

    fn availability(&mut self, node: &Node<'_>) -> Option<AvailabilityText> {
        let share = self.placed_share(&node.find(Rule::share)?)?;
        let period = match node.find(Rule::frequency) {
            Some(frequency) => Some(self.spanned(&frequency, period(&frequency)?)),
            None => None,
        };
        let down = self.condition(&node.find(Rule::condition)?)?;
        let ignoring = match node.find(Rule::ignoring) {
            Some(ignoring) => Some(self.duration(&ignoring.find(Rule::duration)?)?),
            None => None,
        };
        let counted_on = match node.find(Rule::counted_on) {
            Some(counted_on) => Some(self.calendar_use(&counted_on.find(Rule::calendar_use)?)),
            None => None,
        };
        Some(AvailabilityText { share, period, down, ignoring, counted_on })
    }

    fn credit(&mut self, node: &Node<'a>) -> Option<CreditText> {
        if let Some(credit_for) = node.find(Rule::credit_for) {
            let measure = self.measure(&credit_for.find(Rule::measure_ref)?)?;
            let priorities = self.measured_priorities(&credit_for);
            let rule = if credit_for.has(Rule::kw_none) { None } else { Some(self.credit_for(&credit_for)?) };
            return Some(CreditText::For(measure, priorities, rule));
        }
        if let Some(breach) = node.find(Rule::each_breach) {
            let objective = self.name(&breach.find(Rule::objective_ref)?);
            let credit = self.value_or_none(&breach)?;
            return Some(CreditText::EachBreach(objective, self.priorities(&breach), credit));
        }
        if let Some(late) = node.find(Rule::each_late) {
            let (each, started) = self.each(&late)?;
            let at_most = match late.find(Rule::at_most) {
                Some(at_most) => Some(self.credit_value(&at_most.find(Rule::credit_value)?)?),
                None => None,
            };
            return Some(CreditText::EachLate {
                objective: self.name(&late.find(Rule::objective_ref)?),
                priorities: self.priorities(&late),
                each,
                started,
                credit: self.value_or_none(&late)?.map(|credit| (credit, at_most)),
            });
        }
        let down = node.find(Rule::each_down)?;
        let (each, started) = self.each(&down)?;
        Some(CreditText::EachDown { each, started, credit: self.value_or_none(&down)? })
    }

    fn credit_for(&mut self, node: &Node<'a>) -> Option<CreditForText> {
        if let Some(table) = node.find(Rule::band_table) {
            let (bands, lost) = self.block(&table, |b, band| {
                let below = b.bound(&band.find(Rule::bound)?)?;
                Some(BandText { below, credit: b.credit_value(&band.find(Rule::credit_value)?)? })
            });
            return Some(CreditForText::Bands(bands, lost));
        }
        let distance = node.find(Rule::distance)?;
        Some(CreditForText::Distance {
            credit: self.credit_value(&distance.find(Rule::credit_value)?)?,
            step: self.placed_share(&distance.find(Rule::share)?)?,
            started: distance.find(Rule::rounding).map(|rounding| rounding.has(Rule::kw_started)),
            below: self.bound(&distance.find(Rule::bound)?)?,
        })
    }

    fn credit_limit(&mut self, node: &Node<'_>) -> Option<CreditLimitText> {
        if let Some(cap) = node.find(Rule::cap) {
            return Some(CreditLimitText::AtMost(match cap.find(Rule::credit_value) {
                Some(value) => Some((self.credit_value(&value)?, cap.has(Rule::per_year))),
                None => None,
            }));
        }
        if let Some(ignored) = node.find(Rule::ignored) {
            return Some(CreditLimitText::IgnoreFewer(match ignored.find(Rule::count) {
                Some(count) => Some(self.count(&count)?),
                None => None,
            }));
        }
        if let Some(claimed) = node.find(Rule::claimed) {
            return Some(CreditLimitText::ClaimedWithin(match claimed.find(Rule::count) {
                Some(count) => Some(self.count(&count)?),
                None => None,
            }));
        }
        Some(CreditLimitText::AtLeast(match node.find(Rule::amount) {
            Some(amount) => Some(self.amount(&amount)?),
            None => None,
        }))
    }

    fn right(&mut self, node: &Node<'_>) -> Option<RightText> {
        let title = match node.find(Rule::text) {
            Some(text) => Some(self.text(&text)?),
            None => None,
        };
        let mut counts = node.all(Rule::count);
        let periods = counts.next()?;
        let of = match counts.next() {
            Some(of) => Some(self.count(&of)?),
            None => None,
        };
        let number = self.count(&periods)?;
        Some(RightText {
            title,
            measure: self.measure(&node.find(Rule::measure_ref)?)?,
            priorities: self.measured_priorities(node),
            below: self.bound(&node.find(Rule::bound)?)?,
            periods: self.spanned(&periods, number),
            of,
        })
    }

    pub(super) fn measure(&self, node: &Node<'_>) -> Option<MeasureText> {
        Some(match node.find(Rule::objective_ref) {
            Some(objective) => MeasureText::Objective(self.name(&objective)),
            None => MeasureText::Availability(self.span(node)),
        })
    }

    fn measured_priorities(&self, node: &Node<'_>) -> Vec<Name> {
        node.find(Rule::measured_priorities).map(|measured| self.priorities(&measured)).unwrap_or_default()
    }

    /// The length of each step, and whether a started one counts.
    fn each(&mut self, node: &Node<'_>) -> Option<(Spanned<Duration>, bool)> {
        let step = node.find(Rule::step)?;
        let count = match step.find(Rule::number) {
            Some(number) => self.decimal(&number, number.text())?,
            None => Decimal::parse("1")?,
        };
        let each = self.spanned(
            &step,
            Duration {
                count,
                unit: Unit::parse(step.find(Rule::unit)?.text())?,
                clockwork: if step.has(Rule::working) { Clockwork::Working } else { Clockwork::Wall },
            },
        );
        if each.value.count.is_zero() {
            let error = Diagnostic::error(Code::ZeroLength, each.span, "a duration is longer than zero");
            self.errors.push(error.help("if nothing is credited, remove the statement or say `none`"));
            return None;
        }
        Some((each, node.find(Rule::rounding)?.has(Rule::kw_started)))
    }

    fn bound(&mut self, node: &Node<'_>) -> Option<Spanned<BoundText>> {
        let bound = match node.find(Rule::share) {
            Some(share) => BoundText::Share(self.share(&share)?),
            None => BoundText::Target,
        };
        Some(self.spanned(node, bound))
    }

    fn placed_share(&mut self, node: &Node<'_>) -> Option<Spanned<Decimal>> {
        self.share(node).map(|share| self.spanned(node, share))
    }

    /// The credit of a statement, or `none`.
    fn value_or_none(&mut self, node: &Node<'_>) -> Option<Option<Spanned<CreditValueText>>> {
        match node.find(Rule::credit_value) {
            Some(value) => self.credit_value(&value).map(Some),
            None => Some(None),
        }
    }

    fn credit_value(&mut self, node: &Node<'_>) -> Option<Spanned<CreditValueText>> {
        let value = match (node.find(Rule::share), node.find(Rule::amount)) {
            (Some(share), _) => CreditValueText::Share(self.share(&share)?),
            (None, Some(amount)) => CreditValueText::Amount(self.amount(&amount)?.value),
            (None, None) => return None,
        };
        Some(self.spanned(node, value))
    }

    pub(super) fn amount(&mut self, node: &Node<'_>) -> Option<Spanned<Amount>> {
        let (number, code) = (node.find(Rule::number)?, node.find(Rule::currency)?);
        let Some(currency) = Currency::parse(code.text()) else {
            let message = format!("`{}` is no currency of ISO 4217 that amounts are paid in", code.text());
            let error = Diagnostic::error(Code::BadAmount, self.span(&code), message);
            self.errors.push(error.help("use the code of a currency: `250.00 GBP`, `250.00 EUR`, `250.00 USD`"));
            return None;
        };
        let digits = number.text();
        match Amount::parse(digits, currency) {
            Ok(amount) => Some(self.spanned(node, amount)),
            Err(AmountError::NotANumber) => {
                // A sign or too many digits: reported as of every number.
                self.decimal(&number, digits)?;
                None
            }
            Err(AmountError::TooManyDecimals) => {
                let message = match currency.decimals() {
                    0 => format!("an amount in {currency} has no decimals"),
                    most => format!("an amount in {currency} has {most} decimals at most"),
                };
                let whole = digits.split_once('.').map_or(digits, |(whole, _)| whole);
                let decimals = digits.split_once('.').map_or("", |(_, decimals)| decimals);
                let kept: String = decimals.chars().take(usize::try_from(currency.decimals()).unwrap_or(0)).collect();
                let point = if kept.is_empty() { "" } else { "." };
                let error = Diagnostic::error(Code::BadAmount, self.span(&number), message);
                self.errors.push(error.help(format!("write `{whole}{point}{kept} {currency}`, if that is meant")));
                None
            }
        }
    }
}

fn period(node: &Node<'_>) -> Option<PeriodText> {
    Some(match node.first()?.rule() {
        Rule::kw_month | Rule::kw_monthly => PeriodText::Month,
        Rule::kw_quarter | Rule::kw_quarterly => PeriodText::Quarter,
        Rule::kw_year | Rule::kw_yearly => PeriodText::Year,
        _ => return None,
    })
}
