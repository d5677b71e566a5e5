//! Rights that arise where a measure is too low in enough periods.

use std::cmp::Ordering;

use crate::policy::service_terms::Right;
use crate::time::Period;
use crate::value::Fraction;

/// A right, as it stands at the end of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightState {
    /// The place of the right among those of the version.
    pub right: usize,
    /// The period at the end of which it arose.
    pub since: Option<Period>,
    /// The periods behind it; of a right that has not arisen, those that count towards it.
    pub periods: Vec<Period>,
}

/// Follows one right from period to period.
#[derive(Debug)]
pub(super) struct RightWatch<'p> {
    right: &'p Right,
    /// The last periods with data, at most as many as are looked at, and whether each is below the bound.
    window: Vec<(Period, bool)>,
    arisen: Option<(Period, Vec<Period>)>,
}

impl<'p> RightWatch<'p> {
    pub(super) fn new(right: &'p Right) -> Self {
        Self { right, window: Vec::new(), arisen: None }
    }

    pub(super) fn right(&self) -> &'p Right {
        self.right
    }

    /// The next period, with its value if it has one and is over.
    pub(super) fn add(&mut self, place: usize, period: Period, value: Option<&Fraction>) -> RightState {
        if let (None, Some(value)) = (&self.arisen, value) {
            let most = usize::try_from(self.right.of).unwrap_or(usize::MAX);
            if self.window.len() >= most {
                self.window.remove(0);
            }
            let is_below = value.cmp(&self.right.below.share.into()) == Ordering::Less;
            self.window.push((period, is_below));
            let below = self.below();
            if u32::try_from(below.len()).is_ok_and(|below| below >= self.right.periods) {
                self.arisen = Some((period, below));
            }
        }
        match &self.arisen {
            Some((since, periods)) => RightState { right: place, since: Some(*since), periods: periods.clone() },
            None => RightState { right: place, since: None, periods: self.below() },
        }
    }

    fn below(&self) -> Vec<Period> {
        self.window.iter().filter(|(_, is_below)| *is_below).map(|(period, _)| *period).collect()
    }
}
