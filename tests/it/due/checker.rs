//! Holds what is due in an incident against its decision: each open objective, update and reply once, in order, with
//! what is left, and due without pauses as a decision without waiting has it.

use relief::internals::report::due::{DueItem, DueList, DueStatus, StandsStill};
use relief::{Incident, Instant, Policy};
use serde_json::Value;

/// The decision of an incident and its ledgers, as JSON; nothing if it is rejected.
fn explained(policy: &Policy, incident: &Incident, as_of: Instant) -> Option<Value> {
    policy.explain(incident, as_of).ok().map(|explanation| serde_json::to_value(explanation).unwrap())
}

fn instant(value: &Value) -> Option<Instant> {
    value.as_str().map(|text| text.parse().unwrap())
}

/// Checks the items of one incident, and returns how many there are.
///
/// # Errors
/// What is wrong.
pub fn check(policy: &Policy, incident: &Incident, as_of: Instant) -> Result<usize, String> {
    let mut list = DueList::new(as_of, None, Vec::new(), None);
    let added = list.add(policy, incident, &[]);
    let Some(explained) = explained(policy, incident, as_of) else {
        return if added.is_err() { Ok(0) } else { Err("what is due in an incident that is rejected".to_owned()) };
    };
    added.map_err(|e| format!("{e:?}"))?.map_err(|e| format!("{e:?}"))?;
    list.sort();
    let dues: Vec<_> = list.items().iter().map(|item| item.due).collect();
    let ordered = dues.windows(2).all(|pair| pair[1].is_none() || pair[0].is_some_and(|first| Some(first) <= pair[1]));
    if !ordered {
        return Err(format!("{dues:?} are out of order"));
    }
    let mut waiting_ended = incident.clone();
    waiting_ended.waiting.clear();
    let unpaused = self::explained(policy, &waiting_ended, as_of);
    let decision = &explained["decision"];
    let mut expected = Vec::new();
    for objective in policy.model().objectives.iter().map(|o| o.name.as_str()) {
        let decided = &decision[objective];
        let is_open = matches!(decided["status"].as_str(), Some("running" | "paused" | "breached"))
            && decided["stopped"].is_null()
            && decided["ended"].is_null();
        if is_open {
            expected.push(objective);
            let item = the_item(&list, objective)?;
            check_objective(item, decided, &explained["ledgers"][objective], as_of)?;
            let without = unpaused.as_ref().and_then(|all| instant(&all["decision"][objective]["due"]));
            if unpaused.is_some() && item.due_without_pauses != without {
                return Err(format!("without pauses due {without:?}: {item:?}"));
            }
        }
    }
    let happened = |at: Option<Instant>| at.is_some_and(|at| at <= as_of);
    let relieved = happened(incident.relieved)
        || happened(incident.resolved)
        || happened(incident.closed)
        || incident.excluded.iter().any(|closed| closed.from <= as_of && as_of < closed.to);
    for (what, key, is_open) in [
        ("update", "cadence", decision["cadence"].is_object() && !relieved),
        ("reply", "replies", !decision["replies"]["waiting_since"].is_null()),
    ] {
        let item = the_item(&list, what);
        if is_open || item.is_ok() {
            expected.push(what);
            let item = item?;
            let due = instant(&decision[key]["next_due"]);
            if item.due != due || (due.is_none() && item.status != DueStatus::Paused) {
                return Err(format!("due {due:?}: {item:?}"));
            }
        }
    }
    for item in list.items() {
        check_item(item, incident, as_of).map_err(|e| format!("{e}: {item:?}"))?;
    }
    if list.items().len() == expected.len() {
        return Ok(expected.len());
    }
    Err(format!("expected {expected:?}: {:#?}", list.items()))
}

/// The one item of this.
fn the_item<'l>(list: &'l DueList, what: &str) -> Result<&'l DueItem, String> {
    match list.items().iter().filter(|item| item.what == what).collect::<Vec<_>>()[..] {
        [item] => Ok(item),
        _ => Err(format!("there is not one `{what}`: {:#?}", list.items())),
    }
}

fn check_objective(item: &DueItem, decided: &Value, ledger: &Value, as_of: Instant) -> Result<(), String> {
    let number = |key: &str| ledger[key].as_i64().unwrap_or_default();
    let due = instant(&decided["due"]);
    let status = match decided["status"].as_str() {
        Some("running") if due.is_some_and(|due| due <= as_of) => "used up",
        Some(word) => word,
        None => "",
    };
    let (limit, elapsed) = (number("limit_us"), number("elapsed_us"));
    // Of a limit of a few microseconds it may be more than can be counted.
    let share = |limit: i128| i64::try_from(i128::from(elapsed) * 1_000_000_000 / limit).ok();
    let used = share(i128::from(limit.max(1))).filter(|_| limit > 0);
    let expected = (status, due, limit - elapsed, used);
    if expected == (item.status.as_str(), item.due, item.left.0, item.used) {
        return Ok(());
    }
    Err(format!("expected {expected:?}: {item:?}"))
}

fn check_item(item: &DueItem, incident: &Incident, as_of: Instant) -> Result<(), &'static str> {
    let held = || incident.waiting.iter().filter(|w| w.from <= as_of && w.to.is_none_or(|to| to > as_of));
    let holds = |ok: bool, wrong: &'static str| if ok { Ok(()) } else { Err(wrong) };
    holds(item.waiting_on.is_some() == (held().count() > 0), "who is waited on")?;
    let known = item.waiting_on.iter().flat_map(|parties| parties.split(';'));
    holds(known.clone().all(|party| held().any(|w| w.on == party)), "a party that is not waited on")?;
    let paused = item.stands_still == Some(StandsStill::Paused);
    holds(item.status != DueStatus::Paused || paused, "paused, and does not stand still")?;
    holds(!paused || item.waiting_on.is_some(), "paused for nobody")?;
    holds(item.status != DueStatus::Breached || item.left.0 <= 0, "late, with time left")?;
    holds(item.due.is_some() || paused, "no due instant without a pause")?;
    // On its own clock less is left than on the wall, unless a pause holds it back.
    let wall = item.due.map(|due| due.0 - as_of.0).filter(|_| !paused && item.left.0 >= 0);
    holds(wall.is_none_or(|wall| item.left.0 <= wall.max(0)), "more left than on the wall")?;
    let moves = item.moves_again;
    holds(moves.is_none_or(|at| at > as_of && item.stands_still == Some(StandsStill::Closed)), "moves again")?;
    // A running clock that is open is due after what is left of it, unless it closes before.
    let first =
        item.due.filter(|_| item.status == DueStatus::Running && item.stands_still.is_some() && item.left.0 > 0);
    holds(first.is_none_or(|due| moves.is_some_and(|at| at <= due)), "due before it moves again")
}
