//! Decisions, a file a case: a policy, an instant, incidents; the snapshot beside it holds all three
//! and what was decided.

use std::fmt::Write as _;
use std::path::Path;

use relief::internals::engine::DecisionRef;
use relief::internals::io::read::{Format, Options, Reader, Shape};
use relief::internals::report::{self, Sheet};
use relief::{Decision, Instant, Policy};

/// `--- policy`, `--- as of INSTANT`, `--- incidents`: the parts of a case; with `--- show NAME`, the table of that tier
/// or contract is shown too.
pub(crate) fn part<'t>(text: &'t str, name: &str) -> &'t str {
    let at = text.find(&format!("--- {name}")).unwrap_or_else(|| panic!("the case has no `--- {name}`"));
    let rest = &text[at + 4 + name.len()..];
    rest.find("\n--- ").map_or(rest, |end| &rest[..end])
}

/// A decision in words: from its JSON form, and the lengths to the microsecond.
fn shown(exact: &DecisionRef<'_>, decision: &Decision) -> String {
    let value = serde_json::to_value(decision).unwrap();
    let text = |v: &serde_json::Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    let mut out = String::new();
    let treated = value["treated_as"].as_str().map(|p| format!(", treated as {p}")).unwrap_or_default();
    let (contract, tier) = (text(&value["contract"]), text(&value["tier"]));
    let tier = if contract == tier { String::new() } else { format!(" on {tier}") };
    let (priority, basis) = (text(&value["priority"]), text(&value["priority_basis"]));
    let channel = value["channel_accepted"].as_bool().map(|a| format!(", channel accepted: {a}")).unwrap_or_default();
    writeln!(out, "  {contract}{tier}, {priority} by {basis}{treated}{channel}").unwrap();
    let model = exact.policy.model();
    for objective in model.objective_ids() {
        let name = model.objective_name(objective);
        let o = &value[name];
        let ended = o["ended"].as_str().map(|by| format!(", ended by {by}")).unwrap_or_default();
        let Some(timed) = exact.objective(objective) else {
            if !ended.is_empty() {
                writeln!(out, "  {name:<10} none{ended}").unwrap();
            }
            continue;
        };
        let stopped = o["stopped"].as_str().map(|s| format!(", stopped {s}")).unwrap_or_default();
        let inferred = if timed.inferred { " (inferred)" } else { "" };
        let remaining = timed.remaining.map(|r| format!(", {} left", r.words())).unwrap_or_default();
        let target = timed.clauses().share.map(|t| format!(", target {t}")).unwrap_or_default();
        writeln!(
            out,
            "  {:<10} {:<8} {}: {} of {} {}{remaining}, due {}{stopped}{inferred}{target}{ended}",
            name,
            timed.status.as_str(),
            text(&o["priority"]),
            timed.elapsed.words(),
            text(&o["comparison"]),
            timed.limit.map_or_else(|| "a date".to_owned(), relief::Length::words),
            o["due"].as_str().unwrap_or("none"),
        )
        .unwrap();
    }
    if let Some(cadence) = value.get("cadence") {
        writeln!(out, "  cadence    {cadence}").unwrap();
    }
    if let Some(replies) = value.get("replies") {
        writeln!(out, "  replies    {replies}").unwrap();
    }
    for (name, remedy) in value["remedies"].as_object().unwrap() {
        let favoured = remedy["favoured"].as_str().map(|f| format!(", favoured {f}")).unwrap_or_default();
        let needs: Vec<String> = remedy["needs"].as_array().unwrap().iter().map(text).collect();
        let needs = if needs.is_empty() { String::new() } else { format!(", needs {}", needs.join(", ")) };
        writeln!(out, "  {name:<10} {} {}{favoured}{needs}", text(&remedy["modality"]), text(&remedy["entitled"]))
            .unwrap();
    }
    for warning in value["warnings"].as_array().unwrap() {
        writeln!(out, "  warning    {}: {}", text(&warning["code"]), warning["names"]).unwrap();
    }
    out
}

/// The policy of a case. Where the case has `--- file NAME` parts, they stand beside it in a folder.
pub(crate) fn policy(text: &str) -> Policy {
    let files: Vec<&str> = text.split("\n--- file ").skip(1).collect();
    let folder = tempfile::tempdir().unwrap();
    for file in &files {
        let (name, rest) = file.split_once('\n').unwrap();
        let body = rest.find("\n--- ").map_or(rest, |end| &rest[..end]);
        std::fs::write(folder.path().join(name.trim()), body).unwrap();
    }
    let case = folder.path().join("case.sla");
    std::fs::write(&case, part(text, "policy")).unwrap();
    let loaded =
        if files.is_empty() { Policy::from_text("case.sla", part(text, "policy")) } else { Policy::load(&case) };
    loaded.unwrap_or_else(|errors| {
        let shown = relief::internals::diagnostic::render::human(&errors.diagnostics, &errors.sources, false, 100);
        panic!("the case's policy has errors:\n{shown}")
    })
}

fn decided(text: &str) -> String {
    let policy = policy(text);
    let as_of = Instant::parse(part(text, "as of ").lines().next().unwrap().trim()).unwrap();
    let mut options = Options::new(as_of);
    options.format = Some(Format::JsonLines);
    let shape = Shape::of(policy.model());
    let mut reader = Reader::new(shape, &options).unwrap();
    let incidents = part(text, "incidents").to_owned();
    let mut out = format!("{}\n\n=== decided\n", text.trim_end());
    for row in reader.open("case", Box::new(std::io::Cursor::new(incidents))).unwrap() {
        let row = row.unwrap();
        writeln!(out, "{}", row.id.as_deref().unwrap_or("(no id)")).unwrap();
        match row.decide(&policy, as_of) {
            Ok(exact) => {
                let decision = policy.decide(row.incident.as_ref().unwrap(), as_of).unwrap();
                out.push_str(&shown(&exact, &decision));
            }
            Err(rejection) => writeln!(out, "  rejected   {rejection}").unwrap(),
        }
    }
    if text.contains("\n--- show") {
        let name = part(text, "show").lines().next().unwrap().trim();
        let sheet = Sheet::of_name(&policy, name).unwrap();
        write!(out, "\n=== shown\n{}", report::markdown(&sheet)).unwrap();
    }
    out
}

/// Snapshots that stand beside what they are of, and bear its name.
pub(crate) fn beside(path: &Path, name: &str, shown: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(path.parent().unwrap());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.remove_input_file();
    settings.remove_snapshot_suffix();
    settings.bind(|| insta::assert_snapshot!(name, shown));
}

/// Holds every case of a folder (named from this one) against the snapshot beside it.
pub(crate) fn each_case_of(folder: &str) {
    insta::glob!(folder, "*.case", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        beside(path, path.file_stem().unwrap().to_str().unwrap(), &decided(&text));
    });
}

#[test]
fn each_case_is_decided_as_its_snapshot_says() {
    each_case_of("../decisions");
}
