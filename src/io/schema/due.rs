//! The JSON Schema of what is due, and the columns that it describes.

use serde_json::{Map, Value, json};

use super::{DIALECT, nullable};

/// The type of a column.
#[derive(Debug, Clone, Copy)]
enum ColumnType {
    Text,
    Words(&'static [&'static str]),
    Instant,
    Seconds,
    Ratio,
}

/// A key of the JSON form, and a column of the CSV form.
#[derive(Debug, Clone, Copy)]
struct Column {
    name: &'static str,
    kind: ColumnType,
    nullable: bool,
    doc: &'static str,
}

const fn column(name: &'static str, kind: ColumnType, nullable: bool, doc: &'static str) -> Column {
    Column { name, kind, nullable, doc }
}

const COLUMNS: [Column; 14] = [
    column("id", ColumnType::Text, false, "The incident."),
    column("contract", ColumnType::Text, false, "The tier or contract, as the incident names it."),
    column("priority", ColumnType::Text, false, "The priority that the clock is timed by."),
    column("what", ColumnType::Text, false, "What is due: an objective, `update`, `reply` or `escalation`."),
    column("to", ColumnType::Text, true, "Whom an escalation calls."),
    column(
        "status",
        ColumnType::Words(&["running", "paused", "breached", "used up", "pending"]),
        false,
        "How the limit stands. `used up`: nothing of it is left, and it is late from the next covered instant.",
    ),
    column("due", ColumnType::Instant, true, "When the limit is used up; null while an open pause holds it back."),
    column("left_s", ColumnType::Seconds, false, "Limit less elapsed on its own clock; negative if it is late."),
    column("left_wall_s", ColumnType::Seconds, true, "Real time up to `due`; negative after it."),
    column("used", ColumnType::Ratio, true, "Elapsed over limit, rounded down at nine digits; more than 1 if late."),
    column(
        "stands_still",
        ColumnType::Words(&["paused", "closed"]),
        true,
        "Why the clock does not run now: it is paused, or outside its hours.",
    ),
    column(
        "waiting_on",
        ColumnType::Text,
        true,
        "The party for which it is paused, else the party that is waited on; several are joined by `;`.",
    ),
    column(
        "moves_again",
        ColumnType::Instant,
        true,
        "The next opening, if it is closed; null if the calendar does not know it.",
    ),
    column("due_without_pauses", ColumnType::Instant, true, "When it would be due without any pause."),
];

/// The names of the columns, in order. What `--keep` names follows them.
pub fn due_columns() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().map(|column| column.name)
}

/// The schema of a line of what is due.
pub fn due() -> Value {
    let properties: Map<String, Value> = COLUMNS.iter().map(|c| (c.name.to_owned(), property(c))).collect();
    json!({
        "$schema": DIALECT,
        "title": "Due",
        "description": "One thing that is due: a line of `relief due --output-format json`. The lines are ordered by \
            `due`, null last. Keys named by `--keep` follow.",
        "type": "object",
        "required": due_columns().collect::<Vec<_>>(),
        "properties": properties,
    })
}

fn property(column: &Column) -> Value {
    let mut schema = match column.kind {
        ColumnType::Text => json!({"type": "string"}),
        ColumnType::Words(words) => json!({"enum": words}),
        ColumnType::Instant => json!({"type": "string", "format": "date-time"}),
        ColumnType::Seconds => json!({"type": "integer"}),
        ColumnType::Ratio => json!({"type": "number", "minimum": 0}),
    };
    if let Some(object) = schema.as_object_mut() {
        if column.nullable {
            nullable(object);
        }
        object.insert("description".to_owned(), json!(column.doc));
    }
    schema
}
