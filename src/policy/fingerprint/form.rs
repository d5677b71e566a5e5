//! Canonical S-expressions: a nested list of texts that has exactly one spelling in bytes.
//!
//! A text is its length in bytes, a colon and the bytes (`5:hello`); a list is its parts between
//! parentheses. Nothing is escaped and nothing can be confused, whatever the texts hold.

use std::fmt::Display;
use std::io::Write as _;

/// A text or a list of forms.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    Text(String),
    List(Vec<Form>),
}

impl Form {
    /// A text, a name or a number.
    pub(super) fn text(value: impl Display) -> Self {
        Self::Text(value.to_string())
    }

    /// A list that begins with a tag. The order of its parts has a meaning.
    pub(super) fn list(tag: &str, parts: impl IntoIterator<Item = Self>) -> Self {
        Self::List(std::iter::once(Self::text(tag)).chain(parts).collect())
    }

    /// A list that begins with a tag, and whose parts mean the same in any order and however often
    /// each occurs: they are sorted, and each is written once.
    pub(super) fn set(tag: &str, parts: impl IntoIterator<Item = Self>) -> Self {
        let mut parts: Vec<Self> = parts.into_iter().collect();
        parts.sort_unstable();
        parts.dedup();
        Self::list(tag, parts)
    }

    /// A list of one tag and one text.
    pub(super) fn field(tag: &str, value: impl Display) -> Self {
        Self::list(tag, [Self::text(value)])
    }

    /// A set of texts.
    pub(super) fn texts<T: Display>(tag: &str, values: impl IntoIterator<Item = T>) -> Self {
        Self::set(tag, values.into_iter().map(Self::text))
    }

    /// Appends its one spelling.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Text(text) => {
                // Writing to a vector does not fail.
                let _ = write!(out, "{}:{text}", text.len());
            }
            Self::List(parts) => {
                out.push(b'(');
                parts.iter().for_each(|part| part.write(out));
                out.push(b')');
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that fails should stop at once")]
mod tests {
    use super::Form;

    fn spelled(form: &Form) -> String {
        let mut out = Vec::new();
        form.write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_form_has_one_spelling() {
        let form = Form::list("a", [Form::field("b", 1), Form::text("é"), Form::texts("c", ["y", "x", "y"])]);
        assert_eq!(spelled(&form), "(1:a(1:b1:1)2:é(1:c1:x1:y))");
    }

    #[test]
    fn texts_that_look_like_forms_are_not_confused() {
        let two = Form::list("t", [Form::text("a"), Form::text("b")]);
        let one = Form::list("t", [Form::text("a1:b")]);
        assert_eq!((spelled(&two), spelled(&one)), ("(1:t1:a1:b)".to_owned(), "(1:t4:a1:b)".to_owned()));
    }
}
