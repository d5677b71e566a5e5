//! What a sheet adds to a promise: how long a multiple is, from where it is inherited, and whether it is better than
//! what it is compared with.

use crate::analysis::{About, Comparison, Verdict};
use crate::policy::Model;
use crate::policy::model::{Limit, ObjectiveId, Package, PackageId, PriorityId, Promise, Terms};
use crate::time::{Clockwork, Duration, Length, Unit};
use crate::value::{Decimal, Fraction};

/// How long a limit is that does not say so itself: a multiple of another one, working days in hours. Empty where
/// the words of the promise are enough.
pub(super) fn in_time(model: &Model, terms: &Terms, promise: &Promise) -> Vec<String> {
    let mut out: Vec<(Option<String>, String)> = Vec::new();
    for (when, one) in promise.each() {
        let when = when.map(|when| model.condition_words(when));
        match &one.limit {
            Limit::Length { inclusive, duration, length } => {
                let hours = in_hours(*duration, *length);
                out.extend(hours.map(|hours| (when, format!("{} {hours}", at_most(*inclusive)))));
            }
            Limit::Multiple(times, of) => {
                let Some(base) = terms.promise(*of) else { continue };
                for (base_when, base) in base.each() {
                    let Limit::Length { duration, length, .. } = base.limit else { continue };
                    let Some(text) = multiplied(*times, duration, length) else { continue };
                    let base_when = base_when.map(|when| model.condition_words(when));
                    // The first of two conditions is that of the limit itself.
                    let both = [when.clone(), base_when].into_iter().flatten().collect::<Vec<_>>().join(" and ");
                    out.push(((!both.is_empty()).then_some(both), text));
                }
            }
            Limit::None(_) | Limit::Date(_) => {}
        }
    }
    let otherwise = if out.len() > 1 { "otherwise " } else { "" };
    let line = |(when, text): (Option<String>, String)| match when {
        Some(when) => format!("{text} when {when}"),
        None => format!("{otherwise}{text}"),
    };
    out.into_iter().map(line).collect()
}

fn at_most(inclusive: bool) -> &'static str {
    if inclusive { "at most" } else { "less than" }
}

/// So many times a length; a multiple includes its end.
fn multiplied(times: Decimal, duration: Duration, length: Length) -> Option<String> {
    let count = Fraction::from(times).times(&Fraction::from(duration.count));
    let count = Decimal::parse(&trimmed(&count))?;
    let product = Duration { count, ..duration };
    let hours = in_hours(product, Length(times.times(length.0)?));
    let hours = hours.map(|hours| format!(" = {hours}")).unwrap_or_default();
    Some(format!("at most {product}{hours}"))
}

/// Working days in hours; `None` for other lengths.
fn in_hours(duration: Duration, length: Length) -> Option<String> {
    if duration.unit != Unit::Days || duration.clockwork != Clockwork::Working {
        return None;
    }
    let hours = Fraction::of(u64::try_from(length.0).ok()?, 3_600_000_000_u64);
    let count = Decimal::parse(&trimmed(&hours))?;
    Some(Duration { count, unit: Unit::Hours, clockwork: Clockwork::Working }.to_string())
}

/// With as many decimals as it needs, at most six.
fn trimmed(number: &Fraction) -> String {
    number.decimal_text(6).trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The tier or contract whose statement a promise is, if that is not the package itself.
pub(super) fn inherited_from<'m>(
    model: &'m Model,
    package: &'m Package,
    priority: PriorityId,
    objective: ObjectiveId,
) -> Option<&'m str> {
    let span = |package: &Package| {
        package.terms.get(usize::from(priority.0)).and_then(|terms| terms.promise(objective)).map(|p| p.span)
    };
    let own = span(package)?;
    let mut from = package;
    while let Some(parent) = from.extends.and_then(|id: PackageId| model.package(id)).filter(|p| span(p) == Some(own)) {
        from = parent;
    }
    (!std::ptr::eq(from, package)).then_some(from.name.as_str())
}

/// Whether the customer is better or worse off in the limit of an objective, `with_share` in its share too. `None` if
/// there is no difference, or none is proved.
pub(super) fn verdict(
    comparison: &Comparison,
    objective: &str,
    priority: &str,
    with_share: bool,
) -> Option<&'static str> {
    let about = |about: &About| match about {
        About::Objective(name) => name == objective,
        About::Share(name) => with_share && name == objective,
        _ => false,
    };
    let of = comparison
        .aspects
        .iter()
        .filter(|aspect| about(&aspect.about))
        .filter(|aspect| aspect.priorities.is_empty() || aspect.priorities.iter().any(|name| name == priority));
    let (mut better, mut worse) = (false, false);
    for aspect in of {
        match aspect.overall() {
            Verdict::Equal => {}
            Verdict::Better => better = true,
            Verdict::Worse => worse = true,
            Verdict::Incomparable => (better, worse) = (true, true),
        }
    }
    match (better, worse) {
        (true, true) => Some("in part better and in part worse than"),
        (true, false) => Some("better than"),
        (false, true) => Some("worse than"),
        (false, false) => None,
    }
}
