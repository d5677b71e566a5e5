//! Tiers and contracts, treatments and remedies.

use crate::diagnostic::{Code, Diagnostic};
use crate::span::Spanned;
use crate::syntax::ast::{
    CalendarUse, LimitText, Name, ObjectiveStatement, PackageItem, PackageKind, Provide, Remedy, ReplyText, SetterText,
    Sign, Statement, Treat, UpdateText,
};
use crate::syntax::grammar::Rule;
use crate::syntax::node::Node;
use crate::time::Duration;
use crate::time::calendar::{CountedDays, DateLimit, Moment};

use super::Builder;

impl<'a> Builder<'a> {
    pub(super) fn package(&mut self, node: &Node<'a>) -> Option<PackageItem> {
        let mut names = node.all(Rule::name);
        let name = self.name(&names.next()?);
        let extends = names.next().map(|n| self.name(&n));
        let kind = if node.rule() == Rule::tier_item {
            let customisable = node.find(Rule::customisable).map(|c| self.names(c.all(Rule::statement_name)));
            PackageKind::Tier { base: node.has(Rule::kw_base), customisable }
        } else {
            PackageKind::Contract
        };
        let (statements, lost) = self.block(node, Self::statement);
        Some(PackageItem { name, kind, extends, statements, lost })
    }

    fn statement(&mut self, node: &Node<'a>) -> Option<Statement> {
        Some(match node.rule() {
            Rule::customer_stmt => Statement::Customer(self.text_in(node)?),
            Rule::in_force_stmt => {
                let mut dates = node.all(Rule::date);
                let (from, to) = (dates.next()?, dates.next()?);
                Statement::InForce(self.date(&from)?, self.date(&to)?)
            }
            Rule::coverage_stmt => {
                let used = self.calendar_use(&node.find(Rule::calendar_use)?);
                Statement::Coverage(self.priorities(node), used)
            }
            Rule::zone_stmt => Statement::Zone(self.name(&node.find(Rule::zone)?)),
            Rule::objective_stmt => Statement::Objective(self.objective(node)?),
            Rule::update_stmt => {
                let (text, place) = match node.find(Rule::no_limit) {
                    Some(none) => (UpdateText::None(self.words(&none)?), none),
                    None => {
                        let duration = node.find(Rule::duration)?;
                        let every = self.duration(&duration)?.value;
                        (UpdateText::Every(every, self.words(node)?, self.parties(node)), duration)
                    }
                };
                Statement::Update(self.priorities(node), self.spanned(&place, text))
            }
            Rule::reply_stmt => {
                let (text, place) = match node.find(Rule::no_limit) {
                    Some(none) => (ReplyText::None(self.words(&none)?), none),
                    None => {
                        let limit = node.find(Rule::length_limit)?;
                        let (inclusive, duration) = self.length_limit(&limit)?;
                        let (on, pausing) = (self.on_calendar(node), self.parties(node));
                        (ReplyText::Within { inclusive, duration, on, pausing }, limit)
                    }
                };
                Statement::Reply(self.priorities(node), self.spanned(&place, text))
            }
            Rule::set_by_stmt => Statement::SetBy(match node.find(Rule::setter)?.first()?.rule() {
                Rule::kw_vendor => SetterText::Vendor,
                _ => SetterText::Customer,
            }),
            Rule::on_change_stmt => Statement::Restart,
            Rule::channels_stmt => {
                let sign = match node.find(Rule::sign).map(|s| s.text()) {
                    Some("+") => Sign::Add,
                    Some(_) => Sign::Remove,
                    None => Sign::Set,
                };
                Statement::Channels(sign, self.names(node.all(Rule::stmt_name)))
            }
            Rule::releases_stmt => Statement::Releases(self.names(node.all(Rule::release))),
            Rule::assistance_stmt => Statement::Assistance(self.text_in(node)?),
            Rule::term_stmt => Statement::Term(self.name(&node.find(Rule::name)?), self.text_in(node)?),
            Rule::remedy => Statement::Remedy(self.remedy(node)?),
            Rule::treat => Statement::Treat(self.treat(node)?),
            _ => Statement::Service(self.service_statement(node)?),
        })
    }

    fn text_in(&mut self, node: &Node<'_>) -> Option<crate::syntax::ast::Text> {
        let text = node.find(Rule::text)?;
        self.text(&text)
    }

    pub(super) fn calendar_use(&self, node: &Node<'_>) -> CalendarUse {
        CalendarUse {
            calendar: node.find(Rule::stmt_name).map(|n| self.name(&n)),
            zone: node.find(Rule::zone).map(|n| self.name(&n)),
            span: self.span(node),
        }
    }

    pub(super) fn priorities(&self, node: &Node<'_>) -> Vec<Name> {
        node.find(Rule::priorities).map(|p| self.names(p.all(Rule::stmt_name))).unwrap_or_default()
    }

    /// The words behind `none`, where there are any.
    fn words(&mut self, none: &Node<'_>) -> Option<Option<crate::syntax::ast::Text>> {
        match none.find(Rule::text) {
            Some(text) => self.text(&text).map(Some),
            None => Some(None),
        }
    }

    /// `on CALENDAR`, where a limit says so.
    fn on_calendar(&self, node: &Node<'_>) -> Option<CalendarUse> {
        node.find(Rule::on_calendar)?.find(Rule::calendar_use).map(|used| self.calendar_use(&used))
    }

    /// The parties that a statement pauses for.
    fn parties(&self, node: &Node<'_>) -> Vec<Name> {
        node.find(Rule::pausing).map(|p| self.names(p.all(Rule::party))).unwrap_or_default()
    }

    /// The name of an objective, without the word `objective` before it.
    pub(super) fn objective_name(&self, node: &Node<'_>) -> Name {
        self.name(&node.find(Rule::stmt_name).unwrap_or_else(|| node.clone()))
    }

    fn objective(&mut self, node: &Node<'_>) -> Option<ObjectiveStatement> {
        let objective = self.objective_name(&node.find(Rule::objective)?);
        let share = match node.find(Rule::share) {
            Some(share) => Some(self.share(&share)?),
            None => None,
        };
        let (limit, place) = match node.find(Rule::no_limit) {
            Some(none) => (LimitText::None(self.words(&none)?), none),
            None => {
                let limit = node.find(Rule::limit)?.first()?;
                (self.limit(&limit)?, limit)
            }
        };
        let circumstance = match node.find(Rule::circumstance) {
            Some(when) => Some(self.condition(&when.find(Rule::condition)?)?),
            None => None,
        };
        let limit = self.spanned(&place, limit);
        let (priorities, on, pausing) = (self.priorities(node), self.on_calendar(node), self.parties(node));
        Some(ObjectiveStatement { objective, priorities, share, limit, on, circumstance, pausing })
    }

    fn length_limit(&mut self, node: &Node<'_>) -> Option<(bool, Duration)> {
        let duration = node.find(Rule::duration)?;
        Some((!node.has(Rule::less), self.duration(&duration)?.value))
    }

    fn limit(&mut self, node: &Node<'_>) -> Option<LimitText> {
        Some(match node.rule() {
            Rule::length_limit => {
                let (inclusive, duration) = self.length_limit(node)?;
                LimitText::Length { inclusive, duration }
            }
            Rule::multiple_limit => {
                let number = node.find(Rule::number)?;
                let times = self.decimal(&number, number.text())?;
                if times.is_zero() {
                    let span = self.span(&number);
                    let error = Diagnostic::error(Code::ZeroLength, span, "a duration is longer than zero");
                    self.errors.push(error.help("if nothing is promised, say `none`"));
                    return None;
                }
                LimitText::Multiple(times, self.name(&node.find(Rule::multiple_of)?))
            }
            _ => LimitText::Date(self.date_limit(node)?),
        })
    }

    fn date_limit(&mut self, node: &Node<'_>) -> Option<DateLimit> {
        let reference = node.find(Rule::day_ref)?;
        let day = match reference.find(Rule::count) {
            Some(count) => self.count(&count)?,
            None => 1,
        };
        let counted = if reference.has(Rule::working) { CountedDays::Working } else { CountedDays::All };
        let moment = match node.find(Rule::time) {
            Some(time) => Moment::At(self.time(&time, false)?),
            None if node.has(Rule::kw_same) => Moment::SameTime,
            None => Moment::End,
        };
        if day == 0 && moment != Moment::End {
            let days = reference.text().trim_end_matches('0').trim_end();
            let message = format!("`{days} 0` has no such time: it may have passed when the incident is opened");
            let error = Diagnostic::error(Code::BadLiteral, self.span(&reference), message);
            self.errors.push(error.help(format!("say `by end of {days} 0`, or count from {days} 1")));
            return None;
        }
        Some(DateLimit { counted, day, moment })
    }

    pub(super) fn treat(&mut self, node: &Node<'_>) -> Option<Treat> {
        let mut names = node.all(Rule::name);
        let (from, to) = (self.name(&names.next()?), self.name(&names.next()?));
        let purposes = node.all(Rule::purpose).map(|n| self.name(&n)).collect();
        let condition = node.find(Rule::condition)?;
        Some(Treat { from, to, purposes, condition: self.condition(&condition)?, span: self.span(node) })
    }

    pub(super) fn remedy(&mut self, node: &Node<'a>) -> Option<Remedy> {
        let name = self.name(&node.find(Rule::name)?);
        let title = match node.find(Rule::text) {
            Some(text) => Some(self.text(&text)?),
            None => None,
        };
        enum Line {
            Provide(Provide),
            Favoured(crate::syntax::ast::Condition),
        }
        let (lines, lost) = self.block(node, |b, line| match line.rule() {
            Rule::provide_stmt => b.provide(line).map(Line::Provide),
            Rule::favoured_stmt => {
                let condition = line.find(Rule::condition)?;
                b.condition(&condition).map(Line::Favoured)
            }
            _ => None,
        });
        let span = self.span(node);
        let mut remedy = Remedy { name, title, provide: Vec::new(), favoured: Vec::new(), lost, span };
        for line in lines {
            match line.value {
                Line::Provide(provide) => remedy.provide.push(Spanned::new(provide, line.span)),
                Line::Favoured(condition) => remedy.favoured.push(Spanned::new(condition, line.span)),
            }
        }
        Some(remedy)
    }

    fn provide(&mut self, node: &Node<'_>) -> Option<Provide> {
        let committed = node.find(Rule::modality)?.first()?.rule() == Rule::kw_will;
        let mut part = |keyword: Rule| -> Option<Option<crate::syntax::ast::Condition>> {
            match node.after(keyword).next() {
                Some(condition) => self.condition(&condition).map(Some),
                None => Some(None),
            }
        };
        let when = part(Rule::kw_when)?;
        let unless = part(Rule::kw_unless)?;
        Some(Provide { committed, when, unless })
    }
}
