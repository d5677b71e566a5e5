//! The files of incidents that a command is given.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use crate::io::pipeline::Input;
use crate::io::read::{Bytes, Format};

use super::exit::{Failure, plain};

/// A file of incidents, by the name that it is known by.
pub(super) fn input(name: &str) -> io::Result<Input> {
    let shown = if name == "-" { "standard input" } else { name };
    bytes(name).map(|bytes| Input { name: shown.to_owned(), bytes })
}

/// A file, and its place below the folder or the pattern that it was found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) name: String,
    pub(super) below: PathBuf,
}

/// The files that names represent: see [`find`].
pub(super) fn expand(names: &[String]) -> Result<Vec<String>, Failure> {
    Ok(find(names)?.into_iter().map(|found| found.name).collect())
}

/// The files that names represent, in order: a file by its own name, all of a folder, else all that a pattern matches.
pub(super) fn find(names: &[String]) -> Result<Vec<Found>, Failure> {
    let mut out = Vec::new();
    for name in names {
        let path = Path::new(name);
        let pattern = name.contains(['*', '?', '[']) && !path.exists();
        if path.is_dir() {
            folder(path, &mut out)?;
            continue;
        }
        if !pattern {
            let below = path.file_name().map_or_else(PathBuf::new, PathBuf::from);
            out.push(Found { name: name.clone(), below });
            continue;
        }
        let matches = glob::glob(name).map_err(|e| Failure::new(format!("`{name}` is not a pattern: {e}")))?;
        // The folders that are named as they are.
        let named = |part: &Component<'_>| !part.as_os_str().to_string_lossy().contains(['*', '?', '[']);
        let base: PathBuf = path.components().take_while(named).collect();
        let before = out.len();
        for path in matches {
            let path = path.map_err(|e| Failure::new(format!("`{name}`: {}", plain(e.error()))))?;
            if !path.is_dir() {
                out.push(found(&path, &base)?);
            }
        }
        if out.len() == before {
            return Err(Failure::new(format!("`{name}` matches no file")));
        }
    }
    Ok(out)
}

fn found(path: &Path, base: &Path) -> Result<Found, Failure> {
    let Some(name) = path.to_str() else {
        return Err(Failure::new(format!("`{}`: its name is not UTF-8", path.display())));
    };
    let below = path.strip_prefix(base).unwrap_or(path).to_owned();
    Ok(Found { name: name.to_owned(), below })
}

/// All files of incidents in a folder and below it, by their names; those whose names begin with `.` or `_` are left out,
/// which is what writers of such folders keep for themselves.
fn folder(base: &Path, out: &mut Vec<Found>) -> Result<(), Failure> {
    let own = |entry: &DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with(['.', '_']);
    let mut walk = WalkBuilder::new(base);
    walk.standard_filters(false).follow_links(true).sort_by_file_name(Ord::cmp).filter_entry(move |entry| !own(entry));
    let before = out.len();
    for entry in walk.build() {
        let entry = entry.map_err(|e| Failure::new(format!("`{}`: {e}", base.display())))?;
        let path = entry.path();
        if path.is_file() && path.to_str().is_none_or(|name| Format::of_name(name).is_some()) {
            out.push(found(path, base)?);
        }
    }
    if out.len() == before {
        let help = format!("its name ends in one of .{}", Format::WORDS.join(" ."));
        return Err(Failure::new(format!("the folder `{}` has no file of incidents: {help}", base.display())));
    }
    Ok(())
}

/// A file to read one byte after the other; `-` is standard input.
pub(super) fn open(name: &str) -> io::Result<Box<dyn Read + Send>> {
    bytes(name).map(Bytes::stream)
}

/// A file to read; `-` is standard input.
#[expect(clippy::disallowed_methods, reason = "the command line is where files of incidents are opened")]
fn bytes(name: &str) -> io::Result<Bytes> {
    if name == "-" {
        return Ok(Bytes::Stream(Box::new(io::stdin())));
    }
    let file = File::open(name)?;
    let about = file.metadata()?;
    if about.is_dir() {
        return Err(io::Error::other("it is a folder"));
    }
    // A pipe cannot be read from place to place.
    Ok(if about.is_file() { Bytes::File(file) } else { Bytes::Stream(Box::new(file)) })
}
