//! The words that editors colour without the server, against those of the grammar.

use std::collections::BTreeSet;
use std::path::Path;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The words within the quotation marks of a line of the grammar.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('"').skip(1).step_by(2).filter(|word| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase()))
}

/// Every word that a regular expression of the TextMate grammar spells out.
fn spelt(value: &serde_json::Value, out: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (key, value) in fields {
                match (key.as_str(), value) {
                    ("match" | "begin" | "end", serde_json::Value::String(pattern)) => {
                        // `hours?` stands for both.
                        let singular = pattern.replace("s?", "");
                        let plural = pattern.replace("s?", "s");
                        let split = |text: String| {
                            let words = text.split(|c: char| !c.is_ascii_lowercase()).map(str::to_owned);
                            words.collect::<Vec<_>>()
                        };
                        out.extend(split(singular).into_iter().chain(split(plural)));
                    }
                    _ => spelt(value, out),
                }
            }
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| spelt(value, out)),
        _ => {}
    }
}

#[test]
fn the_textmate_grammar_has_every_word_of_the_language() {
    let pest = read("grammar/policy.pest");
    let keyword = |line: &&str| line.starts_with("kw_") || line.starts_with("unit ") || line.starts_with("day ");
    let words: BTreeSet<&str> = pest.lines().filter(keyword).flat_map(quoted).chain(["x"]).collect();
    assert!(words.len() > 150, "{}", words.len());
    let textmate = serde_json::from_str(&read("editors/vscode/syntaxes/relief.tmLanguage.json")).unwrap();
    let mut known = BTreeSet::new();
    spelt(&textmate, &mut known);
    let missing: Vec<&&str> = words.iter().filter(|word| !known.contains(**word)).collect();
    assert!(missing.is_empty(), "add these words to editors/vscode/syntaxes/relief.tmLanguage.json: {missing:?}");
}
