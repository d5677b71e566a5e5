//! What makes a file unreadable, as against a row.

use std::fmt;
use std::io;

/// Why a file, or the rest of one, could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadError {
    /// The file, as it was named.
    pub file: String,
    /// The line that was reached, counted from 1, where there is one.
    pub line: Option<u64>,
    /// What was expected and what was found.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl ReadError {
    /// An error of a whole file.
    pub fn new(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, message: message.into(), help: None }
    }

    /// At a line.
    #[must_use]
    pub fn line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// With a way out, where there is one.
    #[must_use]
    pub fn help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }

    /// What the system says of a file, at the line that was reached.
    pub(super) fn io(file: &str, line: u64, error: &io::Error) -> Self {
        let message = match error.kind() {
            io::ErrorKind::UnexpectedEof => "the file ends in the middle: it was cut off".to_owned(),
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                format!("the gzip data cannot be unpacked: {error}")
            }
            _ => format!("the file cannot be read: {error}"),
        };
        Self::new(file, message).line(line)
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.file.is_empty() {
            f.write_str(&self.file)?;
            if let Some(line) = self.line {
                write!(f, ":{line}")?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.message)?;
        self.help.as_ref().map_or(Ok(()), |help| write!(f, ": {help}"))
    }
}

impl std::error::Error for ReadError {}
