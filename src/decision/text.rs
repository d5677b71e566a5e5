//! Decisions as bytes: a JSON object or a CSV record, whoever decided them.

use serde_json::Value;

use crate::evaluate::{Basis, CadenceAnswer, Decision, RemedyAnswer, Timed, Warning};
use crate::policy::model::{PackageId, PriorityId};
use crate::policy::{ClockId, Policy};
use crate::value::{Decimal, Instant, Offsets, Zone};

use super::{csv, json};

/// A decision but for its remedies, which may have been written before.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown<'d> {
    pub(crate) id: &'d str,
    pub(crate) package: PackageId,
    pub(crate) priority: PriorityId,
    pub(crate) basis: Basis,
    pub(crate) treated_as: Option<PriorityId>,
    pub(crate) channel_accepted: Option<bool>,
    pub(crate) objectives: &'d [Option<Timed>; 3],
    pub(crate) cadence: Option<&'d CadenceAnswer>,
    pub(crate) warnings: &'d [Warning<'d>],
}

impl<'d> Shown<'d> {
    /// What is shown of a decision.
    pub(crate) fn of(decision: &'d Decision<'_>) -> Self {
        Self {
            id: decision.id,
            package: decision.package,
            priority: decision.priority,
            basis: decision.basis,
            treated_as: decision.treated_as,
            channel_accepted: decision.channel_accepted,
            objectives: &decision.objectives,
            cadence: decision.cadence.as_ref(),
            warnings: &decision.warnings,
        }
    }
}

/// JSON or CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Json,
    Csv,
}

/// What a package's decisions have in common.
#[derive(Debug, Clone)]
pub(super) struct Common {
    /// From behind the id up to the priority.
    pub(super) head: Vec<u8>,
    /// The instant of the decision.
    pub(super) as_of: Vec<u8>,
}

static EMPTY: Common = Common { head: Vec::new(), as_of: Vec::new() };

/// Writes decisions under one policy and as of one instant; what they have in common is written once
/// and copied.
#[derive(Debug)]
pub(crate) struct Texts<'p> {
    pub(super) policy: &'p Policy,
    pub(crate) form: Form,
    as_of: Instant,
    /// The zone of all instants; nothing where each has that of its clock.
    zone: Option<Zone>,
    packages: Vec<Option<Common>>,
    /// Each priority's name, as a JSON string or a CSV cell.
    priorities: Vec<Vec<u8>>,
    /// The zone of each clock.
    zones: Vec<Offsets>,
    targets: Vec<(Decimal, Vec<u8>)>,
    /// Whether the columns of a cadence are there.
    pub(super) cadence: bool,
}

impl<'p> Texts<'p> {
    /// For decisions as of an instant, with all instants in one zone, or each in that of its clock.
    pub(crate) fn new(policy: &'p Policy, form: Form, as_of: Instant, zone: Option<Zone>) -> Self {
        let name = |p: &crate::policy::model::Priority| {
            let mut out = Vec::new();
            form.string(&mut out, &p.name);
            out
        };
        Self {
            policy,
            form,
            as_of,
            zone,
            packages: Vec::new(),
            priorities: policy.model().priorities.iter().map(name).collect(),
            zones: policy.tables.clocks.iter().map(|c| Offsets::new(zone.unwrap_or(c.zone()))).collect(),
            targets: Vec::new(),
            cadence: policy.has_cadence(),
        }
    }

    /// Writes a decision up to its end, the kept values apart: of JSON, without the last brace.
    pub(crate) fn decision(&mut self, out: &mut Vec<u8>, shown: &Shown<'_>, remedies: impl FnOnce(&mut Vec<u8>)) {
        match self.form {
            Form::Json => json::decision(self, out, shown, remedies),
            Form::Csv => csv::decision(self, out, shown, remedies),
        }
    }

    /// Writes an answer about a remedy, by its number in the policy, with what divides it from the one before.
    pub(crate) fn remedy(&self, out: &mut Vec<u8>, number: usize, remedy: &RemedyAnswer<'_>) {
        match self.form {
            Form::Json => json::remedy(self.policy, out, number, remedy),
            Form::Csv => csv::remedy(out, remedy),
        }
    }

    /// Where [`Texts::common_of`] finds what the decisions of a package have in common.
    pub(super) fn common(&mut self, id: PackageId) -> usize {
        let at = usize::from(id.0);
        if self.packages.len() <= at {
            self.packages.resize_with(at + 1, || None);
        }
        if self.packages.get(at).is_some_and(Option::is_none) {
            let common = self.write_common(id);
            if let Some(place) = self.packages.get_mut(at) {
                *place = Some(common);
            }
        }
        at
    }

    #[expect(clippy::indexing_slicing, reason = "`common` has made the room")]
    pub(super) fn common_of(&self, place: usize) -> &Common {
        match &self.packages[place] {
            Some(common) => common,
            None => &EMPTY,
        }
    }

    /// Writes a decision with its remedies; of JSON, without the last brace.
    pub(crate) fn whole(&mut self, out: &mut Vec<u8>, decision: &Decision<'_>) {
        let mut remedies = Vec::new();
        for (number, remedy) in decision.remedies.iter().enumerate() {
            self.remedy(&mut remedies, number, remedy);
        }
        self.decision(out, &Shown::of(decision), |out| out.extend_from_slice(&remedies));
    }

    fn write_common(&self, id: PackageId) -> Common {
        let model = self.policy.model();
        let package = model.package(id);
        let name = package.map_or("", |p| &p.name);
        let tier = package.and_then(|p| model.package(p.tier)).map_or("", |p| &p.name);
        let own = || package.and_then(|p| p.default_coverage).map_or(Zone::UTC, |c| c.zone);
        let zone = self.zone.unwrap_or_else(own);
        let as_of = self.as_of.rfc3339(zone.written_offset(self.as_of)).to_string().into_bytes();
        let head = match self.form {
            Form::Json => json::head(self.policy, name, tier),
            Form::Csv => csv::head(self.policy, name, tier),
        };
        Common { head, as_of }
    }

    /// Writes the name of a priority.
    pub(super) fn priority(&self, out: &mut Vec<u8>, id: PriorityId) {
        match self.priorities.get(usize::from(id.0)) {
            Some(name) => out.extend_from_slice(name),
            None => self.form.string(out, ""),
        }
    }

    /// Writes an instant with the offset of a clock's zone, `Z` for UTC.
    pub(super) fn instant(&mut self, out: &mut Vec<u8>, at: Instant, clock: ClockId) {
        let offset = self.zones.get_mut(usize::from(clock.0)).and_then(|z| z.written(at));
        at.rfc3339(offset).write(out);
    }

    /// Writes a share.
    pub(super) fn target(&mut self, out: &mut Vec<u8>, share: Decimal) {
        let written = match self.targets.iter().position(|(d, _)| *d == share) {
            Some(at) => self.targets.get(at),
            None => {
                let text = match self.form {
                    Form::Json => serde_json::to_vec(&share.as_f64()).unwrap_or_default(),
                    Form::Csv => share.to_string().into_bytes(),
                };
                self.targets.push((share, text));
                self.targets.last()
            }
        };
        out.extend_from_slice(written.map_or(&[], |(_, text)| text));
    }
}

impl Form {
    /// Writes a text as a JSON string or a CSV cell.
    pub(crate) fn string(self, out: &mut Vec<u8>, text: &str) {
        match self {
            Self::Json => json::string(out, text),
            Self::Csv => csv::cell(out, text),
        }
    }

    /// Writes what stands before a kept value.
    pub(crate) fn between(self, out: &mut Vec<u8>, name: &str) {
        out.push(b',');
        if self == Self::Json {
            json::string(out, name);
            out.push(b':');
        }
    }

    /// Writes a value that is missing.
    pub(crate) fn nothing(self, out: &mut Vec<u8>) {
        if self == Self::Json {
            out.extend_from_slice(b"null");
        }
    }

    /// Ends a decision but for its line.
    pub(crate) fn close(self, out: &mut Vec<u8>) {
        if self == Self::Json {
            out.push(b'}');
        }
    }

    /// Writes the kept values behind a decision, and ends it but for its line.
    pub(crate) fn kept(self, out: &mut Vec<u8>, names: &[String], values: &[Option<Value>]) {
        let missing = std::iter::repeat(&None);
        for (name, value) in names.iter().zip(values.iter().chain(missing)) {
            self.between(out, name);
            match (self, value) {
                (_, None) => self.nothing(out),
                (Self::Csv, Some(Value::String(text))) => csv::cell(out, text),
                (Self::Csv, Some(other)) => csv::cell(out, &other.to_string()),
                (Self::Json, Some(value)) => out.extend_from_slice(value.to_string().as_bytes()),
            }
        }
        self.close(out);
    }
}

/// Writes a whole number.
pub(super) fn number(out: &mut Vec<u8>, n: i64) {
    out.extend_from_slice(itoa::Buffer::new().format(n).as_bytes());
}

/// Writes `true` or `false`.
pub(super) fn truth(out: &mut Vec<u8>, value: bool) {
    out.extend_from_slice(if value { b"true" } else { b"false" });
}
