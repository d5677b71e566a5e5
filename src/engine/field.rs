//! The fields of an incident: each once, with its name, type and meaning. Readers, the JSON form of
//! [`Incident`](super::Incident), the JSON Schema and the documentation are driven by this table.

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// Text that is not empty, or an integer, which is taken as its text.
    Id,
    /// Text that is not empty.
    Name,
    /// The name of a priority.
    Priority,
    /// Any text.
    Text,
    /// An instant.
    Instant,
    /// A list of instants.
    Instants,
    /// A list of intervals of waiting: `from`, `to` and `on`.
    Waiting,
    /// A list of intervals: `from` and `to`.
    Intervals,
    /// A list of changes of priority: `at` and `to`.
    Changes,
}

macro_rules! fields {
    ($( $field:ident, $name:literal, $kind:ident, $doc:literal; )*) => {
        /// A field of an incident; facts are not among them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Field {
            $( #[doc = concat!("`", $name, "`: ", $doc)] $field, )*
        }

        impl Field {
            /// All of them, in the order of their numbers.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$field),*];

            /// The name that it is read by.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $( Self::$field => $name, )*
                }
            }

            /// Its type.
            #[must_use]
            pub fn kind(self) -> FieldKind {
                match self {
                    $( Self::$field => FieldKind::$kind, )*
                }
            }

            /// What it says.
            #[must_use]
            pub fn doc(self) -> &'static str {
                match self {
                    $( Self::$field => $doc, )*
                }
            }
        }
    };
}

fields! {
    Id, "id", Id, "unlike that of any other incident; an integer is taken as its text";
    Contract, "contract", Name, "the name of a tier or contract";
    Opened, "opened", Instant, "when it was opened";
    Responded, "responded", Instant, "when somebody answered";
    Relieved, "relieved", Instant, "when the customer was running again";
    Resolved, "resolved", Instant, "when the cause was gone";
    Waiting, "waiting", Waiting, "when it waited, and on whom; without `to` it still does";
    Priority, "priority", Priority, "as recorded, by whomever";
    CustomerPriority, "customer_priority", Priority, "as the customer set it";
    VendorPriority, "vendor_priority", Priority, "as the vendor set it";
    Channel, "channel", Text, "the channel that it came in by";
    Updates, "updates", Instants, "when the customer was updated";
    Messages, "messages", Instants, "when the customer wrote; the opening is no message";
    Excluded, "excluded", Intervals, "the time between a stop that was taken back and the reopening";
    PriorityChanges, "priority_changes", Changes, "when the priority became another";
}

impl Field {
    /// The field of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// Whether an incident must have it.
    #[must_use]
    pub fn is_required(self) -> bool {
        matches!(self, Self::Id | Self::Contract | Self::Opened)
    }

    /// Its number.
    pub(crate) fn slot(self) -> usize {
        self as usize
    }
}
