//! The schema of a decision.

use serde_json::{Map, Value, json};

use super::DIALECT;

/// The schema of one decision, a line of the output, with the remedies of a policy.
pub fn decision(remedies: &[&str]) -> Value {
    let names: Map<String, Value> =
        remedies.iter().map(|name| ((*name).to_owned(), json!({"$ref": "#/$defs/remedy"}))).collect();
    let required = [
        "id",
        "policy",
        "contract",
        "tier",
        "priority",
        "priority_basis",
        "treated_as",
        "as_of",
        "channel_accepted",
        "response",
        "relief",
        "resolution",
        "remedies",
        "warnings",
    ];
    json!({
        "$schema": DIALECT,
        "title": "Decision",
        "type": "object",
        "required": required,
        "properties": {
            "id": {"type": "string"},
            "policy": {"description": "the fingerprint of the policy", "type": "string", "pattern": "^[0-9a-f]{12}$"},
            "contract": {"description": "as the incident names it", "type": "string"},
            "tier": {"description": "the nearest tier that the contract descends from", "type": "string"},
            "priority": {"type": "string"},
            "priority_basis": {"enum": ["customer", "vendor", "recorded", "definition", "provisional"]},
            "treated_as": {"description": "the priority that a treatment led to", "type": ["string", "null"]},
            "as_of": {"$ref": "#/$defs/instant"},
            "channel_accepted": {"type": ["boolean", "null"]},
            "response": {"$ref": "#/$defs/objective"},
            "relief": {"$ref": "#/$defs/objective"},
            "resolution": {"$ref": "#/$defs/objective"},
            "cadence": {"$ref": "#/$defs/cadence"},
            "remedies": {
                "type": "object",
                "required": remedies,
                "properties": names,
                "additionalProperties": false
            },
            "warnings": {"type": "array"},
        },
        "$defs": definitions(),
    })
}

fn definitions() -> Value {
    let timed = [
        "status",
        "priority",
        "limit_s",
        "comparison",
        "elapsed_s",
        "remaining_s",
        "due",
        "stopped",
        "inferred",
        "target",
    ];
    json!({
        "instant": {"type": "string", "format": "date-time"},
        "maybe_instant": {"type": ["string", "null"], "format": "date-time"},
        "seconds": {"description": "whole seconds, rounded down", "type": "integer", "minimum": 0},
        "answer": {"enum": ["yes", "no", "unknown"]},
        "objective": {
            "oneOf": [
                {"type": "object", "required": ["status"], "properties": {"status": {"const": "none"}}},
                {
                    "type": "object",
                    "required": timed,
                    "properties": {
                        "status": {"enum": ["met", "breached", "paused", "running"]},
                        "priority": {"type": "string"},
                        "limit_s": {"$ref": "#/$defs/seconds"},
                        "comparison": {"enum": ["<", "<=", "by"]},
                        "elapsed_s": {"$ref": "#/$defs/seconds"},
                        "remaining_s": {"type": ["integer", "null"]},
                        "due": {"$ref": "#/$defs/maybe_instant"},
                        "stopped": {"$ref": "#/$defs/maybe_instant"},
                        "inferred": {"type": "boolean"},
                        "target": {"description": "a share of 1", "type": ["number", "null"]},
                    }
                }
            ]
        },
        "cadence": {
            "type": "object",
            "required": ["interval_s", "next_due", "longest_gap_s", "late"],
            "properties": {
                "interval_s": {"$ref": "#/$defs/seconds"},
                "next_due": {"$ref": "#/$defs/maybe_instant"},
                "longest_gap_s": {"$ref": "#/$defs/seconds"},
                "late": {"type": "integer", "minimum": 0}
            }
        },
        "remedy": {
            "type": "object",
            "required": ["modality", "entitled", "favoured", "needs"],
            "properties": {
                "modality": {"enum": ["will", "may"]},
                "entitled": {"$ref": "#/$defs/answer"},
                "favoured": {"anyOf": [{"$ref": "#/$defs/answer"}, {"type": "null"}]},
                "needs": {"type": "array", "items": {"type": "string"}, "uniqueItems": true}
            }
        }
    })
}
