//! Tiers and contracts in the canonical form, with all that they inherit.
//!
//! What can be sold is written by the lengths that it comes to: a working day is as long as the
//! calendar says. A `base` tier is only inherited from, and its working days may come to another
//! length in each tier that extends it; they stay a count.

use std::collections::HashMap;

use crate::span::Span;
use crate::time::calendar::{CountedDays, Moment};

use super::super::model::{
    Cadence, Clauses, GeneralTerms, InForce, Limit, Model, ObjectiveId, Package, Promise, Purpose, Remedy, Reply,
    Setter, Terms, TreatAs, Treatment,
};
use super::clocks::{coverage, length};
use super::conditions::condition;
use super::form::Form;
use super::service::of_service;

/// The tiers and contracts by name, the versions of a contract by their dates.
pub(super) fn packages(model: &Model) -> Vec<Form> {
    let mut packages: Vec<&Package> = model.packages.iter().collect();
    packages.sort_by_key(|p| (p.name.as_str(), p.in_force.map(|f| (f.from, f.to))));
    let mut judged = Judged::default();
    packages.into_iter().map(|package| of_package(model, package, &mut judged)).collect()
}

/// The promises of an objective, in the order of the objectives.
fn promises(terms: &Terms) -> impl Iterator<Item = (ObjectiveId, &Promise)> {
    (0_u16..).map(ObjectiveId).zip(&terms.promises).filter_map(|(o, promise)| Some((o, promise.as_ref()?)))
}

/// Which promises with a share are judged together: those of one statement, over all its priorities
/// and the versions of a contract that inherit it.
#[derive(Default)]
struct Judged<'m> {
    known: HashMap<(&'m str, ObjectiveId, Span), usize>,
    last: HashMap<(&'m str, ObjectiveId), usize>,
}

impl<'m> Judged<'m> {
    /// The number of a statement among those of a contract and objective, in order of appearance.
    fn number(&mut self, contract: &'m str, objective: ObjectiveId, statement: Span) -> usize {
        let last = self.last.entry((contract, objective)).or_default();
        *self.known.entry((contract, objective, statement)).or_insert_with(|| {
            *last += 1;
            *last
        })
    }
}

fn of_package<'m>(model: &'m Model, package: &'m Package, judged: &mut Judged<'m>) -> Form {
    let Package {
        name,
        span: _,
        item: _,
        doc: _,
        contract,
        base,
        customisable: _,
        extends: _,
        tier,
        lineage,
        customer,
        in_force,
        zone,
        bare_coverage,
        terms,
        general,
        service,
        remedies,
        treatments,
    } = package;
    let GeneralTerms { set_by: _, restart, channels, releases, assistance, free_terms } = general;
    let kind = match (contract, base) {
        (true, _) => "contract",
        (false, true) => "base-tier",
        (false, false) => "tier",
    };
    let setter = match general.setter() {
        Setter::Customer => "customer",
        Setter::Vendor => "vendor",
    };
    let mut parts = vec![
        Form::text(name),
        Form::list("lineage", lineage.iter().map(Form::text)),
        Form::field("priority-set-by", setter),
    ];
    parts.extend(model.package(*tier).map(|tier| Form::field("of-tier", &tier.name)));
    parts.extend(customer.as_ref().map(|customer| Form::field("customer", customer)));
    // Coverages have their zones already; what conditions ask of the opening instant is read in it.
    parts.extend(zone.filter(|_| asks_opening(model, package)).map(|zone| Form::field("zone", zone.name())));
    parts.extend(in_force.map(|InForce { from, to, zone, start: _, end: _, span: _ }| {
        Form::list("in-force", [Form::text(from), Form::text(to), Form::text(zone.name())])
    }));
    parts.extend(bare_coverage.map(|c| coverage(model, "default-coverage", c)));
    for (priority, terms) in model.priorities.iter().zip(terms) {
        parts.push(of_priority(model, package, &priority.name, terms, judged));
    }
    parts.extend(restart.map(|_| Form::list("restart-on-priority-change", [])));
    parts.extend(channels.as_ref().map(|names| Form::texts("channels", &names.value)));
    parts.extend(releases.as_ref().map(|names| Form::texts("releases", &names.value)));
    parts.extend(assistance.as_ref().map(|words| Form::field("assistance", &words.value)));
    parts.push(Form::set("terms", free_terms.iter().map(|(name, words)| Form::field(name, &words.value))));
    parts.extend(of_service(model, service, package.base));
    let remedies = model.remedies.iter().zip(remedies).map(|(declared, remedy)| {
        let Remedy { committed, entitled, unless: _, favoured, span: _ } = remedy;
        let modality = Form::text(if *committed { "will" } else { "may" });
        let favoured = favoured.as_ref().map(|c| Form::list("favoured", [condition(model, c)]));
        Form::list(&declared.name, [modality, condition(model, entitled)].into_iter().chain(favoured))
    });
    parts.push(Form::set("remedies", remedies));
    parts.extend(of_treatments(model, treatments));
    Form::list(kind, parts)
}

/// What a package says of one priority.
fn of_priority<'m>(
    model: &Model,
    package: &'m Package,
    priority: &str,
    terms: &'m Terms,
    judged: &mut Judged<'m>,
) -> Form {
    let Terms { coverage: counted_on, promises: _, cadence, reply } = terms;
    let promises = promises(terms).map(|(objective, promise)| {
        let mut group = |one: &Promise| one.clauses.share.map(|_| judged.number(&package.name, objective, one.span));
        let circumstances = promise.circumstances.iter().map(|(when, one)| {
            Form::list("when", [condition(model, when), of_promise(model, "holds", one, group(one), package.base, [])])
        });
        let circumstances: Vec<Form> = circumstances.collect();
        of_promise(model, model.objective_name(objective), promise, group(promise), package.base, circumstances)
    });
    let promises: Vec<Form> = promises.collect();
    let said = counted_on.map(|c| coverage(model, "coverage", c)).into_iter().chain(promises);
    let said = said.chain(cadence.as_ref().map(|c| of_cadence(c, package.base)));
    let said = said.chain(reply.as_ref().map(|r| of_reply(model, r, package.base)));
    Form::list("for", std::iter::once(Form::text(priority)).chain(said))
}

/// Whether a condition for the package's incidents asks a calendar that `zone` moves.
fn asks_opening(model: &Model, package: &Package) -> bool {
    let mut asks = false;
    let definitions = model.priorities.iter().filter_map(|p| p.definition.as_ref());
    definitions.chain(package.conditions()).for_each(|c| c.each_opening(&mut |opened| asks |= opened.zone.is_none()));
    asks
}

fn of_promise(
    model: &Model,
    tag: &str,
    promise: &Promise,
    judged: Option<usize>,
    base: bool,
    circumstances: impl IntoIterator<Item = Form>,
) -> Form {
    let Promise { circumstances: _, limit, on, clauses, span: _ } = promise;
    let Clauses { share, pausing } = clauses;
    let limit = match limit {
        Limit::None(words) => Form::list("none", words.iter().map(Form::text)),
        Limit::Length { inclusive, duration, length: in_micros } => {
            Form::list(if *inclusive { "<=" } else { "<" }, [length(*duration, *in_micros, base)])
        }
        Limit::Multiple(times, ObjectiveId::RESPONSE) => Form::field("times-response", times),
        Limit::Multiple(times, of) => Form::list("times", [Form::text(times), Form::text(model.objective_name(*of))]),
        Limit::Date(date) => {
            let moment = match date.moment {
                Moment::End => Form::text("end"),
                Moment::At(minute) => Form::field("at", minute),
                Moment::SameTime => Form::text("same-time"),
            };
            let tag = match date.counted {
                CountedDays::Working => "by",
                CountedDays::All => "by-day",
            };
            Form::list(tag, [Form::text(date.day), moment])
        }
    };
    let share = share.map(|share| Form::field("share", share));
    let judged = judged.map(|group| Form::field("judged-together", group));
    let pausing = (!pausing.is_empty()).then(|| Form::texts("pausing", pausing));
    let on = on.map(|on| coverage(model, "on", on));
    let parts = [limit].into_iter().chain(on).chain(share).chain(judged).chain(pausing);
    Form::list(tag, parts.chain(circumstances))
}

fn of_reply(model: &Model, reply: &Reply, base: bool) -> Form {
    match reply {
        Reply::None(words) => Form::list("reply", [Form::text("none")].into_iter().chain(words.iter().map(Form::text))),
        Reply::Within { inclusive, duration, length: in_micros, on, pausing, span: _ } => {
            let limit = Form::list(if *inclusive { "<=" } else { "<" }, [length(*duration, *in_micros, base)]);
            let on = on.map(|on| coverage(model, "on", on));
            let pausing = (!pausing.is_empty()).then(|| Form::texts("pausing", pausing));
            Form::list("reply", [limit].into_iter().chain(on).chain(pausing))
        }
    }
}

fn of_cadence(cadence: &Cadence, base: bool) -> Form {
    let (interval, words, pausing) = match cadence {
        Cadence::Every { duration, length: in_micros, words, pausing, span: _ } => {
            let pausing = (!pausing.is_empty()).then(|| Form::texts("pausing", pausing));
            (Form::list("every", [length(*duration, *in_micros, base)]), words, pausing)
        }
        Cadence::None(words) => (Form::text("none"), words, None),
    };
    Form::list("update", [interval].into_iter().chain(words.iter().map(Form::text)).chain(pausing))
}

/// The treatments of each priority, in the order in which they are tried. Those of different
/// priorities are never tried for one incident, so that their order does not count.
fn of_treatments(model: &Model, treatments: &[Treatment]) -> Vec<Form> {
    let mut treatments: Vec<&Treatment> = treatments.iter().collect();
    treatments.sort_by_key(|t| t.from);
    let each = treatments.into_iter().map(|treatment| {
        let Treatment { from, to, purposes, condition: when, span: _ } = treatment;
        let to = match *to {
            TreatAs::Priority(to) => Form::field("priority", model.priority_name(to)),
            TreatAs::Fact(id) => Form::field("fact", model.fact_of(id).map_or("", |f| f.name.as_str())),
        };
        let purposes = purposes.iter().map(|purpose| match purpose {
            Purpose::Objective(objective) => model.objective_name(*objective),
            Purpose::Updates => "updates",
            Purpose::Remedies => "remedies",
        });
        let from = Form::text(model.priority_name(*from));
        Form::list("treat", [from, to, Form::texts("for", purposes), condition(model, when)])
    });
    each.collect()
}
