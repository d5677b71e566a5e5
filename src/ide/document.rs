//! One text, with what follows from it alone: its lines, tree, names and imports. Each is computed when it is first
//! asked for, and then kept.

use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::syntax::lexemes::{LexemeKind, lexemes};
use crate::syntax::tree::Tree;

use super::names::{Name, names};
use super::text::{LineIndex, TextRange};

/// See the module.
#[derive(Debug)]
pub struct Document {
    path: PathBuf,
    text: Arc<str>,
    lines: OnceLock<LineIndex>,
    tree: OnceLock<Tree>,
    names: OnceLock<Vec<Name>>,
    imports: OnceLock<Vec<Import>>,
}

/// What a file imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Import {
    /// The name or the text, with its quotation marks.
    pub(crate) range: TextRange,
    /// What it leads to.
    pub(crate) target: Target,
}

/// What an import leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A policy file.
    File(PathBuf),
    /// A file with a holiday list.
    List(PathBuf),
    /// A built-in policy.
    BuiltIn(String),
    /// A built-in holiday list.
    BuiltInList(String),
}

impl Document {
    /// A text and its path. The path is absolute, or relative to a folder that all paths are relative to.
    pub fn new(path: PathBuf, text: &str) -> Self {
        let text = Arc::from(text.strip_prefix('\u{feff}').unwrap_or(text));
        let (lines, tree, names, imports) = Default::default();
        Self { path, text, lines, tree, names, imports }
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its text, without a byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its lines.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    pub(crate) fn tree(&self) -> &Tree {
        self.tree.get_or_init(|| if self.is_policy() { Tree::of_file(&self.text) } else { Tree::default() })
    }

    pub(crate) fn names(&self) -> &[Name] {
        self.names.get_or_init(|| names(&self.text, self.tree()))
    }

    pub(crate) fn imports(&self) -> &[Import] {
        self.imports.get_or_init(|| if self.is_policy() { imports(&self.path, &self.text) } else { Vec::new() })
    }

    /// Whether it is a policy file, and not a holiday list.
    pub(crate) fn is_policy(&self) -> bool {
        self.path.extension().is_none_or(|extension| extension == "sla") || self.is_built_in()
    }

    /// Whether it is built into the program.
    pub(crate) fn is_built_in(&self) -> bool {
        self.path.to_str().is_some_and(|path| path.starts_with('<'))
    }

    /// What is written at a range.
    pub(crate) fn slice(&self, range: TextRange) -> &str {
        self.text.get(range.range()).unwrap_or("")
    }

    /// The name that a byte is in or at the end of.
    pub(crate) fn name_at(&self, byte: u32) -> Option<Name> {
        let names = self.names().iter().filter(|name| name.range.touches(byte));
        // Of two that meet here, the one that begins.
        names.max_by_key(|name| name.range.start).copied()
    }
}

/// The imports of a text, found by its words alone: this is asked of every file of a folder.
fn imports(path: &Path, text: &str) -> Vec<Import> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut words = lexemes(text).filter(|lexeme| lexeme.kind != LexemeKind::Comment).peekable();
    let mut out = Vec::new();
    let mut depth = 0_usize;
    while let Some(word) = words.next() {
        match word.text {
            "{" => depth += 1,
            "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        let margin = word.start == 0 || text.as_bytes().get(word.start - 1) == Some(&b'\n');
        if word.kind != LexemeKind::Word || word.text != "import" || (depth > 0 && !margin) {
            continue;
        }
        let list = words.next_if(|next| next.kind == LexemeKind::Word && next.text == "holidays").is_some();
        let Some(what) = words.next_if(|next| matches!(next.kind, LexemeKind::Word | LexemeKind::Text)) else {
            continue;
        };
        let target = match (what.kind, list) {
            (LexemeKind::Text, _) => {
                let file = lexical(&folder.join(what.text.trim_matches('"')));
                if list { Target::List(file) } else { Target::File(file) }
            }
            (_, false) => Target::BuiltIn(what.text.to_owned()),
            (_, true) => Target::BuiltInList(what.text.to_owned()),
        };
        out.push(Import { range: TextRange::new(what.start, what.end()), target });
    }
    out
}

/// A path without `.`, and without what each `..` takes back.
pub(super) fn lexical(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if out.file_name().is_some() => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}
