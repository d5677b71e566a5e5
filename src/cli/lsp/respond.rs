//! How requests are read, and what their results are made of.

use std::collections::HashMap;
use std::sync::Arc;

use gen_lsp_types as lsp;
use lsp::{Location, TextDocumentPositionParams, Uri, WorkspaceEdit};
use lsp_server::{Request, RequestId, Response};
use serde::Serialize;

use crate::ide::{self, Document, Snapshot};

use super::state::State;

/// Of JSON-RPC and the protocol.
pub(super) const METHOD_NOT_FOUND: i32 = -32_601;
const INVALID_PARAMS: i32 = -32_602;
const INTERNAL_ERROR: i32 = -32_603;
const REQUEST_FAILED: i32 = -32_803;

/// Reads the parameters of a request, and responds with its result.
pub(super) fn on<R: lsp::Request>(
    state: &mut State,
    request: Request,
    work: impl FnOnce(&mut State, R::Params) -> Result<R::Result, String>,
) {
    debug_assert_eq!(request.method, R::METHOD.as_str());
    let response = match serde_json::from_value(request.params) {
        Err(error) => Response::new_err(request.id, INVALID_PARAMS, error.to_string()),
        Ok(params) => match work(state, params) {
            Ok(result) => Response::new_ok(request.id, result),
            Err(message) => Response::new_err(request.id, REQUEST_FAILED, message),
        },
    };
    state.respond(response);
}

/// A place that a question is about.
pub(super) struct At {
    pub(super) snapshot: Snapshot,
    pub(super) document: Arc<Document>,
    pub(super) byte: u32,
}

pub(super) fn at(state: &State, params: &TextDocumentPositionParams) -> Option<At> {
    let (snapshot, document) = state.file(&params.text_document.uri)?;
    let byte = state.encoding.byte(&document, params.position);
    Some(At { snapshot, document, byte })
}

pub(super) fn locations(state: &mut State, snapshot: &Snapshot, found: &[ide::Location]) -> Vec<Location> {
    found.iter().filter_map(|location| state.location(snapshot, location)).collect()
}

pub(super) fn workspace_edit(state: &mut State, snapshot: &Snapshot, edits: &[ide::TextEdit]) -> WorkspaceEdit {
    let mut changes: HashMap<Uri, Vec<lsp::TextEdit>> = HashMap::new();
    for edit in edits {
        if let Some(location) = state.location(snapshot, &edit.location) {
            let new = lsp::TextEdit { range: location.range, new_text: edit.text.clone() };
            changes.entry(location.uri).or_default().push(new);
        }
    }
    WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }
}

/// Computes a result on the other thread, because it may take long, and responds with it.
pub(super) fn later<T: Serialize>(
    state: &State,
    id: RequestId,
    work: impl FnOnce() -> Result<T, String> + std::marker::Send + 'static,
) {
    let send = state.sender();
    state.later(move || {
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        let response = match result {
            Ok(Ok(result)) => Response::new_ok(id, result),
            Ok(Err(message)) => Response::new_err(id, REQUEST_FAILED, message),
            Err(_) => Response::new_err(id, INTERNAL_ERROR, "the question could not be answered".to_owned()),
        };
        send(response.into());
    });
}
