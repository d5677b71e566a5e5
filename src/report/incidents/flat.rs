//! A report as CSV: the rows about promises, priorities and groups, one a line.

use super::data::{IncidentReport, Row};

const HEADER: [&str; 29] = [
    "rows",
    "column",
    "value",
    "contract",
    "version_from",
    "version_to",
    "objective",
    "statement",
    "file",
    "line",
    "priorities",
    "period",
    "target",
    "incidents",
    "timed",
    "met",
    "breached",
    "overdue",
    "open",
    "left_out",
    "share",
    "low",
    "high",
    "attained",
    "overrun_mean_s",
    "missed",
    "before_share",
    "before_better",
    "as_of",
];

impl IncidentReport {
    /// As CSV. `rows` says which rows of the JSON form a line is of; lists are joined by `;`.
    ///
    /// # Errors
    /// If the lines cannot be encoded.
    pub fn csv(&self) -> Result<String, String> {
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(HEADER).map_err(|e| e.to_string())?;
        let rows = &self.rows;
        for (name, rows) in [("promises", &rows.promises), ("by_priority", &rows.by_priority), ("groups", &rows.groups)]
        {
            for row in rows {
                out.write_record(record(name, row, &self.as_of)).map_err(|e| e.to_string())?;
            }
        }
        let bytes = out.into_inner().map_err(|e| e.to_string())?;
        String::from_utf8(bytes).map_err(|e| e.to_string())
    }
}

fn record(name: &str, row: &Row, as_of: &str) -> [String; 29] {
    fn written<T: ToString>(value: Option<T>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    let statement = row.statement.as_ref();
    [
        name.to_owned(),
        written(row.group.as_ref().map(|group| &group.column)),
        written(row.group.as_ref().and_then(|group| group.value.as_ref())),
        row.contract.clone(),
        written(row.version.map(|(from, _)| from)),
        written(row.version.map(|(_, to)| to)),
        row.objective.clone(),
        written(statement.map(|statement| &statement.text)),
        written(statement.map(|statement| &statement.file)),
        written(statement.map(|statement| statement.line)),
        row.priorities.join(";"),
        written(row.period.as_ref()),
        written(row.target),
        row.incidents.to_string(),
        row.timed.to_string(),
        row.met.to_string(),
        row.breached.to_string(),
        row.overdue.to_string(),
        row.open.to_string(),
        row.left_out.to_string(),
        written(row.share),
        written(row.low),
        written(row.high),
        written(row.attained),
        written(row.overrun_mean_s),
        row.missed.join(";"),
        written(row.before.and_then(|before| before.share)),
        written(row.before.and_then(|before| before.better)),
        as_of.to_owned(),
    ]
}
