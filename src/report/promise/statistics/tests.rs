#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails should stop at once")]

use proptest::prelude::*;

use super::*;
use crate::report::incidents::words::float;

fn share(text: &str) -> Share {
    Share::parse(text).unwrap()
}

/// Times with whether each is known, in any order.
fn sample(times: &[(i64, bool)]) -> Sample {
    let mut sample = Sample::default();
    for (time, known) in times {
        if *known { sample.add_stopped(*time) } else { sample.add_censored(*time) }
    }
    sample
}

fn reduced(numerator: u128, denominator: u128) -> (u128, u128) {
    let (mut a, mut b) = (numerator, denominator);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    (numerator / a.max(1), denominator / a.max(1))
}

/// The estimator by its definition, in exact fractions: after each time the share that has not stopped is multiplied by
/// that of those still seen which did not stop at it.
fn by_definition(times: &[(i64, bool)], share: Share) -> Option<i64> {
    let mut distinct: Vec<i64> = times.iter().filter(|(_, known)| *known).map(|(time, _)| *time).collect();
    distinct.sort_unstable();
    distinct.dedup();
    let (numerator, denominator) = share.ratio();
    let (numerator, denominator) = (u128::from(numerator), u128::from(denominator));
    let mut left = (1, 1);
    for time in distinct {
        let at_risk = times.iter().filter(|(other, _)| *other >= time).count() as u128;
        let stopped = times.iter().filter(|(other, known)| *known && *other == time).count() as u128;
        left = reduced(left.0 * (at_risk - stopped), left.1 * at_risk);
        if (left.1 - left.0) * denominator >= numerator * left.1 {
            return Some(time);
        }
    }
    None
}

#[test]
fn shares_are_greater_than_none_and_at_most_all() {
    for text in ["90%", "99.5%", "100%", "0.1%", "66.666666%"] {
        assert_eq!(share(text).to_string(), text);
    }
    for text in ["0%", "0.0%", "120%", "100.1%", "-5%", "90", "%", "ninety%", "90 %", "99.9999999%", ""] {
        assert_eq!(Share::parse(text), None, "{text}");
    }
    assert!(share("99%") < share("99.5%") && share("99.5%") < share("100%"));
}

/// The textbook example: remission of 21 patients in weeks, 6-mercaptopurine, of Freireich 1963. The estimator falls to
/// 0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448 after the weeks 6, 7, 10, 13, 16, 22, 23.
#[test]
fn the_estimator_is_the_published_one() {
    let known = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|time| (time, true));
    let censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|time| (time, false));
    let sample = sample(&[&known[..], &censored[..]].concat());
    let quantile = |text: &str| sample.quantile(share(text));
    assert_eq!(quantile("14.2%"), Some(6));
    assert_eq!(quantile("14.3%"), Some(7));
    assert_eq!(quantile("19.3%"), Some(7));
    assert_eq!(quantile("19.4%"), Some(10));
    assert_eq!(quantile("30.9%"), Some(13));
    assert_eq!(quantile("46.2%"), Some(22));
    assert_eq!(quantile("46.3%"), Some(23));
    assert_eq!(quantile("55.1%"), Some(23));
    assert_eq!(quantile("55.2%"), None);
}

#[test]
fn a_share_without_open_times_is_an_order_statistic() {
    let ten = sample(&(1..=10).map(|time| (time, true)).collect::<Vec<_>>());
    // Nine of ten are exactly 90 %, and one more is more than 90 %.
    assert_eq!(ten.quantile(share("90%")), Some(9));
    assert_eq!(ten.quantile(share("90.1%")), Some(10));
    assert_eq!(ten.quantile(share("100%")), Some(10));
    assert_eq!(ten.quantile(share("0.1%")), Some(1));
    assert_eq!(Sample::default().quantile(share("50%")), None);
    assert_eq!(Sample::default().bounds(share("50%")), Bounds { low: None, high: None });
}

proptest! {
    #[test]
    fn quantiles_are_those_of_the_definition(
        times in prop::collection::vec((0_i64..12, prop::bool::weighted(0.7)), 0..24),
        tenths in 1_u64..=1000,
    ) {
        let share = share(&format!("{}.{}%", tenths / 10, tenths % 10));
        prop_assert_eq!(sample(&times).quantile(share), by_definition(&times, share));
    }

    /// Whatever the censored times turn out to be, the order statistics of the bounds lie between the bounds.
    #[test]
    fn bounds_hold_whatever_becomes_of_the_censored(
        times in prop::collection::vec((0_i64..1000, prop::bool::weighted(0.8), 0_i64..1000), 1..120),
        percent in 1_u64..=100,
    ) {
        let share = share(&format!("{percent}%"));
        let seen: Vec<(i64, bool)> = times.iter().map(|(time, known, _)| (*time, *known)).collect();
        let bounds = sample(&seen).bounds(share);
        let mut later: Vec<i64> =
            times.iter().map(|(time, known, more)| if *known { *time } else { time + more }).collect();
        later.sort_unstable();
        let places = order_bounds(later.len() as u64, share);
        let place = |place: u64| later[usize::try_from(place).unwrap() - 1];
        if let Some(low) = bounds.low {
            prop_assert!(low <= place(places.low.unwrap()));
        }
        prop_assert_eq!(bounds.low.is_some(), places.low.is_some());
        if let Some(high) = bounds.high {
            prop_assert!(place(places.high.unwrap()) <= high);
        }
        // The estimate lies between them.
        if let (Some(low), Some(quantile)) = (bounds.low, sample(&seen).quantile(share)) {
            prop_assert!(low <= quantile);
            prop_assert!(bounds.high.is_none_or(|high| quantile <= high));
        }
    }
}

/// `P(B <= k)` for a share in tenths, as numerators of `10^n`.
fn cumulative(n: u32, tenths: u128) -> Vec<u128> {
    let mut choose: u128 = 1;
    let mut sum = 0;
    (0..=n)
        .map(|k| {
            sum += choose * tenths.pow(k) * (10 - tenths).pow(n - k);
            choose = choose * u128::from(n - k) / u128::from(k + 1);
            sum
        })
        .collect()
}

#[test]
fn bounds_are_those_of_direct_binomial_sums() {
    for n in 1..=30_u32 {
        for tenths in 1..10_u128 {
            let below = cumulative(n, tenths);
            let all = 10_u128.pow(n);
            let less = |k: u32| if k == 0 { 0 } else { below[k as usize - 1] };
            // 2.5 % is one in forty.
            let low = (1..=n).rev().find(|r| less(*r) * 40 <= all);
            let high = (1..=n).find(|s| less(*s) * 40 >= all * 39);
            let found = order_bounds(u64::from(n), share(&format!("{}%", tenths * 10)));
            let expected = OrderBounds { low: low.map(u64::from), high: high.map(u64::from) };
            assert_eq!(found, expected, "{n} times, {tenths} tenths");
            // The interval covers the quantile with 95 % at least; an end that is missing leaves nothing out.
            let covers = high.map_or(all, less) - low.map_or(0, less);
            assert!(covers * 20 >= all * 19);
        }
    }
}

#[test]
fn bounds_of_large_samples_are_those_of_the_normal_distribution_nearly() {
    let n = 10_000_000_u64;
    let found = order_bounds(n, share("95%"));
    // np = 9,500,000, and a standard deviation of 689.2.
    let off = 1.959_964 * (1e7_f64 * 0.95 * 0.05).sqrt();
    let near = |place: Option<u64>, expected: f64| (float(place.unwrap()) - expected).abs() < 3.0;
    assert!(near(found.low, 9_500_000.0 - off), "{found:?}");
    assert!(near(found.high, 9_500_000.0 + off), "{found:?}");
    // Nearly all of a huge sample: one in ten million is expected to be later.
    let found = order_bounds(n, share("99.99999%")).high;
    assert_eq!(found, None);
}

#[test]
fn an_upper_bound_needs_so_many() {
    for text in ["50%", "90%", "95%", "99%", "99.5%", "0.1%"] {
        let least = least_for_upper_bound(share(text)).unwrap();
        assert!(order_bounds(least, share(text)).high.is_some(), "{text}: {least}");
        assert_eq!(order_bounds(least - 1, share(text)).high, None, "{text}: {least}");
    }
    assert_eq!(least_for_upper_bound(share("95%")), Some(72));
    assert_eq!(least_for_upper_bound(share("100%")), None);
    assert_eq!(order_bounds(9, share("100%")), OrderBounds { low: Some(9), high: None });
}
