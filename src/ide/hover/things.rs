//! Names: what each stands for.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::policy::Model;
use crate::syntax::Rule;
use crate::time::Zone;

use super::super::document::Document;
use super::super::host::Snapshot;
use super::super::names::Name;
use super::super::navigate::uses;
use super::super::outline::unquoted;
use super::super::symbol::{Scope, Symbol, SymbolKind};
use super::super::text::TextRange;
use super::super::words;

/// What a symbol is. `at` is where it is asked about, if that is a place.
pub(in super::super) fn described(
    snapshot: &Snapshot,
    scope: &Scope,
    symbol: &Symbol,
    at: Option<(&Path, TextRange)>,
) -> Option<String> {
    let analysis = scope.file().and_then(|file| snapshot.analysis_of(file.path()));
    let model = analysis.as_ref().and_then(|analysis| Some(analysis.compiled()?.policy.model()));
    let name = symbol.name.as_str();
    let declared = || declaration(scope, symbol);
    match symbol.kind {
        SymbolKind::Calendar => {
            let spec = model.and_then(|model| model.calendars.iter().position(|spec| spec.name == name));
            let found = model.zip(spec).and_then(|(model, at)| {
                let (spec, span) = (model.calendars.get(at)?, model.calendar_spans.get(at)?);
                Some(super::calendar::calendar(model, spec, snapshot.now, *span))
            });
            found.or_else(declared)
        }
        SymbolKind::Holidays => declared().or_else(|| imported_list(snapshot, scope, name)),
        SymbolKind::Fact => Some(fact(snapshot, scope, symbol)),
        SymbolKind::Value => {
            let fact = symbol.of.as_deref()?;
            let kind = scope.fact_type(fact)?;
            Some(format!("`{name}`, a value of the fact `{fact}` ({kind})"))
        }
        SymbolKind::Priority => model.and_then(|model| priority(model, name)).or_else(declared),
        SymbolKind::Package => model.and_then(|model| package(model, name, at, &analysis)).or_else(declared),
        SymbolKind::Objective => match name {
            "response" | "relief" | "resolution" => None,
            "updates" => Some("The update cadence and the replies, as a purpose of a treatment.".to_owned()),
            "remedies" => Some("The remedies, as a purpose of a treatment.".to_owned()),
            _ => declared(),
        },
        SymbolKind::Field => Some(format!("`{name}`, an instant of an incident that an objective names")),
        SymbolKind::Channel => declared().or_else(|| Some(format!("`{name}`, a way to report an incident"))),
        SymbolKind::Party => match name {
            "customer" => Some("`customer`: the customer is waited for".to_owned()),
            "vendor" => Some("`vendor`: the vendor is waited for".to_owned()),
            "third_party" => Some("`third_party`: somebody else is waited for".to_owned()),
            _ => declared().or_else(|| Some(format!("`{name}`, somebody who may be waited for"))),
        },
        SymbolKind::Remedy => {
            let remedy = model.and_then(|model| {
                let titled = model.remedies.iter().find(|remedy| remedy.name == name)?;
                Some(format!("remedy `{name}`: {}", titled.title))
            });
            match (remedy, declared()) {
                (Some(remedy), Some(declared)) => Some(format!("{remedy}\n\n{declared}")),
                (remedy, declared) => declared.or(remedy),
            }
        }
        SymbolKind::Term => Some(format!("term `{name}`: shown and compared, and nothing is computed with it")),
        SymbolKind::Right => declared().or_else(|| Some(format!("right `{name}`"))),
        SymbolKind::Recipient => Some(format!("`{name}` is called when the escalation is reached")),
        SymbolKind::BuiltIn => None,
        SymbolKind::Zone => zone(name, snapshot),
        SymbolKind::Code => code(name),
    }
}

/// The source of a declaration: its first lines.
fn declaration(scope: &Scope, symbol: &Symbol) -> Option<String> {
    let (document, name) = scope.declarations(symbol).into_iter().next()?;
    let tree = document.tree();
    let around = tree.around(name.range.end);
    let (_, node) = around.iter().find(|(_, node)| node.rule == Rule::item)?;
    let text = document.text().get(node.range())?.trim_end();
    let lines: Vec<&str> = text.lines().take(12).collect();
    let more = if text.lines().count() > lines.len() { "\n    // ..." } else { "" };
    let doc = crate::syntax::doc_above(document.text(), node.start as usize).map(|doc| format!("{doc}\n\n"));
    Some(format!("{}```sla\n{}{more}\n```", doc.unwrap_or_default(), lines.join("\n")))
}

fn imported_list(snapshot: &Snapshot, scope: &Scope, name: &str) -> Option<String> {
    let imports = scope.documents.iter().flat_map(|document| document.imports());
    for import in imports {
        match &import.target {
            super::super::document::Target::BuiltInList(list) if list == name => {
                return super::imports::imported(snapshot, &import.target);
            }
            super::super::document::Target::List(_) => {
                if let Some(found) =
                    super::imports::imported(snapshot, &import.target).filter(|text| text.contains(name))
                {
                    return Some(found);
                }
            }
            _ => {}
        }
    }
    None
}

/// A fact with its type, its description, and who reads it.
fn fact(snapshot: &Snapshot, scope: &Scope, symbol: &Symbol) -> String {
    let name = &symbol.name;
    let kind = scope.fact_type(name).unwrap_or("not declared");
    let mut out = format!("fact `{name}`: {kind}");
    if let Some(words) = fact_description(scope, symbol) {
        out.push_str(&format!("\n\n{words}"));
    }
    let mut readers: BTreeMap<String, usize> = BTreeMap::new();
    let mut order = Vec::new();
    for (document, used) in uses(snapshot, scope, symbol) {
        if let Some(reader) = reader(&document, used) {
            if !readers.contains_key(&reader) {
                order.push(reader.clone());
            }
            *readers.entry(reader).or_default() += 1;
        }
    }
    match order.as_slice() {
        [] => out.push_str("\n\nNo condition reads it."),
        _ => {
            out.push_str("\n\nRead by:\n");
            let shown: Vec<String> = order.iter().take(12).map(|reader| format!("\n- {reader}")).collect();
            out.push_str(&shown.concat());
            if order.len() > 12 {
                out.push_str(&format!("\n- and {} more", order.len() - 12));
            }
        }
    }
    out
}

fn fact_description(scope: &Scope, symbol: &Symbol) -> Option<String> {
    let (document, name) = scope.declarations(symbol).into_iter().next()?;
    let tree = document.tree();
    let around = tree.around(name.range.end);
    let (place, _) = around.iter().find(|(_, node)| node.rule == Rule::fact)?;
    let (_, text) = tree.children(*place).find(|(_, child)| child.rule == Rule::text)?;
    Some(unquoted(document.text().get(text.range())?))
}

/// The statement that reads a fact, in words; `None` of a declaration and of a test.
fn reader(document: &Arc<Document>, used: Name) -> Option<String> {
    if used.declares {
        return None;
    }
    let tree = document.tree();
    let around = tree.around(used.range.end);
    let rule = |rule: Rule| around.iter().find(|(_, node)| node.rule == rule).copied();
    if rule(Rule::test_item).is_some() {
        return None;
    }
    let named = |(place, _): (u32, &crate::syntax::tree::TreeNode)| {
        let name = tree.children(place).find(|(_, child)| matches!(child.rule, Rule::name | Rule::stmt_name))?;
        document.text().get(name.1.range())
    };
    let package = rule(Rule::tier_item).or(rule(Rule::contract_item));
    let within = package.and_then(named).map(|name| format!(" of `{name}`")).unwrap_or_default();
    if let Some(remedy) = rule(Rule::remedy) {
        return Some(format!("remedy `{}`{within}", named(remedy)?));
    }
    if let Some((_, treat)) = rule(Rule::treat) {
        let words: Vec<&str> =
            document.text().get(treat.range())?.split_whitespace().take_while(|word| *word != "for").collect();
        return Some(format!("`{}`{within}", words.join(" ")));
    }
    if let Some(priority) = rule(Rule::priority_item) {
        return Some(format!("the definition of priority `{}`", named(priority)?));
    }
    let statement = around.iter().find(|(place, _)| {
        let parent = tree.parent(*place).map(|(_, parent)| parent.rule);
        matches!(parent, Some(Rule::tier_item | Rule::contract_item))
    })?;
    let words: Vec<&str> = document.text().get(statement.1.range())?.split_whitespace().take(3).collect();
    Some(format!("`{} ...`{within}", words.join(" ")))
}

fn priority(model: &Model, name: &str) -> Option<String> {
    let id = model.priority(name)?;
    let priority = model.priorities.get(usize::from(id.0))?;
    let mut out = format!("priority `{name}`: {}", priority.title);
    if let Some(means) = &priority.means {
        out.push_str(&format!("\n\n{means}"));
    }
    if let Some(definition) = &priority.definition {
        let words = match definition {
            crate::policy::model::Condition::All(parts) if parts.is_empty() => "otherwise".to_owned(),
            condition => format!("when {}", model.condition_words(condition)),
        };
        out.push_str(&format!("\n\n```sla\n{words}\n```"));
    }
    Some(out)
}

fn package(
    model: &Model,
    name: &str,
    at: Option<(&Path, TextRange)>,
    analysis: &Option<Arc<super::super::analysis::Analysis>>,
) -> Option<String> {
    // Of the versions of a contract, the one at this place.
    let here = at.zip(analysis.as_ref()).and_then(|((path, range), analysis)| {
        let file = analysis.span_file(path)?;
        model.packages.iter().find(|p| p.name == name && p.item.file == file && p.span.start == range.start)
    });
    let package = here.or_else(|| model.packages.iter().find(|package| package.name == name))?;
    Some(super::package::summary(model, package))
}

fn zone(name: &str, snapshot: &Snapshot) -> Option<String> {
    let zone = Zone::parse(name)?;
    let mut out = format!("`{name}`: now {}", super::calendar::instant(snapshot.now, zone));
    let year = crate::time::Instant(snapshot.now.0.saturating_add(370 * 86_400_000_000));
    if let Some((change, _)) = zone.offsets(snapshot.now, year).get(1) {
        out.push_str(&format!("; the clocks change at {}", super::calendar::instant(*change, zone)));
    }
    Some(out)
}

fn code(name: &str) -> Option<String> {
    if words::reject_codes().any(|code| code == name) {
        return Some(format!("`{name}`: a reason for which an incident is rejected"));
    }
    words::warning_codes().any(|code| code == name).then(|| format!("`{name}`: a warning of a decision"))
}
