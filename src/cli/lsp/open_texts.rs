//! The texts that are open in the editor, and what it is told.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gen_lsp_types::{Location, Uri};
use lsp_server::Message;

use crate::ide::{self, Snapshot};

use super::convert::Encoding;
use super::uris;

/// Sends a message to the editor.
pub(super) type Send = Arc<dyn Fn(Message) + std::marker::Send + Sync>;

/// A text that is open in the editor.
#[derive(Debug, Clone)]
pub(super) struct Open {
    pub(super) uri: Uri,
    pub(super) version: i32,
}

/// The open texts by their paths.
pub(super) type OpenTexts = BTreeMap<PathBuf, Open>;

/// A place in a text of a snapshot.
pub(super) fn located(
    snapshot: &Snapshot,
    open: &OpenTexts,
    encoding: Encoding,
    location: &ide::Location,
) -> Option<Location> {
    let path = Path::new(&location.file);
    let document = snapshot.document(path)?;
    let uri = open.get(path).map_or_else(|| uris::uri(path), |open| open.uri.clone());
    Some(Location { uri, range: encoding.range(document, location.range) })
}
