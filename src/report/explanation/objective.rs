//! One objective: its timeline, what counted, and by how much it was met or missed.

use crate::engine::{Ledger, LedgerEnd, Segment, SegmentReason, Status};
use crate::policy::Comparison;

use super::blocks::{Block, Section, Sign};
use super::drawing::Drawing;
use super::teller::Teller;
use super::words::{and, length, party, wall, why};

/// The sections of all objectives that have a limit, each with a few words for the summary.
pub(super) fn sections(teller: &Teller<'_>) -> Vec<(String, Section)> {
    let ledgers = teller.explanation.ledgers.iter();
    ledgers.filter_map(|(name, ledger)| Some(section(teller, name, ledger.as_ref()?))).collect()
}

fn section(teller: &Teller<'_>, name: &str, ledger: &Ledger) -> (String, Section) {
    let title = teller.objective_title(name);
    let used_up = is_used_up(ledger);
    let (sign, status) = match ledger.status {
        Some(Status::Met) => (Sign::Good, "met"),
        Some(Status::Breached) => (Sign::Bad, "breached"),
        Some(Status::Paused) => (Sign::Open, "paused"),
        Some(Status::Running) if used_up => (Sign::Open, "used up"),
        Some(Status::Running) => (Sign::Open, "running"),
        Some(Status::Pending) => (Sign::Neutral, "not started"),
        None => (Sign::Neutral, "ended by the resolution"),
    };
    let by = margin(ledger).map(|margin| format!(", {margin}")).unwrap_or_default();
    let mut blocks = Vec::new();
    if let Some(drawing) = Drawing::of(teller.times, ledger) {
        blocks.push(Block::Timeline(drawing));
    }
    blocks.push(Block::Paragraph(sentences(teller, name, ledger).join(" ")));
    blocks.push(Block::Table { head: vec!["where the time went", "length", "counts"], rows: totals(ledger) });
    if teller.segments {
        blocks.push(Block::Table {
            head: vec!["from", "to", "length", "counts", "why"],
            rows: ledger.segments.iter().map(|segment| segment_row(teller, segment)).collect(),
        });
    }
    let short = format!("{} {status}", title.to_lowercase());
    (short, Section { title: format!("{title}: {status}{by}"), sign: Some(sign), blocks })
}

/// Whether the limit is used up to the last, and kept.
fn is_used_up(ledger: &Ledger) -> bool {
    ledger.status == Some(Status::Running) && ledger.due.is_some_and(|due| due.instant() <= ledger.end.instant())
}

/// By how much it was met or missed on its own clock, or what is left.
fn margin(ledger: &Ledger) -> Option<String> {
    let over = ledger.elapsed_us - ledger.limit_us?;
    match ledger.status? {
        Status::Met => Some(format!("with {} to spare", length(-over))),
        // A date can be missed although nothing more was counted.
        Status::Breached if over <= 0 => {
            let due = ledger.due?.instant();
            Some(format!("{} after due", wall(ledger.end.instant().0 - due.0)))
        }
        Status::Breached => Some(format!("{} over", length(over))),
        Status::Running | Status::Paused if over < 0 => Some(format!("{} left", length(-over))),
        _ => None,
    }
}

/// What was counted, and what follows from it.
fn sentences(teller: &Teller<'_>, name: &str, ledger: &Ledger) -> Vec<String> {
    let times = teller.times;
    let mut out = Vec::new();
    let Some(start) = ledger.counts_from else {
        out.push(match ledger.end_is {
            LedgerEnd::Resolution => "The incident was resolved before this clock started.".to_owned(),
            _ => "The clock has not started.".to_owned(),
        });
        return out;
    };
    let clock = match ledger.calendar.as_str() {
        "always" => "around the clock".to_owned(),
        calendar => format!("on the calendar {} ({})", calendar_title(teller, calendar), ledger.timezone),
    };
    let limit = ledger.limit_us.map(length).unwrap_or_default();
    let allowed = match ledger.comparison {
        Comparison::Less => format!("less than {limit}"),
        Comparison::LessEqual => format!("at most {limit}"),
        Comparison::By => format!("{limit}, up to the date promised"),
    };
    let elapsed = length(ledger.elapsed_us);
    out.push(format!("{elapsed} counted {clock} from {}; allowed is {allowed}.", times.at(start)));
    let stop = match name {
        "response" => ("The answer", "An answer"),
        "relief" => ("Relief", "Relief"),
        "resolution" => ("The resolution", "A resolution"),
        _ => ("The stop", "A stop"),
    };
    let objective = teller.explanation.decision.objectives.get(name).and_then(|o| o.timed());
    match (ledger.stopped, objective.is_some_and(|o| o.inferred), ledger.end_is) {
        (Some(at), true, _) => {
            out.push(format!("No time of its own is recorded, so a later step stands in for it: {}.", times.at(at)));
        }
        (Some(at), false, _) => out.push(format!("{} came {}.", stop.0, times.at(at))),
        (None, _, LedgerEnd::Resolution) => {
            out.push(format!("The resolution of the incident ended it {}.", times.at(ledger.end)));
        }
        (None, ..) => {}
    }
    if let Some(due) = ledger.due {
        let moved = ledger.due_without_pauses.filter(|first| first.instant() != due.instant());
        let moved = moved.map(|first| format!("; without the waiting it was due {}", times.at(first)));
        let is_over = due.instant() <= teller.now() || ledger.end_is != LedgerEnd::Now;
        let verb = if is_over { "was" } else { "is" };
        out.push(format!("It {verb} due {}{}.", times.at(due), moved.unwrap_or_default()));
    }
    out.extend(state(teller, ledger));
    if let Some(nearest) = &ledger.nearest {
        if let Some(latest) = nearest.latest_stop {
            out.push(match (ledger.comparison, ledger.due) {
                (Comparison::Less, Some(due)) => {
                    format!("{} before {} would have been in time.", stop.1, times.at(due))
                }
                _ => format!("{} up to {} would have been in time.", stop.1, times.at(latest)),
            });
        }
        if let Some(left_wall) = nearest.left_wall_us {
            out.push(if left_wall >= 0 {
                format!("On the wall that was {} before due.", wall(left_wall))
            } else {
                format!("On the wall that was {} after due, and none of it counts.", wall(-left_wall))
            });
        }
    }
    out
}

fn calendar_title(teller: &Teller<'_>, name: &str) -> String {
    let calendar = teller.policy.model().calendars.iter().find(|c| c.name == name);
    calendar.map_or_else(|| name.to_owned(), |c| c.title.clone())
}

/// Why a clock stands still now, and until when.
fn state(teller: &Teller<'_>, ledger: &Ledger) -> Option<String> {
    if is_used_up(ledger) {
        return Some("The limit is used up to the last: it is late from the next moment that counts.".to_owned());
    }
    if !matches!(ledger.status?, Status::Running | Status::Paused) {
        return None;
    }
    let now = ledger.end.instant();
    let open_wait =
        teller.explanation.incident.waiting.iter().find(|wait| {
            ledger.status == Some(Status::Paused) && wait.from <= now && wait.to.is_none_or(|to| to > now)
        });
    if let Some(wait) = open_wait {
        return Some(format!(
            "It stands still: waiting on {} since {}.",
            party(&wait.on),
            teller.times.instant(wait.from)
        ));
    }
    let next = ledger.segments.iter().find(|s| s.projected && s.from.instant() == now)?;
    if next.counted {
        return None;
    }
    Some(format!("It stands still: {} until {}.", why(next), teller.times.at(next.to)))
}

/// Where the time up to the end went: a row for each reason.
fn totals(ledger: &Ledger) -> Vec<Vec<String>> {
    let past = || ledger.segments.iter().filter(|s| !s.projected);
    let sum = |keep: &dyn Fn(&Segment) -> bool| past().filter(|s| keep(s)).map(|s| s.length_us).sum::<i64>();
    let mut rows = Vec::new();
    let mut row = |what: String, length: String, counts: &str| rows.push(vec![what, length, counts.to_owned()]);
    let counted = sum(&|s| s.counted);
    row("counted".to_owned(), length(counted), "yes");
    for (on, us) in &ledger.paused_by {
        row(format!("waiting on {}", party(on)), length(*us), "no");
    }
    let mut named: Vec<(SegmentReason, String)> = Vec::new();
    for reason in [SegmentReason::Excluded, SegmentReason::BeforeStart] {
        let of = sum(&|s| s.reason == reason);
        if of > 0 {
            let mut details: Vec<String> = Vec::new();
            for detail in past().filter(|s| s.reason == reason).filter_map(|s| s.detail.as_ref()) {
                if !details.contains(detail) {
                    details.push(detail.clone());
                }
            }
            let name = if reason == SegmentReason::Excluded { "stopped and reopened" } else { "before the start" };
            let details = if details.is_empty() { String::new() } else { format!(": {}", and(&details)) };
            row(format!("{name}{details}"), wall(of), "no");
        }
    }
    let outside = sum(&|s| s.reason == SegmentReason::Closed && s.detail.is_none());
    if outside > 0 {
        row("outside the hours".to_owned(), wall(outside), "no");
    }
    for segment in past().filter(|s| s.reason == SegmentReason::Closed) {
        if let Some(detail) = segment.detail.clone().filter(|d| !named.contains(&(segment.reason, d.clone()))) {
            let of = sum(&|s| s.reason == SegmentReason::Closed && s.detail.as_ref() == Some(&detail));
            row(format!("closed, {detail}"), wall(of), "no");
            named.push((segment.reason, detail));
        }
    }
    rows
}

fn segment_row(teller: &Teller<'_>, segment: &Segment) -> Vec<String> {
    let counts = match (segment.counted, segment.projected) {
        (true, false) => "yes",
        (false, false) => "no",
        (true, true) => "will",
        (false, true) => "will not",
    };
    vec![
        teller.times.at(segment.from),
        teller.times.at(segment.to),
        if segment.counted { length(segment.length_us) } else { wall(segment.length_us) },
        counts.to_owned(),
        if segment.counted { String::new() } else { why(segment) },
    ]
}
