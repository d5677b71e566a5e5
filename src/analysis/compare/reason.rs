//! Why a promise that reads alike in both differs: treatments, and calendars that share a name.

use std::collections::BTreeSet;

use crate::policy::model::Purpose;
use crate::policy::model::{PriorityId, TreatAs, Treatment};
use crate::time::calendar::CalendarSpec;

use super::aspect::{About, Aspect, Reason};
use super::both::Both;
use super::objectives::words;
use crate::analysis::side::Side;

impl Both<'_> {
    /// The reasons of one aspect.
    pub(super) fn reasons(&self, aspect: &Aspect) -> Vec<Reason> {
        let purpose = match &aspect.about {
            About::Objective(name) | About::Share(name) => match self.new.model().objective(name) {
                Some(objective) => Purpose::Objective(objective),
                None => return Vec::new(),
            },
            About::Remedy(_) => Purpose::Remedies,
            _ => return Vec::new(),
        };
        let mut out = Vec::new();
        for (mine, theirs, _) in
            self.shared().into_iter().filter(|(.., name)| aspect.priorities.iter().any(|p| p == name))
        {
            self.treated(mine, theirs, purpose, &mut out);
            if matches!(aspect.about, About::Objective(_)) {
                out.extend(self.calendars(mine, theirs));
            }
        }
        // A share is no other for another limit.
        if matches!(aspect.about, About::Share(_)) {
            out.retain(|reason| matches!(reason, Reason::Treatments { .. }));
        }
        out.dedup();
        out
    }

    fn treated(&self, mine: PriorityId, theirs: PriorityId, purpose: Purpose, out: &mut Vec<Reason>) {
        let (new, old) = (treatments(self.new, mine, purpose), treatments(self.old, theirs, purpose));
        let only = |some: &[(String, &Treatment)], others: &[(String, &Treatment)]| -> Vec<String> {
            let alone = some.iter().filter(|(said, _)| others.iter().all(|(other, _)| other != said));
            alone.map(|(said, _)| said.clone()).collect()
        };
        let (own, others) = (only(&new, &old), only(&old, &new));
        if !own.is_empty() || !others.is_empty() {
            out.push(Reason::Treatments { new: own, old: others });
        }
        let Purpose::Objective(objective) = purpose else { return };
        for (how, treatment) in &new {
            let Some((_, other)) = old.iter().find(|(said, _)| said == how) else { continue };
            let (TreatAs::Priority(to), TreatAs::Priority(other)) = (treatment.to, other.to) else { continue };
            let none = || "none".to_owned();
            let leads = [words(self.new, to, objective), words(self.old, other, objective)];
            let [new, old] = leads.map(|limit| limit.unwrap_or_else(none));
            if new != old {
                out.push(Reason::Treated { how: how.clone(), new, old });
            }
        }
    }

    /// Two calendars of one name that are not the same.
    fn calendars(&self, mine: PriorityId, theirs: PriorityId) -> Option<Reason> {
        let (new, old) = (calendar(self.new, mine)?, calendar(self.old, theirs)?);
        let parts = [
            ("hours", new.weekly == old.weekly),
            ("calendars that it joins", new.members == old.members),
            ("closed days", new.closed == old.closed),
            ("days with hours of their own", (&new.exceptions, &new.spill) == (&old.exceptions, &old.spill)),
            ("closures of part of a day", same_times(new, old)),
            ("intake", new.intake == old.intake),
            ("working day", new.working_day_length() == old.working_day_length()),
            ("time zone", new.zone == old.zone),
        ];
        let parts: Vec<&'static str> = parts.into_iter().filter(|(_, same)| !same).map(|(part, _)| part).collect();
        (new.name == old.name && !parts.is_empty()).then(|| Reason::Calendar { name: new.name.clone(), parts })
    }
}

/// Whether two calendars have the same closures of part of a day, whatever their reasons.
fn same_times(one: &CalendarSpec, other: &CalendarSpec) -> bool {
    let times = |spec: &CalendarSpec| spec.part_closures.iter().map(|c| c.when).collect::<BTreeSet<_>>();
    times(one) == times(other)
}

fn calendar(side: Side<'_>, priority: PriorityId) -> Option<&CalendarSpec> {
    side.model().calendar_of(side.package()?.terms.get(usize::from(priority.0))?.coverage?)
}

/// The treatments of a priority for a purpose, each with its words.
fn treatments(side: Side<'_>, from: PriorityId, purpose: Purpose) -> Vec<(String, &Treatment)> {
    let model = side.model();
    let of = side.package().into_iter().flat_map(|p| &p.treatments);
    let of = of.filter(|t| t.from == from && t.purposes.contains(&purpose));
    of.map(|treatment| {
        let alone = Treatment { purposes: Vec::new(), ..treatment.clone() };
        (model.treatment_words(&alone).replacen(" for  when", " when", 1), treatment)
    })
    .collect()
}
