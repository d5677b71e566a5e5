//! `relief new`: starting files that already check and pass their tests.

mod contract;
mod policy;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::args::{NewArgs, NewWhat};
use super::exit::{Failure, Outcome};
use super::output::OutputFile;
use super::terminal::Terminal;

pub(super) fn run(args: &NewArgs, terminal: &Terminal) -> Outcome {
    match &args.what {
        NewWhat::Contract(args) => contract::run(args, terminal),
        NewWhat::Policy(args) => policy::run(args, terminal),
    }
}

/// Checks that a name is one of the language; the error proposes one that begins with `prefix` if no letter leads it.
fn named(name: &str, prefix: &str) -> Result<(), Failure> {
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
fn free_path(name: &str, given: Option<&Path>) -> Result<PathBuf, Failure> {
    let path = given.map_or_else(|| PathBuf::from(format!("{}.sla", name.to_lowercase())), Path::to_path_buf);
    if path.exists() {
        let message = format!("`{}` is there already; name another file by --output", path.display());
        return Err(Failure::new(message));
    }
    Ok(path)
}

fn write(path: &Path, text: &str, terminal: &Terminal) -> Result<(), Failure> {
    let mut sink = OutputFile::file(path)?;
    sink.write_all(text.as_bytes()).map_err(|e| Failure::writing(&sink.name(), &e))?;
    sink.commit()?;
    terminal.note(&format!("wrote {}", path.display()));
    Ok(())
}
