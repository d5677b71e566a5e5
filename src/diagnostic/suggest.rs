//! The near miss: typos are the commonest error.

use crate::source::Sources;

use super::{Diagnostic, Edit, Fix};

/// No name that somebody meant is longer.
const LONGEST: usize = 100;

/// `did you mean ...?`, where one of the candidates is close to what was written.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if written.len() > LONGEST {
        return None;
    }
    let folded = |s: &str| s.to_lowercase().replace(['-', ' '], "_");
    let wanted = folded(written);
    candidates
        .into_iter()
        .filter(|c| *c != written)
        .map(|c| (strsim::damerau_levenshtein(&wanted, &folded(c)), c))
        .filter(|(distance, c)| *distance <= allowed(written.len().max(c.len())) && *distance < c.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, c)| c)
}

/// `P1` is no misspelling of `P2`, but of `p1`.
fn allowed(length: usize) -> usize {
    if length < 3 { 0 } else { (length / 3).min(3) }
}

/// The fix of a finding whose help asks `did you mean ...?` about the very text that it points at. It is a guess: a person
/// chooses it, and `--fix` does not apply it.
pub fn suggested_fix(diagnostic: &Diagnostic, sources: &Sources) -> Option<Fix> {
    let (span, help) = (diagnostic.span?, diagnostic.help.as_deref()?);
    let (meant, _) = help.strip_prefix("did you mean `")?.split_once("`?")?;
    let written = sources.slice(span);
    let (bare, text) = match written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(bare) => (bare, format!("\"{meant}\"")),
        None => (written, meant.to_owned()),
    };
    if bare.is_empty() || !diagnostic.message.contains(&format!("`{bare}`")) {
        return None;
    }
    Some(Fix { title: format!("write `{meant}`"), edits: vec![Edit { span, text }] })
}

/// `; did you mean ...?`, or `; there are ...`
pub fn suggestion<'n>(written: &str, names: impl Iterator<Item = &'n str> + Clone) -> String {
    match nearest(written, names.clone()) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => format!("; there are {}", list(names)),
    }
}

/// `there is only `a``, or `there are `a` and `b``
pub fn there_are<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    match names.as_slice() {
        [one] => format!("there is only `{one}`"),
        _ => format!("there are {}", list(names)),
    }
}

/// `a`, `b` and `c`, for a sentence that lists what there is; the first twelve of many.
pub fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut quoted: Vec<String> = names.into_iter().map(|n| format!("`{n}`")).collect();
    if quoted.len() > 12 {
        let more = quoted.len() - 12;
        quoted.truncate(12);
        return format!("{} and {more} more", quoted.join(", "));
    }
    match quoted.pop() {
        None => "none".to_owned(),
        Some(last) if quoted.is_empty() => last,
        Some(last) => format!("{} and {last}", quoted.join(", ")),
    }
}
