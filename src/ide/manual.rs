//! What the language's page says of each statement and word: the documentation that hovers and completions show.

use crate::syntax::blocks::Block;

static PAGE: &str = include_str!("../../docs/language.md");

/// The section under a heading of the page, as Markdown that stands by itself.
pub(super) fn section(heading: &str) -> Option<String> {
    let mut lines = PAGE.lines().skip_while(|line| line.strip_prefix("### ") != Some(heading)).skip(1).peekable();
    lines.peek()?;
    let mut out = String::new();
    let mut wrong = false;
    let mut code = false;
    for line in lines.take_while(|line| !line.starts_with("## ") && !line.starts_with("### ")) {
        if let Some(kind) = line.strip_prefix("```") {
            code = !code;
            // An example of what is an error would be read as advice.
            wrong = (code && kind.contains("wrong")) || (wrong && !code);
            if wrong {
                wrong = code;
                continue;
            }
            out.push_str(if code { "```sla" } else { "```" });
        } else if wrong {
            continue;
        } else if code {
            out.push_str(line);
        } else {
            out.push_str(&without_links(line));
        }
        out.push('\n');
    }
    Some(out.trim().to_owned())
}

/// The first sentence of a section.
pub(super) fn summary(heading: &str) -> Option<String> {
    let section = section(heading)?;
    let paragraph: Vec<&str> =
        section.lines().take_while(|line| !line.is_empty() && !line.starts_with("```")).collect();
    let text = paragraph.join(" ");
    let end = text.find(". ").map_or(text.len(), |at| at + 1);
    text.get(..end).map(str::to_owned).filter(|text| !text.is_empty())
}

/// What a unit means, in a sentence.
pub(super) fn word_summary(word: &str) -> Option<String> {
    let meaning = match word.trim_end_matches('s') {
        "second" => "60 to the minute. Behind `working`, they count while the coverage is open.",
        "minute" => "60 to the hour. Behind `working`, they count while the coverage is open.",
        "hour" => "24 to the day. Behind `working`, they count while the coverage is open.",
        "day" => "24 hours each. Behind `working`, each is as long as the calendar's working day.",
        _ => return None,
    };
    Some(meaning.to_owned())
}

/// A line without links to pages that an editor does not have.
fn without_links(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once("](") {
        let Some((target, after)) = behind.split_once(')') else { break };
        let Some((outside, label)) = before.rsplit_once('[') else { break };
        out.push_str(outside);
        if target.starts_with("http") {
            out.push_str(&format!("[{label}]({target})"));
        } else {
            out.push_str(label);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The heading of the statement of a block that begins with a word; `next` is the word behind it.
pub(super) fn heading(block: Block, word: &str, next: &str) -> Option<&'static str> {
    Some(match (block, word) {
        (Block::File, "import") if next == "holidays" => "import holidays",
        (Block::File, "import") => "import",
        (Block::File, "policy") | (Block::Policy, _) => "policy",
        (Block::File, "calendar") => "calendar",
        (Block::File, "holidays") | (Block::Holidays, _) => "holidays",
        (Block::File, "facts") | (Block::Facts, _) => "facts",
        (Block::File, "priority") => "priority",
        (Block::Priority, _) => "priority definition",
        (Block::File, "base") => "base tier",
        (Block::File, "tier") => "tier",
        (Block::File, "contract") => "contract",
        (Block::File, "objective") => "objective",
        (Block::File, "treat") => "treat",
        (Block::File, "remedy") => "remedy",
        (Block::File, "channel") => "channel",
        (Block::File, "party") => "party",
        (Block::File, "test") => "test",
        (Block::Calendar, "timezone") => "timezone",
        (Block::Calendar, "open") => "open",
        (Block::Calendar, "joins") => "joins",
        (Block::Calendar, "closed") => "closed",
        (Block::Calendar, "on") => "on",
        (Block::Calendar, "working") => "working day",
        (Block::Calendar, "intake") => "intake until",
        (Block::Remedy, "favoured") => "favoured",
        (Block::Remedy, _) => "remedy",
        (Block::Bands, _) => "credit for",
        (Block::Test, "incident") | (Block::Incident, _) => "incident",
        (Block::Test, "expect") | (Block::Expect, _) => "expect",
        (Block::Test, _) => "test",
        (Block::Contract, "customer") => "customer",
        (Block::Contract, "in") => "in force",
        (Block::Tier | Block::Contract, word) => return package_heading(word, next),
        _ => return None,
    })
}

fn package_heading(word: &str, next: &str) -> Option<&'static str> {
    Some(match word {
        "coverage" => "coverage",
        "zone" => "zone",
        "response" => "response",
        "relief" => "relief",
        "resolution" => "resolution",
        "objective" => "objective in a tier",
        "update" => "update",
        "reply" => "reply",
        "priority" => "priority set by",
        "on" => "on priority change",
        "channels" => "channels",
        "releases" => "releases",
        "assistance" => "assistance",
        "term" => "term",
        "remedy" => "remedy in a tier",
        "treat" => "treat in a tier",
        "escalate" => "escalate",
        "measured" => "measured",
        "fee" => "fee",
        "availability" => "availability",
        "credit" if next == "each" => "credit each",
        "credit" => "credit for",
        "credits" => "credits",
        "right" => "right",
        "quota" => "quota",
        _ => return None,
    })
}

/// The heading of a word within a statement.
pub(super) fn word_heading(word: &str, in_condition: bool) -> Option<&'static str> {
    Some(match word {
        "pausing" | "while" | "waiting" => "pausing",
        "business" | "covered" | "within" => "within, business, covered",
        "working" | "seconds" | "second" | "minutes" | "minute" | "hours" | "hour" | "days" | "day" => {
            "Units of a duration"
        }
        "none" => "none",
        "by" | "end" | "same" | "next" => "dates",
        "extends" => "extends",
        "customisable" => "customisable",
        "except" => "customisable except",
        "always" => "coverage",
        "from" | "until" => "from, until",
        "beyond" => "beyond resolution",
        "unless" => "remedy",
        "and" | "or" | "not" => "and, or, not",
        "is" => "is",
        "in" if in_condition => "in",
        "in" => "coverage in ZONE",
        "between" => "between",
        "at" | "least" if in_condition => "at least",
        "known" => "is known",
        "opened" if in_condition => "opened within",
        "when" => "when",
        "on" => "on CALENDAR",
        "every" => "update",
        "bool" | "number" | "text" | "instant" | "duration" => "facts",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_statement_has_a_section() {
        let mut missing = Vec::new();
        for block in Block::ALL {
            for word in block.words() {
                let found = heading(block, word, "").and_then(section);
                if found.is_none_or(|text| text.is_empty() || text.contains("](") || text.contains("fragment")) {
                    missing.push(format!("{block:?} {word}"));
                }
            }
        }
        assert!(missing.is_empty(), "{}", missing.join("\n"));
    }

    #[test]
    fn every_word_has_a_section() {
        let words = "pausing business working none by extends customisable except always from beyond unless and is in \
                     between at known opened when on every bool";
        for word in words.split_whitespace() {
            for in_condition in [false, true] {
                if let Some(heading) = word_heading(word, in_condition) {
                    assert!(section(heading).is_some(), "{word}: {heading}");
                }
            }
        }
        assert_eq!(summary("channel").as_deref(), Some("A way to report an incident, with a title."));
    }
}
