//! The formats in which findings are written.

use relief::internals::diagnostic::{Diagnostic, render};
use relief::internals::policy::Workspace;
use relief::internals::source::Sources;
use serde_json::Value;

use super::{linted, snapshot};

/// One finding of each severity, one with related places, one with a fix; names that formats have to escape.
const SAMPLE: &str = r#"facts {
    tested bool
    urgent bool
}

calendar office "<Office> & 'hours', 100%" {
    timezone Europe/London
    open     mon-fri 09:00-17:00
}

priority P1
priority P2

tier Gold {
    coverage office
    response P1 < 4 hours
    response P2 < 1 hour
    relief   P1 90% within 0.3 x response
}

remedy hot_fix {
    may provide when not tested or urgent
}
"#;

fn sample() -> (Vec<Diagnostic>, Sources) {
    let mut workspace = Workspace::of_text("a b/ex,ample:1.sla", SAMPLE);
    let found = relief::internals::lint::lint(&workspace, &super::options());
    assert_eq!(found.errors, []);
    (found.findings, std::mem::take(&mut workspace.sources))
}

fn schema() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sarif-schema-2.1.0.json");
    let mut schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    // As published the pattern has a bracket too many and is none; the errata have it so.
    for of in ["run", "toolComponent"] {
        let pattern = schema.pointer_mut(&format!("/definitions/{of}/properties/language/pattern")).unwrap();
        *pattern = Value::from("^[a-zA-Z]{2}(-[a-zA-Z]{2})?$");
    }
    schema
}

#[test]
fn each_format_is_as_it_was() {
    let (findings, sources) = sample();
    let formats = [
        ("concise", render::concise(&findings, &sources)),
        ("json", render::json(&findings, &sources)),
        ("github", render::github(&findings, &sources)),
        ("junit", render::junit(&findings, &sources)),
        ("sarif", render::sarif(&findings, &sources)),
    ];
    for (name, text) in formats {
        snapshot(&format!("format.{name}"), &text);
    }
}

#[test]
fn sarif_is_valid_by_its_schema() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let valid = |findings: &[Diagnostic], sources: &Sources| {
        let log: Value = serde_json::from_str(&render::sarif(findings, sources)).unwrap();
        let errors: Vec<String> = validator.iter_errors(&log).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert_eq!(errors, [] as [&str; 0]);
    };
    let (findings, sources) = sample();
    valid(&findings, &sources);
    valid(&[], &Sources::default());
    // Every rule, and errors of the policy.
    for rule in relief::internals::lint::RULES {
        let (workspace, found) = linted(super::block(rule.info.page, "bad").unwrap());
        valid(&found.findings, &workspace.sources);
    }
    let (workspace, found) = linted("import \"missing.sla\"\ntier Gold {\n    respons P1 < 4 hours\n}\n");
    assert!(!found.errors.is_empty());
    valid(&found.errors, &workspace.sources);
    let wrong = serde_json::json!({ "version": "2.1.0", "runs": [{ "tool": {} }] });
    assert!(!validator.is_valid(&wrong), "the schema says something");
}

#[test]
fn every_place_is_that_of_the_text() {
    let (findings, sources) = sample();
    let json: Value = serde_json::from_str(&render::json(&findings, &sources)).unwrap();
    let lines: Vec<&str> = SAMPLE.lines().collect();
    for (finding, shown) in findings.iter().zip(json["findings"].as_array().unwrap()) {
        let place = |key: &str| usize::try_from(shown[key].as_u64().unwrap()).unwrap();
        assert_eq!(place("line"), place("end_line"));
        let line: Vec<char> = lines[place("line") - 1].chars().collect();
        let text: String = line[place("column") - 1..place("end_column") - 1].iter().collect();
        assert_eq!(text, sources.slice(finding.span.unwrap()));
    }
}
