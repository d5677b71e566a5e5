//! What is compared, and how it came out.

use std::fmt;

use serde::Serialize;

use crate::engine::Incident;
use crate::time::{Instant, Length};

use super::proof::Proof;

/// How NEW stands to OLD for the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Neither gives anything that the other does not.
    Equal,
    /// Nowhere worse, and somewhere better.
    Better,
    /// Nowhere better, and somewhere worse.
    Worse,
    /// Better here and worse there.
    Incomparable,
}

impl Verdict {
    /// By whether the customer loses and gains anything.
    pub fn of(loses: bool, gains: bool) -> Self {
        match (loses, gains) {
            (false, false) => Self::Equal,
            (false, true) => Self::Better,
            (true, false) => Self::Worse,
            (true, true) => Self::Incomparable,
        }
    }

    /// Of two parts together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::of(self.loses() || other.loses(), self.gains() || other.gains())
    }

    pub(super) fn loses(self) -> bool {
        matches!(self, Self::Worse | Self::Incomparable)
    }

    pub(super) fn gains(self) -> bool {
        matches!(self, Self::Better | Self::Incomparable)
    }

    /// Whether the customer is nowhere worse off.
    pub fn at_least(self) -> bool {
        !self.loses()
    }

    /// `better`, `equal`, `worse`, `incomparable`
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Incomparable => "incomparable",
        }
    }
}

/// What is held against each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A limit, by the name of its objective.
    Objective(String),
    /// The share of incidents in which a limit is to be kept.
    Share(String),
    /// How often the customer hears.
    Updates,
    /// How soon messages of the customer are answered.
    Replies,
    /// Whether an incident can have the priority at all.
    Priority,
    /// Who sets the priority.
    PrioritySetting,
    /// The definitions of the priorities.
    Definitions,
    /// Whether a change of priority restarts the clocks.
    PriorityChange,
    /// The channels that are accepted.
    Channels,
    /// The releases that the customer has access to.
    Releases,
    /// Who is called before a limit is missed.
    Escalations,
    /// The periods of all measures, and what is left out of them.
    Measured,
    /// What the customer pays.
    Fee,
    /// The promised share of the time.
    Availability,
    /// What is credited for a measure: `attainment of response P1`.
    Credits(String),
    /// What limits all credits together.
    CreditLimits,
    /// The rights that arise from repeated failure.
    Rights,
    /// How many incidents are included.
    Quotas,
    /// A remedy, by its name.
    Remedy(String),
    /// Words that are shown and never computed with: `assistance`, a term's name.
    Words(String),
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Objective(objective) => f.write_str(objective),
            Self::Share(objective) => write!(f, "{objective} share"),
            Self::Updates => f.write_str("updates"),
            Self::Replies => f.write_str("replies"),
            Self::Priority => f.write_str("priority"),
            Self::PrioritySetting => f.write_str("priority setting"),
            Self::Definitions => f.write_str("definitions of the priorities"),
            Self::PriorityChange => f.write_str("priority change"),
            Self::Channels => f.write_str("channels"),
            Self::Releases => f.write_str("releases"),
            Self::Escalations => f.write_str("escalations"),
            Self::Measured => f.write_str("measured"),
            Self::Fee => f.write_str("fee"),
            Self::Availability => f.write_str("availability"),
            Self::Credits(measure) => write!(f, "credits for {measure}"),
            Self::CreditLimits => f.write_str("limits of credits"),
            Self::Rights => f.write_str("rights"),
            Self::Quotas => f.write_str("quotas"),
            Self::Remedy(name) | Self::Words(name) => f.write_str(name),
        }
    }
}

impl About {
    /// Whether no decision about one incident depends on it, so that no incident can show a loss: it is shown by what
    /// each side says.
    pub fn is_of_no_decision(&self) -> bool {
        matches!(
            self,
            Self::Releases
                | Self::Escalations
                | Self::Measured
                | Self::Fee
                | Self::Availability
                | Self::Credits(_)
                | Self::CreditLimits
                | Self::Rights
                | Self::Quotas
        )
    }
}

/// What an incident needs to come out otherwise than all those without pauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Through {
    /// Somebody is waited for.
    Waiting,
    /// Time is excluded.
    Excluded,
    /// The priority changes.
    PriorityChange,
    /// Nothing of these: it is decided for some of what is promised only.
    Parts,
}

impl Through {
    pub(super) fn of(incident: &Incident) -> Self {
        if !incident.priority_changes.is_empty() {
            Self::PriorityChange
        } else if !incident.waiting.is_empty() {
            Self::Waiting
        } else if !incident.excluded.is_empty() {
            Self::Excluded
        } else {
            Self::Parts
        }
    }
}

/// A length of time, and the opening instant of an incident for which it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// How much.
    pub length: Length,
    /// The opening instant.
    pub opened: Instant,
    /// The same, with the offset of OLD's calendar.
    pub written: String,
}

/// One thing held against each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Aspect {
    /// What.
    pub about: About,
    /// Of which priorities; none where it is of no priority.
    pub priorities: Vec<String>,
    /// What NEW says.
    pub new: String,
    /// What OLD says.
    pub old: String,
    /// Over all incidents without pauses.
    pub verdict: Verdict,
    /// Over all incidents, where waiting pauses one of the two, or something else makes a difference.
    pub waiting: Option<Verdict>,
    /// What makes the difference.
    pub through: Through,
    /// How much sooner NEW can be due, at most.
    pub sooner: Option<Difference>,
    /// How much later NEW can be due, at most.
    pub later: Option<Difference>,
    /// An incident for which NEW is worse.
    pub proof: Option<Proof>,
    /// Why nothing can be proved of it, where that is so.
    pub open: Option<String>,
    /// What makes the difference besides the statement itself.
    pub reasons: Vec<Reason>,
    /// Values at which a credit differs: `at 92%: 10% instead of 5%`.
    pub examples: Vec<String>,
}

impl Aspect {
    pub(super) fn new(about: About, new: impl Into<String>, old: impl Into<String>, verdict: Verdict) -> Self {
        Self {
            about,
            priorities: Vec::new(),
            new: new.into(),
            old: old.into(),
            verdict,
            waiting: None,
            through: Through::Waiting,
            sooner: None,
            later: None,
            proof: None,
            open: None,
            reasons: Vec::new(),
            examples: Vec::new(),
        }
    }

    /// Over all incidents, with waiting and without.
    pub fn overall(&self) -> Verdict {
        self.waiting.map_or(self.verdict, |w| w.and(self.verdict))
    }

    /// Whether nothing is said otherwise, in substance or in words.
    pub fn unchanged(&self) -> bool {
        self.overall() == Verdict::Equal && self.new == self.old && self.open.is_none()
    }

    pub(super) fn like(&self, other: &Self) -> bool {
        let length = |d: &Option<Difference>| d.as_ref().map(|d| d.length);
        self.about == other.about
            && !self.priorities.is_empty()
            && (&self.new, &self.old, &self.open) == (&other.new, &other.old, &other.open)
            && self.reasons == other.reasons
            && (self.verdict, self.waiting, self.through) == (other.verdict, other.waiting, other.through)
            && (length(&self.sooner), length(&self.later)) == (length(&other.sooner), length(&other.later))
    }
}

/// What makes a difference besides the statement itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Treatments of the priority that one side has and the other has not, each as `P2 as P1 when vip`.
    Treatments {
        /// Of NEW alone.
        new: Vec<String>,
        /// Of OLD alone.
        old: Vec<String>,
    },
    /// A treatment of both leads to limits that differ.
    Treated {
        /// `P2 as P1 when vip`
        how: String,
        /// The limit that it leads to in NEW.
        new: String,
        /// In OLD.
        old: String,
    },
    /// Both calendars have this name, and differ in these.
    Calendar {
        /// The name.
        name: String,
        /// `hours`, `closed days`
        parts: Vec<&'static str>,
    },
}

impl Reason {
    /// For a sentence, with the names of the two sides.
    pub fn words(&self, new: &str, old: &str) -> String {
        match self {
            Self::Treatments { new: own, old: others } => match (own.is_empty(), others.is_empty()) {
                (false, true) => format!("{new} treats {}, which {old} does not", own.join(", ")),
                (true, _) => format!("{old} treats {}, which {new} does not", others.join(", ")),
                (false, false) => format!("{new} treats {}; {old} treats {}", own.join(", "), others.join(", ")),
            },
            Self::Treated { how, new, old } => format!("both treat {how}: {new} instead of {old}"),
            Self::Calendar { name, parts } => format!("`{name}` is not the same in both: {}", parts.join(", ")),
        }
    }
}
