//! A decision as one JSON object: the keys of `interface`, always all present, in its order.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::evaluate::{CadenceAnswer, Decision, RemedyAnswer, Timed, Warning};
use crate::policy::model::Objective;
use crate::policy::{ClockId, Policy};
use crate::value::{Instant, Zone};

impl Policy {
    /// An instant with the offset of a clock's zone, `Z` for UTC.
    pub(crate) fn written(&self, at: Instant, clock: ClockId) -> String {
        let zone = self.clock(clock).map_or(Zone::UTC, |c| c.zone());
        at.rfc3339(zone.written_offset(at)).to_string()
    }
}

impl Decision<'_> {
    /// The as-of instant, with the offset of the contract's default coverage.
    pub(crate) fn written_as_of(&self) -> String {
        let package = self.policy.model().package(self.package);
        let zone = package.and_then(|p| p.default_coverage).map_or(Zone::UTC, |c| c.zone);
        self.as_of.rfc3339(zone.written_offset(self.as_of)).to_string()
    }

    pub(crate) fn priority_name(&self, id: crate::policy::model::PriorityId) -> &str {
        self.policy.model().priority_name(id)
    }
}

impl Serialize for Decision<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", self.id)?;
        map.serialize_entry("policy", self.policy.fingerprint())?;
        map.serialize_entry("contract", self.contract())?;
        map.serialize_entry("tier", self.tier())?;
        map.serialize_entry("priority", self.priority_name(self.priority))?;
        map.serialize_entry("priority_basis", self.basis.word())?;
        map.serialize_entry("treated_as", &self.treated_as.map(|p| self.priority_name(p)))?;
        map.serialize_entry("as_of", &self.written_as_of())?;
        map.serialize_entry("channel_accepted", &self.channel_accepted)?;
        for objective in Objective::ALL {
            let timed = self.objective(objective);
            map.serialize_entry(objective.word(), &ObjectiveJson { decision: self, timed })?;
        }
        if let Some(cadence) = &self.cadence {
            map.serialize_entry("cadence", &CadenceJson { decision: self, cadence })?;
        }
        map.serialize_entry("remedies", &RemediesJson(self))?;
        map.serialize_entry("warnings", &self.warnings.iter().map(WarningJson).collect::<Vec<_>>())?;
        map.end()
    }
}

struct ObjectiveJson<'d> {
    decision: &'d Decision<'d>,
    timed: Option<&'d Timed>,
}

impl Serialize for ObjectiveJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { decision, timed } = self;
        let mut map = serializer.serialize_map(None)?;
        let Some(timed) = timed else {
            map.serialize_entry("status", "none")?;
            return map.end();
        };
        let written = |at: Option<Instant>| at.map(|at| decision.policy.written(at, timed.clock));
        map.serialize_entry("status", timed.status.word())?;
        map.serialize_entry("priority", decision.priority_name(timed.priority))?;
        map.serialize_entry("limit_s", &timed.limit.seconds())?;
        map.serialize_entry("comparison", timed.comparison.word())?;
        map.serialize_entry("elapsed_s", &timed.elapsed.seconds())?;
        map.serialize_entry("remaining_s", &timed.remaining.map(|r| r.seconds()))?;
        map.serialize_entry("due", &written(timed.due))?;
        map.serialize_entry("stopped", &written(timed.stopped))?;
        map.serialize_entry("inferred", &timed.inferred)?;
        map.serialize_entry("target", &timed.target.map(|t| t.as_f64()))?;
        map.end()
    }
}

struct CadenceJson<'d> {
    decision: &'d Decision<'d>,
    cadence: &'d CadenceAnswer,
}

impl Serialize for CadenceJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { decision, cadence } = self;
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("interval_s", &cadence.interval.seconds())?;
        map.serialize_entry("next_due", &cadence.next_due.map(|at| decision.policy.written(at, cadence.clock)))?;
        map.serialize_entry("longest_gap_s", &cadence.longest_gap.seconds())?;
        map.serialize_entry("late", &cadence.late)?;
        map.end()
    }
}

struct RemediesJson<'d>(&'d Decision<'d>);

impl Serialize for RemediesJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let names = self.0.policy.model().remedies.iter().map(|r| &r.name);
        serializer.collect_map(names.zip(self.0.remedies.iter().map(RemedyJson)))
    }
}

struct RemedyJson<'d>(&'d RemedyAnswer<'d>);

impl Serialize for RemedyJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("modality", self.0.modality())?;
        map.serialize_entry("entitled", self.0.entitled.word())?;
        map.serialize_entry("favoured", &self.0.favoured.map(|f| f.word()))?;
        map.serialize_entry("needs", &self.0.needs)?;
        map.end()
    }
}

impl RemedyAnswer<'_> {
    /// The contract's own word.
    pub fn modality(&self) -> &'static str {
        if self.committed { "will" } else { "may" }
    }
}

struct WarningJson<'d>(&'d Warning<'d>);

impl Serialize for WarningJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("code", self.0.code.word())?;
        map.serialize_entry("names", &self.0.names)?;
        map.end()
    }
}
