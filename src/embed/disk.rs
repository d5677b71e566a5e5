//! Policies in files and folders.

use std::path::PathBuf;

use crate::diagnostic::render;
use crate::policy::{Disk, Workspace, discover};
use crate::time::Instant;

use super::EmbedError;
use super::texts::{findings, tests_json};

/// What is wrong with policy files, or those of folders, and what the rules find: the JSON of `relief lint
/// --output-format json`. `now` is when a contract has run out or has not.
///
/// # Errors
/// If there is no such file or folder.
pub fn lint_files(paths: &[PathBuf], now: Instant) -> Result<String, EmbedError> {
    workspace(paths).map(|workspace| render::json(&findings(&workspace, now), &workspace.sources))
}

/// Runs the tests of policy files, or those of folders: the JSON of `relief test --coverage --output-format json`.
///
/// # Errors
/// If there is no such file or folder.
pub fn test_files(paths: &[PathBuf]) -> Result<String, EmbedError> {
    workspace(paths).map(|workspace| tests_json(&workspace))
}

fn workspace(paths: &[PathBuf]) -> Result<Workspace, EmbedError> {
    let files =
        discover(paths).map_err(|(path, message)| EmbedError::new(format!("`{}`: {message}", path.display())))?;
    Ok(Workspace::load(&Disk, &files, paths, None, None))
}
