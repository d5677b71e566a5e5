//! Built-in policies as files that an editor can open: copies in a folder that goes with the server.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::ide::built_in_text;

/// See the module.
#[derive(Default)]
pub(super) struct BuiltInFiles {
    folder: Option<TempDir>,
}

impl BuiltInFiles {
    /// The copy of a built-in text, by the path that places in it have; written when it is first asked for.
    #[expect(clippy::disallowed_methods, reason = "the copy is for the editor, and written once")]
    pub(super) fn path(&mut self, shown: &str) -> Option<PathBuf> {
        let text = built_in_text(shown)?;
        let folder = match &mut self.folder {
            Some(folder) => folder,
            none => none.insert(tempfile::Builder::new().prefix("relief-built-in-").tempdir().ok()?),
        };
        let path = folder.path().join(shown.trim_matches(['<', '>']));
        if !path.is_file() {
            std::fs::create_dir_all(path.parent()?).ok()?;
            std::fs::write(&path, text).ok()?;
            let mut permissions = path.metadata().ok()?.permissions();
            permissions.set_readonly(true);
            std::fs::set_permissions(&path, permissions).ok()?;
        }
        Some(path)
    }

    /// The folder of all copies, if there is one.
    pub(super) fn folder(&self) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.path().to_owned())
    }

    /// Whether a path is such a copy.
    pub(super) fn has(&self, path: &Path) -> bool {
        self.folder.as_ref().is_some_and(|folder| path.starts_with(folder.path()))
    }
}
