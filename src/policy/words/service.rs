//! Escalations, measures, credits, rights and quotas in words, as a policy writes them.

use crate::span::Span;
use crate::time::Duration;
use crate::value::Decimal;

use super::super::model::{Model, Package, PriorityId};
use super::super::service_terms::{
    Availability, Band, Bound, Cap, CountedBy, Credit, CreditLimits, CreditRule, CreditValue, Escalation,
    EscalationPoint, Measure, Measured, Outages, Period, Quota, QuotaPeriod, Right, Rounding, ServiceTerms,
};
use super::general::{Compared, GeneralTerm, Position};
use super::percent;

impl Model {
    /// What a package says of escalations, measures, credits, rights and quotas, in the order of tables.
    pub fn service_terms(&self, package: &Package) -> Vec<GeneralTerm> {
        // Each field is named here: a new one does not compile until somebody decides how it is shown.
        let ServiceTerms { escalations, measured, fee, availability, credits, credit_limits, rights, quotas } =
            &package.service;
        let term = |statement: &str, heading: &str, lines: Vec<String>, span: Option<Span>| GeneralTerm {
            statement: statement.to_owned(),
            name: heading.to_lowercase(),
            heading: heading.to_owned(),
            position: Position::AfterPriorities,
            compared: Compared::ByRules,
            lines,
            span,
        };
        let of_escalations = escalations.iter().map(|escalation| self.escalation_words(escalation)).collect();
        let of_measured = measured.iter().map(|measured| self.measured_words(measured)).collect();
        let of_fee = fee.iter().map(|fee| format!("{} per {}", fee.value.amount, fee.value.per.noun())).collect();
        let of_availability = availability.iter().map(|availability| self.availability_words(availability)).collect();
        let of_credits = credits.iter().map(|credit| self.credit_words(credit)).collect();
        let of_rights = rights.iter().map(|right| self.right_words(right)).collect();
        let of_quotas = quotas.iter().map(|quota| self.quota_words(quota)).collect();
        vec![
            term("escalate", "Escalations", of_escalations, escalations.first().map(|e| e.span)),
            term("measured", "Measured", of_measured, measured.as_ref().map(|m| m.span)),
            term("fee", "Fee", of_fee, fee.as_ref().map(|fee| fee.span)),
            term("availability", "Availability", of_availability, availability.as_ref().map(|a| a.span)),
            term("credit", "Credits", of_credits, credits.first().map(|credit| credit.span)),
            term("credits", "Limits of credits", credit_limits.words(), credit_limits.first_span()),
            term("right", "Rights", of_rights, rights.first().map(|right| right.span)),
            term("quota", "Quotas", of_quotas, quotas.first().map(|quota| quota.span)),
        ]
    }

    /// `P1 to duty_manager at 50% of response`
    pub fn escalation_words(&self, escalation: &Escalation) -> String {
        let Escalation { priorities, to, objective, point, .. } = escalation;
        let objective = self.objective_name(*objective);
        let point = match point {
            EscalationPoint::Share(share) => format!("at {} of {objective}", percent(*share)),
            EscalationPoint::After(length) => format!("after {length} of {objective}"),
            EscalationPoint::BeforeDue(length) => format!("{length} before {objective} is due"),
        };
        format!("{}to {to} {point}", self.list_words(priorities))
    }

    /// `monthly by opened, except when customer_caused`
    pub fn measured_words(&self, measured: &Measured) -> String {
        let Measured { period, by, except, .. } = measured;
        let by = match by {
            CountedBy::Opened => "opened",
            CountedBy::Stopped => "stopped",
        };
        let except = except.as_ref().map(|when| format!(", except when {}", self.condition_words(when)));
        format!("{} by {by}{}", period.adverb(), except.unwrap_or_default())
    }

    /// `99.9%, down while priority is P1`
    pub fn availability_words(&self, availability: &Availability) -> String {
        let Availability { share, period, down, ignoring, counted_on, .. } = availability;
        let period = period.map(|period| format!(" {}", period.adverb())).unwrap_or_default();
        let ignoring = ignoring.map(|Outages { under, .. }| format!(", ignoring outages under {under}"));
        let counted_on = counted_on.map(|on| format!(", counted on {}", self.calendar_words(on)));
        let clauses = [ignoring, counted_on].into_iter().flatten().collect::<String>();
        format!("{}{period}, down while {}{clauses}", percent(*share), self.condition_words(down))
    }

    /// `response P1: below 95% credit 5%, below 90% credit 10%`
    pub fn credit_words(&self, credit: &Credit) -> String {
        format!("{}: {}", self.measure_words(credit.measure, &credit.priorities), self.credit_rule_words(&credit.rule))
    }

    /// A credit without its measure: `250.00 GBP for each breach`.
    pub fn credit_rule_words(&self, rule: &CreditRule) -> String {
        match rule {
            CreditRule::Bands(bands) => {
                let bands: Vec<String> = bands.iter().map(|band| self.band_words(band)).collect();
                bands.join(", ")
            }
            CreditRule::Distance { credit, step, rounding, below } => {
                format!("{credit} for each {}{} below {below}", rounding.word(), percent(*step))
            }
            CreditRule::EachBreach(credit) => format!("{credit} for each breach"),
            CreditRule::EachLate { credit, each, rounding, at_most } => {
                let at_most = at_most.map(|most| format!(", at most {most}")).unwrap_or_default();
                format!("{credit} for each {}{} late{at_most}", rounding.word(), step_words(*each))
            }
            CreditRule::EachDown { credit, each, rounding, .. } => {
                format!("{credit} for each {}{}", rounding.word(), step_words(*each))
            }
        }
    }

    /// `below 95% credit 5%`
    pub fn band_words(&self, band: &Band) -> String {
        format!("below {} credit {}", band.below, band.credit)
    }

    /// `Termination: when availability below 98.5% in 2 of 3 periods`
    pub fn right_words(&self, right: &Right) -> String {
        let Right { title, measure, priorities, below, periods, of, .. } = right;
        let measure = self.measure_words(*measure, priorities);
        let count = if periods == of { periods.to_string() } else { format!("{periods} of {of}") };
        let plural = if *of == 1 { "" } else { "s" };
        format!("{title}: when {measure} below {below} in {count} period{plural}")
    }

    /// `P1 5 incidents per month`
    pub fn quota_words(&self, quota: &Quota) -> String {
        let Quota { priorities, incidents, per, .. } = quota;
        let per = match per {
            QuotaPeriod::Calendar(period) => period.noun(),
            QuotaPeriod::ContractYear => "contract year",
        };
        let plural = if *incidents == 1 { "" } else { "s" };
        format!("{}{incidents} incident{plural} per {per}", self.list_words(priorities))
    }

    /// `response P1, P2`, `availability`
    pub fn measure_words(&self, measure: Measure, priorities: &[PriorityId]) -> String {
        match measure.objective() {
            Some(objective) => {
                format!("{} {}", self.objective_name(objective), self.list_words(priorities)).trim_end().to_owned()
            }
            None if measure == Measure::Downtime => "downtime".to_owned(),
            None => "availability".to_owned(),
        }
    }

    /// The names of some priorities, with a blank behind; nothing where none is named.
    fn list_words(&self, priorities: &[PriorityId]) -> String {
        let names: Vec<&str> = priorities.iter().map(|priority| self.priority_name(*priority)).collect();
        if names.is_empty() { String::new() } else { format!("{} ", names.join(", ")) }
    }
}

impl CreditLimits {
    /// `at most 20%`, `fewer than 5 incidents are ignored`, and so on.
    pub fn words(&self) -> Vec<String> {
        let Self { caps, ignore_fewer_than, at_least, claimed_within_days } = self;
        let caps = caps.iter().map(Cap::words);
        let ignored = ignore_fewer_than.as_ref().map(|fewer| format!("ignore fewer than {} incidents", fewer.value));
        let least = at_least.as_ref().map(|least| format!("at least {}", least.value));
        let claimed = claimed_within_days.as_ref().map(|days| format!("claimed within {} days", days.value));
        caps.chain(ignored).chain(least).chain(claimed).collect()
    }

    /// The place of one of its statements.
    fn first_span(&self) -> Option<Span> {
        let Self { caps, ignore_fewer_than, at_least, claimed_within_days } = self;
        let cap = caps.first().map(|cap| cap.span);
        let ignored = ignore_fewer_than.as_ref().map(|fewer| fewer.span);
        let others = at_least.as_ref().map(|least| least.span).or(claimed_within_days.as_ref().map(|days| days.span));
        cap.or(ignored).or(others)
    }
}

impl Cap {
    /// `at most 10% per year`
    pub fn words(&self) -> String {
        let Self { at_most, per_year, span: _ } = self;
        format!("at most {at_most}{}", if *per_year { " per year" } else { "" })
    }
}

impl std::fmt::Display for CreditValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Share(share) => f.write_str(&percent(*share)),
            Self::Amount(amount) => write!(f, "{amount}"),
        }
    }
}

impl std::fmt::Display for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.target {
            true if self.share == Decimal::default() => f.write_str("target"),
            true => write!(f, "target ({})", percent(self.share)),
            false => f.write_str(&percent(self.share)),
        }
    }
}

impl Period {
    /// `month`
    pub fn noun(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// `monthly`
    pub fn adverb(self) -> &'static str {
        match self {
            Self::Month => "monthly",
            Self::Quarter => "quarterly",
            Self::Year => "yearly",
        }
    }
}

impl Rounding {
    /// `full `, `started `
    fn word(self) -> &'static str {
        match self {
            Self::Full => "full ",
            Self::Started => "started ",
            Self::Exact => "",
        }
    }
}

/// A length behind `each`: `30 minutes`, `working hour`.
pub fn step_words(each: Duration) -> String {
    let words = each.to_string();
    words.strip_prefix("1 ").map(str::to_owned).unwrap_or(words)
}
