//! The names that may follow what is written. A made-up name is put at the place: where the statement can then be read,
//! the tree says what the name would be the name of.

use std::collections::BTreeSet;

use crate::policy::model::BUILTIN_PARTIES;
use crate::syntax::lexemes::lexemes;
use crate::time::Zone;

use super::super::document::Target;
use super::super::host::Snapshot;
use super::super::hover::described;
use super::super::names::{NameKind, names};
use super::super::symbol::{Scope, Symbol, SymbolKind};
use super::super::words;
use super::list::{CompletionKind, List};
use super::place::Code;

/// No policy has it, and it may be a zone too.
const MADE_UP: &str = "Zzzzz_made_up";

/// What may follow a name, so that the statement can be read to its end.
const BEHIND: &[&str] = &[
    "",
    " always",
    " < 1 hour",
    " every 1 hour",
    " 1 incident per month",
    " none",
    " none of response",
    " to x at 1% of response",
    " at 1% of response",
    " is due",
    " as P1 for response when a",
    " for response when a",
    " when a",
    " is a",
    " { }",
    " extends x { }",
    " \"\"",
    " at 2026-01-01T00:00:00Z",
    " 2026 none",
    " none of response 2026",
    " 1 of 1",
    " 2026 1 of 1",
    " met",
    " yes",
    " below target credit 1%",
    " { below target credit 1% }",
    " 1%",
    " below target in 1 period",
    " and 1",
    " and a",
    " in [a]",
    "]",
    ")",
    " 2026-01-01T00:00:00Z",
    " true",
];

pub(super) fn add(snapshot: &Snapshot, scope: &Scope, code: &Code, list: &mut List) {
    let closing = closing(&code.before);
    let mut kinds: BTreeSet<(NameKind, Option<String>)> = BTreeSet::new();
    let brackets = ["", closing.as_str()];
    for behind in BEHIND {
        for close in brackets.iter().take(if closing.is_empty() { 1 } else { 2 }) {
            let text = format!("{}{MADE_UP}{behind}{close}", code.before);
            let Some(tree) = code.block.statement(&text) else { continue };
            if tree.has_broken() {
                continue;
            }
            let found = names(&text, &tree).into_iter().find(|name| name.range.start as usize == code.before.len());
            if let Some(name) = found.filter(|name| !name.declares || matches!(name.kind, NameKind::Remedy)) {
                let of = match name.kind {
                    NameKind::Value(fact) => text.get(fact.range()).map(str::to_owned),
                    _ => None,
                };
                let kind = match name.kind {
                    NameKind::Value(_) => NameKind::Value(super::super::text::TextRange::at(0)),
                    kind => kind,
                };
                kinds.insert((kind, of));
            }
        }
    }
    let rank = if code.fresh { 70 } else { 10 };
    for (kind, of) in kinds {
        offer(snapshot, scope, code, list, (kind, of.as_deref(), rank));
    }
}

/// The brackets that are open behind a statement's beginning, closed.
fn closing(before: &str) -> String {
    let mut open = Vec::new();
    for lexeme in lexemes(before) {
        match lexeme.text {
            "(" => open.push(')'),
            "[" => open.push(']'),
            "{" => open.push('}'),
            ")" | "]" | "}" => {
                open.pop();
            }
            _ => {}
        }
    }
    open.iter().rev().collect()
}

type Wanted<'a> = (NameKind, Option<&'a str>, u8);

fn offer(snapshot: &Snapshot, scope: &Scope, code: &Code, list: &mut List, (kind, of, rank): Wanted<'_>) {
    let declared = |list: &mut List, symbols: SymbolKind, kind: CompletionKind, detail: &str| {
        for name in scope.names_of(symbols) {
            if !written(code, &name) {
                let symbol = Symbol { kind: symbols, name: name.clone(), of: None };
                let documentation = documented(snapshot, scope, &symbol);
                list.add(rank, kind, &name, detail, documentation);
            }
        }
    };
    match kind {
        NameKind::Calendar => declared(list, SymbolKind::Calendar, CompletionKind::Calendar, "calendar"),
        NameKind::Holidays => holidays(snapshot, scope, list, rank),
        NameKind::Fact => {
            if !code.before.contains("needs") {
                for word in ["priority", "channel", "contract"] {
                    list.add(rank + 1, CompletionKind::Keyword, word, "of the incident", String::new());
                }
            }
            declared(list, SymbolKind::Fact, CompletionKind::Fact, "fact");
        }
        NameKind::FactOrField => {}
        NameKind::PriorityOrFact => {
            declared(list, SymbolKind::Priority, CompletionKind::Priority, "priority");
            for name in scope.names_of(SymbolKind::Fact) {
                if scope.fact_type(&name) == Some("priority") {
                    list.add(rank, CompletionKind::Fact, &name, "fact of type priority", String::new());
                }
            }
        }
        NameKind::Value(_) => values(scope, of.unwrap_or(""), list, rank),
        NameKind::Priority => declared(list, SymbolKind::Priority, CompletionKind::Priority, "priority"),
        NameKind::Package => declared(list, SymbolKind::Package, CompletionKind::Package, "tier or contract"),
        NameKind::Objective => declared(list, SymbolKind::Objective, CompletionKind::Objective, "objective"),
        NameKind::Field => {
            for field in ["responded", "relieved", "resolved"] {
                let meaning = words::field_meaning(field).unwrap_or_default().to_owned();
                list.add(rank, CompletionKind::Fact, field, "field", meaning);
            }
            declared(list, SymbolKind::Field, CompletionKind::Fact, "field");
        }
        NameKind::Statement => {
            for word in crate::syntax::tier_words() {
                list.add(rank, CompletionKind::Statement, word, "statement", String::new());
            }
            declared(list, SymbolKind::Objective, CompletionKind::Objective, "objective");
        }
        NameKind::Channel => channels(snapshot, scope, code, list, rank),
        NameKind::Party => {
            for party in BUILTIN_PARTIES.iter().filter(|party| !written(code, party)) {
                list.add(rank, CompletionKind::Other, party, "party", String::new());
            }
            declared(list, SymbolKind::Party, CompletionKind::Other, "party");
        }
        NameKind::Remedy => declared(list, SymbolKind::Remedy, CompletionKind::Remedy, "remedy"),
        NameKind::Right => declared(list, SymbolKind::Right, CompletionKind::Remedy, "right"),
        NameKind::Recipient => used(scope, NameKind::Recipient, "recipient", list, rank),
        NameKind::Term => declared(list, SymbolKind::Term, CompletionKind::Other, "term"),
        NameKind::BuiltIn => built_in(snapshot, code, list, rank),
        NameKind::Zone => {
            for zone in Zone::names() {
                list.add(rank, CompletionKind::Zone, zone, "time zone", String::new());
            }
        }
        NameKind::Code => {
            let rejected = code.before.contains("rejected");
            if rejected {
                words::reject_codes().for_each(|name| list.add(rank, CompletionKind::Value, name, "", String::new()));
            } else {
                words::warning_codes().for_each(|name| list.add(rank, CompletionKind::Value, name, "", String::new()));
            }
        }
    }
}

/// In a policy of more files, names have no documentation: the policy would have to be compiled for it first.
const MOST_FILES: usize = 50;

/// What a name stands for.
fn documented(snapshot: &Snapshot, scope: &Scope, symbol: &Symbol) -> String {
    if scope.documents.len() > MOST_FILES {
        return String::new();
    }
    described(snapshot, scope, symbol, None).unwrap_or_default()
}

/// Whether a list that the place is in has a name already.
fn written(code: &Code, name: &str) -> bool {
    let listed = code.before.trim_end();
    if !listed.ends_with(',') {
        return false;
    }
    let words: Vec<&str> = lexemes(listed).map(|lexeme| lexeme.text).collect();
    let mut back = words.iter().rev();
    // `P1, P2,`: names and commas in turn.
    while back.next() == Some(&",") {
        match back.next() {
            Some(word) if *word == name => return true,
            Some(_) => {}
            None => return false,
        }
    }
    false
}

pub(super) fn values(scope: &Scope, fact: &str, list: &mut List, rank: u8) {
    let kind = scope.fact_type(fact).unwrap_or("");
    for value in scope.values(fact) {
        list.add(rank, CompletionKind::Value, &value, &format!("value of {fact}"), String::new());
    }
    if kind == "priority" {
        for name in scope.names_of(SymbolKind::Priority) {
            list.add(rank, CompletionKind::Priority, &name, "priority", String::new());
        }
    }
}

fn holidays(snapshot: &Snapshot, scope: &Scope, list: &mut List, rank: u8) {
    let mut names = scope.names_of(SymbolKind::Holidays);
    for import in scope.documents.iter().flat_map(|document| document.imports()) {
        match &import.target {
            Target::BuiltInList(name) => names.push(name.clone()),
            Target::List(path) => names.extend(list_name(snapshot, path)),
            _ => {}
        }
    }
    for name in names {
        let symbol = Symbol { kind: SymbolKind::Holidays, name: name.clone(), of: None };
        let documentation = documented(snapshot, scope, &symbol);
        list.add(rank, CompletionKind::Calendar, &name, "holiday list", documentation);
    }
}

/// The name of the list in a file.
fn list_name(snapshot: &Snapshot, path: &std::path::Path) -> Option<String> {
    let bytes = crate::policy::Files::read(snapshot, path, 1 << 20).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("name:"))?;
    Some(line.trim().trim_matches(['"', '\'']).to_owned())
}

fn channels(snapshot: &Snapshot, scope: &Scope, code: &Code, list: &mut List, rank: u8) {
    let declared = scope.names_of(SymbolKind::Channel);
    if declared.is_empty() {
        return used(scope, NameKind::Channel, "channel", list, rank);
    }
    for name in declared.iter().filter(|name| !written(code, name)) {
        let symbol = Symbol { kind: SymbolKind::Channel, name: name.clone(), of: None };
        let documentation = documented(snapshot, scope, &symbol);
        list.add(rank, CompletionKind::Other, name, "channel", documentation);
    }
}

/// Names that need no declaration, as they are used elsewhere.
fn used(scope: &Scope, kind: NameKind, detail: &str, list: &mut List, rank: u8) {
    let mut found: BTreeSet<&str> = BTreeSet::new();
    for document in &scope.documents {
        let names = document.names().iter().filter(|name| name.kind == kind);
        found.extend(names.map(|name| name.text(document.text())));
    }
    for name in found {
        list.add(rank, CompletionKind::Other, name, detail, String::new());
    }
}

fn built_in(snapshot: &Snapshot, code: &Code, list: &mut List, rank: u8) {
    if code.before.contains("holidays") {
        for name in super::super::built_in::list_names() {
            let documentation = super::super::hover::imported(snapshot, &Target::BuiltInList(name.to_owned()));
            list.add(rank, CompletionKind::File, name, "built-in holiday list", documentation.unwrap_or_default());
        }
        return;
    }
    for name in super::super::built_in::policy_names() {
        let documentation = super::super::hover::imported(snapshot, &Target::BuiltIn(name.to_owned()));
        list.add(rank, CompletionKind::File, name, "built-in policy", documentation.unwrap_or_default());
    }
}
