//! What there is in a policy, for forms and lists.

use serde_json::{Value, json};

use crate::engine::credits::CreditBook;
use crate::facts::FactType;
use crate::policy::Policy;
use crate::policy::model::{BUILTIN_PARTIES, Package, Titled};
use crate::time::Instant;

/// What an incident of a policy can say, and what is sold: JSON with `fingerprint`, `contracts`, `own` (those that are not
/// built in, each with what it extends), `priorities`, `channels`, `parties`, `objectives`, `instants` (those that objectives
/// declare), `facts`, `calendars`, `zones` and `has_credits`.
pub fn describe(policy: &Policy) -> String {
    let model = policy.model();
    let titled = |all: &[Titled]| -> Vec<Value> {
        all.iter().map(|one| json!({ "name": one.name, "title": one.title })).collect()
    };
    let mut parties: Vec<Value> = BUILTIN_PARTIES.iter().map(|name| json!({ "name": name, "title": name })).collect();
    parties.extend(titled(&model.parties));
    let priorities = model.priorities.iter().map(|p| json!({ "name": p.name, "title": p.title, "means": p.means }));
    let facts = model.facts.iter().map(|fact| {
        let values: &[String] = if let FactType::Enumeration(values) = &fact.kind { values } else { &[] };
        let kind = if values.is_empty() { fact.kind.words() } else { "one of".to_owned() };
        json!({ "name": fact.name, "type": kind, "values": values, "description": fact.description })
    });
    let mut zones: Vec<&str> = Vec::new();
    for zone in model.calendars.iter().map(|calendar| calendar.zone.name()) {
        if !zones.contains(&zone) {
            zones.push(zone);
        }
    }
    json!({
        "fingerprint": policy.fingerprint(),
        "contracts": policy.sold(),
        "own": own(policy),
        "priorities": priorities.collect::<Vec<_>>(),
        "channels": titled(&model.channels),
        "parties": parties,
        "objectives": model.objectives.iter().map(|objective| &objective.name).collect::<Vec<_>>(),
        "instants": model.fields.iter().map(|field| &field.name).collect::<Vec<_>>(),
        "facts": facts.collect::<Vec<_>>(),
        "calendars": super::calendars(policy),
        "zones": zones,
        "has_credits": CreditBook::new(policy, Instant(0)).has_measures(),
    })
    .to_string()
}

/// What is sold and not built in, in the order of the text, each with what it extends.
fn own(policy: &Policy) -> Vec<Value> {
    let model = policy.model();
    let written = |package: &&Package| policy.sources().get(package.item.file).is_some_and(|s| !s.is_carried());
    let sold = model.packages.iter().filter(|package| !package.base).filter(written);
    let extends = |package: &Package| Some(model.package(package.extends?)?.name.clone());
    sold.map(|package| json!({ "name": package.name, "extends": extends(package) })).collect()
}
