//! What questions of all kinds ask of a snapshot: roots, compiled policies, and the files in which a name is the same.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::policy::Workspace;

use super::analysis::{Analysis, date};
use super::document::{Document, Target};
use super::host::Snapshot;

impl Snapshot {
    /// The files that reach a file and that no other file imports.
    pub(super) fn roots(&self, of: &Path) -> Vec<PathBuf> {
        self.graph.roots(of)
    }

    /// The roots of all policies.
    pub(super) fn all_roots(&self) -> Vec<PathBuf> {
        let policies = self.documents.iter().filter(|(_, document)| document.is_policy());
        self.graph.all_roots(policies.map(|(path, _)| path))
    }

    /// A root with its imports.
    pub(super) fn analysis(&self, root: &Path) -> Arc<Analysis> {
        let (analysis, is_new) = self.find_analysis(root);
        if is_new {
            self.kept.analyses.put(root.to_owned(), Arc::clone(&analysis));
        }
        analysis
    }

    /// The same of a root that is unlikely to be asked for again soon.
    pub(super) fn analysis_once(&self, root: &Path) -> Arc<Analysis> {
        self.find_analysis(root).0
    }

    fn find_analysis(&self, root: &Path) -> (Arc<Analysis>, bool) {
        let documents = self.reached_documents(root);
        let today = date(self.now);
        if let Some(kept) = self.kept.analyses.get(&root.to_owned())
            && kept.is_of(&documents, self.changes, today)
        {
            return (kept, false);
        }
        let reached = self.graph.reached(root);
        let workspace = Workspace::load(self, &reached, &self.folders, None, None);
        (Arc::new(Analysis::new(workspace, documents, self.changes, today)), true)
    }

    /// A file and all that it imports, itself first.
    pub(super) fn reached_documents(&self, root: &Path) -> Vec<Arc<Document>> {
        self.graph.reached(root).iter().filter_map(|path| self.documents.get(path)).cloned().collect()
    }

    /// The analysis that a file is best understood by: of itself if it is a root, else of the first root that reaches it.
    pub(super) fn analysis_of(&self, file: &Path) -> Option<Arc<Analysis>> {
        self.documents.get(file).filter(|document| document.is_policy())?;
        let root = self.analysis(self.roots(file).first()?);
        // A mistake in a file that imports this one says nothing of this one.
        let alone = || Some(self.analysis(file)).filter(|alone| alone.whole_policy().is_some());
        Some(if root.whole_policy().is_some() { root } else { alone().unwrap_or(root) })
    }

    /// The files whose names a file may use: those of all roots that reach it, itself first; at most those of `most`
    /// roots. Built-in policies that they import come last.
    pub(super) fn visible(&self, file: &Path, most: usize) -> Vec<Arc<Document>> {
        let mut paths = vec![file.to_owned()];
        for root in self.roots(file).iter().take(most) {
            for path in self.graph.reached(root) {
                if !paths.contains(&path) {
                    paths.push(path);
                }
            }
        }
        let mut documents: Vec<Arc<Document>> =
            paths.iter().filter_map(|path| self.documents.get(path)).cloned().collect();
        documents.extend(built_in_policies(&documents));
        documents
    }
}

/// The built-in policies that documents import.
pub(super) fn built_in_policies(documents: &[Arc<Document>]) -> Vec<Arc<Document>> {
    let mut found: Vec<Arc<Document>> = Vec::new();
    for import in documents.iter().flat_map(|document| document.imports()) {
        if let Target::BuiltIn(name) = &import.target
            && let Some(document) = super::built_in::policy(name)
            && !found.iter().any(|known| known.path() == document.path())
        {
            found.push(document);
        }
    }
    found
}
