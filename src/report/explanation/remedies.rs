//! What the customer is entitled to, with the conditions that hold, fail or depend on a missing fact.

use crate::engine::{Conditions, MissingFact, Modality};
use crate::value::Truth;

use super::blocks::{Block, Section, Sign};
use super::teller::Teller;
use super::words::and;

/// The remedies; `None` if the policy has none.
pub(super) fn section(teller: &Teller<'_>) -> Option<Section> {
    let mut blocks = Vec::new();
    for (name, remedy) in teller.explanation.remedies.iter() {
        let answer = teller.explanation.decision.remedies.get(name)?;
        let title = teller.policy.model().remedies.iter().find(|r| r.name == name).map_or(name, |r| r.title.as_str());
        let may = answer.modality == Modality::May;
        let (sign, verdict) = match (answer.entitled, may) {
            (Truth::True, false) => (Sign::Good, "the customer is entitled to it"),
            (Truth::True, true) => (Sign::Good, "the vendor may provide it"),
            (Truth::False, false) => (Sign::Bad, "the customer is not entitled to it"),
            (Truth::False, true) => (Sign::Bad, "the contract does not provide for it here"),
            (Truth::Unknown, _) => (Sign::Open, "depends on what is not known"),
        };
        let place = Teller::place(&remedy.statement, None);
        let text = format!("{title}: {verdict}");
        let mut conditions = conditions(&remedy.conditions);
        for favoured in remedy.favoured.iter().flat_map(self::conditions) {
            conditions.push((favoured.0, format!("favoured when {}", favoured.1)));
        }
        blocks.push(Block::Verdict { sign, text, place, conditions });
    }
    (!blocks.is_empty()).then(|| Section { title: "What else the contract provides".to_owned(), sign: None, blocks })
}

fn conditions(conditions: &Conditions) -> Vec<(Sign, String)> {
    let held = conditions.holds.iter().map(|text| (Sign::Good, text.clone()));
    let failed = conditions.fails.iter().map(|text| (Sign::Bad, text.clone()));
    let open = conditions.unknown.iter().map(|one| {
        let questions: Vec<String> = one.facts.iter().map(question).collect();
        (Sign::Open, format!("{} - to be asked: {}", one.text, and(&questions)))
    });
    held.chain(failed).chain(open).collect()
}

/// What to ask to know a fact.
fn question(fact: &MissingFact) -> String {
    let about = fact.description.as_ref().map(|d| format!(", \"{d}\"")).unwrap_or_default();
    let kind = match fact.kind.as_str() {
        "bool" => "yes or no".to_owned(),
        other => other.replace(" | ", ", "),
    };
    format!("{}{about} ({kind})", fact.name)
}
