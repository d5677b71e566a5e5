//! The texts of the editor and of its folders, as its messages leave them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use gen_lsp_types::{
    DidChangeTextDocumentParams, FileChangeType, FileEvent, InitializeParams, Location, LogMessageParams, MessageType,
    Position, Range, ShowMessageParams, TextDocumentContentChangeEvent, TextDocumentItem, Uri, WorkspaceFolder,
    WorkspaceFolders,
};
use lsp_server::{Notification, Request, RequestId, Response};
use serde_json::json;

use crate::cli::read::now;
use crate::ide::{self, Document, Host, Snapshot};
use crate::policy::{Disk, Files as _, discover};

use super::built_in::BuiltInFiles;
use super::capabilities;
use super::convert::Encoding;
use super::open_texts::{Open, OpenTexts, Send, located};
use super::uris;
use super::worker::{Job, Worker};

/// See the module.
pub(super) struct State {
    host: Host,
    open: Arc<OpenTexts>,
    folders: Vec<PathBuf>,
    pub(super) encoding: Encoding,
    pub(super) snippets: bool,
    /// Whether the editor shows the results of commands.
    shows_results: bool,
    /// Counts changes, so that work on an old state can stop.
    revision: Arc<AtomicU64>,
    built_in: BuiltInFiles,
    send: Send,
    worker: Worker,
}

/// The largest policy file.
const MOST_BYTES: u64 = 1 << 20;

impl State {
    pub(super) fn new(send: Send, params: &InitializeParams) -> Self {
        let encoding = capabilities::encoding(params);
        let revision = Arc::new(AtomicU64::new(0));
        Self {
            host: Host::new(Arc::new(Disk)),
            open: Arc::default(),
            folders: Vec::new(),
            encoding,
            snippets: capabilities::snippets(params),
            shows_results: capabilities::shows_results(params),
            worker: Worker::start(Arc::clone(&send), encoding, Arc::clone(&revision)),
            revision,
            built_in: BuiltInFiles::default(),
            send,
        }
    }

    /// Reads the folders of the editor, and asks it to watch their files.
    pub(super) fn start(&mut self, params: &InitializeParams) {
        let named = match &params.workspace_folders_initialize_params.workspace_folders {
            Some(WorkspaceFolders::WorkspaceFolderList(folders)) => folders.clone(),
            _ => {
                #[expect(deprecated, reason = "older editors say it in this way")]
                let root = params.root_uri.clone();
                root.map(|uri| WorkspaceFolder { uri, name: String::new() }).into_iter().collect()
            }
        };
        self.change_folders(&named, &[]);
        if capabilities::watches_files(params) {
            let watchers = json!([{ "globPattern": "**/*.sla" }, { "globPattern": "**/*.{yaml,yml}" }]);
            let registration = json!({ "registrations": [{
                "id": "files",
                "method": "workspace/didChangeWatchedFiles",
                "registerOptions": { "watchers": watchers },
            }] });
            let id = RequestId::from("files".to_owned());
            (self.send)(Request::new(id, "client/registerCapability".to_owned(), registration).into());
        }
    }

    pub(super) fn stop(self) {
        self.revision.fetch_add(1, Ordering::SeqCst);
        self.worker.stop();
    }

    pub(super) fn respond(&self, response: Response) {
        (self.send)(response.into());
    }

    pub(super) fn log(&self, message: &str) {
        let params = LogMessageParams { kind: MessageType::Warning, message: message.to_owned() };
        (self.send)(Notification::new("window/logMessage".to_owned(), params).into());
    }

    /// Shows a text to the person, unless the editor shows the results of commands itself.
    pub(super) fn messages(&self) -> impl Fn(&str) + std::marker::Send + 'static {
        let (send, shows_results) = (Arc::clone(&self.send), self.shows_results);
        move |text| {
            if !shows_results {
                let params = ShowMessageParams { kind: MessageType::Info, message: text.to_owned() };
                send(Notification::new("window/showMessage".to_owned(), params).into());
            }
        }
    }

    pub(super) fn sender(&self) -> Send {
        Arc::clone(&self.send)
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        self.host.snapshot(now())
    }

    /// Work for the other thread.
    pub(super) fn later(&self, work: impl FnOnce() + std::marker::Send + 'static) {
        self.worker.send(Job::Answer(Box::new(work)));
    }

    pub(super) fn change_folders(&mut self, added: &[WorkspaceFolder], removed: &[WorkspaceFolder]) {
        let path = |folder: &WorkspaceFolder| uris::path(&folder.uri).map(|path| canonical(&path));
        let gone: Vec<PathBuf> = removed.iter().filter_map(path).collect();
        self.folders.retain(|folder| !gone.contains(folder));
        self.folders.extend(added.iter().filter_map(path));
        self.host.set_folders(self.folders.clone());
        let unreached = |path: &Path| gone.iter().any(|folder| path.starts_with(folder));
        let left: Vec<PathBuf> = self.host.paths().filter(|path| unreached(path)).map(Path::to_owned).collect();
        for path in left.iter().filter(|path| !self.open.contains_key(*path)) {
            self.host.remove(path);
        }
        let mut texts = Vec::new();
        for folder in added.iter().filter_map(path) {
            let files = discover(&[folder]).unwrap_or_default();
            let new = files.into_iter().filter(|path| !self.open.contains_key(path));
            texts.extend(new.filter_map(|path| Some((path.clone(), read(&path)?))));
        }
        self.host.set(texts);
        self.changed(None);
    }

    pub(super) fn open(&mut self, document: TextDocumentItem) {
        let path = key(&document.uri);
        let open = Open { uri: document.uri, version: document.version };
        Arc::make_mut(&mut self.open).insert(path.clone(), open);
        if !self.built_in.has(&path) {
            self.host.set([(path.clone(), document.text)]);
            self.changed(Some(&path));
        } else {
            self.host.set([(path, document.text)]);
        }
    }

    pub(super) fn change(&mut self, params: DidChangeTextDocumentParams) {
        let path = key(&params.text_document.text_document_identifier.uri);
        let snapshot = self.snapshot();
        let Some(document) = snapshot.document(&path) else { return };
        let mut text = document.text().to_owned();
        for change in params.content_changes {
            text = match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => whole.text,
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                    replaced(self.encoding, text, part.range, &part.text)
                }
            };
        }
        if let Some(open) = Arc::make_mut(&mut self.open).get_mut(&path) {
            open.version = params.text_document.version;
        }
        self.host.set([(path.clone(), text)]);
        self.changed(Some(&path));
    }

    pub(super) fn close(&mut self, uri: &Uri) {
        let path = key(uri);
        Arc::make_mut(&mut self.open).remove(&path);
        self.reread(&path);
        self.worker.send(Job::Forget(uri.clone()));
        self.changed(None);
    }

    pub(super) fn watched(&mut self, changes: &[FileEvent]) {
        for change in changes {
            let Some(path) = uris::path(&change.uri).map(|path| canonical(&path)) else { continue };
            if path.extension().is_none_or(|extension| extension != "sla") {
                self.host.changed_below();
            } else if !self.open.contains_key(&path) {
                match change.kind {
                    FileChangeType::Deleted => self.host.remove(&path),
                    _ => self.reread(&path),
                }
            }
        }
        self.changed(None);
    }

    fn reread(&mut self, path: &Path) {
        match read(path) {
            Some(text) => self.host.set([(path.to_owned(), text)]),
            None => self.host.remove(path),
        }
    }

    /// Looks for problems again: first in the file that was changed, then in the other open ones, then in all others.
    fn changed(&mut self, first: Option<&Path>) {
        let revision = self.revision.fetch_add(1, Ordering::SeqCst) + 1;
        let mut files: Vec<PathBuf> = first.map(Path::to_owned).into_iter().collect();
        files.extend(self.open.keys().filter(|path| Some(path.as_path()) != first).cloned());
        files.retain(|path| !self.built_in.has(path));
        let (snapshot, open) = (self.snapshot(), Arc::clone(&self.open));
        let (first, skipped) = (first.is_some(), self.built_in.folder());
        self.worker.send(Job::Problems { snapshot, revision, files, first, open, skipped });
    }

    /// The text that a URI names.
    pub(super) fn file(&self, uri: &Uri) -> Option<(Snapshot, Arc<Document>)> {
        let snapshot = self.snapshot();
        let document = Arc::clone(snapshot.document(&key(uri))?);
        Some((snapshot, document))
    }

    /// A place of `ide` as the editor finds it; one in a built-in text is in a copy of it.
    pub(super) fn location(&mut self, snapshot: &Snapshot, location: &ide::Location) -> Option<Location> {
        if let Some(found) = located(snapshot, &self.open, self.encoding, location) {
            return Some(found);
        }
        if let Some(path) = self.built_in.path(&location.file) {
            let document = Document::new(PathBuf::from(&location.file), ide::built_in_text(&location.file)?);
            return Some(Location { uri: uris::uri(&path), range: self.encoding.range(&document, location.range) });
        }
        // A file that is imported and is no policy, such as a holiday list.
        let start = Position { line: 0, character: 0 };
        let path = Path::new(&location.file);
        path.is_file().then(|| Location { uri: uris::uri(path), range: Range { start, end: start } })
    }
}

/// The path that a text is kept by. One that is no file, such as a new one, is kept by its URI.
pub(super) fn key(uri: &Uri) -> PathBuf {
    uris::path(uri).map_or_else(|| PathBuf::from(&uri.0), |path| canonical(&path))
}

/// One path for each file, whatever way leads to it; the file need not be there yet.
fn canonical(path: &Path) -> PathBuf {
    let beside = || Some(Disk.canonical(path.parent()?).ok()?.join(path.file_name()?));
    Disk.canonical(path).ok().or_else(beside).unwrap_or_else(|| path.to_owned())
}

fn read(path: &Path) -> Option<String> {
    let bytes = Disk.read(path, MOST_BYTES + 1).ok()?;
    String::from_utf8(bytes).ok()
}

/// A text with one change. A range that the text does not have is cut to what it has.
fn replaced(encoding: Encoding, text: String, range: Range, new: &str) -> String {
    let document = Document::new(PathBuf::new(), &text);
    let (start, end) = (encoding.byte(&document, range.start), encoding.byte(&document, range.end));
    let (start, end) = (start as usize, end.max(start) as usize);
    let mut out = document.text().to_owned();
    if out.get(start..end).is_some() {
        out.replace_range(start..end, new);
    }
    out
}
