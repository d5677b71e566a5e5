//! A decision as one JSON object: the keys of `interface`, always all present, in its order.

use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::Value;

use crate::evaluate::{CadenceAnswer, Decision, RemedyAnswer, Timed, Warning};
use crate::policy::Policy;
use crate::policy::model::Objective;

use super::text::{Form, Shown, Texts, number, truth};

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

/// A key and its colon.
fn key(out: &mut Vec<u8>, name: &str) {
    string(out, name);
    out.push(b':');
}

/// From the fingerprint up to the priority.
pub(super) fn head(policy: &Policy, contract: &str, tier: &str) -> Vec<u8> {
    let mut out = b",\"policy\":".to_vec();
    string(&mut out, policy.fingerprint());
    out.extend_from_slice(b",\"contract\":");
    string(&mut out, contract);
    out.extend_from_slice(b",\"tier\":");
    string(&mut out, tier);
    out.extend_from_slice(b",\"priority\":");
    out
}

pub(super) fn decision(
    texts: &mut Texts<'_>,
    out: &mut Vec<u8>,
    shown: &Shown<'_>,
    remedies: impl FnOnce(&mut Vec<u8>),
) {
    out.extend_from_slice(b"{\"id\":");
    string(out, shown.id);
    let place = texts.common(shown.package);
    out.extend_from_slice(&texts.common_of(place).head);
    texts.priority(out, shown.priority);
    out.extend_from_slice(b",\"priority_basis\":\"");
    out.extend_from_slice(shown.basis.word().as_bytes());
    out.extend_from_slice(b"\",\"treated_as\":");
    match shown.treated_as {
        Some(id) => texts.priority(out, id),
        None => out.extend_from_slice(b"null"),
    }
    out.extend_from_slice(b",\"as_of\":\"");
    out.extend_from_slice(&texts.common_of(place).as_of);
    out.extend_from_slice(b"\",\"channel_accepted\":");
    match shown.channel_accepted {
        Some(accepted) => truth(out, accepted),
        None => out.extend_from_slice(b"null"),
    }
    for (objective, timed) in Objective::ALL.into_iter().zip(shown.objectives) {
        out.push(b',');
        key(out, objective.word());
        match timed {
            Some(timed) => self::objective(texts, out, timed),
            None => out.extend_from_slice(b"{\"status\":\"none\"}"),
        }
    }
    if let Some(answer) = shown.cadence {
        cadence(texts, out, answer);
    }
    out.extend_from_slice(b",\"remedies\":{");
    remedies(out);
    out.extend_from_slice(b"},\"warnings\":[");
    for (number, warning) in shown.warnings.iter().enumerate() {
        self::warning(out, number, warning);
    }
    out.push(b']');
}

fn objective(texts: &mut Texts<'_>, out: &mut Vec<u8>, timed: &Timed) {
    out.extend_from_slice(b"{\"status\":\"");
    out.extend_from_slice(timed.status.word().as_bytes());
    out.extend_from_slice(b"\",\"priority\":");
    texts.priority(out, timed.priority);
    out.extend_from_slice(b",\"limit_s\":");
    number(out, timed.limit.seconds());
    out.extend_from_slice(b",\"comparison\":\"");
    out.extend_from_slice(timed.comparison.word().as_bytes());
    out.extend_from_slice(b"\",\"elapsed_s\":");
    number(out, timed.elapsed.seconds());
    out.extend_from_slice(b",\"remaining_s\":");
    match timed.remaining {
        Some(remaining) => number(out, remaining.seconds()),
        None => out.extend_from_slice(b"null"),
    }
    for (name, at) in [(&b",\"due\":"[..], timed.due), (b",\"stopped\":", timed.stopped)] {
        out.extend_from_slice(name);
        instant(texts, out, at, timed.clock);
    }
    out.extend_from_slice(b",\"inferred\":");
    truth(out, timed.inferred);
    out.extend_from_slice(b",\"target\":");
    match timed.target {
        Some(share) => texts.target(out, share),
        None => out.extend_from_slice(b"null"),
    }
    out.push(b'}');
}

fn instant(texts: &mut Texts<'_>, out: &mut Vec<u8>, at: Option<crate::value::Instant>, clock: crate::policy::ClockId) {
    match at {
        Some(at) => {
            out.push(b'"');
            texts.instant(out, at, clock);
            out.push(b'"');
        }
        None => out.extend_from_slice(b"null"),
    }
}

fn cadence(texts: &mut Texts<'_>, out: &mut Vec<u8>, answer: &CadenceAnswer) {
    out.extend_from_slice(b",\"cadence\":{\"interval_s\":");
    number(out, answer.interval.seconds());
    out.extend_from_slice(b",\"next_due\":");
    instant(texts, out, answer.next_due, answer.clock);
    out.extend_from_slice(b",\"longest_gap_s\":");
    number(out, answer.longest_gap.seconds());
    out.extend_from_slice(b",\"late\":");
    number(out, i64::from(answer.late));
    out.push(b'}');
}

fn names(out: &mut Vec<u8>, names: &[&str]) {
    out.push(b'[');
    for (number, name) in names.iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        string(out, name);
    }
    out.push(b']');
}

pub(super) fn remedy(policy: &Policy, out: &mut Vec<u8>, number: usize, remedy: &RemedyAnswer<'_>) {
    if number > 0 {
        out.push(b',');
    }
    key(out, policy.model().remedies.get(number).map_or("", |r| &r.name));
    out.extend_from_slice(b"{\"modality\":\"");
    out.extend_from_slice(remedy.modality().as_bytes());
    out.extend_from_slice(b"\",\"entitled\":\"");
    out.extend_from_slice(remedy.entitled.word().as_bytes());
    out.extend_from_slice(b"\",\"favoured\":");
    match remedy.favoured {
        Some(favoured) => string(out, favoured.word()),
        None => out.extend_from_slice(b"null"),
    }
    out.extend_from_slice(b",\"needs\":");
    names(out, &remedy.needs);
    out.push(b'}');
}

fn warning(out: &mut Vec<u8>, number: usize, warning: &Warning<'_>) {
    if number > 0 {
        out.push(b',');
    }
    out.extend_from_slice(b"{\"code\":");
    string(out, warning.code.word());
    out.extend_from_slice(b",\"names\":");
    names(out, &warning.names);
    out.push(b'}');
}

impl RemedyAnswer<'_> {
    /// The contract's own word.
    pub fn modality(&self) -> &'static str {
        if self.committed { "will" } else { "may" }
    }
}

/// What [`Texts`] writes, whatever the serialiser.
impl Serialize for Decision<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut texts = Texts::new(self.policy, Form::Json, self.as_of);
        let mut out = Vec::new();
        texts.whole(&mut out, self);
        out.push(b'}');
        let value: Value = serde_json::from_slice(&out).map_err(S::Error::custom)?;
        value.serialize(serializer)
    }
}

impl Policy {
    /// An instant with the offset of a clock's zone, `Z` for UTC.
    pub(crate) fn written(&self, at: crate::value::Instant, clock: crate::policy::ClockId) -> String {
        let zone = self.clock(clock).map_or(crate::value::Zone::UTC, |c| c.zone());
        at.rfc3339(zone.written_offset(at)).to_string()
    }
}

#[cfg(feature = "cli")]
impl Decision<'_> {
    pub(crate) fn priority_name(&self, id: crate::policy::model::PriorityId) -> &str {
        self.policy.model().priority_name(id)
    }
}
