//! Credit statements as CSV: one row for each line, statement, right and quota.

use serde::Serialize;

use super::data::{LineData, QuotaData, RightData, StatementData};
use super::statements::CreditReport;

/// A row. Cells that do not concern it are empty; lists are joined by `;`.
#[derive(Debug, Default, Serialize)]
struct FlatRow {
    /// `line`, `statement`, `right` or `quota`.
    row: &'static str,
    contract: String,
    in_force_from: String,
    in_force_to: String,
    period: String,
    from: String,
    to: String,
    provisional: bool,
    currency: String,
    fee: String,
    incidents: String,
    left_out: String,
    unsure: String,
    line: String,
    measure: String,
    credit_by: String,
    objective: String,
    priorities: String,
    met: String,
    breached: String,
    open: String,
    down_us: String,
    period_us: String,
    value: String,
    ignored: String,
    below: String,
    steps: String,
    capped: String,
    credit: String,
    share: String,
    amount: String,
    sum_share: String,
    sum_amount: String,
    cap_share: String,
    cap_amount: String,
    claim_by: String,
    claim: String,
    ids: String,
    unknown: String,
    right: String,
    since: String,
    periods: String,
    per: String,
    quota: String,
    used: String,
    left: String,
    over: String,
}

fn written<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

impl CreditReport<'_> {
    /// As CSV.
    ///
    /// # Errors
    /// If the rows cannot be encoded.
    pub fn csv(&self) -> Result<String, String> {
        let data = self.data();
        let mut rows = Vec::new();
        for statement in &data.statements {
            rows.extend(statement.lines.iter().zip(1_u32..).map(|(line, number)| of_line(statement, line, number)));
            rows.push(of_statement(statement));
            rows.extend(statement.rights.iter().map(|right| of_right(statement, right)));
        }
        rows.extend(data.quotas.iter().map(of_quota));
        let mut out = csv::Writer::from_writer(Vec::new());
        if rows.is_empty() {
            // The header is written with the first row.
            out.serialize(FlatRow::default()).map_err(|e| e.to_string())?;
            let bytes = out.into_inner().map_err(|e| e.to_string())?;
            let text = String::from_utf8(bytes).map_err(|e| e.to_string())?;
            return Ok(text.lines().take(1).flat_map(|line| [line, "\n"]).collect());
        }
        for row in &rows {
            out.serialize(row).map_err(|e| e.to_string())?;
        }
        let bytes = out.into_inner().map_err(|e| e.to_string())?;
        String::from_utf8(bytes).map_err(|e| e.to_string())
    }
}

fn of(row: &'static str, statement: &StatementData) -> FlatRow {
    FlatRow {
        row,
        contract: statement.contract.clone(),
        in_force_from: written(statement.in_force.map(|(from, _)| from)),
        in_force_to: written(statement.in_force.map(|(_, to)| to)),
        period: statement.period.clone(),
        from: statement.from.clone(),
        to: statement.to.clone(),
        provisional: statement.provisional,
        currency: written(statement.currency),
        fee: written(statement.fee.as_ref()),
        ..FlatRow::default()
    }
}

fn of_line(statement: &StatementData, line: &LineData, number: u32) -> FlatRow {
    FlatRow {
        line: number.to_string(),
        measure: line.measure.to_owned(),
        credit_by: written(line.credit_by),
        objective: written(line.objective.as_ref()),
        priorities: line.priorities.join(";"),
        met: line.met.to_string(),
        breached: line.breached.to_string(),
        open: line.open.to_string(),
        down_us: line.down_us.to_string(),
        period_us: written(line.period_us),
        value: written(line.value),
        ignored: line.ignored.to_string(),
        below: written(line.below),
        steps: written(line.steps.as_ref()),
        capped: line.capped.to_string(),
        credit: written(line.credit.as_ref()),
        share: written(line.share),
        amount: written(line.amount.as_ref()),
        ids: line.incidents.join(";"),
        unknown: line.unknown.join(";"),
        ..of("line", statement)
    }
}

/// Its share and amount are what is owed.
fn of_statement(statement: &StatementData) -> FlatRow {
    FlatRow {
        incidents: statement.incidents.to_string(),
        left_out: statement.left_out.to_string(),
        unsure: statement.unsure.join(";"),
        share: written(statement.total.share),
        amount: written(statement.total.amount.as_ref()),
        sum_share: written(statement.sum.share),
        sum_amount: written(statement.sum.amount.as_ref()),
        cap_share: written(statement.cap.share),
        cap_amount: written(statement.cap.amount.as_ref()),
        claim_by: written(statement.claim_by.as_ref()),
        claim: written(statement.claim),
        ..of("statement", statement)
    }
}

fn of_right(statement: &StatementData, right: &RightData) -> FlatRow {
    FlatRow {
        right: right.name.clone(),
        since: written(right.since.as_ref()),
        periods: right.periods.join(";"),
        ..of("right", statement)
    }
}

fn of_quota(quota: &QuotaData) -> FlatRow {
    FlatRow {
        row: "quota",
        contract: quota.contract.clone(),
        in_force_from: written(quota.in_force.map(|(from, _)| from)),
        in_force_to: written(quota.in_force.map(|(_, to)| to)),
        period: quota.period.clone(),
        from: quota.from.clone(),
        to: quota.to.clone(),
        provisional: quota.provisional,
        priorities: quota.priorities.join(";"),
        per: quota.per.to_owned(),
        quota: quota.quota.to_string(),
        used: quota.used.to_string(),
        left: quota.left.to_string(),
        over: quota.over.to_string(),
        ..FlatRow::default()
    }
}
