//! Which names there are, each once.

use crate::diagnostic::{Code, Diagnostic, list, nearest, there_are};
use crate::facts::FactType;
use crate::span::{Span, Spanned};
use crate::syntax::ast::{Declared, FactItem, ItemKind, Name, PackageKind};
use crate::time::Unit;

use super::super::carried;
use super::super::model::{Fact, Priority, Titled};
use super::{Kind, Resolver};

/// The fields of an incident: no fact bears their names.
pub(crate) const FIELDS: &[&str] = &[
    "id",
    "contract",
    "opened",
    "responded",
    "relieved",
    "resolved",
    "waiting",
    "priority",
    "customer_priority",
    "vendor_priority",
    "channel",
    "updates",
    "messages",
    "excluded",
    "priority_changes",
];

/// More than any contract has, and few enough for tables that multiply them.
const MAX_PRIORITIES: usize = 64;
const MAX_FACTS: usize = 1_000;

impl Resolver<'_> {
    /// Reports once that there is too much of something.
    pub(super) fn too_many(&mut self, span: Span, most: usize, what: &str) {
        if self.first_time(Code::TooMany, what) {
            let error = Diagnostic::error(Code::TooMany, span, format!("at most {most} {what} are allowed"));
            self.errors.push(error.help("split the policy into several that do not import one another"));
        }
    }

    /// Whether a name may be declared by something that could not be read: that was told.
    pub(super) fn excused(&self, name: &str) -> bool {
        self.lost_policy || self.unit.lost_names.contains(name)
    }

    pub(super) fn declare(&mut self) {
        let unit = self.unit;
        for (list, span) in &unit.lists {
            self.place(Kind::Holidays, &Name::new(list.name.clone(), *span));
        }
        for item in &unit.items {
            match &item.kind {
                ItemKind::Calendar(calendar) => self.place(Kind::Calendar, &calendar.name),
                ItemKind::Holidays(list) => self.place(Kind::Holidays, &list.name),
                ItemKind::Facts(facts) => facts.iter().for_each(|fact| self.fact(fact)),
                ItemKind::Priority(priority) => {
                    let known = self.model.priorities.len();
                    self.place(Kind::Priority, &priority.name);
                    if known == MAX_PRIORITIES {
                        self.too_many(priority.name.span, MAX_PRIORITIES, "priorities");
                    }
                    if known < MAX_PRIORITIES && self.model.priority(&priority.name.value).is_none() {
                        let name = priority.name.value.clone();
                        let title = priority.title.as_ref().map_or_else(|| name.clone(), |t| t.value.clone());
                        let span = priority.name.span;
                        self.model.priorities.push(Priority {
                            name,
                            title,
                            means: None,
                            definition: None,
                            definition_span: None,
                            span,
                        });
                    }
                }
                // Versions of a contract share a name: packages are held against one another later.
                ItemKind::Package(package) if matches!(package.kind, PackageKind::Tier { .. }) => {
                    self.place(Kind::Package, &package.name);
                }
                ItemKind::Remedy(remedy) => self.place(Kind::Remedy, &remedy.name),
                ItemKind::Objective(objective) => self.objective_item(objective),
                ItemKind::Channel(channel) => {
                    self.place(Kind::Channel, &channel.name);
                    self.model.channels.push(titled(channel));
                }
                ItemKind::Party(party) => {
                    self.place(Kind::Party, &party.name);
                    self.model.parties.push(titled(party));
                }
                _ => {}
            }
        }
        self.model.facts.sort_by(|a, b| a.name.cmp(&b.name));
        self.fact_names();
        self.objective_names();
    }

    pub(super) fn place(&mut self, kind: Kind, name: &Name) {
        let key = (kind, name.value.clone());
        if let Some(first) = self.places.get(&key).copied() {
            let kind_name = kind.as_str();
            let article = if kind_name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
            let message = format!("there is {article} {kind_name} `{}` already", name.value);
            let error = Diagnostic::error(Code::DuplicateName, name.span, message).label("declared again");
            self.errors.push(error.related(first, "first declared here").help("give one of them another name"));
        } else {
            self.places.insert(key, name.span);
        }
    }

    fn fact(&mut self, fact: &FactItem) {
        let FactItem { name, kind: Spanned { value: kind, .. }, values, description } = fact;
        if self.model.facts.len() >= MAX_FACTS {
            return self.too_many(name.span, MAX_FACTS, "facts");
        }
        for (at, value) in values.iter().enumerate() {
            if values.iter().take(at).any(|v| v.value == value.value) {
                self.error(Code::DuplicateName, value.span, format!("`{}` occurs twice", value.value)).help =
                    Some("remove one of them".into());
            }
            if FactType::type_names().any(|name| name == value.value) {
                let message = format!("`{}` is a type, and not a value", value.value);
                self.error(Code::ReservedName, value.span, message).help = Some("choose another word for it".into());
            }
        }
        match self.model.facts.iter().find(|f| f.name == name.value) {
            Some(first) if first.kind != *kind => {
                let (words, first) = (first.kind.words(), first.span);
                let message = format!("`{}` is declared with another type already", name.value);
                let error = Diagnostic::error(Code::DuplicateName, name.span, message);
                let error = error.related(first, format!("declared as {words} here"));
                self.errors.push(error.help("give it that type too, or another name"));
            }
            Some(_) => {}
            None => {
                let description = description.as_ref().map(|d| d.value.clone());
                self.model.facts.push(Fact {
                    name: name.value.clone(),
                    kind: kind.clone(),
                    description,
                    span: name.span,
                });
            }
        }
    }

    /// No fact is called like something that means another thing where facts stand.
    fn fact_names(&mut self) {
        let mut errors = Vec::new();
        for fact in &self.model.facts {
            let name = fact.name.as_str();
            let what = if FIELDS.contains(&name) {
                "a field of an incident"
            } else if FactType::type_names().any(|known| known == name) {
                "a type"
            } else if Unit::parse(name).is_some() {
                "a unit"
            } else if matches!(name, "working" | "update" | "message" | "waiting" | "changed") {
                "a word of the language"
            } else if self.model.field(name).is_some() {
                "a field of an objective"
            } else if self.model.priority(name).is_some() {
                "a priority"
            } else if self
                .model
                .facts
                .iter()
                .any(|f| matches!(&f.kind, FactType::Enumeration(v) if v.iter().any(|v| v == name)))
            {
                "a value of a fact"
            } else {
                continue;
            };
            let error = Diagnostic::error(Code::ReservedName, fact.span, format!("`{name}` is {what} already"));
            errors.push(error.help("choose another name for the fact"));
        }
        self.errors.extend(errors);
    }

    /// Reports a name that nothing bears, with the nearest that something does.
    pub(super) fn unknown<'n>(
        &mut self,
        code: Code,
        what: &str,
        name: &str,
        span: Span,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        if self.excused(name) {
            return;
        }
        let error = Diagnostic::error(code, span, format!("there is no {what} `{name}`"));
        if self.enough() {
            return self.errors.push(error);
        }
        let known: Vec<&str> = known.into_iter().collect();
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() && self.places.keys().any(|(kind, _)| kind.as_str() == what) => {
                format!("no other {what} is declared")
            }
            None if known.is_empty() => format!("no {what} is declared"),
            None => there_are(known.iter().copied()),
        };
        self.errors.push(error.help(help));
    }

    /// A holiday list that is neither imported nor written in the policy. The built-in ones are suggested too.
    pub(super) fn unknown_holidays<'n>(&mut self, name: &Name, known: impl IntoIterator<Item = &'n str>) {
        if self.excused(&name.value) || self.unit.lost_list {
            return;
        }
        let known: Vec<&str> = known.into_iter().collect();
        let built_in: Vec<&str> = carried::HOLIDAYS.iter().map(|c| c.name).filter(|c| !known.contains(c)).collect();
        let near = |names: &[&'n str]| if self.enough() { None } else { nearest(&name.value, names.iter().copied()) };
        let help = match (near(&known), near(&built_in)) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, Some(near)) => {
                format!("did you mean the built-in `{near}`? Add `import holidays {near}` to the file")
            }
            (None, None) => {
                let here = if known.is_empty() { String::new() } else { format!("{}; ", there_are(known)) };
                let import = built_in.first().map(|first| {
                    let lists = list(built_in.iter().copied());
                    format!(
                        "built in {} {lists}: `import holidays {first}`; ",
                        if built_in.len() == 1 { "is" } else { "are" }
                    )
                });
                format!("{here}{}or write a list: `holidays {} {{ ... }}`", import.unwrap_or_default(), name.value)
            }
        };
        let message = format!("there is no holiday list `{}`", name.value);
        self.errors.push(Diagnostic::error(Code::UnknownHolidays, name.span, message).help(help));
    }

    /// The priority of a name, or an error that also knows ranges.
    pub(super) fn priority(&mut self, name: &str, span: Span) -> Option<super::super::model::PriorityId> {
        if let Some(id) = self.model.priority(name) {
            return Some(id);
        }
        if self.model.priorities.is_empty() && !self.excused(name) && !self.first_time(Code::UnknownPriority, "") {
            return None;
        }
        let ends = name.split_once('-').and_then(|(a, b)| Some((self.model.priority(a)?, self.model.priority(b)?)));
        let names: Vec<String> = self.model.priorities.iter().map(|p| p.name.clone()).collect();
        if names.is_empty() {
            let help = "declare the priorities, the most urgent first: `priority P1 \"Critical\"`".to_owned();
            if !self.excused(name) {
                self.error(Code::UnknownPriority, span, "the policy declares no priorities").help = Some(help);
            }
        } else if let Some((first, last)) = ends {
            let range = names.get(usize::from(first.0)..=usize::from(last.0)).unwrap_or_default();
            let help = format!("write the priorities out: `{}`", range.join(", "));
            self.error(Code::UnknownPriority, span, format!("`{name}` is not a priority, but looks like a range"))
                .help = Some(help);
        } else {
            self.unknown(Code::UnknownPriority, "priority", name, span, names.iter().map(String::as_str));
        }
        None
    }
}

fn titled(declared: &Declared) -> Titled {
    let name = declared.name.value.clone();
    let title = declared.title.as_ref().map_or_else(|| name.clone(), |t| t.value.clone());
    Titled { name, title }
}
