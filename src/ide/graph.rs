//! Which file imports which.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::document::{Document, Target};

/// The texts of a snapshot by their paths.
pub(super) type Documents = BTreeMap<PathBuf, Arc<Document>>;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Graph {
    imports: BTreeMap<PathBuf, Vec<PathBuf>>,
    importers: BTreeMap<PathBuf, Vec<PathBuf>>,
}

impl Graph {
    pub(super) fn new(documents: &Documents) -> Self {
        let mut graph = Self::default();
        for document in documents.values().filter(|document| document.is_policy()) {
            for import in document.imports() {
                let Target::File(target) = &import.target else { continue };
                if documents.contains_key(target) {
                    graph.imports.entry(document.path().to_owned()).or_default().push(target.clone());
                    graph.importers.entry(target.clone()).or_default().push(document.path().to_owned());
                }
            }
        }
        graph
    }

    /// A file and all that it imports, itself first.
    pub(super) fn reached(&self, from: &Path) -> Vec<PathBuf> {
        closure(&self.imports, from)
    }

    /// The roots of all these files.
    pub(super) fn all_roots<'a>(&self, files: impl Iterator<Item = &'a PathBuf>) -> Vec<PathBuf> {
        let (imported, roots): (Vec<&PathBuf>, Vec<&PathBuf>) =
            files.partition(|path| self.importers.contains_key(*path));
        let mut roots: BTreeSet<PathBuf> = roots.into_iter().cloned().collect();
        let mut seen: BTreeSet<PathBuf> = roots.iter().flat_map(|root| self.reached(root)).collect();
        // What is left imports each other in circles.
        for path in imported {
            if !seen.contains(path) {
                let above = self.roots(path);
                seen.extend(above.iter().flat_map(|root| self.reached(root)));
                roots.extend(above);
            }
        }
        roots.into_iter().collect()
    }

    /// The files that no other file imports and that reach a file. Where files import each other in a circle that
    /// nothing else imports, the first of them in the order of paths is such a file.
    pub(super) fn roots(&self, of: &Path) -> Vec<PathBuf> {
        let above = closure(&self.importers, of);
        let mut roots: Vec<PathBuf> =
            above.iter().filter(|path| !self.importers.contains_key(*path)).cloned().collect();
        if roots.is_empty() {
            let top = |path: &&PathBuf| {
                let reached: BTreeSet<PathBuf> = self.reached(path).into_iter().collect();
                closure(&self.importers, path).iter().all(|importer| reached.contains(importer))
            };
            roots.extend(above.iter().filter(top).min().cloned());
        }
        roots.sort();
        roots
    }
}

fn closure(edges: &BTreeMap<PathBuf, Vec<PathBuf>>, from: &Path) -> Vec<PathBuf> {
    let mut found = vec![from.to_owned()];
    let mut seen: BTreeSet<PathBuf> = found.iter().cloned().collect();
    let mut next = 0;
    while let Some(path) = found.get(next).cloned() {
        next += 1;
        for target in edges.get(&path).into_iter().flatten() {
            if seen.insert(target.clone()) {
                found.push(target.clone());
            }
        }
    }
    found
}
