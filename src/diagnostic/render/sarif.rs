//! SARIF 2.1.0, the format in which code hosts take findings.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::source::Sources;
use crate::span::{FileId, Span};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// One run with all findings, and the rules that they are of.
pub fn sarif(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut codes: Vec<Code> = diagnostics.iter().map(|d| d.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let rules: Vec<Value> = codes.iter().map(|code| of_rule(*code)).collect();
    let results: Vec<Value> = diagnostics.iter().map(|d| of_finding(d, &codes, sources)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
}

fn of_rule(code: Code) -> Value {
    json!({
        "id": code.id(),
        "name": code.name(),
        "shortDescription": { "text": code.summary() },
        "fullDescription": { "text": code.summary() },
        "help": { "text": code.page(), "markdown": code.page() },
    })
}

fn of_finding(diagnostic: &Diagnostic, codes: &[Code], sources: &Sources) -> Value {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let help = diagnostic.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    let mut out = json!({
        "ruleId": diagnostic.code.id(),
        "ruleIndex": codes.binary_search(&diagnostic.code).unwrap_or_default(),
        "level": level,
        "message": { "text": format!("{}{help}", diagnostic.message) },
    });
    let Some(map) = out.as_object_mut() else { return out };
    if let Some(location) = diagnostic.span.and_then(|span| of_location(span, sources)) {
        map.insert("locations".to_owned(), json!([location]));
    }
    let related: Vec<Value> = diagnostic
        .related
        .iter()
        .filter_map(|(span, note)| {
            let mut location = of_location(*span, sources)?;
            location.as_object_mut()?.insert("message".to_owned(), json!({ "text": note }));
            Some(location)
        })
        .collect();
    if !related.is_empty() {
        map.insert("relatedLocations".to_owned(), json!(related));
    }
    if let Some(fix) = &diagnostic.fix {
        let mut files: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
        for edit in &fix.edits {
            files.entry(edit.span.file).or_default().push(edit);
        }
        let changes: Vec<Value> =
            files.into_iter().filter_map(|(file, edits)| of_edits(file, &edits, sources)).collect();
        map.insert("fixes".to_owned(), json!([{ "description": { "text": fix.title }, "artifactChanges": changes }]));
    }
    out
}

fn of_location(span: Span, sources: &Sources) -> Option<Value> {
    let place = sources.place(span)?;
    Some(json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(place.file) },
        "region": region(span, sources)?,
    } }))
}

fn region(span: Span, sources: &Sources) -> Option<Value> {
    let place = sources.place(span)?;
    Some(json!({
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }))
}

fn of_edits(file: FileId, edits: &[&Edit], sources: &Sources) -> Option<Value> {
    let name = &sources.get(file)?.name;
    let replacements: Vec<Value> = edits
        .iter()
        .filter_map(|edit| {
            let deleted = region(edit.span, sources)?;
            Some(json!({ "deletedRegion": deleted, "insertedContent": { "text": edit.text } }))
        })
        .collect();
    Some(json!({ "artifactLocation": { "uri": uri(name) }, "replacements": replacements }))
}

/// A path as a reference: what has a meaning in one is written as `%20`.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    if path.starts_with('/') {
        out.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'\\' => out.push('/'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            other => {
                let _ = write!(out, "%{other:02X}");
            }
        }
    }
    out
}
