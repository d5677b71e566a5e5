//! The statements that may begin at a place: those that are still open in their block come first.

use crate::syntax::blocks::Block;
use crate::syntax::lexemes::{LexemeKind, lexemes};

use super::super::document::Document;
use super::super::manual;
use super::super::symbol::{Scope, SymbolKind};
use super::super::words;
use super::list::{CompletionKind, List};
use super::place::Code;

/// Statements of which a block has one.
const ONCE: &[&str] = &[
    "customer",
    "in",
    "zone",
    "assistance",
    "measured",
    "fee",
    "availability",
    "on",
    "releases",
    "timezone",
    "working",
    "intake",
    "source",
    "url",
    "version",
    "owner",
    "means",
    "otherwise",
    "as",
    "favoured",
    "complete",
];

pub(super) fn add(document: &Document, scope: &Scope, code: &Code, list: &mut List) {
    let block = code.block;
    let written = statements(document.text(), block, code.block_start);
    let priorities = scope.names_of(SymbolKind::Priority);
    for word in block.words() {
        let once = ONCE.contains(&word) && !(block == Block::Calendar && word == "on");
        let done = once && written.iter().any(|statement| statement.first() == Some(&word));
        let open = open_priorities(word, &priorities, &written);
        let complete = takes_priorities(block, word) && open.is_empty() && !priorities.is_empty();
        if done {
            continue;
        }
        let heading = manual::heading(block, word, "");
        let documentation = heading.and_then(manual::section).unwrap_or_default();
        let mut snippet = snippet(block, word, &open);
        if let Some(own) = matches!((block, word), (Block::File, "test") | (Block::Test, "incident"))
            .then(|| contract(scope))
            .flatten()
        {
            snippet = snippet.replace(":Gold}", &format!(":{own}}}"));
        }
        let detail = match open.as_slice() {
            _ if !takes_priorities(block, word) => block.example(word).unwrap_or_default().to_owned(),
            [] => String::new(),
            open => format!("open for {}", open.join(", ")),
        };
        let rank = if complete { 40 } else { 10 };
        list.snippet(rank, CompletionKind::Statement, word, &detail, documentation, snippet);
    }
    match block {
        Block::Incident => fields(scope, &written, list),
        Block::Expect => outcomes(scope, list),
        Block::Tier | Block::Contract => {
            for name in scope.names_of(SymbolKind::Objective) {
                let label = format!("objective {name}");
                let snippet = format!("objective {name} ${{1:P1}} within ${{2:4 hours}}");
                list.snippet(20, CompletionKind::Objective, &label, "limit", String::new(), snippet);
            }
        }
        _ => {}
    }
}

/// The last contract or tier of the file itself: what a new test is most likely of.
fn contract(scope: &Scope) -> Option<String> {
    let file = scope.file()?;
    let own = scope.declared(SymbolKind::Package).filter(|(document, _)| document.path() == file.path());
    own.last().map(|(document, name)| name.text(document.text()).to_owned())
}

fn takes_priorities(block: Block, word: &str) -> bool {
    block.is_package() && matches!(word, "response" | "relief" | "resolution" | "update" | "reply" | "coverage")
}

/// The priorities that no statement of a word names.
fn open_priorities(word: &str, priorities: &[String], written: &[Vec<&str>]) -> Vec<String> {
    let same: Vec<&Vec<&str>> = written.iter().filter(|statement| statement.first() == Some(&word)).collect();
    let names = |statement: &&&Vec<&str>, name: &str| statement.iter().skip(1).any(|w| *w == name);
    let all = same.iter().any(|statement| !priorities.iter().any(|name| statement.get(1) == Some(&name.as_str())));
    if all {
        return Vec::new();
    }
    priorities.iter().filter(|name| !same.iter().any(|statement| names(&statement, name))).cloned().collect()
}

/// The statements of a block as words, nested blocks left out.
fn statements(text: &str, block: Block, from: usize) -> Vec<Vec<&str>> {
    let words = block.words();
    let lines = matches!(block, Block::Facts | Block::Holidays | Block::Incident | Block::Expect);
    let mut out: Vec<Vec<&str>> = Vec::new();
    let mut depth = 0_usize;
    let mut end = from;
    let mut first = true;
    for lexeme in lexemes(text.get(from..).unwrap_or("")).filter(|lexeme| lexeme.kind != LexemeKind::Comment) {
        let start = from + lexeme.start;
        let new_line = first || text.get(end..start).is_some_and(|gap| gap.contains('\n'));
        end = from + lexeme.end();
        match lexeme.text {
            "{" => depth += 1,
            "}" if depth == 0 => break,
            "}" => {
                depth -= 1;
                first = true;
                continue;
            }
            word if depth == 0 => {
                if new_line && (lines || words.contains(&word)) || out.is_empty() {
                    out.push(Vec::new());
                }
                if let Some(last) = out.last_mut() {
                    last.push(word);
                }
            }
            _ => {}
        }
        first = false;
    }
    out
}

/// What a statement looks like, with the places that are to be filled in.
fn snippet(block: Block, word: &str, open: &[String]) -> String {
    let priorities = |default: &str| if open.is_empty() { default.to_owned() } else { open.join(", ") };
    match (block, word) {
        (Block::File, "calendar") => {
            "calendar ${1:office} \"${2:Office hours}\" {\n    timezone ${3:Europe/London}\n    open     ${4:mon-fri 09:00-17:00}\n\\}"
                .to_owned()
        }
        (Block::File, "policy") => "policy \"${1:Title}\" {\n    source \"${2:Where it is published}\"\n\\}".to_owned(),
        (Block::File, "holidays") => {
            "holidays ${1:company} {\n    complete ${2:2026} to ${3:2027}\n    ${4:2026-12-25} \"${5:Christmas Day}\"\n\\}"
                .to_owned()
        }
        (Block::File, "facts") => "facts {\n    ${1:name} ${2:bool}\n\\}".to_owned(),
        (Block::File, "priority") => "priority ${1:P1} \"${2:Critical}\"".to_owned(),
        (Block::File, "base") => "base tier ${1:Common} {\n    $0\n\\}".to_owned(),
        (Block::File, "tier") => "tier ${1:Gold} {\n    coverage ${2:office}\n    $0\n\\}".to_owned(),
        (Block::File, "contract") => {
            "contract ${1:Acme} extends ${2:Gold} {\n    customer \"${3:Acme Ltd}\"\n    $0\n\\}".to_owned()
        }
        (Block::File, "test") => "test \"${1:what it shows}\" {\n    incident {\n        contract ${2:Gold}\n        \
                                  priority ${3:P1}\n        opened   ${4:2026-01-31T09:00:00Z}\n    \\}\n    as of \
                                  ${5:2026-01-31T10:00:00Z}\n    expect {\n        response ${6:running}\n    \\}\n\\}"
            .to_owned(),
        (Block::File | Block::Tier | Block::Contract, "remedy") => {
            "remedy ${1:hot_fix} {\n    ${2:may} provide when ${3:priority is P1}\n\\}".to_owned()
        }
        (Block::Test, "incident") => "incident {\n    contract ${1:Gold}\n    $0\n\\}".to_owned(),
        (Block::Test, "expect") => "expect {\n    ${1:response met}\n\\}".to_owned(),
        (Block::Test, "as") => "as of ${1:2026-01-31T09:00:00Z}".to_owned(),
        (Block::Contract, "in") => "in force ${1:2026-01-01} to ${2:2026-12-31}".to_owned(),
        (Block::Tier | Block::Contract, "response") => {
            format!("response ${{1:{}}} < ${{2:4 working hours}}", priorities("P1"))
        }
        (Block::Tier | Block::Contract, "relief" | "resolution") => {
            format!("{word} ${{1:{}}} within ${{2:8 working hours}}", priorities("P1"))
        }
        (Block::Tier | Block::Contract, "update") => {
            format!("update ${{1:{}}} every ${{2:2 hours}}", priorities("P1"))
        }
        (Block::Tier | Block::Contract, "reply") => {
            format!("reply ${{1:{}}} within ${{2:2 working hours}}", priorities("P1"))
        }
        (Block::Tier | Block::Contract, "coverage") => "coverage ${1:office}".to_owned(),
        (Block::Tier | Block::Contract, "priority") => "priority set by ${1:customer}".to_owned(),
        (Block::Calendar, "working") => "working day ${1:8 hours}".to_owned(),
        _ => format!("{word} $0"),
    }
}

/// The fields and facts of an incident that are not given yet.
fn fields(scope: &Scope, written: &[Vec<&str>], list: &mut List) {
    let given = |name: &str| written.iter().any(|statement| statement.first() == Some(&name));
    for name in words::INCIDENT_FIELDS.iter().filter(|name| **name != "id" && !given(name)) {
        let documentation = words::field_meaning(name).unwrap_or_default().to_owned();
        let value = match *name {
            "opened" | "responded" | "relieved" | "resolved" => "${1:2026-01-31T09:00:00Z}",
            _ => "$0",
        };
        list.snippet(5, CompletionKind::Fact, name, "field", documentation, format!("{name} {value}"));
    }
    for (kind, detail) in [(SymbolKind::Field, "field"), (SymbolKind::Objective, "field"), (SymbolKind::Fact, "fact")] {
        for name in scope.names_of(kind).iter().filter(|name| !given(name)) {
            let detail = scope.fact_type(name).unwrap_or(detail);
            list.snippet(8, CompletionKind::Fact, name, detail, String::new(), format!("{name} $0"));
        }
    }
}

/// What an expectation may be about besides words of the language.
fn outcomes(scope: &Scope, list: &mut List) {
    for (kind, of) in [(SymbolKind::Objective, CompletionKind::Objective), (SymbolKind::Remedy, CompletionKind::Remedy)]
    {
        for name in scope.names_of(kind) {
            list.snippet(12, of, &name, "", String::new(), format!("{name} $0"));
        }
    }
}
