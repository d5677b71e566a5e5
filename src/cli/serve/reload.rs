//! The policy follows its files: what compiles replaces the policy, what does not leaves the last good one.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::PathBuf;
use std::sync::Arc;

use crate::cli::input_files::open;
use crate::cli::policies::current;
use crate::diagnostic::render;
use crate::policy::{Policy, discover};
use crate::source::Sources;

use super::app::App;

/// The most of an error that is kept, in characters.
const MOST: usize = 4_000;
/// A file that is longer is none that a policy was read from.
const MAX_FILE: u64 = 1 << 20;

/// The files of `--policy`.
#[derive(Debug, Clone)]
pub(super) struct PolicyFiles {
    pub(super) paths: Vec<PathBuf>,
    pub(super) root: Option<PathBuf>,
}

/// Loads the files again when they change.
pub(super) struct Reloader {
    files: PolicyFiles,
    app: Arc<App>,
    /// The policy files that the folders had.
    found: Vec<PathBuf>,
    /// The error that was reported last.
    error: Option<String>,
}

impl Reloader {
    pub(super) fn new(files: PolicyFiles, app: Arc<App>) -> Self {
        let found = discover(&files.paths).unwrap_or_default();
        Self { files, app, found, error: None }
    }

    /// Whether there are files that could change.
    pub(super) fn has_files(&self) -> bool {
        !self.files.paths.is_empty()
    }

    /// Looks for changes, or loads the files in any case.
    pub(super) fn check(&mut self, in_any_case: bool) {
        if !self.has_files() {
            if in_any_case {
                tracing::info!("the policy is built in: there is no file to load again");
            }
            return;
        }
        let found = discover(&self.files.paths).unwrap_or_default();
        let policy = self.app.policy();
        // What an error depends on is not known: a file may be missing.
        if !in_any_case && self.error.is_none() && found == self.found && is_on_disk(policy.sources()) {
            return;
        }
        self.found = found;
        match Policy::load_all(&self.files.paths, self.files.root.as_deref(), current().as_deref()) {
            Ok(new) => self.loaded(&policy, new, in_any_case),
            Err(errors) => {
                let text = render::concise(&errors.diagnostics, &errors.sources);
                self.failed(text.trim_end().chars().take(MOST).collect());
            }
        }
    }

    fn loaded(&mut self, old: &Policy, new: Policy, in_any_case: bool) {
        let recovered = self.error.take().is_some();
        if same(old.sources(), new.sources()) {
            self.app.note_error(None);
            self.app.metrics.restored();
            if recovered || in_any_case {
                tracing::info!(fingerprint = old.fingerprint(), "the policy files are as they were");
            }
            return;
        }
        tracing::info!(fingerprint = new.fingerprint(), before = old.fingerprint(), "the policy was loaded again");
        self.app.replace(new);
        self.app.metrics.reloaded(true);
    }

    fn failed(&mut self, error: String) {
        if self.error.as_ref() == Some(&error) {
            return;
        }
        let fingerprint = self.app.policy().fingerprint().to_owned();
        tracing::error!(error, fingerprint, "the policy files have errors: the policy before them decides");
        self.app.note_error(Some(&error));
        self.app.metrics.reloaded(false);
        self.error = Some(error);
    }
}

/// Whether the texts of a policy are those of its files.
fn is_on_disk(sources: &Sources) -> bool {
    sources.iter().filter(|(_, source)| !source.is_carried()).all(|(_, source)| {
        let mut text = Vec::new();
        let read = open(&source.name).and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut text));
        read.is_ok() && text == source.text.as_bytes()
    })
}

/// Whether two policies have the same texts, in any order.
fn same(old: &Sources, new: &Sources) -> bool {
    let texts = |sources: &Sources| -> BTreeSet<(String, String)> {
        sources.iter().map(|(_, source)| (source.name.clone(), source.text.clone())).collect()
    };
    texts(old) == texts(new)
}
