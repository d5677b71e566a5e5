//! The lint rules: each page's bad example fires its rule, its good one none, and each fix mends.

mod command;
mod docs;
mod edges;
mod fixes;
mod formats;
mod policies;
mod suppression;

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use relief::internals::diagnostic::{Code, Diagnostic, render};
use relief::internals::lint::{Findings, Group, Options, RULES, Rule, Selection, lint};
use relief::internals::policy::{Files, Workspace};
use relief::internals::time::Date;

/// The text of a fenced block of a page.
fn block<'p>(page: &'p str, kind: &str) -> Option<&'p str> {
    let (_, rest) = page.split_once(&format!("```{kind}\n"))?;
    rest.split_once("```").map(|(text, _)| text)
}

fn options() -> Options {
    Options {
        selection: Selection::all(),
        today: Date::from_ymd(2026, 7, 1).unwrap(),
        also: relief::internals::testing::problems,
    }
}

fn linted(text: &str) -> (Workspace, Findings) {
    let workspace = Workspace::of_text("example.sla", text);
    let found = lint(&workspace, &options());
    (workspace, found)
}

fn names(findings: &[Diagnostic]) -> BTreeSet<&'static str> {
    findings.iter().map(|f| f.code.name()).collect()
}

fn rule_of(finding: &Diagnostic) -> &'static Rule {
    RULES.iter().find(|rule| rule.code() == finding.code).unwrap()
}

/// Files that are in no file system.
#[derive(Clone, Default)]
struct Memory(HashMap<PathBuf, String>);

impl Memory {
    fn of(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(name, text)| (PathBuf::from(format!("/{name}")), (*text).to_owned())).collect())
    }

    fn load(fs: &dyn Files, names: &[&str]) -> Workspace {
        let paths: Vec<PathBuf> = names.iter().map(|n| PathBuf::from(format!("/{n}"))).collect();
        Workspace::load(fs, &paths, &paths, Some(Path::new("/")), None)
    }
}

impl Files for Memory {
    fn read(&self, path: &Path, _limit: u64) -> std::io::Result<Vec<u8>> {
        let text = self.0.get(path).ok_or(std::io::ErrorKind::NotFound)?;
        Ok(text.clone().into_bytes())
    }

    fn canonical(&self, path: &Path) -> std::io::Result<PathBuf> {
        let known = path == Path::new("/") || self.0.contains_key(path);
        if known { Ok(path.to_owned()) } else { Err(std::io::ErrorKind::NotFound.into()) }
    }
}

#[test]
fn the_registry_is_whole() {
    let mut codes = BTreeSet::new();
    let mut names = BTreeSet::new();
    let errors = Code::ALL.iter().flat_map(|c| [c.id(), c.name()]);
    let taken: BTreeSet<&str> = errors.chain(Group::ALL.map(Group::as_str)).collect();
    for rule in RULES {
        let info = &rule.info;
        assert!(codes.insert(info.id) && names.insert(info.name), "{} stands twice", info.id);
        assert!(!taken.contains(info.id) && !taken.contains(info.name), "{} is taken", info.name);
        let group = Group::ALL.iter().position(|g| *g == rule.group).unwrap() + 1;
        assert!(info.id.starts_with(&format!("L0{group}")) && info.id.len() == 5, "{}", info.id);
        assert!(info.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", info.name);
        assert!(info.summary.ends_with('.') && info.summary.len() > 20, "{}: the summary", info.name);
        let why = info.page.split("```").next().unwrap();
        assert!(why.trim().len() > 80, "{}: the page says too little", info.name);
        for kind in ["bad", "good"] {
            assert!(block(info.page, kind).is_some(), "{}: no {kind} example", info.name);
        }
    }
    assert!(RULES.is_sorted_by_key(|r| r.info.id));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lint/rules");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| Some(name.strip_suffix(".rs")?.replace('_', "-")))
        .filter(|name| name != "mod")
        .collect();
    assert_eq!(files, names.iter().map(|n| (*n).to_owned()).collect(), "a file a rule, called alike");
}

#[test]
fn each_bad_example_fires_its_rule_and_no_other() {
    for rule in RULES {
        let bad = block(rule.info.page, "bad").unwrap();
        let (workspace, found) = linted(bad);
        assert_eq!(found.errors, [], "{}", rule.info.name);
        let own = found.findings.iter().filter(|f| f.code == rule.code()).count();
        let others: Vec<&str> = found
            .findings
            .iter()
            .filter(|f| f.code != rule.code() && rule_of(f).group != Group::Upkeep)
            .map(|f| f.code.name())
            .collect();
        assert!(own > 0, "{} is silent on its bad example", rule.info.name);
        assert_eq!(others, [] as [&str; 0], "{}: others fire on its bad example", rule.info.name);
        for finding in &found.findings {
            assert_eq!(finding.severity, rule_of(finding).severity);
            sentence(&finding.message);
            sentence(finding.help.as_deref().unwrap_or_else(|| panic!("{}: no help", rule.info.name)));
        }
        let own: Vec<Diagnostic> = found.findings.iter().filter(|f| f.code == rule.code()).cloned().collect();
        let told = render::human(&own, &workspace.sources, false, 100);
        snapshot(rule.info.name, &format!("{}\n----\n{}", bad.trim_end(), told.trim_end()));
    }
}

/// As messages are written: lower case, no full stop, backticks in pairs.
fn sentence(text: &str) {
    let first = text.chars().next().unwrap();
    assert!(!first.is_uppercase() && !text.ends_with('.') && text.matches('`').count().is_multiple_of(2), "{text}");
}

fn snapshot(name: &str, told: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lint"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, told));
}

#[test]
fn each_good_example_is_good() {
    for rule in RULES {
        let (_, found) = linted(block(rule.info.page, "good").unwrap());
        assert_eq!(found.errors, [], "{}", rule.info.name);
        let told: Vec<&str> = found
            .findings
            .iter()
            .filter(|f| f.code == rule.code() || rule_of(f).group != Group::Upkeep)
            .map(|f| f.code.name())
            .collect();
        assert_eq!(told, [] as [&str; 0], "{}: the good example", rule.info.name);
    }
}
