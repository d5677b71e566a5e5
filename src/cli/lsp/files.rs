//! The questions of the editor about files: what is in them, and what can be done to them.

use gen_lsp_types as lsp;
use lsp_server::{Request, Response};
use serde_json::{Value, json};

use crate::ide::{self, ActionKind, Depth, Document, LensTarget, Snapshot, TextRange};

use super::capabilities::{COMPARE, RUN_TEST};
use super::convert;
use super::respond::{METHOD_NOT_FOUND, later, on, workspace_edit};
use super::state::State;

/// Answers a request about a whole file, or a part of it.
pub(super) fn answer(state: &mut State, request: Request) {
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
        "textDocument/codeAction" => on::<lsp::CodeActionRequest>(state, request, |state, params| {
            let Some((snapshot, document)) = state.file(&params.text_document.uri) else { return Ok(None) };
            Ok(Some(code_actions(state, &snapshot, &document, &params)))
        }),
        "textDocument/inlayHint" => on::<lsp::InlayHintRequest>(state, request, |state, params| {
            let Some((snapshot, document)) = state.file(&params.text_document.uri) else { return Ok(None) };
            let range = byte_range(state, &document, params.range);
            let hints = ide::hints(&snapshot, document.path(), range).into_iter();
            Ok(Some(hints.map(|hint| convert::hint(state.encoding, &document, hint)).collect()))
        }),
        "textDocument/codeLens" => code_lenses(state, request),
        "workspace/executeCommand" => execute(state, request),
        method => {
            let message = format!("there is no method `{method}`");
            state.respond(Response::new_err(request.id, METHOD_NOT_FOUND, message));
        }
    }
}

fn byte_range(state: &State, document: &Document, range: lsp::Range) -> TextRange {
    let (start, end) = (state.encoding.byte(document, range.start), state.encoding.byte(document, range.end));
    TextRange { start, end: end.max(start) }
}

fn code_actions(
    state: &mut State,
    snapshot: &Snapshot,
    document: &Document,
    params: &lsp::CodeActionParams,
) -> Vec<lsp::CodeActionResponse> {
    let wanted = |kind: &lsp::CodeActionKind| {
        let only = params.context.only.as_ref();
        // `quickfix.x` is asked for by `quickfix` too.
        only.is_none_or(|only| only.iter().any(|asked| within(kind.as_str(), asked.as_str())))
    };
    let mut out = Vec::new();
    if params.context.only.is_some() && wanted(&lsp::CodeActionKind::SourceFixAll) {
        let edits = ide::fix_all(snapshot, document.path());
        if !edits.is_empty() {
            out.push(lsp::CodeAction {
                title: "Apply all fixes that keep the meaning".to_owned(),
                kind: Some(lsp::CodeActionKind::SourceFixAll),
                edit: Some(workspace_edit(state, snapshot, &edits)),
                ..lsp::CodeAction::default()
            });
        }
    }
    let range = byte_range(state, document, params.range);
    let problems = ide::problems(snapshot, document.path(), Depth::OneRoot);
    for action in ide::actions(snapshot, document.path(), range, &problems) {
        let kind = match action.kind {
            ActionKind::Fix => lsp::CodeActionKind::QuickFix,
            ActionKind::Add => lsp::CodeActionKind::Refactor,
        };
        if !wanted(&kind) {
            continue;
        }
        let place = action.problem.map(|problem| state.encoding.range(document, problem));
        let solved = params.context.diagnostics.iter().filter(|diagnostic| Some(diagnostic.range) == place);
        let solved: Vec<lsp::Diagnostic> = solved.cloned().collect();
        out.push(lsp::CodeAction {
            title: action.title,
            kind: Some(kind),
            diagnostics: (!solved.is_empty()).then_some(solved),
            is_preferred: action.preferred.then_some(true),
            edit: Some(workspace_edit(state, snapshot, &action.edits)),
            ..lsp::CodeAction::default()
        });
    }
    out.into_iter().map(lsp::CodeActionResponse::CodeAction).collect()
}

/// Whether a kind of action is one that was asked for: `source.fixAll` is a `source`.
fn within(kind: &str, asked: &str) -> bool {
    kind.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || asked.is_empty())
}

fn code_lenses(state: &mut State, request: Request) {
    let Ok(params) = serde_json::from_value::<lsp::CodeLensParams>(request.params) else {
        return state.respond(Response::new_ok(request.id, Value::Null));
    };
    let uri = params.text_document.uri;
    let Some((snapshot, document)) = state.file(&uri) else {
        return state.respond(Response::new_ok(request.id, Value::Null));
    };
    let encoding = state.encoding;
    later(state, request.id, move || {
        let lens = |lens: ide::Lens| {
            let range = encoding.range(&document, lens.range);
            let command = match lens.leads_to {
                // Some editors run a line without a command too, and complain: the answer of this one says why.
                LensTarget::Test | LensTarget::Nothing => RUN_TEST,
                LensTarget::Comparison => COMPARE,
            };
            let arguments = Some(vec![json!({ "uri": uri, "position": range.start })]);
            let (title, command) = (lens.title, command.to_owned());
            lsp::CodeLens {
                range,
                command: Some(lsp::Command { title, command, arguments, tooltip: None }),
                data: None,
            }
        };
        Ok(ide::lenses(&snapshot, document.path()).into_iter().map(lens).collect::<Vec<_>>())
    });
}

/// Runs what a lens leads to. The result is a text; an editor that does not show results is sent a message with it.
fn execute(state: &mut State, request: Request) {
    let Ok(params) = serde_json::from_value::<lsp::ExecuteCommandParams>(request.params) else {
        return state.respond(Response::new_err(request.id, METHOD_NOT_FOUND, "no such command".to_owned()));
    };
    let place = params.arguments.and_then(|arguments| arguments.into_iter().next());
    let place = place.and_then(|place| serde_json::from_value::<Place>(place).ok());
    let found = place.and_then(|place| Some((state.file(&place.uri)?, place.position)));
    let Some(((snapshot, document), position)) = found else {
        return state.respond(Response::new_err(request.id, METHOD_NOT_FOUND, "no such file is open".to_owned()));
    };
    let byte = state.encoding.byte(&document, position);
    let show = state.messages();
    let command = params.command;
    later(state, request.id, move || {
        let text = match command.as_str() {
            RUN_TEST => ide::test_report(&snapshot, document.path(), byte),
            COMPARE => ide::comparison(&snapshot, document.path(), byte),
            _ => return Err(format!("there is no command `{command}`")),
        };
        let text = text.ok_or("there is no test or package here, or the policy has errors")?;
        show(&text);
        Ok(text)
    });
}

/// The argument of a command.
#[derive(serde::Deserialize)]
struct Place {
    uri: lsp::Uri,
    position: lsp::Position,
}
