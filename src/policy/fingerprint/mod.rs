//! The fingerprint of a policy: a hash of what it means.
//!
//! The resolved policy is written in a canonical form (see [`form`]), by hand and under names of
//! its own, so that neither the layout of a file nor the names of Rust's fields are part of it.
//! The form begins with its version: whoever changes what is written here raises the number.
//! What a policy does not say is not written, so that a statement which is new to the language
//! leaves the fingerprints of all policies without it alone.
//!
//! **Part of the meaning** is what a decision depends on and what is shown as the contract's words:
//! limits, shares and which priorities a share is counted over, pauses, coverage, hours, closed days
//! and their reasons, conditions, treatments, remedies, the order of priorities, facts and their
//! types, all names and titles, terms, releases, channels.
//!
//! **Not part of it** are places, layout and comments, doc comments, the `policy` block, tests, the
//! descriptions of facts, `customisable`, and the order of everything but priorities and the
//! treatments of one priority. A length is what it comes to: `60 minutes` is `1 hour`, and in what
//! can be sold `1 working day` of eight hours is `8 working hours`.

mod calendars;
mod clocks;
mod conditions;
mod form;
mod packages;
mod service;

use crate::facts::FactType;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::model::{Fact, Model, Objective, Priority, StageField, Titled};

use form::Form;

/// The version of the canonical form.
const VERSION: &str = "relief-policy 1";

/// The bytes of the hash that are shown.
const SHOWN: usize = 6;

/// 12 hex digits of the SHA-256 of the canonical form.
pub(super) fn fingerprint(model: &Model) -> String {
    let mut bytes = Vec::new();
    canonical(model).write(&mut bytes);
    let mut out = String::with_capacity(2 * SHOWN);
    for byte in Sha256::digest(&bytes).iter().take(SHOWN) {
        // Writing to a string does not fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// The whole of a policy.
fn canonical(model: &Model) -> Form {
    // Each field is named here and in the functions below: one that is new to the model does not
    // compile until somebody decides whether it is part of the meaning.
    let Model {
        about: _,
        calendars,
        calendar_spans: _,
        facts,
        objectives,
        fields: _,
        priorities,
        channels,
        parties,
        packages: _,
        remedies,
        tests: _,
    } = model;
    let facts = facts.iter().map(|fact| {
        let Fact { name, kind, description: _, span: _ } = fact;
        Form::list(name, [fact_type(kind)])
    });
    let objectives = objectives.iter().map(|objective| {
        let Objective { name, title, from, until, excludes_reopened, ends_with_resolution, span: _ } = objective;
        let fields = |tag, fields: &[StageField]| {
            // The earliest or latest of several: in any order.
            let mut names: Vec<&str> = fields.iter().map(|field| model.field_name(*field)).collect();
            names.sort_unstable();
            Form::texts(tag, names)
        };
        let from = (!from.is_empty()).then(|| fields("from", from));
        let reopened = excludes_reopened.then(|| Form::list("without-reopened-time", []));
        let ends = ends_with_resolution.then(|| Form::list("ends-with-resolution", []));
        let parts = [Form::field("title", title), fields("until", until)].into_iter();
        Form::list(name, parts.chain(from).chain(reopened).chain(ends))
    });
    let priorities = priorities.iter().map(|priority| {
        let Priority { name, title, means, definition, definition_span: _, span: _ } = priority;
        let means = means.as_ref().map(|words| Form::field("means", words));
        let definition = definition.as_ref().map(|c| Form::list("when", [conditions::condition(model, c)]));
        Form::list(name, [Form::field("title", title)].into_iter().chain(means).chain(definition))
    });
    Form::list(
        VERSION,
        [
            Form::set("calendars", calendars.iter().map(calendars::calendar)),
            Form::set("facts", facts),
            Form::list("objectives", objectives),
            Form::list("priorities", priorities),
            titled("channels", channels),
            titled("parties", parties),
            titled("remedies", remedies),
            Form::list("packages", packages::packages(model)),
        ],
    )
}

fn titled(tag: &str, declared: &[Titled]) -> Form {
    Form::set(tag, declared.iter().map(|Titled { name, title }| Form::field(name, title)))
}

fn fact_type(kind: &FactType) -> Form {
    match kind {
        FactType::Enumeration(values) => Form::texts("one-of", values),
        named => Form::text(named.words()),
    }
}
