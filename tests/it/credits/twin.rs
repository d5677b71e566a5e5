//! The second computation of credit statements: slow and obvious.

use chrono::{DateTime, Datelike as _, NaiveDate};
use serde_json::{Value, json};

use super::fraction::{F, pounds};
use super::terms::{Case, Credit, DAY, MINUTE, OneIncident, Per, Right, Rounded, Rule, START, Worth, worth_text};

/// The number of a period, from year 0.
fn number(per: Per, date: NaiveDate) -> i32 {
    let months = date.year() * 12 + date.month0() as i32;
    months.div_euclid(per.months() as i32)
}

fn first_date(per: Per, number: i32) -> NaiveDate {
    let months = number * per.months() as i32;
    NaiveDate::from_ymd_opt(months.div_euclid(12), months.rem_euclid(12) as u32 + 1, 1).unwrap()
}

fn name(per: Per, number: i32) -> String {
    let date = first_date(per, number);
    match per {
        Per::Month => date.format("%Y-%m").to_string(),
        Per::Quarter => format!("{}-Q{}", date.year(), date.month0() / 3 + 1),
        Per::Year => date.year().to_string(),
    }
}

fn local_date(case: &Case, at: i64) -> NaiveDate {
    DateTime::from_timestamp(at + case.offset, 0).unwrap().date_naive()
}

/// The first instant of a local date.
fn midnight(case: &Case, date: NaiveDate) -> i64 {
    date.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp() - case.offset
}

fn written(case: &Case, at: i64) -> String {
    let local = DateTime::from_timestamp(at + case.offset, 0).unwrap();
    let offset = if case.offset == 0 { "Z" } else { "+09:00" };
    format!("{}{offset}", local.format("%Y-%m-%dT%H:%M:%S"))
}

fn parsed(value: &Value) -> i64 {
    DateTime::parse_from_rfc3339(value.as_str().unwrap()).unwrap().timestamp()
}

fn days(from: NaiveDate, to: NaiveDate) -> i128 {
    i128::from((to - from).num_days() + 1)
}

/// The dates of a period: all of them, and those in force.
fn dates(case: &Case, per: Per, number: i32) -> ((NaiveDate, NaiveDate), (NaiveDate, NaiveDate)) {
    let all = (first_date(per, number), first_date(per, number + 1).pred_opt().unwrap());
    let force = case.in_force.map(|(from, to)| {
        let date = |day: i64| DateTime::from_timestamp(START + day * DAY, 0).unwrap().date_naive();
        (date(from), date(to))
    });
    let cut = force.map_or(all, |(from, to)| (all.0.max(from), all.1.min(to)));
    (all, cut)
}

fn instants(case: &Case, number: i32) -> (i64, i64) {
    let (_, (first, last)) = dates(case, case.per, number);
    (midnight(case, first), midnight(case, last.succ_opt().unwrap()))
}

fn in_force_share(case: &Case, number: i32) -> F {
    let (all, cut) = dates(case, case.per, number);
    F::new(days(cut.0, cut.1).max(0), days(all.0, all.1))
}

fn fee(case: &Case, number: i32) -> Option<F> {
    let (pence, per) = case.fee?;
    Some(F::new(i128::from(pence) * case.per.months(), per.months()).mul(in_force_share(case, number)))
}

fn worth(worth: Worth) -> F {
    match worth {
        Worth::Share(hundredths) => F::new(i128::from(hundredths), 10_000),
        Worth::Pence(pence) => F::whole(i128::from(pence)),
    }
}

fn tenths(n: i64) -> F {
    F::new(i128::from(n), 1_000)
}

/// A line before anything is counted.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    measure: &'static str,
    objective: Option<&'static str>,
    priority: Option<&'static str>,
}

fn lines(case: &Case) -> Vec<(Line, Option<Credit>)> {
    let mut out: Vec<(Line, Option<Credit>)> = Vec::new();
    for credit in &case.credits {
        let measure = match (&credit.rule, credit.objective) {
            (Rule::Breach(_), _) => "breaches",
            (Rule::Late { .. }, _) => "lateness",
            (Rule::Down { .. }, _) => "downtime",
            (_, Some(_)) => "attainment",
            (_, None) => "availability",
        };
        let line = Line { measure, objective: credit.objective, priority: credit.priority };
        out.push((line, Some(credit.clone())));
    }
    let named = case.rights.iter().map(|right| right.objective).chain(case.availability.iter().map(|_| None));
    for objective in named {
        let measure = if objective.is_some() { "attainment" } else { "availability" };
        let line = Line { measure, objective, priority: None };
        if !out.iter().any(|(other, _)| *other == line) {
            out.push((line, None));
        }
    }
    out
}

fn is_left_out(case: &Case, incident: &OneIncident) -> bool {
    case.except && incident.fault == Some(true)
}

/// Whether the service is down in a minute, by one incident; `None` if that is unknown.
fn is_down(case: &Case, incident: &OneIncident, decision: &Value, at: i64) -> Option<bool> {
    let availability = case.availability.as_ref()?;
    let relief = &decision["relief"]["stopped"];
    let end = if relief.is_null() { case.as_of } else { parsed(relief) };
    let excluded = incident.excluded.is_some_and(|(from, to)| to <= case.as_of && from <= at && at < to);
    if at < incident.opened || at >= end || excluded || is_left_out(case, incident) {
        return Some(false);
    }
    let priority = match incident.change {
        Some((when, to)) if when <= at => to,
        _ => incident.priority,
    };
    match (priority, availability.planned) {
        ("P2", _) => Some(false),
        (_, false) => Some(true),
        (_, true) => incident.planned.map(|planned| !planned),
    }
}

/// Minutes from a day before the first opening to now: what each incident makes of them, and the union.
struct Downtime {
    start: i64,
    each: Vec<Vec<Option<bool>>>,
    any: Vec<bool>,
    /// Without what is ignored, and outside the counted hours.
    counted: Vec<bool>,
}

impl Downtime {
    fn new(case: &Case, decisions: &[Value]) -> Self {
        let start = START - DAY;
        let minutes = (case.as_of - start) / MINUTE;
        let at = |minute: i64| start + minute * MINUTE;
        let each: Vec<Vec<Option<bool>>> = case
            .incidents
            .iter()
            .zip(decisions)
            .map(|(i, d)| {
                if case.availability.is_none() {
                    return vec![Some(false); minutes as usize];
                }
                (0..minutes).map(|minute| is_down(case, i, d, at(minute))).collect()
            })
            .collect();
        let any: Vec<bool> = (0..minutes as usize).map(|m| each.iter().any(|one| one[m] == Some(true))).collect();
        let mut counted = any.clone();
        let ignoring = case.availability.as_ref().and_then(|a| a.ignoring).unwrap_or(0) as usize;
        let mut begin = 0;
        for minute in 0..=counted.len() {
            if minute < counted.len() && any[minute] {
                continue;
            }
            if minute - begin < ignoring {
                counted[begin..minute].fill(false);
            }
            begin = minute + 1;
        }
        let mut out = Self { start, each, any, counted };
        for minute in 0..out.counted.len() {
            out.counted[minute] &= is_counted(case, at(minute as i64));
        }
        out
    }

    /// The minutes of a period that have passed.
    fn range(&self, (from, to): (i64, i64)) -> std::ops::Range<usize> {
        let place = |at: i64| ((at - self.start) / MINUTE).clamp(0, self.any.len() as i64) as usize;
        place(from)..place(to)
    }
}

fn is_counted(case: &Case, at: i64) -> bool {
    let counts = case.availability.as_ref().is_some_and(|a| a.counted);
    !counts || (at + case.offset).rem_euclid(DAY) >= 4 * 3_600
}

/// Which period an objective counts in, and how.
fn counts(case: &Case, incident: &OneIncident, result: &Value) -> Option<(i32, &'static str)> {
    let (at, how) = match result["status"].as_str().unwrap() {
        "met" => (parsed(&result["stopped"]), "met"),
        "breached" => (parsed(&result["due"]), "breached"),
        "running" | "paused" => (case.as_of, "open"),
        _ => return None,
    };
    let at = if case.by_stopped { at } else { incident.opened };
    let mut period = number(case.per, local_date(case, at));
    if let Some((_, to)) = case.in_force {
        let last = DateTime::from_timestamp(START + to * DAY, 0).unwrap().date_naive();
        period = period.min(number(case.per, last));
    }
    Some((period, how))
}

/// How many lengths of so many seconds are in a lateness.
fn lengths(result: &Value, seconds: i64, rounded: Rounded) -> i128 {
    let late = result["elapsed_s"].as_i64().unwrap() - result["limit_s"].as_i64().unwrap();
    match rounded {
        // At least a microsecond late.
        Rounded::Started if late == 0 => 1,
        Rounded::Started => F::new(late.into(), seconds.into()).ceil(),
        Rounded::Full | Rounded::Exact => F::new(late.into(), seconds.into()).floor(),
    }
}

fn stepped(steps: F, rounded: Rounded) -> F {
    match rounded {
        Rounded::Full => F::whole(steps.floor()),
        Rounded::Started => F::whole(steps.ceil()),
        Rounded::Exact => steps,
    }
}

fn step_json(steps: F) -> Value {
    if steps.1 == 1 { json!(steps.0 as i64) } else { json!(steps.nine()) }
}

/// What the lines of a statement come to.
struct Computed {
    json: Value,
    /// In the unit of the statement.
    credited: Option<F>,
    value: Option<F>,
    open: usize,
}

fn line(
    case: &Case,
    decisions: &[Value],
    downtime: &Downtime,
    period: i32,
    (line, credit): &(Line, Option<Credit>),
) -> Computed {
    let of_time = line.objective.is_none();
    let range = downtime.range(instants(case, period));
    let (mut met, mut breached, mut open) = (0, 0, 0);
    let (mut ids, mut unknown) = (Vec::new(), Vec::new());
    let (mut steps, mut late_total, mut capped) = (F::ZERO, F::ZERO, 0);
    for ((place, incident), decision) in case.incidents.iter().enumerate().zip(decisions) {
        let id = format!("I{}", incident.id);
        if of_time {
            let minutes = range.clone();
            if minutes.clone().any(|m| downtime.counted[m] && downtime.each[place][m] == Some(true)) {
                ids.push(id.clone());
            }
            if minutes.clone().any(|m| downtime.each[place][m].is_none()) {
                unknown.push(id);
            }
            continue;
        }
        let result = &decision[line.objective.unwrap()];
        let concerned = line.priority.is_none_or(|p| result["priority"] == p);
        let Some((_, how)) = counts(case, incident, result).filter(|(p, _)| *p == period) else { continue };
        if !concerned || is_left_out(case, incident) {
            continue;
        }
        match how {
            "met" => met += 1,
            "open" => open += 1,
            _ => {
                breached += 1;
                ids.push(id);
                if line.measure == "lateness" {
                    open += usize::from(result["stopped"].is_null());
                }
                if let Some(Credit { rule: Rule::Late { minutes, rounded, worth: each, most }, .. }) = credit {
                    let number = F::whole(lengths(result, minutes * 60, *rounded));
                    steps = steps.add(number);
                    let alone = number.mul(worth(*each));
                    match most {
                        Some(most) if worth(*most).less(alone) => {
                            capped += 1;
                            late_total = late_total.add(worth(*most));
                        }
                        _ => late_total = late_total.add(alone),
                    }
                }
            }
        }
    }
    let down = range.clone().filter(|m| downtime.counted[*m]).count() as i128;
    let (from, to) = instants(case, period);
    let length = (from / MINUTE..to / MINUTE).filter(|minute| is_counted(case, minute * MINUTE)).count() as i128;
    let value = match line.measure {
        "attainment" if met + breached > 0 => Some(F::new(met as i128, (met + breached) as i128)),
        "availability" => Some(F::new(length - down, length)),
        _ => None,
    };
    let few = line.measure == "attainment" && case.fewest.is_some_and(|fewest| ((met + breached) as u64) < fewest);
    let mut out = json!({
        "measure": line.measure, "credit_by": null, "objective": line.objective,
        "priorities": line.priority.into_iter().collect::<Vec<_>>(),
        "met": met, "breached": breached, "open": open,
        "down_us": if of_time { down as i64 * 60_000_000 } else { 0 },
        "period_us": of_time.then_some(length as i64 * 60_000_000),
        "value": value.map(F::nine), "ignored": false, "below": null, "steps": null, "credit": null,
        "share": null, "amount": null, "incidents": ids, "unknown": unknown, "capped": capped,
    });
    let mut credited = None;
    if let Some(Credit { rule, .. }) = credit {
        let (total, kind) = match rule {
            Rule::Bands(bands) => {
                out["credit_by"] = json!("band");
                out["ignored"] = json!(few);
                let below = |(bound, _): &&(i64, Worth)| !few && value.is_some_and(|v| v.less(tenths(*bound)));
                let band = bands.iter().rev().find(below);
                out["below"] = json!(band.map(|(bound, _)| *bound as f64 / 1_000.0));
                out["credit"] = json!(band.map(|(_, w)| short(*w)));
                (band.map_or(F::ZERO, |(_, w)| worth(*w)), bands[0].1)
            }
            Rule::Distance { below, step, rounded, worth: each } => {
                out["credit_by"] = json!("distance");
                out["ignored"] = json!(few);
                let low = value.filter(|v| !few && v.less(tenths(*below)));
                out["below"] = json!(low.map(|_| *below as f64 / 1_000.0));
                let steps = low.map_or(F::ZERO, |v| tenths(*below).sub(v).div(tenths(*step)));
                let steps = stepped(steps, *rounded);
                out["steps"] = step_json(steps);
                out["credit"] = json!(short(*each));
                (steps.mul(worth(*each)), *each)
            }
            Rule::Breach(each) => {
                out["credit_by"] = json!("breach");
                out["credit"] = json!(short(*each));
                (worth(*each).mul(F::whole(breached as i128)), *each)
            }
            Rule::Late { worth: each, .. } => {
                out["credit_by"] = json!("late");
                out["credit"] = json!(short(*each));
                out["steps"] = step_json(steps);
                (late_total, *each)
            }
            Rule::Down { minutes, rounded, worth: each } => {
                out["credit_by"] = json!("down");
                out["credit"] = json!(short(*each));
                let steps = stepped(F::new(down, i128::from(*minutes)), *rounded);
                out["steps"] = step_json(steps);
                (steps.mul(worth(*each)), *each)
            }
        };
        let fee = fee(case, period);
        let cents = match (kind, fee) {
            (Worth::Pence(_), _) => Some(total.cents()),
            (Worth::Share(_), Some(fee)) => Some(total.mul(fee).cents()),
            (Worth::Share(_), None) => None,
        };
        out["amount"] = json!(cents.map(pounds));
        out["share"] = json!(matches!(kind, Worth::Share(_)).then(|| total.nine()));
        credited = Some(cents.map_or(total, F::whole));
    }
    Computed { json: out, credited, value, open }
}

/// A credit as the JSON form writes it: `5%` for `5.00%`.
fn short(worth: Worth) -> String {
    let text = worth_text(worth);
    match text.strip_suffix('%') {
        Some(number) => format!("{}%", number.trim_end_matches('0').trim_end_matches('.')),
        None => text,
    }
}

fn in_money(case: &Case) -> bool {
    let share = |worth: &Worth| matches!(worth, Worth::Share(_));
    let first = match &case.credits[0].rule {
        Rule::Bands(bands) => bands[0].1,
        Rule::Distance { worth, .. } | Rule::Breach(worth) | Rule::Late { worth, .. } | Rule::Down { worth, .. } => {
            *worth
        }
    };
    case.fee.is_some() || !share(&first)
}

fn sum_json(case: &Case, number: F) -> Value {
    if in_money(case) {
        json!({"share": null, "amount": pounds(number.0)})
    } else {
        json!({"share": number.nine(), "amount": null})
    }
}

/// The weight of a period in a year: its fee, or the part of it that is in force.
fn weight(case: &Case, period: i32) -> F {
    fee(case, period).unwrap_or_else(|| in_force_share(case, period))
}

/// The lowest cap: what it comes to, and its share if it is written as one and not per year.
fn cap(case: &Case, period: i32, credited: F) -> Option<(F, Option<F>)> {
    let year = first_date(case.per, period).year();
    let periods = (year * 12 / case.per.months() as i32)..((year + 1) * 12 / case.per.months() as i32);
    let whole = periods.map(|p| weight(case, p)).fold(F::ZERO, F::add);
    let mut out: Option<(F, Option<F>)> = None;
    for (most, per_year) in &case.caps {
        let (limit, share) = match (most, per_year, in_money(case)) {
            (Worth::Pence(_), false, _) => (worth(*most), None),
            (Worth::Pence(_), true, _) => (worth(*most).sub(credited), None),
            (Worth::Share(_), false, true) => {
                (F::whole(worth(*most).mul(fee(case, period).unwrap()).cents()), Some(worth(*most)))
            }
            (Worth::Share(_), false, false) => (worth(*most), Some(worth(*most))),
            (Worth::Share(_), true, true) => (F::whole(worth(*most).mul(whole).cents()).sub(credited), None),
            (Worth::Share(_), true, false) => (worth(*most).mul(whole).sub(credited).div(weight(case, period)), None),
        };
        let limit = if limit.less(F::ZERO) { F::ZERO } else { limit };
        if out.is_none_or(|(other, _)| limit.less(other)) {
            out = Some((limit, share));
        }
    }
    out
}

/// The expected statements.
pub fn statements(case: &Case, decisions: &[Value]) -> Vec<Value> {
    let downtime = Downtime::new(case, decisions);
    let lines = lines(case);
    let mut periods = Vec::new();
    for (incident, decision) in case.incidents.iter().zip(decisions) {
        periods.push(number(case.per, local_date(case, incident.opened)));
        if is_left_out(case, incident) {
            continue;
        }
        for (line, _) in &lines {
            let Some(objective) = line.objective else { continue };
            let result = &decision[objective];
            if line.priority.is_none_or(|p| result["priority"] == p) {
                periods.extend(counts(case, incident, result).map(|(period, _)| period));
            }
        }
    }
    for (minute, down) in downtime.any.iter().enumerate().filter(|(_, down)| **down) {
        let at = downtime.start + minute as i64 * MINUTE;
        let period = number(case.per, local_date(case, at));
        let (from, to) = instants(case, period);
        if *down && from <= at && at < to {
            periods.push(period);
        }
    }
    let (Some(first), Some(last)) = (periods.iter().min(), periods.iter().max()) else { return Vec::new() };
    let mut credited_by_year = std::collections::BTreeMap::new();
    let mut histories: Vec<Vec<(i32, bool)>> = vec![Vec::new(); case.rights.len()];
    let mut arisen: Vec<Option<(i32, Vec<i32>)>> = vec![None; case.rights.len()];
    let mut out = Vec::new();
    for period in *first..=*last {
        let (from, to) = instants(case, period);
        let computed: Vec<Computed> = lines.iter().map(|one| line(case, decisions, &downtime, period, one)).collect();
        let sum = computed.iter().filter_map(|one| one.credited).fold(F::ZERO, F::add);
        let year = first_date(case.per, period).year();
        let credited: &mut F = credited_by_year.entry(year).or_insert(F::ZERO);
        let cap = cap(case, period, *credited);
        let mut total = cap.map_or(sum, |(most, _)| sum.min(most));
        if case.least.is_some_and(|least| total.less(F::whole(least.into()))) {
            total = F::ZERO;
        }
        *credited = credited.add(if in_money(case) { total } else { total.mul(weight(case, period)) });
        let opened: Vec<&OneIncident> =
            case.incidents.iter().filter(|i| number(case.per, local_date(case, i.opened)) == period).collect();
        let unsure = opened.iter().filter(|i| case.except && i.fault.is_none());
        let mut cap_json = cap.map_or(json!({"share": null, "amount": null}), |(most, _)| sum_json(case, most));
        if let Some((_, Some(share))) = cap {
            cap_json["share"] = json!(share.nine());
        }
        let (_, (_, last_date)) = dates(case, case.per, period);
        let claim_by = case.claimed.map(|days| midnight(case, last_date + chrono::Duration::days(days + 1)));
        let mut rights = Vec::new();
        for (place, right) in case.rights.iter().enumerate() {
            let (history, arisen) = (&mut histories[place], &mut arisen[place]);
            rights.push(self::right(case, right, period, &lines, &computed, (to <= case.as_of, history, arisen)));
        }
        out.push(json!({
            "contract": "Acme",
            "in_force": case.in_force.map(|(from, to)| [Case::date(from), Case::date(to)]),
            "period": name(case.per, period),
            "from": written(case, from),
            "to": written(case, to),
            "provisional": case.as_of < to || computed.iter().any(|one| one.open > 0),
            "incidents": opened.len(),
            "left_out": opened.iter().filter(|i| is_left_out(case, i)).count(),
            "unsure": unsure.map(|i| format!("I{}", i.id)).collect::<Vec<_>>(),
            "currency": in_money(case).then_some("GBP"),
            "fee": fee(case, period).map(|fee| pounds(fee.cents())),
            "lines": computed.into_iter().map(|one| one.json).collect::<Vec<_>>(),
            "sum": sum_json(case, sum),
            "cap": cap_json,
            "total": sum_json(case, total),
            "claim_by": claim_by.map(|at| written(case, at)),
            "claim": claim_by.filter(|_| total != F::ZERO).map(|_| "open"),
            "rights": rights,
            "tier": false,
            "customer": null,
        }));
    }
    out
}

type History<'h> = (bool, &'h mut Vec<(i32, bool)>, &'h mut Option<(i32, Vec<i32>)>);

fn right(
    case: &Case,
    right: &Right,
    period: i32,
    lines: &[(Line, Option<Credit>)],
    computed: &[Computed],
    (is_over, history, arisen): History<'_>,
) -> Value {
    let measure = if right.objective.is_some() { "attainment" } else { "availability" };
    let wanted = Line { measure, objective: right.objective, priority: None };
    let place = lines.iter().position(|(line, _)| *line == wanted).unwrap();
    if let Some(value) = computed[place].value.filter(|_| is_over) {
        history.push((period, value.less(tenths(right.below))));
    }
    let window = &history[history.len().saturating_sub(right.of)..];
    let below: Vec<i32> = window.iter().filter(|(_, below)| *below).map(|(period, _)| *period).collect();
    if arisen.is_none() && below.len() >= right.periods {
        *arisen = Some((period, below.clone()));
    }
    let (since, periods) = match arisen {
        Some((since, periods)) => (Some(*since), periods.clone()),
        None => (None, below),
    };
    let names: Vec<String> = periods.into_iter().map(|period| name(case.per, period)).collect();
    json!({"name": "leave", "since": since.map(|period| name(case.per, period)), "periods": names})
}

/// The expected quotas.
pub fn quotas(case: &Case, decisions: &[Value]) -> Value {
    let Some((included, per, priority)) = case.quota else { return json!([]) };
    let opened = |i: &OneIncident| number(per, local_date(case, i.opened));
    let (first, last) = (case.incidents.iter().map(opened).min(), case.incidents.iter().map(opened).max());
    let (Some(first), Some(last)) = (first, last) else { return json!([]) };
    let quota = |period: i32| {
        let counted = case
            .incidents
            .iter()
            .zip(decisions)
            .filter(|(i, d)| opened(i) == period && priority.is_none_or(|p| d["priority"] == p));
        let used = counted.count() as u64;
        let to = midnight(case, first_date(per, period + 1));
        json!({
            "contract": "Acme",
            "in_force": case.in_force.map(|(from, to)| [Case::date(from), Case::date(to)]),
            "priorities": priority.into_iter().collect::<Vec<_>>(),
            "per": per.noun(),
            "period": name(per, period),
            "from": written(case, midnight(case, first_date(per, period))),
            "to": written(case, to),
            "quota": included,
            "used": used,
            "left": included.saturating_sub(used),
            "over": used.saturating_sub(included),
            "provisional": case.as_of < to,
        })
    };
    (first..=last).map(quota).collect()
}
