//! The last step of a tier or contract: zones, lengths and dates, and whether it is total.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, list};
use crate::span::{Span, Spanned};
use crate::syntax::ast::{Item, Lost, PackageItem, PackageKind, Statement};
use crate::time::{Duration, Length, LengthError, LocalTime, Zone};

use super::super::compile::Multiples;
use super::super::model::{Cadence, Coverage, InForce, Limit, Package, Promise, Reply, Terms, Treatment};
use super::Resolver;
use super::draft::Draft;
use super::packages::{Packages, id};
use super::promise_draft::{CoverageDraft, PromiseDraft, ReplyDraft};

/// More limits than any contract has for one objective and priority.
const MAX_LIMITS: usize = 256;

/// For whom a length is asked.
pub(super) struct Asks<'a> {
    /// A `base` tier is never sold, so that what it lacks is told where it is missed.
    pub(super) base: bool,
    pub(super) package: &'a str,
    /// The first of those that it descends from.
    family: usize,
    /// What was told to be wrong with it.
    pub(super) lost: &'a Lost,
}

impl Resolver<'_> {
    pub(super) fn finish(
        &mut self,
        packages: &Packages<'_>,
        at: usize,
        (item, written): (&Item, &PackageItem),
        draft: Draft,
        told_before: &BTreeSet<String>,
        treatments: &[Treatment],
    ) -> Package {
        let (base, customisable) = match &written.kind {
            PackageKind::Tier { base, customisable } => (*base, customisable.is_some()),
            PackageKind::Contract => (false, true),
        };
        let contract = matches!(written.kind, PackageKind::Contract);
        let coverage = |c: CoverageDraft| self.coverage_of(c, draft.zone);
        let bare_coverage = draft.default_coverage.map(coverage);
        let coverages: Vec<Option<Coverage>> = draft.coverage.iter().map(|c| c.map(coverage)).collect();
        let lineage = packages.lineage(at);
        let lost = draft.lost.clone();
        let asks =
            Asks { base, package: &written.name.value, family: lineage.last().copied().unwrap_or(at), lost: &lost };
        let lineage_names =
            lineage.iter().filter_map(|p| packages.items.get(*p).map(|(_, i)| i.name.value.clone())).collect();
        let mut terms = Vec::with_capacity(coverages.len());
        let mut silent = Vec::new();
        for (p, coverage) in coverages.iter().enumerate() {
            let written = draft.promises.iter().map(|drafts| drafts.get(p).cloned().flatten());
            let zone = draft.zone;
            let promises: Vec<Option<Promise>> =
                written.map(|promise| promise.map(|p| self.timed(p, *coverage, zone, &asks))).collect();
            self.count_circumstances(&promises);
            let reply = draft.replies.get(p).cloned().flatten();
            let reply = reply.map(|reply| self.timed_reply(reply, *coverage, zone, &asks));
            let mut cadence = draft.cadence.get(p).cloned().flatten();
            if let Some(Cadence::Every { duration, length, span, .. }) = &mut cadence {
                *length = self.length(*duration, *span, *coverage, &asks);
            }
            if promises.first().is_some_and(Option::is_none) {
                silent.extend(self.model.priorities.get(p).map(|p| p.name.clone()));
            }
            terms.push(Terms { coverage: *coverage, promises, cadence, reply });
        }
        silent.retain(|name: &String| !told_before.contains(name));
        if !base && !lost.may_hold("response") && (!silent.is_empty() || terms.is_empty()) {
            self.missing_response(written, &silent);
        }
        let in_force = self.in_force(written, bare_coverage.or(coverages.first().copied().flatten()), draft.zone);
        let has_dates = written.statements.iter().any(|s| matches!(s.value, Statement::InForce(..)));
        let service = self.finish_service(draft.service, (&terms, draft.zone), has_dates, &asks);
        let mut all_treatments = draft.treatments;
        all_treatments.extend(treatments.iter().cloned());
        Package {
            name: written.name.value.clone(),
            span: written.name.span,
            item: item.span,
            doc: item.doc.clone(),
            contract,
            base,
            customisable,
            extends: packages.parents.get(at).copied().flatten().map(id),
            tier: id(packages.tier(at)),
            lineage: lineage_names,
            customer: written.statements.iter().find_map(|s| match &s.value {
                Statement::Customer(text) => Some(text.value.clone()),
                _ => None,
            }),
            in_force,
            zone: draft.zone,
            bare_coverage,
            terms,
            general: draft.general,
            service,
            remedies: draft.remedies,
            treatments: all_treatments,
        }
    }

    /// `in ZONE` first, then the contract's `zone`, then the calendar's own; `always` has UTC.
    pub(super) fn coverage_of(&self, draft: CoverageDraft, zone: Option<Zone>) -> Coverage {
        let own = draft.calendar.and_then(|c| self.model.calendars.get(usize::from(c.0))).map(|c| c.zone);
        let zone = draft.zone.or(zone).or(own).unwrap_or(Zone::UTC);
        Coverage { calendar: draft.calendar, zone, span: draft.span }
    }

    /// A promise with its zone and length filled in.
    fn timed(
        &mut self,
        draft: PromiseDraft,
        coverage: Option<Coverage>,
        zone: Option<Zone>,
        asks: &Asks<'_>,
    ) -> Promise {
        let PromiseDraft { circumstances, when: _, mut limit, on, clauses, span } = draft;
        let on = on.map(|on| self.coverage_of(on, zone));
        match &mut limit {
            Limit::Length { duration, length, .. } => {
                *length = self.length(*duration, span, on.or(coverage), asks);
            }
            Limit::Date(_) if on.or(coverage).is_none() => self.no_coverage(span, asks, "dates are read on a calendar"),
            _ => {}
        }
        let mut instead = Vec::with_capacity(circumstances.len());
        for mut draft in circumstances {
            if let Some(when) = draft.when.take() {
                instead.push((when, self.timed(draft, coverage, zone, asks)));
            }
        }
        Promise { circumstances: instead, limit, on, clauses, span }
    }

    fn timed_reply(
        &mut self,
        draft: ReplyDraft,
        coverage: Option<Coverage>,
        zone: Option<Zone>,
        asks: &Asks<'_>,
    ) -> Reply {
        match draft {
            ReplyDraft::None(words) => Reply::None(words),
            ReplyDraft::Within { inclusive, duration, on, pausing, span } => {
                let on = on.map(|on| self.coverage_of(on, zone));
                let length = self.length(duration, span, on.or(coverage), asks);
                Reply::Within { inclusive, duration, length, on, pausing, span }
            }
        }
    }

    /// A multiple holds in each circumstance of what it multiplies: few enough for a table of all of them, and few
    /// enough multiples of multiples to be rounded one by one.
    fn count_circumstances(&mut self, promises: &[Option<Promise>]) {
        // For each objective so far, how many limits it may have, and how many multiples deep they are.
        let mut sizes: Vec<(usize, usize)> = Vec::with_capacity(promises.len());
        for promise in promises {
            let mut size = (0_usize, 0_usize);
            for (_, one) in promise.iter().flat_map(Promise::each) {
                let (limits, depth) = match &one.limit {
                    Limit::Multiple(_, of) => sizes.get(of.index()).map_or((1, 1), |(n, depth)| (*n, depth + 1)),
                    _ => (1, 0),
                };
                size = (size.0.saturating_add(limits.max(1)), size.1.max(depth));
            }
            if let Some(promise) = promise {
                if size.0 > MAX_LIMITS {
                    self.too_many(
                        promise.span,
                        MAX_LIMITS,
                        "limits of one objective and priority in all circumstances",
                    );
                    size.0 = 1;
                }
                if size.1 > Multiples::MOST {
                    self.too_many(promise.span, Multiples::MOST, "multiples of multiples");
                    size.1 = 0;
                }
            }
            sizes.push(size);
        }
    }

    pub(super) fn length(
        &mut self,
        duration: Duration,
        span: Span,
        coverage: Option<Coverage>,
        asks: &Asks<'_>,
    ) -> Length {
        use crate::time::Clockwork;
        let mut working_day = Length::hours(24);
        if duration.clockwork == Clockwork::Working {
            let Some(coverage) = coverage else {
                self.no_coverage(span, asks, "this is working time");
                return Length(1);
            };
            let calendar = coverage.calendar.and_then(|c| self.model.calendars.get(usize::from(c.0)));
            if let Some(calendar) = calendar.filter(|_| duration.in_working_days()) {
                match calendar.working_day_length() {
                    Some(length) => working_day = length,
                    None => {
                        let (name, joins) = (calendar.name.clone(), !calendar.members.is_empty());
                        let lengths = calendar.weekday_lengths();
                        self.no_working_day(span, coverage, (&name, joins), &lengths);
                        return Length(1);
                    }
                }
            }
        }
        duration.length(working_day).unwrap_or_else(|e| {
            let (code, message) = match e {
                LengthError::Zero => (Code::ZeroLength, "a duration is longer than zero"),
                LengthError::TooLong => (Code::TooLong, "this is longer than 100,000 days"),
            };
            self.error(code, span, message);
            Length(1)
        })
    }

    /// Of tiers and contracts that extend one another the first is told.
    fn no_coverage(&mut self, span: Span, asks: &Asks<'_>, why: &str) {
        let Asks { base, package, family, lost } = *asks;
        if base || lost.may_hold("coverage") || !self.first_time(Code::MissingCoverage, &family.to_string()) {
            return;
        }
        let message = format!("{why}, but nothing says on which calendar `{package}` counts it");
        self.error(Code::MissingCoverage, span, message).help =
            Some("add `coverage` and a calendar, or `coverage always`".into());
    }

    fn no_working_day(
        &mut self,
        span: Span,
        coverage: Coverage,
        (name, joins): (&str, bool),
        lengths: &[(crate::time::Weekday, Length)],
    ) {
        if self.unclear.contains(name) || !self.first_time(Code::NoWorkingDay, name) {
            return;
        }
        let message = format!("the working days of `{name}` differ in length");
        let message = if joins {
            format!("`{name}` joins calendars and declares no working day, so its working day has no length")
        } else if lengths.len() < 2 {
            format!("`{name}` is open on no weekday, so its working day has no length")
        } else {
            message
        };
        let first = lengths.first();
        let other = first.and_then(|(_, l)| lengths.iter().find(|(_, other)| other != l));
        let label = match (first, other) {
            (Some((a, x)), Some((b, y))) => {
                format!("open {} on {}, {} on {}", x.words(), a.name(), y.words(), b.name())
            }
            _ => String::new(),
        };
        let error = Diagnostic::error(Code::NoWorkingDay, span, message).label(label);
        let help = format!("say in `{name}` how long one is: `working day 8 hours`; or count hours: `8 working hours`");
        self.errors.push(error.related(coverage.span, "counted on this calendar").help(help));
    }

    fn missing_response(&mut self, written: &PackageItem, silent: &[String]) {
        let nothing = silent.is_empty() && !self.unit.lost_names.is_empty();
        if self.lost_policy || nothing || silent.is_empty() && !self.first_time(Code::UnknownPriority, "") {
            return;
        }
        let names = silent.iter().map(String::as_str);
        let message = if silent.is_empty() {
            "the policy declares no priorities".to_owned()
        } else {
            format!("`{}` says nothing about the response to {}", written.name.value, list(names.clone()))
        };
        let help = match silent {
            [] => "add `priority P1 \"Critical\"` and so on, the most urgent first".to_owned(),
            _ => format!(
                "add `response {} < 1 working day`, or say that there is none: `response {} none`",
                silent.join(", "),
                silent.join(", ")
            ),
        };
        self.error(Code::MissingResponse, written.name.span, message).help = Some(help);
    }

    /// The dates of `in force` are read in the zone of the default coverage, or the one that all
    /// coverages share.
    fn in_force(&mut self, written: &PackageItem, default: Option<Coverage>, zone: Option<Zone>) -> Option<InForce> {
        let (from, to, span) = written.statements.iter().find_map(|Spanned { value, span }| match value {
            Statement::InForce(from, to) => Some((from.value, to.value, *span)),
            _ => None,
        })?;
        if to < from {
            let message = format!("`in force` ends on {to}, before it begins");
            self.error(Code::Backwards, span, message).help = Some("put the earlier date first".into());
            return None;
        }
        let zone = default.map(|d| d.zone).or(zone).unwrap_or(Zone::UTC);
        let start = zone.wall(LocalTime::on(from, 0));
        let end = zone.wall(LocalTime::on(to.plus(1), 0));
        Some(InForce { from, to, zone, start, end, span })
    }
}
