//! The README tells the truth: each `$ command` of its console blocks prints what stands below it.
//! `RELIEF_README=write cargo test readme` writes what they print today.

use std::path::Path;
use std::process::Command;

/// Runs a command line in a copy of nothing: the repository, with its outputs in a scratch folder.
fn run(line: &str, scratch: &Path) -> String {
    let bin = Path::new(env!("CARGO_BIN_EXE_relief")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let line = line
        .replace("cargo run --release --", "relief")
        .replace("decisions.jsonl", scratch.join("d.jsonl").to_str().unwrap())
        .replace("rejects.jsonl", scratch.join("r.jsonl").to_str().unwrap());
    let output = Command::new("sh")
        .args(["-c", &format!("{line} 2>&1")])
        .env("PATH", path)
        .env("COLUMNS", "100")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The page with what its commands print.
fn told(page: &str) -> String {
    let scratch = tempfile::tempdir().unwrap();
    let (mut out, mut console) = (String::new(), false);
    for line in page.lines() {
        if line.starts_with("```") {
            console = line == "```console";
        } else if console {
            let Some(command) = line.strip_prefix("$ ") else { continue };
            out.push_str(line);
            out.push('\n');
            let printed = run(command, scratch.path());
            // Blank lines at the end say nothing.
            out.push_str(printed.trim_end());
            out.push('\n');
            continue;
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[test]
fn what_the_readme_shows_is_what_is_printed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let told = told(&page);
    if std::env::var("RELIEF_README").is_ok_and(|v| v == "write") {
        std::fs::write(&path, &told).unwrap();
        return;
    }
    assert!(page == told, "README.md is not what its commands print; RELIEF_README=write cargo test readme\n{told}");
}

/// The incident of the picture at the top of the README.
const PICTURE: &str = "relief explain --as-of 2024-05-20T08:00:00+01:00 --output-format svg tests/data/easter.jsonl";

#[test]
fn the_picture_of_an_explanation_is_what_is_drawn() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures/explanation.svg");
    let drawn = run(PICTURE, tempfile::tempdir().unwrap().path());
    if std::env::var("RELIEF_README").is_ok_and(|v| v == "write") {
        std::fs::write(&path, &drawn).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(
        kept == drawn,
        "docs/pictures/explanation.svg is not what `{PICTURE}` draws; RELIEF_README=write cargo test readme"
    );
}
