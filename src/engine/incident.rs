//! An incident as it is decided: instants, priorities as named, facts as given.

use crate::policy::Policy;
use crate::policy::model::ObjectiveId;
use crate::time::{Instant, Length};

/// One incident. Names are not yet held against a policy.
#[derive(Debug, Clone, PartialEq)]
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
    /// Intervals between a stop that was taken back and the reopening: `from` and `to`.
    pub excluded: Vec<(Instant, Instant)>,
    /// Changes of priority.
    pub priority_changes: Vec<PriorityChange>,
    /// What is known besides, by the names of the policy's facts, in alphabetical order.
    pub facts: Vec<(String, FactValue)>,
}

/// An interval of waiting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// When it began.
    pub from: Instant,
    /// When it ended; nothing where it has not.
    pub to: Option<Instant>,
    /// Who was waited on.
    pub on: String,
}

/// A change of priority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriorityChange {
    /// When.
    pub at: Instant,
    /// To which.
    pub to: String,
}

/// What a fact says. An enumeration's value and a priority are texts.
#[derive(Debug, Clone, PartialEq)]
pub enum FactValue {
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text, a value of an enumeration, a priority.
    Text(String),
    /// An instant.
    Instant(Instant),
    /// A length of time.
    Length(Length),
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
            excluded: Vec::new(),
            priority_changes: Vec::new(),
            facts: Vec::new(),
        }
    }

    /// Sets a fact, in its alphabetical place.
    pub fn set_fact(&mut self, name: impl Into<String>, value: FactValue) {
        let name = name.into();
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
    /// Sets one of its instants by the field's name. Returns whether there is such a field.
    pub fn set_instant(&mut self, field: &str, at: Instant) -> bool {
        let slot = match field {
            "responded" => &mut self.responded,
            "relieved" => &mut self.relieved,
            "resolved" => &mut self.resolved,
            "closed" => &mut self.closed,
            _ => return false,
        };
        *slot = Some(at);
        true
    }
}

impl Policy {
    /// Sets the instant at which an objective stopped.
    pub(crate) fn stop(&self, incident: &mut Incident, objective: ObjectiveId, at: Instant) {
        if let Some(objective) = self.model.objectives.get(objective.index()) {
            incident.set_instant(&objective.stop, at);
        }
    }
}
