//! What the server can do, as it tells the editor.

use gen_lsp_types::{
    ChangeNotifications, CodeActionKind, CodeActionOptions, CodeLensOptions, CompletionOptions,
    DocumentOnTypeFormattingOptions, ExecuteCommandOptions, Full, InitializeParams, PositionEncodingKind,
    RenameOptions, SemanticTokensLegend, SemanticTokensOptions, ServerCapabilities, TextDocumentSyncKind,
    TextDocumentSyncOptions, WorkspaceFoldersServerCapabilities, WorkspaceOptions,
};
use serde_json::{Value, json};

use crate::ide::TokenKind;

use super::convert::Encoding;

/// The commands that lenses run.
pub(super) const RUN_TEST: &str = "relief.test";
pub(super) const COMPARE: &str = "relief.compare";

/// The modifiers of semantic tokens, in the order of their bits.
pub(super) const MODIFIERS: [&str; 3] = ["declaration", "documentation", "defaultLibrary"];

/// The units that an editor counts columns in: bytes if it can.
pub(super) fn encoding(params: &InitializeParams) -> Encoding {
    let offered = params.capabilities.general.as_ref().and_then(|general| general.position_encodings.as_ref());
    let bytes = offered.is_some_and(|offered| offered.contains(&PositionEncodingKind::UTF8));
    if bytes { Encoding::Utf8 } else { Encoding::Utf16 }
}

/// Whether the editor fills in the places of snippets.
pub(super) fn snippets(params: &InitializeParams) -> bool {
    let completion = params.capabilities.text_document.as_ref().and_then(|text| text.completion.as_ref());
    let item = completion.and_then(|completion| completion.completion_item.as_ref());
    item.and_then(|item| item.snippet_support).unwrap_or(false)
}

/// Whether the editor shows the results of commands, as its initialization options say.
pub(super) fn shows_results(params: &InitializeParams) -> bool {
    let options = params.initialization_options.as_ref();
    options.and_then(|options| options.get("showsResults")?.as_bool()).unwrap_or(false)
}

/// Whether the editor can be asked to watch files.
pub(super) fn watches_files(params: &InitializeParams) -> bool {
    let workspace = params.capabilities.workspace.as_ref();
    let watched = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
    watched.and_then(|watched| watched.dynamic_registration).unwrap_or(false)
}

pub(super) fn result(encoding: Encoding) -> Value {
    let legend = SemanticTokensLegend {
        token_types: TokenKind::ALL.iter().map(|kind| kind.as_str().to_owned()).collect(),
        token_modifiers: MODIFIERS.map(str::to_owned).to_vec(),
    };
    let folders = WorkspaceFoldersServerCapabilities {
        supported: Some(true),
        change_notifications: Some(ChangeNotifications::Bool(true)),
    };
    let capabilities = ServerCapabilities {
        position_encoding: Some(match encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
        }),
        text_document_sync: Some(
            TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::Incremental),
                ..TextDocumentSyncOptions::default()
            }
            .into(),
        ),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(["\"", "/", "(", ",", "<"].map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(true.into()),
        definition_provider: Some(true.into()),
        references_provider: Some(true.into()),
        document_highlight_provider: Some(true.into()),
        document_symbol_provider: Some(true.into()),
        folding_range_provider: Some(true.into()),
        document_formatting_provider: Some(true.into()),
        document_on_type_formatting_provider: Some(DocumentOnTypeFormattingOptions {
            first_trigger_character: "}".to_owned(),
            more_trigger_character: None,
        }),
        rename_provider: Some(RenameOptions { prepare_provider: Some(true), ..RenameOptions::default() }.into()),
        code_action_provider: Some(
            CodeActionOptions {
                code_action_kinds: Some(vec![
                    CodeActionKind::QuickFix,
                    CodeActionKind::Refactor,
                    CodeActionKind::SourceFixAll,
                ]),
                ..CodeActionOptions::default()
            }
            .into(),
        ),
        code_lens_provider: Some(CodeLensOptions::default()),
        inlay_hint_provider: Some(true.into()),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: vec![RUN_TEST.to_owned(), COMPARE.to_owned()],
            ..ExecuteCommandOptions::default()
        }),
        semantic_tokens_provider: Some(
            SemanticTokensOptions { legend, full: Some(Full::Bool(true)), ..SemanticTokensOptions::default() }.into(),
        ),
        workspace: Some(WorkspaceOptions { workspace_folders: Some(folders), ..WorkspaceOptions::default() }),
        ..ServerCapabilities::default()
    };
    json!({
        "capabilities": capabilities,
        "serverInfo": { "name": "relief", "version": env!("CARGO_PKG_VERSION") },
    })
}
