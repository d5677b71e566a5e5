//! Words that are names in no file: fields of incidents, codes, values that expectations have.

use crate::engine::{RejectCode, WarningCode};

/// The fields of an incident that a test gives by `NAME VALUE`.
pub(crate) const INCIDENT_FIELDS: &[&str] = &[
    "contract",
    "opened",
    "responded",
    "relieved",
    "resolved",
    "priority",
    "customer_priority",
    "vendor_priority",
    "channel",
    "id",
];

/// What those fields say.
pub(crate) fn field_meaning(name: &str) -> Option<&'static str> {
    Some(match name {
        "contract" => "The name of the tier or contract that the incident is under.",
        "opened" => "When the incident was opened. Every clock starts from here, unless its objective says otherwise.",
        "responded" => "When the vendor first answered. It stops the clock of the response.",
        "relieved" => "When the customer was running again. It stops the clock of the relief.",
        "resolved" => "When the cause was gone. It stops the clock of the resolution.",
        "priority" => "The priority, whoever set it.",
        "customer_priority" => "The priority that the customer set.",
        "vendor_priority" => "The priority that the vendor set.",
        "channel" => "The way by which the incident was reported.",
        "id" => "The id of the incident.",
        _ => return None,
    })
}

/// The codes that `rejected` may expect.
pub(crate) fn reject_codes() -> impl Iterator<Item = &'static str> {
    RejectCode::ALL.iter().map(|code| code.as_str())
}

/// The codes that `warns` may expect.
pub(crate) fn warning_codes() -> impl Iterator<Item = &'static str> {
    WarningCode::ALL.iter().map(|code| code.as_str())
}
