//! The file system as an input, so that a policy can come from elsewhere.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::span::FileId;
use crate::syntax::{self, Parsed};

/// What the loader asks of a file system.
pub trait Files {
    /// The bytes of a file, `limit` at the most.
    ///
    /// # Errors
    /// As the file system says.
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>>;

    /// One path for each file, whatever way leads to it.
    ///
    /// # Errors
    /// As the file system says, where there is no such file.
    fn canonical(&self, path: &Path) -> io::Result<PathBuf>;

    /// The tree of a policy file; all places in it are of the file `id`. Files that are loaded again and again may keep
    /// what was parsed before.
    fn parse(&self, id: FileId, text: &str) -> Arc<Parsed> {
        Arc::new(syntax::parse(id, text))
    }
}

/// The file system of this machine.
#[cfg(feature = "files")]
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

#[cfg(feature = "files")]
#[expect(clippy::disallowed_methods, reason = "this is the loader: the one place that reads policy files")]
impl Files for Disk {
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        use std::io::Read as _;
        let mut bytes = Vec::new();
        std::fs::File::open(path)?.take(limit).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        std::fs::canonicalize(path)
    }
}

/// No file system: for policies that come from a text, or are built in.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _: &Path, _: u64) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn canonical(&self, _: &Path) -> io::Result<PathBuf> {
        Err(io::ErrorKind::NotFound.into())
    }
}

/// The policy files below each path, in order of their names; a file stands for itself. Hidden and
/// git-ignored files are left out.
///
/// # Errors
/// The path and what is wrong with it.
#[cfg(feature = "files")]
pub fn discover(paths: &[PathBuf]) -> Result<Vec<PathBuf>, (PathBuf, String)> {
    let mut found = Vec::new();
    for path in paths {
        if !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let before = found.len();
        let walk = ignore::WalkBuilder::new(path).sort_by_file_path(Path::cmp).require_git(false).build();
        for entry in walk {
            let entry = entry.map_err(|e| (path.clone(), e.to_string()))?;
            if entry.path().extension().is_some_and(|e| e == "sla") && entry.path().is_file() {
                found.push(entry.into_path());
            }
        }
        if found.len() == before {
            return Err((path.clone(), "there is no `.sla` file in this folder".to_owned()));
        }
    }
    Ok(found)
}
