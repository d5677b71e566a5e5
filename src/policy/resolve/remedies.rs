//! Remedies and treatments.

use crate::diagnostic::{Code, Diagnostic};
use crate::facts::FactType;
use crate::syntax::ast::{self, ItemKind};

use super::super::model::{Condition, Purpose, Remedy, Titled, TreatAs, Treatment};
use super::Resolver;
use super::scope::Scope;

impl Resolver<'_> {
    /// The remedies of the policy, in order of declaration, one for each of the model's names.
    pub(super) fn remedies(&mut self) -> Vec<Remedy> {
        let unit = self.unit;
        let mut out = Vec::new();
        for item in &unit.items {
            let ItemKind::Remedy(remedy) = &item.kind else { continue };
            if self.model.remedies.iter().any(|r| r.name == remedy.name.value) {
                continue;
            }
            // A broken one still has its name, so that what overrides it is not an error too.
            let bound = self.remedy(remedy).unwrap_or(Remedy {
                committed: false,
                entitled: Condition::Any(Vec::new()),
                unless: false,
                favoured: None,
                span: remedy.span,
            });
            let name = remedy.name.value.clone();
            let title = remedy.title.as_ref().map_or_else(|| name.clone(), |t| t.value.clone());
            self.model.remedies.push(Titled { name, title });
            out.push(bound);
        }
        out
    }

    pub(super) fn remedy(&mut self, remedy: &ast::Remedy) -> Option<Remedy> {
        let Some(provide) = remedy.provide.first() else {
            if ["will", "may"].iter().any(|word| remedy.lost.may_hold(word)) {
                return None;
            }
            let message = format!("the remedy `{}` does not say whether it is provided", remedy.name.value);
            self.error(Code::Syntax, remedy.name.span, message).help =
                Some("add `will provide` (committed) or `may provide` (at the vendor's discretion)".into());
            return None;
        };
        for second in remedy.provide.iter().skip(1) {
            let help = match second.value.committed == provide.value.committed {
                true => "join the conditions by `or`",
                false => {
                    "a remedy is either promised or at the vendor's discretion: declare a further remedy for the other, \
                     or give all of its priorities the better one"
                }
            };
            let error =
                Diagnostic::error(Code::DuplicateStatement, second.span, "a remedy is provided by one statement");
            self.errors.push(error.related(provide.span, "the first one").help(help));
        }
        for second in remedy.favoured.iter().skip(1) {
            let error = Diagnostic::error(Code::DuplicateStatement, second.span, "a remedy says `favoured` once");
            self.errors.push(error.help("join the conditions by `or`"));
        }
        let when = match &provide.value.when {
            Some(condition) => self.condition(condition, Scope::Rule)?,
            None => Condition::All(Vec::new()),
        };
        let entitled = match &provide.value.unless {
            Some(condition) => {
                let unless = self.condition(condition, Scope::Rule)?;
                Condition::All(vec![when, Condition::Not(Box::new(unless))])
            }
            None => when,
        };
        let favoured = match remedy.favoured.first() {
            Some(condition) => Some(self.condition(&condition.value, Scope::Rule)?),
            None => None,
        };
        let (committed, unless) = (provide.value.committed, provide.value.unless.is_some());
        Some(Remedy { committed, entitled, unless, favoured, span: remedy.span })
    }

    /// The treatments of the policy itself, in order.
    pub(super) fn treatments(&mut self) -> Vec<Treatment> {
        let unit = self.unit;
        let mut out = Vec::new();
        for item in &unit.items {
            if let ItemKind::Treat(treat) = &item.kind {
                out.extend(self.treatment(treat));
            }
        }
        out
    }

    pub(super) fn treatment(&mut self, treat: &ast::Treat) -> Option<Treatment> {
        let from = self.priority(&treat.from.value, treat.from.span);
        let to = match self.model.fact(&treat.to.value) {
            Some(id) if self.model.fact_of(id).is_some_and(|f| f.kind == FactType::Priority) => Some(TreatAs::Fact(id)),
            Some(_) => {
                let message = format!("`{}` is a fact, but not of type priority", treat.to.value);
                self.error(Code::NotOfType, treat.to.span, message).help =
                    Some("name a priority, or a fact that is declared as `priority`".into());
                None
            }
            None if self.model.priority(&treat.to.value).is_some() => {
                self.model.priority(&treat.to.value).map(TreatAs::Priority)
            }
            None => {
                let facts = self.model.facts.iter().filter(|f| f.kind == FactType::Priority).map(|f| f.name.clone());
                let names: Vec<String> = self.model.priorities.iter().map(|p| p.name.clone()).chain(facts).collect();
                let what = "priority, and no fact of type priority, called";
                self.unknown(
                    Code::UnknownPriority,
                    what,
                    &treat.to.value,
                    treat.to.span,
                    names.iter().map(String::as_str),
                );
                None
            }
        };
        let condition = self.condition(&treat.condition, Scope::Rule);
        let purposes: Vec<Option<Purpose>> = treat.purposes.iter().map(|name| self.purpose(name)).collect();
        let purposes = purposes.into_iter().collect::<Option<Vec<_>>>()?;
        Some(Treatment { from: from?, to: to?, purposes, condition: condition?, span: treat.span })
    }

    fn purpose(&mut self, name: &ast::Name) -> Option<Purpose> {
        match name.value.as_str() {
            "updates" => Some(Purpose::Updates),
            "remedies" => Some(Purpose::Remedies),
            objective if self.model.objective(objective).is_some() => {
                self.model.objective(objective).map(Purpose::Objective)
            }
            _ => {
                let names: Vec<String> = self.model.objectives.iter().map(|o| o.name.clone()).collect();
                let names = names.iter().map(String::as_str).chain(["updates", "remedies"]);
                self.unknown(Code::UnknownObjective, "objective", &name.value, name.span, names);
                None
            }
        }
    }
}
