//! `relief test`, a policy file a case: the snapshot beside it holds the file and what is printed.
//! A first line `// flags: --coverage` gives flags.

use std::path::Path;
use std::process::Command;

fn relief(args: &[&str]) -> (String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_relief"))
        .args(args)
        .env("COLUMNS", "100")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (said, output.status.code())
}

/// Held against the snapshot beside the cases.
fn beside(name: &str, shown: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checks"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.remove_input_file();
    settings.remove_snapshot_suffix();
    settings.bind(|| insta::assert_snapshot!(name, shown));
}

#[test]
fn each_file_is_tested_as_its_snapshot_says() {
    insta::glob!("../checks", "*.sla", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let name = format!("tests/checks/{}", path.file_name().unwrap().to_str().unwrap());
        let flags = text.lines().next().and_then(|l| l.strip_prefix("// flags: ")).unwrap_or_default();
        let args: Vec<&str> = ["test", &name].into_iter().chain(flags.split_whitespace()).collect();
        let (said, code) = relief(&args);
        let shown =
            format!("{}\n\n=== relief {}\n{said}\nexit code {}", text.trim_end(), args.join(" "), code.unwrap());
        beside(path.file_stem().unwrap().to_str().unwrap(), &shown);
    });
}

#[test]
fn the_policies_pass_their_tests() {
    let (said, code) = relief(&["test", "policies"]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn every_statement_of_the_standard_packages_is_decided_by() {
    let (said, code) = relief(&["test", "--coverage", "--output-format", "json", "policies/isode"]);
    assert_eq!(code, Some(0), "{said}");
    let found: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(found["coverage"]["undecided"], serde_json::json!([]));
    // Four of the calendar, eight of the priorities, 18 of the tiers, the treatment, seven of the remedies. Facts are
    // none of them.
    assert_eq!(found["coverage"]["decided"], 4 + 8 + 18 + 1 + 7);
}

#[test]
fn every_statement_of_an_example_of_a_package_is_decided_by() {
    let names = [
        "hardware",
        "call-off",
        "follow-the-sun",
        "enterprise",
        "managed-service",
        "leased-line",
        "call-off-schedule",
        "yearly-quota",
    ];
    for name in names {
        let path = format!("policies/examples/{name}.sla");
        let (said, code) = relief(&["test", "--coverage", "--output-format", "json", &path]);
        assert_eq!(code, Some(0), "{said}");
        let found: serde_json::Value = serde_json::from_str(&said).unwrap();
        assert_eq!(found["coverage"]["undecided"], serde_json::json!([]), "{name}");
        assert!(found["coverage"]["decided"].as_u64().unwrap() >= 20, "{name}: {said}");
    }
}

#[test]
fn a_test_that_several_roots_reach_runs_once() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    put(
        "shared.sla",
        "import isode\ntest \"once\" { incident { contract Gold priority P1 opened 2026-03-03T09:00:00Z } \
         as of 2026-03-03T10:00:00Z expect { response running } }",
    );
    put("one.sla", "import \"shared.sla\"\ncontract One extends Gold { response P1 < 1 hour }");
    put("two.sla", "import \"shared.sla\"\ncontract Two extends Gold { response P1 < 2 hours }");
    let (said, code) = relief(&["test", folder.path().to_str().unwrap()]);
    assert_eq!((said.as_str(), code), ("1 test: 1 passed, 0 failed\n", Some(0)));
}

#[test]
fn a_filter_is_a_part_of_the_name_in_any_case() {
    let (said, code) = relief(&["test", "--filter", "GOLD p1", "policies"]);
    assert_eq!((said.as_str(), code), ("1 test: 1 passed, 0 failed\n", Some(0)));
    let (said, code) = relief(&["test", "--filter", "no such", "policies"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("no test has `no such` in its name"), "{said}");
}

#[test]
fn what_cannot_be_read_is_no_finding() {
    assert_eq!(relief(&["test", "no-such-file.sla"]).1, Some(2));
    assert_eq!(relief(&["test"]).1, Some(2));
}

/// Start tags are ended, in order; attributes are quoted; nothing stands bare that may not.
fn well_formed(xml: &str) {
    let mut rest = xml.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").unwrap();
    let mut open: Vec<&str> = Vec::new();
    while let Some(at) = rest.find('<') {
        for (i, _) in rest[..at].match_indices('&') {
            assert!(["&amp;", "&lt;", "&gt;", "&quot;"].iter().any(|e| rest[i..].starts_with(e)), "{rest}");
        }
        let end = at + rest[at..].find('>').unwrap();
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
            continue;
        }
        let (tag, closed) = tag.strip_suffix('/').map_or((tag, false), |t| (t, true));
        assert!(tag.matches('"').count().is_multiple_of(2) && !tag.contains('<'), "{tag}");
        if !closed {
            open.push(tag.split(' ').next().unwrap());
        }
    }
    assert!(open.is_empty() && rest.trim().is_empty(), "{open:?} {rest}");
}

#[test]
fn junit_is_well_formed_whatever_a_test_is_called() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checks");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|p| p.extension().is_some_and(|e| e == "sla"));
    for file in &files {
        let (said, _) = relief(&["test", "-q", "--output-format", "junit", file.to_str().unwrap()]);
        well_formed(&said);
    }
    let (said, _) = relief(&["test", "--output-format", "junit", "tests/checks/failing.sla"]);
    beside("junit", &said);
}

#[test]
fn json_tells_the_same() {
    let (said, code) = relief(&["test", "--output-format", "json", "tests/checks/failing.sla"]);
    let found: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(code, Some(1));
    assert_eq!(found["passed"], 1);
    let failed = found["tests"].as_array().unwrap().iter().find(|t| t["outcome"] == "failed").unwrap();
    assert_eq!(failed["failures"][0]["found"], "response breached, due 2026-03-03T13:00:00+00:00");
}
