//! A comparison of two contracts, as text for a person and as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::analysis::{About, Apart, Aspect, Comparison, Difference, Proof, Through, Verdict};
use crate::time::{Length, Zone};

use super::witness::{incident_words, instant_words, with_instants};

/// Who is compared with whom.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// NEW.
    pub new: &'a str,
    /// OLD.
    pub old: &'a str,
}

/// How the incidents that show a loss are written in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Witnesses {
    /// As a sentence, its times in the zone of the contract.
    #[default]
    Words,
    /// As a JSON line that `eval` reads.
    Json,
}

/// For a terminal: what NEW changes, line by line, each loss with an incident that shows it.
pub fn comparison_text(comparison: &Comparison, names: Names<'_>, witnesses: Witnesses) -> String {
    let mut out = format!("{} against {}: {}\n", names.new, names.old, summary(comparison));
    match &comparison.apart {
        None => {}
        Some(Apart::NeverTogether) => {
            out.push_str("never in force together: compared as if both always were in force\n");
        }
        Some(Apart::Beyond(cut)) => {
            out.push_str("the calendars do not know all years of the time in force; this is said of incidents\n");
            let mut rest = cut.as_slice();
            while let Some((_, from, before)) = rest.first() {
                let alike = rest.iter().take_while(|(_, a, b)| (a, b) == (from, before)).count();
                let (these, others) = rest.split_at(alike);
                let names: Vec<&str> = these.iter().map(|(name, ..)| name.as_str()).collect();
                let (from, before) = (from.rfc3339(None), before.rfc3339(None));
                let _ = writeln!(out, "    of {} opened from {from} to before {before}", names.join(", "));
                rest = others;
            }
        }
    }
    let changed: Vec<&Aspect> = comparison.aspects.iter().filter(|a| !a.unchanged()).collect();
    if !changed.is_empty() {
        out.push('\n');
    }
    for aspect in &changed {
        let _ = writeln!(out, "{} {}", mark(aspect), sentence(aspect, comparison));
        for reason in &aspect.reasons {
            let _ = writeln!(out, "    {}", reason.words(names.new, names.old));
        }
        if let Some(proof) = &aspect.proof {
            out.push_str(&match witnesses {
                Witnesses::Words => in_words(proof, names, comparison.zone),
                Witnesses::Json => as_json(proof, names),
            });
        }
    }
    if changed.iter().any(|a| a.sooner.is_some() || a.later.is_some() || a.proof.is_some()) {
        let _ = writeln!(out, "\ntimes are those of {}", comparison.zone.name());
    }
    // Of what nothing is changed, the priorities of one thing are together.
    let mut alike: Vec<(&About, Vec<&str>)> = Vec::new();
    for aspect in comparison.aspects.iter().filter(|a| a.unchanged()) {
        let names = aspect.priorities.iter().map(String::as_str);
        match alike.iter_mut().find(|(about, _)| **about == aspect.about) {
            Some((_, all)) => all.extend(names),
            None => alike.push((&aspect.about, names.collect())),
        }
    }
    let alike: Vec<String> = alike.into_iter().map(|(about, of)| subject(about, &of, comparison)).collect();
    if !alike.is_empty() {
        let _ = writeln!(out, "\nunchanged: {}", alike.join("; "));
    }
    out
}

fn summary(comparison: &Comparison) -> String {
    let open = comparison.aspects.iter().filter(|a| a.open.is_some()).count();
    let described = match comparison.verdict() {
        Verdict::Equal if open > 0 => "no difference found for the customer",
        Verdict::Equal => "equal for the customer",
        Verdict::Better if open > 0 => "better for the customer, and nowhere worse as far as could be proved",
        Verdict::Better => "better for the customer, and nowhere worse",
        Verdict::Worse => "worse for the customer",
        Verdict::Incomparable => "better in some respects, worse in others",
    };
    match open {
        0 => described.to_owned(),
        1 => format!("{described}; one thing could not be proved"),
        n => format!("{described}; {n} things could not be proved"),
    }
}

/// `+` better, `-` worse, `!` both, `?` not proved, `~` other words.
fn mark(aspect: &Aspect) -> char {
    match (aspect.open.is_some(), aspect.overall()) {
        (true, Verdict::Equal | Verdict::Better) => '?',
        (_, Verdict::Better) => '+',
        (_, Verdict::Worse) => '-',
        (_, Verdict::Incomparable) => '!',
        (false, Verdict::Equal) => '~',
    }
}

/// What it is about, with the priorities where it is not about all of them.
fn subject(about: &About, priorities: &[&str], comparison: &Comparison) -> String {
    match priorities.len() {
        0 => about.to_string(),
        n if n == comparison.priorities.len() => about.to_string(),
        _ => format!("{about} {}", priorities.join(", ")),
    }
}

fn sentence(aspect: &Aspect, comparison: &Comparison) -> String {
    let Aspect { new, old, .. } = aspect;
    let priorities: Vec<&str> = aspect.priorities.iter().map(String::as_str).collect();
    let subject = subject(&aspect.about, &priorities, comparison);
    let mut out = match new == old {
        true if aspect.overall() != Verdict::Equal => format!("{subject}: {new}, in both"),
        true => format!("{subject}: {new}"),
        false => format!("{subject}: {new} instead of {old}"),
    };
    let open = aspect.open.as_ref().map(|why| format!("not proved: {why}"));
    for part in effect(aspect, comparison.zone).into_iter().chain(open) {
        let _ = write!(out, "; {part}");
    }
    out
}

/// What the change comes to for the customer.
fn effect(aspect: &Aspect, zone: Zone) -> Option<String> {
    if aspect.open.is_some() && aspect.verdict == Verdict::Equal {
        return None;
    }
    let timed = matches!(aspect.about, About::Objective(_) | About::Updates);
    if !timed {
        return match (&aspect.about, aspect.verdict) {
            (About::Words(_), _) => Some("words, which are not compared".to_owned()),
            (About::Remedy(_), Verdict::Equal) if aspect.open.is_none() => {
                Some("provided for the same incidents".to_owned())
            }
            _ => None,
        };
    }
    let by = |d: &Option<Difference>, how: &str| {
        d.as_ref().map(|d| format!("{} {how} (opened {})", most(d.length), instant_words(d.opened, zone)))
    };
    let (sooner, later) = (by(&aspect.sooner, "sooner"), by(&aspect.later, "later"));
    let mut described = match (aspect.verdict, sooner, later) {
        (Verdict::Better, Some(sooner), _) => format!("never later, {sooner}"),
        (Verdict::Worse, _, Some(later)) => format!("never sooner, {later}"),
        (Verdict::Incomparable, Some(sooner), Some(later)) => format!("{sooner}, {later}"),
        (Verdict::Better, None, _) => "promised at last".to_owned(),
        (Verdict::Worse, _, None) => "promised no longer".to_owned(),
        (Verdict::Incomparable, ..) => "sooner for some incidents, later for others".to_owned(),
        (Verdict::Equal, ..) => "due at the same instants".to_owned(),
    };
    if let Some(waiting) = aspect.waiting.filter(|w| *w != aspect.verdict) {
        let (without, with) = match aspect.through {
            Through::Waiting => ("without waiting", "with waiting"),
            Through::Excluded => ("without excluded time", "with excluded time"),
            Through::PriorityChange => ("without a change of priority", "after a change of priority"),
            Through::Parts => ("where all promises can be decided", "where some cannot"),
        };
        let more = match waiting {
            Verdict::Equal => None,
            Verdict::Better => Some("never later, and sooner for some incidents"),
            Verdict::Worse => Some("later for some incidents, never sooner"),
            Verdict::Incomparable => Some("later for some incidents, sooner for others"),
        };
        described = format!("{without} {described}");
        if let Some(more) = more {
            let _ = write!(described, "; {with} {more}");
        }
    }
    Some(described)
}

/// How much at most: a limit that is kept a microsecond longer differs by nothing but its edge.
fn most(length: Length) -> String {
    const SECOND: i64 = 1_000_000;
    let beside = (length.0 + SECOND / 2).rem_euclid(SECOND) - SECOND / 2;
    match length.0 {
        0..=4 => "at the limit itself".to_owned(),
        _ if beside.abs() <= 4 => format!("up to {}", Length(length.0 - beside).words()),
        _ => format!("up to {}", length.words()),
    }
}

/// An incident as a sentence, and what becomes of it.
fn in_words(proof: &Proof, names: Names<'_>, zone: Zone) -> String {
    let mut out = format!("    for example: {}\n", incident_words(&proof.incident, proof.as_of, zone));
    if let Some(others) = &proof.others {
        let incident = incident_words(&others.incident, proof.as_of, zone);
        let _ = writeln!(out, "    and {}: {incident}", times(others.count));
    }
    out.push_str(&decided(names, &with_instants(&proof.new, zone), &with_instants(&proof.old, zone)));
    out
}

fn as_json(proof: &Proof, names: Names<'_>) -> String {
    let mut out = format!("    {}\n", proof.incident.to_json());
    if let Some(others) = &proof.others {
        let _ = writeln!(out, "    and {}: {}", times(others.count), others.incident.to_json());
    }
    let _ = writeln!(out, "    as of {}", proof.as_of.rfc3339(None));
    out.push_str(&decided(names, &proof.new, &proof.old));
    out
}

/// How many incidents are alike.
fn times(count: u64) -> String {
    if count == 1 { "one such as".to_owned() } else { format!("{count} such as") }
}

fn decided(names: Names<'_>, new: &str, old: &str) -> String {
    let width = names.new.len().max(names.old.len()) + 1;
    let line = |name: &str, decided: &str| format!("    {:<width$} {decided}\n", format!("{name}:"));
    line(names.new, new) + &line(names.old, old)
}

/// As one JSON object.
pub fn comparison_json(comparison: &Comparison, names: Names<'_>) -> Value {
    let difference =
        |d: &Option<Difference>| d.as_ref().map(|d| json!({"seconds": seconds(d.length.0), "opened": d.written}));
    let proof = |p: &Proof| {
        json!({
            "incident": p.incident.to_json(),
            "others": p.others.as_ref().map(|o| json!({"incident": o.incident.to_json(), "count": o.count})),
            "as_of": p.as_of.rfc3339(None).to_string(),
            "new": p.new,
            "old": p.old,
        })
    };
    let aspects = comparison.aspects.iter().map(|a| {
        json!({
            "about": a.about.to_string(),
            "priorities": a.priorities,
            "new": a.new,
            "old": a.old,
            "verdict": a.overall(),
            "without_waiting": a.verdict,
            "with_waiting": a.waiting,
            "sooner": difference(&a.sooner),
            "later": difference(&a.later),
            "reasons": a.reasons.iter().map(|r| r.words(names.new, names.old)).collect::<Vec<_>>(),
            "witness": a.proof.as_ref().map(proof),
            "not_proved": a.open,
        })
    });
    let (from, to) = comparison.opened;
    json!({
        "new": names.new,
        "old": names.old,
        "verdict": comparison.verdict(),
        "at_least": comparison.at_least(),
        "time_in_force": match &comparison.apart {
            None => "whole",
            Some(Apart::NeverTogether) => "never_together",
            Some(Apart::Beyond(_)) => "beyond_calendars",
        },
        "opened": {"from": from.rfc3339(None).to_string(), "before": to.rfc3339(None).to_string()},
        "aspects": aspects.collect::<Vec<_>>(),
    })
}

/// Seconds, with a fraction only where there is one.
fn seconds(micros: i64) -> Value {
    match micros % 1_000_000 {
        0 => json!(micros / 1_000_000),
        fraction => {
            let text = format!("{}.{fraction:06}", micros / 1_000_000);
            text.parse::<f64>().map_or(Value::Null, |n| json!(n))
        }
    }
}
