//! Boundary incidents as JSON lines with their decisions, and as `test` blocks of the language.

use crate::facts::FactType;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::analysis::{BandBoundary, Batch, Boundary, Case, Turns};
use crate::engine::{DecisionRef, EscalationStatus, Incident, Rejection};
use crate::policy::Policy;
use crate::policy::service_terms::Recipient;
use crate::time::Instant;

const SIDES: [&str; 2] = ["inside", "outside"];

/// A JSON object a line: the fields of the incident, and beside them `boundary`, `side`, `as_of`, and
/// `decision` or `rejected`. Each incident of a batch has `credit` besides, which is what the batch comes to. A reader of
/// incidents takes them as they are.
pub fn cases_json(policy: &Policy, boundaries: &[Boundary], bands: &[BandBoundary]) -> String {
    let mut out = String::new();
    for boundary in boundaries {
        for (case, side) in boundary.cases.iter().zip(SIDES) {
            let line = case_json(policy, &boundary.about, side, &case.incident, case.as_of);
            let _ = writeln!(out, "{}", Value::Object(line));
        }
    }
    for boundary in bands {
        for (batch, side) in boundary.batches.iter().zip(SIDES) {
            for incident in &batch.incidents {
                let mut line = case_json(policy, &boundary.about, side, incident, batch.as_of);
                let credit = json!({
                    "contract": boundary.contract,
                    "period": boundary.period.to_string(),
                    "measure": boundary.measure,
                    "priorities": boundary.priorities,
                    "credit": batch.credit,
                });
                line.insert("credit".to_owned(), credit);
                let _ = writeln!(out, "{}", Value::Object(line));
            }
        }
    }
    out
}

fn case_json(policy: &Policy, about: &str, side: &str, incident: &Incident, as_of: Instant) -> Map<String, Value> {
    let mut fields = match incident.to_json() {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    fields.insert("boundary".to_owned(), json!(about));
    fields.insert("side".to_owned(), json!(side));
    fields.insert("as_of".to_owned(), json!(as_of.rfc3339(None).to_string()));
    let (key, value) = match policy.decide(incident, as_of) {
        Ok(decision) => ("decision", serde_json::to_value(&decision).unwrap_or(Value::Null)),
        Err(r) => ("rejected", json!({"code": r.code.as_str(), "message": r.message})),
    };
    fields.insert(key.to_owned(), value);
    fields
}

/// A test for each side of a boundary: its incident is expected to come out as it does today, and a batch to come to the
/// credit of today. The tests stand behind `import`, where there is one, and are laid out as every policy file is.
pub fn cases_tests(policy: &Policy, boundaries: &[Boundary], bands: &[BandBoundary], import: Option<&str>) -> String {
    let mut out = String::new();
    if let Some(import) = import {
        let _ = writeln!(out, "import {import}");
    }
    for boundary in boundaries {
        for (case, side) in boundary.cases.iter().zip(SIDES) {
            let name = quoted(&format!("{}: just {side}", boundary.about));
            let _ = writeln!(out, "\ntest {name} {{\nincident {{");
            fields(policy, &case.incident, &mut out);
            let _ =
                writeln!(out, "}}\nas of {}\nexpect {{\n{}\n}}\n}}", at(case.as_of), expected(policy, boundary, case));
        }
    }
    for boundary in bands {
        for (batch, side) in boundary.batches.iter().zip(["at", "under"]) {
            batch_test(policy, boundary, batch, side, &mut out);
        }
    }
    let file = crate::span::FileId(0);
    crate::syntax::format::format(file, &out).unwrap_or(out)
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A batch, and what is credited for the measure before the caps.
fn batch_test(policy: &Policy, boundary: &BandBoundary, batch: &Batch, side: &str, out: &mut String) {
    let BandBoundary { about, contract, period, measure, priorities, .. } = boundary;
    let name = quoted(&format!("{about}: just {side} it"));
    let _ = writeln!(out, "\ntest {name} {{");
    for incident in &batch.incidents {
        let _ = writeln!(out, "incident {} {{", quoted(&incident.id));
        fields(policy, incident, out);
        let _ = writeln!(out, "}}");
    }
    let credit = format!("credit {contract} {period} for {measure} {} {}", priorities.join(", "), batch.credit);
    let _ = writeln!(out, "as of {}\nexpect {{\n{credit}\n}}\n}}", at(batch.as_of));
}

fn at(at: Instant) -> String {
    at.rfc3339(None).to_string()
}

fn fields(policy: &Policy, incident: &Incident, out: &mut String) {
    let mut field = |name: &str, value: &str| {
        let _ = writeln!(out, "{name} {value}");
    };
    field("contract", &incident.contract);
    let names = [
        ("priority", &incident.priority),
        ("customer_priority", &incident.customer_priority),
        ("vendor_priority", &incident.vendor_priority),
        ("channel", &incident.channel),
    ];
    for (name, value) in names.into_iter().filter_map(|(n, v)| Some((n, v.as_ref()?))) {
        field(name, value);
    }
    field("opened", &at(incident.opened));
    let stops = [("responded", incident.responded), ("relieved", incident.relieved), ("resolved", incident.resolved)];
    for (name, instant) in stops.into_iter().filter_map(|(n, v)| Some((n, v?))) {
        field(name, &at(instant));
    }
    for (name, instant) in &incident.declared {
        field(name, &at(*instant));
    }
    for message in &incident.messages {
        field("message", &at(*message));
    }
    for update in &incident.updates {
        field("update", &at(*update));
    }
    for wait in &incident.waiting {
        let to = wait.to.map(|to| format!(" to {}", at(to))).unwrap_or_default();
        field("waiting", &format!("{}{to} on {}", at(wait.from), wait.on));
    }
    for (name, value) in &incident.facts {
        let fact = policy.model().fact(name).and_then(|id| policy.model().fact_of(id));
        let quoted = matches!(fact.map(|f| &f.kind), Some(FactType::Text));
        field(name, &value.literal(quoted));
    }
}

fn expected(policy: &Policy, boundary: &Boundary, case: &Case) -> String {
    match case.decide(policy) {
        Err(Rejection { code, .. }) => format!("rejected {}", code.as_str()),
        Ok(decision) => described(&boundary.turns, &decision),
    }
}

fn described(turns: &Turns, decision: &DecisionRef<'_>) -> String {
    let model = decision.policy.model();
    let priority = || format!("priority {}", model.priority_name(decision.priority));
    match turns {
        Turns::Objective(objective) => match decision.objective(*objective) {
            None => format!("{} none", model.objective_name(*objective)),
            Some(timed) => {
                let due =
                    timed.due.map_or_else(|| "none".to_owned(), |due| decision.policy.written(due, timed.clock()));
                format!("{} {}, due {due}", model.objective_name(*objective), timed.status.as_str())
            }
        },
        Turns::Updates => decision.cadence.as_ref().map_or_else(priority, |c| format!("update late {}", c.late)),
        Turns::Replies => decision.replies.as_ref().map_or_else(priority, |r| format!("reply late {}", r.late)),
        Turns::Priority => format!("{} by {}", priority(), decision.basis.as_str()),
        Turns::Treatment => {
            format!("treated as {}", decision.treated_as.map_or("none", |p| model.priority_name(p)))
        }
        Turns::Remedy(name) => {
            let at = model.remedies.iter().position(|r| r.name == *name);
            let answer = at.and_then(|at| decision.remedies.get(at));
            answer.map_or_else(priority, |r| format!("{name} {} {}", r.modality(), r.entitled.as_str()))
        }
        Turns::Escalation(turn) => {
            let to = match &turn.to {
                Recipient::Name(name) => name.clone(),
                Recipient::Text(text) => quoted(text),
            };
            let of = &turn.objective;
            match turn.find(&decision.escalations).map(|answer| (answer.status, answer.at, answer.clock)) {
                Some((EscalationStatus::Reached, Some(at), clock)) => {
                    format!("escalated {to} of {of} at {}", decision.policy.written(at, clock))
                }
                Some((EscalationStatus::Avoided, ..)) => format!("escalation {to} of {of} avoided"),
                Some(_) => format!("escalation {to} of {of} pending"),
                None => priority(),
            }
        }
        Turns::Channel => match decision.channel_accepted {
            Some(true) => "channel accepted".to_owned(),
            Some(false) => "channel refused".to_owned(),
            None => priority(),
        },
        Turns::Version => priority(),
    }
}
