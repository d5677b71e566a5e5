//! Values of `ide` as the protocol has them.

use gen_lsp_types::{
    CodeDescription, CompletionItem, CompletionItemKind, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity,
    DiagnosticTag, DocumentSymbol, Documentation, FoldingRange, FoldingRangeKind, InlayHint, InsertTextFormat,
    Location, MarkupContent, MarkupKind, Position, Range, SemanticToken, SymbolKind, TextEdit, Tooltip,
};

use crate::ide::{
    self, Completion, CompletionKind, Document, EntryKind, Fold, FoldKind, OutlineEntry, Problem, TextRange, Token,
    TokenKind,
};

/// What an editor counts columns in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16,
}

impl Encoding {
    pub(super) fn position(self, document: &Document, byte: u32) -> Position {
        let lines = document.lines();
        let ide::Position { line, column } = match self {
            Self::Utf8 => lines.position(byte),
            Self::Utf16 => lines.utf16_position(document.text(), byte),
        };
        Position { line, character: column }
    }

    pub(super) fn range(self, document: &Document, range: TextRange) -> Range {
        Range { start: self.position(document, range.start), end: self.position(document, range.end) }
    }

    /// The byte of a position, at the start of a character.
    pub(super) fn byte(self, document: &Document, position: Position) -> u32 {
        let (lines, text) = (document.lines(), document.text());
        let at = ide::Position { line: position.line, column: position.character };
        match self {
            Self::Utf16 => lines.byte_of_utf16(text, at),
            Self::Utf8 => lines.byte_of_utf8(text, at),
        }
    }
}

pub(super) fn markdown(value: String) -> MarkupContent {
    MarkupContent { kind: MarkupKind::Markdown, value }
}

/// Where the text of a location is found, and what it is called by the editor.
pub(super) type Locate<'a> = &'a dyn Fn(&ide::Location) -> Option<Location>;

pub(super) fn diagnostic(encoding: Encoding, document: &Document, problem: &Problem, locate: Locate<'_>) -> Diagnostic {
    let mut message = problem.message.clone();
    for line in [problem.label.as_str(), problem.help.as_deref().unwrap_or("")].iter().filter(|line| !line.is_empty()) {
        message.push('\n');
        message.push_str(line);
    }
    let related: Vec<DiagnosticRelatedInformation> = problem
        .related
        .iter()
        .filter_map(|related| {
            let location = locate(&related.location)?;
            Some(DiagnosticRelatedInformation { location, message: related.message.clone() })
        })
        .collect();
    Diagnostic {
        range: encoding.range(document, problem.range),
        severity: Some(match problem.severity {
            "error" => DiagnosticSeverity::Error,
            "warning" => DiagnosticSeverity::Warning,
            _ => DiagnosticSeverity::Information,
        }),
        code: Some(problem.code.to_owned().into()),
        code_description: None::<CodeDescription>,
        source: Some("relief".to_owned()),
        message: message.into(),
        tags: problem.unnecessary.then(|| vec![DiagnosticTag::Unnecessary]),
        related_information: (!related.is_empty()).then_some(related),
        data: None,
    }
}

pub(super) fn text_edit(encoding: Encoding, document: &Document, edit: &ide::TextEdit) -> TextEdit {
    TextEdit { range: encoding.range(document, edit.location.range), new_text: edit.text.clone() }
}

pub(super) fn symbol(encoding: Encoding, document: &Document, entry: OutlineEntry) -> DocumentSymbol {
    let kind = match entry.kind {
        EntryKind::Import => SymbolKind::Package,
        EntryKind::Policy => SymbolKind::File,
        EntryKind::Calendar | EntryKind::Holidays => SymbolKind::Namespace,
        EntryKind::Facts => SymbolKind::Struct,
        EntryKind::Fact => SymbolKind::Field,
        EntryKind::Priority => SymbolKind::EnumMember,
        EntryKind::Tier | EntryKind::Contract => SymbolKind::Class,
        EntryKind::Objective => SymbolKind::Interface,
        EntryKind::Treatment => SymbolKind::Operator,
        EntryKind::Remedy => SymbolKind::Function,
        EntryKind::Declared => SymbolKind::Variable,
        EntryKind::Test => SymbolKind::Event,
        EntryKind::Statement => SymbolKind::Property,
    };
    let children = entry.children.into_iter().map(|child| symbol(encoding, document, child)).collect();
    let name = if entry.name.is_empty() { entry.kind.noun().to_owned() } else { entry.name };
    #[expect(deprecated, reason = "the type has the field; it is left out of the message")]
    DocumentSymbol {
        name,
        detail: Some(entry.detail).filter(|detail| !detail.is_empty()),
        kind,
        tags: None,
        deprecated: None,
        range: encoding.range(document, entry.range),
        selection_range: encoding.range(document, entry.selection),
        children: Some(children),
    }
}

pub(super) fn fold(fold: Fold) -> FoldingRange {
    let kind = match fold.kind {
        FoldKind::Block => FoldingRangeKind::Region,
        FoldKind::Comment => FoldingRangeKind::Comment,
        FoldKind::Imports => FoldingRangeKind::Imports,
    };
    // The line of a closing brace stays in sight.
    let end_line = if fold.kind == FoldKind::Block { fold.end.saturating_sub(1).max(fold.start) } else { fold.end };
    FoldingRange { start_line: fold.start, end_line, kind: Some(kind), ..FoldingRange::default() }
}

pub(super) fn completion(encoding: Encoding, document: &Document, snippets: bool, item: Completion) -> CompletionItem {
    let kind = match item.kind {
        CompletionKind::Statement => CompletionItemKind::Snippet,
        CompletionKind::Keyword => CompletionItemKind::Keyword,
        CompletionKind::Calendar | CompletionKind::Zone => CompletionItemKind::Module,
        CompletionKind::Priority | CompletionKind::Value => CompletionItemKind::EnumMember,
        CompletionKind::Fact => CompletionItemKind::Field,
        CompletionKind::Package => CompletionItemKind::Class,
        CompletionKind::Objective => CompletionItemKind::Interface,
        CompletionKind::Remedy => CompletionItemKind::Function,
        CompletionKind::Other => CompletionItemKind::Variable,
        CompletionKind::Unit => CompletionItemKind::Unit,
        CompletionKind::File => CompletionItemKind::File,
        CompletionKind::Rule => CompletionItemKind::Constant,
    };
    let (new_text, format) = match snippets {
        true => (item.snippet, InsertTextFormat::Snippet),
        false => (item.text, InsertTextFormat::PlainText),
    };
    let edit = TextEdit { range: encoding.range(document, item.range), new_text };
    let documentation =
        (!item.documentation.is_empty()).then(|| Documentation::MarkupContent(markdown(item.documentation)));
    CompletionItem {
        label: item.label,
        kind: Some(kind),
        detail: Some(item.detail).filter(|detail| !detail.is_empty()),
        documentation,
        sort_text: Some(item.order),
        insert_text_format: Some(format),
        text_edit: Some(edit.into()),
        ..CompletionItem::default()
    }
}

pub(super) fn hint(encoding: Encoding, document: &Document, hint: ide::Hint) -> InlayHint {
    InlayHint {
        position: encoding.position(document, hint.at),
        label: hint.label.into(),
        kind: None,
        text_edits: None,
        tooltip: (!hint.tooltip.is_empty()).then(|| Tooltip::MarkupContent(markdown(hint.tooltip))),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    }
}

/// Tokens as the protocol counts them: each from the one before.
pub(super) fn tokens(encoding: Encoding, document: &Document, tokens: &[Token]) -> Vec<SemanticToken> {
    let mut before = Position { line: 0, character: 0 };
    let mut out = Vec::new();
    for token in tokens {
        let Range { start, end } = encoding.range(document, token.range);
        if start.line != end.line {
            continue;
        }
        let kind = TokenKind::ALL.iter().position(|kind| *kind == token.kind).unwrap_or(0);
        let bits = [token.declaration, token.documentation, token.built_in];
        let bitset = bits.iter().enumerate().map(|(at, is)| u32::from(*is) << at).sum();
        let same_line = start.line == before.line;
        out.push(SemanticToken {
            delta_line: start.line - before.line,
            delta_start: if same_line { start.character - before.character } else { start.character },
            length: end.character - start.character,
            token_type: u32::try_from(kind).unwrap_or(0),
            token_modifiers_bitset: bitset,
        });
        before = start;
    }
    out
}
