//! Libraries that read binary files panic on some damaged ones. They are called through here, so that a panic is an
//! error of that file and nothing else.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::error::ReadError;

/// What to do about a damaged file.
const HELP: &str = "write it again from its source";

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is within [`guarded`]. A panic there is reported as a damaged file: a panic hook has nothing
/// to add.
#[cfg(any(feature = "cli", test))]
pub(crate) fn is_guarded() -> bool {
    GUARDED.get()
}

/// Runs what reads a file; a panic becomes an error of that file. Whatever `read` was working on must not be used
/// after an error.
pub(super) fn guarded<T>(file: &str, read: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    let before = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(read));
    GUARDED.set(before);
    result.unwrap_or_else(|_| Err(damaged(file, "its content contradicts its own description")))
}

/// What a library says of a file that it cannot read, damaged or not: it may be of a kind that is not read.
pub(super) fn unreadable(file: &str, error: impl std::fmt::Display) -> ReadError {
    ReadError::new(file, format!("the file cannot be read: {}", in_a_line(error)))
}

/// An error of a damaged file.
pub(super) fn damaged(file: &str, what: impl std::fmt::Display) -> ReadError {
    ReadError::new(file, format!("the file is damaged: {}", in_a_line(what))).help(Some(HELP.to_owned()))
}

/// The lines of a message as one.
fn in_a_line(message: impl std::fmt::Display) -> String {
    message.to_string().split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_owned()
}

#[cfg(test)]
#[expect(clippy::panic, reason = "that is what is tried")]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_of_the_file() {
        let read = guarded::<()>("a.parquet", || panic!("{}", is_guarded()));
        let message = "a.parquet: the file is damaged: its content contradicts its own description";
        assert!(read.is_err_and(|e| e.to_string().starts_with(message)));
        assert!(!is_guarded());
        let lines = damaged("a.arrow", "it ends.\n\twhile looking\n\n").to_string();
        assert_eq!(lines, format!("a.arrow: the file is damaged: it ends. while looking: {HELP}"));
        assert_eq!(guarded("a.parquet", || Ok(7)), Ok(7));
    }
}
