//! The errors of all files, also of those that nobody has opened. They are looked for root by root, so that whoever asks can
//! stop between two; only roots with a file that has changed are compiled again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::diagnostics::{Problem, problem};
use super::document::Document;
use super::host::Snapshot;

/// The errors that are known.
#[derive(Debug, Default)]
pub struct AllErrors {
    roots: BTreeMap<PathBuf, OfRoot>,
}

/// The errors of a root with its imports.
#[derive(Debug)]
struct OfRoot {
    /// What they are of.
    documents: Vec<Arc<Document>>,
    changes: u64,
    /// Each with its file.
    problems: Vec<(PathBuf, Problem)>,
}

impl OfRoot {
    fn is_of(&self, documents: &[Arc<Document>], changes: u64) -> bool {
        let same = |(one, other): (&Arc<Document>, &Arc<Document>)| Arc::ptr_eq(one, other);
        self.changes == changes
            && self.documents.len() == documents.len()
            && self.documents.iter().zip(documents).all(same)
    }
}

impl AllErrors {
    /// The roots that have to be [checked](Self::check), as they have changed or are new; those that reach one of the files
    /// `first` come first. Roots that are gone are forgotten. No root below `skipped` counts.
    pub fn outdated(&mut self, snapshot: &Snapshot, first: &[&Path], skipped: Option<&Path>) -> Vec<PathBuf> {
        let mut roots = snapshot.all_roots();
        roots.retain(|root| skipped.is_none_or(|folder| !root.starts_with(folder)));
        self.roots.retain(|root, _| roots.contains(root));
        let known = |root: &PathBuf| {
            self.roots.get(root).is_some_and(|of| of.is_of(&snapshot.reached_documents(root), snapshot.changes))
        };
        let urgent: BTreeSet<PathBuf> = first.iter().flat_map(|file| snapshot.roots(file)).collect();
        let (mut outdated, rest): (Vec<PathBuf>, Vec<PathBuf>) =
            roots.into_iter().filter(|root| !known(root)).partition(|root| urgent.contains(root));
        outdated.extend(rest);
        outdated
    }

    /// Looks for the errors of a root with its imports; whether they are others than before.
    pub fn check(&mut self, snapshot: &Snapshot, root: &Path) -> bool {
        let analysis = snapshot.analysis_once(root);
        let mut problems = Vec::new();
        for error in &analysis.all_errors() {
            let file = error.span.map_or_else(|| Some(root.to_owned()), |span| analysis.path(span));
            let Some(file) = file.filter(|file| snapshot.document(file).is_some()) else { continue };
            if let Some(problem) = problem(&analysis, error, &file) {
                problems.push((file, problem));
            }
        }
        let new = OfRoot { documents: analysis.documents.clone(), changes: snapshot.changes, problems };
        let before = self.roots.get(root).map_or(&[][..], |of| &of.problems);
        let differs = before != new.problems;
        self.roots.insert(root.to_owned(), new);
        differs
    }

    /// The errors of each file that has any, in the order of their places. Roots that say the same of a file say it once.
    pub fn by_file(&self) -> BTreeMap<&Path, Vec<&Problem>> {
        let mut found: BTreeMap<&Path, Vec<&Problem>> = BTreeMap::new();
        for (file, problem) in self.roots.values().flat_map(|of| &of.problems) {
            found.entry(file).or_default().push(problem);
        }
        for problems in found.values_mut() {
            problems.sort_by_key(|problem| (problem.range, problem.code, &problem.message));
            problems.dedup_by_key(|problem| (problem.range, problem.code, &problem.message));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::Host;
    use crate::time::Instant;

    #[test]
    fn only_what_has_changed_is_checked_again() -> Result<(), Box<dyn std::error::Error>> {
        let now: Instant = "2026-06-05T14:00:00Z".parse()?;
        let mut host = Host::without_files();
        let base = "calendar c { timezone UTC open mon-fri 09:00-17:00 }\npriority P1 \"One\"\ntier Gold customisable { coverage c response P1 < 2 hours }\n";
        let contract = |name: &str| format!("import \"base.sla\"\ncontract {name} extends Gold {{ }}\n");
        let path = |name: &str| PathBuf::from(name);
        host.set([(path("base.sla"), base.to_owned()), (path("a.sla"), contract("A")), (path("b.sla"), contract("B"))]);
        let mut errors = AllErrors::default();
        let check = |errors: &mut AllErrors, host: &Host, first: &[&Path]| {
            let snapshot = host.snapshot(now);
            let outdated = errors.outdated(&snapshot, first, Some(Path::new("skipped")));
            for root in &outdated {
                errors.check(&snapshot, root);
            }
            outdated
        };
        assert_eq!(check(&mut errors, &host, &[Path::new("b.sla")]), [path("b.sla"), path("a.sla")]);
        assert!(errors.by_file().is_empty());
        assert!(check(&mut errors, &host, &[]).is_empty());
        host.set([(path("a.sla"), contract("A").replace("Gold", "Goldd")), (path("skipped/x.sla"), "tier".to_owned())]);
        assert_eq!(check(&mut errors, &host, &[]), [path("a.sla")]);
        assert!(errors.by_file().into_keys().eq([Path::new("a.sla")]));
        // Both roots say it of the file that they share, once.
        host.set([(path("base.sla"), base.replace("2 hours", "2 hurs")), (path("a.sla"), contract("A"))]);
        assert_eq!(check(&mut errors, &host, &[]).len(), 2);
        let found = errors.by_file();
        assert_eq!(found.len(), 1);
        assert_eq!(found.get(Path::new("base.sla")).map(Vec::len), Some(1));
        // Without an importer, it is a root itself.
        host.remove(Path::new("a.sla"));
        host.remove(Path::new("b.sla"));
        assert_eq!(check(&mut errors, &host, &[]), [path("base.sla")]);
        assert_eq!(errors.by_file().len(), 1);
        Ok(())
    }

    #[test]
    fn files_that_import_each_other_have_a_root() -> Result<(), Box<dyn std::error::Error>> {
        let mut host = Host::without_files();
        let files = [("a.sla", "import \"b.sla\"\n"), ("b.sla", "import \"a.sla\"\ntier {\n")];
        host.set(files.map(|(name, text)| (PathBuf::from(name), text.to_owned())));
        let snapshot = host.snapshot("2026-06-05T14:00:00Z".parse()?);
        let mut errors = AllErrors::default();
        assert_eq!(errors.outdated(&snapshot, &[], None), [PathBuf::from("a.sla")]);
        assert!(errors.check(&snapshot, Path::new("a.sla")));
        assert!(errors.by_file().contains_key(Path::new("b.sla")));
        Ok(())
    }
}
