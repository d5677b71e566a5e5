//! What an editor asks about policy files: pure functions over a [`Snapshot`] of texts.
//!
//! A [`Host`] has the texts; the editor changes them, and takes a snapshot for each question. Places are bytes
//! ([`TextRange`]); [`LineIndex`] has lines, columns and UTF-16 units. Results are plain values that can be written as
//! JSON. Every function takes any text, and gives what can be given where there are errors. Nothing here reads a clock,
//! a file or an environment by itself, and nothing knows the protocol of an editor.

mod actions;
mod all_errors;
mod analysis;
mod built_in;
mod completion;
mod diagnostics;
mod document;
mod edit;
mod format;
mod graph;
mod hints;
mod host;
mod hover;
mod lenses;
mod location;
mod manual;
mod names;
mod navigate;
mod outline;
mod recent;
mod snapshot;
mod symbol;
mod text;
mod tokens;
mod words;

pub use actions::{Action, ActionKind, actions, fix_all};
pub use all_errors::AllErrors;
pub use built_in::text as built_in_text;
pub use completion::{Completion, CompletionKind, completions};
pub use diagnostics::{Depth, Problem, Reach, Related, problems, problems_while, reach};
pub use document::Document;
pub use edit::{Change, TextEdit};
pub use format::{format, format_on_brace};
pub use hints::{Hint, hints};
pub use host::{Host, SharedFiles, Snapshot};
pub use hover::{Hover, hover};
pub use lenses::{Lens, LensTarget, comparison, lenses, test_report};
pub use location::Location;
pub use navigate::{can_rename, definition, references, rename};
pub use outline::{EntryKind, Fold, FoldKind, OutlineEntry, folds, outline};
pub use text::{LineIndex, Position, TextRange, byte_of_utf16_offset, utf16_offset};
pub use tokens::{Token, TokenKind, tokens};
