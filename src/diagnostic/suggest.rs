//! The near miss: typos are the commonest error.

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
