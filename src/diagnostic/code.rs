//! Every error that a policy can get, by its code; and what the code of a lint rule is.

use std::fmt;

/// What a lint rule is called and what it is about.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleCode {
    /// `L0101`
    pub id: &'static str,
    /// Named for the problem: `wall-hours-under-coverage`
    pub name: &'static str,
    /// What is found, in a sentence.
    pub summary: &'static str,
    /// Why it matters, with a bad and a good example.
    pub page: &'static str,
}

macro_rules! codes {
    ($($variant:ident $code:literal $name:literal $summary:literal;)*) => {
        /// The code of a finding. Codes are stable: a text once explained is never given to another.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $summary] $variant,)*
            /// A lint rule's finding, not an error of the policy.
            Rule(&'static RuleCode),
        }

        impl Code {
            /// All errors, in order; the rules are in `lint`.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// `E0101`
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $code,)* Self::Rule(rule) => rule.id }
            }

            /// A name for people: `unknown-calendar`
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* Self::Rule(rule) => rule.name }
            }

            /// Why it matters, with a bad and a good example where a text alone can show them.
            pub fn page(self) -> &'static str {
                match self {
                    $(Self::$variant => include_str!(concat!("rules/", $code, ".md")),)*
                    Self::Rule(rule) => rule.page,
                }
            }

            /// What it means, in a sentence.
            pub fn summary(self) -> &'static str {
                match self { $(Self::$variant => $summary,)* Self::Rule(rule) => rule.summary }
            }
        }
    };
}

codes! {
    Syntax "E0101" "syntax" "The text is not in the policy language.";
    UnclosedBlock "E0102" "unclosed-block" "A block has no closing brace, or a brace has no block.";
    BadLiteral "E0103" "bad-literal" "A date, time, instant, number or text has the right form but no meaning.";
    TooDeep "E0104" "too-deep" "Brackets are nested more than 64 deep.";
    UnclosedText "E0105" "unclosed-text" "A text in quotation marks does not end on its line.";
    UnknownCalendar "E0201" "unknown-calendar" "No calendar has this name.";
    UnknownTier "E0202" "unknown-tier" "No tier or contract has this name.";
    UnknownPriority "E0203" "unknown-priority" "No priority has this name.";
    UnknownFact "E0204" "unknown-fact" "No fact has this name.";
    UnknownChannel "E0205" "unknown-channel" "Channels are declared, and this is not one of them.";
    UnknownParty "E0206" "unknown-party" "Parties are declared, and this is not one of them.";
    UnknownHolidays "E0207" "unknown-holidays" "No holiday list has this name.";
    UnknownValue "E0208" "unknown-value" "The fact has no such value.";
    UnknownZone "E0209" "unknown-zone" "The IANA time zone database has no such zone.";
    UnknownRemedy "E0210" "unknown-remedy" "No remedy has this name.";
    UnknownStatement "E0211" "unknown-statement" "`customisable except` names no statement.";
    UnknownWord "E0212" "unknown-word" "A test expects something that no decision says.";
    UnknownObjective "E0213" "unknown-objective" "No objective has this name.";
    DuplicateName "E0220" "duplicate-name" "Two items of one kind have the same name.";
    DuplicateStatement "E0221" "duplicate-statement" "One block says the same thing twice.";
    ReservedName "E0222" "reserved-name" "The name already means something else in the language.";
    CircularExtends "E0301" "circular-extends" "A calendar, tier or contract extends itself, perhaps through others.";
    NotCustomisable "E0302" "not-customisable" "A contract may extend only tiers that are customisable.";
    NotReplaceable "E0303" "not-replaceable" "The tier is customisable except for this statement.";
    OverlappingVersions "E0304" "overlapping-versions" "Two versions of a contract are in force on the same day.";
    ExtendsVersions "E0305" "extends-versions" "A contract with several versions cannot be extended.";
    MissingResponse "E0306" "missing-response" "A tier says nothing about the response for a priority.";
    MissingCoverage "E0307" "missing-coverage" "Working time is counted, but nothing says on which calendar.";
    Backwards "E0308" "backwards" "A span of dates or years ends before it begins.";
    TwoPolicies "E0310" "two-policies" "A file contains more than one `policy` block.";
    ZeroLength "E0401" "zero-length" "A duration or window is longer than zero.";
    TooLong "E0402" "too-long" "The duration is too long to be counted.";
    NoWorkingDay "E0403" "no-working-day" "Working days are counted on a calendar whose days differ in length.";
    BadWindow "E0404" "bad-window" "The times of the window are not times of a day.";
    DuplicateException "E0405" "duplicate-exception" "A date has two exceptions.";
    MissingTimezone "E0406" "missing-timezone" "A calendar does not say which zone its times are in.";
    NoCommonYears "E0407" "no-common-years" "The calendar's holiday lists have no year in common.";
    NoMultiple "E0408" "no-multiple" "A limit is a multiple of itself, or of none.";
    NoCalendar "E0409" "no-calendar" "A calendar is named for a limit that cannot have its own.";
    Circumstances "E0410" "circumstances" "The limits of a priority do not end with one that has no condition.";
    BadAmount "E0411" "bad-amount" "An amount has a code that is no currency, or more decimals than its currency has.";
    TwoCurrencies "E0412" "two-currencies" "The amounts of a contract are in more than one currency.";
    MixedCredits "E0413" "mixed-credits" "Percentages and amounts of money are added up without a fee.";
    BadBands "E0414" "bad-bands" "The bounds of a credit's bands do not fall, or its credits shrink.";
    NoAvailability "E0415" "no-availability" "A credit or right depends on an availability that is not promised.";
    NoTarget "E0416" "no-target" "`target` stands for a share, but not exactly one is promised.";
    WrongUnits "E0417" "wrong-units" "A length is in working units and the limit it is counted against in plain ones, or the other way round.";
    NoLimit "E0418" "no-limit" "An escalation names a priority for which its objective has no limit.";
    NoContractYear "E0419" "no-contract-year" "A quota counts contract years, and the package has no `in force`.";
    PeriodsDiffer "E0420" "periods-differ" "`availability` and `measured` state different periods.";
    NotOfType "E0501" "not-of-type" "A condition compares things of two types.";
    NotACondition "E0502" "not-a-condition" "Only a fact of type bool can be a condition by itself.";
    CircularPriority "E0503" "circular-priority" "The definition of a priority asks which priority it is.";
    MissingFile "E0601" "missing-file" "The file does not exist or cannot be read.";
    OutsideRoot "E0602" "outside-root" "An imported file is outside the folder to which imports are limited.";
    NotText "E0603" "not-text" "The file is not UTF-8 text.";
    UnknownCarried "E0604" "unknown-carried" "There is no built-in policy or list of this name.";
    BadHolidays "E0605" "bad-holidays" "A holiday list cannot be read or contradicts itself.";
    TooLarge "E0606" "too-large" "A policy file is larger than 1 MiB.";
    TooManyFiles "E0607" "too-many-files" "A policy has more than 1,000 files.";
    TooManyErrors "E0608" "too-many-errors" "A file has more errors than are shown.";
    EmptyPolicy "E0609" "empty-policy" "A file that was named contains no items.";
    TooMany "E0610" "too-many" "A policy has more items of one kind than the limit allows.";
    BadTest "E0701" "bad-test" "A test lacks a part, or gives a field a value that it cannot have.";
    FailedExpectation "E0702" "failed-expectation" "A test expects something other than the decision.";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
