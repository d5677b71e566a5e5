//! The policies and holiday lists that the program carries.

/// A carried text: the name it is imported by, the name it is shown by, and the text.
pub(crate) struct Carried {
    pub(crate) name: &'static str,
    pub(crate) shown: &'static str,
    pub(crate) text: &'static str,
}

macro_rules! carried {
    ($($name:literal $path:literal;)*) => {
        &[$(Carried {
            name: $name,
            shown: concat!("<", $path, ">"),
            text: include_str!(concat!("../../policies/", $path)),
        }),*]
    };
}

/// `import NAME`
pub(crate) const POLICIES: &[Carried] = carried! {
    "isode" "isode/isode.sla";
};

/// `import holidays NAME`
pub(crate) const HOLIDAYS: &[Carried] = carried! {
    "england_and_wales" "calendars/england-and-wales.yaml";
    "scotland" "calendars/scotland.yaml";
    "northern_ireland" "calendars/northern-ireland.yaml";
};

pub(crate) fn find(all: &'static [Carried], name: &str) -> Option<&'static Carried> {
    all.iter().find(|c| c.name == name)
}

/// The built-in texts, for editors.
pub(crate) mod built_in {
    use super::{Carried, HOLIDAYS, POLICIES};

    /// All that `import NAME` can add.
    pub(crate) fn policies() -> impl Iterator<Item = &'static Carried> {
        POLICIES.iter()
    }

    /// All that `import holidays NAME` can add.
    pub(crate) fn holiday_lists() -> impl Iterator<Item = &'static Carried> {
        HOLIDAYS.iter()
    }
}
