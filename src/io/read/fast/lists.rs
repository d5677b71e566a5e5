//! The fields that hold several values, without a list of their own.

use crate::engine::{OPEN, Wait};
use crate::time::Instant;

use super::super::lists::{CUSTOMER, change, interval};
use super::json::Scan;
use super::{Binder, Raw};
use crate::engine::Field;

/// Nothing where something is to be said about it.
type Fine = Option<()>;

impl Binder<'_> {
    pub(super) fn lists(&mut self, values: &[Option<Raw<'_>>]) -> Fine {
        self.list(Field::Waiting, values, |binder, text| {
            let (from, to, on) = interval(Field::Waiting.name(), text, binder.plan).ok()?;
            binder.wait(from, to, on)
        })?;
        self.list(Field::Excluded, values, |binder, text| {
            let (from, to, _) = interval(Field::Excluded.name(), text, binder.plan).ok()?;
            binder.given.excluded.push((from.0, to?.0));
            Some(())
        })?;
        self.list(Field::Updates, values, |binder, text| {
            let at = binder.plan.times.read(text).ok()?;
            binder.given.updates.push(at.0);
            Some(())
        })?;
        self.list(Field::PriorityChanges, values, |binder, text| {
            let (at, to) = change(Field::PriorityChanges.name(), text, binder.plan).ok()?;
            binder.change(at, to)
        })?;
        self.given.changes.sort_by_key(|(at, _)| *at);
        Some(())
    }

    /// Each part of a cell, or each item of a JSON list.
    fn list(&mut self, field: Field, values: &[Option<Raw<'_>>], each: impl Fn(&mut Self, &str) -> Fine) -> Fine {
        match self.value(field.slot(), values) {
            None => Some(()),
            Some(Raw::Text(text)) => match self.text(field.slot(), text) {
                None => Some(()),
                Some(text) => text.split(';').try_for_each(|part| each(self, part)),
            },
            // A string is a list under a mapping's table alone.
            Some(Raw::String("")) => Some(()),
            Some(Raw::String(_)) => None,
            Some(Raw::Json(json)) => self.json(field, json),
            Some(Raw::Waits(waits)) if field == Field::Waiting => {
                self.given.waiting.extend_from_slice(waits);
                Some(())
            }
            Some(_) => None,
        }
    }

    fn wait(&mut self, from: Instant, to: Option<Instant>, on: &str) -> Fine {
        if !self.policy.model().knows_party(on) {
            return None;
        }
        if self.policy.is_unreferenced(on) {
            return None;
        }
        let party = self.policy.tables.parties.number(on);
        self.given.waiting.push(Wait { from: from.0, to: to.map_or(OPEN, |to| to.0), party });
        Some(())
    }

    fn change(&mut self, at: Instant, to: &str) -> Fine {
        let to = self.policy.model().priority(to)?;
        self.given.changes.push((at, to));
        Some(())
    }

    fn json(&mut self, field: Field, json: &str) -> Fine {
        let mut scan = Scan::new(json);
        scan.token(b'[')?;
        if scan.token(b']').is_some() {
            return Some(());
        }
        loop {
            match field {
                Field::Updates => {
                    let at = self.plan.times.read(scan.string()?).ok()?;
                    self.given.updates.push(at.0);
                }
                Field::PriorityChanges => {
                    let [at, to, _] = object(&mut scan, ["at", "to", ""])?;
                    let at = self.plan.times.read(at?).ok()?;
                    self.change(at, to?)?;
                }
                Field::Waiting | Field::Excluded => {
                    let [from, to, on] = object(&mut scan, ["from", "to", "on"])?;
                    let from = self.plan.times.read(from?).ok()?;
                    let to = match to {
                        Some(to) => Some(self.plan.times.read(to).ok()?),
                        None => None,
                    };
                    if field == Field::Waiting {
                        self.wait(from, to, on.unwrap_or(CUSTOMER))?;
                    } else {
                        self.given.excluded.push((from.0, to?.0));
                    }
                }
                _ => return None,
            }
            if scan.token(b',').is_none() {
                return scan.token(b']').and_then(|()| scan.end());
            }
        }
    }
}

/// The texts of some keys of an object of texts; null and the empty text are missing.
fn object<'r>(scan: &mut Scan<'r>, keys: [&str; 3]) -> Option<[Option<&'r str>; 3]> {
    let mut found = [None; 3];
    scan.token(b'{')?;
    if scan.token(b'}').is_some() {
        return Some(found);
    }
    loop {
        let key = scan.string()?;
        scan.token(b':')?;
        let value = if scan.null() { None } else { Some(scan.string()?) };
        // A key that nothing reads is left to the exact reader, its kind with it.
        let place = keys.iter().position(|k| *k == key && !k.is_empty()).and_then(|at| found.get_mut(at))?;
        *place = value.filter(|text| !text.is_empty());
        if scan.token(b',').is_none() {
            return scan.token(b'}').map(|()| found);
        }
    }
}
