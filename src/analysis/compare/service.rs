//! Escalations, measures, credits, rights and quotas. A credit is compared by what it comes to at every value of its
//! measure; the others one by one. What cannot be compared is not proved.

use std::cmp::Ordering;

use crate::analysis::carry::carry;
use crate::analysis::side::Side;
use crate::policy::GeneralTerm;
use crate::policy::model::{Condition, Package, PriorityId};
use crate::policy::service_terms::{
    Cap, Credit, CreditRule, CreditValue, Escalation, Fee, Measure, Period, Quota, Right, Rounding,
};
use crate::time::{Clockwork, Duration, Length};
use crate::value::Fraction;

use super::aspect::{About, Aspect, Verdict};
use super::both::Both;
use super::credit_function::{CreditFunction, DiffersAt, differences};
use super::open;

/// A package with the policy that it is of.
#[derive(Clone, Copy)]
struct Has<'p> {
    side: Side<'p>,
    package: &'p Package,
}

/// What came out of a comparison; `None` where it is not comparable.
type Compared = Option<Verdict>;

impl Both<'_> {
    /// Everything of which one of the sides says something.
    pub(super) fn service(&self) -> Vec<Aspect> {
        let (Some(new), Some(old)) = (self.new.package(), self.old.package()) else { return Vec::new() };
        let (new, old) = (Has { side: self.new, package: new }, Has { side: self.old, package: old });
        let (of_new, of_old) = (new.terms(), old.terms());
        let mut out = Vec::new();
        for (mine, theirs) in of_new.iter().zip(&of_old) {
            if mine.lines.is_empty() && theirs.lines.is_empty() {
                continue;
            }
            let about = match mine.statement.as_str() {
                "escalate" => About::Escalations,
                "measured" => About::Measured,
                "fee" => About::Fee,
                "availability" => About::Availability,
                "credits" => About::CreditLimits,
                "right" => About::Rights,
                "quota" => About::Quotas,
                _ => {
                    out.extend(credits(new, old));
                    continue;
                }
            };
            let found = match about {
                About::Escalations => escalations(new, old),
                About::Measured => measured(new, old),
                About::Fee => fee(new, old),
                About::Availability => availability(new, old),
                About::CreditLimits => credit_limits(new, old),
                About::Rights => rights(new, old),
                _ => quotas(new, old),
            };
            let said = |term: &GeneralTerm| match term.lines.as_slice() {
                [] => "none".to_owned(),
                lines => lines.join("; "),
            };
            out.push(aspect(about, said(mine), said(theirs), found));
        }
        out
    }
}

fn aspect(about: About, new: String, old: String, found: Compared) -> Aspect {
    let mut aspect = Aspect::new(about, new, old, found.unwrap_or(Verdict::Equal));
    aspect.open = found.is_none().then(|| open::NOT_COMPARABLE.to_owned());
    aspect
}

impl<'p> Has<'p> {
    fn terms(self) -> Vec<GeneralTerm> {
        self.side.model().service_terms(self.package)
    }

    fn objective(self, measure: Measure) -> Option<&'p str> {
        measure.objective().map(|objective| self.side.model().objective_name(objective))
    }

    fn priorities(self, priorities: &[PriorityId]) -> Vec<&'p str> {
        // None named, and all named, are the same.
        let all = priorities.is_empty() || priorities.len() == self.side.model().priorities.len();
        let named = priorities.iter().filter(|_| !all);
        let mut names: Vec<&str> = named.map(|priority| self.side.model().priority_name(*priority)).collect();
        names.sort_unstable();
        names
    }

    /// A condition, in the places of another policy.
    fn condition(self, condition: &Condition, to: Self) -> Option<Condition> {
        carry(condition, self.package, self.side.model(), to.side.model()).ok()
    }

    /// Whether anything is measured.
    fn measures(self) -> bool {
        let service = &self.package.service;
        !service.credits.is_empty() || !service.rights.is_empty() || service.availability.is_some()
    }

    fn fee(self) -> Option<Fee> {
        self.package.service.fee.as_ref().map(|fee| fee.value)
    }
}

/// NEW calls everybody whom OLD calls, at the same points.
fn escalations(new: Has<'_>, old: Has<'_>) -> Compared {
    let all = |has: Has<'_>| {
        let each = has.package.service.escalations.iter().flat_map(move |escalation| {
            let Escalation { priorities, to, objective, point, span: _ } = escalation;
            let objective = has.side.model().objective_name(*objective).to_owned();
            priorities.iter().map(move |priority| {
                let priority = has.side.model().priority_name(*priority).to_owned();
                (priority, to.clone(), objective.clone(), *point)
            })
        });
        each.collect::<Vec<_>>()
    };
    let (new, old) = (all(new), all(old));
    let lost = old.iter().any(|one| !new.contains(one));
    let won = new.iter().any(|one| !old.contains(one));
    match (lost, won) {
        (false, won) => Some(Verdict::of(false, won)),
        (true, false) => Some(Verdict::Worse),
        (true, true) => None,
    }
}

fn measured(new: Has<'_>, old: Has<'_>) -> Compared {
    // Periods alone give nothing.
    if !old.measures() {
        return Some(Verdict::Equal);
    }
    let except = |has: Has<'_>| match has.package.service.measured.as_ref().and_then(|m| m.except.as_ref()) {
        Some(condition) => Some(Some(has.condition(condition, new)?)),
        None => Some(None),
    };
    let (mine, theirs) = (&new.package.service, &old.package.service);
    let same = mine.period() == theirs.period() && mine.counted_by() == theirs.counted_by();
    (same && except(new)? == except(old)?).then_some(Verdict::Equal)
}

/// A price is not a promise: one that differs is not compared. Beside a package that says no price and credits nothing it
/// takes nothing away.
fn fee(new: Has<'_>, old: Has<'_>) -> Compared {
    let unsaid = old.fee().is_none() && old.package.service.credits.is_empty();
    (unsaid || new.fee() == old.fee()).then_some(Verdict::Equal)
}

fn availability(new: Has<'_>, old: Has<'_>) -> Compared {
    match (&new.package.service.availability, &old.package.service.availability) {
        (Some(_), None) => Some(Verdict::Better),
        (None, Some(_)) => Some(Verdict::Worse),
        (None, None) => Some(Verdict::Equal),
        (Some(mine), Some(theirs)) => {
            let hours = |has: Has<'_>, on: Option<crate::policy::model::Coverage>| {
                on.map(|on| (has.side.model().calendar_of(on).cloned(), on.zone))
            };
            let same_hours = match (hours(new, mine.counted_on), hours(old, theirs.counted_on)) {
                (None, None) => true,
                (Some((Some(mine), zone)), Some((Some(theirs), other))) => zone == other && mine.same_hours(&theirs),
                (Some((None, _)), Some((None, _))) => true,
                _ => false,
            };
            let ignoring = |availability: &crate::policy::service_terms::Availability| {
                availability.ignoring.map(|outages| outages.length)
            };
            let same = new.condition(&mine.down, new)? == old.condition(&theirs.down, new)?
                && same_hours
                && ignoring(mine) == ignoring(theirs);
            if !same {
                return None;
            }
            Some(by_order(Fraction::from(mine.share).cmp(&theirs.share.into())))
        }
    }
}

/// More is better.
fn by_order(order: Ordering) -> Verdict {
    Verdict::of(order == Ordering::Less, order == Ordering::Greater)
}

/// An aspect for each measure and list of priorities that one of the sides credits.
fn credits(new: Has<'_>, old: Has<'_>) -> Vec<Aspect> {
    type Key<'p> = (&'static str, Option<&'p str>, Vec<&'p str>);
    fn key<'p>(has: Has<'p>, credit: &Credit) -> Key<'p> {
        let kind = match credit.measure {
            Measure::Attainment(_) => "attainment",
            Measure::Breaches(_) => "breaches",
            Measure::Lateness(_) => "lateness",
            Measure::Availability => "availability",
            Measure::Downtime => "downtime",
        };
        (kind, has.objective(credit.measure), has.priorities(&credit.priorities))
    }
    let mut keys: Vec<Key<'_>> = Vec::new();
    for (has, credit) in each_credit(old).chain(each_credit(new)) {
        let key = key(has, credit);
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let out = keys.iter().map(|wanted| {
        let of = |has: Has<'_>| -> Vec<Credit> {
            each_credit(has).filter(|(has, credit)| key(*has, credit) == *wanted).map(|(_, c)| c.clone()).collect()
        };
        let (mine, theirs) = (of(new), of(old));
        let words = |has: Has<'_>, credits: &[Credit]| match credits {
            [] => "none".to_owned(),
            credits => {
                let each: Vec<String> = credits.iter().map(|c| has.side.model().credit_rule_words(&c.rule)).collect();
                each.join("; ")
            }
        };
        // A credit that the other side gives for other priorities may take its place.
        let elsewhere = |has: Has<'_>| {
            each_credit(has).any(|(has, c)| {
                let (kind, objective, priorities) = key(has, c);
                (kind, objective) == (wanted.0, wanted.1) && priorities != wanted.2
            })
        };
        let (found, at) = match (mine.is_empty(), theirs.is_empty()) {
            (true, false) if elsewhere(new) => (None, Vec::new()),
            (true, false) => (Some(Verdict::Worse), Vec::new()),
            (false, true) if elsewhere(old) => (None, Vec::new()),
            (false, true) => (Some(Verdict::Better), Vec::new()),
            _ => rules(new, old, &mine, &theirs),
        };
        let (kind, objective, priorities) = wanted;
        let priorities = if priorities.is_empty() { String::new() } else { format!(" {}", priorities.join(", ")) };
        let of = objective.map(|objective| format!(" of {objective}{priorities}")).unwrap_or_default();
        let mut aspect = aspect(About::Credits(format!("{kind}{of}")), words(new, &mine), words(old, &theirs), found);
        aspect.examples = at;
        aspect
    });
    out.collect()
}

fn each_credit<'p>(has: Has<'p>) -> impl Iterator<Item = (Has<'p>, &'p Credit)> {
    has.package.service.credits.iter().map(move |credit| (has, credit))
}

/// The credits of both sides for one measure and list of priorities, and where they differ.
fn rules(new: Has<'_>, old: Has<'_>, mine: &[Credit], theirs: &[Credit]) -> (Compared, Vec<String>) {
    let values =
        |credits: &[Credit]| credits.iter().flat_map(|c| c.rule.values().collect::<Vec<_>>()).collect::<Vec<_>>();
    let all: Vec<CreditValue> = values(mine).into_iter().chain(values(theirs)).collect();
    let shares = all.iter().all(|value| matches!(value, CreditValue::Share(_)));
    let currency = all.iter().find_map(|value| value.currency());
    let one_currency = all.iter().all(|value| value.currency().is_none_or(|other| Some(other) == currency));
    let mixed = !shares && all.iter().any(|value| matches!(value, CreditValue::Share(_)));
    let fee = new.fee().filter(|_| new.fee() == old.fee());
    if !one_currency || mixed && fee.is_none() {
        return (None, Vec::new());
    }
    let of_fee = fee.map(|fee| charge(fee, new.package.service.period())).filter(|_| !shares);
    let value = move |value: CreditValue| match value {
        CreditValue::Share(share) => of_fee.as_ref().map_or_else(|| share.into(), |fee| fee.times(&share.into())),
        CreditValue::Amount(amount) => Fraction::minor_units(amount),
    };
    let of = |credits: &[Credit]| credits.iter().map(|credit| credit.rule.clone()).collect::<Vec<_>>();
    let (mine, theirs) = (of(mine), of(theirs));
    let in_words = |credit: &Fraction| match currency.filter(|_| !shares) {
        Some(currency) => format!("{} {currency}", credit.money_text(currency)),
        None => per_cent(credit),
    };
    let units = match (mine.as_slice(), theirs.as_slice()) {
        (mine, theirs) if mine == theirs => Some(Verdict::Equal),
        ([CreditRule::EachBreach(_), ..], [CreditRule::EachBreach(_), ..]) => {
            let sum = |rules: &[CreditRule]| {
                let values = rules.iter().flat_map(|rule| rule.values().map(&value).collect::<Vec<_>>());
                values.fold(Fraction::default(), |sum, one| sum.plus(&one))
            };
            Some(by_order(sum(&mine).cmp(&sum(&theirs))))
        }
        ([CreditRule::EachLate { .. } | CreditRule::EachDown { .. }, ..], _) => {
            match (mine.as_slice(), theirs.as_slice()) {
                ([mine], [theirs]) => lengths(mine, theirs, &value),
                _ => None,
            }
        }
        _ => {
            let function = |rules| CreditFunction { rules, value: &value };
            let found = differences(&function(mine.iter().collect()), &function(theirs.iter().collect()));
            let Some((less, more)) = found else { return (None, Vec::new()) };
            let verdict = Verdict::of(less.is_some(), more.is_some());
            let at = |DiffersAt { share, new, old }: DiffersAt| {
                format!("at {}: {} instead of {}", per_cent(&share), in_words(&new), in_words(&old))
            };
            return (Some(verdict), less.into_iter().chain(more).map(at).collect());
        }
    };
    (units, Vec::new())
}

/// Credits for each length: a shorter length, a higher credit, a started one and a higher limit are better.
fn lengths(new: &CreditRule, old: &CreditRule, value: &dyn Fn(CreditValue) -> Fraction) -> Compared {
    let parts = |rule: &CreditRule| match rule {
        CreditRule::EachLate { credit, each, rounding, at_most } => Some((*credit, *each, *rounding, *at_most)),
        CreditRule::EachDown { credit, each, rounding, .. } => Some((*credit, *each, *rounding, None)),
        _ => None,
    };
    let ((credit, each, rounding, most), (old_credit, old_each, old_rounding, old_most)) = (parts(new)?, parts(old)?);
    let plain = |each: Duration| each.length(Length::hours(24)).ok();
    let working_days = each.in_working_days() || old_each.in_working_days();
    let comparable = each.clockwork == old_each.clockwork && (!working_days || each.unit == old_each.unit);
    if !comparable && each.clockwork != Clockwork::Wall {
        return None;
    }
    let started = |rounding: Rounding| rounding == Rounding::Started;
    let by_length = by_order(plain(old_each)?.cmp(&plain(each)?));
    let by_credit = by_order(value(credit).cmp(&value(old_credit)));
    let by_rounding = by_order(started(rounding).cmp(&started(old_rounding)));
    let by_most = match (most, old_most) {
        (None, None) => Verdict::Equal,
        (None, Some(_)) => Verdict::Better,
        (Some(_), None) => Verdict::Worse,
        (Some(most), Some(old_most)) => by_order(value(most).cmp(&value(old_most))),
    };
    let all = by_length.and(by_credit).and(by_rounding).and(by_most);
    (all != Verdict::Incomparable).then_some(all).filter(|_| comparable)
}

/// Caps, the least number of incidents, the least amount, and claims, one by one. Where OLD credits nothing, they take
/// nothing away.
fn credit_limits(new: Has<'_>, old: Has<'_>) -> Compared {
    if old.package.service.credits.is_empty() {
        return Some(Verdict::Equal);
    }
    let (mine, theirs) = (&new.package.service.credit_limits, &old.package.service.credit_limits);
    // Of two numbers the lower is better.
    let lower = |mine: Option<u32>, theirs: Option<u32>| by_order(theirs.unwrap_or(0).cmp(&mine.unwrap_or(0)));
    let placed = |value: &Option<crate::policy::model::Placed<u32>>| value.as_ref().map(|placed| placed.value);
    let ignored = lower(placed(&mine.ignore_fewer_than), placed(&theirs.ignore_fewer_than));
    // Without a limit a claim is never too late.
    let days = |limit| placed(limit).unwrap_or(u32::MAX);
    let claimed = by_order(days(&mine.claimed_within_days).cmp(&days(&theirs.claimed_within_days)));
    let least = match (&mine.at_least, &theirs.at_least) {
        (None, None) => Verdict::Equal,
        (None, Some(_)) => Verdict::Better,
        (Some(_), None) => Verdict::Worse,
        (Some(mine), Some(theirs)) if mine.value.currency() == theirs.value.currency() => {
            by_order(theirs.value.value().cmp(&mine.value.value()))
        }
        (Some(_), Some(_)) => return None,
    };
    let loses = !looser(&mine.caps, &theirs.caps);
    let gains = !looser(&theirs.caps, &mine.caps);
    if loses && gains {
        return None;
    }
    Some(ignored.and(claimed).and(least).and(Verdict::of(loses, gains)))
}

/// Whether the first caps never leave less than the second: each is as high as one of the same kind.
fn looser(caps: &[Cap], others: &[Cap]) -> bool {
    let as_high = |cap: CreditValue, other: CreditValue| match (cap, other) {
        (CreditValue::Share(cap), CreditValue::Share(other)) => Fraction::from(cap) >= Fraction::from(other),
        (CreditValue::Amount(cap), CreditValue::Amount(other)) => {
            cap.currency() == other.currency() && cap.value() >= other.value()
        }
        (CreditValue::Share(_), CreditValue::Amount(_)) | (CreditValue::Amount(_), CreditValue::Share(_)) => false,
    };
    caps.iter()
        .all(|cap| others.iter().any(|other| other.per_year == cap.per_year && as_high(cap.at_most, other.at_most)))
}

/// Each right of OLD arises in NEW wherever it did.
fn rights(new: Has<'_>, old: Has<'_>) -> Compared {
    let covered = |by: Has<'_>, of: Has<'_>| {
        let rights = &of.package.service.rights;
        rights.iter().all(|right| by.package.service.rights.iter().any(|other| arises_with(by, other, of, right)))
    };
    match (covered(new, old), covered(old, new)) {
        (true, true) => Some(Verdict::Equal),
        (true, false) => Some(Verdict::Better),
        (false, true) => Some(Verdict::Worse),
        (false, false) => None,
    }
}

/// Whether a right arises whenever another one does.
fn arises_with(by: Has<'_>, right: &Right, of: Has<'_>, other: &Right) -> bool {
    let measured = |has: Has<'_>, right: &Right| (right.name.clone(), has.objective(right.measure).map(str::to_owned));
    let priorities = by.priorities(&right.priorities) == of.priorities(&other.priorities);
    let below = Fraction::from(right.below.share) >= Fraction::from(other.below.share);
    // One period is enough, or as few of as many.
    let count = right.periods == 1 || right.periods <= other.periods && right.of >= other.of;
    measured(by, right) == measured(of, other) && priorities && below && count
}

/// What is included: more is better, and without a quota nothing is left out.
fn quotas(new: Has<'_>, old: Has<'_>) -> Compared {
    let roomier = |by: Has<'_>, of: Has<'_>| {
        by.package.service.quotas.iter().all(|quota: &Quota| {
            of.package.service.quotas.iter().any(|other| {
                by.priorities(&quota.priorities) == of.priorities(&other.priorities)
                    && quota.per == other.per
                    && quota.incidents >= other.incidents
            })
        })
    };
    match (roomier(new, old), roomier(old, new)) {
        (true, true) => Some(Verdict::Equal),
        (true, false) => Some(Verdict::Better),
        (false, true) => Some(Verdict::Worse),
        (false, false) => None,
    }
}

/// The fee of a period, in minor units.
fn charge(fee: Fee, period: Period) -> Fraction {
    Fraction::minor_units(fee.amount).times(&Fraction::of(period.months(), fee.per.months()))
}

/// `92.5%`
fn per_cent(share: &Fraction) -> String {
    let text = share.times(&Fraction::whole(100_u8)).decimal_text(4);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}
