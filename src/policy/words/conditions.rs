//! Conditions and remedies as the language writes them: what is read back means the same.

use crate::facts::Test;
use crate::policy::model::Purpose;
use crate::value::Order;

use super::super::model::{Condition, FactId, Model, Remedy, TreatAs, Treatment};

/// What stands around a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Around {
    Nothing,
    Or,
    And,
    Not,
}

impl Model {
    /// A condition as the language writes it: `priority in [P1, P2] and not effective_relief`. One of no parts, which
    /// nobody can write, is `always` or `never`.
    pub fn condition_words(&self, condition: &Condition) -> String {
        self.within(condition, Around::Nothing)
    }

    /// What a remedy says, a line a statement: `may be provided when ... unless ...`, `favoured when ...`.
    pub fn remedy_words(&self, remedy: &Remedy) -> Vec<String> {
        let modality = if remedy.committed { "will be provided" } else { "may be provided" };
        let (when, unless) = match &remedy.entitled {
            Condition::All(parts) if remedy.unless => match parts.as_slice() {
                [when, Condition::Not(unless)] => (when, Some(&**unless)),
                _ => (&remedy.entitled, None),
            },
            entitled => (entitled, None),
        };
        let mut line = modality.to_owned();
        if !matches!(when, Condition::All(parts) if parts.is_empty()) {
            line = format!("{line} when {}", self.condition_words(when));
        }
        if let Some(unless) = unless {
            line = format!("{line} unless {}", self.condition_words(unless));
        }
        let favoured = remedy.favoured.as_ref().map(|f| format!("favoured when {}", self.condition_words(f)));
        std::iter::once(line).chain(favoured).collect()
    }

    /// What a treatment says: `P3 as expected_priority for remedies when ...`.
    pub fn treatment_words(&self, treatment: &Treatment) -> String {
        let to = match treatment.to {
            TreatAs::Priority(id) => self.priority_name(id),
            TreatAs::Fact(id) => self.fact_name(id),
        };
        let word = |purpose: &Purpose| match purpose {
            Purpose::Objective(objective) => self.objective_name(*objective),
            Purpose::Updates => "updates",
            Purpose::Remedies => "remedies",
        };
        let purposes: Vec<&str> = treatment.purposes.iter().map(word).collect();
        let (from, when) = (self.priority_name(treatment.from), self.condition_words(&treatment.condition));
        format!("{from} as {to} for {} when {when}", purposes.join(", "))
    }

    fn within(&self, condition: &Condition, around: Around) -> String {
        let joined = |parts: &[Condition], word: &str, own: Around| {
            let parts: Vec<String> = parts.iter().map(|part| self.within(part, own)).collect();
            let words = parts.join(&format!(" {word} "));
            // Parentheses also where the language needs none: few people know that `and` binds closer than `or`.
            if around == Around::Nothing { words } else { format!("({words})") }
        };
        match condition {
            Condition::All(parts) => match parts.as_slice() {
                [] => "always".to_owned(),
                [one] => self.within(one, around),
                [low, high] => self.between(low, high).unwrap_or_else(|| joined(parts, "and", Around::And)),
                _ => joined(parts, "and", Around::And),
            },
            Condition::Any(parts) => match parts.as_slice() {
                [] => "never".to_owned(),
                [one] => self.within(one, around),
                _ => joined(parts, "or", Around::Or),
            },
            Condition::Not(inner) => match self.one(inner, false) {
                Some(words) => words,
                None if around == Around::Or => format!("(not {})", self.within(inner, Around::Not)),
                None => format!("not {}", self.within(inner, Around::Not)),
            },
            // What is no leaf stands above.
            leaf => self.one(leaf, true).unwrap_or_default(),
        }
    }

    /// A leaf, or its opposite; nothing where the words for the opposite are `not` and the leaf.
    fn one(&self, leaf: &Condition, yes: bool) -> Option<String> {
        let known = |name: &str| format!("{name} is {}known", if yes { "" } else { "not " });
        Some(match leaf {
            Condition::PriorityIn(set) => in_words("priority", set.iter().map(|p| self.priority_name(*p)), yes),
            Condition::ChannelIn(names) => in_words("channel", names.iter().map(String::as_str), yes),
            Condition::ContractIn(names) => in_words("contract", names.iter().map(String::as_str), yes),
            Condition::ChannelKnown => known("channel"),
            Condition::Fact(fact, Test::Known) => known(self.fact_name(*fact)),
            Condition::Fact(fact, test) => match self.values(*fact, test) {
                Some(values) => in_words(self.fact_name(*fact), values.iter().map(String::as_str), yes),
                None if yes => self.ordered(*fact, test),
                None => return None,
            },
            Condition::OpenedWithin(opened) if yes => {
                let calendar = self.calendars.get(usize::from(opened.calendar.0)).map_or("", |c| c.name.as_str());
                let zone = opened.zone.map(|zone| format!(" in {}", zone.name())).unwrap_or_default();
                format!("opened within {calendar}{zone}")
            }
            Condition::ContractExtends(name) if yes => format!("contract extends {name}"),
            _ => return None,
        })
    }

    /// `users between 10 and 100`
    fn between(&self, low: &Condition, high: &Condition) -> Option<String> {
        let (Condition::Fact(fact, low), Condition::Fact(same, high)) = (low, high) else { return None };
        let (low, high) = match (low, high) {
            (Test::Number(Order::GreaterEqual, low), Test::Number(Order::LessEqual, high)) => {
                (number(*low), number(*high))
            }
            (Test::Integer(Order::GreaterEqual, low), Test::Integer(Order::LessEqual, high)) => {
                (self.integer(*fact, *low), self.integer(*fact, *high))
            }
            _ => return None,
        };
        (fact == same).then(|| format!("{} between {low} and {high}", self.fact_name(*fact)))
    }

    /// The values that a test asks for; nothing where it asks for none of several.
    fn values(&self, fact: FactId, test: &Test) -> Option<Vec<String>> {
        let kind = self.fact_of(fact).map(|f| &f.kind);
        Some(match test {
            Test::OneOf(places) => {
                let name = |at: &u16| kind.map_or("", |kind| kind.name_at(*at, self.priority_names())).to_owned();
                places.iter().map(name).collect()
            }
            Test::TextIn(texts) => texts.iter().map(|t| quoted(t)).collect(),
            Test::NumberIn(numbers) => numbers.iter().map(|n| number(*n)).collect(),
            Test::IntegerIn(all) => all.iter().map(|n| self.integer(fact, *n)).collect(),
            Test::Known | Test::True | Test::Number(..) | Test::Integer(..) => return None,
        })
    }

    /// A bool by its name, or a comparison.
    fn ordered(&self, fact: FactId, test: &Test) -> String {
        let name = self.fact_name(fact);
        match test {
            Test::Number(order, than) => format!("{name} {} {}", sign(*order), number(*than)),
            Test::Integer(order, than) => format!("{name} {} {}", sign(*order), self.integer(fact, *than)),
            _ => name.to_owned(),
        }
    }

    fn fact_name(&self, fact: FactId) -> &str {
        self.fact_of(fact).map_or("", |f| &f.name)
    }

    /// A whole number as the type of the fact has it.
    fn integer(&self, fact: FactId, number: i64) -> String {
        self.fact_of(fact).map_or_else(String::new, |f| f.kind.integer_literal(number))
    }
}

/// `priority is P1`, `priority not in [P1, P2]`
fn in_words<'a>(name: &str, values: impl Iterator<Item = &'a str>, yes: bool) -> String {
    let values: Vec<&str> = values.collect();
    match values.as_slice() {
        [one] => format!("{name} is {}{one}", if yes { "" } else { "not " }),
        several => format!("{name} {}in [{}]", if yes { "" } else { "not " }, several.join(", ")),
    }
}

fn number(number: f64) -> String {
    number.to_string()
}

fn sign(order: Order) -> &'static str {
    match order {
        Order::Less => "<",
        Order::LessEqual => "<=",
        Order::Greater => ">",
        Order::GreaterEqual => ">=",
    }
}

/// A text as it is written: `"a \"good\" day"`.
pub(crate) fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{escaped}\"")
}
