//! The words of a ledger.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $( $(#[$doc:meta])* $variant:ident = $word:literal, )* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$doc])* #[serde(rename = $word)] $variant, )*
        }

        impl $name {
            /// All of them.
            pub const ALL: [Self; [$($word),*].len()] = [$(Self::$variant),*];

            /// As the JSON form writes it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $( Self::$variant => $word, )*
                }
            }
        }
    };
}

words! {
    /// What a ledger ends with.
    LedgerEnd {
        /// The stop of the objective.
        Stop = "stop",
        /// The resolution of the incident, which ended it.
        Resolution = "resolution",
        /// The instant of the decision.
        Now = "now",
    }
}

words! {
    /// Why a segment counts or does not.
    SegmentReason {
        /// Before the clock starts.
        BeforeStart = "before_start",
        /// The calendar is closed.
        Closed = "closed",
        /// Between a stop that was taken back and the reopening.
        Excluded = "excluded",
        /// The clock pauses for a party that was waited on.
        Waiting = "waiting",
        /// It counts.
        Open = "open",
    }
}
