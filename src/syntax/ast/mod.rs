//! A policy file as written: every name still a text, every length still a count and a unit.

mod calendar;
mod condition;
mod package;
mod service;
mod test;

use crate::facts::FactType;
use std::collections::BTreeSet;

use crate::span::{Span, Spanned};

pub use calendar::{CalendarItem, CalendarStatement, CalendarUse, HolidaysItem, MemberText, WindowText};
pub use condition::{Comparison, Condition, ConditionKind, Value};
pub use package::{
    LimitText, ObjectiveStatement, PackageItem, PackageKind, Provide, Remedy, ReplyText, SetterText, Sign, Statement,
    Treat, UpdateText,
};
pub use service::{
    AvailabilityText, BandText, BoundText, CreditForText, CreditLimitText, CreditText, CreditValueText, EscalateText,
    MeasureText, PeriodText, PointText, QuotaText, RecipientText, RightText, ServiceStatement,
};
pub use test::{
    ClaimText, CreditShareText, ElapsedText, EscalationText, Outcome, ShareText, TestExpect, TestField, TestIncident,
    TestItem, UptimeText,
};

/// A name where it was written.
pub type Name = Spanned<String>;
/// A text in quotation marks, its escapes resolved.
pub type Text = Spanned<String>;

/// One file.
#[derive(Debug, Clone, Default)]
pub struct File {
    /// Its items that could be read, in order.
    pub items: Vec<Item>,
    /// The words of what could not be read where names are declared: each may be a name that is
    /// used elsewhere, and its use is no second error.
    pub lost_names: BTreeSet<String>,
    /// An import was among what could not be read.
    pub lost_import: bool,
}

/// What could not be read of a block: the word that leads each such statement, empty where it could
/// be any. What is missed because of it is no second error.
#[derive(Debug, Clone, Default)]
pub struct Lost(pub BTreeSet<String>);

impl Lost {
    /// Whether a statement that this word leads may be among what was lost.
    pub fn may_hold(&self, word: &str) -> bool {
        self.0.contains("") || self.0.contains(word)
    }
}

/// One item of a file.
#[derive(Debug, Clone)]
pub struct Item {
    /// The doc comment above it.
    pub doc: Option<String>,
    /// All of it.
    pub span: Span,
    /// What it is.
    pub kind: ItemKind,
}

impl Item {
    /// What a person calls it: `contract Acme`, `facts`.
    pub fn title(&self) -> String {
        let named = |word: &str, name: &str| format!("{word} {name}");
        match &self.kind {
            ItemKind::Import(_) => "import".to_owned(),
            ItemKind::Policy(_) => "policy".to_owned(),
            ItemKind::Calendar(calendar) => named("calendar", &calendar.name.value),
            ItemKind::Holidays(list) => named("holidays", &list.name.value),
            ItemKind::Facts(_) => "facts".to_owned(),
            ItemKind::Priority(priority) => named("priority", &priority.name.value),
            ItemKind::Package(package) if package.kind.is_tier() => named("tier", &package.name.value),
            ItemKind::Package(package) => named("contract", &package.name.value),
            ItemKind::Objective(objective) => named("objective", &objective.name.value),
            ItemKind::Treat(treat) => named("treat", &treat.from.value),
            ItemKind::Remedy(remedy) => named("remedy", &remedy.name.value),
            ItemKind::Channel(channel) => named("channel", &channel.name.value),
            ItemKind::Party(party) => named("party", &party.name.value),
            ItemKind::Test(test) => named("test", &test.name.value),
        }
    }
}

/// What an item is.
#[derive(Debug, Clone)]
pub enum ItemKind {
    /// `import ...`
    Import(Import),
    /// `policy "..." { ... }`
    Policy(PolicyItem),
    /// `calendar NAME { ... }`
    Calendar(CalendarItem),
    /// `holidays NAME { ... }`
    Holidays(HolidaysItem),
    /// `facts { ... }`
    Facts(Vec<FactItem>),
    /// `priority NAME { ... }`
    Priority(PriorityItem),
    /// `tier NAME { ... }` or `contract NAME extends ... { ... }`
    Package(PackageItem),
    /// `objective NAME ...`
    Objective(ObjectiveItem),
    /// `treat ...`
    Treat(Treat),
    /// `remedy NAME { ... }`
    Remedy(Remedy),
    /// `channel NAME`
    Channel(Declared),
    /// `party NAME`
    Party(Declared),
    /// `test "..." { ... }`
    Test(TestItem),
}

/// What an import names.
#[derive(Debug, Clone)]
pub enum Import {
    /// `import "file.sla"`
    File(Text),
    /// `import isode`
    Carried(Name),
    /// `import holidays "file.yaml"`
    HolidayFile(Text),
    /// `import holidays scotland`
    CarriedHolidays(Name),
}

/// `policy "title" { source ..., url ..., version ..., owner ... }`
#[derive(Debug, Clone)]
pub struct PolicyItem {
    /// Its title.
    pub title: Text,
    /// Key and text, in order.
    pub fields: Vec<(Name, Text)>,
}

/// `NAME TYPE "description"`
#[derive(Debug, Clone)]
pub struct FactItem {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub kind: Spanned<FactType>,
    /// The values of an enumeration.
    pub values: Vec<Name>,
    /// What it tells.
    pub description: Option<Text>,
}

/// `priority NAME "title" { means ... when ... otherwise }`
#[derive(Debug, Clone)]
pub struct PriorityItem {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
    /// The contract's words.
    pub means: Vec<Text>,
    /// Its definitions; `otherwise` is nothing.
    pub definitions: Vec<Spanned<Option<Condition>>>,
}

/// `objective NAME "title" from FIELD, ... until FIELD, ... beyond resolution`
#[derive(Debug, Clone)]
pub struct ObjectiveItem {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
    /// The fields that start it; none where `opened` does.
    pub from: Vec<Name>,
    /// The fields that stop it; none where the field of its own name does.
    pub until: Vec<Name>,
    /// Whether it goes on when the incident is resolved.
    pub beyond_resolution: bool,
}

/// `channel NAME "title"`, `party NAME "title"`
#[derive(Debug, Clone)]
pub struct Declared {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
}
