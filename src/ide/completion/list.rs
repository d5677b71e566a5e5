//! A list of completions.

use serde::Serialize;

use super::super::text::TextRange;

/// Something that may be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Completion {
    /// What a list shows.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// A word or two beside it.
    pub detail: String,
    /// What it means, as Markdown; may be empty.
    pub documentation: String,
    /// What is written, with places to fill in: `${1:P1}`, `$0`.
    pub snippet: String,
    /// What is written by editors that know no such places.
    pub text: String,
    /// What it replaces: the word before the place.
    pub range: TextRange,
    /// What a list is sorted by.
    pub order: String,
}

/// What a [`Completion`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CompletionKind {
    /// An item or a statement.
    Statement,
    /// A word of the language.
    Keyword,
    /// A calendar or holiday list.
    Calendar,
    /// A priority.
    Priority,
    /// A fact, or a field of an incident.
    Fact,
    /// A value of a fact, a code.
    Value,
    /// A tier or contract.
    Package,
    /// An objective.
    Objective,
    /// A remedy or a right.
    Remedy,
    /// A channel, a party, or who is called.
    Other,
    /// A time zone.
    Zone,
    /// A unit of a duration.
    Unit,
    /// A file, or what is built in.
    File,
    /// A lint rule.
    Rule,
}

/// Completions as they are found.
pub(super) struct List {
    pub(super) range: TextRange,
    pub(super) items: Vec<Completion>,
}

impl List {
    /// Adds a name or a word. `rank` is what lists are sorted by first.
    pub(super) fn add(&mut self, rank: u8, kind: CompletionKind, label: &str, detail: &str, documentation: String) {
        let snippet = label.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}");
        self.snippet(rank, kind, label, detail, documentation, snippet);
    }

    /// Adds something with places to fill in.
    pub(super) fn snippet(
        &mut self,
        rank: u8,
        kind: CompletionKind,
        label: &str,
        detail: &str,
        documentation: String,
        snippet: String,
    ) {
        let order = format!("{rank:02}{:04}", self.items.len());
        let (label, detail) = (label.to_owned(), detail.to_owned());
        let text = one_line(&plain(&snippet));
        self.items.push(Completion { label, kind, detail, documentation, snippet, text, range: self.range, order });
    }
}

/// A snippet without its places: `${1:P1}` is `P1`.
fn plain(snippet: &str) -> String {
    let mut out = String::new();
    let mut chars = snippet.chars().peekable();
    let mut open = 0_usize;
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            '$' => {
                if chars.next_if_eq(&'{').is_some() {
                    while chars.next_if(char::is_ascii_digit).is_some() {}
                    chars.next_if_eq(&':');
                    open += 1;
                } else {
                    while chars.next_if(char::is_ascii_digit).is_some() {}
                }
            }
            '}' if open > 0 => open -= 1,
            c => out.push(c),
        }
    }
    out
}

/// The first line of a text, with the block that it opens closed: editors that fill in no places insert one line.
fn one_line(text: &str) -> String {
    let Some((first, _)) = text.split_once('\n') else { return text.to_owned() };
    if first.ends_with('{') { format!("{first} }}") } else { first.to_owned() }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_inserted_without_snippets_is_one_line() {
        assert_eq!(super::one_line("test \"name\" {\n    \n}"), "test \"name\" { }");
        assert_eq!(super::one_line("zone customer"), "zone customer");
    }

    #[test]
    fn snippets_without_places() {
        assert_eq!(super::plain("test \"${1:name}\" {\n    $0\n\\}"), "test \"name\" {\n    \n}");
    }
}
