//! Test blocks.

use crate::diagnostic::{Code, Diagnostic};
use crate::span::{Span, Spanned};
use crate::syntax::ast::{
    ClaimText, CreditShareText, ElapsedText, EscalationText, Name, Outcome, ShareText, TestExpect, TestField,
    TestIncident, TestItem, Text, UptimeText,
};
use crate::syntax::grammar::Rule;
use crate::syntax::node::Node;
use crate::time::Instant;
use crate::value::Decimal;

use super::Builder;

enum Part {
    Incident(TestIncident),
    Claim(ClaimText),
    AsOf(Instant),
    Expect(TestExpect),
}

impl<'a> Builder<'a> {
    pub(super) fn test(&mut self, node: &Node<'a>) -> Option<TestItem> {
        let name = match node.find(Rule::text) {
            Some(text) => self.text(&text)?,
            None => self.untitled(node),
        };
        let (parts, lost) = self.block(node, |b, part| {
            let span = b.span(part);
            let id = |b: &mut Self| part.find(Rule::text).and_then(|t| b.text(&t));
            Some(match part.rule() {
                Rule::test_incident => {
                    let id = id(b);
                    Part::Incident(TestIncident { id, fields: b.block(part, Self::field).0, span })
                }
                Rule::claimed_part => Part::Claim(ClaimText {
                    contract: b.name(&part.find(Rule::name)?),
                    period: b.name(&part.find(Rule::period_name)?),
                    at: b.instant(&part.find(Rule::instant)?)?,
                }),
                Rule::as_of_stmt => Part::AsOf(b.instant(&part.find(Rule::instant)?)?),
                Rule::expect_block => {
                    let id = id(b);
                    Part::Expect(TestExpect { id, outcomes: b.block(part, Self::outcome).0, span })
                }
                _ => return None,
            })
        });
        let mut test =
            TestItem { name, incidents: Vec::new(), claims: Vec::new(), as_of: Vec::new(), expects: Vec::new(), lost };
        for part in parts {
            match part.value {
                Part::Incident(incident) => test.incidents.push(incident),
                Part::Claim(claim) => test.claims.push(Spanned::new(claim, part.span)),
                Part::AsOf(at) => test.as_of.push(Spanned::new(at, part.span)),
                Part::Expect(expect) => test.expects.push(expect),
            }
        }
        Some(test)
    }

    /// What a test without a name in quotation marks is called, and the error that it is.
    fn untitled(&mut self, node: &Node<'_>) -> Text {
        let span = self.span(node);
        let (title, span, message) = match node.find(Rule::bare_title) {
            Some(bare) => {
                let title = bare.text().trim_end().to_owned();
                let message = format!("`{title}` is no name of a test: it stands in quotation marks");
                (title, self.span(&bare), message)
            }
            None => {
                let word = Span { end: span.start + 4, ..span };
                ("what it shows".to_owned(), word, "this test has no name".to_owned())
            }
        };
        self.errors.push(Diagnostic::error(Code::Syntax, span, message).help(format!("write `test \"{title}\"`")));
        Spanned::new(title, span)
    }

    fn field(&mut self, node: &Node<'_>) -> Option<TestField> {
        let mut instants = node.all(Rule::instant).map(|n| self.instant(&n)).collect::<Option<Vec<_>>>()?.into_iter();
        let name = node.find(Rule::name).map(|n| self.name(&n));
        Some(match node.rule() {
            Rule::waiting_field => TestField::Waiting(instants.next()?, instants.next(), name),
            Rule::update_field => TestField::Update(instants.next()?),
            Rule::message_field => TestField::Message(instants.next()?),
            Rule::changed_field => TestField::Changed(instants.next()?, name?),
            Rule::excluded_field => {
                let why = match node.find(Rule::text) {
                    Some(why) => Some(self.text(&why)?),
                    None => None,
                };
                TestField::Excluded(instants.next()?, instants.next()?, why)
            }
            Rule::plain_field => {
                let value = node.find(Rule::value)?;
                TestField::Plain(name?, self.value(&value)?)
            }
            _ => return None,
        })
    }

    fn due(&mut self, node: Option<Node<'_>>) -> Option<Option<Option<Instant>>> {
        let Some(node) = node else { return Some(None) };
        match node.find(Rule::instant) {
            Some(at) => self.instant(&at).map(|at| Some(Some(at))),
            None => Some(Some(None)),
        }
    }

    /// The outer `None` is an error, the inner one that no share is expected.
    fn attained_share(&mut self, node: &Node<'_>) -> Option<Option<ShareText>> {
        if let Some(share) = node.find(Rule::share) {
            return self.counted_share(&share).map(|(share, decimals)| Some(ShareText::Share { share, decimals }));
        }
        if let Some(tally) = node.find(Rule::tally) {
            let counts = tally.all(Rule::count).map(|n| self.count(&n)).collect::<Option<Vec<_>>>()?;
            return counts.first().zip(counts.get(1)).map(|(met, all)| Some(ShareText::Of(*met, *all)));
        }
        Some(node.has(Rule::kw_none).then_some(ShareText::NoData))
    }

    /// A share, and how many decimals of a per cent are written.
    fn counted_share(&mut self, share: &Node<'_>) -> Option<(Decimal, u32)> {
        let decimals = share.text().trim_end_matches('%').split_once('.').map_or(0, |(_, d)| d.len());
        Some((self.share(share)?, u32::try_from(decimals).ok()?))
    }

    /// What measures, credits, rights and quotas come to.
    fn service_outcome(&mut self, node: &Node<'_>, names: &mut dyn Iterator<Item = Name>) -> Option<Outcome> {
        let period = node.find(Rule::period_name).map(|period| self.name(&period));
        Some(match node.rule() {
            Rule::credit_outcome => Outcome::Credit {
                contract: names.next()?,
                period: period?,
                line: match node.find(Rule::measure_ref) {
                    Some(measure) => Some((self.measure(&measure)?, self.priorities(node))),
                    None => None,
                },
                credit: match (node.find(Rule::share), node.find(Rule::amount)) {
                    (Some(share), _) => {
                        let (share, decimals) = self.counted_share(&share)?;
                        Some(CreditShareText::Share(share, decimals))
                    }
                    (None, Some(amount)) => Some(CreditShareText::Amount(self.amount(&amount)?.value)),
                    (None, None) => None,
                },
                provisional: node.has(Rule::provisional),
            },
            Rule::availability_outcome => Outcome::Availability {
                contract: names.next()?,
                period: period?,
                value: match (node.find(Rule::share), node.find(Rule::elapsed)) {
                    (Some(share), _) => {
                        let (share, decimals) = self.counted_share(&share)?;
                        Some(UptimeText::Share(share, decimals))
                    }
                    (None, Some(down)) => Some(UptimeText::Down(self.elapsed(&down)?)),
                    (None, None) => None,
                },
            },
            Rule::quota_outcome => {
                let tally = node.find(Rule::tally)?;
                let mut counts = tally.all(Rule::count);
                Outcome::Quota {
                    contract: names.next()?,
                    priorities: self.priorities(node),
                    period: period?,
                    used: self.count(&counts.next()?)?,
                    included: self.count(&counts.next()?)?,
                }
            }
            Rule::right_outcome => Outcome::Right { name: names.next()?, contract: names.next()?, since: period },
            _ => return None,
        })
    }

    fn escalation(&mut self, node: &Node<'_>, state: EscalationText) -> Option<Outcome> {
        let to = self.recipient(&node.find(Rule::recipient)?)?;
        let objective = node.find(Rule::objective_ref).map(|objective| self.name(&objective));
        Some(Outcome::Escalation { to, objective, state })
    }

    fn elapsed(&mut self, node: &Node<'_>) -> Option<ElapsedText> {
        if let Some(duration) = node.find(Rule::duration) {
            return self.length(&duration).map(|duration| ElapsedText::Length(duration.value));
        }
        let count = node.find(Rule::count)?;
        if self.count(&count)? != 0 {
            let error = Diagnostic::error(Code::BadLiteral, self.span(&count), "this length has no unit");
            self.errors.push(error.help(format!("say of what: `{} hours`", count.text())));
            return None;
        }
        Some(ElapsedText::Zero)
    }

    fn outcome(&mut self, node: &Node<'_>) -> Option<Outcome> {
        let mut names = node.all(Rule::name).map(|n| self.name(&n)).collect::<Vec<_>>().into_iter();
        let word = |rule: Rule| node.find(rule).map(|n| n.text().trim().to_owned());
        Some(match node.rule() {
            Rule::objective_outcome => Outcome::Objective {
                objective: self.name(&node.find(Rule::timed)?),
                status: word(Rule::status)?,
                ended: node.has(Rule::ended),
                due: self.due(node.find(Rule::due_value))?,
                elapsed: match node.find(Rule::elapsed) {
                    Some(elapsed) => Some(self.elapsed(&elapsed)?),
                    None => None,
                },
            },
            Rule::priority_outcome => Outcome::Priority(names.next()?, names.next()),
            Rule::treated_outcome => Outcome::Treated(names.next()?),
            Rule::channel_outcome => Outcome::Channel(node.has(Rule::kw_accepted)),
            Rule::update_outcome => match node.find(Rule::count) {
                Some(count) => Outcome::UpdateLate(self.count(&count)?),
                None if node.has(Rule::kw_none) => Outcome::UpdateNone,
                None => Outcome::UpdateDue(self.due(node.find(Rule::due_value))??),
            },
            Rule::reply_outcome => match node.find(Rule::count) {
                Some(count) => Outcome::ReplyLate(self.count(&count)?),
                None if node.has(Rule::kw_none) => Outcome::ReplyNone,
                None => Outcome::ReplyDue(self.due(node.find(Rule::due_value))??),
            },
            Rule::rejected_outcome => Outcome::Rejected(names.next()?),
            Rule::warns_outcome => Outcome::Warns(names.next()?),
            Rule::escalated_outcome => {
                let at = self.instant(&node.find(Rule::instant)?)?;
                self.escalation(node, EscalationText::Reached(at))?
            }
            Rule::escalation_outcome if node.has(Rule::kw_avoided) => self.escalation(node, EscalationText::Avoided)?,
            Rule::escalation_outcome => {
                let due = self.due(node.find(Rule::due_value))?;
                self.escalation(node, EscalationText::Pending(due))?
            }
            Rule::attainment_outcome => Outcome::Attainment {
                objective: self.name(&node.find(Rule::timed)?),
                contract: names.next()?,
                priority: names.next(),
                attained: node.find(Rule::judgement).map(|j| j.has(Rule::kw_attained)),
                share: self.attained_share(node)?,
            },
            Rule::remedy_outcome => Outcome::Remedy {
                name: names.next()?,
                committed: node.find(Rule::modality).map(|m| m.has(Rule::kw_will)),
                answer: word(Rule::answer)?,
                favoured: word(Rule::favour),
                needs: node.has(Rule::kw_needs).then(|| names.collect()),
            },
            _ => return self.service_outcome(node, &mut names),
        })
    }
}
