//! Policies as named texts.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::diagnostic::{Diagnostic, render, suggested_fix};
use crate::lint::{Options, Selection, lint};
use crate::policy::{Files, Policy, PolicyErrors, Workspace};
use crate::source::Sources;
use crate::syntax::format::Refused;
use crate::testing::{Suite, json, problems};
use crate::time::{Instant, Zone};

/// Texts by their names, such as `gold.sla` and `lists/easter.yaml`; they can import each other, and what the program
/// carries.
#[derive(Debug, Clone, Default)]
pub struct Texts(BTreeMap<PathBuf, String>);

impl Texts {
    /// Of names and texts.
    pub fn new<N: AsRef<str>, T: Into<String>>(texts: impl IntoIterator<Item = (N, T)>) -> Self {
        Self(texts.into_iter().map(|(name, text)| (plain(Path::new(name.as_ref())), text.into())).collect())
    }

    fn workspace(&self, root: &str) -> Workspace {
        self.workspace_of(&[PathBuf::from(root)])
    }

    fn workspace_of(&self, roots: &[PathBuf]) -> Workspace {
        Workspace::load(self, roots, &[], None, Some(Path::new("")))
    }

    /// The names and texts that a policy was read from, without those that the program carries: what another process
    /// needs to have the same policy.
    pub fn of_policy(policy: &Policy) -> Vec<(&str, &str)> {
        let own = policy.sources().iter().filter(|(_, source)| !source.is_carried());
        own.map(|(_, source)| (&*source.name, &*source.text)).collect()
    }

    /// The policy of all texts merged: those that are policies by their names, which end in `.sla`, and `first`.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn merged(&self, first: &str) -> Result<Policy, PolicyErrors> {
        let first = plain(Path::new(first));
        let is_policy = |name: &&PathBuf| **name != first && name.extension().is_some_and(|ending| ending == "sla");
        let roots: Vec<PathBuf> = self.0.keys().filter(is_policy).chain([&first]).cloned().collect();
        Policy::compile(self.workspace_of(&roots))
    }

    /// The policy of a text, with what it imports.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn policy(&self, root: &str) -> Result<Policy, PolicyErrors> {
        Policy::compile(self.workspace(root))
    }

    /// What is wrong with a text, as [`Texts::lint`] tells it.
    pub fn check(&self, root: &str) -> String {
        match self.policy(root) {
            Ok(policy) => told(problems(&policy), policy.sources()),
            Err(errors) => told(errors.diagnostics, &errors.sources),
        }
    }

    /// What is wrong with a text, and what the rules find: the JSON of `relief lint --output-format json`. A finding
    /// that asks `did you mean ...?` has a fix here. `now` is when a contract has run out or has not.
    pub fn lint(&self, root: &str, now: Instant) -> String {
        let workspace = self.workspace(root);
        told(findings(&workspace, now), &workspace.sources)
    }

    /// Runs the tests of a text: the JSON of `relief test --coverage --output-format json`.
    pub fn tests(&self, root: &str) -> String {
        tests_json(&self.workspace(root))
    }
}

/// What is wrong with a policy, and what the rules find.
pub(super) fn findings(workspace: &Workspace, now: Instant) -> Vec<Diagnostic> {
    let options = Options { selection: Selection::all(), today: Zone::UTC.local(now).date(), also: problems };
    let found = lint(workspace, &options);
    found.errors.into_iter().chain(found.findings).collect()
}

/// How the tests of a policy come out, and what they cover.
pub(super) fn tests_json(workspace: &Workspace) -> String {
    let suite = Suite::load(workspace, None);
    let runs = suite.run();
    let coverage = suite.coverage(&workspace.sources);
    json(&runs, &suite.errors, Some(&coverage), &workspace.sources)
}

impl Files for Texts {
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let text = self.0.get(&plain(path)).ok_or(io::ErrorKind::NotFound)?;
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(text.as_bytes().iter().copied().take(most).collect())
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        let path = plain(path);
        // The folder of all texts is there too.
        if path.as_os_str().is_empty() || self.0.keys().any(|known| known.starts_with(&path)) {
            Ok(path)
        } else {
            Err(io::ErrorKind::NotFound.into())
        }
    }
}

/// Findings as JSON, with a fix wherever there is one to choose.
fn told(mut findings: Vec<Diagnostic>, sources: &Sources) -> String {
    for finding in findings.iter_mut().filter(|finding| finding.fix.is_none()) {
        finding.fix = suggested_fix(finding, sources);
    }
    render::json(&findings, sources)
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::Normal(name) => out.push(name),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    out
}

/// A policy text in its canonical layout.
///
/// # Errors
/// The JSON of what is wrong with it.
pub fn format(name: &str, text: &str) -> Result<String, String> {
    let mut sources = Sources::default();
    let id = sources.add(name, text);
    crate::syntax::format::format(id, text).map_err(|refused| match refused {
        Refused::Errors(errors) => told(errors, &sources),
        Refused::Fault(what) => serde_json::json!({ "findings": [], "fault": what }).to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOLD: &str = "import isode\ncontract Acme extends Gold { response P1 < 2 working hours }\n";

    #[test]
    fn texts_import_each_other_and_what_is_carried() -> Result<(), PolicyErrors> {
        let texts = Texts::new([("gold.sla", GOLD), ("a/more.sla", "import \"../gold.sla\"")]);
        assert!(texts.policy("gold.sla")?.sold().contains(&"Acme"));
        assert!(texts.policy("a/more.sla")?.sold().contains(&"Acme"));
        Ok(())
    }

    #[test]
    fn the_texts_of_a_policy_give_it_again() -> Result<(), PolicyErrors> {
        let more = "import \"gold.sla\"\ncalendar far { timezone Europe/London open mon-fri 09:00-17:00 }\n";
        let policy = Texts::new([("a/gold.sla", GOLD), ("a/more.sla", more)]).policy("a/more.sla")?;
        let again = Texts::new(Texts::of_policy(&policy)).merged("a/more.sla")?;
        assert_eq!(again.fingerprint(), policy.fingerprint());
        let text = Policy::from_text("given", GOLD)?;
        assert_eq!(Texts::new(Texts::of_policy(&text)).merged("given")?.fingerprint(), text.fingerprint());
        Ok(())
    }

    #[test]
    fn a_text_that_is_missing_is_a_finding() {
        let texts = Texts::new([("gold.sla", "import \"other.sla\"")]);
        assert!(texts.check("gold.sla").contains("other.sla"));
        assert!(texts.check("else.sla").contains("else.sla"));
    }

    #[test]
    fn a_misspelling_has_a_fix_to_choose() {
        let texts = Texts::new([("gold.sla", GOLD.replace("hours", "hurs"))]);
        assert!(texts.check("gold.sla").contains("write `hours`"), "{}", texts.check("gold.sla"));
    }

    #[test]
    fn findings_and_tests_are_json() {
        let texts = Texts::new([("gold.sla", GOLD)]);
        for json in [texts.check("gold.sla"), texts.lint("gold.sla", Instant(0)), texts.tests("gold.sla")] {
            assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{json}");
        }
        assert!(format("gold.sla", "tier{").is_err());
        assert_eq!(format("gold.sla", "priority   P1 \"Urgent\"\n").as_deref(), Ok("priority P1 \"Urgent\"\n"));
    }
}
