//! The words of a source that a policy quotes above a statement: comments whose paragraphs are in double quotes.

use crate::source::Source;

/// The quoted paragraphs of the comment above a line, counted from 1, without their quotes. Statements that begin with
/// the same word and follow each other share a comment.
pub(super) fn quotation_above(source: &Source, line: usize) -> Option<String> {
    let mut lines: Vec<&str> = source.text.lines().take(line).collect();
    let word = lines.pop()?.split_whitespace().next()?;
    let is_comment = |line: &str| line.starts_with("//") && !line.starts_with("///");
    let shares = |line: &&&str| line.split_whitespace().next() == Some(word);
    let between = lines.iter().rev().take_while(shares).count();
    let comment: Vec<&str> =
        lines.iter().rev().skip(between).map(|line| line.trim()).take_while(|line| is_comment(line)).collect();
    let words = comment.iter().rev().map(|line| line.trim_start_matches('/').trim());
    let mut paragraphs = vec![String::new()];
    for line in words {
        match paragraphs.last_mut() {
            _ if line.is_empty() => paragraphs.push(String::new()),
            Some(last) if last.is_empty() => last.push_str(line),
            Some(last) => {
                last.push(' ');
                last.push_str(line);
            }
            None => {}
        }
    }
    let quoted = |paragraph: &String| {
        let inner = paragraph.strip_prefix('"')?.strip_suffix('"')?;
        (!inner.is_empty()).then(|| inner.to_owned())
    };
    let quoted: Vec<String> = paragraphs.iter().filter_map(quoted).collect();
    (!quoted.is_empty()).then(|| quoted.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn above(text: &str, line: usize) -> Option<String> {
        let mut sources = Sources::default();
        let id = sources.add("a.sla", text);
        quotation_above(sources.get(id)?, line)
    }

    #[test]
    fn paragraphs_in_quotes_are_joined_over_lines() {
        let text = "// \"An answer within\n// four hours.\"\n//\n// reading: \"four\" is strict.\nresponse P1 < 4 hours\n\
                    response P2 < 8 hours\n\nrelief P1 none\n";
        assert_eq!(above(text, 5).as_deref(), Some("An answer within four hours."));
        assert_eq!(above(text, 6).as_deref(), Some("An answer within four hours."));
        assert_eq!(above(text, 8), None);
    }

    #[test]
    fn another_statement_does_not_share_a_comment() {
        assert_eq!(above("// \"Words.\"\nrelief P1 none\nresponse P1 < 4 hours\n", 3), None);
    }

    #[test]
    fn a_comment_above_a_block_is_not_that_of_its_statements() {
        assert_eq!(above("// \"Words.\"\ntier Gold {\n    response P1 < 4 hours\n}\n", 3), None);
        assert_eq!(above("// no quotation\nresponse P1 < 4 hours\n", 2), None);
    }
}
