//! `docs/rules/` is generated from the rules. `RELIEF_DOCS=write cargo test --test it docs` writes it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use relief::internals::lint::{Group, RULES, Rule};

use super::{block, linted};

/// Whether `--fix` fixes the finding in the rule's bad example.
fn fixable(rule: &'static Rule) -> bool {
    let (_, found) = linted(block(rule.info.page, "bad").unwrap());
    found.findings.iter().any(|f| f.code == rule.code() && f.fix.is_some())
}

fn page(rule: &'static Rule) -> String {
    let info = &rule.info;
    let body = info.page.trim_end().replace("```bad\n", "Bad:\n\n```\n").replace("```good\n", "Good:\n\n```\n");
    let fix = if fixable(rule) { " Fixable with `relief lint --fix`." } else { "" };
    format!(
        "# {}\n\n{}\n\nCode `{}`, group `{}`, severity {}.{fix} To keep it as it is, write above the statement:\n\
         `// relief: allow({}) why this is meant`\n\n{body}\n",
        info.name,
        info.summary,
        info.id,
        rule.group.as_str(),
        rule.severity.as_str(),
        info.name,
    )
}

fn index() -> String {
    let mut out = String::from(
        "# Lint rules\n\n\
         `relief lint PATH` finds likely mistakes in policy files. `relief rule CODE` explains a rule in the terminal.\n\
         An error loses money or breaks a promise. A warning probably does not say what was meant. A note is about \
         style.\nThese pages are generated from the rules: `RELIEF_DOCS=write cargo test --test it docs`.\n",
    );
    for group in Group::ALL {
        let _ = write!(out, "\n## {}\n\n| code | rule | severity | |\n| --- | --- | --- | --- |\n", group.as_str());
        for rule in RULES.iter().filter(|r| r.group == group) {
            let info = &rule.info;
            let fix = if fixable(rule) { " Fixable with `--fix`." } else { "" };
            let _ = writeln!(
                out,
                "| {} | [{}]({}.md) | {} | {}{fix} |",
                info.id,
                info.name,
                info.name,
                rule.severity.as_str(),
                info.summary
            );
        }
    }
    out
}

#[test]
fn the_pages_of_the_rules_are_what_the_rules_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let mut wanted: BTreeMap<String, String> =
        RULES.iter().map(|rule| (format!("{}.md", rule.info.name), page(rule))).collect();
    wanted.insert("README.md".to_owned(), index());
    if std::env::var("RELIEF_DOCS").is_ok_and(|v| v == "write") {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        for (name, text) in &wanted {
            std::fs::write(folder.join(name), text).unwrap();
        }
        return;
    }
    let entries = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path());
    let there: BTreeMap<String, String> = entries
        .map(|p| (p.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(p).unwrap()))
        .collect();
    assert!(there == wanted, "docs/rules is out of date: RELIEF_DOCS=write cargo test --test it docs");
}
