//! JSON objects of plain values: no escapes, nothing nested but lists that a field holds.

use super::super::met::NamesMet;
use super::super::plan::Plan;
use super::super::presence::Presence;
use super::Raw;
use super::memo::{LONGEST, MOST, Memo};

/// Reads JSON from a text that is UTF-8. What it cannot read may yet be JSON.
pub(super) struct Scan<'r> {
    text: &'r str,
    at: usize,
}

impl<'r> Scan<'r> {
    pub(super) fn new(text: &'r str) -> Self {
        Self { text, at: 0 }
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// One of the signs of JSON, after white space.
    #[inline]
    pub(super) fn token(&mut self, sign: u8) -> Option<()> {
        self.space();
        (self.peek()? == sign).then(|| self.at += 1)
    }

    /// Nothing but white space.
    pub(super) fn end(&mut self) -> Option<()> {
        self.space();
        (self.at == self.text.len()).then_some(())
    }

    pub(super) fn null(&mut self) -> bool {
        self.space();
        let null = self.text.get(self.at..).is_some_and(|rest| rest.starts_with("null"));
        self.at += if null { 4 } else { 0 };
        null
    }

    /// A string without escapes.
    #[inline]
    pub(super) fn string(&mut self) -> Option<&'r str> {
        self.token(b'"')?;
        let start = self.at;
        let rest = self.text.as_bytes().get(start..)?;
        let length = rest.iter().position(|b| *b == b'"' || *b == b'\\' || *b < 0x20)?;
        if *rest.get(length)? != b'"' {
            return None;
        }
        self.at = start + length + 1;
        self.text.get(start..start + length)
    }

    /// A value; the inner nothing is null.
    #[inline]
    fn value(&mut self) -> Option<Option<Raw<'r>>> {
        self.space();
        let start = self.at;
        match self.peek()? {
            b'"' => return self.string().map(|text| Some(Raw::String(text))),
            b'n' => return self.null().then_some(None),
            b't' => self.word("true")?,
            b'f' => self.word("false")?,
            b'[' => self.list()?,
            _ => self.number()?,
        }
        self.text.get(start..self.at).map(|json| Some(Raw::Json(json)))
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.text.get(self.at..)?.starts_with(word).then(|| self.at += word.len())
    }

    /// A number without exponent and not too long.
    fn number(&mut self) -> Option<()> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        let digits = |scan: &mut Self| {
            let from = scan.at;
            while scan.peek().is_some_and(|b| b.is_ascii_digit()) {
                scan.at += 1;
            }
            scan.at - from
        };
        let first = self.peek()?;
        let whole = digits(self);
        if whole == 0 || (whole > 1 && first == b'0') {
            return None;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            if digits(self) == 0 {
                return None;
            }
        }
        (self.at - start < 30 && !matches!(self.peek(), Some(b'e' | b'E'))).then_some(())
    }

    /// A list of texts or of objects of texts.
    fn list(&mut self) -> Option<()> {
        self.token(b'[')?;
        if self.token(b']').is_some() {
            return Some(());
        }
        loop {
            self.space();
            match self.peek()? {
                b'{' => self.flat()?,
                _ => self.string().map(|_| ())?,
            }
            if self.token(b',').is_none() {
                return self.token(b']');
            }
        }
    }

    fn flat(&mut self) -> Option<()> {
        self.token(b'{')?;
        if self.token(b'}').is_some() {
            return Some(());
        }
        loop {
            let key = self.string()?;
            self.token(b':')?;
            if !self.null() {
                self.string()?;
            }
            if key.starts_with('$') {
                return None;
            }
            if self.token(b',').is_none() {
                return self.token(b'}');
            }
        }
    }
}

/// What keys mean, remembered, and in which order they came last.
pub(crate) struct Keys<'p> {
    plan: &'p Plan<'p>,
    /// Whether the mapping reads each slot from one key.
    plain: bool,
    known: Memo<u32>,
    /// The slots that each known key feeds, and the last line that had it.
    fed: Vec<(&'p [(usize, usize)], u64)>,
    /// The number of the line that is read.
    line: u64,
    /// The keys of the last line, in order, each with its number.
    order: Vec<(Box<str>, u32)>,
    /// Keys that nothing reads, as they came up.
    unused: Vec<String>,
    /// The keys of this file that the mapping reads.
    presence: Presence,
    /// Keys that are new since they were last taken.
    met: NamesMet,
}

impl<'p> Keys<'p> {
    pub(in super::super) fn new(plan: &'p Plan<'p>) -> Self {
        Self {
            plan,
            plain: plan.is_plain(),
            known: Memo::new(),
            fed: Vec::new(),
            line: 0,
            order: Vec::new(),
            unused: Vec::new(),
            presence: Presence::default(),
            met: NamesMet::default(),
        }
    }

    /// The keys of this file that the mapping reads, as far as they came up here.
    pub(in super::super) fn presence(&self) -> &Presence {
        &self.presence
    }

    /// Forgets all keys: those of another file follow.
    pub(in super::super) fn forget(&mut self) {
        let (unused, met) = (std::mem::take(&mut self.unused), std::mem::take(&mut self.met));
        *self = Self { unused, met, ..Self::new(self.plan) };
    }

    /// The keys that came up since they were last taken.
    pub(crate) fn take_met(&mut self) -> NamesMet {
        std::mem::take(&mut self.met)
    }

    /// A key that came up, found elsewhere.
    pub(crate) fn met(&mut self, key: &str) {
        self.met.add(key);
    }

    /// The keys that nothing reads and that came up since they were last taken.
    pub(crate) fn take_unused(&mut self) -> Vec<String> {
        std::mem::take(&mut self.unused)
    }

    /// A key that nothing reads, found elsewhere.
    pub(crate) fn unused(&mut self, key: &str) {
        self.unused.push(key.to_owned());
    }

    /// The values of a line by slots; `None` if it is not plain.
    pub(crate) fn read<'r>(&mut self, line: &'r str, values: &mut Vec<Option<Raw<'r>>>) -> Option<()> {
        if !self.plain {
            return None;
        }
        let (before, known) = (self.unused.len(), self.fed.len());
        let read = self.line(line, values);
        if self.fed.len() == known && self.unused.len() == before {
            return read;
        }
        if read.is_none() {
            // Such a line says nothing of its keys; they are new again.
            self.unused.truncate(before);
            let (unused, met) = (std::mem::take(&mut self.unused), std::mem::take(&mut self.met));
            let presence = std::mem::take(&mut self.presence);
            *self = Self { unused, met, presence, ..Self::new(self.plan) };
        } else {
            let Self { plan, presence, met, .. } = self;
            Self::names(line, |key| {
                met.add(key);
                if !plan.wanted.is_empty() {
                    presence.column(plan, key);
                }
            });
        }
        read
    }

    /// Calls for each key of a line that could be read.
    fn names(line: &str, mut each: impl FnMut(&str)) {
        let mut scan = Scan::new(line);
        scan.token(b'{');
        while let Some(key) = scan.string() {
            each(key);
            if scan.token(b':').and_then(|()| scan.value()).is_none() || scan.token(b',').is_none() {
                return;
            }
        }
    }

    fn line<'r>(&mut self, line: &'r str, values: &mut Vec<Option<Raw<'r>>>) -> Option<()> {
        values.clear();
        values.resize(self.plan.slots(), None);
        self.line += 1;
        let mut scan = Scan::new(line);
        scan.token(b'{')?;
        if scan.token(b'}').is_some() {
            return scan.end();
        }
        let mut number = 0;
        loop {
            let key = scan.string()?;
            if key.starts_with('$') {
                return None;
            }
            scan.token(b':')?;
            let value = scan.value()?;
            for (slot, _) in self.fed(key, number)? {
                if let Some(place) = values.get_mut(*slot) {
                    *place = value;
                }
            }
            number += 1;
            if scan.token(b',').is_none() {
                return scan.token(b'}').and_then(|()| scan.end());
            }
        }
    }

    /// The slots that a key feeds; `None` if the line had it before, which the exact reader reports.
    #[inline]
    fn fed(&mut self, key: &str, number: usize) -> Option<&'p [(usize, usize)]> {
        let known = match self.order.get(number) {
            Some((expected, known)) if **expected == *key => *known,
            _ => self.find(key, number)?,
        };
        let (fed, last) = self.fed.get_mut(known as usize)?;
        let before = std::mem::replace(last, self.line);
        (before != self.line).then_some(*fed)
    }

    /// The number of a key; `None` for one that cannot be remembered.
    #[cold]
    fn find(&mut self, key: &str, number: usize) -> Option<u32> {
        let Self { plan, known, fed, unused, order, .. } = self;
        if key.len() > LONGEST {
            return None;
        }
        let found = known.of(key.as_bytes(), 0, || {
            if !plan.reads(key) && plan.tells_unused() {
                unused.push(key.to_owned());
            }
            fed.push((plan.fed(key), 0));
            u32::try_from(fed.len() - 1).unwrap_or(0)
        });
        if fed.len() > MOST {
            fed.truncate(MOST);
            return None;
        }
        if number < 1024 {
            if let Some(place) = order.get_mut(number) {
                *place = (key.into(), found);
            } else if order.len() == number {
                order.push((key.into(), found));
            }
        }
        Some(found)
    }
}
