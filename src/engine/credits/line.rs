//! A line of a statement: a measure's value over the period, and what is credited for it.

use crate::policy::ClockId;
use crate::policy::model::PriorityId;
use crate::policy::service_terms::{Band, CreditRule, CreditValue, Measure, Rounding, ServiceTerms};
use crate::value::{Decimal, Fraction};

use super::counts::LineCounts;
use super::ids::Ids;
use super::terms::{LineTerms, number};

/// A line.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it measures.
    pub measure: Measure,
    /// The priorities whose incidents count; empty for all.
    pub priorities: Vec<PriorityId>,
    /// The place of its credit among those of the version; `None` if nothing is credited for it.
    pub place: Option<u16>,
    /// How many incidents met the objective.
    pub met: u64,
    /// How many breached it.
    pub breached: u64,
    /// How many may still change the line.
    pub open: u64,
    /// The downtime, in microseconds.
    pub down_us: i64,
    /// The length of the period, in microseconds; `None` if downtime is not measured, or a calendar does not know it.
    pub period_us: Option<i64>,
    /// The attained share; `None` without data, and for what is no share.
    pub value: Option<Fraction>,
    /// Whether too few incidents count for the credit to apply.
    pub ignored: bool,
    /// The bound that the value is below, if it applies.
    pub below: Option<Decimal>,
    /// How many steps or lengths are credited.
    pub steps: Option<Fraction>,
    /// The incidents whose lateness exceeds the most for one incident.
    pub capped: u64,
    /// The credit as written: of a table that of the band that applies.
    pub credit: Option<CreditValue>,
    /// What is credited as a share of the fee, not rounded.
    pub share: Option<Fraction>,
    /// What is credited in minor units, rounded.
    pub amount: Option<Fraction>,
    /// The incidents behind it: those that breached, or were downtime.
    pub incidents: Ids,
    /// The incidents of which it is unknown whether they were downtime.
    pub unknown: Ids,
    /// The clock of a calendar that does not know the period.
    pub beyond: Option<ClockId>,
}

/// The downtime of a period.
#[derive(Debug, Clone)]
pub(super) struct Downtime {
    pub(super) down_us: i64,
    pub(super) period_us: i64,
    /// The calendar that does not know the period: there is no data.
    pub(super) beyond: Option<ClockId>,
    pub(super) incidents: Ids,
    pub(super) unknown: Ids,
}

impl Downtime {
    /// 1 - down / period.
    fn availability(&self) -> Option<Fraction> {
        let (down, period) = (u64::try_from(self.down_us).ok()?, u64::try_from(self.period_us).ok()?);
        let up = period.checked_sub(down).filter(|_| period > 0 && self.beyond.is_none())?;
        Some(Fraction::of(up, period))
    }
}

/// Computes a line. `fee` is that of the period in minor units, not rounded.
pub(super) fn line(
    terms: &LineTerms,
    service: &ServiceTerms,
    counts: &LineCounts,
    downtime: Option<&Downtime>,
    fee: Option<&Fraction>,
) -> Line {
    let of_time = matches!(terms.measure, Measure::Availability | Measure::Downtime);
    let downtime = downtime.filter(|_| of_time);
    let total = counts.met + counts.breached;
    let value = match terms.measure {
        Measure::Attainment(_) if total > 0 => Some(Fraction::of(counts.met, total)),
        Measure::Availability => downtime.and_then(Downtime::availability),
        _ => None,
    };
    let mut out = Line {
        measure: terms.measure,
        priorities: terms.priorities.clone(),
        place: terms.credit,
        met: counts.met,
        breached: counts.breached,
        open: counts.open,
        down_us: downtime.map_or(0, |downtime| downtime.down_us),
        period_us: downtime.filter(|downtime| downtime.beyond.is_none()).map(|downtime| downtime.period_us),
        value,
        ignored: false,
        below: None,
        steps: None,
        capped: counts.capped,
        credit: None,
        share: None,
        amount: None,
        incidents: downtime.map_or_else(|| counts.ids.clone(), |downtime| downtime.incidents.clone()),
        unknown: downtime.map(|downtime| downtime.unknown.clone()).unwrap_or_default(),
        beyond: downtime.and_then(|downtime| downtime.beyond),
    };
    let credit = terms.credit.and_then(|place| service.credits.get(usize::from(place)));
    let Some(credit) = credit else { return out };
    let fewest = service.credit_limits.ignore_fewer_than.as_ref().map_or(0, |fewest| fewest.value);
    let is_few = matches!(terms.measure, Measure::Attainment(_)) && total < u64::from(fewest);
    let total = out.apply(&credit.rule, counts, is_few);
    if out.beyond.is_none() {
        let is_share = credit.rule.values().any(|value| matches!(value, CreditValue::Share(_)));
        if is_share {
            out.amount = fee.map(|fee| total.times(fee).half_even());
            out.share = Some(total);
        } else {
            out.amount = Some(total.half_even());
        }
    }
    out
}

impl Line {
    /// Finds out how often a credit applies, and returns what it comes to in all, not rounded.
    fn apply(&mut self, rule: &CreditRule, counts: &LineCounts, is_few: bool) -> Fraction {
        match rule {
            CreditRule::Bands(bands) => {
                self.ignored = is_few;
                let holds = |band: &&Band| self.value.as_ref().is_some_and(|value| *value < band.below.share.into());
                let lowest = bands.iter().filter(|_| !is_few).rfind(holds);
                self.below = lowest.map(|band| band.below.share);
                self.credit = lowest.map(|band| band.credit);
                lowest.map(|band| number(band.credit)).unwrap_or_default()
            }
            CreditRule::Distance { credit, step, rounding, below } => {
                self.ignored = is_few;
                let bound = Fraction::from(below.share);
                let value = self.value.as_ref().filter(|value| **value < bound && !is_few);
                self.below = value.map(|_| below.share);
                let distance = value.map(|value| bound.minus(value)).unwrap_or_default();
                self.times(*credit, rounded(&distance.over(&(*step).into()), *rounding))
            }
            CreditRule::EachBreach(credit) => {
                self.credit = Some(*credit);
                number(*credit).times(&Fraction::whole(counts.breached))
            }
            CreditRule::EachLate { credit, at_most, .. } => {
                let uncapped = self.times(*credit, Fraction::whole(counts.late));
                self.steps = Some(Fraction::whole(counts.late + counts.capped_late));
                let most = at_most.map(number).unwrap_or_default();
                uncapped.plus(&most.times(&Fraction::whole(counts.capped)))
            }
            CreditRule::EachDown { credit, length, rounding, .. } => {
                let (down, each) = (self.down_us.unsigned_abs(), length.0.unsigned_abs());
                self.times(*credit, rounded(&Fraction::of(down, each), *rounding))
            }
        }
    }

    /// A credit for each of some steps.
    fn times(&mut self, credit: CreditValue, steps: Fraction) -> Fraction {
        let total = number(credit).times(&steps);
        (self.credit, self.steps) = (Some(credit), Some(steps));
        total
    }
}

/// A number of steps, with what becomes of a fraction of one.
fn rounded(steps: &Fraction, rounding: Rounding) -> Fraction {
    match rounding {
        Rounding::Full => Fraction::whole(steps.floor()),
        Rounding::Started => Fraction::whole(steps.ceil()),
        Rounding::Exact => steps.clone(),
    }
}
