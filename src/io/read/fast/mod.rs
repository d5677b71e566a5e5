//! Rows that nothing is wrong with, decided without building an incident. Whatever is odd about a row
//! is left to the readers that say what it is: here it is only noticed.

#[cfg(feature = "columnar")]
mod columns;
mod csv;
mod json;
mod lists;
mod memo;

use crate::engine::Field;
use serde_json::Value;

use crate::engine::{BoundIncident, FactKey, Kernel, Outcome, Wait};
use crate::policy::Policy;
use crate::policy::model::{PackageId, PriorityId};
use crate::time::Instant;

use super::cell::Cell;
use super::facts;
use super::lists::as_text;
use super::plan::Plan;
use super::row_view::understood;
#[cfg(feature = "columnar")]
pub(super) use memo::Memo;
#[cfg(not(feature = "columnar"))]
use memo::Memo;

pub(crate) use csv::{Cells, Looked};
pub(crate) use json::Keys;

/// A value of a row as it was written; a missing one is none.
#[cfg_attr(not(feature = "columnar"), expect(dead_code, reason = "only columns hold some of them"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Raw<'r> {
    /// A CSV cell, or what a column of texts holds.
    Text(&'r str),
    /// What a JSON string holds that has no escapes.
    String(&'r str),
    /// The JSON of a number, a truth or a list.
    Json(&'r str),
    /// An instant, in microseconds.
    Instant(i64),
    /// One of the texts that the column has: see [`Binder::codes`].
    Code(u32),
    /// Waiting intervals.
    Waits(&'r [Wait]),
    /// Something is to be said about it.
    Odd,
}

#[cfg(feature = "columnar")]
impl<'r> Raw<'r> {
    /// The text that a kept value is.
    pub(crate) fn text(self) -> Option<&'r str> {
        match self {
            Self::Text(text) | Self::String(text) | Self::Json(text) => Some(text),
            _ => None,
        }
    }
}

/// What a text means in its slot.
#[derive(Debug, Clone, Copy)]
enum Meaning<'p> {
    /// Something is to be said about it.
    Odd,
    Missing,
    Sold(&'p [PackageId]),
    Priority(PriorityId),
    Bits(FactKey),
}

/// Binds rows to a policy and decides them.
pub(crate) struct Binder<'p> {
    plan: &'p Plan<'p>,
    policy: &'p Policy,
    pub(crate) kernel: Kernel<'p>,
    memos: Vec<Memo<Meaning<'p>>>,
    /// What the codes of each slot mean.
    codes: Vec<Vec<Meaning<'p>>>,
    given: BoundIncident,
    /// What was decided last.
    pub(crate) outcome: Outcome<'p>,
}

impl<'p> Binder<'p> {
    /// A binder; `None` if the policy is decided one incident at a time alone.
    pub(super) fn new(plan: &'p Plan<'p>, policy: &'p Policy, as_of: Instant) -> Option<Self> {
        // An instant of two columns is put together by the exact reader.
        // Instants that objectives declare are read by it too.
        let exact = plan.has_clocks() || !plan.shape.declared.is_empty();
        let kernel = if exact { None } else { Kernel::new(policy, as_of) }?;
        let memos = (0..plan.named()).map(|_| Memo::new()).collect();
        Some(Self {
            plan,
            policy,
            kernel,
            memos,
            codes: Vec::new(),
            given: BoundIncident::default(),
            outcome: Outcome::default(),
        })
    }

    /// Decides a row by its values in each slot, as `outcome`: its id; `None` if something is to be said
    /// about it.
    #[inline]
    pub(crate) fn decide<'r>(&mut self, values: &[Option<Raw<'r>>]) -> Option<&'r str>
    where
        'p: 'r,
    {
        let id = self.id(values)?;
        let sold = match self.meaning(Field::Contract.slot(), values)? {
            Meaning::Sold(sold) => sold,
            _ => return None,
        };
        self.given.clear();
        self.given.opened = self.instant(Field::Opened, values)??.0;
        let [responded, relieved, resolved] = [Field::Responded, Field::Relieved, Field::Resolved];
        let stops =
            [self.instant(responded, values)?, self.instant(relieved, values)?, self.instant(resolved, values)?];
        for (field, stop) in [responded, relieved, resolved].into_iter().zip(&stops) {
            // A length since the opening represents it: the exact reader counts.
            let after = self.plan.after(field).filter(|_| stop.is_none());
            if after.is_some_and(|(slot, _)| self.value(slot, values).is_some()) {
                return None;
            }
        }
        let [responded, relieved, resolved] = stops;
        self.given.stops = [responded, relieved, resolved, None];
        self.given.recorded = self.priority(Field::Priority, values)?;
        self.given.customer = self.priority(Field::CustomerPriority, values)?;
        self.given.vendor = self.priority(Field::VendorPriority, values)?;
        if self.value(Field::Messages.slot(), values).is_some() {
            return None;
        }
        self.lists(values)?;
        let mut fact_key = self.bits(Field::Channel.slot(), values)?;
        for number in 0..self.plan.shape.facts.len() {
            fact_key |= self.bits(self.plan.fact(number), values)?;
        }
        if !self.given.in_order() {
            return None;
        }
        self.kernel.decide(&self.given, sold, fact_key, &mut self.outcome).ok()?;
        Some(id)
    }

    /// Takes up what the codes of each slot represent.
    #[cfg_attr(not(feature = "columnar"), expect(dead_code, reason = "columns alone have codes"))]
    pub(super) fn codes<'r>(&mut self, coded: impl Fn(usize) -> Option<Vec<Raw<'r>>>) {
        let Self { plan, policy, kernel, codes, .. } = self;
        codes.resize_with(plan.named(), Vec::new);
        for (slot, codes) in codes.iter_mut().enumerate() {
            codes.clear();
            let meaning = |value: Raw<'_>| match value {
                Raw::Text(text) => find(plan, policy, kernel, slot, text, 0),
                Raw::Json(json) => find(plan, policy, kernel, slot, json, 2),
                _ => Meaning::Odd,
            };
            codes.extend(coded(slot).into_iter().flatten().map(meaning));
        }
    }

    /// The text of a kept value, as [`Raw`]; the outer `None` if the exact reader has to say what it is.
    pub(crate) fn kept<'r>(&self, slot: usize, values: &[Option<Raw<'r>>]) -> Option<Option<Raw<'r>>>
    where
        'p: 'r,
    {
        match self.value(slot, values) {
            Some(Raw::Text(text) | Raw::String(text)) if self.plan.missing(text) => Some(None),
            Some(Raw::Json(json)) if !plain_number(json) && json != "true" && json != "false" => None,
            Some(Raw::Instant(_) | Raw::Code(_) | Raw::Waits(_) | Raw::Odd) => None,
            value => Some(value),
        }
    }

    fn value<'r>(&self, slot: usize, values: &[Option<Raw<'r>>]) -> Option<Raw<'r>>
    where
        'p: 'r,
    {
        match self.plan.fixed(slot) {
            Some(text) => Some(Raw::Text(text)),
            None => values.get(slot).copied().flatten(),
        }
    }

    fn id<'r>(&self, values: &[Option<Raw<'r>>]) -> Option<&'r str>
    where
        'p: 'r,
    {
        self.id_of(self.value(Field::Id.slot(), values)?)
    }

    /// The id that a value is.
    fn id_of<'r>(&self, value: Raw<'r>) -> Option<&'r str>
    where
        'p: 'r,
    {
        let slot = Field::Id.slot();
        match value {
            Raw::Text(text) | Raw::String(text) => {
                let text = self.text(slot, text)?;
                (!text.is_empty()).then_some(text)
            }
            Raw::Json(json) => (plain_number(json) && self.plan.meaning(slot, json).is_none()).then_some(json),
            _ => None,
        }
    }

    /// What a text means in a slot, where it is not missing.
    fn text<'r>(&self, slot: usize, text: &'r str) -> Option<&'r str>
    where
        'p: 'r,
    {
        if self.plan.fixed(slot).is_some() {
            return (!text.is_empty()).then_some(text);
        }
        match understood(self.plan, slot, Cell::Text(text)) {
            Some(Cell::Text(text)) => Some(text),
            _ => None,
        }
    }

    fn instant(&self, field: Field, values: &[Option<Raw<'_>>]) -> Option<Option<Instant>> {
        let slot = field.slot();
        self.instant_of(slot, self.value(slot, values))
    }

    /// The instant that a value of a slot is, if it is there.
    fn instant_of(&self, slot: usize, value: Option<Raw<'_>>) -> Option<Option<Instant>> {
        match value {
            None => Some(None),
            Some(Raw::Text(text) | Raw::String(text)) => match self.text(slot, text) {
                None => Some(None),
                Some(text) => self.plan.times.read(text).ok().map(Some),
            },
            Some(Raw::Instant(at)) => Some(Some(Instant(at))),
            Some(Raw::Json(json))
                if self.plan.times.numbers() && plain_number(json) && self.plan.meaning(slot, json).is_none() =>
            {
                self.plan.times.read(json).ok().map(Some)
            }
            Some(_) => None,
        }
    }

    fn priority(&mut self, field: Field, values: &[Option<Raw<'_>>]) -> Option<Option<PriorityId>> {
        match self.meaning(field.slot(), values)? {
            Meaning::Missing => Some(None),
            Meaning::Priority(priority) => Some(Some(priority)),
            _ => None,
        }
    }

    #[inline]
    fn bits(&mut self, slot: usize, values: &[Option<Raw<'_>>]) -> Option<FactKey> {
        if let Some(Some(Raw::Code(code))) = values.get(slot)
            && self.plan.fixed(slot).is_none()
        {
            return match self.codes.get(slot)?.get(*code as usize)? {
                Meaning::Bits(bits) => Some(*bits),
                Meaning::Missing => Some(0),
                _ => None,
            };
        }
        match self.meaning(slot, values)? {
            Meaning::Missing => Some(0),
            Meaning::Bits(bits) => Some(bits),
            _ => None,
        }
    }

    #[inline]
    fn meaning(&mut self, slot: usize, values: &[Option<Raw<'_>>]) -> Option<Meaning<'p>> {
        let (text, kind) = match self.value(slot, values) {
            None => return Some(Meaning::Missing),
            Some(Raw::Text(text)) => (text, 0),
            Some(Raw::String(text)) => (text, 1),
            Some(Raw::Json(json)) => (json, 2),
            Some(Raw::Code(code)) => {
                let meaning = self.codes.get(slot).and_then(|codes| codes.get(code as usize)).copied();
                return meaning.filter(|meaning| !matches!(meaning, Meaning::Odd));
            }
            Some(_) => return None,
        };
        let Self { plan, policy, kernel, memos, .. } = self;
        let meaning = memos.get_mut(slot)?.of(text.as_bytes(), kind, || find(plan, policy, kernel, slot, text, kind));
        (!matches!(meaning, Meaning::Odd)).then_some(meaning)
    }
}

/// What the readers make of a value.
fn find<'p>(
    plan: &'p Plan<'p>,
    policy: &'p Policy,
    kernel: &mut Kernel<'p>,
    slot: usize,
    text: &str,
    kind: u8,
) -> Meaning<'p> {
    let value = match kind {
        0 => None,
        1 => Some(Value::String(text.to_owned())),
        _ => match serde_json::from_str(text) {
            Ok(value) => Some(value),
            Err(_) => return Meaning::Odd,
        },
    };
    let cell = value.as_ref().map_or(Cell::Text(text), Cell::Json);
    let cell = match plan.fixed(slot) {
        // A constant is taken as it is.
        Some(text) => (!text.is_empty()).then_some(cell),
        None => understood(plan, slot, cell),
    };
    let Some(cell) = cell else { return Meaning::Missing };
    let fact = slot.checked_sub(plan.fact(0)).and_then(|number| Some((number, plan.shape.facts.get(number)?)));
    let found = match (fact, slot) {
        (Some((number, fact)), _) => {
            facts::read(fact, cell, plan).ok().and_then(|value| kernel.value(number, &value)).map(Meaning::Bits)
        }
        (None, slot) if slot == Field::Channel.slot() => cell.text().map(|name| Meaning::Bits(kernel.channel(name))),
        (None, slot) if slot == Field::Contract.slot() => {
            cell.text().and_then(|name| policy.tables.sold.get(name)).map(|sold| Meaning::Sold(sold))
        }
        _ => policy.model().priority(&as_text(cell)).map(Meaning::Priority),
    };
    found.unwrap_or(Meaning::Odd)
}

/// Whether it is a whole number as JSON would write it again.
fn plain_number(json: &str) -> bool {
    let digits = json.strip_prefix('-').unwrap_or(json);
    let plain = digits.bytes().all(|b| b.is_ascii_digit()) && (1..=18).contains(&digits.len());
    plain && (!digits.starts_with('0') || json == "0")
}
