//! The questions of the editor about a place, and what it says: each question is passed on to `ide`.

use std::path::Path;

use gen_lsp_types as lsp;
use lsp_server::{Notification, Request};
use serde::de::DeserializeOwned;

use crate::ide;

use super::convert;
use super::files;
use super::respond::{at, locations, on, workspace_edit};
use super::state::State;

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
        _ => files::answer(state, request),
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
