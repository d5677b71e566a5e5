//! Errors of the files that are not open: of the folders, and of what open files import. They are looked for a root at a time,
//! and reported as far as they differ from what the editor shows.

use std::collections::{HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gen_lsp_types::{Diagnostic, PublishDiagnosticsParams, Uri};
use lsp_server::Notification;

use crate::ide::{AllErrors, Location, Snapshot};

use super::convert::{self, Encoding};
use super::open_texts::{OpenTexts, Send, located};
use super::uris;

/// So many roots are looked at before errors are reported that were found so far.
const MOST_UNREPORTED: usize = 50;

/// See the module.
pub(super) struct Elsewhere {
    send: Send,
    encoding: Encoding,
    errors: AllErrors,
    search: Option<Search>,
    /// What the editor shows now.
    reported: HashMap<PathBuf, Vec<Diagnostic>>,
}

/// What is still to be done.
struct Search {
    snapshot: Snapshot,
    open: Arc<OpenTexts>,
    skipped: Option<PathBuf>,
    /// The roots to be looked at, once they are known.
    roots: Option<VecDeque<PathBuf>>,
    /// How many roots with new errors were looked at since errors were reported.
    unreported: usize,
}

impl Elsewhere {
    pub(super) fn new(send: Send, encoding: Encoding) -> Self {
        Self { send, encoding, errors: AllErrors::default(), search: None, reported: HashMap::new() }
    }

    /// Looks for errors in these texts from now on.
    pub(super) fn begin(&mut self, snapshot: Snapshot, open: Arc<OpenTexts>, skipped: Option<PathBuf>) {
        // An open text has a report of its own.
        self.reported.retain(|path, _| open.get(path).is_none_or(|open| open.uri != uris::uri(path)));
        self.search = Some(Search { snapshot, open, skipped, roots: None, unreported: 0 });
    }

    /// Whether something was looked at already; `None` if nothing is to be done.
    pub(super) fn has_begun(&self) -> Option<bool> {
        self.search.as_ref().map(|search| search.roots.is_some())
    }

    /// Looks at one root.
    pub(super) fn go_on(&mut self) {
        let Some(search) = &mut self.search else { return };
        let Some(roots) = &mut search.roots else {
            let open: Vec<&Path> = search.open.keys().map(PathBuf::as_path).collect();
            search.roots = Some(self.errors.outdated(&search.snapshot, &open, search.skipped.as_deref()).into());
            return;
        };
        let Some(root) = roots.pop_front() else {
            if let Some(search) = self.search.take() {
                self.report(&search);
            }
            return;
        };
        search.unreported += usize::from(self.errors.check(&search.snapshot, &root));
        if search.unreported == MOST_UNREPORTED {
            search.unreported = 0;
            if let Some(search) = self.search.take() {
                self.report(&search);
                self.search = Some(search);
            }
        }
    }

    fn report(&mut self, search: &Search) {
        let mut now: HashMap<PathBuf, Vec<Diagnostic>> = HashMap::new();
        for (path, problems) in self.errors.by_file() {
            let Some(document) = search.snapshot.document(path).filter(|_| !search.open.contains_key(path)) else {
                continue;
            };
            let locate = |location: &Location| located(&search.snapshot, &search.open, self.encoding, location);
            let found = problems.iter().map(|problem| convert::diagnostic(self.encoding, document, problem, &locate));
            now.insert(path.to_owned(), found.collect());
        }
        for path in self.reported.keys().filter(|path| !now.contains_key(*path)) {
            self.publish(uris::uri(path), Vec::new());
        }
        for (path, found) in &now {
            if self.reported.get(path) != Some(found) {
                self.publish(uris::uri(path), found.clone());
            }
        }
        self.reported = now;
    }

    fn publish(&self, uri: Uri, diagnostics: Vec<Diagnostic>) {
        let params = PublishDiagnosticsParams { uri, version: None, diagnostics };
        (self.send)(Notification::new("textDocument/publishDiagnostics".to_owned(), params).into());
    }
}
