//! Lines above tests and packages: how a test comes out, and what a package changes against the one that it extends.

use std::path::Path;

use serde::Serialize;

use crate::analysis::{Comparison, Side, Verdict, compare};
use crate::policy::Policy;
use crate::policy::model::{Package, PackageId};
use crate::report::{Names, Witnesses, comparison_text};
use crate::testing::{Check, run};

use super::analysis::Analysis;
use super::host::Snapshot;
use super::text::TextRange;

/// A line above an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lens {
    /// The name of the item.
    pub range: TextRange,
    /// What the line says.
    pub title: String,
    /// What the line leads to.
    pub leads_to: LensTarget,
}

/// What a [`Lens`] leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LensTarget {
    /// [`test_report`] of the test at the range.
    Test,
    /// [`comparison`] of the package at the range.
    Comparison,
    /// Nothing.
    Nothing,
}

/// The lines above the tests and packages of a file, in their order. It takes as long as the tests and comparisons do.
pub fn lenses(snapshot: &Snapshot, file: &Path) -> Vec<Lens> {
    let Some(analysis) = snapshot.analysis_of(file) else { return Vec::new() };
    let Some(id) = analysis.span_file(file) else { return Vec::new() };
    let Some(policy) = analysis.whole_policy() else {
        return super::outline::outline(snapshot, file)
            .into_iter()
            .filter(|entry| entry.kind == super::outline::EntryKind::Test)
            .map(|entry| Lens {
                range: entry.selection,
                title: "not run: the policy has errors".to_owned(),
                leads_to: LensTarget::Nothing,
            })
            .collect();
    };
    let model = policy.model();
    let mut out = Vec::new();
    for test in model.tests.iter().filter(|test| test.name.span.file == id) {
        let title = Outcome::of(policy, test).title();
        out.push(Lens { range: test.name.span.into(), title, leads_to: LensTarget::Test });
    }
    for (id, package) in (0_u16..).map(PackageId).zip(&model.packages).filter(|(_, p)| p.item.file == id) {
        if let Some((parent, comparison)) = against_parent(policy, id, package) {
            let title = format!("against {}: {}", parent.name, counts(&comparison));
            out.push(Lens { range: package.span.into(), title, leads_to: LensTarget::Comparison });
        }
    }
    out.sort_by_key(|lens| lens.range);
    out
}

/// How a test came out.
struct Outcome {
    checks: Vec<Check>,
    errors: Vec<String>,
}

impl Outcome {
    fn of(policy: &Policy, test: &crate::syntax::ast::TestItem) -> Self {
        let seen = run(policy, test);
        Self { checks: seen.checks, errors: seen.errors.into_iter().map(|error| error.message).collect() }
    }

    fn title(&self) -> String {
        let failed: Vec<&Check> = self.checks.iter().filter(|check| !check.holds).collect();
        match (self.errors.first(), failed.as_slice()) {
            (Some(error), _) => format!("\u{2717} broken: {error}"),
            (None, []) => {
                let n = self.checks.len();
                format!("\u{2713} passes, {n} expectation{}", if n == 1 { "" } else { "s" })
            }
            (None, [first, rest @ ..]) => {
                let more = if rest.is_empty() { String::new() } else { format!(", and {} more", rest.len()) };
                format!("\u{2717} fails: expected {}, found {}{more}", first.expected, first.found)
            }
        }
    }
}

/// What the test at a byte expects, line by line, and what was found. `None` if there is no test, or the policy has
/// errors.
pub fn test_report(snapshot: &Snapshot, file: &Path, byte: u32) -> Option<String> {
    let analysis = snapshot.analysis_of(file)?;
    let id = analysis.span_file(file)?;
    let policy = analysis.whole_policy()?;
    let here = |span: crate::span::Span| span.file == id && TextRange::from(span).touches(byte);
    let test = policy.model().tests.iter().find(|test| here(test.name.span))?;
    let outcome = Outcome::of(policy, test);
    let mut out = format!("test \"{}\": {}\n", test.name.value, outcome.title());
    for error in &outcome.errors {
        out.push_str(&format!("\n{error}\n"));
    }
    for check in &outcome.checks {
        let of = check.incident.as_ref().map(|id| format!(" (incident {id})")).unwrap_or_default();
        if check.holds {
            out.push_str(&format!("\n\u{2713} {}{of}", check.expected));
        } else {
            out.push_str(&format!("\n\u{2717} expected {}{of}\n  found    {}", check.expected, check.found));
            out.extend(check.note.iter().map(|note| format!("\n  {note}")));
        }
    }
    Some(out.trim_end().to_owned() + "\n")
}

/// What the package at a byte changes against the one that it extends, as `relief compare` prints it. `None` if it
/// extends nothing that can be sold, or the policy has errors.
pub fn comparison(snapshot: &Snapshot, file: &Path, byte: u32) -> Option<String> {
    let analysis = snapshot.analysis_of(file)?;
    let (policy, id, package) = package_named_at(&analysis, file, byte)?;
    let (parent, comparison) = against_parent(policy, id, package)?;
    let names = Names { new: &package.name, old: &parent.name };
    Some(comparison_text(&comparison, names, Witnesses::Words))
}

fn package_named_at<'a>(
    analysis: &'a Analysis,
    file: &Path,
    byte: u32,
) -> Option<(&'a Policy, PackageId, &'a Package)> {
    let policy = analysis.whole_policy()?;
    let id = analysis.span_file(file)?;
    let (package, found) = super::hover::package_at(policy.model(), id, byte)?;
    Some((policy, package, found))
}

/// The comparison of a package with the one that it extends. A base tier promises nothing by itself.
fn against_parent<'p>(policy: &'p Policy, id: PackageId, package: &'p Package) -> Option<(&'p Package, Comparison)> {
    let parent_id = package.extends?;
    let parent = policy.model().package(parent_id).filter(|parent| !parent.base && !package.base)?;
    Some((parent, compare(Side { policy, id }, Side { policy, id: parent_id })))
}

/// `2 better, 1 worse`
fn counts(comparison: &Comparison) -> String {
    let of = |verdict: Verdict| comparison.aspects.iter().filter(|aspect| aspect.overall() == verdict).count();
    let counted = [
        (of(Verdict::Better), "better"),
        (of(Verdict::Worse), "worse"),
        (of(Verdict::Incomparable), "better or worse, as it comes"),
        (comparison.aspects.iter().filter(|aspect| aspect.open.is_some()).count(), "not proved"),
    ];
    let parts: Vec<String> = counted.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    if parts.is_empty() { "equal for the customer".to_owned() } else { parts.join(", ") }
}
