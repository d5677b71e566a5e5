//! The schemas of bodies that do not depend on the policy.

use serde_json::{Map, Value, json};

use crate::engine::RejectCode;

/// All of them, by name.
pub(super) fn all() -> Map<String, Value> {
    let texts = json!({
        "type": "object",
        "description": "Texts by their names, such as `gold.sla`; they can import each other",
        "additionalProperties": { "type": "string" },
        "minProperties": 1,
        "examples": [{ "gold.sla": "import isode\n" }],
    });
    let root = json!({
        "type": ["string", "null"],
        "description": "The file that is meant; it can be missing if there is only one",
        "examples": ["gold.sla"],
    });
    let name = json!({ "type": "string", "description": "A tier or contract", "examples": ["Gold"] });
    let side = json!({ "anyOf": [
        name,
        object(&["name", "files"], json!({ "name": name, "files": texts, "root": root })),
    ]});
    let schemas = [
        ("Files", object(&["files"], json!({ "files": texts, "root": root }))),
        ("Sides", object(&["old", "new"], json!({ "old": side, "new": side }))),
        ("Error", error()),
        ("Findings", open(&["findings"], json!({ "findings": list(&finding()) }))),
        ("Tests", tests()),
        ("Comparisons", comparisons()),
        ("Policy", policy()),
        ("Health", health()),
        ("Rejected", rejected()),
    ];
    schemas.map(|(name, schema)| (name.to_owned(), schema)).into_iter().collect()
}

/// An object with these keys alone.
fn object(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "required": required, "properties": properties, "additionalProperties": false })
}

/// An object that can have other keys.
fn open(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "required": required, "properties": properties })
}

fn list(item: &Value) -> Value {
    json!({ "type": "array", "items": item })
}

fn texts() -> Value {
    list(&json!({ "type": "string" }))
}

fn maybe_text() -> Value {
    json!({ "type": ["string", "null"] })
}

fn maybe_number() -> Value {
    json!({ "type": ["integer", "null"], "minimum": 0 })
}

fn error() -> Value {
    let code =
        json!({ "type": "string", "description": "One word for programs: a code of a rejected incident, or another" });
    let message = json!({ "type": "string", "description": "What was expected and what was found" });
    let help = json!({ "type": ["string", "null"], "description": "What to do about it" });
    let keys = json!({ "code": code, "message": message, "help": help });
    object(&["error"], json!({ "error": object(&["code", "message", "help"], keys) }))
}

fn rejected() -> Value {
    let codes: Vec<&str> = RejectCode::ALL.iter().map(|code| code.as_str()).collect();
    let keys = json!({
        "line": { "type": "integer", "minimum": 1, "description": "The number of the line in the request" },
        "id": maybe_text(),
        "code": { "enum": codes },
        "message": { "type": "string" },
    });
    let rejected = object(&["line", "id", "code", "message"], keys);
    object(&["rejected"], json!({ "rejected": rejected }))
}

/// The place of something in a text.
fn place() -> Map<String, Value> {
    let numbers = ["line", "column", "end_line", "end_column"].map(|name| (name.to_owned(), maybe_number()));
    std::iter::once(("file".to_owned(), maybe_text())).chain(numbers).collect()
}

fn with_place(more: Value) -> Value {
    let mut keys = place();
    if let Value::Object(more) = more {
        keys.extend(more);
    }
    let required: Vec<&str> = keys.keys().map(String::as_str).collect();
    json!({ "type": "object", "required": required, "properties": keys })
}

fn finding() -> Value {
    let related = with_place(json!({ "note": { "type": "string" } }));
    let edits = list(&with_place(json!({ "text": { "type": "string" } })));
    let fix = object(&["title", "edits"], json!({ "title": { "type": "string" }, "edits": edits }));
    with_place(json!({
        "code": { "type": "string", "examples": ["E0101", "L0101"] },
        "name": { "type": "string" },
        "severity": { "enum": ["error", "warning", "note"] },
        "message": { "type": "string" },
        "label": maybe_text(),
        "help": maybe_text(),
        "related": list(&related),
        "fix": { "anyOf": [fix, { "type": "null" }] },
    }))
}

fn tests() -> Value {
    let count = json!({ "type": "integer", "minimum": 0 });
    let test = open(
        &["name", "file", "line", "outcome", "failures", "errors"],
        json!({
            "name": { "type": "string" },
            "file": { "type": "string" },
            "line": count,
            "outcome": { "enum": ["passed", "failed", "broken"] },
            "failures": list(&json!({ "type": "object" })),
            "errors": list(&json!({ "type": "object" })),
        }),
    );
    open(
        &["passed", "failed", "broken", "tests", "errors"],
        json!({
            "passed": count,
            "failed": count,
            "broken": count,
            "tests": list(&test),
            "errors": list(&json!({ "type": "object" })),
            "coverage": { "type": "object" },
        }),
    )
}

fn comparisons() -> Value {
    let comparison = open(
        &["new", "old", "verdict", "at_least", "time_in_force", "opened", "aspects"],
        json!({
            "new": { "type": "string" },
            "old": { "type": "string" },
            "verdict": { "type": "string" },
            "at_least": { "type": "boolean" },
            "time_in_force": { "enum": ["whole", "never_together", "beyond_calendars"] },
            "opened": { "type": "object" },
            "aspects": list(&json!({ "type": "object" })),
        }),
    );
    let at_least =
        json!({ "type": "boolean", "description": "Whether `new` is proved to be nowhere worse than `old`" });
    object(&["at_least", "comparisons"], json!({ "at_least": at_least, "comparisons": list(&comparison) }))
}

fn policy() -> Value {
    let text = json!({ "type": "string" });
    let keys =
        json!({ "name": text, "type": text, "values": { "type": ["array", "null"] }, "description": maybe_text() });
    let fact = object(&["name", "type", "values", "description"], keys);
    let file = json!({ "name": text, "built_in": { "type": "boolean" }, "text": text });
    object(
        &["fingerprint", "names", "priorities", "objectives", "facts", "instants", "calendars", "files"],
        json!({
            "fingerprint": { "type": "string", "pattern": "^[0-9a-f]{12}$" },
            "names": texts(),
            "priorities": list(&object(&["name", "title"], json!({ "name": text, "title": text }))),
            "objectives": texts(),
            "facts": list(&fact),
            "instants": texts(),
            "calendars": texts(),
            "files": list(&object(&["name", "built_in", "text"], file)),
        }),
    )
}

fn health() -> Value {
    let text = json!({ "type": "string" });
    let error =
        json!({ "type": ["string", "null"], "description": "Why changed policy files do not replace the policy" });
    object(
        &["status", "version", "policy", "loaded", "reload"],
        json!({
            "status": { "const": "ok" },
            "version": text,
            "policy": { "type": "string", "description": "The fingerprint of the policy that decides" },
            "loaded": { "type": "string", "format": "date-time" },
            "reload": object(&["error"], json!({ "error": error })),
        }),
    )
}
