//! Verifies a ledger from its JSON form, the incident and the predicate of the calendar: no part of the evaluator is used.

use std::collections::BTreeMap;

use chrono::DateTime;
use serde_json::Value;

/// Whether a calendar, by its name and zone, is open at an instant in microseconds.
pub type Runs<'p> = &'p dyn Fn(&str, &str, i64) -> bool;

/// The first thing that is wrong with the ledgers of an explanation.
pub fn check(explanation: &Value, runs: Runs<'_>) -> Result<(), String> {
    let ledgers = explanation["ledgers"].as_object().ok_or("no ledgers")?;
    for (name, ledger) in ledgers {
        let decided = &explanation["decision"][name];
        let limited = decided["status"] != "none" || decided["ended"] == "resolved";
        if limited == ledger.is_null() {
            return Err(format!("{name}: {} with the ledger {ledger}", decided["status"]));
        }
        if limited {
            of_objective(ledger, decided, &explanation["incident"], runs).map_err(|e| format!("{name}: {e}"))?;
        }
    }
    Ok(())
}

fn instant(value: &Value) -> Option<i64> {
    Some(DateTime::parse_from_rfc3339(value.as_str()?).ok()?.timestamp_micros())
}

fn of_objective(ledger: &Value, decided: &Value, incident: &Value, runs: Runs<'_>) -> Result<(), String> {
    let at = |key: &str| instant(&ledger[key]);
    let us = |key: &str| ledger[key].as_i64().ok_or(format!("no {key}"));
    let text = |key: &str| ledger[key].as_str().unwrap_or("").to_owned();
    let (opened, end) = (at("opened").ok_or("no opened")?, at("end").ok_or("no end")?);
    let (due, counts_from) = (at("due"), at("counts_from"));
    let same = |what: &str, same: bool| if same { Ok(()) } else { Err(what.to_owned()) };
    same("status", ledger["status"] == decided["status"])?;
    same("due", decided["status"] == "none" || instant(&decided["due"]) == due)?;
    same("stopped", decided["status"] == "none" || instant(&decided["stopped"]) == at("stopped"))?;
    same("elapsed", decided["status"] == "none" || decided["elapsed_s"] == us("elapsed_us")?.div_euclid(1_000_000))?;
    let segments = ledger["segments"].as_array().ok_or("no segments")?;
    let (mut last, mut before) = (opened, None);
    let (mut counted, mut to_due, mut excluded) = (0, 0, 0);
    let mut paused: BTreeMap<String, i64> = BTreeMap::new();
    let intervals = |key: &str| incident[key].as_array().cloned().unwrap_or_default();
    for segment in segments {
        let (from, to) = (instant(&segment["from"]).ok_or("no from")?, instant(&segment["to"]).ok_or("no to")?);
        let (reason, detail) = (segment["reason"].as_str().unwrap_or(""), segment["detail"].as_str());
        let projected = segment["projected"] == true;
        let wrong = |what: &str| Err(format!("{what}: {segment}"));
        if from != last || to <= from || segment["length_us"] != to - from {
            return wrong("a gap, an overlap or an empty segment");
        }
        let kind = (reason.to_owned(), detail.map(str::to_owned), projected);
        if before.replace(kind.clone()).is_some_and(|before| before == kind) {
            return wrong("no difference from the segment before");
        }
        if projected && from < end || !projected && to > end {
            return wrong("not cut at the end");
        }
        if (segment["counted"] == true) != (reason == "open") {
            return wrong("counted");
        }
        if (reason == "before_start") != counts_from.is_none_or(|start| to <= start) {
            return wrong("before the start");
        }
        if reason != "before_start" && counts_from.is_some_and(|start| from < start) {
            return wrong("across the start");
        }
        for instant in [from, from + (to - from) / 2, to - 1] {
            let open = runs(&text("calendar"), &text("timezone"), instant);
            if reason != "before_start" && open == (reason == "closed") {
                return wrong("the calendar says otherwise");
            }
        }
        // Intervals that touch or overlap are one segment.
        let within = |key: &str, on: Option<&str>| {
            let mut held = from;
            let mut intervals = intervals(key);
            intervals.sort_by_key(|interval| instant(&interval["from"]));
            for interval in intervals.iter().filter(|interval| on.is_none_or(|on| interval["on"] == on)) {
                if instant(&interval["from"]).is_some_and(|begins| begins <= held) {
                    let ends = instant(&interval["to"]).filter(|ends| *ends <= end).unwrap_or(i64::MAX);
                    held = held.max(ends);
                }
            }
            to <= held
        };
        if reason == "waiting" && !within("waiting", detail) || reason == "excluded" && !within("excluded", None) {
            return wrong("nothing of the incident");
        }
        let length = to - from;
        if !projected {
            match reason {
                "open" => counted += length,
                "excluded" => excluded += length,
                "waiting" => *paused.entry(detail.unwrap_or("").to_owned()).or_default() += length,
                _ => {}
            }
        }
        if reason == "open" {
            to_due += due.map_or(0, |due| (to.min(due) - from).max(0));
        }
        last = to;
    }
    let stopped = ledger["end_is"] != "now";
    let until = if stopped { end } else { due.map_or(end, |due| due.max(end)) };
    same("the segments do not reach the end", last == until)?;
    same("elapsed is not what was counted", us("elapsed_us")? == counted)?;
    same("paused_us", us("paused_us")? == paused.values().sum::<i64>())?;
    same("paused_by", ledger["paused_by"] == serde_json::json!(paused))?;
    same("excluded_us", us("excluded_us")? == excluded)?;
    if due.is_some_and(|due| due <= last) {
        same("what counts up to due is not the limit", us("limit_us")? == to_due)?;
    }
    let marks = ledger["marks"].as_array().ok_or("no marks")?;
    same("marks are not in order", marks.is_sorted_by_key(|mark| instant(&mark["at"])))?;
    let nearest = &ledger["nearest"];
    match ledger["status"].as_str() {
        Some("met") => same("left", nearest["left_us"].as_i64() == Some(us("limit_us")? - us("elapsed_us")?)),
        Some("breached") => {
            let latest = instant(&nearest["latest_stop"]).ok_or("no latest stop")?;
            // What counted up to there keeps the limit, and a microsecond more of it would not.
            let at = |x: i64| {
                let open = segments.iter().filter(|segment| segment["reason"] == "open");
                let cut = |s: &Value| (instant(&s["to"]).unwrap().min(x) - instant(&s["from"]).unwrap()).max(0);
                open.map(cut).sum::<i64>()
            };
            let limit = us("limit_us")?;
            match ledger["comparison"].as_str() {
                Some("<") => same("latest stop", at(latest) < limit && at(latest + 1) >= limit),
                Some("<=") => same("latest stop", at(latest) <= limit && at(latest + 1) > limit),
                _ => same("latest stop", Some(latest) == due),
            }
        }
        _ => same("nearest", nearest.is_null()),
    }
}
