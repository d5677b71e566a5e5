//! A decision as a CSV record: the columns of [`super::Columns`].

use crate::evaluate::{RemedyAnswer, Timed};
use crate::policy::Policy;

use super::flat::{CADENCE, OBJECTIVE};
use super::text::{Shown, Texts, number, truth};

/// Writes a cell, quoted where it has to be.
pub(super) fn cell(out: &mut Vec<u8>, text: &str) {
    if !text.bytes().any(|b| matches!(b, b',' | b'"' | b'\n' | b'\r')) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

/// Writes a record and ends its line.
pub(super) fn record<'c>(out: &mut Vec<u8>, cells: impl IntoIterator<Item = &'c str>) {
    let start = out.len();
    for (number, text) in cells.into_iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        cell(out, text);
    }
    if out.len() == start {
        // A record of one empty cell is no empty line.
        out.extend_from_slice(b"\"\"");
    }
    out.push(b'\n');
}

/// From the fingerprint up to the priority.
pub(super) fn head(policy: &Policy, contract: &str, tier: &str) -> Vec<u8> {
    let mut out = vec![b','];
    for text in [policy.fingerprint(), contract, tier] {
        cell(&mut out, text);
        out.push(b',');
    }
    out
}

pub(super) fn decision(
    texts: &mut Texts<'_>,
    out: &mut Vec<u8>,
    shown: &Shown<'_>,
    remedies: impl FnOnce(&mut Vec<u8>),
) {
    cell(out, shown.id);
    let place = texts.common(shown.package);
    out.extend_from_slice(&texts.common_of(place).head);
    texts.priority(out, shown.priority);
    out.push(b',');
    out.extend_from_slice(shown.basis.word().as_bytes());
    out.push(b',');
    if let Some(id) = shown.treated_as {
        texts.priority(out, id);
    }
    out.push(b',');
    out.extend_from_slice(&texts.common_of(place).as_of);
    out.push(b',');
    if let Some(accepted) = shown.channel_accepted {
        truth(out, accepted);
    }
    for timed in shown.objectives {
        match timed {
            Some(timed) => objective(texts, out, timed),
            None => {
                out.extend_from_slice(b",none");
                out.resize(out.len() + OBJECTIVE.len() - 1, b',');
            }
        }
    }
    if texts.cadence {
        match shown.cadence {
            Some(c) => {
                out.push(b',');
                number(out, c.interval.seconds());
                out.push(b',');
                if let Some(at) = c.next_due {
                    texts.instant(out, at, c.clock);
                }
                out.push(b',');
                number(out, c.longest_gap.seconds());
                out.push(b',');
                number(out, i64::from(c.late));
            }
            None => out.resize(out.len() + CADENCE.len(), b','),
        }
    }
    remedies(out);
    out.push(b',');
    let mut text = String::new();
    for (number, warning) in shown.warnings.iter().enumerate() {
        if number > 0 {
            text.push(';');
        }
        text.push_str(warning.code.word());
        text.push(':');
        text.push_str(&warning.names.join(","));
    }
    cell(out, &text);
}

fn objective(texts: &mut Texts<'_>, out: &mut Vec<u8>, timed: &Timed) {
    out.push(b',');
    out.extend_from_slice(timed.status.word().as_bytes());
    out.push(b',');
    texts.priority(out, timed.priority);
    out.push(b',');
    number(out, timed.limit.seconds());
    out.push(b',');
    out.extend_from_slice(timed.comparison.word().as_bytes());
    out.push(b',');
    number(out, timed.elapsed.seconds());
    out.push(b',');
    if let Some(remaining) = timed.remaining {
        number(out, remaining.seconds());
    }
    for at in [timed.due, timed.stopped] {
        out.push(b',');
        if let Some(at) = at {
            texts.instant(out, at, timed.clock);
        }
    }
    out.push(b',');
    truth(out, timed.inferred);
    out.push(b',');
    if let Some(share) = timed.target {
        texts.target(out, share);
    }
}

pub(super) fn remedy(out: &mut Vec<u8>, remedy: &RemedyAnswer<'_>) {
    out.push(b',');
    out.extend_from_slice(remedy.modality().as_bytes());
    out.push(b',');
    out.extend_from_slice(remedy.entitled.word().as_bytes());
    out.push(b',');
    if let Some(favoured) = remedy.favoured {
        out.extend_from_slice(favoured.word().as_bytes());
    }
    out.push(b',');
    cell(out, &remedy.needs.join(";"));
}
