//! Texts that are on many rows, held once.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::cell::{Cell, OwnedCell};

/// Texts by number.
#[derive(Debug, Default)]
pub(super) struct Names {
    numbers: HashMap<Arc<str>, u16>,
    names: Vec<Arc<str>>,
}

impl Names {
    /// The number of a text; nothing once 65,535 are held.
    pub(super) fn number(&mut self, text: &str) -> Option<u16> {
        if let Some(number) = self.numbers.get(text) {
            return Some(*number);
        }
        let number = u16::try_from(self.names.len()).ok().filter(|n| *n < NONE)?;
        let name: Arc<str> = text.into();
        self.names.push(Arc::clone(&name));
        self.numbers.insert(name, number);
        Some(number)
    }

    /// The text of a number.
    pub(super) fn name(&self, number: u16) -> Option<&str> {
        self.names.get(usize::from(number)).map(|name| &**name)
    }
}

/// No text at all.
pub(super) const NONE: u16 = u16::MAX;

/// Values by number, for the fields that are on the rows of a log.
#[derive(Debug, Default)]
pub(super) struct Values {
    texts: HashMap<Box<str>, u32>,
    others: HashMap<Box<str>, u32>,
    values: Vec<OwnedCell>,
}

impl Values {
    /// The number of a value; nothing once four thousand million are held.
    pub(super) fn number(&mut self, cell: Cell<'_>) -> Option<u32> {
        let next = u32::try_from(self.values.len()).ok()?;
        match cell {
            Cell::Text(text) => {
                if let Some(number) = self.texts.get(text) {
                    return Some(*number);
                }
                self.texts.insert(text.into(), next);
                self.values.push(OwnedCell::Text(text.into()));
            }
            Cell::Json(value) => {
                let key = value.to_string();
                if let Some(number) = self.others.get(key.as_str()) {
                    return Some(*number);
                }
                self.others.insert(key.into(), next);
                self.values.push(OwnedCell::Json(value.clone()));
            }
        }
        Some(next)
    }

    /// The value of a number.
    pub(super) fn value(&self, number: u32) -> Option<&OwnedCell> {
        self.values.get(usize::try_from(number).ok()?)
    }
}
