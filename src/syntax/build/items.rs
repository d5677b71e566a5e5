//! The items of a file, but for tiers, contracts and tests.

use crate::facts::FactType;
use crate::span::Spanned;
use crate::syntax::ast::{
    CalendarItem, CalendarStatement, Declared, FactItem, HolidaysItem, Import, Item, ItemKind, MemberText,
    ObjectiveItem, PolicyItem, PriorityItem, Text,
};
use crate::syntax::grammar::Rule;
use crate::syntax::node::Node;
use crate::syntax::scan;
use crate::time::calendar::MonthWeek;
use crate::time::{Date, LocalTime, MICROS_PER_SECOND, Weekday};

use super::Builder;

impl<'a> Builder<'a> {
    pub(super) fn item(&mut self, node: &Node<'a>) -> Option<Item> {
        let inner = node.first()?;
        let kind = self.item_kind(&inner)?;
        let span = self.span(&inner);
        Some(Item { doc: scan::doc_above(self.text, span.start as usize), span, kind })
    }

    fn item_kind(&mut self, node: &Node<'a>) -> Option<ItemKind> {
        Some(match node.rule() {
            Rule::import_item => ItemKind::Import(self.import(node)?),
            Rule::policy_item => ItemKind::Policy(self.policy(node)?),
            Rule::calendar_item => ItemKind::Calendar(self.calendar(node)?),
            Rule::holidays_item => ItemKind::Holidays(self.holidays(node)?),
            Rule::facts_item => {
                let span = self.span(node);
                let facts = self.things(node.after(Rule::open_block), span, Self::fact);
                facts.slices.iter().for_each(|span| self.lose_names(*span));
                ItemKind::Facts(facts.built.into_iter().map(|fact| fact.value).collect())
            }
            Rule::priority_item => ItemKind::Priority(self.priority(node)?),
            Rule::tier_item | Rule::contract_item => ItemKind::Package(self.package(node)?),
            Rule::objective_item => ItemKind::Objective(self.objective_item(node)?),
            Rule::treat => ItemKind::Treat(self.treat(node)?),
            Rule::remedy => ItemKind::Remedy(self.remedy(node)?),
            Rule::channel_item => ItemKind::Channel(self.declared(node)?),
            Rule::party_item => ItemKind::Party(self.declared(node)?),
            Rule::test_item => ItemKind::Test(self.test(node)?),
            _ => return None,
        })
    }

    fn import(&mut self, node: &Node<'_>) -> Option<Import> {
        let holidays = node.has(Rule::kw_holidays);
        if let Some(text) = node.find(Rule::text) {
            let text = self.text(&text)?;
            return Some(if holidays { Import::HolidayFile(text) } else { Import::File(text) });
        }
        let name = self.name(&node.find(Rule::name)?);
        Some(if holidays { Import::CarriedHolidays(name) } else { Import::Carried(name) })
    }

    /// The first text among the children of a node that are no statements.
    fn title(&mut self, node: &Node<'_>) -> Option<Text> {
        let text = node.find(Rule::text)?;
        self.text(&text)
    }

    fn policy(&mut self, node: &Node<'a>) -> Option<PolicyItem> {
        let title = self.title(node)?;
        let (fields, _) = self.block(node, |b, field| {
            let key = b.name(&field.find(Rule::policy_key)?);
            let text = field.find(Rule::text)?;
            Some((key, b.text(&text)?))
        });
        Some(PolicyItem { title, fields: fields.into_iter().map(|f| f.value).collect() })
    }

    fn declared(&mut self, node: &Node<'_>) -> Option<Declared> {
        Some(Declared { name: self.name(&node.find(Rule::name)?), title: self.title(node) })
    }

    fn objective_item(&mut self, node: &Node<'_>) -> Option<ObjectiveItem> {
        let fields = |rule: Rule| node.find(rule).map(|n| self.names(n.all(Rule::name))).unwrap_or_default();
        let (from, until) = (fields(Rule::from_fields), fields(Rule::until_fields));
        Some(ObjectiveItem {
            name: self.name(&node.find(Rule::stmt_name)?),
            title: self.title(node),
            from,
            until,
            beyond_resolution: node.has(Rule::beyond_resolution),
        })
    }

    fn calendar(&mut self, node: &Node<'a>) -> Option<CalendarItem> {
        let mut names = node.all(Rule::stmt_name);
        let name = self.name(&names.next()?);
        let extends = names.next().map(|n| self.name(&n));
        let title = self.title(node);
        let (statements, lost) = self.block(node, Self::calendar_statement);
        Some(CalendarItem { name, title, extends, statements, lost })
    }

    fn calendar_statement(&mut self, node: &Node<'_>) -> Option<CalendarStatement> {
        Some(match node.rule() {
            Rule::timezone_stmt => CalendarStatement::Timezone(self.name(&node.find(Rule::zone)?)),
            Rule::open_stmt if node.has(Rule::kw_always) => CalendarStatement::OpenAlways,
            Rule::open_stmt => {
                CalendarStatement::Open(self.days(node.find(Rule::days))?, self.windows(node.find(Rule::windows))?)
            }
            Rule::joins_stmt => {
                let member = |n: Node<'_>| {
                    let (calendar, zone) = (self.name(&n.find(Rule::stmt_name)?), n.find(Rule::zone));
                    Some(MemberText { calendar, zone: zone.map(|z| self.name(&z)), span: self.span(&n) })
                };
                CalendarStatement::Joins(node.all(Rule::member).map(member).collect::<Option<_>>()?)
            }
            Rule::closed_stmt => self.closed(node)?,
            Rule::exception_stmt => {
                let date = node.find(Rule::date)?;
                CalendarStatement::Exception(self.date(&date)?, self.windows(node.find(Rule::windows))?)
            }
            Rule::working_day_stmt => {
                let duration = node.find(Rule::duration)?;
                CalendarStatement::WorkingDay(self.duration(&duration)?)
            }
            Rule::intake_stmt => {
                let time = node.find(Rule::time)?;
                CalendarStatement::Intake(self.time(&time, false)?)
            }
            _ => return None,
        })
    }

    fn closed(&mut self, node: &Node<'_>) -> Option<CalendarStatement> {
        if let Some(name) = node.find(Rule::name) {
            return Some(CalendarStatement::ClosedHolidays(self.name(&name)));
        }
        if let Some(monthly) = node.find(Rule::monthly) {
            let week = MonthWeek::parse(monthly.find(Rule::month_week)?.text())?;
            let day = Weekday::parse(monthly.find(Rule::day)?.text())?;
            let window = self.window(&monthly.find(Rule::window)?)?;
            return Some(CalendarStatement::ClosedMonthly(week, day, window.value, self.title(node)));
        }
        let part = node.find(Rule::part_of_day);
        let dates = part.as_ref().unwrap_or(node);
        let mut dates = dates.all(Rule::date).map(|d| self.date(&d)).collect::<Option<Vec<_>>>()?.into_iter();
        let (first, last) = (dates.next()?, dates.next());
        if let Some(part) = part {
            let mut times = part.all(Rule::time);
            let (from, to) = (self.time(&times.next()?, false)?, self.time(&times.next()?, true)?);
            let at = |date: Date, minute: u16| LocalTime::on(date, i64::from(minute) * 60 * MICROS_PER_SECOND);
            let (from, to) = (at(first.value, from), at(last?.value, to));
            return Some(CalendarStatement::ClosedPart(from, to, self.title(node)));
        }
        Some(CalendarStatement::Closed(first, last, self.title(node)))
    }

    fn holidays(&mut self, node: &Node<'a>) -> Option<HolidaysItem> {
        enum Line {
            Complete(i32, i32),
            Day(Spanned<Date>, Text),
        }
        let name = self.name(&node.find(Rule::name)?);
        let (lines, lost) = self.block(node, |b, line| match line.rule() {
            Rule::complete_stmt => {
                let mut years = line.all(Rule::year).filter_map(|y| y.text().parse().ok());
                Some(Line::Complete(years.next()?, years.next()?))
            }
            Rule::holiday => {
                let (date, text) = (line.find(Rule::date)?, line.find(Rule::text)?);
                Some(Line::Day(b.date(&date)?, b.text(&text)?))
            }
            _ => None,
        });
        let mut item = HolidaysItem { name, complete: Vec::new(), days: Vec::new(), lost };
        for line in lines {
            match line.value {
                Line::Complete(from, to) => item.complete.push(Spanned::new((from, to), line.span)),
                Line::Day(date, text) => item.days.push((date, text)),
            }
        }
        Some(item)
    }

    fn fact(&mut self, node: &Node<'_>) -> Option<FactItem> {
        let name = self.name(&node.find(Rule::fact_name)?);
        let written = node.find(Rule::fact_type)?;
        let inner = written.first()?;
        let values = self.names(inner.all(Rule::name));
        let kind = match inner.rule() {
            Rule::enumeration => FactType::Enumeration(values.iter().map(|v| v.value.clone()).collect()),
            _ => FactType::named(inner.first()?.text())?,
        };
        Some(FactItem { name, kind: self.spanned(&written, kind), values, description: self.title(node) })
    }

    fn priority(&mut self, node: &Node<'a>) -> Option<PriorityItem> {
        enum Line {
            Means(Text),
            Definition(Option<crate::syntax::ast::Condition>),
        }
        let name = self.name(&node.find(Rule::stmt_name)?);
        let title = self.title(node);
        let (lines, _) = self.block(node, |b, line| match line.rule() {
            Rule::means_stmt => {
                let text = line.find(Rule::text)?;
                b.text(&text).map(Line::Means)
            }
            Rule::when_stmt => {
                let condition = line.find(Rule::condition)?;
                b.condition(&condition).map(|c| Line::Definition(Some(c)))
            }
            Rule::otherwise_stmt => Some(Line::Definition(None)),
            _ => None,
        });
        let mut item = PriorityItem { name, title, means: Vec::new(), definitions: Vec::new() };
        for line in lines {
            match line.value {
                Line::Means(text) => item.means.push(text),
                Line::Definition(condition) => item.definitions.push(Spanned::new(condition, line.span)),
            }
        }
        Some(item)
    }
}
