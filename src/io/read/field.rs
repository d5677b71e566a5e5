//! The fields of an incident by name.

/// A field of an incident; facts are not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// `id`
    Id,
    /// `contract`
    Contract,
    /// `opened`
    Opened,
    /// `responded`
    Responded,
    /// `relieved`
    Relieved,
    /// `resolved`
    Resolved,
    /// `waiting`
    Waiting,
    /// `priority`
    Priority,
    /// `customer_priority`
    CustomerPriority,
    /// `vendor_priority`
    VendorPriority,
    /// `channel`
    Channel,
    /// `updates`
    Updates,
    /// `excluded`
    Excluded,
    /// `priority_changes`
    PriorityChanges,
}

impl Field {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 14] = [
        Self::Id,
        Self::Contract,
        Self::Opened,
        Self::Responded,
        Self::Relieved,
        Self::Resolved,
        Self::Waiting,
        Self::Priority,
        Self::CustomerPriority,
        Self::VendorPriority,
        Self::Channel,
        Self::Updates,
        Self::Excluded,
        Self::PriorityChanges,
    ];

    /// The name that it is read by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Contract => "contract",
            Self::Opened => "opened",
            Self::Responded => "responded",
            Self::Relieved => "relieved",
            Self::Resolved => "resolved",
            Self::Waiting => "waiting",
            Self::Priority => "priority",
            Self::CustomerPriority => "customer_priority",
            Self::VendorPriority => "vendor_priority",
            Self::Channel => "channel",
            Self::Updates => "updates",
            Self::Excluded => "excluded",
            Self::PriorityChanges => "priority_changes",
        }
    }

    /// Its number.
    pub(super) fn slot(self) -> usize {
        self as usize
    }
}
