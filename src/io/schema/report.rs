//! The schema of a report.

use serde_json::{Map, Value, json};

use super::DIALECT;
use super::parts::{count, list, maybe_text, object, or_null, seconds, share, statement, text, texts, version};

/// The schema of what `relief report --output-format json` writes.
pub fn report() -> Value {
    let properties = [
        ("policy", text("the fingerprint of the policy")),
        ("as_of", text("the instant as of which the incidents were decided")),
        ("incidents", count("decided and rejected")),
        ("decided", count("the decided incidents")),
        ("rejected", count("the rejected incidents")),
        ("promises", list("by contract, version, statement and period", row(Some("statement")))),
        ("by_priority", list("by contract, version, objective, priority and period", row(None))),
        ("groups", list("by kept column, value, contract, version, objective and period", row(Some("group")))),
        ("worst", list("the breaches that used most of their limits, the worst first", worst())),
        ("waiting", list("the time that incidents waited up to the stop of relief or now, by party", waiting())),
        ("reopened", reopened()),
        ("rejects", list("the rejected incidents, by code", rejects())),
        ("quotas", list("as in the credit statements", super::credits::quota())),
        ("credits", list("the credit statements", super::credits::statement())),
        ("compared_with", or_null(compared_with())),
        ("objectives", list("how many of the decided incidents each objective counts", objective())),
        ("causes", list("the breaches of each objective, by cause", cause())),
        ("distribution", list("how much of their limits the incidents used", distribution())),
        ("openings", openings()),
    ];
    let mut schema = object("", properties);
    if let Some(schema) = schema.as_object_mut() {
        schema.shift_insert(0, "title".to_owned(), json!("Report"));
        schema.shift_insert(0, "$schema".to_owned(), json!(DIALECT));
    }
    schema
}

/// A row about an objective; one of `promises` has a statement, one of `groups` a column and a value.
fn row(kind: Option<&str>) -> Value {
    let mut properties = vec![
        ("contract", text("the tier or contract")),
        ("version", or_null(version())),
        ("objective", text("the objective")),
        ("priorities", texts("the priorities that share the statement, or the priority of the row")),
        ("period", maybe_text("such as 2026-03, 2026-Q1, 2026 or 2026-W05; null for all")),
        ("target", share("the share in which the promise is to be kept")),
        ("incidents", count("timed and left out")),
        ("timed", count("met, breached and open")),
        ("met", count("met the limit")),
        ("breached", count("did not")),
        ("overdue", count("breached, and the clock has not stopped")),
        ("open", count("running or paused, and not breached")),
        ("left_out", count("pending, or without a limit")),
        ("share", share("met / (met + breached)")),
        ("low", share("the lower end of the 95 % Wilson interval")),
        ("high", share("the upper end")),
        ("attained", json!({"type": ["boolean", "null"]})),
        ("overrun_mean_s", or_null(seconds("by how much the breached ones exceed their limits on average"))),
        ("missed", texts("the ids of the breached ones")),
        ("before", or_null(before())),
    ];
    match kind {
        Some("statement") => properties.insert(3, ("statement", statement())),
        Some("group") => {
            properties.insert(0, ("value", maybe_text("its value")));
            properties.insert(0, ("column", text("the kept column")));
        }
        _ => {}
    }
    let required: Vec<&str> = properties.iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Value> =
        properties.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    json!({"type": "object", "required": required, "properties": properties, "additionalProperties": false})
}

fn before() -> Value {
    object(
        "what the row is compared with",
        [
            ("share", share("met / (met + breached)")),
            ("met", count("met the limit")),
            ("breached", count("did not")),
            ("better", json!({"description": "whether the row is better", "type": ["boolean", "null"]})),
        ],
    )
}

fn worst() -> Value {
    let used = json!({"description": "elapsed over limit, rounded down at nine digits", "type": ["number", "null"]});
    object(
        "",
        [
            ("id", text("the incident")),
            ("contract", text("its tier or contract")),
            ("objective", text("the objective")),
            ("priority", text("the priority that it was timed by")),
            ("over_s", seconds("by how much it exceeds the limit")),
            ("used", used),
            ("due", maybe_text("when it was due")),
            ("stopped", maybe_text("when it stopped")),
            ("cause", text("why it was breached, in words")),
        ],
    )
}

fn waiting() -> Value {
    object(
        "",
        [
            ("party", text("who was waited for")),
            ("incidents", count("how many waited")),
            ("covered_s", seconds("on the clock of relief")),
            ("wall_s", seconds("on the wall")),
        ],
    )
}

fn reopened() -> Value {
    object(
        "the incidents that were reopened",
        [("incidents", count("how many")), ("times", count("how often, in all")), ("ids", texts("their ids"))],
    )
}

fn rejects() -> Value {
    let example = object(
        "the first of them",
        [
            ("file", text("the file")),
            ("line", count("the line")),
            ("id", maybe_text("its id")),
            ("message", text("what was expected and what was found")),
        ],
    );
    object("", [("code", text("the code")), ("count", count("how many")), ("example", example)])
}

fn compared_with() -> Value {
    object(
        "what `before` is about",
        [
            ("files", texts("the files of an earlier period")),
            ("contract", maybe_text("the contract that decides the same incidents")),
            ("incidents", count("decided and rejected")),
            ("decided", count("the decided incidents")),
            ("rejected", count("the rejected incidents")),
        ],
    )
}

fn objective() -> Value {
    object(
        "",
        [
            ("objective", text("the objective")),
            ("met", count("met")),
            ("breached", count("breached")),
            ("overdue", count("breached, and the clock has not stopped")),
            ("running", count("the clock runs")),
            ("paused", count("the clock is paused")),
            ("pending", count("the clock has not started")),
            ("none", count("there is no limit")),
        ],
    )
}

fn cause() -> Value {
    object(
        "",
        [
            ("objective", text("the objective")),
            ("cause", text("a code")),
            ("words", text("the same in words")),
            ("breaches", count("how many")),
        ],
    )
}

fn distribution() -> Value {
    let bound = json!({"type": ["number", "null"], "minimum": 0});
    let bin = object(
        "the incidents that used `from` <= elapsed / limit < `to`",
        [("from", bound.clone()), ("to", bound), ("met", count("met")), ("breached", count("breached"))],
    );
    object("", [("objective", text("the objective")), ("bins", list("from the least to the most", bin))])
}

fn openings() -> Value {
    let hours = |items: Value| json!({"type": "array", "items": {"type": "array", "items": items}});
    object(
        "when incidents were opened: a list for each day from Monday to Sunday, of 24 hours of the local day",
        [
            ("incidents", hours(json!({"type": "integer", "minimum": 0}))),
            ("covered", hours(json!({"type": "number", "minimum": 0, "maximum": 1}))),
            ("calendar", maybe_text("the default coverage of most incidents")),
            ("timezone", maybe_text("its zone")),
        ],
    )
}
