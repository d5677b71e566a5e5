//! What a block says of escalations, measures, credits, rights and quotas: names bound, and contradictions found.

use crate::diagnostic::{Code, Diagnostic};
use crate::span::{Span, Spanned};
use crate::syntax::ast::{
    AvailabilityText, BoundText, CreditForText, CreditLimitText, CreditText, CreditValueText, EscalateText,
    MeasureText, Name, PeriodText, PointText, QuotaText, RecipientText, RightText, ServiceStatement,
};
use crate::time::{Clockwork, Duration, Length};
use crate::value::Decimal;

use super::super::general_terms::Placed;
use super::super::model::{Model, PriorityId};
use super::super::service_terms::{
    Availability, Band, Bound, Cap, CountedBy, Credit, CreditRule, CreditValue, Escalation, EscalationPoint, Fee,
    Measure, Measured, Outages, Period, Quota, QuotaPeriod, Recipient, Right, Rounding,
};
use super::Resolver;
use super::draft::Draft;
use super::scope::Scope;
use super::service_draft::{AvailabilityDraft, EscalationDraft, OwnService};

/// More of each than any contract has, and few enough for tables that multiply them.
const MAX: usize = 256;

/// What a block has said so far, and where: what contradicts it, and whether it says `none`.
#[derive(Debug, Default)]
struct Said(Vec<(String, bool, Span)>);

impl Resolver<'_> {
    /// Puts what a block says of these on top of what it inherits.
    pub(super) fn put_service(&mut self, draft: &mut Draft, statements: &[(&ServiceStatement, Span)]) {
        if statements.is_empty() {
            return;
        }
        let mut own = OwnService::default();
        let mut said = Said::default();
        for (statement, span) in statements {
            if self.service_statement(&mut own, &mut said, statement, *span).is_none() {
                draft.lost.0.insert(statement.word().to_owned());
            }
        }
        let new = own.said.escalations.len();
        draft.service.put(own);
        // Inherited ones come first.
        let first = draft.service.escalations.len() - new;
        draft.service.note_limits(first, &draft.promises);
        let terms = &draft.service.terms;
        let counts = [
            (draft.service.escalations.len(), "escalations of one tier or contract"),
            (terms.credits.len(), "credits of one tier or contract"),
            (terms.credit_limits.caps.len(), "caps of one tier or contract"),
            (terms.rights.len(), "rights of one tier or contract"),
            (terms.quotas.len(), "quotas of one tier or contract"),
        ];
        let span = statements.last().map(|(_, span)| *span);
        for (_, what) in counts.into_iter().filter(|(count, _)| *count > MAX) {
            if let Some(span) = span {
                self.too_many(span, MAX, what);
            }
            draft.service = Default::default();
        }
    }

    /// Takes one statement; `None` where an error was found in it.
    fn service_statement(
        &mut self,
        own: &mut OwnService,
        said: &mut Said,
        statement: &ServiceStatement,
        span: Span,
    ) -> Option<()> {
        match statement {
            ServiceStatement::Escalate(text) => self.escalate(own, said, text, span)?,
            ServiceStatement::Measured { period, by_stopped, except } => {
                self.say_once(said, "measured".to_owned(), span)?;
                let except = match except {
                    Some(condition) => Some(self.condition(condition, Scope::Rule)?),
                    None => None,
                };
                let by = if *by_stopped { CountedBy::Stopped } else { CountedBy::Opened };
                own.said.terms.measured = Some(Measured { period: period_of(*period), by, except, span });
            }
            ServiceStatement::Fee(fee) => {
                self.say_once(said, "fee".to_owned(), span)?;
                own.fee = true;
                own.said.terms.fee = fee
                    .as_ref()
                    .map(|(amount, per)| Placed { value: Fee { amount: amount.value, per: period_of(*per) }, span });
            }
            ServiceStatement::Availability(text) => {
                self.say_once(said, "availability".to_owned(), span)?;
                own.availability = true;
                own.said.availability = match text {
                    Some(text) => Some(self.availability(text, span)?),
                    None => None,
                };
            }
            ServiceStatement::Credit(text) => self.credit(own, said, text, span)?,
            ServiceStatement::CreditLimit(text) => self.credit_limit(own, said, text, span)?,
            ServiceStatement::Right(name, text) => {
                self.say(said, format!("right {}", name.value), text.is_none(), span)?;
                own.rights.push(name.value.clone());
                if let Some(text) = text {
                    let right = self.right(name, text, span)?;
                    own.said.terms.rights.push(right);
                }
            }
            ServiceStatement::Quota(text) => {
                self.say(said, "quota".to_owned(), text.is_none(), span)?;
                own.quotas = true;
                if let Some(QuotaText { priorities, incidents, per }) = text {
                    let priorities = self.named(priorities)?;
                    let per = per.map_or(QuotaPeriod::ContractYear, |per| QuotaPeriod::Calendar(period_of(per)));
                    own.said.terms.quotas.push(Quota { priorities, incidents: *incidents, per, span });
                }
            }
        }
        Some(())
    }

    fn escalate(&mut self, own: &mut OwnService, said: &mut Said, text: &EscalateText, span: Span) -> Option<()> {
        let (priorities, objective) = (self.named(&text.priorities), self.objective(&text.objective));
        let (mut priorities, objective) = (priorities?, objective?);
        let named = !priorities.is_empty();
        let name = &text.objective.value;
        let none = text.to.is_none();
        let all = |model: &Model| (0..u16::try_from(model.priorities.len()).unwrap_or(0)).map(PriorityId).collect();
        if !named {
            priorities = all(&self.model);
            // To take all inherited ones away, and to say who is called for one priority, is no contradiction.
            self.say(said, format!("escalate of {name}"), none, span)?;
        } else if none {
            self.say(said, format!("escalate of {name}"), true, span)?;
            said.0.pop();
        }
        for priority in priorities.iter().filter(|_| named || !none) {
            let what = format!("escalate {} of {name}", self.model.priority_name(*priority));
            self.say(said, what, none, span)?;
        }
        if let Some((to, point)) = &text.to {
            let point = self.escalation_point(point)?;
            let to = match to {
                RecipientText::Name(name) => Recipient::Name(name.value.clone()),
                RecipientText::Text(text) => Recipient::Text(text.value.clone()),
            };
            let escalation = Escalation { priorities: priorities.clone(), to, objective, point, span };
            own.said.escalations.push(EscalationDraft { escalation, named, limited: Vec::new() });
        }
        own.escalated.push((objective, priorities));
        Some(())
    }

    fn escalation_point(&mut self, point: &Spanned<PointText>) -> Option<EscalationPoint> {
        Some(match point.value {
            PointText::Share(share) => {
                let (numerator, denominator) = share.ratio();
                if numerator == 0 || numerator > denominator {
                    let message = "an escalation comes after more than 0% of a limit, and at 100% at the latest";
                    let help = "at 100% it is due: say `at 100% of response`, or less";
                    self.error(Code::BadLiteral, point.span, message).help = Some(help.into());
                    return None;
                }
                EscalationPoint::Share(share)
            }
            PointText::After(length) => EscalationPoint::After(length),
            PointText::BeforeDue(length) => EscalationPoint::BeforeDue(length),
        })
    }

    fn availability(&mut self, text: &AvailabilityText, span: Span) -> Option<AvailabilityDraft> {
        let AvailabilityText { share, period, down, ignoring, counted_on } = text;
        let down = self.condition(down, Scope::Rule);
        let counted_on = match counted_on {
            Some(used) => Some(self.coverage(used, used.span)?),
            None => None,
        };
        let ignoring = match ignoring {
            Some(under) => Some(self.outages(under)?),
            None => None,
        };
        let (share, period) = (share.value, period.as_ref().map(|period| period_of(period.value)));
        let availability = Availability { share, period, down: down?, ignoring, counted_on: None, span };
        Some(AvailabilityDraft { availability, counted_on })
    }

    fn outages(&mut self, under: &Spanned<Duration>) -> Option<Outages> {
        if under.value.clockwork == Clockwork::Working {
            let plain = Duration { clockwork: Clockwork::Wall, ..under.value };
            let message = "how long an outage lasts is real time, not working time";
            self.error(Code::WrongUnits, under.span, message).help = Some(format!("say `{plain}`"));
            return None;
        }
        match under.value.length(Length::hours(24)) {
            Ok(length) => Some(Outages { under: under.value, length }),
            Err(error) => {
                self.error(Code::TooLong, under.span, error.to_string());
                None
            }
        }
    }

    fn credit(&mut self, own: &mut OwnService, said: &mut Said, text: &CreditText, span: Span) -> Option<()> {
        let (measure, priorities, what, rule) = match text {
            CreditText::For(measure, priorities, rule) => {
                let (measure, what) = self.measure(measure, priorities)?;
                let rule = match rule {
                    Some(rule) => Some(self.credit_for(rule, span)?),
                    None => None,
                };
                (measure, priorities.as_slice(), format!("credit for {what}"), rule)
            }
            CreditText::EachBreach(objective, priorities, credit) => {
                let measure = Measure::Breaches(self.objective(objective)?);
                let rule = credit.as_ref().map(|credit| CreditRule::EachBreach(value_of(credit.value)));
                (measure, priorities.as_slice(), format!("credit each breach of {}", objective.value), rule)
            }
            CreditText::EachLate { objective, priorities, each, started, credit } => {
                let measure = Measure::Lateness(self.objective(objective)?);
                let rule = credit.as_ref().map(|(credit, at_most)| CreditRule::EachLate {
                    credit: value_of(credit.value),
                    each: each.value,
                    rounding: if *started { Rounding::Started } else { Rounding::Full },
                    at_most: at_most.as_ref().map(|most| value_of(most.value)),
                });
                (measure, priorities.as_slice(), format!("credit each length late of {}", objective.value), rule)
            }
            CreditText::EachDown { each, started, credit } => {
                let rule = credit.as_ref().map(|credit| CreditRule::EachDown {
                    credit: value_of(credit.value),
                    each: each.value,
                    length: Length(0),
                    rounding: if *started { Rounding::Started } else { Rounding::Full },
                });
                (Measure::Downtime, &[][..], "credit each length down".to_owned(), rule)
            }
        };
        let priorities = self.named(priorities)?;
        self.say(said, what, rule.is_none(), span)?;
        own.credited.push(measure);
        own.said.terms.credits.extend(rule.map(|rule| Credit { measure, priorities, rule, span }));
        Some(())
    }

    /// A measure, and what it is called.
    fn measure(&mut self, measure: &MeasureText, priorities: &[Name]) -> Option<(Measure, String)> {
        match measure {
            MeasureText::Objective(name) => Some((Measure::Attainment(self.objective(name)?), name.value.clone())),
            MeasureText::Availability(_) => {
                if let Some(priority) = priorities.first() {
                    let message = "the availability is one for all priorities";
                    let help = "remove the priorities; `down while` says which incidents are downtime";
                    self.error(Code::Syntax, priority.span, message).help = Some(help.into());
                    return None;
                }
                Some((Measure::Availability, "availability".to_owned()))
            }
        }
    }

    fn credit_for(&mut self, rule: &CreditForText, span: Span) -> Option<CreditRule> {
        match rule {
            CreditForText::Bands(bands, lost) => {
                if bands.is_empty() {
                    if lost.0.is_empty() {
                        self.error(Code::BadBands, span, "this credit has no band").help =
                            Some("add one: `below 95% credit 5%`, or say `none`".into());
                    }
                    return None;
                }
                if let Some(band) = bands.get(MAX) {
                    self.too_many(band.span, MAX, "bands of one credit");
                    return None;
                }
                let bands = bands.iter().map(|band| Band {
                    below: bound_of(band.value.below.value),
                    credit: value_of(band.value.credit.value),
                    span: band.span,
                });
                Some(CreditRule::Bands(bands.collect()))
            }
            CreditForText::Distance { credit, step, started, below } => {
                if step.value.is_zero() {
                    let message = "a step is more than 0%";
                    self.error(Code::BadLiteral, step.span, message).help = Some("for example: `each full 1%`".into());
                    return None;
                }
                Some(CreditRule::Distance {
                    credit: value_of(credit.value),
                    step: step.value,
                    rounding: match started {
                        None => Rounding::Exact,
                        Some(true) => Rounding::Started,
                        Some(false) => Rounding::Full,
                    },
                    below: bound_of(below.value),
                })
            }
        }
    }

    fn credit_limit(
        &mut self,
        own: &mut OwnService,
        said: &mut Said,
        text: &CreditLimitText,
        span: Span,
    ) -> Option<()> {
        let limits = &mut own.said.terms.credit_limits;
        match text {
            CreditLimitText::AtMost(cap) => {
                self.say(said, "credits at most".to_owned(), cap.is_none(), span)?;
                own.caps = true;
                limits.caps.extend(cap.as_ref().map(|(value, per_year)| Cap {
                    at_most: value_of(value.value),
                    per_year: *per_year,
                    span,
                }));
            }
            CreditLimitText::AtLeast(amount) => {
                self.say_once(said, "credits at least".to_owned(), span)?;
                own.at_least = true;
                limits.at_least = amount.as_ref().map(|amount| Placed { value: amount.value, span });
            }
            CreditLimitText::IgnoreFewer(count) => {
                self.say_once(said, "credits ignore".to_owned(), span)?;
                own.ignore = true;
                limits.ignore_fewer_than = count.map(|value| Placed { value, span });
            }
            CreditLimitText::ClaimedWithin(days) => {
                self.say_once(said, "credits claimed".to_owned(), span)?;
                own.claimed = true;
                limits.claimed_within_days = days.map(|value| Placed { value, span });
            }
        }
        Some(())
    }

    fn right(&mut self, name: &Name, text: &RightText, span: Span) -> Option<Right> {
        let RightText { title, measure, priorities, below, periods, of } = text;
        let measure = self.measure(measure, priorities).map(|(measure, _)| measure);
        let priorities = self.named(priorities);
        let (count, of) = (periods.value, of.unwrap_or(periods.value));
        if count == 0 || of < count {
            let message = match count {
                0 => "a right arises in 1 period or more".to_owned(),
                _ => format!("{count} of {of} periods are never reached"),
            };
            self.error(Code::BadLiteral, periods.span, message).help =
                Some("for example: `in 2 periods`, or `in 2 of 3 periods`".into());
            return None;
        }
        Some(Right {
            name: name.value.clone(),
            title: title.as_ref().map_or_else(|| name.value.clone(), |title| title.value.clone()),
            measure: measure?,
            priorities: priorities?,
            below: bound_of(below.value),
            periods: count,
            of,
            span,
        })
    }

    /// The priorities that are named, the most urgent first, each once; `None` where one is unknown.
    fn named(&mut self, names: &[Name]) -> Option<Vec<PriorityId>> {
        let mut out = Vec::with_capacity(names.len());
        for name in names {
            let priority = self.priority(&name.value, name.span)?;
            if out.contains(&priority) {
                let message = format!("`{}` occurs twice in this list", name.value);
                self.error(Code::DuplicateStatement, name.span, message).help = Some("remove one of them".into());
                continue;
            }
            out.push(priority);
        }
        out.sort_unstable();
        Some(out)
    }

    /// What a block may say several times, but not beside `none`.
    fn say(&mut self, said: &mut Said, what: String, none: bool, span: Span) -> Option<()> {
        let before = said.0.iter().find(|(known, was_none, _)| *known == what && (none || *was_none));
        if let Some((_, was_none, first)) = before {
            let message = match none && *was_none {
                true => "this block says twice that there is none",
                false => "this block says both that there is none, and what there is",
            };
            let error = Diagnostic::error(Code::DuplicateStatement, span, message);
            let help = "remove one of them: a statement replaces what is inherited, so `none` is not needed beside it";
            self.errors.push(error.related(*first, "the first one").help(help));
            return None;
        }
        said.0.push((what, none, span));
        Some(())
    }

    /// What a block says once.
    fn say_once(&mut self, said: &mut Said, what: String, span: Span) -> Option<()> {
        if let Some((_, _, first)) = said.0.iter().find(|(known, ..)| *known == what) {
            let error = Diagnostic::error(Code::DuplicateStatement, span, format!("this block says `{what}` twice"));
            self.errors.push(error.related(*first, "the first time").help("remove one of them"));
            return None;
        }
        said.0.push((what, false, span));
        Some(())
    }
}

fn period_of(period: PeriodText) -> Period {
    match period {
        PeriodText::Month => Period::Month,
        PeriodText::Quarter => Period::Quarter,
        PeriodText::Year => Period::Year,
    }
}

fn value_of(value: CreditValueText) -> CreditValue {
    match value {
        CreditValueText::Share(share) => CreditValue::Share(share),
        CreditValueText::Amount(amount) => CreditValue::Amount(amount),
    }
}

/// A bound; what `target` comes to is filled in at the end.
fn bound_of(bound: BoundText) -> Bound {
    match bound {
        BoundText::Target => Bound { share: Decimal::default(), target: true },
        BoundText::Share(share) => Bound { share, target: false },
    }
}
