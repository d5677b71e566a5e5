//! Escalations, measures, credits and quotas in the canonical form.

use crate::time::{Clockwork, Duration};

use super::super::general_terms::Placed;
use super::super::model::{Model, PriorityId, ServiceTerms};
use super::super::service_terms::{
    Availability, Band, Bound, Cap, CountedBy, Credit, CreditLimits, CreditRule, CreditValue, Escalation,
    EscalationPoint, Fee, Measure, Measured, Outages, Period, Quota, QuotaPeriod, Recipient, Right, Rounding,
};
use super::clocks::{coverage, length};
use super::conditions::condition;
use super::form::Form;

/// What a package says of them: nothing where it says nothing.
pub(super) fn of_service(model: &Model, service: &ServiceTerms, base: bool) -> Vec<Form> {
    let ServiceTerms { escalations, measured, fee, availability, credits, credit_limits, rights, quotas } = service;
    let CreditLimits { caps, ignore_fewer_than, at_least, claimed_within_days } = credit_limits;
    let mut out = Vec::new();
    // Decisions list escalations in this order, and statements have credits in that one.
    out.extend(escalations.iter().map(|escalation| of_escalation(model, escalation)));
    out.extend(measured.as_ref().map(|Measured { period, by, except, span: _ }| {
        let by = match by {
            CountedBy::Opened => "by-opened",
            CountedBy::Stopped => "by-stopped",
        };
        let except = except.as_ref().map(|when| Form::list("except", [condition(model, when)]));
        Form::list("measured", [Form::text(of_period(*period)), Form::text(by)].into_iter().chain(except))
    }));
    out.extend(fee.as_ref().map(|Placed { value: Fee { amount, per }, span: _ }| {
        Form::list("fee", [Form::text(amount), Form::text(of_period(*per))])
    }));
    out.extend(availability.as_ref().map(|availability| of_availability(model, availability)));
    out.extend(credits.iter().map(|credit| of_credit(model, credit, base)));
    let caps = caps.iter().map(|Cap { at_most, per_year, span: _ }| {
        Form::list(if *per_year { "cap-per-year" } else { "cap" }, [value(*at_most)])
    });
    let caps: Vec<Form> = caps.collect();
    out.extend((!caps.is_empty()).then(|| Form::set("caps", caps)));
    out.extend(ignore_fewer_than.as_ref().map(|fewer| Form::field("ignore-fewer-than", fewer.value)));
    out.extend(at_least.as_ref().map(|least| Form::field("at-least", least.value)));
    out.extend(claimed_within_days.as_ref().map(|days| Form::field("claimed-within-days", days.value)));
    out.extend(rights.iter().map(|right| {
        let Right { name, title, measure, priorities, below, periods, of, span: _ } = right;
        let counts = [Form::text(periods), Form::text(of)];
        let parts = [Form::text(name), Form::field("title", title), of_measure(model, *measure)].into_iter();
        let parts = parts.chain(of_priorities(model, priorities)).chain([bound(*below)]).chain(counts);
        Form::list("right", parts)
    }));
    let quotas = quotas.iter().map(|Quota { priorities, incidents, per, span: _ }| {
        let per = match per {
            QuotaPeriod::Calendar(period) => of_period(*period),
            QuotaPeriod::ContractYear => "contract-year",
        };
        Form::list(
            "quota",
            of_priorities(model, priorities).into_iter().chain([Form::text(incidents), Form::text(per)]),
        )
    });
    let quotas: Vec<Form> = quotas.collect();
    out.extend((!quotas.is_empty()).then(|| Form::set("quotas", quotas)));
    out
}

fn of_escalation(model: &Model, escalation: &Escalation) -> Form {
    let Escalation { priorities, to, objective, point, span: _ } = escalation;
    let to = match to {
        Recipient::Name(name) => Form::field("to-name", name),
        Recipient::Text(text) => Form::field("to-text", text),
    };
    let point = match point {
        EscalationPoint::Share(share) => Form::field("at-share", share),
        EscalationPoint::After(length) => Form::list("after", [unresolved(*length)]),
        EscalationPoint::BeforeDue(length) => Form::list("before-due", [unresolved(*length)]),
    };
    let priorities = of_priorities(model, priorities);
    let parts = [Form::text(model.objective_name(*objective))].into_iter();
    Form::list("escalate", parts.chain(priorities).chain([to, point]))
}

fn of_availability(model: &Model, availability: &Availability) -> Form {
    // The period word agrees with `measured`.
    let Availability { share, period: _, down, ignoring, counted_on, span: _ } = availability;
    let down = Form::list("down", [condition(model, down)]);
    let ignoring = ignoring.map(|Outages { under: _, length }| Form::field("ignoring-under", length.0));
    let counted_on = counted_on.map(|on| coverage(model, "counted-on", on));
    Form::list("availability", [Form::text(share), down].into_iter().chain(ignoring).chain(counted_on))
}

fn of_credit(model: &Model, credit: &Credit, base: bool) -> Form {
    let Credit { measure, priorities, rule, span: _ } = credit;
    let rounded = |rounding: &Rounding| {
        Form::text(match rounding {
            Rounding::Full => "full",
            Rounding::Started => "started",
            Rounding::Exact => "exact",
        })
    };
    let rule = match rule {
        CreditRule::Bands(bands) => {
            let bands =
                bands.iter().map(|Band { below, credit, span: _ }| Form::list("band", [bound(*below), value(*credit)]));
            Form::list("bands", bands)
        }
        CreditRule::Distance { credit, step, rounding, below } => {
            Form::list("distance", [value(*credit), Form::field("step", step), rounded(rounding), bound(*below)])
        }
        CreditRule::EachBreach(credit) => Form::list("each-breach", [value(*credit)]),
        CreditRule::EachLate { credit, each, rounding, at_most } => {
            let at_most = at_most.map(|most| Form::list("at-most", [value(most)]));
            let parts = [value(*credit), unresolved(*each), rounded(rounding)].into_iter();
            Form::list("each-late", parts.chain(at_most))
        }
        CreditRule::EachDown { credit, each, length: resolved, rounding } => {
            let each = length(*each, *resolved, base);
            Form::list("each-down", [value(*credit), each, rounded(rounding)])
        }
    };
    Form::list(
        "credit",
        [of_measure(model, *measure)].into_iter().chain(of_priorities(model, priorities)).chain([rule]),
    )
}

fn of_measure(model: &Model, measure: Measure) -> Form {
    let tag = match measure {
        Measure::Attainment(_) => "attainment",
        Measure::Breaches(_) => "breaches",
        Measure::Lateness(_) => "lateness",
        Measure::Availability => "availability",
        Measure::Downtime => "downtime",
    };
    Form::list(tag, measure.objective().map(|objective| Form::text(model.objective_name(objective))))
}

/// The priorities that are named; nothing where none is.
fn of_priorities(model: &Model, priorities: &[PriorityId]) -> Option<Form> {
    let names = priorities.iter().map(|priority| model.priority_name(*priority));
    (!priorities.is_empty()).then(|| Form::texts("priorities", names))
}

/// A value. `target` is one that follows the promise, which comes to the same until the promise changes.
fn bound(Bound { share, target: _ }: Bound) -> Form {
    Form::field("below", share)
}

fn value(value: CreditValue) -> Form {
    match value {
        CreditValue::Share(share) => Form::field("share", share),
        CreditValue::Amount(amount) => Form::field("amount", amount),
    }
}

/// A length that several clocks count: on each, a working day is as long as its calendar says.
fn unresolved(duration: Duration) -> Form {
    if duration.in_working_days() {
        return Form::field("working-days", duration.count);
    }
    let clock = match duration.clockwork {
        Clockwork::Wall => "real",
        Clockwork::Working => "working",
    };
    Form::field(clock, duration.length(crate::time::Length::hours(24)).map_or(0, |length| length.0))
}

fn of_period(period: Period) -> &'static str {
    match period {
        Period::Month => "month",
        Period::Quarter => "quarter",
        Period::Year => "year",
    }
}
