//! A tier or contract while it is put together: what it inherits, with its own statements on top.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::span::{Span, Spanned};
use crate::syntax::ast::{self, CalendarUse, Lost, Name, Sign, Statement, UpdateText};
use crate::time::{Length, Zone};

use super::super::general_terms::GeneralTerms;
use super::super::model::{Cadence, Placed, PriorityId, Remedy, Setter, Treatment};
use super::Resolver;
use super::promise_draft::{CoverageDraft, Limits, PromiseDraft, ReplyDraft};
use super::service_draft::ServiceDraft;

/// See the module.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) zone: Option<Zone>,
    pub(super) default_coverage: Option<CoverageDraft>,
    pub(super) coverage: Vec<Option<CoverageDraft>>,
    /// For each objective, for each priority. Lengths are filled in at the end.
    pub(super) promises: Vec<Vec<Option<PromiseDraft>>>,
    pub(super) cadence: Vec<Option<Cadence>>,
    pub(super) replies: Vec<Option<ReplyDraft>>,
    pub(super) general: GeneralTerms,
    pub(super) service: ServiceDraft,
    pub(super) remedies: Vec<Remedy>,
    /// The most particular first: its own, then those of what it extends.
    pub(super) treatments: Vec<Treatment>,
    /// The statements that were told to be wrong, its own and inherited: what they would have said
    /// is not missed.
    pub(super) lost: Lost,
}

/// What a block has said so far, and where: a second time is an error.
type Said = BTreeMap<(String, Option<String>), Span>;

impl Draft {
    pub(super) fn new(objectives: usize, priorities: usize, remedies: &[Remedy]) -> Self {
        Self {
            zone: None,
            default_coverage: None,
            coverage: vec![None; priorities],
            promises: vec![vec![None; priorities]; objectives],
            cadence: vec![None; priorities],
            replies: vec![None; priorities],
            general: GeneralTerms::default(),
            service: ServiceDraft::default(),
            remedies: remedies.to_vec(),
            treatments: Vec::new(),
            lost: Lost::default(),
        }
    }
}

fn put<T: Clone>(slots: &mut [Option<T>], priorities: &[PriorityId], all: bool, value: &T) {
    for (at, slot) in slots.iter_mut().enumerate() {
        if all || priorities.iter().any(|p| usize::from(p.0) == at) {
            *slot = Some(value.clone());
        }
    }
}

fn setter_of(setter: ast::SetterText) -> Setter {
    match setter {
        ast::SetterText::Customer => Setter::Customer,
        ast::SetterText::Vendor => Setter::Vendor,
    }
}

impl Resolver<'_> {
    /// Puts the statements of a block on top of what it inherits: those that name no priority
    /// first, whatever order they stand in.
    pub(super) fn apply(&mut self, draft: &mut Draft, statements: &[Spanned<Statement>]) {
        let mut said = Said::new();
        let mut own_treatments = Vec::new();
        let mut limits = Limits::default();
        let mut service = Vec::new();
        let (some, all): (Vec<_>, Vec<_>) = statements.iter().partition(|s| !s.value.priorities().is_empty());
        for Spanned { value, span } in all.into_iter().chain(some) {
            let names = value.priorities();
            let lose = |draft: &mut Draft| draft.lost.0.insert(value.word().to_owned());
            let Some(priorities) = self.all_of(names) else {
                lose(draft);
                continue;
            };
            if !self.once(&mut said, value, names, *span) {
                lose(draft);
                continue;
            }
            let every = names.is_empty();
            match value {
                Statement::Coverage(_, used) => {
                    let Some(coverage) = self.coverage(used, *span) else {
                        lose(draft);
                        continue;
                    };
                    put(&mut draft.coverage, &priorities, every, &coverage);
                    if every {
                        draft.default_coverage = Some(coverage);
                    }
                }
                Statement::Zone(name) => match self.zone(&name.value, name.span) {
                    Some(zone) => draft.zone = Some(zone),
                    None => {
                        lose(draft);
                    }
                },
                Statement::Objective(objective) => {
                    let known = self.objective(&objective.objective);
                    let Some((id, promise)) = known.and_then(|id| Some((id, self.promise(id, objective, *span)?)))
                    else {
                        lose(draft);
                        continue;
                    };
                    limits.put(id, &priorities, every, promise);
                }
                Statement::Update(_, text) => {
                    let cadence = match &text.value {
                        UpdateText::Every(duration, words, pausing) => Cadence::Every {
                            duration: *duration,
                            length: Length(0),
                            words: words.as_ref().map(|w| w.value.clone()),
                            pausing: self.parties(pausing),
                            span: *span,
                        },
                        UpdateText::None(words) => Cadence::None(words.as_ref().map(|w| w.value.clone())),
                    };
                    put(&mut draft.cadence, &priorities, every, &cadence);
                }
                Statement::Reply(_, text) => {
                    let Some(reply) = self.reply(&text.value, *span) else {
                        lose(draft);
                        continue;
                    };
                    put(&mut draft.replies, &priorities, every, &reply);
                }
                Statement::SetBy(setter) => {
                    draft.general.set_by = Some(Placed { value: setter_of(*setter), span: *span });
                }
                Statement::Restart => draft.general.restart = Some(*span),
                Statement::Channels(sign, names) => self.channels(draft, *sign, names, *span),
                Statement::Releases(names) => {
                    let value = names.iter().map(|n| n.value.clone()).collect();
                    draft.general.releases = Some(Placed { value, span: *span });
                }
                Statement::Assistance(text) => {
                    draft.general.assistance = Some(Placed { value: text.value.clone(), span: *span });
                }
                Statement::Term(name, text) => {
                    let placed = Placed { value: text.value.clone(), span: *span };
                    match draft.general.free_terms.iter_mut().find(|(n, _)| *n == name.value) {
                        Some(slot) => slot.1 = placed,
                        None => draft.general.free_terms.push((name.value.clone(), placed)),
                    }
                }
                Statement::Remedy(remedy) => self.override_remedy(draft, remedy),
                Statement::Service(statement) => service.push((statement, *span)),
                Statement::Treat(treat) => own_treatments.extend(self.treatment(treat)),
                Statement::Customer(_) | Statement::InForce(..) => {}
            }
        }
        self.put_limits(draft, limits);
        self.put_service(draft, &service);
        own_treatments.append(&mut draft.treatments);
        draft.treatments = own_treatments;
    }

    /// The priorities of names; nothing where one is unknown.
    fn all_of(&mut self, names: &[Name]) -> Option<Vec<PriorityId>> {
        let found: Vec<Option<PriorityId>> = names.iter().map(|n| self.priority(&n.value, n.span)).collect();
        found.into_iter().collect()
    }

    /// Whether a block says this for the first time.
    fn once(&mut self, said: &mut Said, statement: &Statement, names: &[Name], span: Span) -> bool {
        let keys: Vec<Option<String>> = match statement {
            Statement::Channels(Sign::Add | Sign::Remove, _) | Statement::Treat(_) | Statement::Service(_) => {
                return true;
            }
            // Several statements may hold in circumstances of their own.
            Statement::Objective(o) if o.circumstance.is_some() => return true,
            Statement::Term(name, _) => vec![Some(name.value.clone())],
            Statement::Remedy(remedy) => vec![Some(remedy.name.value.clone())],
            _ if names.is_empty() => vec![None],
            _ => names.iter().map(|n| Some(n.value.clone())).collect(),
        };
        let word = match statement.word() {
            "in" => "in force",
            "priority" => "priority set by",
            "on" => "on priority change",
            word => word,
        };
        let mut first_time = true;
        for (at, key) in keys.iter().enumerate() {
            let key = key.clone();
            if let Some(name) = names.get(at).filter(|_| keys.iter().take(at).any(|k| *k == key)) {
                let message = format!("`{}` occurs twice in this list", name.value);
                self.error(Code::DuplicateStatement, name.span, message).help = Some("remove one of them".into());
                continue;
            }
            let what = key.as_ref().map_or_else(|| format!("`{word}`"), |k| format!("`{word} {k}`"));
            match said.get(&(word.to_owned(), key.clone())) {
                Some(first) => {
                    let error =
                        Diagnostic::error(Code::DuplicateStatement, span, format!("this block says {what} twice"));
                    self.errors.push(error.related(*first, "the first time").help("remove one of them"));
                    first_time = false;
                }
                None => {
                    said.insert((word.to_owned(), key), span);
                }
            }
        }
        first_time
    }

    pub(super) fn coverage(&mut self, used: &CalendarUse, span: Span) -> Option<CoverageDraft> {
        let calendar = match &used.calendar {
            None => None,
            Some(name) => match self.calendar_id(&name.value) {
                Some(id) => Some(id),
                None => {
                    let names: Vec<String> = self.model.calendars.iter().map(|c| c.name.clone()).collect();
                    let names = names.iter().map(String::as_str).chain(["always"]);
                    self.unknown(Code::UnknownCalendar, "calendar", &name.value, name.span, names);
                    return None;
                }
            },
        };
        let zone = match &used.zone {
            None => None,
            Some(name) => Some(self.zone(&name.value, name.span)?),
        };
        Some(CoverageDraft { calendar, zone, span })
    }

    fn channels(&mut self, draft: &mut Draft, sign: Sign, names: &[Name], span: Span) {
        for name in names {
            self.channel(&name.value, name.span);
        }
        let given = names.iter().map(|n| n.value.clone());
        let mut channels = draft.general.channels.take().map_or_else(Vec::new, |c| c.value);
        match sign {
            Sign::Set => channels = given.collect(),
            Sign::Add => {
                for name in given {
                    if !channels.contains(&name) {
                        channels.push(name);
                    }
                }
            }
            Sign::Remove => channels.retain(|c| !names.iter().any(|n| n.value == *c)),
        }
        draft.general.channels = Some(Placed { value: channels, span });
    }

    fn override_remedy(&mut self, draft: &mut Draft, remedy: &ast::Remedy) {
        let at = self.model.remedies.iter().position(|r| r.name == remedy.name.value);
        let Some(slot) = at.and_then(|at| draft.remedies.get_mut(at)) else {
            let names: Vec<String> = self.model.remedies.iter().map(|r| r.name.clone()).collect();
            self.unknown(
                Code::UnknownRemedy,
                "remedy",
                &remedy.name.value,
                remedy.name.span,
                names.iter().map(String::as_str),
            );
            return;
        };
        if let Some(bound) = self.remedy(remedy) {
            *slot = bound;
        }
    }
}
