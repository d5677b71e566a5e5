//! Escalations, measures, credits and quotas of a whole package: targets and lengths filled in, and what contradicts
//! itself found. A `base` tier is never sold, so that nothing is reported of it.

use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::time::{Clockwork, Duration};
use crate::value::Decimal;

use super::super::model::{Coverage, Limit, ObjectiveId, PriorityId, Promise, Terms};
use super::super::service_terms::{
    Bound, Credit, CreditRule, CreditValue, EscalationPoint, Measure, QuotaPeriod, ServiceTerms, concerns,
};
use super::Resolver;
use super::finish::Asks;
use super::service_draft::{EscalationDraft, ServiceDraft, is_share, may_have};

/// A limit that a length is counted against: in which units it is, on which calendar, and where.
#[derive(Debug, Clone, Copy, PartialEq)]
struct LimitKind {
    clockwork: Clockwork,
    coverage: Option<Coverage>,
    statement: Span,
    share: Option<Decimal>,
}

/// The limits of an objective and priority in all circumstances; those that say `none` are left out.
fn limits(terms: &Terms, objective: ObjectiveId) -> Vec<LimitKind> {
    let mut out = Vec::new();
    for (_, promise) in terms.promise(objective).into_iter().flat_map(Promise::each) {
        let kind = |clockwork, coverage| LimitKind {
            clockwork,
            coverage,
            statement: promise.span,
            share: promise.clauses.share,
        };
        match &promise.limit {
            Limit::None(_) => {}
            Limit::Length { duration, .. } => out.push(kind(duration.clockwork, promise.on.or(terms.coverage))),
            Limit::Date(_) => out.push(kind(Clockwork::Working, promise.on.or(terms.coverage))),
            // On the clock of what it multiplies, which comes before it.
            Limit::Multiple(_, of) if *of < objective => {
                out.extend(limits(terms, *of).into_iter().map(|limit| kind(limit.clockwork, limit.coverage)));
            }
            Limit::Multiple(..) => {}
        }
    }
    out.dedup();
    out
}

impl Resolver<'_> {
    /// The statements of a package that is otherwise whole.
    pub(super) fn finish_service(
        &mut self,
        draft: ServiceDraft,
        (terms, zone): (&[Terms], Option<crate::time::Zone>),
        in_force: bool,
        asks: &Asks<'_>,
    ) -> ServiceTerms {
        let ServiceDraft { terms: mut service, escalations, availability } = draft;
        service.availability = availability.map(|draft| {
            let mut availability = draft.availability;
            availability.counted_on = draft.counted_on.map(|on| self.coverage_of(on, zone));
            availability
        });
        service.escalations = escalations.into_iter().filter_map(|e| self.escalation(e, terms, asks)).collect();
        service.escalations.retain(|escalation| !escalation.priorities.is_empty());
        let mut credits = std::mem::take(&mut service.credits);
        for credit in &mut credits {
            self.finish_credit(credit, &service, terms, asks);
        }
        service.credits = credits;
        let mut rights = std::mem::take(&mut service.rights);
        for right in &mut rights {
            self.needs_availability(right.measure, right.span, &service, asks);
            self.target(&mut right.below, (right.measure, &right.priorities), right.span, &service, terms, asks);
        }
        service.rights = rights;
        if !asks.base {
            self.periods(&service);
            self.one_currency(&service);
            self.one_kind(&service, asks);
            self.contract_years(&service, in_force, asks);
        }
        service
    }

    /// An escalation for the priorities that have a limit.
    fn escalation(
        &mut self,
        draft: EscalationDraft,
        terms: &[Terms],
        asks: &Asks<'_>,
    ) -> Option<super::super::service_terms::Escalation> {
        let EscalationDraft { mut escalation, named, limited } = draft;
        if asks.base {
            return Some(escalation);
        }
        let (objective, span) = (escalation.objective, escalation.span);
        let may_be_lost = asks.lost.may_hold(self.model.objective_name(objective));
        let mut kept = Vec::new();
        for priority in escalation.priorities {
            let found = terms.get(usize::from(priority.0)).map(|terms| limits(terms, objective)).unwrap_or_default();
            if found.is_empty() {
                let lost_its_limit = is_share(escalation.point) && limited.contains(&priority);
                if named && !lost_its_limit && !may_be_lost {
                    self.no_limit(objective, priority, span, asks);
                }
                continue;
            }
            if let EscalationPoint::After(length) | EscalationPoint::BeforeDue(length) = escalation.point {
                self.same_units(length, span, &found, objective, asks);
            }
            kept.push(priority);
        }
        escalation.priorities = kept;
        Some(escalation)
    }

    fn no_limit(&mut self, objective: ObjectiveId, priority: PriorityId, span: Span, asks: &Asks<'_>) {
        let (name, priority) = (self.model.objective_name(objective), self.model.priority_name(priority));
        let message = format!("`{}` has no limit for `{name} {priority}` that could be missed", asks.package);
        let help = format!(
            "give it a limit, or leave `{priority}` out; if the escalation is inherited, say `escalate {priority} none of \
             {name}`"
        );
        if self.first_time(Code::NoLimit, &format!("{span:?}")) {
            self.error(Code::NoLimit, span, message).help = Some(help);
        }
    }

    /// A length is in the units of each limit that it is counted against.
    fn same_units(
        &mut self,
        length: Duration,
        span: Span,
        limits: &[LimitKind],
        objective: ObjectiveId,
        asks: &Asks<'_>,
    ) {
        for limit in limits {
            if limit.clockwork != length.clockwork {
                if self.first_time(Code::WrongUnits, &format!("{span:?}")) {
                    let name = self.model.objective_name(objective);
                    let message = match length.clockwork {
                        Clockwork::Wall => format!("the limit of `{name}` is in working time, and `{length}` is not"),
                        Clockwork::Working => format!("the limit of `{name}` is in real time, and `{length}` is not"),
                    };
                    let help = format!("say `{}`", Duration { clockwork: limit.clockwork, ..length });
                    let error = Diagnostic::error(Code::WrongUnits, span, message);
                    self.errors.push(error.related(limit.statement, "the limit").help(help));
                }
                return;
            }
            self.length(length, span, limit.coverage, asks);
        }
    }

    fn finish_credit(&mut self, credit: &mut Credit, service: &ServiceTerms, terms: &[Terms], asks: &Asks<'_>) {
        let Credit { measure, priorities, rule, span } = credit;
        let (measure, span) = (*measure, *span);
        self.needs_availability(measure, span, service, asks);
        match rule {
            CreditRule::Bands(bands) => {
                let mut known = true;
                for band in &mut *bands {
                    known &= self.target(&mut band.below, (measure, priorities), band.span, service, terms, asks);
                }
                if known && !asks.base {
                    self.bands_fall(bands);
                }
            }
            CreditRule::Distance { below, .. } => {
                self.target(below, (measure, priorities), span, service, terms, asks);
            }
            CreditRule::EachBreach(_) => {}
            CreditRule::EachLate { each, .. } => {
                let Measure::Lateness(objective) = measure else { return };
                if asks.base || asks.lost.may_hold(self.model.objective_name(objective)) {
                    return;
                }
                for (_, terms) in concerned(terms, priorities) {
                    self.same_units(*each, span, &limits(terms, objective), objective, asks);
                }
            }
            CreditRule::EachDown { each, length, .. } => {
                let counted_on = service.availability.as_ref().and_then(|availability| availability.counted_on);
                if each.clockwork == Clockwork::Working && counted_on.is_none() {
                    if asks.base || service.availability.is_none() {
                        return;
                    }
                    if self.first_time(Code::WrongUnits, &format!("{span:?}")) {
                        let message = "downtime is real time here: the availability is counted on no calendar";
                        let plain = Duration { clockwork: Clockwork::Wall, ..*each };
                        let help = format!("say `{plain}`, or add `counted on` and a calendar to `availability`");
                        self.error(Code::WrongUnits, span, message).help = Some(help);
                    }
                    return;
                }
                *length = self.length(*each, span, counted_on, asks);
            }
        }
    }

    fn needs_availability(&mut self, measure: Measure, span: Span, service: &ServiceTerms, asks: &Asks<'_>) {
        let of_time = matches!(measure, Measure::Availability | Measure::Downtime);
        if !of_time || service.availability.is_some() || asks.base || asks.lost.may_hold("availability") {
            return;
        }
        if self.first_time(Code::NoAvailability, &format!("{span:?}")) {
            let message = format!("`{}` promises no availability", asks.package);
            let help = "add `availability 99.9%, down while priority is P1`, or remove this with `none`";
            self.error(Code::NoAvailability, span, message).help = Some(help.into());
        }
    }

    /// Fills in what `target` stands for. Says whether it is known.
    fn target(
        &mut self,
        bound: &mut Bound,
        (measure, priorities): (Measure, &[PriorityId]),
        span: Span,
        service: &ServiceTerms,
        terms: &[Terms],
        asks: &Asks<'_>,
    ) -> bool {
        if !bound.target {
            return true;
        }
        let shares = match measure {
            Measure::Availability => {
                service.availability.iter().map(|availability| (Some(availability.share), availability.span)).collect()
            }
            _ => promised(terms, measure, priorities),
        };
        if let [(Some(share), _), rest @ ..] = shares.as_slice()
            && rest.iter().all(|(other, _)| *other == Some(*share))
        {
            bound.share = *share;
            return true;
        }
        let objective = measure.objective().map_or("availability", |objective| self.model.objective_name(objective));
        if asks.base || asks.lost.may_hold(objective) || measure == Measure::Availability {
            return false;
        }
        let differs = shares.iter().find(|(share, _)| *share != shares.first().and_then(|(first, _)| *first));
        let none = shares.iter().find(|(share, _)| share.is_none());
        let (message, related) = match (none, differs) {
            _ if shares.is_empty() => (format!("`{objective}` has no limit, so no share of it is promised"), None),
            (Some((_, at)), _) => {
                (format!("`target` is the share promised, and this promises none of `{objective}`"), Some(*at))
            }
            (None, Some((_, at))) => {
                (format!("`target` is the share promised, and those of `{objective}` differ"), Some(*at))
            }
            (None, None) => return false,
        };
        let error = Diagnostic::error(Code::NoTarget, span, message)
            .help("say the share in place of `target`: `below 95%`; or name priorities with one share");
        if self.first_time(Code::NoTarget, &format!("{span:?}")) {
            self.errors.push(match related {
                Some(at) => error.related(at, "promised here"),
                None => error,
            });
        }
        false
    }

    /// Bounds fall, and credits do not shrink.
    fn bands_fall(&mut self, bands: &[super::super::service_terms::Band]) {
        for pair in bands.windows(2) {
            let [higher, lower] = pair else { continue };
            let wrong = if !less(lower.below.share, higher.below.share) {
                Some("its bound is not below that of the band before it")
            } else if shrinks(higher.credit, lower.credit) {
                Some("its credit is less than that of the band before it, for worse service")
            } else {
                None
            };
            if let Some(why) = wrong
                && self.first_time(Code::BadBands, &format!("{:?}", lower.span))
            {
                let error = Diagnostic::error(Code::BadBands, lower.span, format!("this band is out of order: {why}"));
                let help = "write the highest bound first; each lower one credits as much or more";
                self.errors.push(error.related(higher.span, "the band before it").help(help));
            }
        }
        let kind = |value: CreditValue| matches!(value, CreditValue::Share(_));
        let Some(first) = bands.first() else { return };
        if let Some(other) = bands.iter().find(|band| kind(band.credit) != kind(first.credit))
            && self.first_time(Code::MixedCredits, &format!("{:?}", other.span))
        {
            let message = "the bands of a credit are all percentages or all amounts";
            let error = Diagnostic::error(Code::MixedCredits, other.span, message);
            self.errors.push(error.related(first.span, "the first band").help("use one of the two in all bands"));
        }
    }

    /// The period of the availability is that of all measures.
    fn periods(&mut self, service: &ServiceTerms) {
        let Some(availability) = &service.availability else { return };
        if availability.period.is_none_or(|period| period == service.period())
            || !self.first_time(Code::PeriodsDiffer, &format!("{:?}", availability.span))
        {
            return;
        }
        let message = "the availability is promised over other periods than everything is measured over";
        let error = Diagnostic::error(Code::PeriodsDiffer, availability.span, message);
        self.errors.push(match &service.measured {
            Some(measured) => {
                let help = "use one period in both, or leave the word behind the share out";
                error.related(measured.span, "measured so").help(help)
            }
            None => error
                .help("without a `measured` statement it is by month: add one, such as `measured yearly by opened`"),
        });
    }

    /// All amounts of a package are in one currency.
    fn one_currency(&mut self, service: &ServiceTerms) {
        let fee = service.fee.iter().map(|fee| (fee.value.amount.currency(), fee.span));
        let values = values(service).into_iter().filter_map(|(value, span)| Some((value.currency()?, span)));
        let at_least = service.credit_limits.at_least.iter().map(|least| (least.value.currency(), least.span));
        let all: Vec<_> = fee.chain(values).chain(at_least).collect();
        let Some((first, place)) = all.first() else { return };
        if let Some((other, span)) = all.iter().find(|(currency, _)| currency != first)
            && self.first_time(Code::TwoCurrencies, &format!("{span:?}"))
        {
            let message = format!("this is in {other}, and other amounts are in {first}");
            let error = Diagnostic::error(Code::TwoCurrencies, *span, message);
            let help = "a tier or contract has one currency: amounts in two are never added together";
            self.errors.push(error.related(*place, format!("in {first}")).help(help));
        }
    }

    /// Without a fee, percentages and amounts cannot be added up.
    fn one_kind(&mut self, service: &ServiceTerms, asks: &Asks<'_>) {
        if service.fee.is_some() || may_have(asks.lost, &["fee"]) {
            return;
        }
        let values = values(service);
        let share = |value: &CreditValue| matches!(value, CreditValue::Share(_));
        let Some((first, place)) = values.first() else { return };
        let help = "add the fee that percentages are of: `fee 12000.00 GBP per month`";
        if let Some((_, span)) = values.iter().find(|(value, _)| share(value) != share(first)) {
            if self.first_time(Code::MixedCredits, &format!("{span:?}")) {
                let message = "percentages and amounts are added up here, and there is no fee that percentages are of";
                let error = Diagnostic::error(Code::MixedCredits, *span, message);
                let label = if share(first) { "a percentage" } else { "an amount" };
                self.errors.push(error.related(*place, label).help(help));
            }
        } else if let (true, Some(least)) = (share(first), &service.credit_limits.at_least)
            && self.first_time(Code::MixedCredits, &format!("{:?}", least.span))
        {
            let message = "the credits are percentages, and there is no fee to compare them with an amount";
            let error = Diagnostic::error(Code::MixedCredits, least.span, message);
            self.errors.push(error.related(*place, "a percentage").help(help));
        }
    }

    fn contract_years(&mut self, service: &ServiceTerms, in_force: bool, asks: &Asks<'_>) {
        let quota = service.quotas.iter().find(|quota| quota.per == QuotaPeriod::ContractYear);
        let Some(quota) = quota.filter(|_| !in_force && !asks.lost.may_hold("in")) else { return };
        if self.first_time(Code::NoContractYear, &format!("{:?}", quota.span)) {
            let message = format!("`{}` has no `in force`, so its contract years begin on no date", asks.package);
            let help = "add `in force 2026-03-01 to 2029-02-28` to the contract, or say `per year`; of a tier that only \
                        contracts with dates extend, make a `base tier`";
            self.error(Code::NoContractYear, quota.span, message).help = Some(help.into());
        }
    }
}

/// The priorities that a list concerns, with what is said of them.
fn concerned<'t>(terms: &'t [Terms], priorities: &'t [PriorityId]) -> impl Iterator<Item = (PriorityId, &'t Terms)> {
    (0_u16..).map(PriorityId).zip(terms).filter(|(priority, _)| concerns(priorities, *priority))
}

/// The shares promised of an objective, for the priorities that have a limit.
fn promised(terms: &[Terms], measure: Measure, priorities: &[PriorityId]) -> Vec<(Option<Decimal>, Span)> {
    let Some(objective) = measure.objective() else { return Vec::new() };
    let limits = concerned(terms, priorities).flat_map(|(_, terms)| limits(terms, objective));
    limits.map(|limit| (limit.share, limit.statement)).collect()
}

/// Every credit and cap, with its place.
fn values(service: &ServiceTerms) -> Vec<(CreditValue, Span)> {
    let mut out = Vec::new();
    for Credit { rule, span, .. } in &service.credits {
        match rule {
            CreditRule::Bands(bands) => out.extend(bands.iter().map(|band| (band.credit, band.span))),
            rule => out.extend(rule.values().map(|value| (value, *span))),
        }
        if let CreditRule::EachLate { at_most: Some(at_most), .. } = rule {
            out.push((*at_most, *span));
        }
    }
    out.extend(service.credit_limits.caps.iter().map(|cap| (cap.at_most, cap.span)));
    out
}

/// Whether one number is less than another.
fn less(one: Decimal, other: Decimal) -> bool {
    let ((a, b), (c, d)) = (one.ratio(), other.ratio());
    u128::from(a) * u128::from(d) < u128::from(c) * u128::from(b)
}

/// Whether the second credit is less than the first, which is of the same kind.
fn shrinks(first: CreditValue, second: CreditValue) -> bool {
    match (first, second) {
        (CreditValue::Share(first), CreditValue::Share(second)) => less(second, first),
        (CreditValue::Amount(first), CreditValue::Amount(second)) => second.value() < first.value(),
        (CreditValue::Share(_), CreditValue::Amount(_)) | (CreditValue::Amount(_), CreditValue::Share(_)) => false,
    }
}
