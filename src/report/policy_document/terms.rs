//! The priorities, the objectives, the treatments and the remedies in plain words.

use crate::policy::model::{
    Condition, Limit, Model, Objective, Package, Priority, Purpose, Remedy, Setter, StageField,
};
use crate::policy::model::{TreatAs, Treatment};
use crate::policy::plain;

use super::super::explanation::and;
use super::conditions;
use super::subject::Subject;
use super::writer::{Cell, Writer};

/// What each priority means, and how an incident has one.
pub(super) fn priorities(writer: &mut Writer, subject: &Subject<'_>) {
    let model = subject.policy.model();
    if model.priorities.is_empty() {
        return;
    }
    writer.section("Priorities");
    let defined = model.priorities.iter().any(|priority| priority.definition.is_some());
    let explained = model.priorities.iter().any(|priority| priority.means.is_some());
    let mut head = vec!["Priority".to_owned()];
    head.extend(explained.then(|| "Meaning".to_owned()));
    head.extend(defined.then(|| "Rule".to_owned()));
    let row = |priority: &Priority| {
        let mut cells: Vec<Cell> = Vec::new();
        cells.extend(explained.then(|| Cell::from(priority.means.clone().unwrap_or_default())));
        cells.extend(defined.then(|| Cell::from(rule(model, priority.definition.as_ref()))));
        let is_titled = priority.title != priority.name;
        let title = if is_titled { format!(": {}", priority.title) } else { String::new() };
        (format!("{}{title}", priority.name), cells)
    };
    writer.table(&head, &model.priorities.iter().map(row).collect::<Vec<_>>());
    if defined {
        writer.paragraph(
            "The rules are tried from the first to the last, and the first that holds gives the priority. They apply \
             where nobody who may set the priority has set it.",
        );
    }
    let mut said: Vec<(&str, Vec<&str>)> = Vec::new();
    for package in &subject.packages {
        let who = match package.general.setter() {
            Setter::Customer => "The customer sets the priority",
            Setter::Vendor => "The vendor sets the priority",
        };
        add(&mut said, who, package);
    }
    for (who, names) in &said {
        writer.paragraph(&format!("{who}{}.", of(names, said.len())));
    }
}

fn rule(model: &Model, definition: Option<&Condition>) -> String {
    match definition {
        None => "none".to_owned(),
        Some(Condition::All(parts)) if parts.is_empty() => "any other incident".to_owned(),
        Some(condition) => conditions::line(model, condition),
    }
}

/// Adds a package to those of which the same is said.
fn add<'p, T: PartialEq>(said: &mut Vec<(T, Vec<&'p str>)>, what: T, package: &'p Package) {
    match said.iter_mut().find(|(known, _)| *known == what) {
        Some((_, names)) if names.contains(&package.name.as_str()) => {}
        Some((_, names)) => names.push(&package.name),
        None => said.push((what, vec![&package.name])),
    }
}

/// ` (Gold and Silver)`, if not the same is said of all.
fn of(names: &[&str], different: usize) -> String {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    if different > 1 { format!(" ({})", and(&names)) } else { String::new() }
}

/// What starts and stops each clock that some limit is promised for.
pub(super) fn objectives(writer: &mut Writer, subject: &Subject<'_>) {
    let model = subject.policy.model();
    let used = |(id, _): &(_, &Objective)| {
        let said = subject.packages.iter().flat_map(|p| &p.terms).filter_map(|terms| terms.promise(*id));
        said.flat_map(|promise| promise.each()).any(|(_, promise)| !matches!(promise.limit, Limit::None(_)))
    };
    let rows: Vec<(String, Vec<Cell>)> = model
        .objective_ids()
        .zip(&model.objectives)
        .filter(used)
        .map(|(_, objective)| {
            let start = match objective.from.as_slice() {
                [] => "when the incident is opened".to_owned(),
                [one] => format!("when it is {}", happens(model, *one)),
                more => format!("when the last of these has happened: {}", fields(model, more)),
            };
            let mut stop = match objective.until.as_slice() {
                [one] => format!("when it is {}", happens(model, *one)),
                more => format!("when the first of these has happened: {}", fields(model, more)),
            };
            if objective.ends_with_resolution {
                stop.push_str(", or at the latest when the incident is resolved");
            }
            (title(objective), vec![Cell::from(start), Cell::from(stop)])
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    writer.section("What is timed");
    let head = ["Objective", "The clock starts", "The clock stops"].map(str::to_owned);
    writer.table(&head, &rows);
}

/// `Response`, `Engineer on site`
pub(super) fn title(objective: &Objective) -> String {
    if objective.title == objective.name { plain(&objective.name) } else { objective.title.clone() }
}

/// What has happened to an incident, by the field that says when.
pub(super) fn happens(model: &Model, field: StageField) -> String {
    match field {
        StageField::Responded => "answered".to_owned(),
        StageField::Relieved => "relieved".to_owned(),
        StageField::Resolved => "resolved".to_owned(),
        StageField::Declared(_) => format!("recorded as “{}”", plain(model.field_name(field)).to_lowercase()),
    }
}

fn fields(model: &Model, fields: &[StageField]) -> String {
    and(&fields.iter().map(|field| happens(model, *field)).collect::<Vec<_>>())
}

/// What the contract provides besides times: treatments and remedies.
pub(super) fn remedies(writer: &mut Writer, subject: &Subject<'_>) {
    let model = subject.policy.model();
    let mut treatments: Vec<(Vec<String>, Vec<&str>)> = Vec::new();
    for package in &subject.packages {
        for treatment in &package.treatments {
            add(&mut treatments, treated(model, treatment), package);
        }
    }
    if treatments.is_empty() && model.remedies.is_empty() {
        return;
    }
    writer.section("Remedies and treatments");
    for (at, titled) in model.remedies.iter().enumerate() {
        let mut said: Vec<(Provided, Vec<&str>)> = Vec::new();
        for package in &subject.packages {
            if let Some(remedy) = package.remedies.get(at) {
                add(&mut said, Provided::of(model, remedy), package);
            }
        }
        if !said.is_empty() {
            writer.heading(&titled.title);
        }
        for (provided, names) in &said {
            writer.paragraph(&format!("{}{}", provided.who, of(names, said.len())));
            writer.list(&provided.conditions);
            if let Some(favoured) = &provided.favoured {
                writer.paragraph(favoured);
            }
        }
    }
    let packages = subject.packages.len();
    for (at, (lines, names)) in treatments.iter().enumerate() {
        if at == 0 {
            writer.heading("Treated as another priority");
        }
        let (first, conditions) = lines.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
        writer.paragraph(&format!("{first}{}", of(names, if names.len() == packages { 1 } else { 2 })));
        writer.list(conditions);
    }
}

/// A remedy in words.
#[derive(PartialEq)]
struct Provided {
    who: &'static str,
    conditions: Vec<String>,
    favoured: Option<String>,
}

impl Provided {
    fn of(model: &Model, remedy: &Remedy) -> Self {
        let conditions = conditions::parts(model, &remedy.entitled);
        let who = match (remedy.committed, conditions.len()) {
            (true, 0) => "The vendor provides it for every incident.",
            (true, 1) => "The vendor provides it if this holds:",
            (true, _) => "The vendor provides it if all of this holds:",
            (false, 0) => "The vendor may provide it for every incident.",
            (false, 1) => "The vendor may provide it if this holds:",
            (false, _) => "The vendor may provide it if all of this holds:",
        };
        let favoured = remedy.favoured.as_ref();
        let favoured = favoured.map(|reason| format!("A reason in favour of it: {}.", conditions::line(model, reason)));
        Self { who, conditions, favoured }
    }
}

/// A treatment in words, its conditions line by line.
fn treated(model: &Model, treatment: &Treatment) -> Vec<String> {
    let to = match treatment.to {
        TreatAs::Priority(id) => model.priority_name(id).to_owned(),
        TreatAs::Fact(id) => format!("the priority that is stated as {}", conditions::fact(model, id)),
    };
    let purpose = |purpose: &Purpose| match purpose {
        Purpose::Objective(id) => {
            model.objectives.get(id.index()).map(|objective| title(objective).to_lowercase()).unwrap_or_default()
        }
        Purpose::Updates => "updates and replies".to_owned(),
        Purpose::Remedies => "remedies".to_owned(),
    };
    let purposes: Vec<String> = treatment.purposes.iter().map(purpose).collect();
    let from = model.priority_name(treatment.from);
    let conditions = conditions::parts(model, &treatment.condition);
    let when = if conditions.len() == 1 { "this holds" } else { "all of this holds" };
    let first = format!("For {}, an incident of {from} is treated as {to} if {when}:", and(&purposes));
    std::iter::once(first).chain(conditions).collect()
}
