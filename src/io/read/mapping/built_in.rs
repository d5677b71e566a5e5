//! The mappings that are built in.

const BUILT_IN: [(&str, &str); 6] = [
    ("events", include_str!("../mappings/events.yaml")),
    ("jira", include_str!("../mappings/jira.yaml")),
    ("servicenow", include_str!("../mappings/servicenow.yaml")),
    ("servicenow-events", include_str!("../mappings/servicenow-events.yaml")),
    ("zendesk", include_str!("../mappings/zendesk.yaml")),
    ("zendesk-events", include_str!("../mappings/zendesk-events.yaml")),
];

/// The names of the built-in mappings.
pub fn built_in_names() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(name, _)| *name)
}

/// The text of a built-in mapping.
pub(super) fn text(name: &str) -> Option<&'static str> {
    BUILT_IN.iter().find(|(n, _)| *n == name).map(|(_, text)| *text)
}
