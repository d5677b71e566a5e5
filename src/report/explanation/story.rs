//! The story of an explanation, in the order of a conversation.

use crate::engine::{Basis, CadenceDecision, Explanation, PriorityChange, RepliesDecision, Warning, WarningCode};
use crate::policy::{Policy, PromiseSource};
use crate::time::Zone;

use super::blocks::{Block, POLICY, Section, Sign, Story, WARNINGS};
use super::objective;
use super::remedies;
use super::teller::Teller;
use super::words::{Times, and, length};

impl Story {
    /// The story of an explanation; with every segment of each clock if `segments` says so.
    #[must_use]
    pub fn of(explanation: &Explanation, policy: &Policy, segments: bool) -> Self {
        let zone = Zone::parse(&explanation.timezone).unwrap_or(Zone::UTC);
        let teller = Teller { explanation, policy, times: Times::new(zone, explanation.incident.opened), segments };
        teller.story().made_visible()
    }
}

impl Teller<'_> {
    fn story(&self) -> Story {
        let objectives = objective::sections(self);
        let stated: Vec<String> = objectives.iter().map(|(short, _)| short.clone()).collect();
        let summary = if stated.is_empty() { "nothing is limited in time".to_owned() } else { stated.join("; ") };
        let mut sections = vec![self.promised(), self.priority()];
        sections.extend(objectives.into_iter().map(|(_, section)| section));
        sections.extend(self.explanation.decision.cadence.as_ref().map(|cadence| self.updates(cadence)));
        let replies = self.explanation.decision.replies.as_ref().and_then(Option::as_ref);
        sections.extend(replies.map(|replies| self.replies(replies)));
        sections.extend(remedies::section(self));
        sections.extend(self.warnings());
        Story { id: self.explanation.decision.id.to_string(), summary, facts: self.facts(), sections }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let Explanation { decision, incident, in_force, timezone, .. } = self.explanation;
        let tier = if decision.tier == decision.contract { String::new() } else { format!(", of {}", decision.tier) };
        let version = in_force.as_ref().map(|[from, to]| format!(", in force {from} to {to}")).unwrap_or_default();
        let mut facts = vec![
            ("Contract", format!("{}{tier}{version}", decision.contract)),
            ("Opened", self.times.with_year(incident.opened)),
            ("As of", self.times.with_year(self.now())),
            ("Times", timezone.clone()),
            (POLICY, decision.policy.to_string()),
        ];
        if let Some(accepted) = decision.channel_accepted {
            let channel = incident.channel.as_deref().unwrap_or("");
            let accepted = if accepted { "accepted" } else { "not accepted by the contract" };
            facts.insert(1, ("Channel", format!("{channel}, {accepted}")));
        }
        facts
    }

    fn promised(&self) -> Section {
        let mut blocks = Vec::new();
        let mut quoted: Vec<&str> = Vec::new();
        for PromiseSource { statement, from, source } in
            self.explanation.promises.iter().filter_map(|(_, p)| p.as_ref())
        {
            blocks.push(Teller::statement(statement, Some(from)));
            if let Some(source) = source.as_deref().filter(|source| !quoted.contains(source)) {
                quoted.push(source);
                blocks.push(Block::Quotation(source.to_owned()));
            }
        }
        if blocks.is_empty() {
            blocks.push(Block::Paragraph("The contract promises no times for incidents of this priority.".to_owned()));
        }
        Section { title: "What was promised".to_owned(), sign: None, blocks }
    }

    fn title_of_priority(&self, name: &str) -> String {
        let priority = self.policy.model().priorities.iter().find(|p| p.name == name);
        let title = priority.map_or(name, |p| p.title.as_str());
        if title == name { name.to_owned() } else { format!("{name} ({title})") }
    }

    fn priority(&self) -> Section {
        let Explanation { decision, incident, .. } = self.explanation;
        let changes: Vec<_> = {
            let as_of = decision.as_of.instant();
            let mut changes: Vec<_> = incident.priority_changes.iter().filter(|c| c.at <= as_of).collect();
            changes.sort_by_key(|change| change.at);
            changes
        };
        let name = self.title_of_priority(&decision.priority);
        let by = match decision.priority_basis {
            Basis::Customer => "set by the customer",
            Basis::Vendor => "set by the vendor",
            Basis::Recorded => "as recorded",
            Basis::Definition => "by the definition of the contract",
            Basis::Provisional => "set by the customer, until the vendor has set it",
        };
        let began = if changes.is_empty() { by.to_owned() } else { format!("at first {by}, then changed") };
        let mut blocks = vec![Block::Paragraph(format!("{name}, {began}."))];
        blocks.extend(self.explanation.priority.as_ref().map(|statement| Teller::statement(statement, None)));
        if !changes.is_empty() {
            let changed = |change: &&PriorityChange| {
                (Sign::Neutral, format!("{}: changed to {}", self.times.instant(change.at), change.to))
            };
            blocks.push(Block::List(changes.iter().map(changed).collect()));
        }
        if let Some(treated) = &decision.treated_as {
            blocks.push(Block::Paragraph(format!("It is treated as {}.", self.title_of_priority(treated))));
            let treat = decision.by.iter().filter(|s| s.text.starts_with("treat"));
            blocks.extend(treat.map(|statement| Teller::statement(statement, None)));
        }
        Section { title: "Priority".to_owned(), sign: None, blocks }
    }

    fn updates(&self, cadence: &CadenceDecision) -> Section {
        let late = cadence.late;
        let sign = if late == 0 { Sign::Good } else { Sign::Bad };
        let seconds = |s: i64| length(s * 1_000_000);
        let mut text = format!(
            "An update is due every {}. The longest gap was {}{}.",
            seconds(cadence.interval_s),
            seconds(cadence.longest_gap_s),
            if late == 0 {
                String::new()
            } else {
                format!("; {late} gap{} too long", if late == 1 { " was" } else { "s were" })
            }
        );
        if let Some(next) = cadence.next_due {
            text.push_str(&format!(" The next update is due {}.", self.times.at(next)));
        }
        let mut blocks = vec![Block::Paragraph(text)];
        blocks.extend(cadence.by.iter().map(|statement| Teller::statement(statement, None)));
        let late = if late == 0 { "none late".to_owned() } else { format!("{late} late") };
        Section { title: format!("Updates: {late}"), sign: Some(sign), blocks }
    }

    fn replies(&self, replies: &RepliesDecision) -> Section {
        let seconds = |s: i64| length(s * 1_000_000);
        let mut text = format!(
            "Each message is answered within {}. {} answered.",
            seconds(replies.limit_s),
            match replies.answered {
                0 => "No message was".to_owned(),
                1 => "1 message was".to_owned(),
                n => format!("{n} messages were"),
            }
        );
        if let Some(longest) = replies.longest_s {
            text.push_str(&format!(" The longest wait was {}.", seconds(longest)));
        }
        if let Some(since) = replies.waiting_since {
            text.push_str(&format!(" A message of {} waits for an answer", self.times.at(since)));
            text.push_str(&replies.next_due.map_or(".".to_owned(), |due| format!(", due {}.", self.times.at(due))));
        }
        let mut blocks = vec![Block::Paragraph(text)];
        blocks.extend(replies.by.iter().map(|statement| Teller::statement(statement, None)));
        let (sign, late) = match replies.late {
            0 => (Sign::Good, "none late".to_owned()),
            n => (Sign::Bad, format!("{n} late")),
        };
        Section { title: format!("Replies: {late}"), sign: Some(sign), blocks }
    }

    fn warnings(&self) -> Option<Section> {
        let warnings = &self.explanation.decision.warnings;
        let sentence = |warning: &Warning| {
            let names = and(&warning.names);
            let names: &str = &names;
            match warning.code {
                WarningCode::TreatmentUnknown => {
                    format!("Whether the incident is treated by another priority depends on what is missing: {names}.")
                }
                WarningCode::LimitUnknown => {
                    format!(
                        "Which limit holds depends on what is missing: {names}. The one without a condition was taken."
                    )
                }
                WarningCode::BreachLifted => {
                    format!("A change to a less urgent priority turned a breach into none: {names}.")
                }
                WarningCode::StopWithoutStart => format!("There is a stop, and never a start: {names}."),
            }
        };
        let items: Vec<_> = warnings.iter().map(|warning| (Sign::Open, sentence(warning))).collect();
        (!items.is_empty()).then(|| Section {
            title: WARNINGS.to_owned(),
            sign: None,
            blocks: vec![Block::List(items)],
        })
    }
}
