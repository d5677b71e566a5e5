//! A timeline to scale: stretches of one kind and marks, from the opening to due or the end.

use crate::engine::{Ledger, LedgerEnd, SegmentReason};

use super::words::{Times, length, party, wall, why};

/// What a stretch of a timeline is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::report) enum Kind {
    Counted,
    Waiting,
    Excluded,
    Holiday,
    Closed,
    BeforeStart,
}

impl Kind {
    /// What the legend calls it.
    pub(in crate::report) fn as_str(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Waiting => "waiting",
            Self::Excluded => "stopped and reopened",
            Self::Holiday => "holiday or closure",
            Self::Closed => "outside the hours",
            Self::BeforeStart => "before the start",
        }
    }
}

/// A stretch, in microseconds from the beginning.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Piece {
    pub(in crate::report) from: i64,
    pub(in crate::report) to: i64,
    pub(in crate::report) kind: Kind,
    /// Whether it is yet to come.
    pub(in crate::report) projected: bool,
    /// What it is, when, and how long.
    pub(in crate::report) label: String,
}

/// What a mark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum MarkKind {
    /// An event of the incident.
    Event,
    /// Somebody was called.
    Escalation,
    Due,
    /// The stop, or what ended it.
    Stop,
    Now,
}

/// An instant that is marked, in microseconds from the beginning.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct DrawnMark {
    pub(in crate::report) at: i64,
    pub(in crate::report) kind: MarkKind,
    pub(in crate::report) label: String,
}

/// A timeline.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Drawing {
    pub(in crate::report) span: i64,
    pub(in crate::report) pieces: Vec<Piece>,
    pub(in crate::report) marks: Vec<DrawnMark>,
    /// Dates or hours of an axis.
    pub(in crate::report) ticks: Vec<(i64, String)>,
    /// The same in words, for whoever does not see it.
    pub(in crate::report) alternative: String,
}

impl Drawing {
    /// The timeline of a ledger; `None` if it has no segments.
    pub(in crate::report) fn of(times: Times, ledger: &Ledger) -> Option<Self> {
        let begin = ledger.opened.instant().0;
        let end = ledger.segments.last()?.to.instant().0;
        let pieces = ledger.segments.iter().map(|segment| Piece {
            from: segment.from.instant().0 - begin,
            to: segment.to.instant().0 - begin,
            kind: match segment.reason {
                SegmentReason::Open => Kind::Counted,
                SegmentReason::Waiting => Kind::Waiting,
                SegmentReason::Excluded => Kind::Excluded,
                SegmentReason::Closed if segment.detail.is_some() => Kind::Holiday,
                SegmentReason::Closed => Kind::Closed,
                SegmentReason::BeforeStart => Kind::BeforeStart,
            },
            projected: segment.projected,
            label: format!(
                "{}, {} to {}, {}",
                why(segment),
                times.at(segment.from),
                times.at(segment.to),
                if segment.counted { length(segment.length_us) } else { wall(segment.length_us) }
            ),
        });
        let mut marks = Vec::new();
        let mut mark = |at: crate::time::OffsetInstant, kind: MarkKind, what: String| {
            let instant = at.instant().0;
            if (begin..=end).contains(&instant) {
                marks.push(DrawnMark { at: instant - begin, kind, label: format!("{what} {}", times.at(at)) });
            }
        };
        let stop = ledger.stopped.map(|at| at.instant());
        for happened in &ledger.marks {
            let what = match happened.mark.as_str() {
                "opened" => "opened".to_owned(),
                "priority" => format!("changed to {}", happened.detail.as_deref().unwrap_or("")),
                "counts_from" if happened.at.instant() != ledger.opened.instant() => "counts from".to_owned(),
                "reopened" => "reopened".to_owned(),
                "escalation" => format!("escalation to {}", happened.detail.as_deref().unwrap_or("").replace('_', " ")),
                "counts_from" | "update" | "message" | "as_of" | "due" => continue,
                _ if stop == Some(happened.at.instant()) => continue,
                field => field.replace('_', " "),
            };
            let kind = if happened.mark == "escalation" { MarkKind::Escalation } else { MarkKind::Event };
            mark(happened.at, kind, what);
        }
        match ledger.end_is {
            LedgerEnd::Stop => mark(ledger.end, MarkKind::Stop, "stopped".to_owned()),
            LedgerEnd::Resolution => mark(ledger.end, MarkKind::Stop, "ended".to_owned()),
            LedgerEnd::Now => mark(ledger.end, MarkKind::Now, "now".to_owned()),
        }
        if let Some(due) = ledger.due {
            mark(due, MarkKind::Due, "due".to_owned());
        }
        marks.sort_by_key(|mark| mark.at);
        let waited: Vec<String> =
            ledger.paused_by.iter().map(|(on, us)| format!("{} waiting on {}", length(*us), party(on))).collect();
        let waited = if waited.is_empty() { String::new() } else { format!(", {}", waited.join(", ")) };
        let marked: Vec<&str> = marks.iter().map(|mark| mark.label.as_str()).collect();
        let alternative = format!("{} counted{waited}. {}.", length(ledger.elapsed_us), marked.join(", "));
        let ticks = times.ticks(ledger.opened.instant(), end - begin);
        Some(Self { span: end - begin, pieces: pieces.collect(), marks, ticks, alternative })
    }

    /// The kinds that occur, for a legend.
    pub(in crate::report) fn kinds(&self) -> Vec<Kind> {
        let mut kinds: Vec<Kind> = self.pieces.iter().map(|piece| piece.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }
}
