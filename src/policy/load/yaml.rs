//! What a YAML reader says, in words for those who keep holiday lists.

/// The sentence of an error in a holiday file.
pub(super) fn told(message: &str, empty: bool) -> String {
    if empty {
        return "the file is empty".to_owned();
    }
    // `days[3]: `: the place underlined says that.
    let message = message.split_once("]: ").map_or(message, |(_, rest)| rest);
    let message = ["complete: ", "complete.from: ", "complete.to: ", "name: ", "days: "]
        .iter()
        .find_map(|path| message.strip_prefix(path))
        .unwrap_or(message);
    if let Some(name) = message.strip_prefix("missing field ") {
        return format!("{name} is missing");
    }
    if let Some(name) = message.strip_prefix("duplicate field ") {
        return format!("{name} occurs twice");
    }
    if let Some((name, known)) = message.strip_prefix("unknown field ").and_then(|rest| rest.split_once(", expected "))
    {
        return format!(
            "{name} has no meaning here: expected {}",
            known.replace("one of ", "").replace("` or `", "`, `")
        );
    }
    if let Some((found, expected)) =
        message.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected "))
    {
        return format!("expected {}, found {}", kind(expected), value(found));
    }
    if message.starts_with("invalid value: ") {
        return "this is not a year".to_owned();
    }
    if message.starts_with("the key `") {
        return message.to_owned();
    }
    if message == "repetition limit exceeded" {
        return "its aliases (`*name`) repeat too often".to_owned();
    }
    if message.starts_with('`') || message.starts_with(|c: char| c.is_ascii_digit()) || message.starts_with("nested ") {
        return message.to_owned();
    }
    "this is not YAML".to_owned()
}

/// What an error speaks of: the first thing in backticks, or the date that it begins with.
pub(super) fn subject(message: &str) -> &str {
    if message.starts_with(|c: char| c.is_ascii_digit()) {
        return message.split(' ').next().unwrap_or("");
    }
    let found = message.split_once("found `").map_or(message, |(_, found)| found);
    let found = if found.len() < message.len() { found.split('`').next() } else { message.split('`').nth(1) };
    found.unwrap_or("")
}

/// What to do about it.
pub(super) fn help(message: &str) -> &'static str {
    if message.ends_with(" twice") {
        "remove one of them"
    } else if message.contains("is outside") {
        "widen `complete`, or remove the date"
    } else if message.contains("is not a date") {
        "a date is year-month-day"
    } else if message.contains("runs backwards") {
        "put the earlier year first"
    } else if message.contains("is not a name") {
        "the name is what a calendar calls the list by: `closed holidays bank_holidays`"
    } else {
        "a list says `name: bank_holidays`, `complete: {from: 2026, to: 2028}` and `days:`, \
         each of them `- {date: 2026-12-25, name: \"Christmas Day\"}`"
    }
}

fn kind(expected: &str) -> &str {
    match expected {
        "struct File" => "`name`, `complete` and `days`",
        "struct Complete" => "`{from: 2026, to: 2028}`",
        "struct Day" => "a day such as `{date: 2026-12-25, name: \"Christmas Day\"}`",
        "i32" => "a year",
        "a sequence" => "a list of days",
        "a string" => "a text",
        other => other,
    }
}

fn value(found: &str) -> String {
    match found {
        "sequence" => "a list".to_owned(),
        "map" => "keys with values".to_owned(),
        "unit value" => "nothing".to_owned(),
        other => {
            let value = other.split_once(' ').map_or(other, |(_, value)| value);
            format!("`{}`", value.trim_matches(['"', '`']))
        }
    }
}
