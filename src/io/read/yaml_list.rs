//! The items of a YAML list, each with its line. The library says nothing of lines where all is well, so the list is
//! cut at its items first, and each is read alone: what is wrong with one costs no other.

use serde_json::Value;

use crate::yaml::{self, YamlError};

use super::parsed::{Parsed, object};

/// The items of a list in a text of at most `max_bytes`, each with its line from 1.
pub(super) fn items(text: &str, max_bytes: usize) -> Result<Vec<(u64, Parsed)>, YamlError> {
    yaml::check_size(text, max_bytes)?;
    let places = block_items(text);
    if let Some(read) = places.as_deref().and_then(|places| alone(text, places)) {
        return Ok(read);
    }
    // A list in brackets, or one whose items are of one another (by anchors and aliases).
    let values: Vec<Value> = yaml::parse_numbers(text, max_bytes)?;
    let places = places.unwrap_or_else(|| bracketed_items(text));
    let first = places.first().copied().unwrap_or(0);
    let known = places.len() == values.len();
    let mut lines = Lines::new(text);
    let mut line = |number: usize| lines.at(if known { places.get(number).copied().unwrap_or(first) } else { first });
    Ok(values.into_iter().enumerate().map(|(number, value)| (line(number), object(value))).collect())
}

/// Reads each item alone; `None` if one cannot be: it may be no YAML, or refer to another.
fn alone(text: &str, places: &[usize]) -> Option<Vec<(u64, Parsed)>> {
    let mut lines = Lines::new(text);
    let ends = places.iter().skip(1).copied().chain([text.len()]);
    let read = places.iter().zip(ends).map(|(start, end)| {
        let item = text.get(*start..end)?;
        let value = match yaml::parse_numbers::<[Value; 1]>(item, item.len()) {
            Ok([value]) => object(value),
            Err(error) if yaml::is_yaml(item) => Err((error.message, Value::String(item.trim_end().to_owned()))),
            Err(_) => return None,
        };
        Some((lines.at(*start), value))
    });
    read.collect()
}

/// Where the items of a list start, each with a `-` at the start of a line; `None` if the text is no such list.
fn block_items(text: &str) -> Option<Vec<usize>> {
    let (mut places, mut indent, mut at) = (Vec::new(), 0, 0);
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let content = line.trim_start_matches(' ');
        let blanks = line.len() - content.len();
        let content = content.trim_end();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let item = content == "-" || content.starts_with("- ") || content.starts_with("-\t");
        if places.is_empty() {
            if content == "---" {
                continue;
            }
            indent = blanks;
        }
        if item && blanks == indent {
            places.push(start);
        } else if places.is_empty() || blanks <= indent {
            return None;
        }
    }
    (!places.is_empty()).then_some(places)
}

/// Where the items of a list in brackets start, as far as that can be seen without reading them.
fn bracketed_items(text: &str) -> Vec<usize> {
    let (mut places, mut depth, mut quote, mut before) = (Vec::new(), 0_usize, None, '[');
    let mut starts = false;
    for (at, found) in text.char_indices() {
        if let Some(mark) = quote {
            quote = (found != mark).then_some(mark);
            continue;
        }
        if found.is_whitespace() {
            continue;
        }
        if starts && found != ']' {
            places.push(at);
        }
        starts = false;
        match found {
            '"' | '\'' if matches!(before, '[' | '{' | ',' | ':') => quote = Some(found),
            '[' | '{' => {
                starts = depth == 0 && found == '[';
                depth += 1;
            }
            ']' | '}' => depth = depth.saturating_sub(1),
            ',' => starts = depth == 1,
            _ => {}
        }
        before = found;
    }
    places
}

/// The lines of places in a text that are asked for in order.
struct Lines<'t> {
    text: &'t str,
    counted: usize,
    line: u64,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, counted: 0, line: 1 }
    }

    fn at(&mut self, place: usize) -> u64 {
        let between = self.text.get(self.counted..place).unwrap_or("");
        self.line += u64::try_from(between.matches('\n').count()).unwrap_or(0);
        self.counted = self.counted.max(place);
        self.line
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that fails should stop at once")]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u64, String)> {
        let shown = |(line, item): (u64, Parsed)| {
            (line, item.map_or_else(|(message, _)| format!("bad: {message}"), |value| value.to_string()))
        };
        items(text, 1 << 20).unwrap().into_iter().map(shown).collect()
    }

    fn found(items: &[(u64, &str)]) -> Vec<(u64, String)> {
        items.iter().map(|(line, text)| (*line, (*text).to_owned())).collect()
    }

    #[test]
    fn items_have_their_lines() {
        let text = "# incidents\n---\n\n- id: A\n  note: |\n    - no item\n    x\n\n- id: B\n-\n  id: C\n";
        let wanted = [(4, r#"{"id":"A","note":"- no item\nx\n"}"#), (9, r#"{"id":"B"}"#), (10, r#"{"id":"C"}"#)];
        assert_eq!(read(text), found(&wanted));
        assert_eq!(read("  - id: A\n  - {id: B}\r\n"), found(&[(1, r#"{"id":"A"}"#), (2, r#"{"id":"B"}"#)]));
        assert_eq!(
            read("[{id: A, a: [1, 2]},\n\n  {id: \"],[\"}]"),
            found(&[(1, r#"{"id":"A","a":[1,2]}"#), (3, r#"{"id":"],["}"#)])
        );
        assert_eq!(
            read("- &a {id: A}\n- id: B\n- *a\n"),
            found(&[(1, r#"{"id":"A"}"#), (2, r#"{"id":"B"}"#), (3, r#"{"id":"A"}"#)])
        );
        assert_eq!(read("[]"), found(&[]));
    }

    #[test]
    fn what_is_wrong_with_one_costs_no_other() {
        let text = "- id: A\n- id: B\n  id: C\n- id: 1234567890123456789012345678901234567890\n- id: D\n  a: .inf\n- 7\n- id: E\n";
        let read = read(text);
        let bad: Vec<(u64, bool)> = read.iter().map(|(line, item)| (*line, item.starts_with("bad: "))).collect();
        assert_eq!(bad, [(1, false), (2, true), (4, true), (5, true), (7, true), (8, false)], "{read:?}");
        assert_eq!(read.get(1).unwrap().1, "bad: the key `id` occurs twice");
        assert!(read.get(3).unwrap().1.contains("`inf`"), "{read:?}");
    }

    #[test]
    fn what_is_no_yaml_is_an_error_with_its_line() {
        assert_eq!(items("- id: A\n- id: [\n", 1 << 20).unwrap_err().line, 3);
        assert!(items("id: A\n", 1 << 20).is_err());
    }
}
