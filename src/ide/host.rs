//! All texts that an editor and its folders have, and the snapshots that are taken of them.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::policy::Files;
use crate::span::FileId;
use crate::syntax::{self, Parsed};
use crate::time::Instant;

use super::analysis::Analysis;
use super::document::{Document, Target, lexical};
use super::edit::TextEdit;
use super::graph::{Documents, Graph};
use super::recent::Recent;

/// The most roots whose compiled policies are kept.
const MOST_ANALYSES: usize = 32;
/// The most trees that are kept for compiling.
const MOST_TREES: usize = 1_500;

/// Files that threads can share.
pub type SharedFiles = Arc<dyn Files + Send + Sync>;

/// The texts of an editor: those that are open, and those of its folders. The editor changes it; every question is
/// asked of a [`Snapshot`].
pub struct Host {
    documents: Arc<Documents>,
    graph: Arc<Graph>,
    below: SharedFiles,
    folders: Arc<[PathBuf]>,
    kept: Arc<Kept>,
    /// Counts the changes of files that are no documents.
    changes: u64,
}

/// The texts of an editor as they are at one time. It never changes, and threads can share it.
#[derive(Clone)]
pub struct Snapshot {
    pub(super) documents: Arc<Documents>,
    pub(super) graph: Arc<Graph>,
    pub(super) below: SharedFiles,
    pub(super) folders: Arc<[PathBuf]>,
    pub(super) kept: Arc<Kept>,
    pub(super) changes: u64,
    /// The instant that answers about due times and closed days start from.
    pub(super) now: Instant,
}

/// What was computed and may be asked for again.
#[derive(Debug)]
pub(super) struct Kept {
    trees: Recent<(FileId, Arc<str>), Arc<Parsed>>,
    pub(super) analyses: Recent<PathBuf, Arc<Analysis>>,
}

impl Default for Kept {
    fn default() -> Self {
        Self { trees: Recent::new(MOST_TREES), analyses: Recent::new(MOST_ANALYSES) }
    }
}

impl Host {
    /// No texts yet. Files that are imported and were not [set](Self::set) are read from `below`.
    pub fn new(below: SharedFiles) -> Self {
        let (documents, graph) = (Arc::default(), Arc::default());
        Self { documents, graph, below, folders: Arc::from([]), kept: Arc::default(), changes: 0 }
    }

    /// No texts yet, and no file system.
    pub fn without_files() -> Self {
        Self::new(Arc::new(Nothing))
    }

    /// The folders that imports of the files within may not leave. Other files import from their own folder.
    pub fn set_folders(&mut self, folders: Vec<PathBuf>) {
        self.folders = folders.into();
        self.changes += 1;
    }

    /// Adds texts, or replaces those of their paths. The files that they import are read if nobody has set them.
    pub fn set(&mut self, texts: impl IntoIterator<Item = (PathBuf, String)>) {
        let documents = Arc::make_mut(&mut self.documents);
        let mut new: Vec<Arc<Document>> = Vec::new();
        let mut same_imports = true;
        for (path, text) in texts {
            let document = Arc::new(Document::new(lexical(&path), &text));
            let old = documents.insert(document.path().to_owned(), Arc::clone(&document));
            same_imports &= old.is_some_and(|old| targets(&old) == targets(&document));
            new.push(document);
        }
        if same_imports {
            return;
        }
        while let Some(document) = new.pop() {
            for import in document.imports() {
                let Target::File(target) = &import.target else { continue };
                if documents.contains_key(target) {
                    continue;
                }
                let Some(text) = read(&*self.below, target) else { continue };
                let document = Arc::new(Document::new(target.clone(), &text));
                documents.insert(target.clone(), Arc::clone(&document));
                new.push(document);
            }
        }
        self.graph = Arc::new(Graph::new(documents));
    }

    /// Forgets a text.
    pub fn remove(&mut self, path: &Path) {
        Arc::make_mut(&mut self.documents).remove(path);
        self.graph = Arc::new(Graph::new(&self.documents));
        self.changes += 1;
    }

    /// Says that files below have changed that are no texts here, such as holiday lists.
    pub fn changed_below(&mut self) {
        self.changes += 1;
    }

    /// The paths of all texts.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.documents.keys().map(PathBuf::as_path)
    }

    /// The texts as they are. Due times and closed days are computed from the minute of `now`.
    pub fn snapshot(&self, now: Instant) -> Snapshot {
        let now = Instant(now.0 - now.0.rem_euclid(60_000_000));
        Snapshot {
            documents: Arc::clone(&self.documents),
            graph: Arc::clone(&self.graph),
            below: Arc::clone(&self.below),
            folders: Arc::clone(&self.folders),
            kept: Arc::clone(&self.kept),
            changes: self.changes,
            now,
        }
    }
}

fn targets(document: &Document) -> Vec<&Target> {
    document.imports().iter().map(|import| &import.target).collect()
}

/// A text that can be read, as far as policies may be long.
fn read(files: &dyn Files, path: &Path) -> Option<String> {
    let bytes = files.read(path, 1 << 20).ok()?;
    String::from_utf8(bytes).ok()
}

impl Snapshot {
    /// The text of a path.
    pub fn document(&self, path: &Path) -> Option<&Arc<Document>> {
        self.documents.get(path)
    }

    /// The paths of all texts.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.documents.keys().map(PathBuf::as_path)
    }
}

impl Snapshot {
    /// The texts after some edits.
    pub(super) fn with(&self, edits: &[TextEdit]) -> Self {
        let mut documents = Documents::clone(&self.documents);
        let mut changed: BTreeMap<&Path, Vec<&TextEdit>> = BTreeMap::new();
        for edit in edits {
            changed.entry(Path::new(&edit.location.file)).or_default().push(edit);
        }
        for (path, edits) in changed {
            let Some(document) = documents.get(path) else { continue };
            let text = super::edit::applied(document.text(), &edits);
            documents.insert(path.to_owned(), Arc::new(Document::new(path.to_owned(), &text)));
        }
        // What is computed of these texts is not what will be asked for again.
        let kept = Arc::new(Kept::default());
        let graph = Arc::new(Graph::new(&documents));
        Self { documents: Arc::new(documents), graph, kept, ..self.clone() }
    }
}

impl Files for Snapshot {
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        match self.documents.get(path) {
            Some(document) => Ok(document.text().bytes().take(most).collect()),
            None => self.below.read(path, limit),
        }
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        let path = lexical(path);
        if self.documents.contains_key(&path) || self.folders.contains(&path) {
            return Ok(path);
        }
        self.below.canonical(&path)
    }

    fn parse(&self, id: FileId, text: &str) -> Arc<Parsed> {
        let key = (id, Arc::from(text));
        if let Some(parsed) = self.kept.trees.get(&key) {
            return parsed;
        }
        let parsed = Arc::new(syntax::parse(id, text));
        self.kept.trees.put(key, Arc::clone(&parsed));
        parsed
    }
}

/// No file system.
struct Nothing;

impl Files for Nothing {
    fn read(&self, _: &Path, _: u64) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn canonical(&self, _: &Path) -> io::Result<PathBuf> {
        Err(io::ErrorKind::NotFound.into())
    }
}
