//! The schemas of mapping files and holiday lists.

use serde_json::{Value, json};

use crate::io::read::{EventMeaning, built_in_names};

use super::DIALECT;

/// The schema of a mapping file.
pub fn mapping() -> Value {
    let text = json!({"type": ["string", "number", "boolean"]});
    let table = json!({"type": "object", "additionalProperties": text});
    let several = json!({"type": "array", "items": {"$ref": "#/$defs/text"}, "minItems": 1});
    let any = json!({"$ref": "#/$defs/columns"});
    let named = json!({"anyOf": [{"$ref": "#/$defs/text"}, several]});
    let optional = json!({"description": "whether a file may lack it", "type": "boolean", "default": false});
    let one = |properties: Value, required: Value| json!({"type": "object", "additionalProperties": false, "properties": properties, "required": required});
    let sources = json!([
        {"$ref": "#/$defs/text"},
        several,
        one(json!({"column": named, "optional": optional}), json!(["column"])),
        one(json!({"date": named, "time": named, "optional": optional}), json!(["date", "time"])),
    ]);
    let form = json!({"anyOf": [
        {"type": "string"},
        one(json!({"date": {"type": "string"}, "at": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}}), json!(["date", "at"])),
    ]});
    let columns = |what: &str| json!({"description": format!("{what}; of several, the first that a file has"), "$ref": "#/$defs/columns"});
    let units = ["seconds", "minutes", "hours", "days"].map(|unit| json!({"required": [unit]}));
    let length = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {"seconds": named, "minutes": named, "hours": named, "days": named, "optional": optional},
        "oneOf": units
    });
    let event = "^(opened|responded|running|waiting|waiting on|waiting on .+|resumed|priority|priority .+|relieved|resolved|reopened|closed|ignore)$";
    let state = "^(new|working|waiting on .+|relieved|resolved|closed|ignore)$";
    json!({
        "$schema": DIALECT,
        "title": "Mapping",
        "description": "How another system's export becomes incidents.",
        "type": "object",
        "additionalProperties": false,
        "not": {"required": ["events", "states"]},
        "properties": {
            "extends": {
                "description": "a built-in mapping; this file replaces parts of it, key by key",
                "enum": built_in_names().collect::<Vec<_>>()
            },
            "about": {"type": "string"},
            "missing": {
                "description": "values that mean that nothing is known, besides the empty one",
                "type": "array",
                "items": text
            },
            "time": {
                "description": "`rfc3339`, a pattern such as `%d/%m/%Y %H:%M`, a date and the time of day that it means, \
                    `epoch seconds`, `epoch milliseconds` or `excel`; or several",
                "anyOf": [form, {"type": "array", "items": form, "minItems": 1}],
                "default": "rfc3339"
            },
            "zone": {"description": "the time zone of times without an offset", "type": "string"},
            "fields": {
                "description": "field or fact, and the column that it is read from; of several, the first in a file",
                "type": "object",
                "additionalProperties": any
            },
            "after": {
                "description": "field, and the column with the real time from the opening to it",
                "type": "object",
                "additionalProperties": false,
                "properties": {"responded": length, "relieved": length, "resolved": length}
            },
            "constants": {"description": "field or fact, and its value for every incident", "$ref": "#/$defs/table"},
            "values": {
                "description": "field or fact, and what its values mean",
                "type": "object",
                "additionalProperties": {"$ref": "#/$defs/table"}
            },
            "events": {
                "description": "each row is an event",
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "at": columns("the column of the instant"),
                    "event": columns("the column of the event"),
                    "with": columns("the column of a second word of the event"),
                    "on": columns("the column of the party that is waited on"),
                    "means": {"type": "object", "additionalProperties": {"anyOf": [
                        {"type": "string", "pattern": event},
                        {"type": "array", "items": {"enum": EventMeaning::JOINED}, "minItems": 1}
                    ]}},
                    "others": {"enum": ["reject", "ignore"], "default": "reject"}
                }
            },
            "states": {
                "description": "each row gives the state of the incident",
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "at": columns("the column of the instant"),
                    "state": columns("the column of the state"),
                    "with": columns("the column of a second word of the state"),
                    "first": {"description": "whether the first row of an incident opens it", "enum": ["opened"]},
                    "means": {"type": "object", "additionalProperties": {"type": "string", "pattern": state}},
                    "others": {"enum": ["working", "ignore", "reject"], "default": "working"}
                }
            }
        },
        "if": {"not": {"required": ["extends"]}},
        "then": {
            "properties": {
                "events": {"required": ["at", "event"]},
                "states": {"required": ["at", "state", "means"]}
            }
        },
        "$defs": {"table": table, "text": text, "columns": {"anyOf": sources}},
    })
}

/// The schema of a holiday list.
pub fn calendar() -> Value {
    let year = json!({"type": "integer", "minimum": 1900, "maximum": 2099});
    json!({
        "$schema": DIALECT,
        "title": "Holiday list",
        "type": "object",
        "required": ["name", "complete", "days"],
        "additionalProperties": false,
        "properties": {
            "name": {
                "description": "the name by which calendars use it",
                "type": "string",
                "pattern": "^[A-Za-z]([A-Za-z0-9_-]*[A-Za-z0-9_])?$"
            },
            "complete": {
                "description": "the years that it is complete for, both included",
                "type": "object",
                "required": ["from", "to"],
                "additionalProperties": false,
                "properties": {"from": year, "to": year}
            },
            "days": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["date", "name"],
                    "additionalProperties": false,
                    "properties": {
                        "date": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
                        "name": {"type": "string"}
                    }
                }
            }
        }
    })
}
