//! A policy with one contract, as its generator and its text see it.

use std::fmt::Write as _;

use chrono::NaiveDate;

pub const OBJECTIVES: [&str; 3] = ["response", "relief", "resolution"];
pub const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
pub const PARTIES: [&str; 3] = ["customer", "vendor", "third_party"];
pub const REMEDIES: [&str; 2] = ["hot_fix", "new_version"];

/// Days of the week, each list with its windows in minutes of the day.
pub type Hours = Vec<(Vec<usize>, Vec<(u16, u16)>)>;

#[derive(Debug, Clone, PartialEq)]
pub struct Calendar {
    pub zone: &'static str,
    pub always: bool,
    /// Days and their windows in minutes of the day.
    pub open: Hours,
    pub closed: Vec<(NaiveDate, NaiveDate)>,
    pub exceptions: Vec<(NaiveDate, Vec<(u16, u16)>)>,
    /// Which of the holiday lists.
    pub list: Option<usize>,
    /// In minutes.
    pub working_day: Option<u16>,
    pub intake: Option<u16>,
    /// The calendar before it.
    pub extends: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Holidays {
    pub years: (i32, i32),
    pub dates: Vec<NaiveDate>,
}

/// A condition; what it asks is text.
#[derive(Debug, Clone, PartialEq)]
pub enum Cond {
    Ask(String),
    Not(Box<Cond>),
    All(Vec<Cond>),
    Any(Vec<Cond>),
}

impl Cond {
    pub fn text(&self) -> String {
        let part = |c: &Self| match c {
            Self::All(_) | Self::Any(_) => format!("({})", c.text()),
            _ => c.text(),
        };
        let joined = |all: &[Self], by: &str| all.iter().map(part).collect::<Vec<_>>().join(by);
        match self {
            Self::Ask(text) => text.clone(),
            Self::Not(inner) => match &**inner {
                Self::Ask(text) if !text.contains(' ') => format!("not {text}"),
                other => format!("not ({})", other.text()),
            },
            Self::All(all) => joined(all, " and "),
            Self::Any(any) => joined(any, " or "),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Length {
    pub tenths: u32,
    pub working: bool,
    pub unit: &'static str,
}

impl Length {
    pub fn text(self) -> String {
        let number = match self.tenths % 10 {
            0 => format!("{}", self.tenths / 10),
            tenth => format!("{}.{tenth}", self.tenths / 10),
        };
        format!("{number} {}{}", if self.working { "working " } else { "" }, self.unit)
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Moment {
    End,
    Same,
    At(u16),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    None,
    Length {
        inclusive: bool,
        length: Length,
    },
    /// Hundredths of the response.
    Multiple(u32),
    Date {
        day: u32,
        moment: Moment,
    },
}

impl Limit {
    fn text(self) -> String {
        match self {
            Self::None => "none".to_owned(),
            Self::Length { inclusive, length } => format!("{} {}", if inclusive { "<=" } else { "<" }, length.text()),
            Self::Multiple(n) => {
                let number = format!("{}.{:02}", n / 100, n % 100);
                format!("within {} x response", number.trim_end_matches('0').trim_end_matches('.'))
            }
            Self::Date { day, moment } => match moment {
                Moment::End => format!("by end of working day {day}"),
                Moment::Same => format!("by same time on working day {day}"),
                Moment::At(minute) => format!("by {} on working day {day}", clock(minute)),
            },
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Promise {
    pub limit: Limit,
    pub share: Option<u32>,
    pub pausing: Vec<&'static str>,
}

impl Promise {
    pub fn none() -> Self {
        Self { limit: Limit::None, share: None, pausing: Vec::new() }
    }

    fn text(&self) -> String {
        if self.limit == Limit::None {
            return "none".to_owned();
        }
        let share = self.share.map_or_else(String::new, |s| format!("{s}% "));
        let pausing = match self.pausing.is_empty() {
            true => String::new(),
            false => format!(", pausing while waiting on {}", self.pausing.join(", ")),
        };
        format!("{share}{}{pausing}", self.limit.text())
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Treat {
    pub from: usize,
    /// A priority, or the fact `expected`.
    pub to: Option<usize>,
    pub purposes: Vec<&'static str>,
    pub when: Cond,
    /// Whether it stands in the contract.
    pub own: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Remedy {
    pub name: &'static str,
    pub will: bool,
    pub when: Option<Cond>,
    pub unless: Option<Cond>,
    pub favoured: Option<Cond>,
    /// Whether it stands in the contract.
    pub own: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// A calendar, else `always`; and a zone of its own.
    pub coverage: (Option<usize>, Option<&'static str>),
    pub promises: [Promise; 3],
    pub update: Option<Length>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct World {
    pub holidays: Vec<Holidays>,
    pub calendars: Vec<Calendar>,
    pub definitions: Vec<Option<Cond>>,
    pub otherwise: bool,
    pub treats: Vec<Treat>,
    pub remedies: Vec<Remedy>,
    pub in_force: Option<(NaiveDate, NaiveDate)>,
    pub zone: Option<&'static str>,
    /// One a priority.
    pub terms: Vec<Terms>,
    pub vendor_sets: bool,
    pub restart: bool,
    pub channels: Vec<&'static str>,
    pub releases: Vec<&'static str>,
    pub assistance: Option<&'static str>,
}

pub fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn windows(all: &[(u16, u16)]) -> String {
    let texts: Vec<_> = all.iter().map(|(a, b)| format!("{}-{}", clock(*a), clock(*b))).collect();
    texts.join(", ")
}

pub fn calendar(out: &mut String, name: &dyn Fn(usize) -> String, at: usize, c: &Calendar) {
    let extends = if c.extends && at > 0 { format!(" extends {}", name(at - 1)) } else { String::new() };
    let _ = writeln!(out, "calendar {}{extends} {{\n    timezone {}", name(at), c.zone);
    if c.always {
        out.push_str("    open always\n");
    }
    for (days, hours) in &c.open {
        let days: Vec<_> = days.iter().map(|d| DAYS[*d]).collect();
        let _ = writeln!(out, "    open {} {}", days.join(", "), windows(hours));
    }
    if let Some(list) = c.list {
        let _ = writeln!(out, "    closed holidays list{list}");
    }
    for (from, to) in &c.closed {
        let _ =
            if from == to { writeln!(out, "    closed {from}") } else { writeln!(out, "    closed {from} to {to}") };
    }
    for (date, hours) in &c.exceptions {
        let _ = writeln!(out, "    on {date} open {}", windows(hours));
    }
    if let Some(minutes) = c.working_day {
        let _ = writeln!(out, "    working day {minutes} minutes");
    }
    if let Some(minute) = c.intake {
        let _ = writeln!(out, "    intake until {}", clock(minute));
    }
    out.push_str("}\n");
}

fn treat(out: &mut String, t: &Treat) {
    let to = t.to.map_or_else(|| "expected".to_owned(), |p| format!("P{}", p + 1));
    let _ = writeln!(out, "treat P{} as {to} for {} when {}", t.from + 1, t.purposes.join(", "), t.when.text());
}

fn remedy(out: &mut String, r: &Remedy) {
    let part = |word: &str, c: &Option<Cond>| c.as_ref().map_or_else(String::new, |c| format!(" {word} {}", c.text()));
    let modality = if r.will { "will" } else { "may" };
    let favoured = part("favoured when", &r.favoured);
    let (when, unless) = (part("when", &r.when), part("unless", &r.unless));
    let _ = writeln!(out, "remedy {} {{ {modality} provide{when}{unless}{favoured} }}", r.name);
}

pub const FACTS: &str = "facts {\n    f bool\n    g bool\n    n number\n    note text\n    since instant\n    age duration\n    \
     expected priority\n    env prod | test | dev\n}\n";

impl World {
    /// What does not belong to the contract, without the calendars.
    pub fn common(&self, own: &str) -> String {
        let mut out = FACTS.to_owned();
        for (at, list) in self.holidays.iter().enumerate() {
            let _ = writeln!(out, "holidays list{at} {{\n    complete {} to {}", list.years.0, list.years.1);
            for date in &list.dates {
                let _ = writeln!(out, "    {date} \"Holiday\"");
            }
            out.push_str("}\n");
        }
        let last = self.definitions.len() - 1;
        for (at, definition) in self.definitions.iter().enumerate() {
            let _ = match definition {
                _ if at == last && self.otherwise => writeln!(out, "priority P{} {{ otherwise }}", at + 1),
                None => writeln!(out, "priority P{}", at + 1),
                Some(c) => writeln!(out, "priority P{} {{ when {} }}", at + 1, c.text()),
            };
        }
        self.treats.iter().filter(|t| !t.own).for_each(|t| treat(&mut out, t));
        for name in REMEDIES {
            let found = self.remedies.iter().find(|r| r.name == name && !r.own);
            let none = Remedy { name, will: false, when: None, unless: None, favoured: None, own: false };
            remedy(&mut out, found.unwrap_or(&none));
        }
        out.replace("@own", own)
    }

    /// The contract and the tier that it extends.
    pub fn contract(&self, own: &str, name: &dyn Fn(usize) -> String) -> String {
        let mut out = format!("tier {own}-tier customisable {{\n");
        if let Some(zone) = self.zone {
            let _ = writeln!(out, "    zone {zone}");
        }
        // The first is the coverage of whatever names none, and says in which zone dates are.
        for (p, terms) in self.terms.iter().enumerate().filter(|(p, t)| *p == 0 || t.coverage != self.terms[0].coverage)
        {
            let (calendar, zone) = terms.coverage;
            let calendar = calendar.map_or_else(|| "always".to_owned(), name);
            let zone = zone.map_or_else(String::new, |z| format!(" in {z}"));
            let of = if p == 0 { String::new() } else { format!("P{} ", p + 1) };
            let _ = writeln!(out, "    coverage {of}{calendar}{zone}");
        }
        for (o, objective) in OBJECTIVES.iter().enumerate() {
            let mut left: Vec<usize> = (0..self.terms.len()).collect();
            // What is said alike of several priorities is one statement.
            while let Some(first) = left.first().copied() {
                let promise = &self.terms[first].promises[o];
                let alike = |p: &usize| self.terms[*p].promises[o] == *promise;
                let (these, rest): (Vec<usize>, Vec<usize>) = left.into_iter().partition(alike);
                left = rest;
                let names: Vec<_> = these.iter().map(|p| format!("P{}", p + 1)).collect();
                let _ = writeln!(out, "    {objective} {} {}", names.join(", "), promise.text());
            }
        }
        for (p, terms) in self.terms.iter().enumerate() {
            if let Some(length) = terms.update {
                let _ = writeln!(out, "    update P{} every {}", p + 1, length.text());
            }
        }
        let _ = writeln!(out, "    priority set by {}", if self.vendor_sets { "vendor" } else { "customer" });
        if self.restart {
            out.push_str("    on priority change restart\n");
        }
        for (word, all) in [("channels", &self.channels), ("releases", &self.releases)] {
            if !all.is_empty() {
                let _ = writeln!(out, "    {word} {}", all.join(", "));
            }
        }
        if let Some(words) = self.assistance {
            let _ = writeln!(out, "    assistance \"{words}\"");
        }
        let _ = writeln!(out, "}}\ncontract {own} extends {own}-tier {{\n    customer \"Acme\"");
        if let Some((from, to)) = self.in_force {
            let _ = writeln!(out, "    in force {from} to {to}");
        }
        self.treats.iter().filter(|t| t.own).for_each(|t| treat(&mut out, t));
        self.remedies.iter().filter(|r| r.own).for_each(|r| remedy(&mut out, r));
        out.push_str("}\n");
        out.replace("@own", own)
    }
}
