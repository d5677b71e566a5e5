//! Which order statistics of a sample enclose a quantile with 95 % confidence, whatever the distribution.
//!
//! Of n independent times, the number that are at most the quantile of a share p is binomial: B(n, p). So the quantile
//! lies between the r-th and the s-th smallest time with a probability of at least P(r <= B < s).

use crate::report::incidents::words::float;

use super::share::Share;

/// The confidence of an interval: half of the rest lies on each side of it.
pub const CONFIDENCE: f64 = 0.95;

/// The probability on each side.
const TAIL: f64 = (1.0 - CONFIDENCE) / 2.0;

/// Weights smaller than this, relative to the greatest, do not change a sum.
const NEGLIGIBLE: f64 = 1e-20;

/// The places of two order statistics, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderBounds {
    /// The greatest one below which the quantile lies with a probability of at most 2.5 %; `None` if there is none.
    pub low: Option<u64>,
    /// The smallest one above which the quantile lies with a probability of at most 2.5 %; `None` if there is none.
    pub high: Option<u64>,
}

/// The order statistics that enclose the quantile of a share in a sample of `n` times.
pub fn order_bounds(n: u64, share: Share) -> OrderBounds {
    if n == 0 {
        return OrderBounds { low: None, high: None };
    }
    let (numerator, denominator) = share.ratio();
    if numerator == denominator {
        // All of them are at most the quantile.
        return OrderBounds { low: Some(n), high: None };
    }
    let (first, weights) = weights(n, share.as_f64());
    let total: f64 = weights.iter().sum();
    let (mut sum, mut low, mut high) = (0.0, 0, None);
    for (k, weight) in (first..).zip(weights) {
        // So far: P(B < k).
        if sum <= TAIL * total {
            low = k;
        }
        sum += weight;
        if high.is_none() && sum >= (1.0 - TAIL) * total {
            high = Some(k + 1);
        }
    }
    OrderBounds { low: (low > 0).then_some(low), high: high.filter(|high| *high <= n) }
}

/// The binomial probabilities up to a common factor, from some number of successes on. Those left out on either side
/// are negligible.
fn weights(n: u64, p: f64) -> (u64, Vec<f64>) {
    let odds = p / (1.0 - p);
    let mode = mode(n, p);
    let mut below = Vec::new();
    let (mut k, mut weight) = (mode, 1.0);
    while k > 0 && weight > NEGLIGIBLE {
        weight *= float(k) / float(n - k + 1) / odds;
        below.push(weight);
        k -= 1;
    }
    let first = k;
    below.reverse();
    let mut all = below;
    all.push(1.0);
    let (mut k, mut weight) = (mode, 1.0);
    while k < n && weight > NEGLIGIBLE {
        weight *= float(n - k) / float(k + 1) * odds;
        all.push(weight);
        k += 1;
    }
    (first, all)
}

/// A most probable number of successes, or one beside it.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
fn mode(n: u64, p: f64) -> u64 {
    ((float(n) * p) as u64).min(n)
}

/// The smallest sample that has an upper bound for a share; `None` if none has, as for all of it.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a ratio of two negative numbers")]
pub fn least_for_upper_bound(share: Share) -> Option<u64> {
    let (numerator, denominator) = share.ratio();
    if numerator == denominator {
        return None;
    }
    // The greatest time is an upper bound if P(B < n) = 1 - p^n is large enough.
    let least = (TAIL.ln() / share.as_f64().ln()).ceil();
    Some((least as u64).max(1))
}
