//! How the credit of a line comes about, in sentences.

use crate::engine::credits::{Ids, Line, Statement};
use crate::policy::service_terms::{Band, CreditRule, Measure, Rounding};
use crate::time::Duration;
use crate::value::Fraction;

use super::super::incidents::words::{count, length, thousands};
use super::statements::CreditReport;
use super::words::{exact_percent, grouped_credit, measured, money, percent, steps};

/// So many ids are named in a sentence.
const NAMED: usize = 10;

impl CreditReport<'_> {
    /// What a line is about: `response P1`.
    pub(super) fn label(&self, line: &Line) -> String {
        let model = self.policy.model();
        let priorities: Vec<&str> = line.priorities.iter().map(|priority| model.priority_name(*priority)).collect();
        let of = |before: &str| {
            let objective = line.measure.objective().map_or("", |objective| model.objective_name(objective));
            let blank = if priorities.is_empty() { "" } else { " " };
            format!("{before}{objective}{blank}{}", priorities.join(", "))
        };
        match line.measure {
            Measure::Attainment(_) => of(""),
            Measure::Breaches(_) => of("breaches of "),
            Measure::Lateness(_) => of("lateness of "),
            Measure::Availability => "availability".to_owned(),
            Measure::Downtime => "downtime".to_owned(),
        }
    }

    /// The sentences below a line.
    pub(super) fn working(&self, statement: &Statement, line: &Line) -> String {
        let mut out: Vec<String> = Vec::new();
        if let Some(clock) = line.beyond {
            let rejection = self.policy.beyond(clock);
            out.push(format!("No data: {}.", rejection.message.trim_end_matches('.')));
        } else {
            match self.rule(statement.package, line) {
                Some(rule) => out.push(self.credited(statement, line, rule)),
                None => out.push("Nothing is credited for it.".to_owned()),
            }
        }
        if line.open > 0 {
            out.push(format!("{} still open.", count(line.open, "incident")));
        }
        let behind = match line.measure {
            Measure::Availability | Measure::Downtime => "Down",
            Measure::Attainment(_) | Measure::Breaches(_) => "Breached",
            Measure::Lateness(_) => "Late",
        };
        if !line.incidents.is_empty() {
            out.push(format!("{behind}: {}.", named(&line.incidents)));
        }
        if !line.unknown.is_empty() {
            let ids = named(&line.unknown);
            out.push(format!("Not counted, because it is unknown whether the service was down: {ids}."));
        }
        out.join(" ")
    }

    fn credited(&self, statement: &Statement, line: &Line, rule: &CreditRule) -> String {
        let fee = statement.fee.as_ref().zip(self.currency(statement));
        let of_fee = match (&line.share, fee) {
            (Some(_), Some((fee, currency))) => format!(" of {}", money(fee, currency)),
            (Some(_), None) => " of the fee".to_owned(),
            (None, _) => String::new(),
        };
        let value = line.value.as_ref().map(|value| self.value(line, value));
        match rule {
            _ if line.ignored => {
                let limits = self.package(statement.package).map(|package| &package.service.credit_limits);
                let fewest = limits.and_then(|limits| limits.ignore_fewer_than.as_ref()).map_or(0, |few| few.value);
                let counted = count(line.met + line.breached, "incident");
                format!("{counted}, fewer than {fewest}: no credit.")
            }
            CreditRule::Bands(bands) => match (&value, bands.first()) {
                (Some(value), first) => match bands.iter().find(|band| Some(band.below.share) == line.below) {
                    Some(Band { below, credit, .. }) => {
                        format!("{value} is below {}: {}{of_fee}.", percent(below.share), grouped_credit(*credit))
                    }
                    None => {
                        let bound = first.map(|band| percent(band.below.share)).unwrap_or_default();
                        format!("{value} is not below {bound}: no credit.")
                    }
                },
                (None, _) => "No data: no credit.".to_owned(),
            },
            CreditRule::Distance { credit, step, rounding, below } => {
                let bound = percent(below.share);
                match (&value, &line.value) {
                    (Some(written), Some(value)) if line.below.is_some() => {
                        let distance = Fraction::from(below.share).minus(value);
                        let distance = exact_percent(&distance, 4);
                        let steps = line.steps.as_ref().map(steps).unwrap_or_default();
                        let step = percent(*step);
                        let words = rounding_words(*rounding);
                        let credit = grouped_credit(*credit);
                        format!(
                            "{written} is {distance} below {bound}: {steps} {words}steps of {step}, each \
                             {credit}{of_fee}."
                        )
                    }
                    (Some(written), _) => format!("{written} is not below {bound}: no credit."),
                    (None, _) => "No data: no credit.".to_owned(),
                }
            }
            CreditRule::EachBreach(_) if line.breached == 0 => "No breach: no credit.".to_owned(),
            CreditRule::EachLate { .. } if line.breached == 0 => "Nothing was late: no credit.".to_owned(),
            CreditRule::EachDown { .. } if line.down_us == 0 => "No downtime: no credit.".to_owned(),
            CreditRule::EachBreach(credit) => {
                let breaches = breaches(line.breached);
                format!("{breaches}, each {}{of_fee}.", grouped_credit(*credit))
            }
            CreditRule::EachLate { credit, each, rounding, at_most } => {
                let lengths = lengths(line, *each, *rounding);
                let mut out = format!("Late {lengths}, each {}{of_fee}", grouped_credit(*credit));
                if let Some(most) = at_most {
                    out.push_str(&format!("; at most {} for an incident", grouped_credit(*most)));
                    if line.capped > 0 {
                        out.push_str(&format!(", which {} reached", count(line.capped, "incident")));
                    }
                }
                out.push('.');
                out
            }
            CreditRule::EachDown { credit, each, rounding, .. } => {
                let lengths = lengths(line, *each, *rounding);
                format!("Down {lengths}, each {}{of_fee}.", grouped_credit(*credit))
            }
        }
    }

    /// A measured share: of the time with more decimals, as they are promised with more.
    pub(super) fn value(&self, line: &Line, value: &Fraction) -> String {
        measured(value, if line.measure == Measure::Availability { 3 } else { 2 })
    }

    /// What a line counts: `18 of 20 met`, `3 breached`, `1h 20m down`.
    pub(super) fn counted(&self, line: &Line) -> String {
        match line.measure {
            Measure::Attainment(_) => {
                format!("{} of {} met", thousands(line.met), thousands(line.met + line.breached))
            }
            Measure::Breaches(_) => format!("{} breached", thousands(line.breached)),
            Measure::Lateness(_) => format!("{} late", thousands(line.breached)),
            Measure::Availability | Measure::Downtime if line.beyond.is_some() => "no data".to_owned(),
            Measure::Availability | Measure::Downtime => format!("{} down", length(line.down_us)),
        }
    }
}

fn breaches(number: u64) -> String {
    if number == 1 { "1 breach".to_owned() } else { format!("{} breaches", thousands(number)) }
}

fn rounding_words(rounding: Rounding) -> &'static str {
    match rounding {
        Rounding::Full => "full ",
        Rounding::Started => "started ",
        Rounding::Exact => "",
    }
}

/// `7 times 30 minutes (started ones count in full)`
fn lengths(line: &Line, each: Duration, rounding: Rounding) -> String {
    let number = line.steps.as_ref().map(steps).unwrap_or_default();
    let times = if number == "1" { "1 time".to_owned() } else { format!("{number} times") };
    let counted = match rounding {
        Rounding::Full => " (only full ones count)",
        Rounding::Started => " (started ones count in full)",
        Rounding::Exact => "",
    };
    format!("{times} {each}{counted}")
}

/// The first ids of a list, and how many there are more.
pub(super) fn named(ids: &Ids) -> String {
    let shown: Vec<&str> = ids.kept().iter().take(NAMED).map(String::as_str).collect();
    let more = ids.len().saturating_sub(u64::try_from(shown.len()).unwrap_or(0));
    let more = if more > 0 { format!(" and {} more", thousands(more)) } else { String::new() };
    format!("{}{more}", shown.join(", "))
}
