//! Tokens of a text that could not be parsed.

/// How many bytes of white space and comments a text begins with.
pub(super) fn blank(text: &str) -> usize {
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        rest = match trimmed.strip_prefix("//") {
            Some(comment) => comment.find('\n').and_then(|end| comment.get(end..)).unwrap_or(""),
            None => return text.len() - trimmed.len(),
        };
    }
}

/// The token that begins at a byte: a text, a word with what a number or a zone may hold, or a sign.
pub(super) fn token_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or("");
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.' | '%');
    let end = match rest.chars().next() {
        None => 0,
        Some('"') => rest.get(1..).and_then(|r| r.find(['"', '\n'])).map_or(rest.len(), |i| i + 2),
        Some(c) if word(c) => rest.find(|c| !word(c)).unwrap_or(rest.len()),
        Some(c) => c.len_utf8(),
    };
    rest.get(..end).unwrap_or(rest)
}

pub(super) fn short(token: &str) -> String {
    if token.chars().count() <= 40 {
        return token.to_owned();
    }
    token.chars().take(37).chain("...".chars()).collect()
}
