//! The policies and holiday lists that are built into the program, as documents.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::policy::built_in;

use super::document::Document;

static POLICIES: OnceLock<Vec<Arc<Document>>> = OnceLock::new();

fn policies() -> &'static [Arc<Document>] {
    POLICIES.get_or_init(|| {
        let texts = built_in::policies();
        texts.map(|text| Arc::new(Document::new(PathBuf::from(text.shown), text.text))).collect()
    })
}

/// The policy that `import NAME` adds.
pub(super) fn policy(name: &str) -> Option<Arc<Document>> {
    let shown = built_in::policies().find(|text| text.name == name)?.shown;
    policies().iter().find(|document| document.path() == Path::new(shown)).cloned()
}

/// The names of the policies.
pub(super) fn policy_names() -> impl Iterator<Item = &'static str> {
    built_in::policies().map(|text| text.name)
}

/// The names of the holiday lists.
pub(super) fn list_names() -> impl Iterator<Item = &'static str> {
    built_in::holiday_lists().map(|text| text.name)
}

/// The text of a policy or holiday list by the path that places in it have, such as `<isode/isode.sla>`.
pub fn text(path: &str) -> Option<&'static str> {
    built_in::policies().chain(built_in::holiday_lists()).find(|text| text.shown == path).map(|text| text.text)
}

/// The path of the holiday list that `import holidays NAME` adds.
pub(super) fn list_path(name: &str) -> Option<PathBuf> {
    built_in::holiday_lists().find(|text| text.name == name).map(|text| PathBuf::from(text.shown))
}
