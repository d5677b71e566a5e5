//! Conditions over all that an incident could be: whether any assignment of their facts makes them come
//! out as asked, with one that does.
//!
//! Each fact's values are cut into the classes that the tests at hand can tell apart. The search gives one
//! fact a value at a time and evaluates the conditions by Kleene's tables over sets of truths: what no
//! further fact can change is not tried. It meets every assignment that could matter, so that where it
//! finds none there is none.

use crate::facts::{Test, examples};
use std::cell::Cell;

use crate::engine::{OfChannel, OfContract, Part, each_part, fold, of_channel, of_contract, of_priority};
use crate::policy::model::{CalendarId, Condition, FactId, Model, OpenedWithin, PackageId, PriorityId};
use crate::time::Instant;
use crate::value::{Kleene as _, Truth, Truths};

use super::classes::{self, Value};
use super::goal::{Ask, Goal};
use super::openings::{Asked, Openings};
use super::witness::Witness;

/// What a search came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// All conditions come out as asked for this incident.
    Witness(Witness),
    /// For no incident at all: this is a proof.
    Never,
    /// The search was given up: it would have taken too long.
    Unanalysed,
}

impl Found {
    /// Whether it is proved that there is none.
    pub fn never(&self) -> bool {
        *self == Self::Never
    }

    /// The incident, where one was found.
    pub fn witness(self) -> Option<Witness> {
        match self {
            Self::Witness(witness) => Some(witness),
            Self::Never | Self::Unanalysed => None,
        }
    }
}

/// How many answers one search may ask for, and all searches of an analysis together.
const A_SEARCH: u64 = 500_000;
const ALL: u64 = 100_000_000;

/// The start of 2026: an instant of a year that most holiday lists know.
const PREFERRED: Instant = Instant(1_767_225_600_000_000);

/// Searches over one policy, with a bound on their work.
#[derive(Debug)]
pub struct Analysis<'m> {
    model: &'m Model,
    openings: Openings<'m>,
    left: Cell<u64>,
}

impl<'m> Analysis<'m> {
    /// Of a policy.
    pub fn new(model: &'m Model) -> Self {
        Self { model, openings: Openings::new(model, None, PREFERRED), left: Cell::new(ALL) }
    }

    /// Of a policy, for incidents that are opened in a span `[from, to)`, if one is given. Incidents are looked for from
    /// `preferred` on, and before it only if none is found.
    pub(super) fn opened_in(model: &'m Model, span: Option<(Instant, Instant)>, preferred: Instant) -> Self {
        Self { openings: Openings::new(model, span, preferred), ..Self::new(model) }
    }

    /// The calendars that `opened within` asks.
    pub(super) fn openings(&self) -> &Openings<'m> {
        &self.openings
    }

    /// An incident for which every condition comes out as is wanted of it.
    pub fn find(&self, asks: &[Ask<'_>]) -> Found {
        self.find_goal(&Goal::All(asks.iter().copied().map(Goal::Ask).collect()))
    }

    /// An incident that reaches a goal.
    pub(super) fn find_goal(&self, goal: &Goal<'_>) -> Found {
        let budget = self.left.get().min(A_SEARCH);
        let (model, openings) = (self.model, &self.openings);
        let mut search = Search { model, openings, goal, facts: Vec::new(), rest: Vec::new(), left: budget };
        let found = search.run();
        self.left.set(self.left.get() - (budget - search.left));
        match found {
            Ok(true) => Found::Witness(search.witness()),
            Ok(false) => Found::Never,
            Err(Tired) => Found::Unanalysed,
        }
    }

    /// Whether no incident makes the condition come to any of these.
    pub fn never(&self, condition: &Condition, wanted: Truths) -> bool {
        self.find(&[Ask::of(condition, wanted)]).never()
    }
}

/// The search is given up.
struct Tired;

/// Something that can have several values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Variable {
    Fact(FactId),
    Channel,
    Priority,
    Package,
    /// The instant at which the incident is opened.
    Opened,
    /// What a calendar says of that instant, where it is read in a zone that depends on the package.
    Anywhere(CalendarId),
}

/// A variable with one value of each class, and which of them it has, where that is settled.
#[derive(Debug)]
struct Domain {
    variable: Variable,
    values: Vec<Value>,
    chosen: Option<usize>,
}

struct Search<'a> {
    model: &'a Model,
    openings: &'a Openings<'a>,
    goal: &'a Goal<'a>,
    /// For each fact: where its domain stands in `rest`, where it has one.
    facts: Vec<Option<usize>>,
    rest: Vec<Domain>,
    left: u64,
}

impl<'a> Search<'a> {
    fn run(&mut self) -> Result<bool, Tired> {
        self.lay_out()?;
        self.step()
    }

    fn spend(&mut self, work: usize) -> Result<(), Tired> {
        self.left = self.left.checked_sub(work as u64).ok_or(Tired)?;
        Ok(())
    }

    /// One step: is it settled, and if not, which variable is split next?
    fn step(&mut self) -> Result<bool, Tired> {
        let work = Cell::new(0);
        let reached = self.reached(self.goal, &work);
        self.spend(work.get())?;
        let split = match reached {
            Truth::True => return Ok(true),
            Truth::False => return Ok(false),
            Truth::Unknown => self.split(self.goal),
        };
        // A goal that is open has a part that is: without one it could not be decided.
        let Some(at) = split else { return Err(Tired) };
        let count = self.rest.get(at).map_or(0, |d| d.values.len());
        for value in 0..count {
            self.choose(at, Some(value));
            if self.step()? {
                return Ok(true);
            }
        }
        self.choose(at, None);
        Ok(false)
    }

    /// Whether a goal is reached whatever the variables that are left come to; unknown where they decide.
    fn reached(&self, goal: &Goal<'_>, work: &Cell<usize>) -> Truth {
        let settled = |parts: &[Goal<'_>], unit: Truth, join: fn(Truth, Truth) -> Truth| {
            let mut truth = unit;
            for part in parts {
                truth = join(truth, self.reached(part, work));
                if truth == unit.negate() {
                    break;
                }
            }
            truth
        };
        match goal {
            Goal::Ask(ask) => self.answered(ask, work),
            Goal::All(parts) => settled(parts, Truth::True, Truth::and),
            Goal::Any(parts) => settled(parts, Truth::False, Truth::or),
            Goal::Not(inner) => self.reached(inner, work).negate(),
        }
    }

    fn answered(&self, ask: &Ask<'_>, work: &Cell<usize>) -> Truth {
        let possible = fold(ask.condition, &|part| self.possible(ask, part, work));
        match (possible.meets(ask.wanted), possible.within(ask.wanted)) {
            (false, _) => Truth::False,
            (true, true) => Truth::True,
            (true, false) => Truth::Unknown,
        }
    }

    /// The first variable that decides a goal which is open.
    fn split(&self, goal: &Goal<'_>) -> Option<usize> {
        let ignored = Cell::new(0);
        if self.reached(goal, &ignored) != Truth::Unknown {
            return None;
        }
        match goal {
            Goal::Ask(ask) => self.open(ask, ask.condition),
            Goal::All(parts) | Goal::Any(parts) => parts.iter().find_map(|part| self.split(part)),
            Goal::Not(inner) => self.split(inner),
        }
    }

    fn choose(&mut self, at: usize, value: Option<usize>) {
        if let Some(domain) = self.rest.get_mut(at) {
            domain.chosen = value;
        }
    }

    fn variable(&self, ask: &Ask<'_>, part: Part<'_>) -> Option<Variable> {
        match part {
            Part::Fact(id, _) => Some(Variable::Fact(id)),
            Part::Channel(_) => Some(Variable::Channel),
            Part::Priority(_) => ask.priority.is_none().then_some(Variable::Priority),
            Part::Contract(_) => ask.package.is_none().then_some(Variable::Package),
            Part::Opened(opened) => Some(match self.openings.zone(opened, ask.package) {
                Some(_) => Variable::Opened,
                None => Variable::Anywhere(opened.calendar),
            }),
        }
    }

    fn place(&self, variable: Variable) -> Option<usize> {
        match variable {
            Variable::Fact(id) => self.facts.get(usize::from(id.0)).copied().flatten(),
            other => self.rest.iter().position(|d| d.variable == other),
        }
    }

    /// What a part can come to, over all values that its variable still has.
    fn possible(&self, ask: &Ask<'_>, part: Part<'_>, work: &Cell<usize>) -> Truths {
        let tell = |value: &Value| self.tell(ask, part, value);
        let domain = self.variable(ask, part).map(|v| self.place(v).and_then(|at| self.rest.get(at)));
        let Some(domain) = domain else {
            work.set(work.get() + 1);
            return tell(&Value::Missing).into();
        };
        let Some(domain) = domain else { return Truths::NONE };
        match domain.chosen.and_then(|at| domain.values.get(at)) {
            Some(value) => {
                work.set(work.get() + 1);
                tell(value).into()
            }
            None => {
                work.set(work.get() + domain.values.len());
                domain.values.iter().fold(Truths::NONE, |all, value| all.with(tell(value).into()))
            }
        }
    }

    /// What a part comes to where its variable has this value; what the ask itself settles wins.
    fn tell(&self, ask: &Ask<'_>, part: Part<'_>, value: &Value) -> Truth {
        let place = match value {
            Value::Place(place) => Some(*place),
            _ => None,
        };
        match part {
            Part::Fact(_, test) => test.answer(value.borrowed()),
            Part::Channel(test) => match value {
                Value::Text(name) => of_channel(test, Some(name)),
                _ => of_channel(test, None),
            },
            Part::Priority(set) => of_priority(set, ask.priority.or(place.map(PriorityId))),
            Part::Opened(opened) => match (self.openings.zone(opened, ask.package), value) {
                (Some(zone), Value::Integer(at)) => self.openings.covers((opened.calendar, zone), Instant(*at)).into(),
                (_, value) => (*value == Value::Bool(true)).into(),
            },
            Part::Contract(test) => {
                let package = ask.package.or(place.map(PackageId)).and_then(|p| self.model.package(p));
                package.map_or(Truth::False, |p| of_contract(test, &p.name, &p.lineage))
            }
        }
    }

    /// The first variable that an unsettled part of a condition hangs on.
    fn open(&self, ask: &Ask<'_>, condition: &Condition) -> Option<usize> {
        let ignored = Cell::new(0);
        if !fold(condition, &|part| self.possible(ask, part, &ignored)).open() {
            return None;
        }
        match condition {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().find_map(|p| self.open(ask, p)),
            Condition::Not(inner) => self.open(ask, inner),
            _ => {
                let mut found = None;
                each_part(condition, &mut |part| found = self.variable(ask, part));
                found.and_then(|v| self.place(v))
            }
        }
    }

    /// One value of each class, for each variable that the conditions ask about.
    fn lay_out(&mut self) -> Result<(), Tired> {
        let tests = Tests::of(self.goal, self.model.facts.len());
        self.spend(tests.count)?;
        self.facts = vec![None; self.model.facts.len()];
        for (at, of_fact) in tests.facts.iter().enumerate().filter(|(_, t)| !t.is_empty()) {
            let Some(fact) = self.model.facts.get(at) else { continue };
            let Ok(id) = u16::try_from(at) else { continue };
            let values = examples(&fact.kind, of_fact, self.model.priorities.len());
            if let Some(slot) = self.facts.get_mut(at) {
                *slot = Some(self.rest.len());
            }
            self.add(Variable::Fact(FactId(id)), values, of_fact.len(), |value, n| {
                of_fact.get(n).map_or(Truth::Unknown, |test| test.answer(value.borrowed()))
            })?;
        }
        if !tests.channel.is_empty() {
            let values = classes::of_channel(&tests.channel);
            self.add(Variable::Channel, values, tests.channel.len(), |value, n| {
                let name = if let Value::Text(name) = value { Some(name.as_str()) } else { None };
                tests.channel.get(n).map_or(Truth::Unknown, |test| of_channel(*test, name))
            })?;
        }
        if !tests.priority.is_empty() {
            let values = classes::places(self.model.priorities.len());
            self.add(Variable::Priority, values, tests.priority.len(), |value, n| {
                let Value::Place(place) = value else { return Truth::Unknown };
                tests.priority.get(n).map_or(Truth::Unknown, |set| of_priority(set, Some(PriorityId(*place))))
            })?;
        }
        self.lay_out_openings(&tests)?;
        if !tests.contract.is_empty() {
            let model = self.model;
            let package = |value: &Value| if let Value::Place(p) = value { model.package(PackageId(*p)) } else { None };
            let mut values = classes::places(model.packages.len());
            values.retain(|value| package(value).is_some_and(|p| !p.base));
            self.add(Variable::Package, values, tests.contract.len(), |value, n| {
                let told = package(value).zip(tests.contract.get(n));
                told.map_or(Truth::Unknown, |(p, test)| of_contract(*test, &p.name, &p.lineage))
            })?;
        }
        Ok(())
    }

    /// The opening instants that the calendars tell apart. Without one that all of them know nothing can be said.
    fn lay_out_openings(&mut self, tests: &Tests<'_>) -> Result<(), Tired> {
        let (mut asked, mut anywhere): (Vec<Asked>, Vec<CalendarId>) = (Vec::new(), Vec::new());
        for (opened, package) in &tests.opened {
            match self.openings.zone(*opened, *package) {
                Some(zone) if !asked.contains(&(opened.calendar, zone)) => asked.push((opened.calendar, zone)),
                None if !anywhere.contains(&opened.calendar) => anywhere.push(opened.calendar),
                _ => {}
            }
        }
        if !asked.is_empty() {
            let values: Vec<Value> = self.openings.classes(&asked).iter().copied().map(Value::Integer).collect();
            self.spend(values.len())?;
            if values.is_empty() {
                return Err(Tired);
            }
            self.rest.push(Domain { variable: Variable::Opened, values, chosen: None });
        }
        for calendar in anywhere {
            let values = vec![Value::Bool(true), Value::Bool(false)];
            self.rest.push(Domain { variable: Variable::Anywhere(calendar), values, chosen: None });
        }
        Ok(())
    }

    /// A variable with one value of each class: values that answer all tests alike are one.
    fn add(
        &mut self,
        variable: Variable,
        values: Vec<Value>,
        tests: usize,
        tell: impl Fn(&Value, usize) -> Truth,
    ) -> Result<(), Tired> {
        self.spend(values.len().saturating_mul(tests))?;
        let mut seen = std::collections::BTreeSet::new();
        let mut kept = Vec::new();
        for value in values {
            let answers: Vec<u8> = (0..tests).map(|n| tell(&value, n) as u8).collect();
            if seen.insert(answers) {
                kept.push(value);
            }
        }
        self.rest.push(Domain { variable, values: kept, chosen: None });
        Ok(())
    }

    fn witness(&self) -> Witness {
        let mut witness = Witness::default();
        for domain in &self.rest {
            let Some(value) = domain.chosen.and_then(|at| domain.values.get(at)) else { continue };
            let place = if let Value::Place(place) = value { Some(*place) } else { None };
            match domain.variable {
                Variable::Fact(id) => {
                    if let Some(fact) = self.model.fact_of(id) {
                        witness.facts.push((fact.name.clone(), fact.kind.value(value, self.model.priority_names())));
                    }
                }
                Variable::Channel => {
                    witness.channel = Some(if let Value::Text(name) = value { Some(name.clone()) } else { None });
                }
                Variable::Priority => witness.priority = place.map(PriorityId),
                Variable::Package => witness.package = place.map(PackageId),
                Variable::Opened => {
                    witness.opened = if let Value::Integer(at) = value { Some(Instant(*at)) } else { None };
                }
                Variable::Anywhere(_) => {}
            }
        }
        witness
    }
}

/// What conditions ask, by what they ask it of.
struct Tests<'a> {
    facts: Vec<Vec<&'a Test>>,
    channel: Vec<OfChannel<'a>>,
    priority: Vec<&'a [PriorityId]>,
    contract: Vec<OfContract<'a>>,
    opened: Vec<(OpenedWithin, Option<PackageId>)>,
    count: usize,
}

impl<'a> Tests<'a> {
    fn of(goal: &'a Goal<'a>, facts: usize) -> Self {
        let mut tests = Self {
            facts: vec![Vec::new(); facts],
            channel: Vec::new(),
            priority: Vec::new(),
            contract: Vec::new(),
            opened: Vec::new(),
            count: 0,
        };
        goal.each_ask(&mut |ask| {
            each_part(ask.condition, &mut |part| {
                tests.count += 1;
                match part {
                    Part::Fact(id, test) => {
                        if let Some(of_fact) = tests.facts.get_mut(usize::from(id.0)) {
                            of_fact.push(test);
                        }
                    }
                    Part::Channel(test) => tests.channel.push(test),
                    Part::Priority(set) if ask.priority.is_none() => tests.priority.push(set),
                    Part::Contract(test) if ask.package.is_none() => tests.contract.push(test),
                    Part::Opened(opened) => tests.opened.push((opened, ask.package)),
                    Part::Priority(_) | Part::Contract(_) => {}
                }
            });
        });
        tests
    }
}
