//! Exit codes, and what keeps a command from its work.

use std::io;
use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// All well.
    Fine,
    /// The input was read and has findings.
    Findings,
    /// The command could not do its work.
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Fine => 0,
            Exit::Findings => 1,
            Exit::Failed => 2,
        })
    }
}

/// What keeps a command from its work.
#[derive(Debug)]
pub(super) enum Failure {
    /// A sentence for the person who called.
    Message(String),
    /// Whoever read the output has gone; there is nobody to tell.
    ClosedPipe,
}

impl Failure {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self::Message(message.into())
    }

    /// A failure to write a named output.
    pub(super) fn writing(name: &str, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::Message(format!("cannot write {name}: {}", plain(error))),
        }
    }
}

/// What the system says, without its number.
pub(super) fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "no permission".to_owned(),
        _ => error.to_string().split(" (os error").next().unwrap_or_default().to_owned(),
    }
}

pub(super) type Outcome = Result<Exit, Failure>;
