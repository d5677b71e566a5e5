//! What an import adds.

use super::super::document::Target;
use super::super::host::Snapshot;
use super::super::outline::{EntryKind, items};
use super::calendar;

/// What an import leads to: the tiers of a built-in policy, the items of a file, the next days of a holiday list.
pub(in super::super) fn imported(snapshot: &Snapshot, target: &Target) -> Option<String> {
    match target {
        Target::BuiltIn(name) => {
            let document = super::super::built_in::policy(name)?;
            let items = items(&document);
            let named = |kind: EntryKind| {
                let names: Vec<String> =
                    items.iter().filter(|item| item.kind == kind).map(|item| format!("`{}`", item.name)).collect();
                names.join(", ")
            };
            let title = items.iter().find(|item| item.kind == EntryKind::Policy);
            let title = title.map_or(name.as_str(), |item| item.name.as_str());
            Some(format!(
                "Built-in policy `{name}`: {title}\n\nTiers: {}  \nPriorities: {}  \nCalendars: {}",
                named(EntryKind::Tier),
                named(EntryKind::Priority),
                named(EntryKind::Calendar),
            ))
        }
        Target::BuiltInList(name) => {
            let path = super::super::built_in::list_path(name)?;
            let text = super::super::built_in::text(path.to_str()?)?;
            calendar::list(snapshot, name, text)
        }
        Target::List(path) => {
            let bytes = crate::policy::Files::read(snapshot, path, 1 << 20).ok()?;
            calendar::list(snapshot, &path.file_name()?.to_string_lossy(), &String::from_utf8(bytes).ok()?)
        }
        Target::File(path) => {
            let document = snapshot.document(path)?;
            let items = items(document);
            let lines: Vec<String> =
                items.iter().take(20).map(|item| format!("- {} `{}`", item.kind.noun(), item.name)).collect();
            let more = items.len().saturating_sub(20);
            let more = if more > 0 { format!("\n- and {more} more") } else { String::new() };
            Some(format!("`{}`\n\n{}{more}", path.display(), lines.join("\n")))
        }
    }
}
