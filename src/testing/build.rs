//! From a test's `incident` blocks to incidents.
//!
//! A value that an incident cannot have is an error of the test, unless the test is about just that:
//! where it expects `rejected bad-fact`, an incident with a bad fact is what it means to show.

use crate::diagnostic::{Code, Diagnostic, list, nearest};
use crate::engine::{Excluded, Incident, PriorityChange, RejectCode, Rejection, Waiting};
use crate::facts::Literal;
use crate::policy::Policy;
use crate::policy::model::BUILTIN_PARTIES;
use crate::span::{Span, Spanned};
use crate::syntax::ast::{Name, Outcome, TestField, TestIncident, TestItem, Value};
use crate::time::Instant;

use super::facts;

/// An incident of a test, or why there is none.
#[derive(Debug)]
pub(super) struct Built {
    /// As written, or `1`, `2`, ...
    pub(super) id: String,
    pub(super) incident: Result<Incident, Rejection>,
}

/// Something that an incident cannot have, and what it is rejected for.
pub(super) struct Problem {
    pub(super) code: RejectCode,
    pub(super) diagnostic: Diagnostic,
}

/// The incidents of a test, in order; what is wrong with the test itself goes to `errors`.
pub(super) fn build(policy: &Policy, test: &TestItem, errors: &mut Vec<Diagnostic>) -> Vec<Built> {
    let ids: Vec<String> = test
        .incidents
        .iter()
        .enumerate()
        .map(|(at, i)| i.id.as_ref().map_or_else(|| (at + 1).to_string(), |id| id.value.clone()))
        .collect();
    let mut built: Vec<Built> = Vec::with_capacity(ids.len());
    for (written, id) in test.incidents.iter().zip(ids) {
        let span = written.id.as_ref().map_or(written.span, |id| id.span);
        if id.is_empty() {
            errors.push(Diagnostic::error(Code::BadTest, span, "the id of an incident is not empty"));
        }
        if built.iter().any(|b| b.id == id) {
            let error = Diagnostic::error(Code::BadTest, span, format!("two incidents of this test are called `{id}`"));
            errors.push(error.help("give each an id of its own: `incident \"late\" { ... }`"));
        }
        let mut builder = Builder { policy, incident: Incident::new(&id, "", Instant(0)), problems: Vec::new() };
        builder.fields(written, errors);
        let Builder { incident, mut problems, .. } = builder;
        problems.sort_by_key(|p| p.code);
        let incident = match problems.first() {
            None => Ok(incident),
            Some(first) => Err(Rejection::new(first.code, first.diagnostic.message.clone())),
        };
        if let Err(rejection) = &incident
            && !expects(test, &id, rejection.code)
        {
            errors.extend(problems.into_iter().map(|p| p.diagnostic));
        }
        built.push(Built { id, incident });
    }
    built
}

/// Whether a test expects that an incident is rejected for this.
fn expects(test: &TestItem, id: &str, code: RejectCode) -> bool {
    let of = test.expects.iter().filter(|e| e.id.as_ref().map_or(test.incidents.len() == 1, |i| i.value == id));
    of.flat_map(|e| &e.outcomes).any(|o| matches!(&o.value, Outcome::Rejected(name) if name.value == code.as_str()))
}

struct Builder<'p> {
    policy: &'p Policy,
    incident: Incident,
    problems: Vec<Problem>,
}

impl Builder<'_> {
    fn fields(&mut self, written: &TestIncident, errors: &mut Vec<Diagnostic>) {
        let mut said: Vec<&Name> = Vec::new();
        for Spanned { value, span } in &written.fields {
            match value {
                TestField::Waiting(from, to, on) => self.waiting(*from, *to, on.as_ref()),
                TestField::Update(at) => self.incident.updates.push(*at),
                TestField::Changed(at, to) => {
                    self.known_priority(&to.value, to.span);
                    self.incident.priority_changes.push(PriorityChange { at: *at, to: to.value.clone() });
                }
                TestField::Message(at) => self.incident.messages.push(*at),
                TestField::Excluded(from, to, why) => {
                    let why = why.as_ref().map(|why| why.value.clone());
                    self.incident.excluded.push(Excluded { from: *from, to: *to, why });
                }
                TestField::Plain(name, value) => {
                    if let Some(first) = said.iter().find(|n| n.value == name.value) {
                        let error = Diagnostic::error(
                            Code::BadTest,
                            *span,
                            format!("this incident says `{}` twice", name.value),
                        );
                        errors.push(error.related(first.span, "the first time").help("remove one of them"));
                        continue;
                    }
                    said.push(name);
                    self.plain(name, value, *span, errors);
                }
            }
        }
        for field in ["contract", "opened"] {
            if !said.iter().any(|n| n.value == field) {
                let help = match field {
                    "contract" => "add the name of a tier or contract: `contract Gold`",
                    _ => "say when it was opened: `opened 2026-01-31T09:00:00Z`",
                };
                self.problem(RejectCode::MissingField, Code::BadTest, written.span, format!("there is no `{field}`"))
                    .help = Some(help.to_owned());
            }
        }
    }

    fn problem(&mut self, code: RejectCode, shown: Code, span: Span, message: String) -> &mut Diagnostic {
        self.problems.push(Problem { code, diagnostic: Diagnostic::error(shown, span, message) });
        match self.problems.last_mut() {
            Some(last) => &mut last.diagnostic,
            None => unreachable!("a problem was just pushed"),
        }
    }

    fn waiting(&mut self, from: Instant, to: Option<Instant>, on: Option<&Name>) {
        if let Some(name) = on.filter(|n| !self.policy.model().knows_party(&n.value)) {
            let parties = self.policy.model().parties.iter().map(|p| p.name.as_str()).chain(BUILTIN_PARTIES);
            let help = near(&name.value, parties);
            let message = format!("there is no party `{}` to wait on", name.value);
            self.problem(RejectCode::BadInterval, Code::UnknownParty, name.span, message).help = Some(help);
        }
        let on = on.map_or_else(|| "customer".to_owned(), |n| n.value.clone());
        self.incident.waiting.push(Waiting { from, to, on });
    }

    fn known_priority(&mut self, name: &str, span: Span) {
        if self.policy.model().priority(name).is_none() {
            let help = near(name, self.policy.model().priorities.iter().map(|p| p.name.as_str()));
            let message = format!("there is no priority `{name}`");
            self.problem(RejectCode::UnknownPriority, Code::UnknownPriority, span, message).help = Some(help);
        }
    }

    fn plain(&mut self, name: &Name, value: &Value, span: Span, errors: &mut Vec<Diagnostic>) {
        let wrong = |help: &str| {
            let message = format!("`{}` is not written like this in a test", name.value);
            Diagnostic::error(Code::BadTest, span, message).help(help)
        };
        match name.value.as_str() {
            "contract" => self.contract(value),
            "opened" => {
                if let Some(at) = self.instant(name, value) {
                    self.incident.opened = at;
                }
            }
            "responded" => self.incident.responded = self.instant(name, value),
            "relieved" => self.incident.relieved = self.instant(name, value),
            "resolved" => self.incident.resolved = self.instant(name, value),
            "priority" => self.incident.priority = self.priority(name, value),
            "customer_priority" => self.incident.customer_priority = self.priority(name, value),
            "vendor_priority" => self.incident.vendor_priority = self.priority(name, value),
            "channel" => self.incident.channel = self.text(name, value, "a channel's name"),
            "id" => errors.push(wrong("an id follows `incident`: `incident \"late\" { ... }`")),
            "waiting" => errors.push(wrong("write `waiting INSTANT to INSTANT on customer`, each on a line")),
            "updates" => errors.push(wrong("write `update INSTANT`, each on a line")),
            "messages" => errors.push(wrong("write `message INSTANT`, each on a line")),
            "excluded" => errors.push(wrong("write `excluded INSTANT to INSTANT`, each on a line")),
            "priority_changes" => errors.push(wrong("write `changed INSTANT to P2`, each on a line")),
            field if self.policy.model().field(field).is_some() => {
                if let Some(at) = self.instant(name, value) {
                    self.incident.set_instant(field, at);
                }
            }
            _ => self.fact(name, value, errors),
        }
    }

    fn contract(&mut self, value: &Value) {
        let (Literal::Name(text) | Literal::Text(text)) = &value.value else {
            let message = format!("a contract is named, and {} is not a name", value.value.described());
            self.problem(RejectCode::UnknownContract, Code::BadTest, value.span, message);
            return;
        };
        self.incident.contract.clone_from(text);
        let sold = self.policy.sold();
        if !sold.contains(&text.as_str()) {
            let base = self.policy.model().packages.iter().any(|p| p.name == *text);
            let message = match base {
                true => format!("`{text}` is a base tier, which is never sold"),
                false => format!("there is no tier or contract `{text}`"),
            };
            let help = near(text, sold.iter().copied());
            self.problem(RejectCode::UnknownContract, Code::UnknownTier, value.span, message).help = Some(help);
        }
    }

    fn instant(&mut self, name: &Name, value: &Value) -> Option<Instant> {
        if let Literal::Instant(at) = value.value {
            return Some(at);
        }
        let message = format!("`{}` is an instant, and {} is not", name.value, value.value.described());
        let help = "an instant has a date, a time and an offset: `2026-01-31T09:00:00Z`";
        self.problem(RejectCode::BadInstant, Code::BadTest, value.span, message).help = Some(help.to_owned());
        None
    }

    fn text(&mut self, name: &Name, value: &Value, what: &str) -> Option<String> {
        if let Literal::Name(text) | Literal::Text(text) = &value.value {
            return Some(text.clone());
        }
        let message = format!("`{}` is {what}, and {} is not", name.value, value.value.described());
        self.problem(RejectCode::BadRecord, Code::BadTest, value.span, message);
        None
    }

    fn priority(&mut self, name: &Name, value: &Value) -> Option<String> {
        let text = self.text(name, value, "a priority")?;
        self.known_priority(&text, value.span);
        Some(text)
    }

    fn fact(&mut self, name: &Name, value: &Value, errors: &mut Vec<Diagnostic>) {
        let model = self.policy.model();
        let Some(fact) = model.fact(&name.value).and_then(|id| model.fact_of(id)) else {
            // Resolving says so already; a policy with a fact taken out comes here too.
            let message = format!("`{}` is neither a field of an incident nor a declared fact", name.value);
            let facts = model.facts.iter().map(|f| f.name.as_str());
            errors.push(Diagnostic::error(Code::UnknownFact, name.span, message).help(near(&name.value, facts)));
            return;
        };
        match facts::read(model, fact, value) {
            Ok(value) => self.incident.set_fact(&fact.name, value),
            Err(diagnostic) => self.problems.push(Problem { code: RejectCode::BadFact, diagnostic: *diagnostic }),
        }
    }
}

/// The near miss, or what there is.
pub(super) fn near<'n>(written: &str, names: impl Iterator<Item = &'n str> + Clone) -> String {
    match nearest(written, names.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", list(names)),
    }
}
