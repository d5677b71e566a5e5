//! Conditions with their names bound.

use crate::facts::Test;
use crate::time::Zone;

use super::ids::{CalendarId, FactId, PriorityId};

/// A condition over facts, priority, channel and contract.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Of no conditions: always true.
    All(Vec<Condition>),
    /// Of no conditions: never true.
    Any(Vec<Condition>),
    /// The opposite.
    Not(Box<Condition>),
    /// The incident's priority is one of these.
    PriorityIn(Vec<PriorityId>),
    /// The channel is one of these.
    ChannelIn(Vec<String>),
    /// The channel is given.
    ChannelKnown,
    /// The contract's name is one of these.
    ContractIn(Vec<String>),
    /// The contract, or what it extends, bears this name.
    ContractExtends(String),
    /// A calendar covers the instant at which the incident was opened.
    OpenedWithin(OpenedWithin),
    /// What a fact says.
    Fact(FactId, Test),
}

/// `opened within CALENDAR`; one that asks `always` is always true.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OpenedWithin {
    /// The calendar.
    pub calendar: CalendarId,
    /// `in ZONE`
    pub zone: Option<Zone>,
    /// The calendar's own zone.
    pub own: Zone,
}

impl OpenedWithin {
    /// The zone in which the calendar is read for a contract with this `zone`.
    pub fn read_in(self, contract: Option<Zone>) -> Zone {
        self.zone.or(contract).unwrap_or(self.own)
    }
}

impl Condition {
    /// Every `opened within` of it.
    pub fn each_opening(&self, each: &mut impl FnMut(OpenedWithin)) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.each_opening(each)),
            Self::Not(inner) => inner.each_opening(each),
            Self::OpenedWithin(opened) => each(*opened),
            _ => {}
        }
    }

    /// Adds the facts that it asks about, as often as it asks.
    pub fn asked(&self, out: &mut Vec<FactId>) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.asked(out)),
            Self::Not(inner) => inner.asked(out),
            Self::Fact(fact, _) => out.push(*fact),
            Self::PriorityIn(_)
            | Self::ChannelIn(_)
            | Self::ChannelKnown
            | Self::ContractIn(_)
            | Self::ContractExtends(_)
            | Self::OpenedWithin(_) => {}
        }
    }
}
