//! The forms in which a file may write its instants.

/// How instants are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimeFormat {
    /// `2026-01-31T09:00:00Z`
    Rfc3339,
    /// Forms such as `%d/%m/%Y %H:%M`; a text that two of them read as different times is refused.
    Forms(Vec<TimeForm>),
}

/// How an instant is written, besides RFC 3339, which is always understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimeForm {
    /// A pattern such as `%d/%m/%Y %H:%M`.
    Pattern(String),
    /// A pattern of a date alone, such as `%d/%m/%Y`, and the minute of the day that each such date means.
    Date(String, u16),
    /// Seconds since the start of 1970 in UTC.
    EpochSeconds,
    /// Milliseconds since the start of 1970 in UTC.
    EpochMilliseconds,
    /// The serial number of a date in Excel: days and fractions of days, in local time.
    Excel,
}

/// The names of the forms that are no patterns.
pub(in crate::io::read) const NAMES: [(&str, TimeForm); 3] = [
    ("epoch seconds", TimeForm::EpochSeconds),
    ("epoch milliseconds", TimeForm::EpochMilliseconds),
    ("excel", TimeForm::Excel),
];

impl TimeForm {
    /// What a mapping file calls it: its pattern, or its name.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Pattern(pattern) | Self::Date(pattern, _) => pattern,
            named => NAMES.iter().find(|(_, form)| form == named).map_or("", |(name, _)| name),
        }
    }

    /// Whether JSON numbers are instants in this form.
    pub(in crate::io::read) fn is_number(&self) -> bool {
        matches!(self, Self::EpochSeconds | Self::EpochMilliseconds | Self::Excel)
    }
}

/// The names of the forms of time that are no patterns.
pub(super) fn form_names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(name, _)| *name).chain(std::iter::once("rfc3339"))
}
