//! A policy file as written: every name still a text, every length still a count and a unit.

use std::collections::BTreeSet;

use crate::calendar::{Moment, Window};
use crate::span::{Span, Spanned};
use crate::value::{Date, Decimal, Duration, Instant, Weekday};

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

/// `calendar NAME "title"? extends B? { ... }`
#[derive(Debug, Clone)]
pub struct CalendarItem {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
    /// What it takes over.
    pub extends: Option<Name>,
    /// Its statements.
    pub statements: Vec<Spanned<CalendarStatement>>,
    /// What could not be read.
    pub lost: Lost,
}

/// A statement of a calendar.
#[derive(Debug, Clone)]
pub enum CalendarStatement {
    /// `timezone Europe/London`
    Timezone(Name),
    /// `open always`
    OpenAlways,
    /// `open mon-fri 09:00-17:00`
    Open(Vec<Weekday>, Vec<Spanned<WindowText>>),
    /// `closed holidays NAME`
    ClosedHolidays(Name),
    /// `closed DATE to DATE "why"`
    Closed(Spanned<Date>, Option<Spanned<Date>>, Option<Text>),
    /// `on DATE open 09:00-12:00`
    Exception(Spanned<Date>, Vec<Spanned<WindowText>>),
    /// `working day 8 hours`
    WorkingDay(Spanned<Duration>),
    /// `intake until 16:00`
    Intake(u16),
}

/// A window as written: it may cross midnight.
#[derive(Debug, Clone, Copy)]
pub struct WindowText {
    /// Minute of the day.
    pub open: u16,
    /// Minute of the day, or of the next where it is not after `open`.
    pub close: u16,
}

impl WindowText {
    /// The part on its own day, and the part on the next.
    pub fn halves(self) -> (Window, Option<Window>) {
        let Self { open, close } = self;
        if close > open {
            return (Window { open, close }, None);
        }
        let next = (close > 0).then_some(Window { open: 0, close });
        (Window { open, close: 24 * 60 }, next)
    }
}

/// `holidays NAME { complete 2010 to 2028; DATE "name" ... }`
#[derive(Debug, Clone)]
pub struct HolidaysItem {
    /// Its name.
    pub name: Name,
    /// The years it says it is complete for.
    pub complete: Vec<Spanned<(i32, i32)>>,
    /// Its days.
    pub days: Vec<(Spanned<Date>, Text)>,
    /// What could not be read.
    pub lost: Lost,
}

/// `NAME TYPE "description"`
#[derive(Debug, Clone)]
pub struct FactItem {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub kind: Spanned<TypeText>,
    /// What it tells.
    pub description: Option<Text>,
}

/// A type as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeText {
    /// `bool`
    Bool,
    /// `number`
    Number,
    /// `text`
    Text,
    /// `instant`
    Instant,
    /// `duration`
    Duration,
    /// `priority`
    Priority,
    /// `a | b | c`
    Enumeration(Vec<Name>),
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

/// A tier or a contract.
#[derive(Debug, Clone)]
pub struct PackageItem {
    /// Its name.
    pub name: Name,
    /// Tier or contract.
    pub kind: PackageKind,
    /// What it inherits from.
    pub extends: Option<Name>,
    /// Its statements.
    pub statements: Vec<Spanned<Statement>>,
    /// What could not be read.
    pub lost: Lost,
}

/// Tier or contract.
#[derive(Debug, Clone)]
pub enum PackageKind {
    /// `base? tier NAME ... customisable? {`
    Tier {
        /// Never sold.
        base: bool,
        /// Contracts may extend it, but replace none of these statements.
        customisable: Option<Vec<Name>>,
    },
    /// `contract NAME extends ... {`
    Contract,
}

impl PackageKind {
    /// Whether it is a tier.
    pub fn is_tier(&self) -> bool {
        matches!(self, Self::Tier { .. })
    }
}

/// A statement of a tier or contract.
#[derive(Debug, Clone)]
pub enum Statement {
    /// `customer "..."`
    Customer(Text),
    /// `in force DATE to DATE`
    InForce(Spanned<Date>, Spanned<Date>),
    /// `coverage P1 office in Asia/Tokyo`
    Coverage(Vec<Name>, CalendarUse),
    /// `zone Asia/Tokyo`
    Zone(Name),
    /// `response P1 < 4 working hours`
    Objective(ObjectiveStatement),
    /// `update P1 every 2 hours`, or `none`
    Update(Vec<Name>, Spanned<UpdateText>),
    /// `priority set by customer`
    SetBy(SetterText),
    /// `on priority change restart`
    Restart,
    /// `channels + telephone`
    Channels(Sign, Vec<Name>),
    /// `releases major, minor`
    Releases(Vec<Name>),
    /// `assistance "..."`
    Assistance(Text),
    /// `term NAME "..."`
    Term(Name, Text),
    /// `remedy NAME { ... }`
    Remedy(Remedy),
    /// `treat ...`
    Treat(Treat),
}

/// A calendar where it is used.
#[derive(Debug, Clone)]
pub struct CalendarUse {
    /// Its name; nothing for `always`.
    pub calendar: Option<Name>,
    /// `in ZONE`
    pub zone: Option<Name>,
    /// All of it.
    pub span: Span,
}

/// Which clock a statement limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Objective {
    /// Until somebody answers.
    Response,
    /// Until the customer is running again.
    Relief,
    /// Until the cause is gone.
    Resolution,
}

impl Objective {
    /// All three, in the order of an incident's life.
    pub const ALL: [Self; 3] = [Self::Response, Self::Relief, Self::Resolution];

    /// `response`, `relief`, `resolution`
    pub fn word(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::Relief => "relief",
            Self::Resolution => "resolution",
        }
    }
}

/// `OBJECTIVE PRIORITIES? SHARE? LIMIT, pausing while waiting on PARTIES`
#[derive(Debug, Clone)]
pub struct ObjectiveStatement {
    /// The clock.
    pub objective: Objective,
    /// The priorities it names; none names all.
    pub priorities: Vec<Name>,
    /// `90%`
    pub share: Option<Decimal>,
    /// The limit.
    pub limit: Spanned<LimitText>,
    /// The parties it pauses for.
    pub pausing: Vec<Name>,
}

/// A limit as written.
#[derive(Debug, Clone)]
pub enum LimitText {
    /// `none "best effort"`
    None(Option<Text>),
    /// `< 4 working hours`; `<=` is inclusive
    Length {
        /// `<=`
        inclusive: bool,
        /// How long.
        duration: Duration,
    },
    /// `within 3 x response`
    Multiple(Decimal),
    /// `by end of next working day`
    Date {
        /// How many working days after.
        day: u32,
        /// Which time of that day.
        moment: Moment,
    },
}

/// `every 2 hours`, or `none "as agreed"`.
#[derive(Debug, Clone)]
pub enum UpdateText {
    /// The interval.
    Every(Duration),
    /// None is promised.
    None(Option<Text>),
}

/// Who sets the priority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SetterText {
    /// The customer.
    Customer,
    /// The vendor.
    Vendor,
}

/// How a list of channels changes the inherited one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Replaces it.
    Set,
    /// Adds to it.
    Add,
    /// Takes from it.
    Remove,
}

/// `treat P3 as expected_priority for remedies when ...`
#[derive(Debug, Clone)]
pub struct Treat {
    /// The priority that is replaced.
    pub from: Name,
    /// A priority, or a fact that holds one.
    pub to: Name,
    /// For what.
    pub purposes: Vec<Spanned<Purpose>>,
    /// When.
    pub condition: Condition,
    /// All of it.
    pub span: Span,
}

/// What a treatment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// One of the clocks.
    Objective(Objective),
    /// The remedies.
    Remedies,
}

/// `remedy NAME "title" { ... }`
#[derive(Debug, Clone)]
pub struct Remedy {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
    /// `will|may provide ...`
    pub provide: Vec<Spanned<Provide>>,
    /// `favoured when ...`
    pub favoured: Vec<Spanned<Condition>>,
    /// What could not be read.
    pub lost: Lost,
    /// All of it.
    pub span: Span,
}

/// `will provide when ... unless ...`
#[derive(Debug, Clone)]
pub struct Provide {
    /// `will`
    pub committed: bool,
    /// `when`
    pub when: Option<Condition>,
    /// `unless`
    pub unless: Option<Condition>,
}

/// `channel NAME "title"`, `party NAME "title"`
#[derive(Debug, Clone)]
pub struct Declared {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
}

/// A condition and where it stands.
pub type Condition = Spanned<ConditionKind>;

/// A condition.
#[derive(Debug, Clone)]
pub enum ConditionKind {
    /// `A and B and C`
    All(Vec<Condition>),
    /// `A or B or C`
    Any(Vec<Condition>),
    /// `not A`
    Not(Box<Condition>),
    /// Anything else.
    Comparison(Name, Comparison),
}

/// What a comparison says of its name.
#[derive(Debug, Clone)]
pub enum Comparison {
    /// `NAME`
    Bare,
    /// `is known`, `is not known`
    Known(bool),
    /// `is V`, `is not V`
    Is(bool, Value),
    /// `in [V, W]`, `not in [V, W]`
    In(bool, Vec<Value>),
    /// `between V and W`
    Between(Value, Value),
    /// `at least P2`
    AtLeast(Name),
    /// `extends Gold`
    Extends(Name),
    /// `< V`
    Order(Order, Value),
}

/// `< <= > >=`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
pub enum Order {
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

/// A value and where it was written.
pub type Value = Spanned<ValueKind>;

/// A value as written.
#[derive(Debug, Clone, PartialEq)]
pub enum ValueKind {
    /// A name: an enumeration's value, a priority, a fact.
    Name(String),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// An instant.
    Instant(Instant),
    /// A duration.
    Duration(Duration),
    /// `true`, `false`
    Bool(bool),
}

/// `test "name" { ... }`
#[derive(Debug, Clone)]
pub struct TestItem {
    /// What it shows.
    pub name: Text,
    /// Its incidents.
    pub incidents: Vec<TestIncident>,
    /// The instant of its decisions.
    pub as_of: Vec<Spanned<Instant>>,
    /// What they should say.
    pub expects: Vec<TestExpect>,
    /// What could not be read.
    pub lost: Lost,
}

/// `incident "id"? { ... }`
#[derive(Debug, Clone)]
pub struct TestIncident {
    /// Its id.
    pub id: Option<Text>,
    /// Its fields.
    pub fields: Vec<Spanned<TestField>>,
    /// All of it.
    pub span: Span,
}

/// A field of a test's incident.
#[derive(Debug, Clone)]
pub enum TestField {
    /// `waiting FROM to TO on PARTY`
    Waiting(Instant, Option<Instant>, Option<Name>),
    /// `update AT`
    Update(Instant),
    /// `changed AT to PRIORITY`
    Changed(Instant, Name),
    /// `excluded FROM to TO`
    Excluded(Instant, Instant),
    /// `NAME VALUE`
    Plain(Name, Value),
}

/// `expect "id"? { ... }`
#[derive(Debug, Clone)]
pub struct TestExpect {
    /// Of which incident.
    pub id: Option<Text>,
    /// What is expected.
    pub outcomes: Vec<Spanned<Outcome>>,
    /// All of it.
    pub span: Span,
}

/// One expectation.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// `response met, due ..., elapsed ...`
    Objective {
        /// Which clock.
        objective: Objective,
        /// `met`, `breached`, `running`, `paused`, `none`
        status: String,
        /// When it is due; the inner nothing is `none`.
        due: Option<Option<Instant>>,
        /// How much of it has gone.
        elapsed: Option<Spanned<Duration>>,
    },
    /// `priority P1 by customer`
    Priority(Name, Option<Name>),
    /// `treated as P1`
    Treated(Name),
    /// `channel accepted`
    Channel(bool),
    /// `update due ...`
    UpdateDue(Option<Instant>),
    /// `update late 2`
    UpdateLate(u32),
    /// `rejected CODE`
    Rejected(Name),
    /// `warns CODE`
    Warns(Name),
    /// `attainment OBJECTIVE CONTRACT PRIORITY? attained? 90%?`
    Attainment {
        /// Which clock.
        objective: Objective,
        /// Of which contract.
        contract: Name,
        /// Of which priority alone.
        priority: Option<Name>,
        /// `attained` or `missed`
        attained: Option<bool>,
        /// The share; the inner nothing is `none`.
        share: Option<Option<Decimal>>,
    },
    /// `hot_fix yes, favoured no, needs a, b`
    Remedy {
        /// Which remedy.
        name: Name,
        /// `yes`, `no`, `unknown`
        answer: String,
        /// `yes`, `no`, `unknown`, `none`
        favoured: Option<String>,
        /// Exactly these.
        needs: Option<Vec<Name>>,
    },
}
