//! What is left of a run that somebody stops: nothing.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once, PoisonError};

/// Files that do not have their names yet. A signal comes to the whole process, and so does this.
static PARTIAL: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
static LISTENING: Once = Once::new();

/// The exit code of a command that was stopped by the keyboard, as shells have it.
const INTERRUPTED: i32 = 130;

/// Takes a file away where the process is told to stop before [`release`].
pub(super) fn remove_at_end(path: &Path) {
    PARTIAL.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
    listen();
}

/// Ends the process in order where it is told to stop.
pub(super) fn listen() {
    // Where no handler can be set, a stopped run leaves a `.partial` file: no output under its name either way.
    LISTENING.call_once(|| drop(ctrlc::set_handler(stop)));
}

/// Lets a file have its name: `give` is not interrupted.
pub(super) fn release<T>(path: &Path, give: impl FnOnce() -> T) -> T {
    let mut partial = PARTIAL.lock().unwrap_or_else(PoisonError::into_inner);
    partial.retain(|p| p != path);
    give()
}

#[expect(clippy::disallowed_methods, reason = "nothing is left to return to when a signal has come")]
fn stop() {
    // Held until the end, so that no file gets its name any more.
    let partial = PARTIAL.lock().unwrap_or_else(PoisonError::into_inner);
    for path in partial.iter() {
        let _ = std::fs::remove_file(path);
    }
    std::process::exit(INTERRUPTED);
}
