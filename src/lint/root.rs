//! What a rule sees: one root with its imports, resolved and compiled.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::analysis::{Analysis, Aspect, Side, due_before};
use crate::policy::model::{
    Coverage, Limit, Model, ObjectiveId, Package, PackageId, PriorityId, Promise, Reply, Terms,
};
use crate::policy::{Policy, Unit};
use crate::source::Sources;
use crate::span::{FileId, Span, Spanned};
use crate::syntax::ast::{Item, ItemKind, ObjectiveStatement, PackageItem, Statement};
use crate::time::calendar::CalendarSpec;
use crate::time::{Clockwork, Date, Length, Zone};

use super::uses;
pub(super) use super::uses::Use;

/// See the module.
#[derive(Debug)]
pub(super) struct Root<'a> {
    pub(super) unit: &'a Unit<'a>,
    pub(super) policy: &'a Policy,
    pub(super) sources: &'a Sources,
    /// The files that findings may be of.
    given: &'a BTreeSet<FileId>,
    pub(super) today: Date,
    pub(super) analysis: Analysis<'a>,
    packages: Vec<Written<'a>>,
    /// The treatments and remedies that are in force somewhere, by their places, and where.
    holders: BTreeMap<Span, Vec<PackageId>>,
    /// The calendars that statements count on, those that others extend, and those that others join.
    covering: BTreeSet<&'a str>,
    extended: BTreeSet<&'a str>,
    joined: BTreeSet<&'a str>,
    /// The calendars that `opened within` asks.
    asked: BTreeSet<&'a str>,
    /// Of each calendar: whether it never closes.
    always: Vec<bool>,
    /// In what packages lose against those that they extend: several rules ask.
    pub(super) losses: RefCell<BTreeMap<PackageId, Rc<Vec<Aspect>>>>,
}

/// A tier or contract as it is written, and what it came to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written<'a> {
    pub(super) id: PackageId,
    pub(super) item: &'a PackageItem,
    pub(super) package: &'a Package,
    /// What it extends.
    pub(super) parent: Option<&'a Package>,
}

impl<'a> Root<'a> {
    pub(super) fn new(
        unit: &'a Unit<'a>,
        policy: &'a Policy,
        sources: &'a Sources,
        given: &'a BTreeSet<FileId>,
        today: Date,
    ) -> Self {
        let model = policy.model();
        let items = unit.items.iter().filter_map(|item| match &item.kind {
            ItemKind::Package(package) => Some(package),
            _ => None,
        });
        // The model has a package for each item, in the same order.
        let packages = (0_u16..).zip(items.zip(&model.packages)).map(|(at, (item, package))| Written {
            id: PackageId(at),
            item,
            package,
            parent: package.extends.and_then(|p| model.package(p)),
        });
        let packages: Vec<Written<'a>> = packages.collect();
        let mut holders: BTreeMap<Span, Vec<PackageId>> = BTreeMap::new();
        for Written { id, package, .. } in &packages {
            let treatments = package.treatments.iter().map(|t| t.span);
            for span in treatments.chain(package.remedies.iter().map(|r| r.span)) {
                holders.entry(span).or_default().push(*id);
            }
        }
        let (mut covering, mut extended, mut joined) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut asked = BTreeSet::new();
        for item in &unit.items {
            asked.extend(
                uses::openings(item).into_iter().filter_map(|used| used.calendar.as_ref().map(|c| c.value.as_str())),
            );
            match &item.kind {
                ItemKind::Calendar(calendar) => {
                    extended.extend(calendar.extends.iter().map(|e| e.value.as_str()));
                    joined.extend(uses::members(calendar).map(|member| member.calendar.value.as_str()));
                }
                ItemKind::Package(package) => {
                    let used = package.statements.iter().filter_map(|s| uses::counted_on(&s.value));
                    covering.extend(used.filter_map(|used| used.calendar.as_ref().map(|c| c.value.as_str())));
                }
                _ => {}
            }
        }
        let analysis = Analysis::new(model);
        let losses = RefCell::default();
        let always = model.calendars.iter().map(never_closes).collect();
        Self {
            unit,
            policy,
            sources,
            given,
            today,
            analysis,
            packages,
            holders,
            covering,
            extended,
            joined,
            asked,
            always,
            losses,
        }
    }

    pub(super) fn model(&self) -> &'a Model {
        self.policy.model()
    }

    /// Whether findings may be of this place.
    pub(super) fn may_tell(&self, span: Span) -> bool {
        self.given.contains(&span.file)
    }

    /// The items of the files that were given.
    pub(super) fn items(&self) -> impl Iterator<Item = &'a Item> {
        self.unit.items.iter().copied().filter(|item| self.may_tell(item.span))
    }

    /// The tiers and contracts of the files that were given.
    pub(super) fn packages(&self) -> impl Iterator<Item = Written<'a>> {
        self.packages.iter().copied().filter(|w| self.may_tell(w.item.name.span))
    }

    /// Every promise that is written in the files that were given, with the place of its statement.
    pub(super) fn promises(&self) -> impl Iterator<Item = (Written<'a>, Span, &'a ObjectiveStatement)> {
        self.packages().flat_map(|written| {
            written.statements().filter_map(move |statement| match &statement.value {
                Statement::Objective(objective) => Some((written, statement.span, objective)),
                _ => None,
            })
        })
    }

    /// All tiers and contracts, wherever they stand.
    pub(super) fn all_packages(&self) -> &[Written<'a>] {
        &self.packages
    }

    /// The packages in which a treatment or remedy is in force.
    pub(super) fn holders(&self, span: Span) -> &[PackageId] {
        self.holders.get(&span).map_or(&[], Vec::as_slice)
    }

    /// The priorities in order, with their names.
    pub(super) fn priorities(&self) -> impl Iterator<Item = (PriorityId, &'a str)> {
        (0_u16..).map(PriorityId).zip(self.model().priorities.iter().map(|p| p.name.as_str()))
    }

    /// Whether a coverage leaves nothing out.
    pub(super) fn is_always(&self, coverage: Coverage) -> bool {
        coverage.calendar.is_none_or(|c| self.always.get(usize::from(c.0)).copied().unwrap_or_default())
    }

    /// The calendar of a name.
    pub(super) fn calendar(&self, name: &str) -> Option<&'a CalendarSpec> {
        self.model().calendars.iter().find(|c| c.name == name)
    }

    /// The coverages of all packages, and the calendars that limits and replies name.
    fn coverages(&self) -> impl Iterator<Item = Coverage> {
        let packages = self.model().packages.iter();
        packages.flat_map(|p| {
            let measured = p.service.availability.iter().filter_map(|availability| availability.counted_on);
            p.terms.iter().flat_map(clocks).chain(p.bare_coverage).chain(measured)
        })
    }

    /// The zones that a calendar is read in, by some coverage or condition, or as a member of another calendar.
    pub(super) fn zones_of(&self, calendar: &str) -> impl Iterator<Item = Zone> {
        let at = self.model().calendars.iter().position(|c| c.name == calendar);
        let covering = self.coverages().filter(move |c| c.calendar.map(|c| usize::from(c.0)) == at && at.is_some());
        let members = self.model().calendars.iter().flat_map(|c| &c.members).filter(move |m| m.spec.name == calendar);
        let openings = self.policy.tables.openings.iter().filter(move |r| Some(usize::from(r.calendar.0)) == at);
        covering.map(|c| c.zone).chain(members.map(|m| m.zone)).chain(openings.map(|r| r.zone))
    }

    /// Whether something runs on a calendar.
    pub(super) fn is_coverage(&self, calendar: &str) -> bool {
        self.zones_of(calendar).next().is_some()
    }

    /// Whether some statement counts on a calendar, even one that another statement undoes.
    pub(super) fn is_counted_on(&self, calendar: &str) -> bool {
        self.covering.contains(calendar)
    }

    /// Whether another calendar extends it.
    pub(super) fn is_extended(&self, calendar: &str) -> bool {
        self.extended.contains(calendar)
    }

    /// Whether a condition asks whether incidents were opened within it.
    pub(super) fn is_asked(&self, calendar: &str) -> bool {
        self.asked.contains(calendar)
    }

    /// Whether another calendar joins it.
    pub(super) fn is_joined(&self, calendar: &str) -> bool {
        self.joined.contains(calendar)
    }

    /// Every use of a channel: where channels are accepted, and where conditions ask for one.
    pub(super) fn channel_uses(&self) -> Vec<Use<'a>> {
        let mut uses = Vec::new();
        for item in &self.unit.items {
            uses::channels(item, &mut uses);
        }
        uses
    }

    /// Whether the limit of one objective is reached sooner than that of another for whatever incident:
    /// told only where both are lengths, on one clock or the sooner one on a clock that always runs.
    pub(super) fn is_tighter(&self, one: ObjectiveId, terms: &Terms, other: ObjectiveId, others: &Terms) -> bool {
        let (Some((a, on)), Some((b, other_on))) = (length(terms, one), length(others, other)) else { return false };
        // The inner nothing is a clock that always runs; the outer one is not known, in a base.
        let runs = |clockwork: Clockwork, terms: &Terms, id| match (clockwork, clock(terms, id)) {
            (Clockwork::Wall, _) => Some(None),
            (Clockwork::Working, None) => None,
            (Clockwork::Working, Some(coverage)) if self.is_always(coverage) => Some(None),
            (Clockwork::Working, Some(coverage)) => Some(Some((coverage.calendar, coverage.zone))),
        };
        match (runs(on, terms, one), runs(other_on, others, other)) {
            (Some(one), Some(other)) if one == other => a < b,
            (Some(None), Some(Some(_))) => a <= b,
            _ => false,
        }
    }

    /// Whether a promise is due before another of the same priority for whatever incident, where one of the two
    /// is a date; proved over every opening instant.
    pub(super) fn is_date_before(
        &self,
        id: PackageId,
        priority: PriorityId,
        one: ObjectiveId,
        other: ObjectiveId,
    ) -> bool {
        let terms = self.model().package(id).and_then(|p| p.terms.get(usize::from(priority.0)));
        let is_date = |objective| {
            let promised = terms.and_then(|t| promise(t, objective));
            promised.is_some_and(|p| matches!(p.limit, Limit::Date(_)))
        };
        (is_date(one) || is_date(other)) && due_before(Side { policy: self.policy, id }, priority, one, other)
    }

    /// A coverage as a person calls it.
    pub(super) fn coverage_name(&self, coverage: Coverage) -> String {
        let calendar = coverage.calendar.and_then(|c| self.model().calendars.get(usize::from(c.0)));
        calendar.map_or_else(|| "always".to_owned(), |c| c.name.clone())
    }
}

impl<'a> Written<'a> {
    /// The statements of its own block.
    pub(super) fn statements(&self) -> impl Iterator<Item = &'a Spanned<Statement>> + use<'a> {
        self.item.statements.iter()
    }

    /// Whether a place lies in its own block, and not in what it inherits.
    pub(super) fn holds(&self, span: Span) -> bool {
        let own = self.package.item;
        own.file == span.file && own.start <= span.start && span.end <= own.end
    }

    /// What it says of each priority.
    pub(super) fn terms(&self) -> impl Iterator<Item = (PriorityId, &'a Terms)> + use<'a> {
        (0_u16..).map(PriorityId).zip(&self.package.terms)
    }

    /// What the package that it extends says of a priority.
    pub(super) fn inherited(&self, priority: PriorityId) -> Option<&'a Terms> {
        self.parent.and_then(|p| p.terms.get(usize::from(priority.0)))
    }

    /// The promises that a statement of its own makes, priority by priority.
    pub(super) fn promised(
        &self,
        span: Span,
    ) -> impl Iterator<Item = (PriorityId, ObjectiveId, &'a Promise, &'a Terms)> {
        self.terms().flat_map(move |(priority, terms)| {
            let promises = (0_u16..).map(ObjectiveId).zip(&terms.promises);
            promises.filter_map(move |(objective, promise)| {
                let (_, promise) = promise.as_ref()?.each().find(|(_, p)| p.span == span)?;
                Some((priority, objective, promise, terms))
            })
        })
    }
}

fn never_closes(spec: &CalendarSpec) -> bool {
    let days = spec.weekday_lengths();
    let whole = |(_, length): &(_, Length)| *length >= Length::hours(24);
    let hours = days.len() == 7 && days.iter().all(whole) || spec.members.iter().any(|m| never_closes(&m.spec));
    hours && spec.closed.is_empty() && spec.exceptions.is_empty() && spec.part_closures.is_empty()
}

/// The calendars that the statements of a priority count on.
pub(super) fn clocks(terms: &Terms) -> impl Iterator<Item = Coverage> {
    let promises = terms.promises.iter().flatten().flat_map(|promise| promise.each().filter_map(|(_, p)| p.on));
    let reply = terms.reply.iter().filter_map(|reply| match reply {
        Reply::Within { on, .. } => *on,
        Reply::None(_) => None,
    });
    terms.coverage.into_iter().chain(promises).chain(reply)
}

/// The calendar that working time of an objective is counted on; a multiple is counted on that of its objective.
fn clock(terms: &Terms, objective: ObjectiveId) -> Option<Coverage> {
    match promise(terms, objective) {
        Some(Promise { limit: Limit::Multiple(_, of), .. }) if *of < objective => clock(terms, *of),
        promised => promised.and_then(|p| p.on).or(terms.coverage),
    }
}

/// What is promised of an objective.
pub(super) fn promise(terms: &Terms, objective: ObjectiveId) -> Option<&Promise> {
    terms.promise(objective)
}

/// The length of a limit in microseconds, and the clock that it runs on. `None` of dates and multiples of dates, where
/// there is no limit, and where it depends on circumstances.
pub(super) fn length(terms: &Terms, objective: ObjectiveId) -> Option<(i64, Clockwork)> {
    let promise = promise(terms, objective)?;
    match &promise.limit {
        _ if !promise.circumstances.is_empty() => None,
        Limit::Length { duration, length, .. } => Some((length.0, duration.clockwork)),
        // A multiple is of an objective that is declared above.
        Limit::Multiple(times, of) if *of < objective => {
            let (other, clockwork) = length(terms, *of)?;
            Some((times.times(other)?, clockwork))
        }
        _ => None,
    }
}
