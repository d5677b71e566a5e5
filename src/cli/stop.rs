//! Why a run stopped, in words.

use crate::io::pipeline::StopReason;
use crate::io::read::ReadError;

use super::exit::{Failure, plain};

/// The failure of a run that stopped; `reached` says how far it had come.
pub(super) fn failure(stop: StopReason, decisions: &str, rejects: &str, reached: &str) -> Failure {
    let failure = match stop {
        StopReason::Open(name, e) => Failure::new(format!("`{name}` cannot be read: {}", plain(&e))),
        StopReason::Read(e) => unreadable(&e),
        StopReason::Decisions(e) => Failure::writing(decisions, &e),
        StopReason::Rejects(e) => Failure::writing(rejects, &e),
        StopReason::Stopped => Failure::new("the run was stopped"),
    };
    match failure {
        Failure::Message(message) => Failure::Message(format!("{message}{reached}")),
        Failure::ClosedPipe => Failure::ClosedPipe,
    }
}

pub(super) fn unreadable(error: &ReadError) -> Failure {
    Failure::new(error.to_string())
}
