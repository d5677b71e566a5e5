//! The packages of a policy side by side: a row a feature, a column a package.

use serde::Serialize;

use super::comparison::Names;
use super::sheet_notes;
use crate::analysis::{About, Aspect, Comparison, Side, compare};
use crate::policy::model::{Package, PackageId, PriorityId, Terms, TreatAs};
use crate::policy::{GeneralTerm, Model, Policy, Position, plain};

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
    /// What it is about.
    #[serde(skip)]
    pub(super) topic: Topic,
}

/// What one package says of one feature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// Lines of text; none where the package says nothing.
    pub lines: Vec<String>,
    /// What is added to a promise: how long a multiple of another limit is, from where it is inherited, whether it is
    /// better or worse than that of the column that it is compared with.
    pub notes: Vec<String>,
    /// Whether it differs from the column that it is compared with.
    pub changed: bool,
}

/// A package with the policy that it is of.
#[derive(Debug, Clone, Copy)]
struct Column<'m> {
    model: &'m Model,
    package: &'m Package,
    /// What it is compared with, and what that is called.
    against: Option<(&'m Comparison, &'m Package, &'m str)>,
}

impl Sheet {
    /// The tiers of a policy, in their order; where it has none that is sold, its contracts.
    pub fn of_policy(model: &Model) -> Self {
        let shown: Vec<Column<'_>> = shown_of_policy(model).into_iter().filter_map(|id| column(model, id)).collect();
        Self::new(&shown, rows(&shown))
    }

    /// A tier or contract by name, beside what it extends, with what it changes marked; nothing
    /// where nothing has that name.
    pub fn of_name(policy: &Policy, name: &str) -> Option<Self> {
        let model = policy.model();
        let all = (0_u16..).map(PackageId).zip(&model.packages);
        let versions: Vec<(PackageId, &Package)> = all.filter(|(_, p)| p.name == name).collect();
        let parent_id = versions.first()?.1.extends;
        let parent = parent_id.and_then(|p: PackageId| model.package(p)).filter(|p| !p.base);
        let side = |id| Side { policy, id };
        let compared = |id| parent.and(parent_id).map(|old| compare(side(id), side(old)));
        let comparisons: Vec<Option<Comparison>> = versions.iter().map(|(id, _)| compared(*id)).collect();
        let versions = versions.iter().zip(&comparisons).map(|((_, package), comparison)| {
            let against = comparison.as_ref().zip(parent).map(|(found, old)| (found, old, old.name.as_str()));
            Column { model, package, against }
        });
        let shown: Vec<Column<'_>> =
            parent.into_iter().map(|package| Column { model, package, against: None }).chain(versions).collect();
        let mut rows = rows(&shown);
        if parent.is_some() {
            for row in &mut rows {
                let first = row.cells.first().map(|c| c.lines.clone()).unwrap_or_default();
                row.cells.iter_mut().skip(1).for_each(|cell| cell.changed |= cell.lines != first);
            }
        }
        Some(Self::new(&shown, rows))
    }

    /// The versions of NEW beside those of OLD that each is compared with, what is changed marked: other words, and
    /// what the comparisons find although the words are the same.
    pub fn of_comparisons(compared: &[Compared<'_>]) -> Self {
        let mut shown: Vec<Side<'_>> = Vec::new();
        let sides = compared.iter().map(|one| one.old).chain(compared.iter().map(|one| one.new));
        for side in sides {
            if !shown.iter().any(|known| same(*known, side)) {
                shown.push(side);
            }
        }
        let place = |side: Side<'_>| shown.iter().position(|known| same(*known, side)).unwrap_or(0);
        let against = |side: &Side<'_>| compared.iter().find(|one| same(one.new, *side));
        let columns: Vec<Column<'_>> = shown
            .iter()
            .filter_map(|side| {
                let column = column(side.policy.model(), side.id)?;
                let one = against(side);
                let old = one.and_then(|one| one.old.policy.model().package(one.old.id));
                let against = one.zip(old).map(|(one, old)| (one.comparison, old, one.names.old));
                Some(Column { against, ..column })
            })
            .collect();
        let mut rows = rows(&columns);
        for one in compared {
            let (old, new) = (place(one.old), place(one.new));
            for row in &mut rows {
                let before = row.cells.get(old).map(|cell| cell.lines.clone());
                let found = one.comparison.aspects.iter().any(|aspect| !aspect.unchanged() && row.topic.is_of(aspect));
                if let Some(cell) = row.cells.get_mut(new) {
                    cell.changed |= found || before.is_some_and(|before| before != cell.lines);
                }
            }
        }
        let mut sheet = Self::new(&columns, rows);
        // Two of one name are told apart as they were given.
        for one in compared {
            for (side, title) in [(one.old, one.names.old), (one.new, one.names.new)] {
                if let Some(column) = sheet.columns.get_mut(place(side)) {
                    title.clone_into(column);
                }
            }
        }
        sheet
    }

    fn new(columns: &[Column<'_>], rows: Vec<Row>) -> Self {
        Self { columns: columns.iter().map(|c| title(c.package)).collect(), rows, facts: facts(columns) }
    }
}

/// A version of NEW, the version of OLD that it is compared with, and what is found.
#[derive(Debug, Clone, Copy)]
pub struct Compared<'a> {
    /// NEW.
    pub new: Side<'a>,
    /// OLD.
    pub old: Side<'a>,
    /// What both are called.
    pub names: Names<'a>,
    /// What NEW changes.
    pub comparison: &'a Comparison,
}

fn same(a: Side<'_>, b: Side<'_>) -> bool {
    std::ptr::eq(a.policy, b.policy) && a.id == b.id
}

/// The tiers of a policy that are sold, in their order; where it has none, its contracts.
pub(super) fn shown_of_policy(model: &Model) -> Vec<PackageId> {
    let sold = || (0_u16..).zip(&model.packages).filter(|(_, p)| !p.base);
    let tiers: Vec<PackageId> = sold().filter(|(_, p)| !p.contract).map(|(at, _)| PackageId(at)).collect();
    if tiers.is_empty() { sold().map(|(at, _)| PackageId(at)).collect() } else { tiers }
}

fn column(model: &Model, id: PackageId) -> Option<Column<'_>> {
    model.package(id).map(|package| Column { model, package, against: None })
}

fn title(package: &Package) -> String {
    match package.in_force {
        Some(force) => format!("{} ({} to {})", package.name, force.from, force.to),
        None => package.name.clone(),
    }
}

/// What a row is about, as comparisons name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Topic {
    Objective(String, Vec<String>),
    Updates(Vec<String>),
    Replies(Vec<String>),
    Remedy(String),
    Treatments,
    /// What is said of all priorities alike, by its name in comparisons.
    General(String),
    /// A free term, by its name in comparisons.
    Term(String),
    Customer,
    Coverage,
}

impl Topic {
    fn is_of(&self, aspect: &Aspect) -> bool {
        let any = |names: &[String]| {
            aspect.priorities.is_empty() || names.iter().any(|name| aspect.priorities.contains(name))
        };
        match (self, &aspect.about) {
            (Self::Objective(name, priorities), About::Objective(other) | About::Share(other)) => {
                name == other && any(priorities)
            }
            (Self::Updates(priorities), About::Updates) | (Self::Replies(priorities), About::Replies) => {
                any(priorities)
            }
            (Self::Remedy(name), About::Remedy(other)) => name == other,
            (Self::General(name), About::Credits(_)) => name == "credits",
            (Self::General(name) | Self::Term(name), about) => *name == about.to_string(),
            _ => false,
        }
    }
}

type Feature = (String, Vec<Said>, Topic);

/// What a package says of a feature, before it is a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Said {
    lines: Vec<String>,
    notes: Vec<String>,
    differs: bool,
}

impl From<Vec<String>> for Said {
    fn from(lines: Vec<String>) -> Self {
        Self { lines, ..Self::default() }
    }
}

/// The rows that say something.
fn rows(columns: &[Column<'_>]) -> Vec<Row> {
    let cell = |Said { lines, notes, differs }| Cell { lines, notes, changed: differs };
    features(columns)
        .into_iter()
        .map(|(feature, cells, topic)| Row { feature, cells: cells.into_iter().map(cell).collect(), topic })
        .filter(|row| row.cells.iter().any(|c| !c.lines.is_empty()))
        .collect()
}

fn features(columns: &[Column<'_>]) -> Vec<Feature> {
    let each =
        |say: &dyn Fn(&Column<'_>) -> Vec<String>| columns.iter().map(|c| Said::from(say(c))).collect::<Vec<_>>();
    let terms = |c: &Column<'_>| [c.model.general_terms(&c.package.general), c.model.service_terms(c.package)].concat();
    let general: Vec<Vec<GeneralTerm>> = columns.iter().map(terms).collect();
    let customer = each(&|c| c.package.customer.iter().cloned().collect());
    let mut out: Vec<Feature> = vec![("Customer".to_owned(), customer, Topic::Customer)];
    out.extend(at_position(&general, Position::BeforePriorities));
    out.extend(grouped(columns, "coverage", |_| Topic::Coverage, &|c, _, t| {
        said(t.coverage.map(|on| c.model.coverage_hours(on)))
    }));
    for declared in each_once(columns, |model| model.objectives.iter().collect(), |objective| &objective.name) {
        let what = if declared.is_declared() { &declared.title } else { &declared.name };
        let about = |priorities| Topic::Objective(declared.name.clone(), priorities);
        out.extend(grouped(columns, what, about, &|c, priority, t| promised(c, &declared.name, priority, t)));
    }
    out.extend(grouped(columns, "updates", Topic::Updates, &|_, _, t| {
        said(t.cadence.as_ref().map(ToString::to_string))
    }));
    out.extend(grouped(columns, "replies", Topic::Replies, &|c, _, t| {
        said(t.reply.as_ref().map(|reply| c.model.reply_words(reply)))
    }));
    out.extend(at_position(&general, Position::AfterPriorities));
    for remedy in each_once(columns, |model| model.remedies.iter().collect(), |remedy| &remedy.name) {
        let say = |c: &Column<'_>| {
            let at = c.model.remedies.iter().position(|known| known.name == remedy.name);
            at.and_then(|at| c.package.remedies.get(at)).map(|r| c.model.remedy_words(r)).unwrap_or_default()
        };
        out.push((remedy.title.clone(), each(&say), Topic::Remedy(remedy.name.clone())));
    }
    let treatments = each(&|c| c.package.treatments.iter().map(|t| c.model.treatment_words(t)).collect());
    out.push(("Treatment".to_owned(), treatments, Topic::Treatments));
    out.extend(at_position(&general, Position::Last));
    out
}

/// What the policies of the columns have of one kind, in order, the first of each name.
fn each_once<'m, T>(
    columns: &[Column<'m>],
    all: impl Fn(&'m Model) -> Vec<&'m T>,
    name: impl Fn(&T) -> &String,
) -> Vec<&'m T> {
    let mut out: Vec<&T> = Vec::new();
    for one in columns.iter().flat_map(|column| all(column.model)) {
        if !out.iter().any(|known| name(known) == name(one)) {
            out.push(one);
        }
    }
    out
}

/// The rows of the general terms of each package that are shown at one position.
fn at_position(packages: &[Vec<GeneralTerm>], position: Position) -> Vec<Feature> {
    let named = GeneralTerm::each_once(packages.iter().flatten().filter(|term| term.position == position));
    let row = |row: &GeneralTerm| {
        let said = |terms: &Vec<GeneralTerm>| {
            let term = terms.iter().find(|term| term.statement == row.statement);
            Said::from(term.map(|term| term.lines.clone()).unwrap_or_default())
        };
        let name = row.name.clone();
        let topic = if position == Position::Last { Topic::Term(name) } else { Topic::General(name) };
        (row.heading.clone(), packages.iter().map(said).collect(), topic)
    };
    named.into_iter().map(row).collect()
}

fn said(words: Option<String>) -> Said {
    Said::from(words.into_iter().collect::<Vec<_>>())
}

/// The promise of an objective for a priority, with what is noted of it.
fn promised(c: &Column<'_>, objective: &str, priority: PriorityId, terms: &Terms) -> Said {
    let Some(id) = c.model.objective(objective) else { return Said::default() };
    let Some(promise) = terms.promise(id) else { return Said::default() };
    let words = c.model.all_promise_words(promise);
    let mut notes = sheet_notes::in_time(c.model, terms, promise);
    let mut differs = false;
    if let Some((comparison, old, title)) = c.against {
        let from = sheet_notes::inherited_from(c.model, c.package, priority, id);
        notes.extend(from.map(|from| format!("inherited from {from}")));
        // A share is that of all the incidents that one statement is about: it is compared where it is said anew.
        let before = old.terms.get(usize::from(priority.0)).and_then(|terms| terms.promise(id));
        let with_share = before.is_none_or(|before| before.clauses.share != promise.clauses.share);
        let verdict = sheet_notes::verdict(comparison, objective, c.model.priority_name(priority), with_share);
        differs = verdict.is_some();
        notes.extend(verdict.map(|verdict| format!("{verdict} {title}")));
    }
    Said { lines: vec![words], notes, differs }
}

/// One row for neighbouring priorities of which every package says the same.
fn grouped(
    columns: &[Column<'_>],
    what: &str,
    about: impl Fn(Vec<String>) -> Topic,
    say: &dyn Fn(&Column<'_>, PriorityId, &Terms) -> Said,
) -> Vec<Feature> {
    let mut rows: Vec<(Vec<&str>, Vec<Said>)> = Vec::new();
    for priority in each_once(columns, |model| model.priorities.iter().collect(), |priority| &priority.name) {
        let said = |c: &Column<'_>| {
            let id = c.model.priority(&priority.name);
            let terms = id.and_then(|id| Some((id, c.package.terms.get(usize::from(id.0))?)));
            terms.map(|(id, terms)| say(c, id, terms)).unwrap_or_default()
        };
        let cells: Vec<Said> = columns.iter().map(said).collect();
        match rows.last_mut() {
            Some((names, same)) if *same == cells => names.push(&priority.name),
            _ => rows.push((vec![&priority.name], cells)),
        }
    }
    let all = rows.len() == 1;
    let label = |names: &[&str]| if all { plain(what) } else { format!("{} {what}", names.join("/")) };
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    rows.into_iter().map(|(names, cells)| (label(&names), cells, about(owned(&names)))).collect()
}

/// The facts that the limits, remedies and treatments of some packages ask for, in alphabetical order.
fn facts(columns: &[Column<'_>]) -> Vec<FactRow> {
    let mut rows: Vec<FactRow> = Vec::new();
    for column in columns {
        let mut asked = Vec::new();
        let package = column.package;
        let measured = package.service.conditions();
        package.circumstances().chain(measured).for_each(|condition| condition.asked(&mut asked));
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
        let asked = asked.into_iter().filter_map(|fact| column.model.fact_of(fact));
        rows.extend(asked.map(|fact| FactRow {
            name: fact.name.clone(),
            kind: fact.kind.words(),
            description: fact.description.clone(),
        }));
    }
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    rows.dedup_by(|a, b| a.name == b.name);
    rows
}
