//! The pages for contract writers tell the truth: every `sla` block is checked as the page marks it.
//!
//! ` ```sla ` is a whole policy. ` ```sla,fragment TIER ` stands within the page's ` ```sla,frame `, in what
//! the word says. `,wrong E0101 E0201` at the end names the codes that the block must give, in order.
//! ` ```sla a.sla ` is also a file, which ` ```sla,more a.sla ` goes on with, and a ` ```console ` block runs its
//! commands where the files so far stand. `RELIEF_DOCS=write cargo test docs` writes what they print today.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use relief::internals::testing::run;
use relief::{Policy, PolicyErrors};

/// A block of a page: the line that it stands on, how it is marked, its text.
struct Block {
    line: usize,
    mark: String,
    text: String,
}

impl Block {
    /// What stands behind a word of the mark: `fragment TIER`, `wrong E0101 E0201`.
    fn marked(&self, word: &str) -> Vec<&str> {
        let part = self.mark.split(',').find_map(|part| part.strip_prefix(word));
        part.map(|rest| rest.split_whitespace().collect()).unwrap_or_default()
    }
}

fn page(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)).unwrap()
}

/// The blocks of a page, in order.
fn blocks(page: &str) -> Vec<Block> {
    let mut out = Vec::new();
    let mut open: Option<Block> = None;
    for (at, line) in page.lines().enumerate() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(mark), None) => open = Some(Block { line: at + 1, mark: mark.to_owned(), text: String::new() }),
            (Some(_), Some(block)) => out.push(block),
            (None, Some(mut block)) => {
                block.text.push_str(line);
                block.text.push('\n');
                open = Some(block);
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is never closed");
    out
}

/// A fragment as it stands beside the frame.
fn placed(kind: &str, text: &str) -> String {
    match kind {
        "ITEM" => text.to_owned(),
        "TIER" => format!("tier Example extends Silver customisable {{\n{text}}}\n"),
        "CONTRACT" => format!("contract Example extends Gold {{\n{text}}}\n"),
        "CALENDAR" => format!("calendar example extends office {{\n{text}}}\n"),
        "CONDITION" => {
            let remedy = |(n, line)| format!("remedy example{n} {{ may provide when {line} }}\n");
            text.lines().enumerate().map(remedy).collect()
        }
        "INCIDENT" => format!(
            "test \"example\" {{\nincident {{\n{text}}}\nas of 2026-03-03T14:00:00Z\nexpect {{ priority P1 }}\n}}\n"
        ),
        "EXPECT" => format!(
            "test \"example\" {{\nincident {{ contract Gold priority P1 opened 2026-03-03T12:00:00Z }}\n\
             as of 2026-03-03T13:00:00Z\nexpect {{\n{text}}}\n}}\n"
        ),
        other => panic!("there are no fragments of `{other}`"),
    }
}

fn shown(errors: &PolicyErrors) -> String {
    relief::internals::diagnostic::render::human(&errors.diagnostics, &errors.sources, false, 100)
}

/// The expectations of a policy's tests that do not hold, and the errors of those tests.
fn failed_tests(policy: &Policy) -> Vec<String> {
    let mut failed = Vec::new();
    for test in &policy.model().tests {
        let seen = run(policy, test);
        failed.extend(seen.errors.iter().map(|error| error.message.clone()));
        let checks = seen.checks.iter().filter(|check| !check.holds);
        failed.extend(checks.map(|check| format!("expected {}, found {}", check.expected, check.found)));
    }
    failed
}

/// Checks every block of a page and runs its tests; returns the number of blocks.
fn checked(name: &str) -> usize {
    let mut blocks = blocks(&page(name));
    blocks.retain(|b| b.mark == "sla" || b.mark.starts_with("sla,") || b.mark.starts_with("sla "));
    let frame = blocks.iter().find(|b| b.mark == "sla,frame").map_or("", |b| &b.text);
    let mut wrong = Vec::new();
    let mut whole = String::new();
    for block in &blocks {
        let text = match block.marked("fragment").as_slice() {
            [] if !block.marked("more").is_empty() => format!("{whole}{}", block.text),
            [] => block.text.clone(),
            [kind] => format!("{frame}{}", placed(kind, &block.text)),
            more => panic!("{name}:{}: a fragment of {more:?}", block.line),
        };
        let (codes, told) = match Policy::from_text("block.sla", &text) {
            Ok(policy) => {
                wrong.extend(failed_tests(&policy).iter().map(|failed| format!("{name}:{}: {failed}", block.line)));
                (Vec::new(), String::new())
            }
            Err(errors) => (errors.diagnostics.iter().map(|d| d.code.id()).collect(), shown(&errors)),
        };
        if codes.is_empty() {
            whole = text;
        }
        if codes != block.marked("wrong") {
            wrong.push(format!("{name}:{}: `{}` gives {codes:?}\n{told}", block.line, block.mark));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    blocks.len()
}

#[test]
fn every_block_of_the_language_page_is_as_the_page_says() {
    assert!(checked("language.md") > 60);
}

#[test]
fn every_block_of_the_tutorial_is_as_the_page_says() {
    assert!(checked("tutorial.md") >= 3);
}

#[test]
fn every_block_of_the_page_about_what_is_due_is_as_the_page_says() {
    assert!(checked("due.md") >= 1);
}

#[test]
fn every_block_of_the_page_about_credit_statements_is_as_the_page_says() {
    assert!(checked("credits.md") >= 1);
}

#[test]
fn every_block_of_the_page_about_what_could_be_promised_is_as_the_page_says() {
    assert!(checked("promise.md") >= 1);
}

/// A page with what its commands print, each run where the files that stand above it are.
fn told(page: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    // The log that a page reads.
    let log = "tests/data/servicenow-sample.csv";
    std::fs::create_dir_all(folder.path().join("tests/data")).unwrap();
    std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(log), folder.path().join(log)).unwrap();
    let bin = Path::new(env!("CARGO_BIN_EXE_relief")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let (mut out, mut mark): (String, Option<&str>) = (String::new(), None);
    for line in page.lines() {
        let file = mark.and_then(|m| m.split_once(' ')).filter(|(_, name)| !name.contains(' ')).map(|(_, name)| name);
        match (line.strip_prefix("```"), mark) {
            (Some(opened), None) => {
                mark = Some(opened);
                if let Some((_, name)) = opened.split_once(' ').filter(|(kind, _)| !kind.ends_with(",more")) {
                    files.remove(name);
                }
            }
            (Some(_), Some(_)) => mark = None,
            (None, Some("console")) => {
                let Some(command) = line.strip_prefix("$ ") else { continue };
                for (name, text) in &files {
                    std::fs::write(folder.path().join(name), text).unwrap();
                }
                let run = Command::new("sh")
                    .args(["-c", &format!("{command} 2>&1")])
                    .env("PATH", &path)
                    .env("COLUMNS", "100")
                    .current_dir(folder.path())
                    .output()
                    .unwrap();
                let printed = String::from_utf8(run.stdout).unwrap();
                // Blank lines at the end, and blanks at the end of a line, say nothing.
                let lines: Vec<&str> = printed.trim_end().lines().map(str::trim_end).collect();
                out.push_str(&format!("{line}\n{}\n", lines.join("\n")));
                continue;
            }
            (None, Some(_)) if file.is_some() => {
                let text = files.entry(file.unwrap().to_owned()).or_default();
                text.push_str(line);
                text.push('\n');
            }
            _ => {}
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[test]
fn what_the_pages_show_is_what_is_printed() {
    for name in ["tutorial.md", "mappings.md", "due.md", "promise.md", "credits.md"] {
        let text = page(name);
        let told = told(&text);
        if std::env::var("RELIEF_DOCS").is_ok_and(|v| v == "write") {
            std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name), &told).unwrap();
            continue;
        }
        assert!(text == told, "docs/{name} is not what its commands print; RELIEF_DOCS=write cargo test docs\n{told}");
    }
}
