//! The schema of the limits that past incidents would have kept.

use serde_json::{Value, json};

use super::DIALECT;
use super::parts::{count, list, maybe_text, object, or_null, share, statement, text, texts, version};

/// The schema of what `relief promise --output-format json` writes.
pub fn promise() -> Value {
    let row = object(
        "",
        [
            ("contract", text("the tier or contract that measures")),
            ("priority", text("the priority that times the incidents")),
            ("objective", text("the objective")),
            ("clock", text("the calendar that time is measured on; `always` is all the time")),
            ("incidents", count("stopped, open and ended")),
            ("stopped", count("the clock has stopped")),
            ("open", count("the clock has not stopped")),
            ("limit_today", maybe_text("today's limit as written; null if there is none")),
            ("kept_today", share("met / (met + breached)")),
            ("quantiles", list("a limit for each share, in ascending order", quantile())),
            ("version", or_null(version())),
            ("when", maybe_text("the condition under which today's limit holds")),
            ("timezone", text("the zone of the clock")),
            ("pausing", texts("the parties that the clock pauses for")),
            ("comparison", json!({"description": "how a time is compared with a limit", "enum": ["<", "<="]})),
            ("ended", count("the resolution ended the objective before it stopped")),
            ("target", share("the share that today's statement promises")),
            ("met", count("met today's limit")),
            ("breached", count("did not meet today's limit, stopped or not")),
            ("statement", or_null(statement())),
        ],
    );
    json!({
        "$schema": DIALECT,
        "title": "Promise",
        "description": "The tightest limits that past incidents would have kept: by contract, priority and objective.",
        "type": "array",
        "items": row,
    })
}

fn quantile() -> Value {
    let seconds = |description: &str| json!({"description": description, "type": ["integer", "null"], "minimum": 1});
    object(
        "",
        [
            (
                "share",
                json!({"description": "the share that was asked for", "type": "number", "exclusiveMinimum": 0, "maximum": 1}),
            ),
            ("limit_s", seconds("the smallest limit of whole seconds; null if too many have not stopped")),
            ("low_s", seconds("the lower end of its 95 % confidence interval; null if there are too few incidents")),
            ("high_s", seconds("the upper end; null if there are too few incidents, or too many have not stopped")),
            ("written", maybe_text("the limit rounded up to what people write")),
        ],
    )
}
