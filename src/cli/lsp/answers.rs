//! The questions of the editor: each is passed on to `ide`.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use gen_lsp_types as lsp;
use lsp::{Location, Request as _, TextDocumentPositionParams, Uri, WorkspaceEdit};
use lsp_server::{Notification, Request, Response};
use serde::de::DeserializeOwned;

use crate::ide::{self, Document, Snapshot};

use super::convert;
use super::state::State;

/// Of JSON-RPC and the protocol.
const METHOD_NOT_FOUND: i32 = -32_601;
const INVALID_PARAMS: i32 = -32_602;
const REQUEST_FAILED: i32 = -32_803;

/// Answers a request.
pub(super) fn answer(state: &mut State, request: Request) {
    match request.method.as_str() {
        "textDocument/hover" => on::<lsp::HoverRequest>(state, request, |state, params| {
            let Some(at) = at(state, &params.text_document_position_params) else { return Ok(None) };
            Ok(ide::hover(&at.snapshot, at.document.path(), at.byte).map(|hover| lsp::Hover {
                contents: lsp::Contents::MarkupContent(convert::markdown(hover.markdown)),
                range: Some(state.encoding.range(&at.document, hover.range)),
            }))
        }),
        "textDocument/definition" => on::<lsp::DefinitionRequest>(state, request, |state, params| {
            let Some(at) = at(state, &params.text_document_position_params) else { return Ok(None) };
            let found = ide::definition(&at.snapshot, at.document.path(), at.byte);
            let list = locations(state, &at.snapshot, &found);
            Ok(Some(lsp::DefinitionResponse::Definition(lsp::Definition::LocationList(list))))
        }),
        "textDocument/references" => on::<lsp::ReferencesRequest>(state, request, |state, params| {
            let Some(at) = at(state, &params.text_document_position_params) else { return Ok(None) };
            let declarations = params.context.include_declaration;
            let found = ide::references(&at.snapshot, at.document.path(), at.byte, declarations);
            Ok(Some(locations(state, &at.snapshot, &found)))
        }),
        "textDocument/documentHighlight" => on::<lsp::DocumentHighlightRequest>(state, request, |state, params| {
            let Some(at) = at(state, &params.text_document_position_params) else { return Ok(None) };
            let found = ide::references(&at.snapshot, at.document.path(), at.byte, true);
            let here = found.iter().filter(|location| Path::new(&location.file) == at.document.path());
            let highlight = |location: &ide::Location| lsp::DocumentHighlight {
                range: state.encoding.range(&at.document, location.range),
                kind: None,
            };
            Ok(Some(here.map(highlight).collect()))
        }),
        "textDocument/prepareRename" => on::<lsp::PrepareRenameRequest>(state, request, |state, params| {
            let Some(at) = at(state, &params.text_document_position_params) else { return Ok(None) };
            let range = ide::can_rename(&at.snapshot, at.document.path(), at.byte)?;
            Ok(Some(lsp::PrepareRenameResult::Range(state.encoding.range(&at.document, range))))
        }),
        "textDocument/rename" => on::<lsp::RenameRequest>(state, request, |state, params| {
            let Some(at) = at(state, &params.text_document_position_params) else { return Ok(None) };
            let edits = ide::rename(&at.snapshot, at.document.path(), at.byte, &params.new_name)?;
            Ok(Some(workspace_edit(state, &at.snapshot, &edits)))
        }),
        "textDocument/completion" => on::<lsp::CompletionRequest>(state, request, |state, params| {
            let Some(at) = at(state, &params.text_document_position_params) else { return Ok(None) };
            let items = ide::completions(&at.snapshot, at.document.path(), at.byte).into_iter();
            let items: Vec<lsp::CompletionItem> =
                items.map(|item| convert::completion(state.encoding, &at.document, state.snippets, item)).collect();
            Ok(Some(items.into()))
        }),
        _ => of_file(state, request),
    }
}

/// Answers a request about a whole file.
fn of_file(state: &mut State, request: Request) {
    match request.method.as_str() {
        "textDocument/documentSymbol" => on::<lsp::DocumentSymbolRequest>(state, request, |state, params| {
            let Some((snapshot, document)) = state.file(&params.text_document.uri) else { return Ok(None) };
            let entries = ide::outline(&snapshot, document.path()).into_iter();
            let symbols = entries.map(|entry| convert::symbol(state.encoding, &document, entry)).collect();
            Ok(Some(lsp::DocumentSymbolResponse::DocumentSymbolList(symbols)))
        }),
        "textDocument/foldingRange" => on::<lsp::FoldingRangeRequest>(state, request, |state, params| {
            let Some((snapshot, document)) = state.file(&params.text_document.uri) else { return Ok(None) };
            Ok(Some(ide::folds(&snapshot, document.path()).into_iter().map(convert::fold).collect()))
        }),
        "textDocument/semanticTokens/full" => on::<lsp::SemanticTokensRequest>(state, request, |state, params| {
            let Some((snapshot, document)) = state.file(&params.text_document.uri) else { return Ok(None) };
            let tokens = ide::tokens(&snapshot, document.path());
            let data = convert::tokens(state.encoding, &document, &tokens);
            Ok(Some(lsp::SemanticTokens { result_id: None, data }))
        }),
        "textDocument/formatting" => on::<lsp::DocumentFormattingRequest>(state, request, |state, params| {
            let Some((snapshot, document)) = state.file(&params.text_document.uri) else { return Ok(None) };
            let edits = ide::format(&snapshot, document.path())
                .ok_or("the file has syntax errors, so it cannot be formatted")?;
            let edit = |edit: &ide::TextEdit| convert::text_edit(state.encoding, &document, edit);
            Ok(Some(edits.iter().map(edit).collect()))
        }),
        "textDocument/onTypeFormatting" => {
            on::<lsp::DocumentOnTypeFormattingRequest>(state, request, |state, params| {
                let Some((snapshot, document)) = state.file(&params.text_document.uri) else { return Ok(None) };
                let byte = state.encoding.byte(&document, params.position);
                let edits = ide::format_on_brace(&snapshot, document.path(), byte);
                let edit = |edit: &ide::TextEdit| convert::text_edit(state.encoding, &document, edit);
                Ok(Some(edits.iter().map(edit).collect()))
            })
        }
        method => {
            let message = format!("there is no method `{method}`");
            state.respond(Response::new_err(request.id, METHOD_NOT_FOUND, message));
        }
    }
}

/// Takes note of what the editor says.
pub(super) fn notice(state: &mut State, note: &Notification) {
    match note.method.as_str() {
        "textDocument/didOpen" => {
            if let Some(params) = read::<lsp::DidOpenTextDocumentParams>(note) {
                state.open(params.text_document);
            }
        }
        "textDocument/didChange" => {
            if let Some(params) = read(note) {
                state.change(params);
            }
        }
        "textDocument/didClose" => {
            if let Some(params) = read::<lsp::DidCloseTextDocumentParams>(note) {
                state.close(&params.text_document.uri);
            }
        }
        "workspace/didChangeWatchedFiles" => {
            if let Some(params) = read::<lsp::DidChangeWatchedFilesParams>(note) {
                state.watched(&params.changes);
            }
        }
        "workspace/didChangeWorkspaceFolders" => {
            if let Some(params) = read::<lsp::DidChangeWorkspaceFoldersParams>(note) {
                state.change_folders(&params.event.added, &params.event.removed);
            }
        }
        _ => {}
    }
}

fn read<P: DeserializeOwned>(note: &Notification) -> Option<P> {
    serde_json::from_value(note.params.clone()).ok()
}

/// Reads the parameters of a request, and responds with its result.
fn on<R: lsp::Request>(
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
struct At {
    snapshot: Snapshot,
    document: Arc<Document>,
    byte: u32,
}

fn at(state: &State, params: &TextDocumentPositionParams) -> Option<At> {
    let (snapshot, document) = state.file(&params.text_document.uri)?;
    let byte = state.encoding.byte(&document, params.position);
    Some(At { snapshot, document, byte })
}

fn locations(state: &mut State, snapshot: &Snapshot, found: &[ide::Location]) -> Vec<Location> {
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
