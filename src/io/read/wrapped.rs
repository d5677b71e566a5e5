//! A JSON text that is a list of incidents, or an object that holds one: APIs answer with `{"result": [...]}`,
//! `{"tickets": [...]}`, `{"data": {"issues": [...]}}`.

use std::fmt;

use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::diagnostic::list;

use super::error::ReadError;
use super::parsed::json_error;
use super::plan::Plan;
use crate::engine::Field;

/// Lists are looked for in objects within objects, up to this depth.
const DEPTH: usize = 4;

/// The items of a list, and the path to it where it is within an object: `data.issues`.
#[derive(Debug)]
pub(super) struct Found<'t> {
    pub(super) items: Vec<&'t RawValue>,
    pub(super) path: Option<String>,
}

/// Finds the list of incidents in a JSON text.
///
/// # Errors
/// Where there is none, or several; of the file as it is named.
pub(super) fn find<'t>(file: &str, text: &'t str, plan: &Plan<'_>) -> Result<Found<'t>, ReadError> {
    let expected = "a JSON list of incidents was expected";
    let wrong =
        |found: String, help: String| Err(ReadError::new(file, format!("{expected}, found {found}")).help(Some(help)));
    let error = match serde_json::from_str::<Vec<&RawValue>>(text) {
        Ok(items) => return Ok(Found { items, path: None }),
        Err(error) => error,
    };
    if text.trim().is_empty() {
        return Err(ReadError::new(file, format!("{expected}, found nothing")));
    }
    let broken = |error: &serde_json::Error| {
        let line = u64::try_from(error.line().max(1)).unwrap_or(u64::MAX);
        Err(ReadError::new(file, format!("{expected}: {}", json_error(error))).line(line))
    };
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
    let first = match values.next() {
        Some(Ok(first)) if !first.get().starts_with('[') => first,
        _ => return broken(&error),
    };
    match values.next() {
        None => {}
        Some(Ok(_)) => {
            return wrong("one value after the other".to_owned(), "`--input-format jsonl` reads them".to_owned());
        }
        Some(Err(error)) => return broken(&error),
    }
    let start: String = first.get().chars().take(40).collect();
    let Some(object) = pairs(first) else {
        return wrong(format!("`{start}`"), "put its values into a list".to_owned());
    };
    let of_id = |key: &str| plan.fed(key).iter().any(|(slot, _)| *slot == Field::Id.slot());
    if object.iter().any(|(key, _)| of_id(key)) {
        return wrong(format!("one object: `{start}`"), "put it into a list: `[{...}]`".to_owned());
    }
    let mut lists = Vec::new();
    collect(&object, "", DEPTH, plan, &mut lists);
    if lists.iter().any(|list| !list.items.is_empty()) {
        lists.retain(|list| !list.items.is_empty());
    }
    if lists.len() > 1 {
        // Users and groups beside the tickets have ids too: what else is read of an incident tells.
        let named = |list: &Found<'_>| {
            let first = list.items.first().and_then(|raw| pairs(raw)).unwrap_or_default();
            let feeds = |key: &str| plan.fed(key).iter().any(|(slot, _)| *slot < plan.named());
            let known = first.iter().filter(|(key, _)| feeds(key) || plan.reaches_into(key)).count();
            if first.iter().any(|(key, _)| of_id(key)) { known } else { 0 }
        };
        let most = lists.iter().map(named).max().unwrap_or(0);
        if lists.iter().filter(|list| named(list) == most).count() == 1 {
            lists.retain(|list| named(list) == most);
        }
    }
    if lists.len() > 1 {
        let paths = list(lists.iter().filter_map(|list| list.path.as_deref()));
        return wrong(
            format!("an object with the lists {paths}"),
            "leave only the list of incidents in the file".to_owned(),
        );
    }
    match lists.pop() {
        Some(found) => Ok(found),
        None => {
            wrong(format!("an object without a list of objects: `{start}`"), "put the incidents into a list".to_owned())
        }
    }
}

/// The lists of objects within an object.
fn collect<'t>(
    object: &[(String, &'t RawValue)],
    above: &str,
    depth: usize,
    plan: &Plan<'_>,
    lists: &mut Vec<Found<'t>>,
) {
    for (key, raw) in object {
        let path = if above.is_empty() { key.clone() } else { format!("{above}.{key}") };
        if raw.get().starts_with('[') {
            let items: Vec<&RawValue> = serde_json::from_str(raw.get()).unwrap_or_default();
            let empty = raw.get().get(1..).is_some_and(|rest| rest.trim_start().starts_with(']'));
            if empty || (!items.is_empty() && items.iter().all(|item| item.get().starts_with('{'))) {
                lists.push(Found { items, path: Some(path) });
            }
        } else if depth > 0
            && !plan.reaches_into(key)
            && let Some(inner) = pairs(raw)
        {
            collect(&inner, &path, depth - 1, plan, lists);
        }
    }
}

/// The keys and values of an object; nothing of what is none.
fn pairs(raw: &RawValue) -> Option<Vec<(String, &RawValue)>> {
    struct Pairs;
    impl<'de> Visitor<'de> for Pairs {
        type Value = Vec<(String, &'de RawValue)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut out = Vec::new();
            while let Some(pair) = map.next_entry()? {
                out.push(pair);
            }
            Ok(out)
        }
    }
    serde_json::Deserializer::from_str(raw.get()).deserialize_map(Pairs).ok()
}
