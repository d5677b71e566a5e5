//! `relief lint` and `relief rule` as commands: exit codes, and what goes where.

use std::path::Path;
use std::process::Command;

struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

fn relief(folder: &Path, args: &[&str]) -> Ran {
    let run = Command::new(env!("CARGO_BIN_EXE_relief"))
        .args(args)
        .env("COLUMNS", "100")
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: run.status.code(), out: text(run.stdout), err: text(run.stderr) }
}

const WARNED: &str = "policy \"A\" { source \"a\" }
calendar office { timezone Europe/London open mon-fri 09:00-17:00 }
priority P1
tier Gold {
    coverage office
    response P1 < 4 hours
}
";
const NOTED: &str = "policy \"A\" { source \"a\" }
priority P1
tier Gold {
    response P1 < 4 hours
    coverage always
}
";

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn exit_codes_follow_the_severity_that_counts() {
    let folder = folder(&[("warned.sla", WARNED), ("noted.sla", NOTED), ("broken.sla", "tier Gold {\n  respons\n}\n")]);
    let code = |args: &[&str]| relief(folder.path(), &[&["lint"], args].concat()).code;
    assert_eq!(code(&["warned.sla"]), Some(1));
    assert_eq!(code(&["warned.sla", "--fail-on", "error"]), Some(0));
    assert_eq!(code(&["noted.sla"]), Some(0));
    assert_eq!(code(&["noted.sla", "--fail-on", "note"]), Some(1));
    assert_eq!(code(&["warned.sla", "--ignore", "clocks"]), Some(0));
    assert_eq!(code(&["warned.sla", "--select", "L0102,promises"]), Some(0));
    assert_eq!(code(&["broken.sla", "--fail-on", "error"]), Some(1), "an error of the policy counts always");
    assert_eq!(code(&["missing.sla"]), Some(2));
    assert_eq!(code(&["warned.sla", "--select", "L0999"]), Some(2));
    assert_eq!(code(&["warned.sla", "--write-baseline"]), Some(2));
    assert_eq!(code(&["warned.sla", "--baseline", "missing.json"]), Some(2));
    assert_eq!(code(&["warned.sla", "--baseline", "noted.sla"]), Some(2));
}

#[test]
fn findings_go_to_standard_output_and_the_rest_beside_it() {
    let folder = folder(&[("warned.sla", WARNED), ("broken.sla", "tier Gold {\n  respons\n}\n")]);
    let ran = relief(folder.path(), &["lint", ".", "--output-format", "concise"]);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(lines[0].starts_with("./broken.sla:2:3: error E0101 syntax: "), "{}", ran.out);
    assert_eq!(
        lines[1],
        "./warned.sla:6:17: warning L0101 wall-hours-under-coverage: `4 hours` is counted day and night, although `P1` \
         is covered by `office` alone"
    );
    assert_eq!(lines.len(), 2);
    assert_eq!(ran.err, "1 error, 1 warning\n");
    let quiet = relief(folder.path(), &["lint", "-q", "warned.sla", "--output-format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&quiet.out).unwrap();
    assert_eq!(json["findings"][0]["code"], "L0101");
    assert_eq!(quiet.err, "");
    for format in ["sarif", "github", "junit", "human"] {
        let ran = relief(folder.path(), &["lint", "-q", ".", "--output-format", format]);
        assert!(ran.out.contains("E0101") && ran.out.contains("L0101"), "{format}: {}", ran.out);
    }
}

#[test]
fn fixes_are_written_and_the_rest_is_told() {
    let folder = folder(&[("noted.sla", NOTED), ("warned.sla", WARNED)]);
    let ran = relief(folder.path(), &["lint", ".", "--fix", "--output-format", "concise"]);
    assert_eq!((ran.code, ran.out.lines().count()), (Some(1), 1), "{}", ran.out);
    assert_eq!(ran.err, "1 finding mended in 1 file\n1 warning\n");
    let text = std::fs::read_to_string(folder.path().join("noted.sla")).unwrap();
    assert!(text.contains("    coverage always\n    response P1 < 4 hours\n"), "{text}");
    assert_eq!(std::fs::read_to_string(folder.path().join("warned.sla")).unwrap(), WARNED);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing else is left behind");
}

#[test]
fn a_baseline_outlives_other_changes_and_is_found_from_anywhere() {
    let folder = folder(&[("warned.sla", WARNED)]);
    let wrote = relief(folder.path(), &["lint", "warned.sla", "--baseline", "known.json", "--write-baseline"]);
    assert_eq!((wrote.code, wrote.out.as_str()), (Some(0), ""));
    assert_eq!(wrote.err, "1 finding written to `known.json`\n");
    std::fs::write(folder.path().join("warned.sla"), format!("// a new line\n\n{WARNED}")).unwrap();
    let known = relief(folder.path(), &["lint", ".", "--baseline", "known.json"]);
    assert_eq!((known.code, known.out.as_str()), (Some(0), ""));
    assert_eq!(known.err, "1 finding known from the baseline\n1 file without findings\n");
    std::fs::create_dir(folder.path().join("elsewhere")).unwrap();
    let elsewhere = relief(&folder.path().join("elsewhere"), &["lint", "..", "--baseline", "../known.json"]);
    assert_eq!((elsewhere.code, elsewhere.out.as_str()), (Some(0), ""));
    std::fs::write(folder.path().join("warned.sla"), WARNED.replace("4 hours", "4 working hours")).unwrap();
    let gone = relief(folder.path(), &["lint", ".", "--baseline", "known.json"]);
    assert!(gone.err.contains("1 finding of the baseline no longer found"), "{}", gone.err);
    let more = WARNED.replace("tier Gold {", "priority P2\ntier Gold {\n    response P2 < 2 days");
    std::fs::write(folder.path().join("warned.sla"), more).unwrap();
    let new = relief(folder.path(), &["lint", ".", "--baseline", "known.json"]);
    assert_eq!((new.code, new.out.matches("L0101").count()), (Some(1), 1), "{}", new.out);
}

#[test]
fn rules_are_explained_like_errors() {
    let here = Path::new(".");
    let one = relief(here, &["rule", "wall-hours-under-coverage"]);
    assert_eq!(one.out, relief(here, &["rule", "l0101"]).out);
    assert!(
        one.out.starts_with("L0101 wall-hours-under-coverage: ") && one.out.contains("For example:"),
        "{}",
        one.out
    );
    let all = relief(here, &["rule"]).out;
    assert!(all.contains("E0101 error") && all.contains("L0101 warning"));
    let wrong = relief(here, &["rule", "wall-hours"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.err.contains("there is no code `wall-hours`"));
}
