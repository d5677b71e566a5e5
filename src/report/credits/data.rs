//! The machine form of credit statements. Its JSON has these keys in this order, all of them always.

use serde::Serialize;
use serde_json::Value;

use crate::engine::credits::{CreditSum, CreditUnit, Line, QuotaCount, RightState, Statement, measure_name};
use crate::policy::model::{PackageId, PriorityId};
use crate::policy::service_terms::{CreditRule, Currency, QuotaPeriod};
use crate::time::{By, Date, Instant};
use crate::value::{Decimal, Fraction};

use super::statements::CreditReport;
use super::words::credit;

/// The credit statements of a set of incidents.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CreditData {
    /// The fingerprint of the policy.
    pub policy: String,
    /// The instant as of which the incidents were decided.
    pub as_of: String,
    /// How many incidents there are.
    pub incidents: u64,
    /// How many of them were rejected.
    pub rejected: u64,
    /// By contract, version and period.
    pub statements: Vec<StatementData>,
    /// By contract, version, quota and period.
    pub quotas: Vec<QuotaData>,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StatementData {
    pub(super) contract: String,
    pub(super) in_force: Option<(Date, Date)>,
    pub(super) period: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) provisional: bool,
    pub(super) incidents: u64,
    pub(super) left_out: u64,
    pub(super) unsure: Vec<String>,
    pub(super) currency: Option<&'static str>,
    pub(super) fee: Option<String>,
    pub(super) lines: Vec<LineData>,
    pub(super) sum: SumData,
    pub(super) cap: SumData,
    pub(super) total: SumData,
    pub(super) claim_by: Option<String>,
    pub(super) claim: Option<&'static str>,
    pub(super) rights: Vec<RightData>,
    pub(super) tier: bool,
    pub(super) customer: Option<String>,
}

/// A sum: a share of the fee, or an amount of the statement's currency.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(super) struct SumData {
    pub(super) share: Option<f64>,
    pub(super) amount: Option<String>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct LineData {
    pub(super) measure: &'static str,
    pub(super) credit_by: Option<&'static str>,
    pub(super) objective: Option<String>,
    pub(super) priorities: Vec<String>,
    pub(super) met: u64,
    pub(super) breached: u64,
    pub(super) open: u64,
    pub(super) down_us: i64,
    pub(super) period_us: Option<i64>,
    pub(super) value: Option<f64>,
    pub(super) ignored: bool,
    pub(super) below: Option<f64>,
    pub(super) steps: Option<Value>,
    pub(super) credit: Option<String>,
    pub(super) share: Option<f64>,
    pub(super) amount: Option<String>,
    pub(super) incidents: Vec<String>,
    pub(super) unknown: Vec<String>,
    pub(super) capped: u64,
}

/// A right.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct RightData {
    pub(super) name: String,
    pub(super) since: Option<String>,
    pub(super) periods: Vec<String>,
}

/// A quota in one of its periods.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuotaData {
    pub(super) contract: String,
    pub(super) in_force: Option<(Date, Date)>,
    pub(super) priorities: Vec<String>,
    pub(super) per: &'static str,
    pub(super) period: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) quota: u64,
    pub(super) used: u64,
    pub(super) left: u64,
    pub(super) over: u64,
    pub(super) provisional: bool,
}

/// A share, rounded down at nine digits.
fn nine(number: &Fraction) -> f64 {
    number.rounded_down(9)
}

/// A number of steps: whole if it is.
fn steps(number: &Fraction) -> Value {
    number.as_u64().map_or_else(|| nine(number).into(), Value::from)
}

/// By what a credit is computed.
fn rule_name(rule: &CreditRule) -> &'static str {
    match rule {
        CreditRule::Bands(_) => "band",
        CreditRule::Distance { .. } => "distance",
        CreditRule::EachBreach(_) => "breach",
        CreditRule::EachLate { .. } => "late",
        CreditRule::EachDown { .. } => "down",
    }
}

/// The length of a quota's period.
pub(super) fn quota_period(per: QuotaPeriod) -> &'static str {
    match per {
        QuotaPeriod::Calendar(period) => By::from(period).noun(),
        QuotaPeriod::ContractYear => "contract year",
    }
}

impl CreditReport<'_> {
    /// As JSON.
    pub fn json(&self) -> String {
        format!("{}\n", serde_json::to_string_pretty(&self.data()).unwrap_or_default())
    }

    /// The machine form.
    pub fn data(&self) -> CreditData {
        CreditData {
            policy: self.policy.fingerprint().to_owned(),
            as_of: self.as_of.rfc3339(None).to_string(),
            incidents: self.incidents,
            rejected: self.rejected,
            statements: self.statements.iter().map(|statement| self.statement_data(statement)).collect(),
            quotas: self.quotas.iter().map(|quota| self.quota_data(quota)).collect(),
        }
    }

    fn names(&self, priorities: &[PriorityId]) -> Vec<String> {
        priorities.iter().map(|priority| self.policy.model().priority_name(*priority).to_owned()).collect()
    }

    fn in_force(&self, id: PackageId) -> Option<(Date, Date)> {
        self.package(id)?.in_force.map(|force| (force.from, force.to))
    }

    /// An instant with the offset of the zone of a package's dates.
    fn written(&self, id: PackageId, at: Instant) -> String {
        let zone = self.package(id).map(crate::policy::model::Package::date_zone);
        at.rfc3339(zone.and_then(|zone| zone.written_offset(at))).to_string()
    }

    fn statement_data(&self, statement: &Statement) -> StatementData {
        let id = statement.package;
        let package = self.package(id);
        let currency = self.currency(statement);
        let sum = |sum: &CreditSum| SumData {
            share: sum.share.as_ref().map(nine),
            amount: sum.amount.as_ref().zip(currency).map(|(amount, currency)| amount.money_text(currency)),
        };
        StatementData {
            contract: package.map_or_else(String::new, |package| package.name.clone()),
            in_force: self.in_force(id),
            period: statement.period.to_string(),
            from: self.written(id, statement.from),
            to: self.written(id, statement.to),
            provisional: statement.provisional,
            incidents: statement.incidents,
            left_out: statement.left_out,
            unsure: statement.unsure.kept().to_vec(),
            currency: currency.map(Currency::code),
            fee: statement.fee.as_ref().zip(currency).map(|(fee, currency)| fee.money_text(currency)),
            lines: statement.lines.iter().map(|line| self.line_data(id, line, currency)).collect(),
            sum: sum(&statement.sum),
            cap: sum(&statement.cap),
            total: sum(&statement.total),
            claim_by: statement.claim_by.map(|at| self.written(id, at)),
            claim: statement.claim.map(|claim| claim.as_str()),
            rights: statement.rights.iter().map(|right| self.right_data(id, right)).collect(),
            tier: package.is_some_and(|package| !package.contract),
            customer: package.and_then(|package| package.customer.clone()),
        }
    }

    /// The currency of a statement's amounts: that of its credits, or of its fee.
    pub(super) fn currency(&self, statement: &Statement) -> Option<Currency> {
        match statement.unit {
            Some(CreditUnit::Money(currency)) => Some(currency),
            Some(CreditUnit::Share) => None,
            None => self.package(statement.package)?.service.fee.as_ref().map(|fee| fee.value.amount.currency()),
        }
    }

    fn line_data(&self, id: PackageId, line: &Line, currency: Option<Currency>) -> LineData {
        let model = self.policy.model();
        LineData {
            measure: measure_name(line.measure),
            credit_by: self.rule(id, line).map(rule_name),
            objective: line.measure.objective().map(|objective| model.objective_name(objective).to_owned()),
            priorities: self.names(&line.priorities),
            met: line.met,
            breached: line.breached,
            open: line.open,
            down_us: line.down_us,
            period_us: line.period_us,
            value: line.value.as_ref().map(nine),
            ignored: line.ignored,
            below: line.below.map(Decimal::as_f64),
            steps: line.steps.as_ref().map(steps),
            credit: line.credit.map(credit),
            share: line.share.as_ref().map(nine),
            amount: line.amount.as_ref().zip(currency).map(|(amount, currency)| amount.money_text(currency)),
            incidents: line.incidents.kept().to_vec(),
            unknown: line.unknown.kept().to_vec(),
            capped: line.capped,
        }
    }

    /// How the credit of a line follows from its measure.
    pub(super) fn rule(&self, id: PackageId, line: &Line) -> Option<&CreditRule> {
        let credits = &self.package(id)?.service.credits;
        credits.get(usize::from(line.place?)).map(|credit| &credit.rule)
    }

    fn right_data(&self, id: PackageId, right: &RightState) -> RightData {
        let declared = self.package(id).and_then(|package| package.service.rights.get(right.right));
        RightData {
            name: declared.map_or_else(String::new, |declared| declared.name.clone()),
            since: right.since.map(|period| period.to_string()),
            periods: right.periods.iter().map(ToString::to_string).collect(),
        }
    }

    fn quota_data(&self, count: &QuotaCount) -> QuotaData {
        let id = count.package;
        let package = self.package(id);
        let quota = package.and_then(|package| package.service.quotas.get(count.quota));
        QuotaData {
            contract: package.map_or_else(String::new, |package| package.name.clone()),
            in_force: self.in_force(id),
            priorities: quota.map(|quota| self.names(&quota.priorities)).unwrap_or_default(),
            per: quota.map_or("", |quota| quota_period(quota.per)),
            period: count.period.clone(),
            from: self.written(id, count.from),
            to: self.written(id, count.to),
            quota: count.included,
            used: count.used,
            left: count.left(),
            over: count.over(),
            provisional: count.provisional,
        }
    }
}
