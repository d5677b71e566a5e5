//! The words of a decision: basis, statuses, modalities, warnings.

use std::fmt;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

/// Where a priority comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Basis {
    /// The customer set it.
    Customer,
    /// The vendor set it.
    Vendor,
    /// It was recorded; by whom is not known.
    Recorded,
    /// A definition of the policy.
    Definition,
    /// The customer's word, until the vendor has set it.
    Provisional,
}

impl Basis {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Customer, Self::Vendor, Self::Recorded, Self::Definition, Self::Provisional];

    /// As decisions write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Vendor => "vendor",
            Self::Recorded => "recorded",
            Self::Definition => "definition",
            Self::Provisional => "provisional",
        }
    }
}

/// How an escalation stands (`semantics` 11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum EscalationStatus {
    /// Its instant came before the stop, or has come.
    Reached,
    /// Its instant lies ahead, or is not known yet.
    Pending,
    /// The stop came first.
    Avoided,
}

impl EscalationStatus {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Reached, Self::Pending, Self::Avoided];

    /// As decisions write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Pending => "pending",
            Self::Avoided => "avoided",
        }
    }
}

/// How a limit stands (`semantics` 4, "As of").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Status {
    /// Stopped in time.
    Met,
    /// Stopped too late, or too late already.
    Breached,
    /// Not stopped, and somebody is waited for.
    Paused,
    /// Not stopped.
    Running,
    /// Not started.
    Pending,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Met, Self::Breached, Self::Paused, Self::Running, Self::Pending];

    /// As decisions write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Breached => "breached",
            Self::Paused => "paused",
            Self::Running => "running",
            Self::Pending => "pending",
        }
    }
}

/// What ended an objective other than its stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Ended {
    /// The resolution of the incident.
    Resolved,
}

impl Ended {
    /// As decisions write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Resolved => "resolved",
        }
    }
}

/// Whether a contract says that a remedy will or may be provided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Modality {
    /// The vendor is bound to provide it.
    Will,
    /// The vendor decides whether to provide it.
    May,
}

impl Modality {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Will, Self::May];

    /// As decisions write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Will => "will",
            Self::May => "may",
        }
    }
}

/// What a person should look at: a code, with the facts or objectives that it names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Warning {
    /// The code.
    pub code: WarningCode,
    /// What it names.
    pub names: Vec<CompactString>,
}

/// The codes of warnings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum WarningCode {
    /// Whether a treatment applies to an objective hangs on these facts; it was timed untreated.
    TreatmentUnknown,
    /// Which limit holds depends on these facts; the one without a condition was taken.
    LimitUnknown,
    /// A change to a less urgent priority turned a breach of these objectives into none.
    BreachLifted,
    /// These objectives have a stop, and never started.
    StopWithoutStart,
}

impl WarningCode {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::TreatmentUnknown, Self::LimitUnknown, Self::BreachLifted, Self::StopWithoutStart];

    /// As decisions write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TreatmentUnknown => "treatment-unknown",
            Self::LimitUnknown => "limit-unknown",
            Self::BreachLifted => "breach-lifted",
            Self::StopWithoutStart => "stop-without-start",
        }
    }
}

macro_rules! display_as_str {
    ($($type:ident),*) => {
        $(impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        })*
    };
}

display_as_str!(Basis, Status, Modality, WarningCode);
