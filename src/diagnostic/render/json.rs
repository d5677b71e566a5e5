//! One JSON object with all findings.

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Edit};
use crate::source::Sources;
use crate::span::Span;

/// `{"findings": [...]}`, pretty-printed.
pub fn json(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let findings: Vec<Value> = diagnostics.iter().map(|d| of_finding(d, sources)).collect();
    let mut text = serde_json::to_string_pretty(&json!({ "findings": findings })).unwrap_or_default();
    text.push('\n');
    text
}

fn of_finding(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let mut out = json!({
        "code": diagnostic.code.id(),
        "name": diagnostic.code.name(),
        "severity": diagnostic.severity.as_str(),
        "message": diagnostic.message,
    });
    add(&mut out, of_place(diagnostic.span, sources));
    let related = diagnostic.related.iter().map(|(span, note)| {
        let mut place = of_place(Some(*span), sources);
        add(&mut place, json!({ "note": note }));
        place
    });
    let related: Vec<Value> = related.collect();
    let fix = diagnostic.fix.as_ref().map(|fix| {
        let edits: Vec<Value> = fix.edits.iter().map(|edit| of_edit(edit, sources)).collect();
        json!({ "title": fix.title, "edits": edits })
    });
    let label = Some(&diagnostic.label).filter(|l| !l.is_empty());
    add(&mut out, json!({ "label": label, "help": diagnostic.help, "related": related, "fix": fix }));
    out
}

fn of_edit(edit: &Edit, sources: &Sources) -> Value {
    let mut out = of_place(Some(edit.span), sources);
    add(&mut out, json!({ "text": edit.text }));
    out
}

fn of_place(span: Option<Span>, sources: &Sources) -> Value {
    let place = span.and_then(|span| sources.place(span));
    json!({
        "file": place.map(|p| p.file),
        "line": place.map(|p| p.line),
        "column": place.map(|p| p.column),
        "end_line": place.map(|p| p.end_line),
        "end_column": place.map(|p| p.end_column),
    })
}

fn add(out: &mut Value, more: Value) {
    if let (Some(out), Value::Object(more)) = (out.as_object_mut(), more) {
        out.extend(more);
    }
}
