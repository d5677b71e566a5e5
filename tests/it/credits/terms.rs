//! Random contracts and incidents, in the twin's own words.

use std::fmt::Write as _;

use proptest::prelude::*;
use serde_json::{Value, json};

pub const MINUTE: i64 = 60;
pub const DAY: i64 = 86_400;
/// 2026-01-01T00:00:00Z, in seconds.
pub const START: i64 = 1_767_225_600;
/// The days in which incidents are opened.
pub const DAYS: i64 = 210;

/// An instant of so many seconds.
pub fn instant(seconds: i64) -> String {
    let at = chrono::DateTime::from_timestamp(seconds, 0).unwrap();
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    Month,
    Quarter,
    Year,
}

impl Per {
    pub fn months(self) -> i128 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    pub fn noun(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

/// A credit or a cap: hundredths of a per cent of the fee, or pence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    Share(i64),
    Pence(i64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounded {
    Full,
    Started,
    Exact,
}

#[derive(Debug, Clone)]
pub enum Rule {
    /// Bounds in tenths of a per cent, falling, with worths that do not shrink.
    Bands(Vec<(i64, Worth)>),
    /// Bound and step in tenths of a per cent.
    Distance {
        below: i64,
        step: i64,
        rounded: Rounded,
        worth: Worth,
    },
    Breach(Worth),
    /// Of so many minutes.
    Late {
        minutes: i64,
        rounded: Rounded,
        worth: Worth,
        most: Option<Worth>,
    },
    Down {
        minutes: i64,
        rounded: Rounded,
        worth: Worth,
    },
}

#[derive(Debug, Clone)]
pub struct Credit {
    /// `None` for availability.
    pub objective: Option<&'static str>,
    pub priority: Option<&'static str>,
    pub rule: Rule,
}

#[derive(Debug, Clone)]
pub struct Availability {
    pub planned: bool,
    pub ignoring: Option<i64>,
    pub counted: bool,
}

#[derive(Debug, Clone)]
pub struct Right {
    pub objective: Option<&'static str>,
    pub below: i64,
    pub periods: usize,
    pub of: usize,
}

#[derive(Debug, Clone)]
pub struct Case {
    pub offset: i64,
    pub by_stopped: bool,
    pub per: Per,
    pub except: bool,
    pub fee: Option<(i64, Per)>,
    pub availability: Option<Availability>,
    pub credits: Vec<Credit>,
    pub caps: Vec<(Worth, bool)>,
    pub fewest: Option<u64>,
    pub least: Option<i64>,
    pub claimed: Option<i64>,
    pub rights: Vec<Right>,
    pub quota: Option<(u64, Per, Option<&'static str>)>,
    /// Days after 2026-01-01 by the local calendar.
    pub in_force: Option<(i64, i64)>,
    pub as_of: i64,
    pub incidents: Vec<OneIncident>,
}

/// An incident; times are seconds.
#[derive(Debug, Clone)]
pub struct OneIncident {
    pub id: usize,
    pub priority: &'static str,
    pub opened: i64,
    pub responded: Option<i64>,
    pub relieved: Option<i64>,
    pub resolved: Option<i64>,
    pub change: Option<(i64, &'static str)>,
    pub excluded: Option<(i64, i64)>,
    pub fault: Option<bool>,
    pub planned: Option<bool>,
}

impl OneIncident {
    pub fn json(&self) -> Value {
        let mut out = json!({"id": format!("I{}", self.id), "contract": "Acme", "priority": self.priority,
            "opened": instant(self.opened)});
        for (name, at) in [("responded", self.responded), ("relieved", self.relieved), ("resolved", self.resolved)] {
            if let Some(at) = at {
                out[name] = json!(instant(at));
            }
        }
        for (name, fact) in [("fault", self.fault), ("planned", self.planned)] {
            if let Some(fact) = fact {
                out[name] = json!(fact);
            }
        }
        if let Some((at, to)) = self.change {
            out["priority_changes"] = json!([{"at": instant(at), "to": to}]);
        }
        if let Some((from, to)) = self.excluded {
            out["excluded"] = json!([{"from": instant(from), "to": instant(to)}]);
        }
        out
    }
}

fn percent(tenths: i64) -> String {
    format!("{}.{}%", tenths / 10, tenths % 10)
}

pub fn worth_text(worth: Worth) -> String {
    match worth {
        Worth::Share(hundredths) => format!("{}.{:02}%", hundredths / 100, hundredths % 100),
        Worth::Pence(pence) => format!("{}.{:02} GBP", pence / 100, pence % 100),
    }
}

fn rounding(rounded: Rounded) -> &'static str {
    match rounded {
        Rounded::Full => "full ",
        Rounded::Started => "started ",
        Rounded::Exact => "",
    }
}

impl Case {
    pub fn date(days: i64) -> String {
        chrono::DateTime::from_timestamp(START + days * DAY, 0).unwrap().format("%Y-%m-%d").to_string()
    }

    /// The policy in the language.
    pub fn policy(&self) -> String {
        let zone = if self.offset == 0 { "UTC" } else { "Asia/Tokyo" };
        let mut out = format!(
            "calendar desk {{ timezone {zone} open mon-fri 09:00-17:00 }}\n\
             calendar service {{ timezone {zone} open mon-sun 04:00-24:00 }}\n\
             facts {{ fault bool planned bool }}\npriority P1\npriority P2\n\
             base tier Any customisable {{ coverage desk response none }}\n\
             contract Acme extends Any {{\n"
        );
        if let Some((from, to)) = self.in_force {
            writeln!(out, "    in force {} to {}", Self::date(from), Self::date(to)).unwrap();
        }
        out += "    response P1 90% < 1 hour\n    response P2 90% < 8 hours\n    relief P1 <= 12 hours\n    relief P2 <= 2 days\n";
        let by = if self.by_stopped { "stopped" } else { "opened" };
        let except = if self.except { ", except when fault" } else { "" };
        let word = match self.per {
            Per::Month => "monthly",
            Per::Quarter => "quarterly",
            Per::Year => "yearly",
        };
        writeln!(out, "    measured {word} by {by}{except}").unwrap();
        if let Some((pence, per)) = self.fee {
            writeln!(out, "    fee {} per {}", worth_text(Worth::Pence(pence)), per.noun()).unwrap();
        }
        if let Some(Availability { planned, ignoring, counted }) = &self.availability {
            let planned = if *planned { " and not planned" } else { "" };
            let ignoring = ignoring.map(|m| format!(", ignoring outages under {m} minutes")).unwrap_or_default();
            let counted = if *counted { ", counted on service" } else { "" };
            writeln!(out, "    availability 99.5%, down while priority is P1{planned}{ignoring}{counted}").unwrap();
        }
        for Credit { objective, priority, rule } in &self.credits {
            let priority = priority.map(|p| format!("{p} ")).unwrap_or_default();
            let of = format!("{} {priority}", objective.unwrap_or("availability"));
            match rule {
                Rule::Bands(bands) => {
                    let bands = bands.iter().map(|(b, w)| format!("below {} credit {} ", percent(*b), worth_text(*w)));
                    writeln!(out, "    credit for {of}{{ {}}}", bands.collect::<String>()).unwrap();
                }
                Rule::Distance { below, step, rounded, worth } => {
                    let (worth, rounded) = (worth_text(*worth), rounding(*rounded));
                    let (step, below) = (percent(*step), percent(*below));
                    writeln!(out, "    credit for {of}{worth} for each {rounded}{step} below {below}").unwrap();
                }
                Rule::Breach(worth) => writeln!(out, "    credit each breach of {of}{}", worth_text(*worth)).unwrap(),
                Rule::Late { minutes, rounded, worth, most } => {
                    let most = most.map(|m| format!(", at most {}", worth_text(m))).unwrap_or_default();
                    let (worth, rounded) = (worth_text(*worth), rounding(*rounded));
                    writeln!(out, "    credit each {rounded}{minutes} minutes late of {of}{worth}{most}").unwrap();
                }
                Rule::Down { minutes, rounded, worth } => {
                    let (worth, rounded) = (worth_text(*worth), rounding(*rounded));
                    writeln!(out, "    credit each {rounded}{minutes} minutes down {worth}").unwrap();
                }
            }
        }
        for (cap, per_year) in &self.caps {
            let year = if *per_year { " per year" } else { "" };
            writeln!(out, "    credits at most {}{year}", worth_text(*cap)).unwrap();
        }
        if let Some(fewest) = self.fewest {
            writeln!(out, "    credits ignore fewer than {fewest} incidents").unwrap();
        }
        if let Some(least) = self.least {
            writeln!(out, "    credits at least {}", worth_text(Worth::Pence(least))).unwrap();
        }
        if let Some(days) = self.claimed {
            writeln!(out, "    credits claimed within {days} days").unwrap();
        }
        for Right { objective, below, periods, of } in &self.rights {
            let measure = objective.unwrap_or("availability");
            let count = if periods == of { format!("{periods}") } else { format!("{periods} of {of}") };
            writeln!(out, "    right leave when {measure} below {} in {count} periods", percent(*below)).unwrap();
        }
        if let Some((incidents, per, priority)) = self.quota {
            let priority = priority.map(|p| format!("{p} ")).unwrap_or_default();
            writeln!(out, "    quota {priority}{incidents} incidents per {}", per.noun()).unwrap();
        }
        out + "}\n"
    }
}

fn per() -> impl Strategy<Value = Per> {
    prop_oneof![3 => Just(Per::Month), 1 => Just(Per::Quarter), 1 => Just(Per::Year)]
}

fn rounded(exact: bool) -> impl Strategy<Value = Rounded> {
    prop_oneof![Just(Rounded::Full), Just(Rounded::Started), Just(if exact { Rounded::Exact } else { Rounded::Full })]
}

/// Of one kind: 0 shares, 1 money.
fn worth(kind: u8, most: i64) -> impl Strategy<Value = Worth> {
    (1..most).prop_map(move |n| if kind == 0 { Worth::Share(n) } else { Worth::Pence(n * 17) })
}

fn rule(kind: u8, of_time: bool) -> BoxedStrategy<Rule> {
    let bands = (worth(kind, 600), worth(kind, 600), 700_i64..995, 1_i64..300).prop_map(|(a, b, high, fall)| {
        let number = |w: Worth| match w {
            Worth::Share(n) | Worth::Pence(n) => n,
        };
        let (low, more) = if number(a) <= number(b) { (a, b) } else { (b, a) };
        Rule::Bands(vec![(high, low), (high - fall, more)])
    });
    let distance = (worth(kind, 200), 700_i64..1_000, prop_oneof![Just(3_i64), Just(10), Just(70)], rounded(true))
        .prop_map(|(worth, below, step, rounded)| Rule::Distance { below, step, rounded, worth });
    if of_time {
        let down = (worth(kind, 90), 20_i64..200, rounded(false)).prop_map(|(worth, minutes, rounded)| Rule::Down {
            minutes,
            rounded,
            worth,
        });
        return prop_oneof![bands, distance, down].boxed();
    }
    let late = (worth(kind, 90), 20_i64..900, rounded(false), proptest::option::of(worth(kind, 900)))
        .prop_map(|(worth, minutes, rounded, most)| Rule::Late { minutes, rounded, worth, most });
    prop_oneof![bands, distance, worth(kind, 400).prop_map(Rule::Breach), late].boxed()
}

fn credit(kind: u8, has_time: bool) -> impl Strategy<Value = Credit> {
    let objectives = prop_oneof![
        Just(Some("response")),
        Just(Some("relief")),
        Just(has_time.then_some(()).map_or(Some("relief"), |()| None))
    ];
    let priorities = prop_oneof![Just(None), Just(Some("P1")), Just(Some("P2"))];
    (objectives, priorities).prop_flat_map(move |(objective, priority)| {
        let priority = priority.filter(|_| objective.is_some());
        rule(kind, objective.is_none()).prop_map(move |rule| Credit { objective, priority, rule })
    })
}

/// A length of minutes: mostly short.
fn after() -> impl Strategy<Value = Option<i64>> {
    prop_oneof![4 => (0_i64..120).prop_map(Some), 4 => (0_i64..3_000).prop_map(Some), 1 => (0_i64..60_000).prop_map(Some), 1 => Just(None)]
}

fn incident() -> impl Strategy<Value = OneIncident> {
    let facts = (proptest::option::weighted(0.9, any::<bool>()), proptest::option::weighted(0.9, any::<bool>()));
    let priority = || prop_oneof![2 => Just("P1"), 1 => Just("P2")];
    let change = proptest::option::weighted(0.3, (0_i64..2_000, priority()));
    let excluded = proptest::option::weighted(0.2, (1_i64..900, 0_i64..900));
    (0..DAYS * 1_440, priority(), after(), after(), after(), change, excluded, facts).prop_map(
        |(opened, priority, responded, relieved, resolved, change, excluded, (fault, planned))| {
            let opened = START + opened * MINUTE;
            let at = |minutes: Option<i64>| minutes.map(|minutes| opened + minutes * MINUTE);
            OneIncident {
                id: 0,
                priority,
                opened,
                responded: at(responded),
                relieved: at(relieved),
                resolved: at(resolved),
                change: change.map(|(minutes, to)| (opened + minutes * MINUTE, to)),
                excluded: excluded.map(|(from, long)| (opened + from * MINUTE, opened + (from + long) * MINUTE)),
                fault,
                planned,
            }
        },
    )
}

pub fn case() -> impl Strategy<Value = Case> {
    let kinds = (0_u8..2, any::<bool>(), any::<bool>());
    kinds.prop_flat_map(|(kind, with_fee, has_time)| {
        let availability = (any::<bool>(), proptest::option::of(5_i64..200), any::<bool>()).prop_map(
            move |(planned, ignoring, counted)| has_time.then_some(Availability { planned, ignoring, counted }),
        );
        let fee = (1_000_i64..3_000_000, per()).prop_map(move |fee| with_fee.then_some(fee));
        let caps = proptest::collection::vec((worth(kind, 3_000), any::<bool>()), 0..3);
        let right =
            (any::<bool>(), 500_i64..1_000, 1_usize..3, 0_usize..3).prop_map(move |(time, below, periods, more)| {
                let objective = if time && has_time { None } else { Some("response") };
                Right { objective, below, periods, of: periods + more }
            });
        let least = proptest::option::of(1_i64..20_000).prop_map(move |least| least.filter(|_| with_fee || kind == 1));
        let quota = proptest::option::of((1_u64..9, per(), prop_oneof![Just(None), Just(Some("P1"))]));
        let in_force = proptest::option::of((0_i64..60, 120_i64..400));
        let head = (prop_oneof![Just(0_i64), Just(9 * 3_600)], any::<bool>(), per(), any::<bool>(), fee, availability);
        let limits = (caps, proptest::option::of(1_u64..6), least, proptest::option::of(0_i64..60));
        let lists = (
            proptest::collection::vec(credit(kind, has_time), 1..5),
            proptest::collection::vec(right, 0..2),
            proptest::collection::vec(incident(), 0..30),
        );
        (head, limits, lists, quota, in_force, 150_i64..230).prop_map(
            |(
                (offset, by_stopped, per, except, fee, availability),
                (caps, fewest, least, claimed),
                (credits, rights, incidents),
                quota,
                in_force,
                as_of,
            )| {
                let as_of = START + as_of * DAY + 5 * 3_600;
                let mut case = Case {
                    offset,
                    by_stopped,
                    per,
                    except,
                    fee,
                    availability,
                    credits,
                    caps,
                    fewest,
                    least,
                    claimed,
                    rights,
                    quota,
                    in_force,
                    as_of,
                    incidents: Vec::new(),
                };
                let local_day = |at: i64| (at + case.offset - START).div_euclid(DAY);
                let in_force =
                    |i: &OneIncident| case.in_force.is_none_or(|(from, to)| (from..=to).contains(&local_day(i.opened)));
                let mut kept: Vec<OneIncident> =
                    incidents.into_iter().filter(|i| i.opened <= as_of && in_force(i)).collect();
                kept.iter_mut().enumerate().for_each(|(id, incident)| incident.id = id);
                case.incidents = kept;
                case
            },
        )
    })
}
