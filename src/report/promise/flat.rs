//! Limits as JSON: a list with an object for each row.

use serde_json::{Value, json};

use super::row::{PromiseQuantile, PromiseReport, PromiseRow};

impl PromiseReport {
    /// A JSON list, an object a line.
    pub fn json(&self) -> String {
        let rows: Vec<String> = self.rows.iter().map(|row| object(row).to_string()).collect();
        if rows.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", rows.join(",\n")) }
    }
}

fn object(row: &PromiseRow) -> Value {
    json!({
        "contract": row.contract,
        "priority": row.priority,
        "objective": row.objective,
        "clock": row.clock,
        "incidents": row.incidents(),
        "stopped": row.stopped,
        "open": row.open,
        "limit_today": row.limit_today,
        "kept_today": row.kept_today,
        "quantiles": row.quantiles.iter().map(quantile).collect::<Vec<_>>(),
        "version": row.version.map(|(from, to)| [from.to_string(), to.to_string()]),
        "when": row.when,
        "timezone": row.timezone,
        "pausing": row.pausing,
        "comparison": row.comparison.as_str(),
        "ended": row.ended,
        "target": row.target,
        "met": row.met,
        "breached": row.breached,
        "statement": row.statement.as_ref().map(|s| json!({"text": s.text, "file": s.file, "line": s.line})),
    })
}

fn quantile(quantile: &PromiseQuantile) -> Value {
    json!({
        "share": quantile.share.as_f64(),
        "limit_s": quantile.limit_s,
        "low_s": quantile.low_s,
        "high_s": quantile.high_s,
        "written": quantile.written.map(|written| written.to_string()),
    })
}
