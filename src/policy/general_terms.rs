//! What a tier or contract says of all priorities alike. It is final once it is read: a package inherits it as it is,
//! and its own statements replace parts of it.

use crate::span::Span;

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct GeneralTerms {
    /// Who sets the priority; where nothing is said, the customer does.
    pub set_by: Option<Placed<Setter>>,
    /// Where it says `on priority change restart`.
    pub restart: Option<Span>,
    /// The accepted channels, where it names any, and where they were last changed.
    pub channels: Option<Placed<Vec<String>>>,
    /// The releases that it gives access to.
    pub releases: Option<Placed<Vec<String>>>,
    /// General assistance, in the contract's words.
    pub assistance: Option<Placed<String>>,
    /// Free terms: name and words, in order.
    pub free_terms: Vec<(String, Placed<String>)>,
}

impl GeneralTerms {
    /// Who sets the priority.
    pub fn setter(&self) -> Setter {
        self.set_by.as_ref().map_or(Setter::Customer, |set_by| set_by.value)
    }

    /// Where it says who sets the priority.
    pub fn setter_span(&self) -> Option<Span> {
        self.set_by.as_ref().map(|set_by| set_by.span)
    }

    /// The accepted channels, where it names any.
    pub fn channels(&self) -> Option<&[String]> {
        self.channels.as_ref().map(|channels| channels.value.as_slice())
    }
}

/// Who sets the priority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setter {
    /// The customer.
    Customer,
    /// The vendor.
    Vendor,
}

/// A value whose place is no part of its meaning.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}
