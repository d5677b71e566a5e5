//! The schema of credit statements.

use serde_json::{Value, json};

use super::DIALECT;
use super::parts::{count, list, maybe_text, object, or_null, share, text, texts, version};

/// The schema of what `relief credits --output-format json` writes.
pub fn credits() -> Value {
    let mut schema = object(
        "",
        [
            ("policy", text("the fingerprint of the policy")),
            ("as_of", text("the instant as of which the incidents were decided")),
            ("incidents", count("decided and rejected")),
            ("rejected", count("the rejected incidents")),
            ("statements", list("by contract, version and period", statement())),
            ("quotas", list("by contract, version, quota and period", quota())),
        ],
    );
    if let Some(schema) = schema.as_object_mut() {
        schema.shift_insert(0, "title".to_owned(), json!("Credits"));
        schema.shift_insert(0, "$schema".to_owned(), json!(DIALECT));
    }
    schema
}

fn in_force() -> Value {
    or_null(version())
}

fn yes_or_no(description: &str) -> Value {
    json!({"description": description, "type": "boolean"})
}

fn amount(description: &str) -> Value {
    json!({"description": description, "type": ["string", "null"], "pattern": "^[0-9]+(\\.[0-9]+)?$"})
}

/// A share of the fee, which may be more than all of it.
fn of_fee(description: &str) -> Value {
    let description = format!("{description}, rounded down at nine digits");
    json!({"description": description, "type": ["number", "null"], "minimum": 0})
}

fn micros(description: &str) -> Value {
    count(&format!("{description}, in microseconds"))
}

fn words(description: &str, words: &[&str]) -> Value {
    json!({"description": description, "enum": words})
}

fn sum(description: &str) -> Value {
    object(
        description,
        [
            ("share", of_fee("as a share of the fee, where credits are not added up in money, or as a cap is written")),
            ("amount", amount("in the currency of the statement")),
        ],
    )
}

pub(super) fn statement() -> Value {
    let claim = json!({
        "description": "what became of a credit that has to be claimed; null if it need not be, or nothing is owed",
        "enum": ["open", "claimed", "lapsed", null],
    });
    let right = object(
        "",
        [
            ("name", text("its name")),
            ("since", maybe_text("the period at whose end it arose; null if it has not arisen")),
            ("periods", texts("the periods behind it; of one that has not arisen, those that count so far")),
        ],
    );
    object(
        "",
        [
            ("contract", text("the tier or contract")),
            ("in_force", in_force()),
            ("period", text("such as 2026-03, 2026-Q1 or 2026")),
            ("from", text("the first instant of the period that is in force")),
            ("to", text("the instant after its last")),
            ("provisional", yes_or_no("whether it may still change")),
            ("incidents", count("the incidents of this version that were opened in the period")),
            ("left_out", count("those of them that the contract leaves out of its measures")),
            ("unsure", texts("those of them of which that is unknown, which count; at most 100")),
            ("currency", maybe_text("the currency of all amounts")),
            ("fee", amount("the fee of the period")),
            ("lines", list("by measure, in the order of the contract", line())),
            ("sum", sum("what the lines add up to")),
            ("cap", sum("the lowest cap; of one per year, what is left of it")),
            ("total", sum("what is owed")),
            ("claim_by", maybe_text("until when it can be claimed")),
            ("claim", claim),
            ("rights", list("the rights of the contract, as they are at the end of the period", right)),
            ("tier", yes_or_no("whether it is a tier, whose incidents are treated as those of one contract")),
            ("customer", maybe_text("the customer, if the contract names one")),
        ],
    )
}

fn line() -> Value {
    let credit_by = json!({
        "description": "by what the credit is computed; null if nothing is credited for the measure",
        "enum": ["band", "distance", "breach", "late", "down", null],
    });
    let steps = json!({
        "description": "how many steps or lengths are credited, rounded down at nine digits",
        "type": ["number", "null"],
        "minimum": 0,
    });
    let measures = ["attainment", "breaches", "lateness", "availability", "downtime"];
    object(
        "",
        [
            ("measure", words("what is measured", &measures)),
            ("credit_by", credit_by),
            ("objective", maybe_text("the objective; null for availability and downtime")),
            ("priorities", texts("the priorities whose incidents count; empty for all")),
            ("met", count("the incidents that met the objective")),
            ("breached", count("those that breached it")),
            ("open", count("those that may still change the line")),
            ("down_us", micros("the downtime of the period")),
            (
                "period_us",
                or_null(micros("the length of the period; null if downtime is not measured, or without data")),
            ),
            ("value", share("the share that was attained; null without data, and for what is no share")),
            ("ignored", yes_or_no("whether too few incidents count for the credit to apply")),
            ("below", share("the bound that the value is below, if the credit applies")),
            ("steps", steps),
            ("credit", maybe_text("the credit as written: of a table that of the band that applies")),
            ("share", of_fee("what is credited, as a share of the fee; null for credits in money")),
            ("amount", amount("what is credited, rounded to the minor unit; null without a fee, and without data")),
            ("incidents", texts("the incidents behind it, at most 100: those that breached, or were downtime")),
            ("unknown", texts("the incidents of which it is unknown whether they were downtime, at most 100")),
            ("capped", count("the incidents whose lateness reached the most for one incident")),
        ],
    )
}

pub(super) fn quota() -> Value {
    object(
        "",
        [
            ("contract", text("the tier or contract")),
            ("in_force", in_force()),
            ("priorities", texts("the priorities whose incidents count; empty for all")),
            ("per", words("the length of its periods", &["month", "quarter", "year", "contract year"])),
            ("period", text("such as 2026-03, 2026-Q1 or 2026; of a contract year its first date")),
            ("from", text("the first instant of the period")),
            ("to", text("the instant after its last")),
            ("quota", count("how many incidents are included")),
            ("used", count("how many were opened")),
            ("left", count("how many more are included")),
            ("over", count("how many are not")),
            ("provisional", yes_or_no("whether the period is not over")),
        ],
    )
}
