//! Escalations, measures, credits, rights and quotas in plain words.

use crate::policy::model::{Model, ObjectiveId, Package, PriorityId};
use crate::policy::service_terms::{
    Availability, Bound, CountedBy, Credit, CreditLimits, CreditRule, CreditValue, EscalationPoint, Measure, Period,
    Quota, QuotaPeriod, Right, Rounding,
};
use crate::policy::{plain, step_words};
use crate::time::Duration;

use super::super::explanation::and;
use super::conditions;
use super::subject::Subject;
use super::terms::title;
use super::writer::Writer;

/// What is said under one heading, of which packages.
struct Part {
    heading: &'static str,
    sentences: fn(&Model, &Package) -> Vec<String>,
}

const PARTS: [Part; 5] = [
    Part { heading: "Escalations", sentences: escalations },
    Part { heading: "How service is measured", sentences: measures },
    Part { heading: "Credits", sentences: credits },
    Part { heading: "Rights", sentences: rights },
    Part { heading: "Included incidents", sentences: quotas },
];

/// The section about them, if any package says something.
pub(super) fn service(writer: &mut Writer, subject: &Subject<'_>) {
    let model = subject.policy.model();
    let mut begun = false;
    for Part { heading, sentences } in PARTS {
        let mut said: Vec<(Vec<String>, Vec<String>)> = Vec::new();
        for package in &subject.packages {
            let sentences = sentences(model, package);
            match said.iter_mut().find(|(known, _)| *known == sentences) {
                _ if sentences.is_empty() => {}
                Some((_, names)) if names.contains(&package.name) => {}
                Some((_, names)) => names.push(package.name.clone()),
                None => said.push((sentences, vec![package.name.clone()])),
            }
        }
        if said.is_empty() {
            continue;
        }
        if !begun {
            writer.section("Escalations and service credits");
            begun = true;
        }
        writer.heading(heading);
        let all = said.len() == 1 && said.first().is_some_and(|(_, names)| names.len() == subject.packages.len());
        for (sentences, names) in &said {
            if !all {
                writer.paragraph(&format!("{}:", and(names)));
            }
            writer.list(sentences);
        }
    }
}

fn escalations(model: &Model, package: &Package) -> Vec<String> {
    let each = package.service.escalations.iter().map(|escalation| {
        let objective = objective(model, escalation.objective);
        let to = plain(escalation.to.as_str());
        let when = match escalation.point {
            EscalationPoint::Share(share) => format!("once {} of the time for {objective} is used", per_cent(share)),
            EscalationPoint::After(length) => format!("{length} into the time for {objective}"),
            EscalationPoint::BeforeDue(length) => format!("{length} before {objective} is due"),
        };
        let of = of_incidents(model, &escalation.priorities);
        format!("{to} is called {when}{of}.")
    });
    each.collect()
}

fn measures(model: &Model, package: &Package) -> Vec<String> {
    let service = &package.service;
    let mut out = Vec::new();
    if service.measured.is_none() && service.availability.is_none() && service.credits.is_empty() {
        return out;
    }
    let by = match service.counted_by() {
        CountedBy::Opened => "An incident belongs to the one in which it was opened",
        CountedBy::Stopped => "An incident belongs to the one in which its clock stopped, or was due if it is late",
    };
    let period = service.period();
    out.push(format!("Each calendar {} is measured by itself. {by}.", period.noun()));
    if let Some(except) = service.measured.as_ref().and_then(|measured| measured.except.as_ref()) {
        out.push(format!("Left out are incidents for which this holds: {}.", conditions::line(model, except)));
    }
    if let Some(Availability { share, down, ignoring, counted_on, .. }) = &service.availability {
        out.push(format!(
            "The service is available for {} of the time of each {}. It is down while this holds for an open incident: {}.",
            per_cent(*share),
            period.noun(),
            conditions::line(model, down)
        ));
        out.extend(ignoring.map(|outages| format!("Outages shorter than {} do not count.", outages.under)));
        out.extend(counted_on.map(|on| format!("Only these hours count: {}.", model.coverage_words(on))));
    }
    out
}

fn credits(model: &Model, package: &Package) -> Vec<String> {
    let service = &package.service;
    let period = service.period();
    let mut out: Vec<String> = service.credits.iter().map(|credit| of_credit(model, credit, period)).collect();
    let shares = service.credits.iter().any(|c| c.rule.values().any(|v| matches!(v, CreditValue::Share(_))));
    if let Some(fee) = service.fee.as_ref().filter(|_| shares) {
        let (amount, per) = (fee.value.amount, fee.value.per.noun());
        out.push(format!("Percentages are of the fee, which is {amount} per {per}."));
    }
    let CreditLimits { caps, ignore_fewer_than, at_least, claimed_within_days } = &service.credit_limits;
    for cap in caps {
        let over = if cap.per_year { "year" } else { period.noun() };
        out.push(format!("All credits of a {over} together are {} at most.", value(cap.at_most)));
    }
    out.extend(ignore_fewer_than.as_ref().map(|fewer| {
        let fewer = fewer.value;
        format!("A share of incidents in time counts only where there are {fewer} incidents or more.")
    }));
    out.extend(at_least.as_ref().map(|least| format!("Less than {} is not paid.", least.value)));
    out.extend(claimed_within_days.as_ref().map(|days| {
        format!("A credit has to be claimed within {} days after the end of the {}.", days.value, period.noun())
    }));
    out
}

fn of_credit(model: &Model, credit: &Credit, period: Period) -> String {
    let Credit { measure, priorities, rule, .. } = credit;
    let below = |bound: Bound| below(model, *measure, priorities, bound, period);
    match rule {
        CreditRule::Bands(bands) => {
            let mut out = String::new();
            for (at, band) in bands.iter().enumerate() {
                out.push_str(&match at {
                    0 => format!("If {}, the credit is {}", below(band.below), value(band.credit)),
                    _ => format!("; below {} it is {}", per_cent(band.below.share), value(band.credit)),
                });
            }
            format!("{out}.")
        }
        CreditRule::Distance { credit, step, rounding, below: bound } => {
            let each = match rounding {
                Rounding::Full => format!("each full {}", per_cent(*step)),
                Rounding::Started => format!("each started {}", per_cent(*step)),
                Rounding::Exact => format!("each {}, in proportion,", per_cent(*step)),
            };
            format!("If {}, the credit is {} for {each} below that.", below(*bound), value(*credit))
        }
        CreditRule::EachBreach(credit) => {
            let (objective, of) = (measured(model, *measure), of_incidents(model, priorities));
            format!("Each time {objective} is late{of}, the credit is {}.", value(*credit))
        }
        CreditRule::EachLate { credit, each, rounding, at_most } => {
            let (objective, of) = (measured(model, *measure), of_incidents(model, priorities));
            let most = at_most.map(|most| format!(", for one incident {} at most", value(most))).unwrap_or_default();
            let each = steps(*rounding, *each);
            format!("For {each} by which {objective} is late{of}, the credit is {}{most}.", value(*credit))
        }
        CreditRule::EachDown { credit, each, rounding, .. } => {
            format!(
                "For {} of downtime in a {}, the credit is {}.",
                steps(*rounding, *each),
                period.noun(),
                value(*credit)
            )
        }
    }
}

fn rights(model: &Model, package: &Package) -> Vec<String> {
    let period = package.service.period();
    let each = package.service.rights.iter().map(|right| {
        let Right { title, measure, priorities, below: bound, periods, of, name, .. } = right;
        let title = if title == name { plain(name) } else { title.clone() };
        let noun = period.noun();
        let often = match (*periods, *of) {
            (1, _) => format!("in a {noun}"),
            (periods, of) if periods == of => format!("in {periods} {noun}s in a row"),
            (periods, of) => format!("in {periods} of {of} {noun}s in a row"),
        };
        format!("{title}: if {} {often}.", below(model, *measure, priorities, *bound, period))
    });
    each.collect()
}

fn quotas(model: &Model, package: &Package) -> Vec<String> {
    let each = package.service.quotas.iter().map(|quota| {
        let Quota { priorities, incidents, per, .. } = quota;
        let per = match per {
            QuotaPeriod::Calendar(period) => period.noun(),
            QuotaPeriod::ContractYear => "contract year",
        };
        let plural = if *incidents == 1 { " is" } else { "s are" };
        format!("{incidents} incident{plural} included in each {per}{}.", of_incidents(model, priorities))
    });
    each.collect()
}

/// `less than 95% of the responses of P1 in a month are in time`
fn below(model: &Model, measure: Measure, priorities: &[PriorityId], bound: Bound, period: Period) -> String {
    let share = per_cent(bound.share);
    match measure.objective() {
        Some(id) => {
            let of = of_incidents(model, priorities);
            format!(
                "{} is in time for less than {share} of the incidents of a {}{of}",
                objective(model, id),
                period.noun()
            )
        }
        None => format!("the service is available for less than {share} of a {}", period.noun()),
    }
}

fn measured(model: &Model, measure: Measure) -> String {
    measure.objective().map(|id| objective(model, id)).unwrap_or_default()
}

fn objective(model: &Model, id: ObjectiveId) -> String {
    model.objectives.get(id.index()).map(|objective| format!("“{}”", title(objective))).unwrap_or_default()
}

/// ` (P1 and P2)`; nothing where none is named.
fn of_incidents(model: &Model, priorities: &[PriorityId]) -> String {
    let all = priorities.is_empty() || priorities.len() == model.priorities.len();
    let names: Vec<String> = priorities.iter().map(|priority| model.priority_name(*priority).to_owned()).collect();
    if all { String::new() } else { format!(" ({})", and(&names)) }
}

fn steps(rounding: Rounding, each: Duration) -> String {
    match rounding {
        Rounding::Started => format!("each started {}", step_words(each)),
        Rounding::Full | Rounding::Exact => format!("each full {}", step_words(each)),
    }
}

fn value(value: CreditValue) -> String {
    match value {
        CreditValue::Share(share) => format!("{} of the fee", per_cent(share)),
        CreditValue::Amount(amount) => amount.to_string(),
    }
}

fn per_cent(share: crate::value::Decimal) -> String {
    CreditValue::Share(share).to_string()
}
