//! Tiers, contracts, treatments and remedies as written.

use crate::span::{Span, Spanned};
use crate::time::calendar::DateLimit;
use crate::time::{Date, Duration};
use crate::value::Decimal;

use super::calendar::CalendarUse;
use super::{Condition, Lost, Name, ServiceStatement, Text};

/// A tier or a contract.
#[derive(Debug, Clone)]
pub struct PackageItem {
    /// Its name.
    pub name: Name,
    /// Tier or contract.
    pub kind: PackageKind,
    /// What it inherits from.
    pub extends: Option<Name>,
    /// Its statements.
    pub statements: Vec<Spanned<Statement>>,
    /// What could not be read.
    pub lost: Lost,
}

/// Tier or contract.
#[derive(Debug, Clone)]
pub enum PackageKind {
    /// `base? tier NAME ... customisable? {`
    Tier {
        /// Never sold.
        base: bool,
        /// Contracts may extend it, but replace none of these statements.
        customisable: Option<Vec<Name>>,
    },
    /// `contract NAME extends ... {`
    Contract,
}

impl PackageKind {
    /// Whether it is a tier.
    pub fn is_tier(&self) -> bool {
        matches!(self, Self::Tier { .. })
    }
}

/// A statement of a tier or contract.
#[derive(Debug, Clone)]
pub enum Statement {
    /// `customer "..."`
    Customer(Text),
    /// `in force DATE to DATE`
    InForce(Spanned<Date>, Spanned<Date>),
    /// `coverage P1 office in Asia/Tokyo`
    Coverage(Vec<Name>, CalendarUse),
    /// `zone Asia/Tokyo`
    Zone(Name),
    /// `response P1 < 4 working hours`
    Objective(ObjectiveStatement),
    /// `update P1 every 2 hours`, or `none`
    Update(Vec<Name>, Spanned<UpdateText>),
    /// `reply P1 within 2 working hours`, or `none`
    Reply(Vec<Name>, Spanned<ReplyText>),
    /// `priority set by customer`
    SetBy(SetterText),
    /// `on priority change restart`
    Restart,
    /// `channels + telephone`
    Channels(Sign, Vec<Name>),
    /// `releases major, minor`
    Releases(Vec<Name>),
    /// `assistance "..."`
    Assistance(Text),
    /// `term NAME "..."`
    Term(Name, Text),
    /// `remedy NAME { ... }`
    Remedy(Remedy),
    /// `treat ...`
    Treat(Treat),
    /// Escalations, measures, credits, rights and quotas
    Service(ServiceStatement),
}

impl Statement {
    /// The word that it begins with, as `customisable except` names it; the name of a declared objective.
    pub fn word(&self) -> &str {
        match self {
            Self::Customer(_) => "customer",
            Self::InForce(..) => "in",
            Self::Coverage(..) => "coverage",
            Self::Zone(_) => "zone",
            Self::Objective(o) => &o.objective.value,
            Self::Update(..) => "update",
            Self::Reply(..) => "reply",
            Self::SetBy(_) => "priority",
            Self::Restart => "on",
            Self::Channels(..) => "channels",
            Self::Releases(_) => "releases",
            Self::Assistance(_) => "assistance",
            Self::Term(..) => "term",
            Self::Remedy(_) => "remedy",
            Self::Treat(_) => "treat",
            Self::Service(statement) => statement.word(),
        }
    }

    /// The priorities that it names; none names all.
    pub fn priorities(&self) -> &[Name] {
        match self {
            Self::Coverage(names, _) | Self::Update(names, _) | Self::Reply(names, _) => names,
            Self::Objective(o) => &o.priorities,
            _ => &[],
        }
    }

    /// Whether it is shown and compared, and decides nothing.
    pub fn is_shown_only(&self) -> bool {
        matches!(self, Self::Customer(_) | Self::Releases(_) | Self::Assistance(_) | Self::Term(..))
    }
}

/// `OBJECTIVE PRIORITIES? SHARE? LIMIT on CALENDAR when CONDITION, pausing while waiting on PARTIES`
#[derive(Debug, Clone)]
pub struct ObjectiveStatement {
    /// The name of the objective that it limits.
    pub objective: Name,
    /// The priorities it names; none names all.
    pub priorities: Vec<Name>,
    /// `90%`
    pub share: Option<Decimal>,
    /// The limit.
    pub limit: Spanned<LimitText>,
    /// `on CALENDAR`
    pub on: Option<CalendarUse>,
    /// `when CONDITION`
    pub circumstance: Option<Condition>,
    /// The parties it pauses for.
    pub pausing: Vec<Name>,
}

/// A limit as written.
#[derive(Debug, Clone)]
pub enum LimitText {
    /// `none "best effort"`
    None(Option<Text>),
    /// `< 4 working hours`; `<=` and `within` are inclusive
    Length {
        /// `<=`, `within`
        inclusive: bool,
        /// How long.
        duration: Duration,
    },
    /// `within 3 x response`
    Multiple(Decimal, Name),
    /// `by end of next working day`
    Date(DateLimit),
}

/// `every 2 hours`, or `none "as agreed"`.
#[derive(Debug, Clone)]
pub enum UpdateText {
    /// The interval, words that are shown beside it, and the parties that its clock pauses for.
    Every(Duration, Option<Text>, Vec<Name>),
    /// None is promised.
    None(Option<Text>),
}

/// `within 2 working hours`, or `none "as agreed"`.
#[derive(Debug, Clone)]
pub enum ReplyText {
    /// A limit for each reply.
    Within {
        /// `<=`, `within`
        inclusive: bool,
        /// How long.
        duration: Duration,
        /// `on CALENDAR`
        on: Option<CalendarUse>,
        /// The parties that its clock pauses for.
        pausing: Vec<Name>,
    },
    /// None is promised.
    None(Option<Text>),
}

/// Who sets the priority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetterText {
    /// The customer.
    Customer,
    /// The vendor.
    Vendor,
}

/// How a list of channels changes the inherited one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Replaces it.
    Set,
    /// Adds to it.
    Add,
    /// Takes from it.
    Remove,
}

/// `treat P3 as expected_priority for remedies when ...`
#[derive(Debug, Clone)]
pub struct Treat {
    /// The priority that is replaced.
    pub from: Name,
    /// A priority, or a fact that holds one.
    pub to: Name,
    /// The names of what it is for: objectives, `remedies`.
    pub purposes: Vec<Name>,
    /// When.
    pub condition: Condition,
    /// All of it.
    pub span: Span,
}

/// `remedy NAME "title" { ... }`
#[derive(Debug, Clone)]
pub struct Remedy {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
    /// `will|may provide ...`
    pub provide: Vec<Spanned<Provide>>,
    /// `favoured when ...`
    pub favoured: Vec<Spanned<Condition>>,
    /// What could not be read.
    pub lost: Lost,
    /// All of it.
    pub span: Span,
}

/// `will provide when ... unless ...`
#[derive(Debug, Clone)]
pub struct Provide {
    /// `will`
    pub committed: bool,
    /// `when`
    pub when: Option<Condition>,
    /// `unless`
    pub unless: Option<Condition>,
}
