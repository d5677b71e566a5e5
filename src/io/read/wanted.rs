//! The columns that a mapping needs.

use super::mapping::Columns;

/// Columns of which a file must have one.
#[derive(Debug)]
pub(super) struct WantedColumns<'a> {
    /// What is read from them: a field, a fact, or a part of a log.
    pub(super) what: &'a str,
    pub(super) names: Vec<&'a str>,
    pub(super) optional: bool,
    /// Whether each file of a log needs it, and not just one of them.
    pub(super) always: bool,
    /// Whether it is the time of day whose date is the one before.
    pub(super) of_date: bool,
}

impl<'a> WantedColumns<'a> {
    /// What a mapping says of one value: its columns, and those of its time of day.
    pub(super) fn of(what: &'a str, columns: &'a Columns, always: bool) -> Vec<Self> {
        let names = |names: &'a [String]| names.iter().map(String::as_str).collect::<Vec<_>>();
        let (date, time) = (names(&columns.names), names(&columns.time));
        let optional = columns.optional;
        let clock = Self { what, names: time, optional, always, of_date: true };
        [Self { what, names: date, optional, always, of_date: false }, clock]
            .into_iter()
            .filter(|wanted| !wanted.names.is_empty())
            .collect()
    }

    /// A field that is read from the column of its own name.
    pub(super) fn own(name: &'a str) -> Self {
        Self { what: name, names: vec![name], optional: false, always: true, of_date: false }
    }
}
