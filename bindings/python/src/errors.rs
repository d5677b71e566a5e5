//! Errors of the library as the exceptions of the package, which `relief._errors` declares.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use relief::embed::EmbedError;
use relief::{InstantError, PolicyErrors, ReadError, Rejection};

/// An exception of the package: its class, its message, and what else is known.
fn exception<'py>(
    py: Python<'py>,
    class: &str,
    message: &str,
    more: impl FnOnce(&Bound<'py, PyDict>) -> PyResult<()>,
) -> PyErr {
    let made = || {
        let known = PyDict::new(py);
        more(&known)?;
        py.import("relief._errors")?.getattr(class)?.call((message,), Some(&known))
    };
    match made() {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}

/// What is wrong with a policy.
pub(crate) fn policy(py: Python<'_>, errors: &PolicyErrors) -> PyErr {
    exception(py, "PolicyError", &errors.to_string(), |known| known.set_item("findings", errors.json()))
}

/// Why an incident has no decision.
pub(crate) fn rejected(py: Python<'_>, rejection: &Rejection) -> PyErr {
    exception(py, "Rejected", &rejection.message, |known| known.set_item("code", rejection.code.as_str()))
}

/// Why a table or a file cannot be read.
pub(crate) fn read(py: Python<'_>, error: &ReadError) -> PyErr {
    exception(py, "ReadError", &error.message, |known| {
        known.set_item("file", Some(&error.file).filter(|file| !file.is_empty()))?;
        known.set_item("line", error.line)?;
        known.set_item("help", &error.help)
    })
}

/// Why a name or an option is of no use.
pub(crate) fn embed(py: Python<'_>, error: &EmbedError) -> PyErr {
    exception(py, "ReliefError", &error.to_string(), |_| Ok(()))
}

/// Why a text is no instant.
pub(crate) fn instant(py: Python<'_>, text: &str, error: &InstantError) -> PyErr {
    exception(py, "InstantError", &format!("`{text}`: {error}"), |_| Ok(()))
}
