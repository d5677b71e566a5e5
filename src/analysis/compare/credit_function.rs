//! A credit as a function of a share: where one is less than another.

use std::cmp::Ordering;

use crate::policy::service_terms::{CreditRule, CreditValue, Rounding};
use crate::value::Fraction;

/// More steps of a distance than any contract has.
const MOST_POINTS: usize = 4_000;

/// What the tables and distances on one measure credit together.
pub(super) struct CreditFunction<'r, 'v> {
    pub(super) rules: Vec<&'r CreditRule>,
    /// What a credit comes to, in the unit that both sides are compared in.
    pub(super) value: &'v dyn Fn(CreditValue) -> Fraction,
}

/// A share at which two functions differ, and what each credits there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DiffersAt {
    pub(super) share: Fraction,
    pub(super) new: Fraction,
    pub(super) old: Fraction,
}

impl CreditFunction<'_, '_> {
    /// What is credited at a share.
    fn at(&self, share: &Fraction) -> Fraction {
        self.rules.iter().fold(Fraction::default(), |sum, rule| sum.plus(&self.of_rule(rule, share)))
    }

    fn of_rule(&self, rule: &CreditRule, share: &Fraction) -> Fraction {
        match rule {
            CreditRule::Bands(bands) => {
                let holds = bands.iter().rfind(|band| *share < Fraction::from(band.below.share));
                holds.map(|band| (self.value)(band.credit)).unwrap_or_default()
            }
            CreditRule::Distance { credit, step, rounding, below } => {
                let steps = Fraction::from(below.share).minus(share).over(&(*step).into());
                let steps = match rounding {
                    Rounding::Full => Fraction::whole(steps.floor()),
                    Rounding::Started => Fraction::whole(steps.ceil()),
                    Rounding::Exact => steps,
                };
                (self.value)(*credit).times(&steps)
            }
            // They do not depend on a share.
            CreditRule::EachBreach(_) | CreditRule::EachLate { .. } | CreditRule::EachDown { .. } => {
                Fraction::default()
            }
        }
    }

    /// The shares at which it may jump or bend; `None` if there are too many.
    fn points(&self, out: &mut Vec<Fraction>) -> Option<()> {
        for rule in &self.rules {
            match rule {
                CreditRule::Bands(bands) => out.extend(bands.iter().map(|band| Fraction::from(band.below.share))),
                CreditRule::Distance { step, rounding, below, .. } => {
                    let mut at = Fraction::from(below.share);
                    while !at.is_zero() {
                        out.push(at.clone());
                        if out.len() > MOST_POINTS {
                            return None;
                        }
                        if *rounding == Rounding::Exact {
                            break;
                        }
                        at = at.minus(&(*step).into());
                    }
                }
                CreditRule::EachBreach(_) | CreditRule::EachLate { .. } | CreditRule::EachDown { .. } => {}
            }
        }
        Some(())
    }
}

/// Where NEW credits less than OLD, and where more; `None` if there are too many steps to look at.
pub(super) fn differences(
    new: &CreditFunction<'_, '_>,
    old: &CreditFunction<'_, '_>,
) -> Option<(Option<DiffersAt>, Option<DiffersAt>)> {
    let mut points = vec![Fraction::default(), Fraction::whole(1_u8)];
    new.points(&mut points)?;
    old.points(&mut points)?;
    points.retain(|point| *point <= Fraction::whole(1_u8));
    points.sort();
    points.dedup();
    let (mut less, mut more) = (None, None);
    let mut note = |at: &DiffersAt| match at.new.cmp(&at.old) {
        Ordering::Less if less.is_none() => less = Some(at.clone()),
        Ordering::Greater if more.is_none() => more = Some(at.clone()),
        _ => {}
    };
    let both = |share: Fraction| DiffersAt { new: new.at(&share), old: old.at(&share), share };
    // From the best service to the worst, so that the first difference is the one that comes first.
    for pair in points.windows(2).rev() {
        let [from, to] = pair else { continue };
        note(&both(to.clone()));
        // Between two points both are linear: at a third and two thirds of the way, and towards both ends.
        let third = to.minus(from).over(&Fraction::whole(3_u8));
        let (first, second) = (both(from.plus(&third)), both(to.minus(&third)));
        if let Some(shown) = whole_percent(from, to) {
            note(&both(shown));
        }
        note(&first);
        note(&second);
        for (near, far) in [(&first, &second), (&second, &first)] {
            let end = |near: &Fraction, far: &Fraction| near.plus(near).minus(far);
            let (new, old) = (end(&near.new, &far.new), end(&near.old, &far.old));
            note(&DiffersAt { share: near.share.clone(), new, old });
        }
    }
    note(&both(Fraction::default()));
    Some((less, more))
}

/// The highest share between two that a person would name: in whole per cent, else with some decimals.
fn whole_percent(from: &Fraction, to: &Fraction) -> Option<Fraction> {
    let shares = [100_u32, 1_000, 10_000, 100_000, 1_000_000].into_iter().map(|unit| {
        let unit = Fraction::whole(unit);
        Fraction::whole(to.times(&unit).ceil()).minus(&Fraction::whole(1_u8)).over(&unit)
    });
    shares.into_iter().find(|share| from < share)
}
