//! The name and the file of what `relief new` writes.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::cli::exit::Failure;
use crate::cli::output::OutputFile;
use crate::cli::outputs::must_be_new;
use crate::cli::terminal::Terminal;

/// Checks that a name is one of the language; the error proposes one that begins with `prefix` if no letter leads it.
pub(super) fn named(name: &str, prefix: &str) -> Result<(), Failure> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(word) && !name.ends_with('-') {
        return Ok(());
    }
    let near: String = name.chars().map(|c| if word(c) { c } else { '-' }).collect();
    let first = near.trim_matches('-').starts_with(|c: char| c.is_ascii_alphabetic());
    let near = if first { near } else { format!("{prefix}-{}", near.trim_matches('-')) };
    let message = "letters, digits, `_` and `-`, beginning with a letter and not ending with `-`";
    Err(Failure::new(format!("`{name}` is no name: {message}; `{}`, for example", near.trim_matches('-'))))
}

/// The file to write: the one that was given, else the name in small letters. It must not exist.
pub(super) fn free_path(name: &str, given: Option<&Path>) -> Result<PathBuf, Failure> {
    let path = given.map_or_else(|| PathBuf::from(format!("{}.sla", name.to_lowercase())), Path::to_path_buf);
    must_be_new(&path, "--output")?;
    Ok(path)
}

/// Writes the file, and says so.
pub(super) fn write(path: &Path, text: &str, terminal: &Terminal) -> Result<(), Failure> {
    let mut sink = OutputFile::file(path)?;
    sink.write_all(text.as_bytes()).map_err(|e| Failure::writing(&sink.name(), &e))?;
    sink.commit()?;
    terminal.note(&format!("wrote {}", path.display()));
    Ok(())
}
