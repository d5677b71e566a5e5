//! From counts to statements: lines, their sum, caps, and what is owed.

use std::collections::BTreeMap;

use crate::policy::Policy;
use crate::policy::model::PackageId;
use crate::policy::service_terms::{Cap, Credit, CreditLimits, CreditValue, Currency, ServiceTerms};
use crate::time::{Date, Instant, Period};
use crate::value::Fraction;

use super::availability::Availability;
use super::claims::{ClaimState, Claims};
use super::counts::PeriodCounts;
use super::ids::Ids;
use super::line::{Line, line};
use super::periods::first_instant;
use super::quotas::QuotaCount;
use super::rights::{RightState, RightWatch};
use super::terms::number;
use super::version::Version;

/// What credits are added up in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditUnit {
    /// Shares of the fee of the period, where no fee is given.
    Share,
    /// Minor units of a currency.
    Money(Currency),
}

/// A sum, in one unit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CreditSum {
    /// A share of the fee.
    pub share: Option<Fraction>,
    /// Minor units.
    pub amount: Option<Fraction>,
}

/// The statement of one version of a contract for one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The version.
    pub package: PackageId,
    /// The period.
    pub period: Period,
    /// The dates of it that are in force, both included.
    pub dates: (Date, Date),
    /// Its instants `[from, to)`.
    pub from: Instant,
    /// See `from`.
    pub to: Instant,
    /// Whether it may still change: the period is not over, or something counted in it is open.
    pub provisional: bool,
    /// How many incidents of the version were opened in it.
    pub incidents: u64,
    /// How many of them are left out.
    pub left_out: u64,
    /// Those of which that is unknown. They count.
    pub unsure: Ids,
    /// What credits are added up in; `None` if nothing is credited.
    pub unit: Option<CreditUnit>,
    /// The fee of the period in minor units, rounded.
    pub fee: Option<Fraction>,
    /// The lines.
    pub lines: Vec<Line>,
    /// What they add up to.
    pub sum: CreditSum,
    /// The most that is owed: the lowest of the caps, of one per year what is left of it.
    pub cap: CreditSum,
    /// The cap that is the lowest, by its place.
    pub cap_place: Option<usize>,
    /// What is owed.
    pub total: CreditSum,
    /// Whether the total is 0 because it is less than what is paid at least.
    pub under_least: bool,
    /// The end of the date by which it is claimed.
    pub claim_by: Option<Instant>,
    /// What became of that; `None` if it need not be claimed, or nothing is owed.
    pub claim: Option<ClaimState>,
    /// The rights of the version, as they are at the end of the period.
    pub rights: Vec<RightState>,
}

/// What a set of incidents comes to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Statements {
    /// By contract, version and period.
    pub statements: Vec<Statement>,
    /// By contract, version, quota and period.
    pub quotas: Vec<QuotaCount>,
}

impl Statement {
    /// What is owed, in its unit.
    pub fn owed(&self) -> Fraction {
        self.total.amount.clone().or_else(|| self.total.share.clone()).unwrap_or_default()
    }

    /// Whether a measure has no data because a calendar does not know the period.
    pub fn is_beyond(&self) -> bool {
        self.lines.iter().any(|line| line.beyond.is_some())
    }
}

impl CreditSum {
    fn of(unit: CreditUnit, number: Fraction) -> Self {
        match unit {
            CreditUnit::Share => Self { share: Some(number), amount: None },
            CreditUnit::Money(_) => Self { share: None, amount: Some(number) },
        }
    }
}

/// What the credits of a package are added up in; `None` if there are none.
pub(super) fn unit(service: &ServiceTerms) -> Option<CreditUnit> {
    let mut values = service.credits.iter().flat_map(|credit: &Credit| credit.rule.values()).peekable();
    values.peek()?;
    let fee = service.fee.as_ref().map(|fee| fee.value.amount.currency());
    let currency = fee.or_else(|| values.find_map(CreditValue::currency));
    Some(currency.map_or(CreditUnit::Share, CreditUnit::Money))
}

/// The caps of a version, and what was credited so far in each year.
struct Caps<'v, 'p> {
    version: &'v Version<'p>,
    unit: CreditUnit,
    /// By year, in minor units, or in fees of a whole period.
    credited: BTreeMap<i32, Fraction>,
}

impl Caps<'_, '_> {
    /// The lowest cap of a period, what it comes to there, and its place.
    fn lowest(&self, period: Period, fee: Option<&Fraction>) -> Option<(Fraction, usize)> {
        let caps = self.version.service().credit_limits.caps.iter().enumerate();
        caps.map(|(place, cap)| (self.limit(cap, period, fee), place)).min_by(|a, b| a.0.cmp(&b.0))
    }

    fn limit(&self, cap: &Cap, period: Period, fee: Option<&Fraction>) -> Fraction {
        let most = number(cap.at_most);
        let of_fee = |fee: &Fraction| match (cap.at_most, self.unit) {
            (CreditValue::Share(_), CreditUnit::Money(_)) => most.times(fee).half_even(),
            (CreditValue::Share(_), CreditUnit::Share) => most.times(fee),
            (CreditValue::Amount(_), _) => most.clone(),
        };
        if !cap.per_year {
            return match self.unit {
                CreditUnit::Share => most,
                CreditUnit::Money(_) => of_fee(fee.unwrap_or(&Fraction::default())),
            };
        }
        let periods = self.version.periods.in_year(period.year());
        let fees = periods.map(|period| self.weight(period)).fold(Fraction::default(), |sum, fee| sum.plus(&fee));
        let credited = self.credited.get(&period.year()).cloned().unwrap_or_default();
        let left = of_fee(&fees).minus(&credited);
        match self.unit {
            CreditUnit::Share => left.over(&self.weight(period)),
            CreditUnit::Money(_) => left,
        }
    }

    /// The fee of a period; where none is given, in fees of a whole period.
    fn weight(&self, period: Period) -> Fraction {
        let Version { periods, .. } = self.version;
        match &self.version.service().fee {
            Some(fee) => periods.fee(fee.value, period),
            None => periods.share_in_force(period),
        }
    }

    fn credit(&mut self, period: Period, total: &Fraction) {
        let total = match self.unit {
            CreditUnit::Share => total.times(&self.weight(period)),
            CreditUnit::Money(_) => total.clone(),
        };
        let credited = self.credited.entry(period.year()).or_default();
        *credited = credited.plus(&total);
    }
}

/// The statements of a version, in the order of its periods.
pub(super) fn statements<'p>(
    policy: &'p Policy,
    mut version: Version<'p>,
    as_of: Instant,
    claims: Option<&Claims>,
) -> Vec<Statement> {
    let Some((first, last)) = version.range else { return Vec::new() };
    let outages = std::mem::take(&mut version.outages);
    let availability = Availability::of(policy, &version, outages);
    let service = version.service();
    let unit = unit(service);
    let mut caps = unit.map(|unit| Caps { version: &version, unit, credited: BTreeMap::new() });
    let mut rights: Vec<RightWatch<'_>> = service.rights.iter().map(RightWatch::new).collect();
    let nothing = PeriodCounts::new(version.lines.len());
    let mut out = Vec::new();
    for number in 0..=last.after(first) {
        let period = first.plus(number);
        let counts = version.counts.get(&period).unwrap_or(&nothing);
        let fee = service.fee.as_ref().map(|fee| version.periods.fee(fee.value, period));
        let downtime = availability.as_ref().map(|availability| availability.downtime(&version, period, counts));
        let lines = version.lines.iter().zip(&counts.lines);
        let lines = lines.map(|(terms, counts)| line(terms, service, counts, downtime.as_ref(), fee.as_ref()));
        let mut statement = statement(&version, period, counts, lines.collect(), as_of);
        statement.fee = fee.as_ref().map(Fraction::half_even);
        if let Some(caps) = &mut caps {
            total(&mut statement, caps, &service.credit_limits, fee.as_ref());
        }
        claim(&mut statement, &version, claims, as_of);
        let is_over = statement.to <= as_of;
        for (place, watch) in rights.iter_mut().enumerate() {
            let right = watch.right();
            let same = |line: &&Line| line.measure == right.measure && line.priorities == right.priorities;
            let value = statement.lines.iter().find(same).and_then(|line| line.value.as_ref()).filter(|_| is_over);
            statement.rights.push(watch.add(place, period, value));
        }
        out.push(statement);
    }
    out
}

/// A statement of which nothing is added up yet.
fn statement(
    version: &Version<'_>,
    period: Period,
    counts: &PeriodCounts,
    lines: Vec<Line>,
    as_of: Instant,
) -> Statement {
    let (from, to) = version.periods.instants(period);
    Statement {
        package: version.id,
        period,
        dates: version.periods.dates(period),
        from,
        to,
        provisional: as_of < to || lines.iter().any(|line| line.open > 0),
        incidents: counts.incidents,
        left_out: counts.left_out,
        unsure: counts.unsure.clone(),
        unit: None,
        fee: None,
        lines,
        sum: CreditSum::default(),
        cap: CreditSum::default(),
        cap_place: None,
        total: CreditSum::default(),
        under_least: false,
        claim_by: None,
        claim: None,
        rights: Vec::new(),
    }
}

/// Adds up the lines, and applies caps and the least that is paid.
fn total(statement: &mut Statement, caps: &mut Caps<'_, '_>, limits: &CreditLimits, fee: Option<&Fraction>) {
    let unit = caps.unit;
    statement.unit = Some(unit);
    let of = |line: &Line| match unit {
        CreditUnit::Share => line.share.clone(),
        CreditUnit::Money(_) => line.amount.clone(),
    };
    let sum = statement.lines.iter().filter_map(of).fold(Fraction::default(), |sum, line| sum.plus(&line));
    let lowest = caps.lowest(statement.period, fee);
    let mut owed = sum.clone();
    if let Some((most, place)) = lowest {
        owed = owed.min(most.clone());
        statement.cap = CreditSum::of(unit, most);
        statement.cap_place = Some(place);
        let share = limits.caps.get(place).filter(|cap| !cap.per_year).map(|cap| cap.at_most);
        if let Some(CreditValue::Share(share)) = share {
            statement.cap.share = Some(share.into());
        }
    }
    let least = limits.at_least.as_ref().map(|least| Fraction::minor_units(least.value)).unwrap_or_default();
    if owed < least {
        statement.under_least = !owed.is_zero();
        owed = Fraction::default();
    }
    caps.credit(statement.period, &owed);
    statement.sum = CreditSum::of(unit, sum);
    statement.total = CreditSum::of(unit, owed);
}

/// Until when it is claimed, and what became of that.
fn claim(statement: &mut Statement, version: &Version<'_>, claims: Option<&Claims>, as_of: Instant) {
    let Some(days) = version.service().credit_limits.claimed_within_days.as_ref().map(|days| days.value) else {
        return;
    };
    let days = i32::try_from(days).unwrap_or(i32::MAX / 2);
    let end = first_instant(version.periods.zone, statement.dates.1.plus(days).plus(1));
    statement.claim_by = Some(end);
    if !statement.owed().is_zero() {
        let key = (version.package.name.as_str(), statement.period);
        statement.claim = Some(ClaimState::of(claims, key, end, as_of));
    }
}
