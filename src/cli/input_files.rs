//! The files of incidents that a command is given.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::io::pipeline::Input;
use crate::io::read::Bytes;

use super::exit::{Failure, plain};

/// A file of incidents, by the name that it is known by.
pub(super) fn input(name: &str) -> io::Result<Input> {
    let shown = if name == "-" { "standard input" } else { name };
    bytes(name).map(|bytes| Input { name: shown.to_owned(), bytes })
}

/// The files that names represent: a file by its own name, else all that a pattern matches, in order.
pub(super) fn expand(names: &[String]) -> Result<Vec<String>, Failure> {
    let mut out = Vec::new();
    for name in names {
        let pattern = name.contains(['*', '?', '[']) && !Path::new(name).exists();
        if !pattern {
            out.push(name.clone());
            continue;
        }
        let matches = glob::glob(name).map_err(|e| Failure::new(format!("`{name}` is not a pattern: {e}")))?;
        let before = out.len();
        for path in matches {
            let path = path.map_err(|e| Failure::new(format!("`{name}`: {}", plain(e.error()))))?;
            let Some(path) = path.to_str() else {
                return Err(Failure::new(format!("`{}`: its name is not UTF-8", path.display())));
            };
            if !Path::new(path).is_dir() {
                out.push(path.to_owned());
            }
        }
        if out.len() == before {
            return Err(Failure::new(format!("`{name}` matches no file")));
        }
    }
    Ok(out)
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
