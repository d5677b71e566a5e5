//! Calendars that join others: each member is resolved before the calendar that joins it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, list};
use crate::syntax::ast::{CalendarItem, CalendarStatement, MemberText};
use crate::time::Zone;
use crate::time::calendar::{CalendarSpec, Member};

use super::Resolver;
use super::calendars::Own;

/// How many calendars one is made of, as often as they are joined: each is compiled to an index of its own.
const MAX_PARTS: usize = 64;

/// The calendars that are resolved, by name.
type Specs<'i> = BTreeMap<&'i str, Arc<CalendarSpec>>;

impl Resolver<'_> {
    /// Resolves a calendar and, before it, all that it joins.
    pub(super) fn with_members<'i>(
        &mut self,
        name: &'i str,
        items: &BTreeMap<&'i str, &'i CalendarItem>,
        owns: &BTreeMap<&'i str, Own>,
        specs: &mut Specs<'i>,
    ) {
        // Depth first without recursion: a calendar is finished when it is met for the second time.
        let mut path: Vec<&'i str> = Vec::new();
        let mut open: Vec<&'i str> = vec![name];
        while let Some(name) = open.last().copied() {
            let (Some(own), Some(item)) = (owns.get(name), items.get(name)) else {
                open.pop();
                continue;
            };
            if specs.contains_key(name) {
                open.pop();
                continue;
            }
            if path.last() == Some(&name) {
                path.pop();
                open.pop();
                let members = self.members(item, own, items, specs);
                let spec = self.finish_calendar(item, own.clone(), members);
                specs.insert(name, Arc::new(spec));
                continue;
            }
            path.push(name);
            let names = own.joins.iter().flatten().filter_map(|m| items.get_key_value(m.calendar.value.as_str()));
            // One that is on the path already closes a circle: it is left out, and reported as a member.
            open.extend(names.map(|(name, _)| *name).filter(|name| !path.contains(name)));
        }
    }

    /// The members of a calendar. Whatever it joins that is not resolved by now joins it in turn.
    fn members<'i>(
        &mut self,
        item: &CalendarItem,
        own: &Own,
        items: &BTreeMap<&'i str, &'i CalendarItem>,
        specs: &Specs<'i>,
    ) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::new();
        let mut written: Vec<&MemberText> = Vec::new();
        let mut parts = 1_usize;
        // What is wrong with inherited `joins` is reported where they are written.
        let inherited = !item.statements.iter().any(|s| matches!(s.value, CalendarStatement::Joins(_)));
        for member in own.joins.iter().flatten() {
            let name = member.calendar.value.as_str();
            let zone = member
                .zone
                .as_ref()
                .and_then(|z| if inherited { Zone::parse(&z.value) } else { self.zone(&z.value, z.span) });
            let Some(spec) = specs.get(name) else {
                self.no_member(item, member, inherited, items);
                continue;
            };
            let zone = zone.unwrap_or(spec.zone);
            let same = |(_, m): &(&&MemberText, &Member)| m.spec.name == name && m.zone == zone;
            if let Some((first, _)) = written.iter().zip(&members).find(same) {
                if !inherited {
                    let message = format!("`{}` joins `{name}` twice in {}", item.name.value, zone.name());
                    let error = Diagnostic::error(Code::DuplicateStatement, member.span, message);
                    let help = format!("remove one of them, or read it in another zone: `{name} in Asia/Tokyo`");
                    self.errors.push(error.related(first.span, "the first time").help(help));
                }
                continue;
            }
            parts = parts.saturating_add(spec.parts());
            if parts > MAX_PARTS {
                self.too_many(
                    member.span,
                    MAX_PARTS,
                    "calendars, each as often as it is joined, in one that joins them",
                );
                break;
            }
            members.push(Member { spec: Arc::clone(spec), zone });
            written.push(member);
        }
        members
    }

    /// Reports a member that is no calendar, or that joins the calendar in turn.
    fn no_member<'i>(
        &mut self,
        item: &CalendarItem,
        member: &MemberText,
        inherited: bool,
        items: &BTreeMap<&'i str, &'i CalendarItem>,
    ) {
        let (name, span) = (member.calendar.value.as_str(), member.calendar.span);
        if !items.contains_key(name) {
            self.unclear.insert(item.name.value.clone());
            if !inherited {
                let others = items.keys().copied().filter(|other| *other != item.name.value);
                self.unknown(Code::UnknownCalendar, "calendar", name, span, others);
            }
            return;
        }
        self.unclear.insert(item.name.value.clone());
        let message = if name == item.name.value {
            format!("`{name}` joins itself")
        } else {
            format!("{} join one another in a circle", list([item.name.value.as_str(), name]))
        };
        self.error(Code::CircularExtends, span, message).help =
            Some("a calendar joins calendars that are open without it".into());
    }

    /// A calendar says its own hours or joins the hours of others.
    pub(super) fn open_or_joins(&mut self, item: &CalendarItem) {
        let is_open = |s: &CalendarStatement| matches!(s, CalendarStatement::Open(..) | CalendarStatement::OpenAlways);
        let open = item.statements.iter().find(|s| is_open(&s.value));
        let joins = item.statements.iter().find(|s| matches!(s.value, CalendarStatement::Joins(_)));
        if let (Some(open), Some(joins)) = (open, joins) {
            let message = format!("`{}` says its own hours and joins those of others", item.name.value);
            let error = Diagnostic::error(Code::DuplicateStatement, open.span, message);
            let help = "put the `open` lines into a calendar of their own, and join that one too";
            self.errors.push(error.related(joins.span, "joins here").help(help));
        }
    }
}
