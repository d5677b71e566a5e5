//! Escalations, measures, credits, rights and quotas as written.

use crate::span::{Span, Spanned};
use crate::time::Duration;
use crate::value::{Amount, Decimal};

use super::{CalendarUse, Condition, Lost, Name, Text};

/// A statement about escalations, measures, credits, rights or quotas.
#[derive(Debug, Clone)]
pub enum ServiceStatement {
    /// `escalate ...`
    Escalate(EscalateText),
    /// `measured monthly by opened, except when ...`
    Measured {
        /// `monthly`
        period: PeriodText,
        /// Whether it says `by stopped`; else `by opened`.
        by_stopped: bool,
        /// `except when`
        except: Option<Condition>,
    },
    /// `fee 12000.00 GBP per month`; `None` for `fee none`
    Fee(Option<(Spanned<Amount>, PeriodText)>),
    /// `availability 99.9%, down while ...`; `None` for `availability none`
    Availability(Option<AvailabilityText>),
    /// `credit ...`
    Credit(CreditText),
    /// `credits ...`
    CreditLimit(CreditLimitText),
    /// `right NAME ...`; without a rule for `right NAME none`
    Right(Name, Option<RightText>),
    /// `quota ...`; `None` for `quota none`
    Quota(Option<QuotaText>),
}

impl ServiceStatement {
    /// The word that it begins with.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Escalate(_) => "escalate",
            Self::Measured { .. } => "measured",
            Self::Fee(_) => "fee",
            Self::Availability(_) => "availability",
            Self::Credit(_) => "credit",
            Self::CreditLimit(_) => "credits",
            Self::Right(..) => "right",
            Self::Quota(_) => "quota",
        }
    }

    /// The condition that it asks.
    pub fn condition(&self) -> Option<&Condition> {
        match self {
            Self::Measured { except, .. } => except.as_ref(),
            Self::Availability(availability) => availability.as_ref().map(|availability| &availability.down),
            _ => None,
        }
    }

    /// Whether it says `none`: it only takes inherited ones away.
    pub fn is_none(&self) -> bool {
        match self {
            Self::Escalate(text) => text.to.is_none(),
            Self::Measured { .. } => false,
            Self::Fee(fee) => fee.is_none(),
            Self::Availability(availability) => availability.is_none(),
            Self::Credit(CreditText::For(_, _, rule)) => rule.is_none(),
            Self::Credit(CreditText::EachBreach(_, _, credit) | CreditText::EachDown { credit, .. }) => {
                credit.is_none()
            }
            Self::Credit(CreditText::EachLate { credit, .. }) => credit.is_none(),
            Self::CreditLimit(CreditLimitText::AtMost(cap)) => cap.is_none(),
            Self::CreditLimit(CreditLimitText::AtLeast(amount)) => amount.is_none(),
            Self::CreditLimit(CreditLimitText::IgnoreFewer(count) | CreditLimitText::ClaimedWithin(count)) => {
                count.is_none()
            }
            Self::Right(_, right) => right.is_none(),
            Self::Quota(quota) => quota.is_none(),
        }
    }
}

/// `escalate P1 to duty_manager at 50% of response`, `escalate P1 none of relief`
#[derive(Debug, Clone)]
pub struct EscalateText {
    /// The priorities it names; none names all.
    pub priorities: Vec<Name>,
    /// Of which objective.
    pub objective: Name,
    /// Who is called and when; `None` for `none`.
    pub to: Option<(RecipientText, Spanned<PointText>)>,
}

/// Who is called.
#[derive(Debug, Clone)]
pub enum RecipientText {
    /// A name.
    Name(Name),
    /// A text.
    Text(Text),
}

/// When they are called.
#[derive(Debug, Clone, Copy)]
pub enum PointText {
    /// `at 50% of`
    Share(Decimal),
    /// `after 2 working hours of`
    After(Duration),
    /// `30 minutes before ... is due`
    BeforeDue(Duration),
}

/// `month`, `monthly`, and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodText {
    /// A month.
    Month,
    /// A quarter.
    Quarter,
    /// A year.
    Year,
}

/// `99.9% monthly, down while ..., ignoring outages under 10 minutes, counted on CALENDAR`
#[derive(Debug, Clone)]
pub struct AvailabilityText {
    /// The share of the time.
    pub share: Spanned<Decimal>,
    /// The word behind it.
    pub period: Option<Spanned<PeriodText>>,
    /// `down while`
    pub down: Condition,
    /// `ignoring outages under`
    pub ignoring: Option<Spanned<Duration>>,
    /// `counted on`
    pub counted_on: Option<CalendarUse>,
}

/// What a credit or a right depends on.
#[derive(Debug, Clone)]
pub enum MeasureText {
    /// `availability`
    Availability(Span),
    /// The attainment of an objective.
    Objective(Name),
}

/// A `credit` statement. A rule of `None` stands for `none`.
#[derive(Debug, Clone)]
pub enum CreditText {
    /// `credit for response P1 ...`
    For(MeasureText, Vec<Name>, Option<CreditForText>),
    /// `credit each breach of relief P1 250.00 GBP`
    EachBreach(Name, Vec<Name>, Option<Spanned<CreditValueText>>),
    /// `credit each started 30 minutes late of relief P1 5%, at most 100%`
    EachLate {
        /// Of which objective.
        objective: Name,
        /// The priorities it names; none names all.
        priorities: Vec<Name>,
        /// For each such length.
        each: Spanned<Duration>,
        /// Whether a started length counts; else only a full one.
        started: bool,
        /// The credit, and the most for one incident.
        credit: Option<(Spanned<CreditValueText>, Option<Spanned<CreditValueText>>)>,
    },
    /// `credit each started hour down 1%`
    EachDown {
        /// For each such length.
        each: Spanned<Duration>,
        /// Whether a started length counts; else only a full one.
        started: bool,
        /// The credit.
        credit: Option<Spanned<CreditValueText>>,
    },
}

impl CreditText {
    /// What it depends on: `attainment of response`, `downtime`.
    pub fn measure(&self) -> String {
        match self {
            Self::For(MeasureText::Availability(_), ..) => "availability".to_owned(),
            Self::For(MeasureText::Objective(objective), ..) => format!("attainment of {}", objective.value),
            Self::EachBreach(objective, ..) => format!("breaches of {}", objective.value),
            Self::EachLate { objective, .. } => format!("lateness of {}", objective.value),
            Self::EachDown { .. } => "downtime".to_owned(),
        }
    }
}

/// How a credit follows from a share.
#[derive(Debug, Clone)]
pub enum CreditForText {
    /// `{ below 95% credit 5% ... }`, and what could not be read of it.
    Bands(Vec<Spanned<BandText>>, Lost),
    /// `2% for each full 1% below 99.5%`
    Distance {
        /// For each step.
        credit: Spanned<CreditValueText>,
        /// The step.
        step: Spanned<Decimal>,
        /// `started` is true, `full` false, neither `None`.
        started: Option<bool>,
        /// Below what.
        below: Spanned<BoundText>,
    },
}

/// `below 95% credit 5%`
#[derive(Debug, Clone)]
pub struct BandText {
    /// Below what.
    pub below: Spanned<BoundText>,
    /// What is credited.
    pub credit: Spanned<CreditValueText>,
}

/// A share, or `target`.
#[derive(Debug, Clone, Copy)]
pub enum BoundText {
    /// The share promised.
    Target,
    /// A share.
    Share(Decimal),
}

/// A share of the fee, or money.
#[derive(Debug, Clone, Copy)]
pub enum CreditValueText {
    /// A share.
    Share(Decimal),
    /// Money.
    Amount(Amount),
}

/// A `credits` statement. `None` stands for `none`.
#[derive(Debug, Clone)]
pub enum CreditLimitText {
    /// `at most 10% per year`, and whether it says `per year`
    AtMost(Option<(Spanned<CreditValueText>, bool)>),
    /// `at least 1.00 GBP`
    AtLeast(Option<Spanned<Amount>>),
    /// `ignore fewer than 5 incidents`
    IgnoreFewer(Option<u32>),
    /// `claimed within 30 days`
    ClaimedWithin(Option<u32>),
}

/// `"Termination" when availability below 98.5% in 2 of 3 periods`
#[derive(Debug, Clone)]
pub struct RightText {
    /// Its title.
    pub title: Option<Text>,
    /// What it depends on.
    pub measure: MeasureText,
    /// The priorities it names; none names all.
    pub priorities: Vec<Name>,
    /// Below what.
    pub below: Spanned<BoundText>,
    /// In how many periods.
    pub periods: Spanned<u32>,
    /// Of how many.
    pub of: Option<u32>,
}

/// `P1 5 incidents per month`
#[derive(Debug, Clone)]
pub struct QuotaText {
    /// The priorities it names; none names all.
    pub priorities: Vec<Name>,
    /// How many.
    pub incidents: u32,
    /// In how long; `None` for a contract year.
    pub per: Option<PeriodText>,
}
