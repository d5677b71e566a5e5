//! A comparison of two contracts, as text for a person and as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::analysis::{About, Apart, Aspect, Comparison, Difference, Proof, Through, Verdict};
use crate::time::{Length, Zone};

use super::escape::markdown_escaped;
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

/// What NEW changes in one respect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) effect: Effect,
    /// What is changed, and what that comes to.
    pub(super) sentence: String,
    /// What makes the difference besides the statement itself.
    pub(super) reasons: Vec<String>,
    /// An incident for which NEW is worse, line by line.
    pub(super) example: Vec<String>,
}

/// What a change comes to for the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    Better,
    Worse,
    /// Better for some incidents and worse for others.
    Mixed,
    NotProved,
    OtherWords,
}

impl Effect {
    pub(super) fn as_char(self) -> char {
        match self {
            Self::Better => '+',
            Self::Worse => '-',
            Self::Mixed => '!',
            Self::NotProved => '?',
            Self::OtherWords => '~',
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Better => "better for the customer",
            Self::Worse => "worse for the customer",
            Self::Mixed => "better in some cases, worse in others",
            Self::NotProved => "not proved",
            Self::OtherWords => "other words",
        }
    }
}

/// What a comparison says, in sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Changes {
    pub(super) summary: String,
    /// What incidents it is said of, if that is not all of them.
    pub(super) limited_to: Vec<String>,
    pub(super) changes: Vec<Change>,
    /// The zone of the times in the sentences, if there are any.
    pub(super) zone: Option<&'static str>,
    /// What is not changed.
    pub(super) unchanged: Vec<String>,
}

impl Changes {
    pub(super) fn of(comparison: &Comparison, names: Names<'_>, witnesses: Witnesses) -> Self {
        let changed: Vec<&Aspect> = comparison.aspects.iter().filter(|a| !a.unchanged()).collect();
        let timed = changed.iter().any(|a| a.sooner.is_some() || a.later.is_some() || a.proof.is_some());
        let change = |aspect: &&Aspect| Change {
            effect: effect_of(aspect),
            sentence: sentence(aspect, comparison),
            reasons: aspect.reasons.iter().map(|reason| reason.words(names.new, names.old)).collect(),
            example: aspect.proof.as_ref().map_or_else(Vec::new, |proof| match witnesses {
                Witnesses::Words => in_words(proof, names, comparison.zone),
                Witnesses::Json => as_json(proof, names),
            }),
        };
        Self {
            summary: summary(comparison),
            limited_to: limited_to(comparison),
            changes: changed.iter().map(change).collect(),
            zone: timed.then(|| comparison.zone.name()),
            unchanged: unchanged(comparison),
        }
    }
}

/// For a terminal: what NEW changes, line by line, each loss with an incident that shows it.
pub fn comparison_text(comparison: &Comparison, names: Names<'_>, witnesses: Witnesses) -> String {
    let Changes { summary, limited_to, changes, zone, unchanged } = Changes::of(comparison, names, witnesses);
    let mut out = format!("{} against {}: {summary}\n", names.new, names.old);
    for line in limited_to {
        let _ = writeln!(out, "{line}");
    }
    if !changes.is_empty() {
        out.push('\n');
    }
    for change in &changes {
        let _ = writeln!(out, "{} {}", change.effect.as_char(), change.sentence);
        for line in change.reasons.iter().chain(&change.example) {
            let _ = writeln!(out, "    {line}");
        }
    }
    if let Some(zone) = zone {
        let _ = writeln!(out, "\ntimes are those of {zone}");
    }
    if !unchanged.is_empty() {
        let _ = writeln!(out, "\nunchanged: {}", unchanged.join("; "));
    }
    out
}

/// As a list in Markdown.
pub fn comparison_markdown(comparison: &Comparison, names: Names<'_>) -> String {
    let Changes { summary, limited_to, changes, zone, unchanged } = Changes::of(comparison, names, Witnesses::Words);
    let title = |name: &str| markdown_escaped(name);
    let mut out = format!("## {} against {}\n\n{summary}\n", title(names.new), title(names.old));
    for line in limited_to {
        let _ = writeln!(out, "\n{}", markdown_escaped(line.trim_start()));
    }
    if !changes.is_empty() {
        out.push('\n');
    }
    for change in &changes {
        let _ = writeln!(out, "* **{}**: {}", change.effect.as_str(), markdown_escaped(&change.sentence));
        for line in change.reasons.iter().chain(&change.example) {
            let _ = writeln!(out, "  * {}", markdown_escaped(line));
        }
    }
    if let Some(zone) = zone {
        let _ = writeln!(out, "\nTimes are those of {zone}.");
    }
    if !unchanged.is_empty() {
        let _ = writeln!(out, "\nUnchanged: {}", markdown_escaped(&unchanged.join("; ")));
    }
    out
}

/// What incidents a comparison is said of, if that is not all of them.
fn limited_to(comparison: &Comparison) -> Vec<String> {
    match &comparison.apart {
        None => Vec::new(),
        Some(Apart::NeverTogether) => {
            vec!["never in force together: compared as if both always were in force".to_owned()]
        }
        Some(Apart::Beyond(cut)) => {
            let first = "the calendars do not know all years of the time in force; this is said of incidents";
            let mut out = vec![first.to_owned()];
            let mut rest = cut.as_slice();
            while let Some((_, from, before)) = rest.first() {
                let alike = rest.iter().take_while(|(_, a, b)| (a, b) == (from, before)).count();
                let (these, others) = rest.split_at(alike);
                let names: Vec<&str> = these.iter().map(|(name, ..)| name.as_str()).collect();
                let (from, before) = (from.rfc3339(None), before.rfc3339(None));
                out.push(format!("    of {} opened from {from} to before {before}", names.join(", ")));
                rest = others;
            }
            out
        }
    }
}

/// What is not changed, the priorities of one thing together.
fn unchanged(comparison: &Comparison) -> Vec<String> {
    let mut alike: Vec<(&About, Vec<&str>)> = Vec::new();
    for aspect in comparison.aspects.iter().filter(|a| a.unchanged()) {
        let names = aspect.priorities.iter().map(String::as_str);
        match alike.iter_mut().find(|(about, _)| **about == aspect.about) {
            Some((_, all)) => all.extend(names),
            None => alike.push((&aspect.about, names.collect())),
        }
    }
    alike.into_iter().map(|(about, of)| subject(about, &of, comparison)).collect()
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

fn effect_of(aspect: &Aspect) -> Effect {
    match (aspect.open.is_some(), aspect.overall()) {
        (true, Verdict::Equal | Verdict::Better) => Effect::NotProved,
        (_, Verdict::Better) => Effect::Better,
        (_, Verdict::Worse) => Effect::Worse,
        (_, Verdict::Incomparable) => Effect::Mixed,
        (false, Verdict::Equal) => Effect::OtherWords,
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
            (About::Credits(_), _) if !aspect.examples.is_empty() => Some(aspect.examples.join(", ")),
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
fn in_words(proof: &Proof, names: Names<'_>, zone: Zone) -> Vec<String> {
    let mut out = vec![format!("for example: {}", incident_words(&proof.incident, proof.as_of, zone))];
    if let Some(others) = &proof.others {
        let incident = incident_words(&others.incident, proof.as_of, zone);
        out.push(format!("and {}: {incident}", times(others.count)));
    }
    out.extend(decided(names, &with_instants(&proof.new, zone), &with_instants(&proof.old, zone)));
    out
}

fn as_json(proof: &Proof, names: Names<'_>) -> Vec<String> {
    let mut out = vec![proof.incident.to_json().to_string()];
    if let Some(others) = &proof.others {
        out.push(format!("and {}: {}", times(others.count), others.incident.to_json()));
    }
    out.push(format!("as of {}", proof.as_of.rfc3339(None)));
    out.extend(decided(names, &proof.new, &proof.old));
    out
}

/// How many incidents are alike.
fn times(count: u64) -> String {
    if count == 1 { "one such as".to_owned() } else { format!("{count} such as") }
}

fn decided(names: Names<'_>, new: &str, old: &str) -> [String; 2] {
    let width = names.new.len().max(names.old.len()) + 1;
    let line = |name: &str, decided: &str| format!("{:<width$} {decided}", format!("{name}:"));
    [line(names.new, new), line(names.old, old)]
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
