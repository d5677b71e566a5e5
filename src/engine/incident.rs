//! An incident as it is decided: instants, priorities as named, facts as given.

use crate::facts::FactValue;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::policy::Policy;
use crate::policy::model::ObjectiveId;
use crate::time::Instant;

/// One incident. Its names are checked when a policy decides it.
///
/// ```
/// use relief::Incident;
///
/// let incident = Incident::builder("INC-7", "Gold", "2024-03-28T16:00:00Z".parse::<relief::Instant>()?)
///     .customer_priority("P1")
///     .fact("environment", "production")
///     .fact("effective_relief", false)
///     .build();
///
/// // The JSON form is that of `relief eval`; an incident can be read from it as well.
/// let json = serde_json::to_string(&incident)?;
/// assert!(json.starts_with(r#"{"id":"INC-7","contract":"Gold","customer_priority":"P1","opened":"2024-03-28T16:00:00Z""#));
/// assert_eq!(serde_json::from_str::<Incident>(&json)?, incident);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Incident {
    /// Its id, not empty.
    pub id: String,
    /// The name of a tier or contract.
    pub contract: String,
    /// When it was opened.
    pub opened: Instant,
    /// When somebody answered.
    pub responded: Option<Instant>,
    /// When the customer was running again.
    pub relieved: Option<Instant>,
    /// When the cause was gone.
    pub resolved: Option<Instant>,
    /// When it was closed: stands in for `resolved` where an event log has none (`semantics` 9).
    pub closed: Option<Instant>,
    /// The waiting intervals.
    pub waiting: Vec<Waiting>,
    /// The priority as recorded, setter unknown.
    pub priority: Option<String>,
    /// The priority that the customer set.
    pub customer_priority: Option<String>,
    /// The priority that the vendor set.
    pub vendor_priority: Option<String>,
    /// The channel that it came in by.
    pub channel: Option<String>,
    /// When the customer heard.
    pub updates: Vec<Instant>,
    /// When the customer wrote; the opening is no message.
    pub messages: Vec<Instant>,
    /// Intervals between a stop that was taken back and the reopening.
    pub excluded: Vec<Excluded>,
    /// Changes of priority.
    pub priority_changes: Vec<PriorityChange>,
    /// The instants of fields that the policy declares, by their names.
    pub declared: BTreeMap<String, Instant>,
    /// What is known besides, by the names of the policy's facts, in alphabetical order: [`set_fact`](Self::set_fact)
    /// keeps them so.
    pub facts: Vec<(String, FactValue)>,
}

/// An interval of waiting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// When it began.
    pub from: Instant,
    /// When it ended; `None` if it has not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Instant>,
    /// Who was waited on; the customer, if JSON does not say.
    #[serde(default = "customer")]
    pub on: String,
}

/// An interval between a stop that was taken back and the reopening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    /// The stop.
    pub from: Instant,
    /// The reopening.
    pub to: Instant,
    /// Why it was reopened, where that is known. It is shown, and nothing is computed with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl Excluded {
    /// The stop and the reopening.
    #[must_use]
    pub fn interval(&self) -> (Instant, Instant) {
        (self.from, self.to)
    }
}

impl From<(Instant, Instant)> for Excluded {
    /// An interval without a reason.
    fn from((from, to): (Instant, Instant)) -> Self {
        Self { from, to, why: None }
    }
}

fn customer() -> String {
    "customer".to_owned()
}

/// A change of priority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriorityChange {
    /// When.
    pub at: Instant,
    /// To which.
    pub to: String,
}

impl Incident {
    /// An incident of which nothing more is known.
    pub fn new(id: impl Into<String>, contract: impl Into<String>, opened: Instant) -> Self {
        Self {
            id: id.into(),
            contract: contract.into(),
            opened,
            responded: None,
            relieved: None,
            resolved: None,
            closed: None,
            waiting: Vec::new(),
            priority: None,
            customer_priority: None,
            vendor_priority: None,
            channel: None,
            updates: Vec::new(),
            messages: Vec::new(),
            excluded: Vec::new(),
            priority_changes: Vec::new(),
            declared: BTreeMap::new(),
            facts: Vec::new(),
        }
    }

    /// Sets a fact, in its alphabetical place.
    pub fn set_fact(&mut self, name: impl Into<String>, value: impl Into<FactValue>) {
        let (name, value) = (name.into(), value.into());
        match self.facts.binary_search_by(|(n, _)| n.as_str().cmp(&name)) {
            Ok(at) => {
                if let Some(slot) = self.facts.get_mut(at) {
                    slot.1 = value;
                }
            }
            Err(at) => self.facts.insert(at, (name, value)),
        }
    }
}

impl Incident {
    /// Sets one of its instants by the name of the field: `responded`, `relieved`, `resolved`, `closed`, `opened`, or
    /// one that the policy declares.
    pub fn set_instant(&mut self, field: &str, at: impl Into<Instant>) {
        let at = at.into();
        match field {
            "opened" => self.opened = at,
            "responded" => self.responded = Some(at),
            "relieved" => self.relieved = Some(at),
            "resolved" => self.resolved = Some(at),
            "closed" => self.closed = Some(at),
            _ => {
                self.declared.insert(field.to_owned(), at);
            }
        }
    }

    /// One of its instants by the name of the field.
    #[must_use]
    pub fn instant(&self, field: &str) -> Option<Instant> {
        match field {
            "opened" => Some(self.opened),
            "responded" => self.responded,
            "relieved" => self.relieved,
            "resolved" => self.resolved,
            "closed" => self.closed,
            _ => self.declared.get(field).copied(),
        }
    }
}

impl Policy {
    /// Sets the instant at which an objective started, if that is not the opening: all of the fields that start it.
    pub(crate) fn start(&self, incident: &mut Incident, objective: ObjectiveId, at: Instant) {
        let from = self.model.objectives.get(objective.index()).map_or(&[][..], |o| &o.from);
        for field in from {
            incident.set_instant(self.model.field_name(*field), at);
        }
    }

    /// Sets the instant at which an objective stopped: the first of the fields that stop it.
    pub(crate) fn stop(&self, incident: &mut Incident, objective: ObjectiveId, at: Instant) {
        let stop = self.model.objectives.get(objective.index()).and_then(|o| o.until.first());
        if let Some(field) = stop {
            incident.set_instant(self.model.field_name(*field), at);
        }
    }
}
