//! How a program makes an incident, and the values of its facts.

use crate::facts::FactValue;

use crate::time::Instant;

use super::incident::{Incident, PriorityChange, Waiting};

/// Makes an [`Incident`]; see [`Incident::builder`].
#[derive(Debug, Clone)]
#[must_use = "`build` makes the incident"]
pub struct IncidentBuilder(Incident);

impl Incident {
    /// An incident with what is known of it.
    ///
    /// ```
    /// use relief::{Incident, Instant};
    ///
    /// let at = |text: &str| text.parse::<Instant>();
    /// let incident = Incident::builder("INC-7", "Gold", at("2024-03-28T16:00:00Z")?)
    ///     .responded(at("2024-04-02T09:00:00+01:00")?)
    ///     .waiting(at("2024-04-02T10:00:00+01:00")?, None, "customer")
    ///     .customer_priority("P1")
    ///     .channel("email")
    ///     .fact("effective_relief", false)
    ///     .build();
    /// assert_eq!(incident.waiting.len(), 1);
    /// # Ok::<(), relief::InstantError>(())
    /// ```
    pub fn builder(id: impl Into<String>, contract: impl Into<String>, opened: impl Into<Instant>) -> IncidentBuilder {
        IncidentBuilder(Self::new(id, contract, opened.into()))
    }
}

impl IncidentBuilder {
    /// When somebody answered.
    pub fn responded(self, at: impl Into<Instant>) -> Self {
        self.instant("responded", at)
    }

    /// When the customer was running again.
    pub fn relieved(self, at: impl Into<Instant>) -> Self {
        self.instant("relieved", at)
    }

    /// When the cause was gone.
    pub fn resolved(self, at: impl Into<Instant>) -> Self {
        self.instant("resolved", at)
    }

    /// One of its instants by the name of the field, which the policy may have declared.
    pub fn instant(mut self, field: &str, at: impl Into<Instant>) -> Self {
        self.0.set_instant(field, at);
        self
    }

    /// The priority as recorded, by whomever.
    pub fn priority(mut self, name: impl Into<String>) -> Self {
        self.0.priority = Some(name.into());
        self
    }

    /// The priority that the customer set.
    pub fn customer_priority(mut self, name: impl Into<String>) -> Self {
        self.0.customer_priority = Some(name.into());
        self
    }

    /// The priority that the vendor set.
    pub fn vendor_priority(mut self, name: impl Into<String>) -> Self {
        self.0.vendor_priority = Some(name.into());
        self
    }

    /// The channel that it came in by.
    pub fn channel(mut self, name: impl Into<String>) -> Self {
        self.0.channel = Some(name.into());
        self
    }

    /// An interval of waiting on a party, such as `customer`; without `to` it still waits.
    pub fn waiting(mut self, from: impl Into<Instant>, to: Option<Instant>, on: impl Into<String>) -> Self {
        self.0.waiting.push(Waiting { from: from.into(), to, on: on.into() });
        self
    }

    /// An update of the customer.
    pub fn update(mut self, at: impl Into<Instant>) -> Self {
        self.0.updates.push(at.into());
        self
    }

    /// The time between a stop that was taken back and the reopening.
    pub fn excluded(mut self, from: impl Into<Instant>, to: impl Into<Instant>) -> Self {
        self.0.excluded.push((from.into(), to.into()).into());
        self
    }

    /// A change of priority.
    pub fn priority_change(mut self, at: impl Into<Instant>, to: impl Into<String>) -> Self {
        self.0.priority_changes.push(PriorityChange { at: at.into(), to: to.into() });
        self
    }

    /// What is known besides, by the name of one of the policy's facts.
    pub fn fact(mut self, name: impl Into<String>, value: impl Into<FactValue>) -> Self {
        self.0.set_fact(name, value);
        self
    }

    /// The incident.
    #[must_use]
    pub fn build(self) -> Incident {
        self.0
    }
}
