//! The explanation of one decision: what was promised, what happened, and why it comes out as it does (`semantics` 10).

use serde::{Deserialize, Serialize};

use crate::policy::model::{Condition, ObjectiveId, Package, PackageId, PriorityId, Purpose, Remedy};
use crate::policy::{Policy, PromiseSource, Statement};
use crate::time::{Instant, Zone};
use crate::value::Truth;

use super::accounted::Accounted;
use super::by_name::ByName;
use super::conditions::{Facts, Needs};
use super::decide::DirectAnswers;
use super::decision::Basis;
use super::decision_fields::Decision;
use super::incident::Incident;
use super::ledger::Ledger;
use super::rejection::Rejection;
use super::treatment::Treated;

/// A decision with everything that led to it. Its JSON form is the line that `relief explain --output-format json`
/// writes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Explanation {
    /// What is decided.
    pub decision: Decision,
    /// The incident, as read.
    pub incident: Incident,
    /// Of each objective, the statement that promises it; `None` if nothing is said of it.
    pub promises: ByName<Option<PromiseSource>>,
    /// Of each objective, its ledger; `None` if it has no limit.
    pub ledgers: ByName<Option<Ledger>>,
    /// The statement by which the incident has its priority: a definition, or who sets it.
    pub priority: Option<Statement>,
    /// Of each remedy, the conditions that hold, fail or depend on a missing fact.
    pub remedies: ByName<RemedyExplanation>,
    /// The time zone of the contract.
    pub timezone: String,
    /// The first and the last date on which the version of the contract that decided is in force.
    pub in_force: Option<[String; 2]>,
}

/// Why a customer is entitled to a remedy, or not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RemedyExplanation {
    /// The statement that provides it.
    #[serde(flatten)]
    pub statement: Statement,
    /// The conditions for it.
    #[serde(flatten)]
    pub conditions: Conditions,
    /// The reasons for its use, if the statement names any and the customer may be entitled to it.
    pub favoured: Option<Conditions>,
}

/// The parts of a condition, all of which are to hold, as the policy language writes them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Conditions {
    /// Those that hold.
    pub holds: Vec<String>,
    /// Those that do not.
    pub fails: Vec<String>,
    /// Those that depend on missing facts.
    pub unknown: Vec<UnknownCondition>,
}

/// A condition that depends on missing facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UnknownCondition {
    /// The condition.
    pub text: String,
    /// What would have to be known.
    pub facts: Vec<MissingFact>,
}

/// A fact that is not known of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MissingFact {
    /// Its name.
    pub name: String,
    /// What it says, if the policy describes it.
    pub description: Option<String>,
    /// Its type: `bool`, or the values that it may have.
    #[serde(rename = "type")]
    pub kind: String,
}

impl Policy {
    /// Decides one incident as of an instant, and explains the decision.
    ///
    /// ```
    /// use relief::{Incident, Instant, Policy, SegmentReason};
    ///
    /// let policy = Policy::standard()?;
    /// let opened: Instant = "2024-03-28T16:00:00Z".parse()?;
    /// let incident = Incident::builder("INC-7", "Gold", opened).customer_priority("P1").build();
    /// let explanation = policy.explain(&incident, "2024-04-02T13:00:00+01:00".parse()?)?;
    /// let ledger = explanation.ledgers.get("response").and_then(Option::as_ref).ok_or("no limit")?;
    ///
    /// // The counted time adds up to what has elapsed, and the rest has a reason.
    /// let counted: i64 = ledger.segments.iter().filter(|s| s.counted).map(|s| s.length_us).sum();
    /// assert_eq!(counted, ledger.elapsed_us);
    /// let closed = ledger.segments.iter().filter(|s| s.reason == SegmentReason::Closed);
    /// let names: Vec<&str> = closed.filter_map(|s| s.detail.as_deref()).collect();
    /// assert_eq!(names, ["Good Friday", "Easter Monday"]);
    ///
    /// // An answer up to a microsecond before noon would have been in time.
    /// let latest = ledger.nearest.as_ref().and_then(|nearest| nearest.latest_stop).ok_or("not breached")?;
    /// assert_eq!(latest.to_string(), "2024-04-02T11:59:59.999999+01:00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Why it cannot be decided.
    pub fn explain(&self, incident: &Incident, as_of: Instant) -> Result<Explanation, Rejection> {
        self.explain_by(incident, None, as_of)
    }

    /// As [`explain`](Self::explain), under a tier or contract of the policy, whichever the incident names and whatever
    /// `in force` says.
    ///
    /// # Errors
    /// Why it cannot be decided.
    #[doc(hidden)]
    pub fn explain_as(
        &self,
        incident: &Incident,
        package: PackageId,
        as_of: Instant,
    ) -> Result<Explanation, Rejection> {
        self.explain_by(incident, Some(package), as_of)
    }

    fn explain_by(
        &self,
        incident: &Incident,
        package: Option<PackageId>,
        as_of: Instant,
    ) -> Result<Explanation, Rejection> {
        let (decision, bound) = self.decide_bound(incident, package, as_of)?;
        let id = decision.package;
        let package = self.package(id)?;
        let facts = self.facts_of(&bound, incident, package);
        let accounted = self.accounted(&bound, incident, id, as_of)?;
        let named = |objective: ObjectiveId| self.model().objective_name(objective);
        let promises = accounted.iter().map(|one| (named(one.objective), self.promise(package, one)));
        let ledgers = accounted.iter().map(|one| {
            let name = self.model().objective_name(one.objective);
            let account = one.account.as_ref();
            let ledger = account.map(|a| a.to_ledger(&decision, name, incident, &bound.given.declared));
            (name, ledger)
        });
        let mut answers = DirectAnswers::new(self, &bound, incident.channel.as_deref());
        let treated = answers.treated(package, decision.priority, Purpose::Remedies);
        let remedies = self
            .model()
            .remedies
            .iter()
            .zip(&package.remedies)
            .filter_map(|(titled, remedy)| Some((titled.name.as_str(), self.remedy(remedy, &facts, treated)?)));
        let remedies = remedies.collect();
        let defined = (decision.basis == Basis::Definition).then_some(decision.initial);
        let definition = defined.and_then(|initial| self.model().priorities.get(usize::from(initial.0)));
        let span = definition.map_or(package.general.setter_span(), |priority| priority.definition_span);
        Ok(Explanation {
            priority: span.and_then(|span| self.owned_statement(span)),
            decision: decision.to_decision(package, &facts),
            incident: incident.clone(),
            promises: promises.collect(),
            ledgers: ledgers.collect(),
            remedies,
            timezone: package.default_coverage().map_or(Zone::UTC, |c| c.zone).name().to_owned(),
            in_force: package.in_force.map(|force| [force.from.to_string(), force.to.to_string()]),
        })
    }

    /// The statement that promises an objective to incidents of the priority that it is timed by.
    fn promise(&self, package: &Package, one: &Accounted<'_>) -> Option<PromiseSource> {
        let said = || package.terms.get(usize::from(one.priority.0))?.promise(one.objective).map(|said| said.span);
        self.promise_source(one.account.as_ref().map(|account| account.timing.counting.statement).or_else(said)?)
    }

    fn remedy(&self, remedy: &Remedy, facts: &Facts<'_>, treated: &Treated<'_>) -> Option<RemedyExplanation> {
        let conditions = self.parts(&remedy.entitled, facts, treated);
        let refused = !conditions.fails.is_empty();
        let favoured = remedy.favoured.as_ref().filter(|_| !refused);
        Some(RemedyExplanation {
            statement: self.owned_statement(remedy.span)?,
            favoured: favoured.map(|favoured| self.parts(favoured, facts, treated)),
            conditions,
        })
    }

    /// The parts of a condition, and what they come to for every priority that the incident could have.
    fn parts(&self, condition: &Condition, facts: &Facts<'_>, treated: &Treated<'_>) -> Conditions {
        let own;
        let (priorities, treatment): (&[PriorityId], Option<&Needs<'_>>) = match treated {
            Treated::Known(priority) => {
                own = [*priority];
                (&own, None)
            }
            Treated::Open { priorities, needs } => (priorities, Some(needs)),
        };
        let mut out = Conditions::default();
        each_conjunct(condition, &mut |part| {
            let mut truths = priorities.iter().map(|priority| facts.truth(part, Some(*priority)));
            let first = truths.next().unwrap_or(Truth::Unknown);
            let agree = truths.all(|truth| truth == first);
            let text = self.model().condition_words(part);
            match first {
                Truth::True if agree => out.holds.push(text),
                Truth::False if agree => out.fails.push(text),
                _ => {
                    let mut needs = Needs::default();
                    for priority in priorities {
                        facts.needs(part, Some(*priority), self.model(), &mut needs);
                    }
                    if let Some(treatment) = treatment.filter(|_| !agree) {
                        treatment.0.iter().for_each(|name| needs.add(name));
                    }
                    let facts = needs.0.into_iter().map(|name| self.missing_fact(name)).collect();
                    out.unknown.push(UnknownCondition { text, facts });
                }
            }
        });
        out
    }

    fn missing_fact(&self, name: &str) -> MissingFact {
        let fact = self.model().fact(name).and_then(|id| self.model().fact_of(id));
        MissingFact {
            name: name.to_owned(),
            description: fact.and_then(|fact| fact.description.clone()),
            // The channel and the priority are fields of the incident.
            kind: fact.map_or_else(|| if name == "priority" { name } else { "text" }.to_owned(), |f| f.kind.words()),
        }
    }
}

/// Every part of a condition that joins parts by `and`; a condition of another kind is its own part.
fn each_conjunct<'c>(condition: &'c Condition, each: &mut impl FnMut(&'c Condition)) {
    match condition {
        Condition::All(parts) => parts.iter().for_each(|part| each_conjunct(part, each)),
        other => each(other),
    }
}
