//! From counts to the rows of a report.

use std::collections::BTreeMap;

use crate::engine::RejectCode;
use crate::policy::model::ObjectiveId;
use crate::report::credits::CreditReport;

use super::builder::{Rejects, ReportBuilder};
use super::cause::CauseKind;
use super::counts::Counts;
use super::data::{CauseRow, ComparedWith, Distribution, IncidentReport, ObjectiveRow, RejectRow, Reopened};
use super::distribution::Bins;
use super::earlier::Earlier;
use super::keys::whole;
use super::rows::{Against, RowMaker};

/// What a report is compared with.
pub enum Comparison<'p> {
    /// Nothing.
    Nothing,
    /// The incidents of an earlier period, in these files.
    Earlier(Vec<String>, Box<ReportBuilder<'p>>),
    /// The same incidents under this contract.
    Under(String),
}

impl ReportBuilder<'_> {
    /// The report of what was counted, compared with something.
    pub fn finish(mut self, comparison: Comparison<'_>) -> IncidentReport {
        self.put_in_order();
        let table = |by_period: bool| match &comparison {
            Comparison::Nothing => RowMaker::new(&self, Against::Nothing),
            Comparison::Under(_) => RowMaker::new(&self, Against::Under),
            Comparison::Earlier(_, earlier) => RowMaker::new(&self, Against::Earlier(Earlier::new(earlier, by_period))),
        };
        let whole = table(false).rows(&whole(&self.promises), &whole(&self.priorities), &whole(&self.groups));
        let rows = match self.options.by {
            None => whole.clone(),
            Some(_) => table(true).rows(&self.promises, &self.priorities, &self.groups),
        };
        let compared_with = self.compared_with(comparison_of(&comparison));
        let (incidents, rejected) = (self.incidents(), self.rejected());
        let (rejects, objectives) = (self.reject_rows(), self.objective_rows());
        let (causes, distribution) = (self.cause_rows(), self.distribution_rows());
        let credits = self.credits.take().map(|book| {
            let (measured, as_of) = (book.incidents(), self.options.as_of);
            CreditReport::new(self.policy, as_of, measured, 0, book.finish(None))
        });
        let (credit_data, credit_sections) = credits.map(|credits| (credits.data(), credits.short_sections())).unzip();
        let (reopened, times) = self.reopened;
        let ids: Vec<String> = reopened.into_iter().map(|(_, id)| id).collect();
        let reopened = Reopened { incidents: u64::try_from(ids.len()).unwrap_or(u64::MAX), times, ids };
        let (worst, worst_incidents) = self.worst.into_rows();
        IncidentReport {
            policy: self.policy.fingerprint().to_owned(),
            as_of: self.options.as_of.rfc3339(None).to_string(),
            incidents,
            decided: self.decided,
            rejected,
            rows,
            whole,
            waiting: self.waited.iter().map(|(party, waited)| waited.row(party)).collect(),
            rejects,
            quotas: credit_data.as_ref().map(|data| data.quotas.clone()).unwrap_or_default(),
            credits: credit_data.map(|data| data.statements).unwrap_or_default(),
            credit_sections: credit_sections.unwrap_or_default(),
            compared_with,
            objectives,
            causes,
            distribution,
            by: self.options.by,
            opened: self.opened,
            worst,
            worst_incidents,
            instant: self.options.as_of,
            reopened,
            openings: self.coverages.rows(self.opened),
        }
    }

    fn compared_with(
        &self,
        (files, contract, earlier): (Vec<String>, Option<String>, Option<&Self>),
    ) -> Option<ComparedWith> {
        let (incidents, decided, rejected) = match (&contract, earlier) {
            (None, None) => return None,
            (_, Some(earlier)) => (earlier.incidents(), earlier.decided, earlier.rejected()),
            (Some(_), None) => (self.decided, self.decided - self.under_rejected, self.under_rejected),
        };
        Some(ComparedWith { files, contract, incidents, decided, rejected })
    }

    fn reject_rows(&self) -> Vec<RejectRow> {
        let row = |(code, rejects): (&RejectCode, &Rejects)| RejectRow {
            code: code.as_str().to_owned(),
            count: rejects.count,
            example: rejects.example.clone(),
        };
        self.rejects.iter().map(row).collect()
    }

    fn objective_rows(&self) -> Vec<ObjectiveRow> {
        let mut all: BTreeMap<ObjectiveId, Counts> = BTreeMap::new();
        for (key, counts) in &self.priorities {
            all.entry(key.objective).or_default().merge(counts);
        }
        let row = |(objective, counts): (&ObjectiveId, &Counts)| ObjectiveRow {
            objective: self.policy.model().objective_name(*objective).to_owned(),
            met: counts.tally.met,
            breached: counts.tally.breached,
            overdue: counts.overdue,
            running: counts.running,
            paused: counts.paused,
            pending: counts.pending,
            none: counts.no_limit,
        };
        all.iter().map(row).collect()
    }

    fn cause_rows(&self) -> Vec<CauseRow> {
        let row = |((objective, kind), breaches): (&(ObjectiveId, CauseKind), &u64)| CauseRow {
            objective: self.policy.model().objective_name(*objective).to_owned(),
            cause: kind.as_str(),
            words: kind.label(),
            breaches: *breaches,
        };
        self.causes.iter().map(row).collect()
    }

    fn distribution_rows(&self) -> Vec<Distribution> {
        let row = |(objective, bins): (&ObjectiveId, &Bins)| Distribution {
            objective: self.policy.model().objective_name(*objective).to_owned(),
            bins: bins.rows(),
        };
        self.distribution.iter().map(row).collect()
    }
}

fn comparison_of<'c, 'p>(
    comparison: &'c Comparison<'p>,
) -> (Vec<String>, Option<String>, Option<&'c ReportBuilder<'p>>) {
    match comparison {
        Comparison::Nothing => (Vec::new(), None, None),
        Comparison::Earlier(files, earlier) => (files.clone(), None, Some(earlier)),
        Comparison::Under(contract) => (Vec::new(), Some(contract.clone()), None),
    }
}
