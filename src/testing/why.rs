//! Why a remedy or a channel came out otherwise than a test expects: what the contract says of it, and what the
//! incident says.

use crate::engine::{DecisionRef, Incident};
use crate::policy::Model;
use crate::policy::model::FactId;
use crate::syntax::ast::Outcome;

/// The words of the contract, and the facts that they ask for; nothing for what explains itself.
pub(super) fn told(decision: &DecisionRef<'_>, incident: &Incident, expected: &Outcome) -> Option<String> {
    let model = decision.policy.model();
    let package = model.package(decision.package)?;
    match expected {
        Outcome::Remedy { name, .. } => {
            let at = model.remedies.iter().position(|remedy| remedy.name == name.value)?;
            let remedy = package.remedies.get(at)?;
            let mut asked = Vec::new();
            remedy.entitled.asked(&mut asked);
            remedy.favoured.iter().for_each(|favoured| favoured.asked(&mut asked));
            let priority = decision.treated_as.unwrap_or(decision.priority);
            let mut given = vec![format!("the priority is {}", model.priority_name(priority))];
            let mut seen: Vec<FactId> = Vec::new();
            for fact in asked {
                if !seen.contains(&fact) {
                    seen.push(fact);
                    given.push(value(model, incident, fact));
                }
            }
            let said = model.remedy_words(remedy).join(", ");
            // A treatment may depend on further facts.
            let needs =
                decision.remedies.get(at).map(|answer| answer.needs.join(", ")).filter(|needs| !needs.is_empty());
            let needs = needs.map(|needs| format!("; it needs {needs}")).unwrap_or_default();
            Some(format!("`{}` {said}; here {}{needs}", name.value, given.join(", ")))
        }
        Outcome::Channel(_) => {
            let channel = incident.channel.as_ref()?;
            let channels = package.general.channels()?;
            Some(format!(
                "the incident was reported by `{channel}`, and `{}` has {}",
                package.name,
                crate::diagnostic::list(channels.iter().map(String::as_str))
            ))
        }
        _ => None,
    }
}

/// What an incident says of a fact: `effective_relief is false`.
fn value(model: &Model, incident: &Incident, fact: FactId) -> String {
    let name = model.fact_of(fact).map_or("", |f| &f.name);
    match incident.facts.iter().find(|(given, _)| given == name) {
        None => format!("{name} is not known"),
        Some((_, value)) => format!("{name} is {value}"),
    }
}
