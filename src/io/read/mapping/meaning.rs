//! What the events and states of an export can mean.

/// What an event means.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum EventMeaning {
    /// It was opened.
    Opened,
    /// Somebody answered.
    Responded,
    /// It waits, on this party or the one of the row's `on` column.
    Waiting(Option<String>),
    /// It waits no longer.
    Resumed,
    /// Its clock runs: it opens the incident where nothing else does, ends a pause, reopens what was over.
    Running,
    /// Its priority is now this one, or that of the row.
    Priority(Option<String>),
    /// The customer is running again.
    Relieved,
    /// The cause is gone.
    Resolved,
    /// It was not over.
    Reopened,
    /// It was closed.
    Closed,
    /// The vendor told the customer how it is.
    Update,
    /// The customer wrote.
    Message,
    /// The field of an objective, by its name.
    Declared(String),
    /// Several of these at once, in this order.
    Several(Vec<Self>),
    /// Nothing that a clock knows.
    Ignore,
}

/// What a state means.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum StateMeaning {
    /// Nobody has answered yet.
    New,
    /// It is worked on.
    Working,
    /// It waits on a party.
    Waiting(String),
    /// The customer is running again.
    Relieved,
    /// The cause is gone.
    Resolved,
    /// It is closed.
    Closed,
    /// No state that a clock knows: the row leaves the state as it was.
    Ignore,
}

/// Whether a text may be the name of a field.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// `waiting`, `waiting on`, `waiting on PARTY`: the party, where the text is of that form.
fn waiting_on(text: &str) -> Option<Option<&str>> {
    let rest = text.strip_prefix("waiting")?;
    let rest = rest.strip_prefix(" on").or_else(|| rest.strip_prefix("_on")).unwrap_or(rest);
    match rest.strip_prefix(' ').map(str::trim) {
        _ if rest.is_empty() => Some(None),
        Some(party) if !party.is_empty() => Some(Some(party)),
        _ => None,
    }
}

impl EventMeaning {
    /// The words of `semantics` 9.
    pub const WORDS: [&'static str; 11] = [
        "opened",
        "responded",
        "waiting on",
        "resumed",
        "priority",
        "relieved",
        "resolved",
        "reopened",
        "closed",
        "update",
        "message",
    ];

    /// The words that only a mapping file uses.
    pub const MAPPED: [&'static str; 2] = ["running", "ignore"];

    /// The words that a mapping file may give one event several of.
    pub const JOINED: [&'static str; 9] =
        ["opened", "responded", "resumed", "relieved", "resolved", "reopened", "closed", "update", "message"];

    /// Whether it may be one of several things that one event means.
    pub(super) fn joins(&self) -> bool {
        matches!(self, Self::Declared(_)) || Self::JOINED.iter().any(|word| Self::parse(word).as_ref() == Some(self))
    }

    /// The fields of objectives that it means.
    pub(super) fn declared_names(&self) -> Vec<&str> {
        match self {
            Self::Declared(name) => vec![name],
            Self::Several(all) => all.iter().flat_map(Self::declared_names).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether it means this, by itself or among others.
    pub(in super::super) fn is(&self, wanted: &Self) -> bool {
        match self {
            Self::Several(all) => all.contains(wanted),
            one => one == wanted,
        }
    }

    /// Reads what a mapping file says of an event: one of the words, `running` or `ignore`, or else a name, which has to
    /// be that of a field which an objective of the policy declares.
    pub fn parse_mapped(text: &str) -> Option<Self> {
        match text {
            "running" => Some(Self::Running),
            "ignore" => Some(Self::Ignore),
            _ => Self::parse(text).or_else(|| is_name(text).then(|| Self::Declared(text.to_owned()))),
        }
    }

    /// Reads `opened`, `waiting on customer`, `priority P1`, ...
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "opened" => Self::Opened,
            "responded" => Self::Responded,
            "resumed" => Self::Resumed,
            "priority" => Self::Priority(None),
            "relieved" => Self::Relieved,
            "resolved" => Self::Resolved,
            "reopened" => Self::Reopened,
            "closed" => Self::Closed,
            "update" => Self::Update,
            "message" => Self::Message,
            _ => match text.strip_prefix("priority ") {
                Some(name) if !name.trim().is_empty() => Self::Priority(Some(name.trim().to_owned())),
                _ => Self::Waiting(waiting_on(text)?.map(str::to_owned)),
            },
        })
    }
}

impl StateMeaning {
    /// The words that a mapping file uses.
    pub const WORDS: [&'static str; 7] =
        ["new", "working", "waiting on PARTY", "relieved", "resolved", "closed", "ignore"];

    /// Reads `new`, `waiting on customer`, ...
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "new" => Self::New,
            "working" => Self::Working,
            "relieved" => Self::Relieved,
            "resolved" => Self::Resolved,
            "closed" => Self::Closed,
            "ignore" => Self::Ignore,
            _ => Self::Waiting(waiting_on(text)??.to_owned()),
        })
    }
}
