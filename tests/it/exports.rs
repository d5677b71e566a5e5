//! The exports of other systems under the mappings that the program carries: what is decided, and what is not.
//! `tests/data/exports/` holds invented data in the shape of the real exports.

use std::path::Path;
use std::process::Command;

/// What a command prints, its rejects and its exit code, with a command line that runs in the repository.
fn told(line: &str) -> String {
    let bin = Path::new(env!("CARGO_BIN_EXE_relief")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .args(["-c", &format!("{line} 2>&1")])
        .env("PATH", path)
        .env("COLUMNS", "120")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = printed.lines().map(str::trim_end).collect();
    format!("$ {line}\n{}\nexit {}\n", lines.join("\n"), output.status.code().unwrap())
}

/// The mapping of each file, by its name: `jira.csv` by `jira`, `servicenow-sheet.csv` by `servicenow`.
fn mapping(file: &str) -> &str {
    let name = file.split('.').next().unwrap();
    name.strip_suffix("-sheet").unwrap_or(name)
}

#[test]
fn each_export_is_decided() {
    insta::glob!("../data/exports", "*.{csv,jsonl}", |path| {
        let file = path.file_name().unwrap().to_str().unwrap();
        let line = format!(
            "relief eval --map {} --set contract=Gold --timezone Europe/London --as-of 2026-03-31T12:00:00Z \
             --output-format table tests/data/exports/{file}",
            mapping(file)
        );
        let text = std::fs::read_to_string(path).unwrap();
        crate::decisions::beside(path, file, &format!("{text}\n{}", told(&line)));
    });
}

#[test]
fn a_dry_run_tells_what_is_understood() {
    let zone = "--timezone Europe/London --as-of 2026-03-31T12:00:00Z";
    let gold = format!("--set contract=Gold {zone}");
    let lines = [
        // Nothing gives the contract.
        format!("relief eval --map jira {zone} --dry-run tests/data/exports/jira.csv"),
        format!("relief eval --map servicenow {gold} --dry-run --rows 3 tests/data/exports/servicenow.csv"),
        format!("relief eval --map servicenow-events {gold} --dry-run tests/data/exports/servicenow-events.csv"),
        format!("relief eval --map zendesk-events {gold} --dry-run tests/data/exports/zendesk-events.jsonl"),
        format!("relief eval --map zendesk {gold} --dry-run --rows 2 --output-format json tests/data/exports/zendesk.csv"),
        // Without a mapping, where all is understood.
        "relief eval --policy policies/examples/acme.sla --as-of 2026-05-03T00:00:00Z --dry-run tests/data/saturday.jsonl".to_owned(),
        // Values of every kind that are not understood.
        "relief eval --as-of 2026-03-31T12:00:00Z --dry-run tests/data/odd.csv".to_owned(),
        format!("relief eval --map jira {gold} --dry-run --output-format csv tests/data/exports/jira.csv"),
    ];
    insta::assert_snapshot!("dry_run", lines.map(|line| told(&line)).join("\n"), "");
}

#[cfg(feature = "xlsx")]
#[test]
fn an_excel_file_is_read_as_its_cells_show() {
    let zone = "--timezone Europe/London --as-of 2026-03-31T12:00:00Z";
    let lines = [
        format!("relief eval {zone} --output-format table tests/data/sheet.xlsx"),
        format!("relief eval {zone} --dry-run tests/data/sheet.xlsx"),
        // A date of Excel has no zone.
        "relief eval --as-of 2026-03-31T12:00:00Z tests/data/sheet.xlsx".to_owned(),
        "relief eval --as-of 2026-03-31T12:00:00Z --input-format xlsx tests/data/odd.csv".to_owned(),
    ];
    insta::assert_snapshot!("excel", lines.map(|line| told(&line)).join("\n"), "");
}

#[test]
fn a_dry_run_writes_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let (out, rejects) = (folder.path().join("out.jsonl"), folder.path().join("rejects.jsonl"));
    let told = told(&format!(
        "relief eval --map jira --dry-run -o {} --rejects {} tests/data/exports/jira.csv",
        out.display(),
        rejects.display()
    ));
    assert!(told.contains("6 incidents: 6 would be rejected"), "{told}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// The counts by code of a run's last line: `(1 bad-instant, 2 no-priority)`.
fn refused(told: &str) -> Vec<String> {
    let line = told.lines().rfind(|line| line.contains(" decided, ")).unwrap();
    let codes = line.split_once('(').and_then(|(_, rest)| rest.split(')').next()).unwrap_or("");
    codes.split(", ").map(str::to_owned).filter(|code| !code.is_empty()).collect()
}

#[test]
fn a_dry_run_counts_what_a_run_rejects() {
    let sets = "--set contract=Gold --timezone Europe/London --as-of 2026-03-31T12:00:00Z";
    let files = ["jira.csv", "servicenow.csv", "zendesk.csv", "zendesk.jsonl", "zendesk-events.jsonl"];
    let exports = files.map(|file| format!("--map {} {sets} tests/data/exports/{file}", mapping(file)));
    let others = [
        format!("--map servicenow-events {sets} tests/data/servicenow-sample.csv"),
        "--as-of 2026-03-31T12:00:00Z tests/data/odd.csv".to_owned(),
    ];
    for rest in exports.into_iter().chain(others) {
        let wet = refused(&told(&format!("relief eval {rest}")));
        let dry = told(&format!("relief eval --dry-run {rest}"));
        let counted = dry.lines().filter_map(|line| line.trim_start().split_once(", such as ").map(|(count, _)| count));
        assert_eq!(counted.collect::<Vec<_>>(), wet, "{rest}");
        assert!(!wet.is_empty(), "{rest}");
    }
}
