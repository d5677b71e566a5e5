//! Two worlds as policies: in one file where they have all but the contract in common, else in two.

use relief::Policy;
use relief::internals::analysis::{Comparison, Side, compare};
use relief::internals::policy::model::PackageId;

use super::change;
use super::grow;
use super::rng::Rng;
use super::world::{World, calendar};

#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    pub old: World,
    pub new: World,
    /// Whether each has a file of its own though one would do.
    pub apart: bool,
}

/// Both policies; one where one file holds both contracts.
#[derive(Debug)]
pub struct Loaded {
    pub old: Policy,
    pub new: Option<Policy>,
    names: [&'static str; 2],
}

impl Pair {
    pub fn random(rng: &mut Rng) -> Self {
        let old = grow::world(rng);
        let new = change::beside(rng, &old);
        Self { old, new, apart: rng.chance(40) }
    }

    pub fn swapped(&self) -> Self {
        Self { old: self.new.clone(), new: self.old.clone(), apart: self.apart }
    }

    /// The text of each file: OLD's or both contracts', and NEW's where it has its own.
    pub fn texts(&self) -> (String, Option<String>) {
        let common = |name| (self.old.common(name), self.new.common(name));
        let (old, new) = common("Old");
        if !self.apart && old == new {
            let mut text = old;
            let first = |at: usize| format!("c{at}");
            // A calendar may extend the one before it.
            let alike = |at: usize| self.old.calendars[..=at] == self.new.calendars[..=at];
            let second = |at: usize| if alike(at) { format!("c{at}") } else { format!("n{at}") };
            self.old.calendars.iter().enumerate().for_each(|(at, c)| calendar(&mut text, &first, at, c));
            for (at, c) in self.new.calendars.iter().enumerate().filter(|(at, _)| !alike(*at)) {
                calendar(&mut text, &second, at, c);
            }
            text.push_str(&self.old.contract("Old", &first));
            text.push_str(&self.new.contract("New", &second));
            return (text, None);
        }
        let whole = |world: &World| {
            let name = |at: usize| format!("c{at}");
            let mut text = world.common("Deal");
            world.calendars.iter().enumerate().for_each(|(at, c)| calendar(&mut text, &name, at, c));
            text + &world.contract("Deal", &name)
        };
        (whole(&self.old), Some(whole(&self.new)))
    }

    /// Nothing where one of them does not compile.
    pub fn load(&self) -> Result<Loaded, String> {
        let policy = |name: &str, text: &str| {
            Policy::from_text(name, text).map_err(|e| {
                let all: Vec<String> = e.diagnostics.iter().map(|d| format!("{:?} {}", d.code, d.message)).collect();
                all.join("; ")
            })
        };
        let (old, new) = self.texts();
        let names = if new.is_some() { ["Deal", "Deal"] } else { ["Old", "New"] };
        let new = new.map(|text| policy("new.sla", &text)).transpose()?;
        Ok(Loaded { old: policy("old.sla", &old)?, new, names })
    }
}

impl Loaded {
    fn side<'p>(policy: &'p Policy, name: &str) -> Side<'p> {
        let packages = &policy.model().packages;
        let at = packages.iter().position(|p| p.name == name).expect("a contract of this name");
        Side { policy, id: PackageId(at as u16) }
    }

    pub fn old_side(&self) -> Side<'_> {
        Self::side(&self.old, self.names[0])
    }

    pub fn new_side(&self) -> Side<'_> {
        Self::side(self.new.as_ref().unwrap_or(&self.old), self.names[1])
    }

    pub fn compare(&self) -> Comparison {
        compare(self.new_side(), self.old_side())
    }
}
