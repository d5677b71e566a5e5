//! Pieces of JSON.

use crate::engine::{EscalationAnswer, WarningRef};
use crate::policy::{ClockId, Statement};
use crate::time::{Instant, Length};

/// Writes a JSON string.
pub(super) fn string(out: &mut Vec<u8>, text: &str) {
    let plain = |b: u8| b >= 0x20 && b != b'"' && b != b'\\';
    if text.bytes().all(plain) {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else if let Ok(quoted) = serde_json::to_vec(text) {
        out.extend_from_slice(&quoted);
    }
}

/// Writes a key, and begins its object.
pub(super) fn open(out: &mut Vec<u8>, key: &str) {
    string(out, key);
    out.extend_from_slice(b":{");
}

/// Writes a list of strings.
pub(super) fn names(out: &mut Vec<u8>, names: &[&str]) {
    out.push(b'[');
    for (number, name) in names.iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        string(out, name);
    }
    out.push(b']');
}

/// Writes a list of warnings.
pub(super) fn warnings(out: &mut Vec<u8>, warnings: &[WarningRef<'_>]) {
    out.push(b'[');
    for (number, warning) in warnings.iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        out.extend_from_slice(b"{\"code\":");
        string(out, warning.code.as_str());
        out.extend_from_slice(b",\"names\":");
        names(out, &warning.names);
        out.push(b'}');
    }
    out.push(b']');
}

/// Writes a list of escalations, with their instants as `written` writes them.
pub(super) fn escalations(
    out: &mut Vec<u8>,
    all: &[EscalationAnswer<'_>],
    mut written: impl FnMut(Instant, ClockId) -> String,
) {
    out.push(b'[');
    for (number, escalation) in all.iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        out.extend_from_slice(b"{\"to\":");
        string(out, escalation.to);
        out.extend_from_slice(b",\"objective\":");
        string(out, escalation.objective);
        out.extend_from_slice(b",\"at\":");
        match escalation.at {
            Some(at) => string(out, &written(at, escalation.clock)),
            None => out.extend_from_slice(b"null"),
        }
        out.extend_from_slice(b",\"status\":");
        string(out, escalation.status.as_str());
        out.push(b'}');
    }
    out.push(b']');
}

/// Writes seconds by names.
pub(super) fn seconds(out: &mut Vec<u8>, seconds: &[(String, Length)]) {
    out.push(b'{');
    for (number, (name, length)) in seconds.iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        string(out, name);
        out.push(b':');
        out.extend_from_slice(length.seconds().to_string().as_bytes());
    }
    out.push(b'}');
}

/// Writes the place of a statement.
pub(super) fn place(out: &mut Vec<u8>, statement: &Statement) {
    out.extend_from_slice(b"{\"file\":");
    string(out, &statement.file);
    out.extend_from_slice(format!(",\"line\":{}}}", statement.line).as_bytes());
}
