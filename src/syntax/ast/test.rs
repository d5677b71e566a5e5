//! Test blocks as written.

use crate::span::{Span, Spanned};
use crate::time::{Duration, Instant};
use crate::value::{Amount, Decimal};

use super::{Lost, MeasureText, Name, RecipientText, Text, Value};

/// `test "name" { ... }`
#[derive(Debug, Clone)]
pub struct TestItem {
    /// What it shows.
    pub name: Text,
    /// Its incidents.
    pub incidents: Vec<TestIncident>,
    /// The credits that were claimed.
    pub claims: Vec<Spanned<ClaimText>>,
    /// The instant of its decisions.
    pub as_of: Vec<Spanned<Instant>>,
    /// What they should say.
    pub expects: Vec<TestExpect>,
    /// What could not be read.
    pub lost: Lost,
}

/// `claimed CONTRACT PERIOD at INSTANT`
#[derive(Debug, Clone)]
pub struct ClaimText {
    /// Under which contract.
    pub contract: Name,
    /// For which period.
    pub period: Name,
    /// When.
    pub at: Instant,
}

/// `incident "id"? { ... }`
#[derive(Debug, Clone)]
pub struct TestIncident {
    /// Its id.
    pub id: Option<Text>,
    /// Its fields.
    pub fields: Vec<Spanned<TestField>>,
    /// All of it.
    pub span: Span,
}

/// A field of a test's incident.
#[derive(Debug, Clone)]
pub enum TestField {
    /// `waiting FROM to TO on PARTY`
    Waiting(Instant, Option<Instant>, Option<Name>),
    /// `update AT`
    Update(Instant),
    /// `message AT`
    Message(Instant),
    /// `changed AT to PRIORITY`
    Changed(Instant, Name),
    /// `excluded FROM to TO "why"`
    Excluded(Instant, Instant, Option<Text>),
    /// `NAME VALUE`
    Plain(Name, Value),
}

/// `expect "id"? { ... }`
#[derive(Debug, Clone)]
pub struct TestExpect {
    /// Of which incident.
    pub id: Option<Text>,
    /// What is expected.
    pub outcomes: Vec<Spanned<Outcome>>,
    /// All of it.
    pub span: Span,
}

/// One expectation.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// `response met, due ..., elapsed ...`
    Objective {
        /// The name of the objective.
        objective: Name,
        /// `met`, `breached`, `running`, `paused`, `pending`, `none`
        status: String,
        /// Whether it is expected that the resolution ended it.
        ended: bool,
        /// When it is due; the inner nothing is `none`.
        due: Option<Option<Instant>>,
        /// How much of it has gone.
        elapsed: Option<ElapsedText>,
    },
    /// `priority P1 by customer`
    Priority(Name, Option<Name>),
    /// `treated as P1`
    Treated(Name),
    /// `channel accepted`
    Channel(bool),
    /// `update due ...`
    UpdateDue(Option<Instant>),
    /// `update late 2`
    UpdateLate(u32),
    /// `update none`
    UpdateNone,
    /// `reply due ...`
    ReplyDue(Option<Instant>),
    /// `reply late 2`
    ReplyLate(u32),
    /// `reply none`
    ReplyNone,
    /// `rejected CODE`
    Rejected(Name),
    /// `warns CODE`
    Warns(Name),
    /// `escalated WHO of OBJECTIVE at ...`, `escalation WHO of OBJECTIVE pending, due ...`, `... avoided`
    Escalation {
        /// Who is called.
        to: RecipientText,
        /// The name of the objective; without one any.
        objective: Option<Name>,
        /// How it stands.
        state: EscalationText,
    },
    /// `attainment OBJECTIVE CONTRACT PRIORITY? attained? 90%?`, or `2 of 3` for the share
    Attainment {
        /// The name of the objective.
        objective: Name,
        /// Of which contract.
        contract: Name,
        /// Of which priority alone.
        priority: Option<Name>,
        /// `attained` or `missed`
        attained: Option<bool>,
        /// In how many it was kept.
        share: Option<ShareText>,
    },
    /// `credit CONTRACT PERIOD for MEASURE PRIORITIES 5%, provisional`
    Credit {
        /// Of which contract.
        contract: Name,
        /// For which period, as written.
        period: Name,
        /// The lines of which measure and priorities; without one what is owed.
        line: Option<(MeasureText, Vec<Name>)>,
        /// How much; `None` for `none`.
        credit: Option<CreditShareText>,
        /// Whether it is expected that it may still change.
        provisional: bool,
    },
    /// `availability CONTRACT PERIOD 99.9%`
    Availability {
        /// Of which contract.
        contract: Name,
        /// For which period, as written.
        period: Name,
        /// How much of the time; `None` for `none`.
        value: Option<UptimeText>,
    },
    /// `quota CONTRACT PRIORITIES PERIOD 3 of 20`
    Quota {
        /// Of which contract.
        contract: Name,
        /// The priorities that the quota names.
        priorities: Vec<Name>,
        /// For which period, as written.
        period: Name,
        /// How many were used.
        used: u32,
        /// How many are included.
        included: u32,
    },
    /// `right NAME CONTRACT since PERIOD`
    Right {
        /// Which right.
        name: Name,
        /// Of which contract.
        contract: Name,
        /// Since which period, as written; `None` for `none`.
        since: Option<Name>,
    },
    /// `hot_fix may yes, favoured no, needs a, b`
    Remedy {
        /// Which remedy.
        name: Name,
        /// `will`; else `may`.
        committed: Option<bool>,
        /// `yes`, `no`, `unknown`
        answer: String,
        /// `yes`, `no`, `unknown`, `none`
        favoured: Option<String>,
        /// Exactly these.
        needs: Option<Vec<Name>>,
    },
}

/// How an escalation stands, as a test expects it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EscalationText {
    /// `escalated ... at ...`: it was reached then.
    Reached(Instant),
    /// `pending`, and when it is due if that is expected; the inner `None` is `none`.
    Pending(Option<Option<Instant>>),
    /// `avoided`
    Avoided,
}

/// A credit as a test expects it.
#[derive(Debug, Clone, Copy)]
pub enum CreditShareText {
    /// A share of the fee, and the decimals of a per cent that are written.
    Share(Decimal, u32),
    /// Money.
    Amount(Amount),
}

/// An availability as a test expects it.
#[derive(Debug, Clone, Copy)]
pub enum UptimeText {
    /// A share of the time, and the decimals of a per cent that are written.
    Share(Decimal, u32),
    /// `down 30 minutes`
    Down(ElapsedText),
}

/// How much of a limit has gone, as a test expects it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ElapsedText {
    /// `0`
    Zero,
    /// `4 working hours`
    Length(Duration),
}

/// In how many incidents a promise was kept, as a test expects it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShareText {
    /// `none`: nothing was met or breached.
    NoData,
    /// `66.6%`: the computed share, rounded down to as many decimals of a per cent.
    Share {
        /// As a fraction of 1.
        share: Decimal,
        /// The decimals that are written.
        decimals: u32,
    },
    /// `2 of 3`
    Of(u32, u32),
}
