//! Which statement times an objective, and how long its limit is on which clock.

use std::collections::BTreeSet;

use super::super::timing::{Reading, Unknown};
use super::condition::Situation;
use super::known::Known;
use super::policy::{Limit, Promise};

/// The clock of a limit, where it starts, and how long it is.
pub struct Base<'a> {
    pub reading: Reading<'a>,
    pub start: i64,
    pub limit: i64,
    pub date: Option<i64>,
    pub comparison: &'static str,
}

/// The clock, length and comparison of a limit that has not started; no length if it is a date.
pub struct Ahead<'a> {
    pub reading: Reading<'a>,
    pub limit: Option<i64>,
    pub comparison: &'static str,
}

/// The missing facts that a choice depends on.
pub type Missing = BTreeSet<&'static str>;

impl<'a> Known<'a> {
    fn situation(&self, priority: usize) -> Situation<'a> {
        Situation { policy: self.policy, opened: self.opened, facts: self.incident.facts, priority }
    }

    /// The priority that a purpose has in the place of another. Where missing facts leave open which of several it is,
    /// that is the untreated one, and the facts.
    pub fn treated(&self, purpose: usize, priority: usize) -> Result<(usize, Missing), Unknown> {
        let (mut possible, mut missing) = (BTreeSet::new(), Missing::new());
        let mut certain = priority;
        for treatment in &self.policy.treatments {
            if treatment.from != priority || !treatment.purposes.contains(&purpose) {
                continue;
            }
            match treatment.when.ask(self.situation(priority))? {
                (Some(true), _) => {
                    certain = treatment.to;
                    break;
                }
                (Some(false), _) => {}
                (None, facts) => {
                    possible.insert(treatment.to);
                    missing.extend(facts);
                }
            }
        }
        possible.insert(certain);
        Ok(if possible.len() == 1 { (certain, Missing::new()) } else { (priority, missing) })
    }

    /// Where the first treatment leads that holds, and that none which is unknown may stand before.
    pub fn treated_as(&self, priority: usize) -> Result<Option<usize>, Unknown> {
        let mut open: Vec<usize> = Vec::new();
        for treatment in self.policy.treatments.iter().filter(|t| t.from == priority) {
            match treatment.when.ask(self.situation(priority))?.0 {
                Some(true) if treatment.purposes.iter().any(|p| !open.contains(p)) => return Ok(Some(treatment.to)),
                None => open.extend(&treatment.purposes),
                Some(_) => {}
            }
        }
        Ok(None)
    }

    /// The statement that times an objective, and the facts that leave it open. `written` is the untreated priority.
    pub fn promise(
        &self,
        objective: usize,
        priority: usize,
        written: usize,
    ) -> Result<(Option<&'a Promise>, Missing), Unknown> {
        let promises = &self.policy.terms[priority].promises[objective];
        let mut missing = Missing::new();
        for promise in promises {
            let Some(when) = &promise.when else { break };
            match when.ask(self.situation(written))? {
                (Some(true), _) if missing.is_empty() => return Ok((Some(promise), missing)),
                (Some(true), _) => break,
                (Some(false), _) => {}
                (None, facts) => missing.extend(facts),
            }
        }
        Ok((promises.last(), missing))
    }

    /// The limit of a statement on a clock that starts at an instant.
    pub fn limit(
        &self,
        promise: &Promise,
        (priority, written): (usize, usize),
        opened: i64,
        missing: &mut Missing,
    ) -> Result<Option<Base<'a>>, Unknown> {
        let policy = self.policy;
        Ok(match promise.limit {
            Limit::None => None,
            Limit::Length { inclusive, span } => {
                let (reading, limit) = policy.length(priority, span, promise.on);
                let start = reading.counts_as_opened(opened)?;
                let comparison = if inclusive { "<=" } else { "<" };
                Some(Base { reading, start, limit, date: None, comparison })
            }
            Limit::Date { day, every, moment } => {
                let reading = policy.clock(priority, promise.on);
                let start = reading.counts_as_opened(opened)?;
                let date = if every {
                    reading.calendar_date(day, moment, start)?
                } else {
                    reading.date(day, moment, start)?
                };
                let limit = reading.counted(start, date, &[]);
                Some(Base { reading, start, limit, date: Some(date), comparison: "by" })
            }
            Limit::Multiple(hundredths, of) => {
                let (other, facts) = self.promise(of, priority, written)?;
                missing.extend(facts);
                let Some(other) = other else { return Ok(None) };
                self.limit(other, (priority, written), opened, missing)?.map(|base| {
                    if base.date.is_some() && base.limit == 0 {
                        return base;
                    }
                    let limit = multiplied(base.limit, hundredths);
                    Base { limit, date: None, comparison: "<=", ..base }
                })
            }
        })
    }

    /// The limit of a statement whose clock has not started.
    pub fn ahead(
        &self,
        promise: &Promise,
        (priority, written): (usize, usize),
        missing: &mut Missing,
    ) -> Result<Option<Ahead<'a>>, Unknown> {
        let policy = self.policy;
        Ok(match promise.limit {
            Limit::None => None,
            Limit::Length { inclusive, span } => {
                let (reading, limit) = policy.length(priority, span, promise.on);
                Some(Ahead { reading, limit: Some(limit), comparison: if inclusive { "<=" } else { "<" } })
            }
            Limit::Date { .. } => {
                Some(Ahead { reading: policy.clock(priority, promise.on), limit: None, comparison: "by" })
            }
            Limit::Multiple(hundredths, of) => {
                let (other, facts) = self.promise(of, priority, written)?;
                missing.extend(facts);
                let Some(other) = other else { return Ok(None) };
                self.ahead(other, (priority, written), missing)?.map(|ahead| Ahead {
                    limit: ahead.limit.map(|limit| multiplied(limit, hundredths)),
                    comparison: "<=",
                    ..ahead
                })
            }
        })
    }

    /// Whether a clock knows all from its start to an instant.
    pub fn ask(reading: Reading<'_>, from: i64, to: i64) -> Result<(), Unknown> {
        let knows = reading.knows(from) && (to <= from || reading.knows(to - 1));
        knows.then_some(()).ok_or(Unknown)
    }
}

/// Rounded to the nearest microsecond.
fn multiplied(length: i64, hundredths: i64) -> i64 {
    (length * hundredths * 2 + 100).div_euclid(200)
}
