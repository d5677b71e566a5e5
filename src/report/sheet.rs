//! The packages of a policy side by side: a row a feature, a column a package.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::policy::model::{Fact, FactId, Package, PackageId, Terms, TreatAs};
use crate::policy::{GeneralTerm, Model, Position, plain};

/// A table of packages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// What its columns are called.
    pub columns: Vec<String>,
    /// Its rows, those that say something.
    pub rows: Vec<Row>,
    /// The facts that its conditions ask for.
    pub facts: Vec<FactRow>,
}

/// A fact, as the policy declares it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactRow {
    /// Its name.
    pub name: String,
    /// Its type: `bool`, `production | test`.
    pub kind: String,
    /// What it tells, where the policy says so.
    pub description: Option<String>,
}

/// One feature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Which.
    pub feature: String,
    /// What each package says of it.
    pub cells: Vec<Cell>,
}

/// What one package says of one feature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// Lines of text; none where the package says nothing.
    pub lines: Vec<String>,
    /// Whether it differs from the column that it is compared with.
    pub changed: bool,
}

impl Sheet {
    /// The tiers of a policy, in their order; where it has none that is sold, its contracts.
    pub fn of_policy(model: &Model) -> Self {
        let tiers: Vec<&Package> = model.packages.iter().filter(|p| !p.base && !p.contract).collect();
        let shown = if tiers.is_empty() { model.packages.iter().filter(|p| !p.base).collect() } else { tiers };
        Self::of(model, &shown, false)
    }

    /// A tier or contract by name, beside what it extends, with what it changes marked; nothing
    /// where nothing has that name.
    pub fn of_name(model: &Model, name: &str) -> Option<Self> {
        let versions: Vec<&Package> = model.packages.iter().filter(|p| p.name == name).collect();
        let parent = versions.first()?.extends.and_then(|p: PackageId| model.package(p)).filter(|p| !p.base);
        let shown: Vec<&Package> = parent.into_iter().chain(versions).collect();
        Some(Self::of(model, &shown, parent.is_some()))
    }

    fn of(model: &Model, packages: &[&Package], compare: bool) -> Self {
        let columns = packages.iter().map(|p| column(p)).collect();
        let mut rows: Vec<Row> = features(model, packages)
            .into_iter()
            .map(|(feature, cells)| Row {
                feature,
                cells: cells.into_iter().map(|lines| Cell { lines, changed: false }).collect(),
            })
            .filter(|row| row.cells.iter().any(|c| !c.lines.is_empty()))
            .collect();
        if compare {
            for row in &mut rows {
                let first = row.cells.first().map(|c| c.lines.clone()).unwrap_or_default();
                row.cells.iter_mut().skip(1).for_each(|cell| cell.changed = cell.lines != first);
            }
        }
        Self { columns, rows, facts: facts(model, packages) }
    }
}

fn column(package: &Package) -> String {
    match package.in_force {
        Some(force) => format!("{} ({} to {})", package.name, force.from, force.to),
        None => package.name.clone(),
    }
}

type Feature = (String, Vec<Vec<String>>);

fn features(model: &Model, packages: &[&Package]) -> Vec<Feature> {
    let each = |say: &dyn Fn(&Package) -> Vec<String>| packages.iter().map(|p| say(p)).collect::<Vec<_>>();
    let general: Vec<Vec<GeneralTerm>> = packages.iter().map(|p| model.general_terms(&p.general)).collect();
    let mut out: Vec<Feature> = vec![("Customer".to_owned(), each(&|p| p.customer.iter().cloned().collect()))];
    out.extend(at_position(&general, Position::BeforePriorities));
    let by_priority = |what: &str, say: &dyn Fn(&Terms) -> Option<String>| grouped(model, packages, what, say);
    out.extend(by_priority("coverage", &|t| t.coverage.map(|c| model.coverage_hours(c))));
    for (objective, declared) in model.objective_ids().zip(&model.objectives) {
        let what = if declared.is_declared() { &declared.title } else { &declared.name };
        out.extend(by_priority(what, &|t| {
            t.promises.get(objective.index())?.as_ref().map(|promise| model.all_promise_words(promise))
        }));
    }
    out.extend(by_priority("updates", &|t| t.cadence.as_ref().map(ToString::to_string)));
    out.extend(by_priority("replies", &|t| t.reply.as_ref().map(|reply| model.reply_words(reply))));
    out.extend(at_position(&general, Position::AfterPriorities));
    for (at, remedy) in model.remedies.iter().enumerate() {
        let say = |p: &Package| p.remedies.get(at).map(|r| model.remedy_words(r)).unwrap_or_default();
        out.push((remedy.title.clone(), each(&say)));
    }
    out.push(("Treatment".to_owned(), each(&|p| p.treatments.iter().map(|t| model.treatment_words(t)).collect())));
    out.extend(at_position(&general, Position::Last));
    out
}

/// The rows of the general terms of each package that are shown at one position.
fn at_position(packages: &[Vec<GeneralTerm>], position: Position) -> Vec<Feature> {
    let named = GeneralTerm::each_once(packages.iter().flatten().filter(|term| term.position == position));
    let row = |row: &GeneralTerm| {
        let said = |terms: &Vec<GeneralTerm>| {
            terms.iter().find(|term| term.statement == row.statement).map(|term| term.lines.clone()).unwrap_or_default()
        };
        (row.heading.clone(), packages.iter().map(said).collect())
    };
    named.into_iter().map(row).collect()
}

/// One row for neighbouring priorities of which every package says the same.
fn grouped(model: &Model, packages: &[&Package], what: &str, say: &dyn Fn(&Terms) -> Option<String>) -> Vec<Feature> {
    let mut rows: Vec<(Vec<&str>, Vec<Vec<String>>)> = Vec::new();
    for (at, priority) in model.priorities.iter().enumerate() {
        let cells: Vec<Vec<String>> =
            packages.iter().map(|p| p.terms.get(at).and_then(say).into_iter().collect()).collect();
        match rows.last_mut() {
            Some((names, same)) if *same == cells => names.push(&priority.name),
            _ => rows.push((vec![&priority.name], cells)),
        }
    }
    let all = rows.len() == 1;
    let label = |names: &[&str]| if all { plain(what) } else { format!("{} {what}", names.join("/")) };
    rows.into_iter().map(|(names, cells)| (label(&names), cells)).collect()
}

/// The facts that the limits, remedies and treatments of some packages ask for, in alphabetical order.
fn facts(model: &Model, packages: &[&Package]) -> Vec<FactRow> {
    let mut asked = Vec::new();
    for package in packages {
        package.circumstances().for_each(|condition| condition.asked(&mut asked));
        for remedy in &package.remedies {
            remedy.entitled.asked(&mut asked);
            remedy.favoured.iter().for_each(|f| f.asked(&mut asked));
        }
        for treatment in &package.treatments {
            treatment.condition.asked(&mut asked);
            if let TreatAs::Fact(fact) = treatment.to {
                asked.push(fact);
            }
        }
    }
    let row = |fact: &Fact| FactRow {
        name: fact.name.clone(),
        kind: fact.kind.words(),
        description: fact.description.clone(),
    };
    let asked: BTreeSet<u16> = asked.into_iter().map(|fact| fact.0).collect();
    asked.into_iter().filter_map(|id| model.fact_of(FactId(id))).map(row).collect()
}
