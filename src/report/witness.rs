//! An incident and its instants in the words of a person.

use crate::engine::{Incident, PriorityChange, Waiting};
use crate::facts::FactValue;
use crate::time::{Date, Instant, Zone};

/// More of a list are counted and not written.
const LISTED: usize = 4;

/// `Friday 3 April 2026 16:30`, in the zone; with the offset where the clocks show that time a second time.
pub(super) fn instant_words(at: Instant, zone: Zone) -> String {
    Writer { zone, date: None }.at(at)
}

/// The same for each instant of a text that is written as RFC 3339.
pub(super) fn with_instants(text: &str, zone: Zone) -> String {
    let word = |word: &str| match Instant::parse(word.trim_end_matches([',', ';'])) {
        Ok(at) => {
            let rest = word.get(word.trim_end_matches([',', ';']).len()..).unwrap_or("");
            format!("{}{rest}", instant_words(at, zone))
        }
        Err(_) => word.to_owned(),
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// What happens to an incident.
enum Event<'i> {
    Stop(Instant, &'i str),
    Changed(&'i PriorityChange),
    /// All waits on one party.
    Waiting(Vec<&'i Waiting>),
    Excluded(Instant, Instant),
    /// Those that are named, and how many more.
    Updates(&'i [Instant], usize),
}

/// Everything that happens to an incident, in order.
fn events(incident: &Incident) -> Vec<Event<'_>> {
    let stops = [("answered", incident.responded), ("relieved", incident.relieved), ("resolved", incident.resolved)];
    let mut out: Vec<Event<'_>> = stops.into_iter().filter_map(|(what, at)| Some(Event::Stop(at?, what))).collect();
    out.extend(incident.declared.iter().map(|(field, at)| Event::Stop(*at, field)));
    out.extend(incident.messages.iter().take(LISTED).map(|at| Event::Stop(*at, "the customer wrote")));
    out.extend(incident.priority_changes.iter().map(Event::Changed));
    let mut waits: Vec<Vec<&Waiting>> = Vec::new();
    for wait in &incident.waiting {
        match waits.iter_mut().find(|all| all.iter().any(|other| other.on == wait.on)) {
            Some(all) => all.push(wait),
            None => waits.push(vec![wait]),
        }
    }
    out.extend(waits.into_iter().map(Event::Waiting));
    out.extend(incident.excluded.iter().map(|excluded| Event::Excluded(excluded.from, excluded.to)));
    let named = incident.updates.get(..LISTED).unwrap_or(&incident.updates);
    if !named.is_empty() {
        out.push(Event::Updates(named, incident.updates.len() - named.len()));
    }
    out.sort_by_key(Event::begins);
    out
}

impl Event<'_> {
    fn begins(&self) -> Instant {
        match self {
            Self::Stop(at, _) | Self::Excluded(at, _) => *at,
            Self::Changed(change) => change.at,
            Self::Waiting(all) => all.iter().map(|wait| wait.from).min().unwrap_or(Instant(0)),
            Self::Updates(all, _) => all.iter().copied().min().unwrap_or(Instant(0)),
        }
    }

    fn ends(&self) -> Instant {
        match self {
            Self::Excluded(_, to) => *to,
            Self::Waiting(all) => all.iter().map(|w| w.to.unwrap_or(w.from)).fold(self.begins(), Instant::max),
            Self::Updates(all, _) => all.iter().copied().fold(self.begins(), Instant::max),
            Self::Stop(..) | Self::Changed(_) => self.begins(),
        }
    }

    fn words(&self, writer: &mut Writer) -> String {
        match self {
            Self::Stop(at, what) => format!("{what} {}", writer.at(*at)),
            Self::Changed(change) => format!("changed to {} {}", change.to, writer.at(change.at)),
            Self::Waiting(all) => {
                let each = all.iter().take(LISTED).map(|wait| {
                    let from = writer.at(wait.from);
                    match wait.to {
                        Some(to) => format!("from {from} to {}", writer.at(to)),
                        None => format!("since {from}"),
                    }
                });
                let each: Vec<String> = each.collect();
                let on = all.first().map_or("", |wait| wait.on.as_str());
                let more = all.len().saturating_sub(LISTED);
                let more = if more == 0 { String::new() } else { format!(" and {more} more") };
                format!("waiting on {on} {}{more}", each.join(" and "))
            }
            Self::Excluded(from, to) => {
                let from = writer.at(*from);
                format!("not counted from {from} to {}", writer.at(*to))
            }
            Self::Updates(all, more) => {
                let named: Vec<String> = all.iter().map(|at| writer.at(*at)).collect();
                let more = if *more == 0 { String::new() } else { format!(" and {more} more") };
                format!("updates {}{more}", named.join(", "))
            }
        }
    }
}

/// `P2, opened Friday 3 April 2026 16:30, answered 17:10; vip, site is main`
pub(super) fn incident_words(incident: &Incident, as_of: Instant, zone: Zone) -> String {
    let mut writer = Writer { zone, date: None };
    let mut out = vec![priority(incident)];
    if let Some(channel) = &incident.channel {
        out.push(format!("by {channel}"));
    }
    out.push(format!("opened {}", writer.at(incident.opened)));
    let mut last = incident.opened;
    for event in events(incident) {
        last = last.max(event.ends());
        out.push(event.words(&mut writer));
    }
    if as_of != last {
        out.push(format!("looked at {}", writer.at(as_of)));
    }
    let facts: Vec<String> = incident.facts.iter().map(|(name, value)| fact(name, value, &mut writer)).collect();
    let facts = if facts.is_empty() { String::new() } else { format!("; {}", facts.join(", ")) };
    format!("{}{facts}", out.join(", "))
}

fn priority(incident: &Incident) -> String {
    match (&incident.priority, &incident.customer_priority, &incident.vendor_priority) {
        (Some(recorded), ..) => recorded.clone(),
        (None, Some(customer), Some(vendor)) => format!("{customer} for the customer, {vendor} for the vendor"),
        (None, Some(customer), None) => format!("{customer} for the customer"),
        (None, None, Some(vendor)) => format!("{vendor} for the vendor"),
        (None, None, None) => "an incident without a priority".to_owned(),
    }
}

fn fact(name: &str, value: &FactValue, writer: &mut Writer) -> String {
    match value {
        FactValue::Bool(true) => name.to_owned(),
        FactValue::Bool(false) => format!("not {name}"),
        FactValue::Instant(at) => format!("{name} is {}", writer.at(*at)),
        value => format!("{name} is {value}"),
    }
}

/// Writes instants one after the other: a date that was just written is left out.
struct Writer {
    zone: Zone,
    date: Option<Date>,
}

impl Writer {
    fn at(&mut self, at: Instant) -> String {
        let local = self.zone.local(at);
        let (date, of_day) = (local.date(), local.of_day());
        let (seconds, micros) = (of_day / 1_000_000, of_day % 1_000_000);
        let mut time = format!("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
        if seconds % 60 != 0 || micros != 0 {
            time.push_str(&format!(":{:02}", seconds % 60));
        }
        if micros != 0 {
            let fraction = format!(".{micros:06}");
            time.push_str(fraction.trim_end_matches('0'));
        }
        if self.zone.wall(local) != at {
            let minutes = self.zone.offset(at) / 60;
            let sign = if minutes < 0 { '-' } else { '+' };
            time.push_str(&format!(" ({sign}{:02}:{:02})", minutes.abs() / 60, minutes.abs() % 60));
        }
        if self.date.replace(date) == Some(date) { time } else { format!("{} {time}", date_words(date)) }
    }
}

/// `Friday 3 April 2026`
fn date_words(date: Date) -> String {
    let weekday = date.weekday().name();
    match date.civil() {
        Some((year, _, day)) => format!("{weekday} {day} {} {year}", date.month_name()),
        None => format!("{weekday} {date}"),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that fails should stop at once")]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    #[test]
    fn an_incident_is_one_sentence() {
        let zone = Zone::parse("Europe/London").unwrap();
        let mut incident = Incident::new("1", "Gold", at("2026-04-03T16:30:00+01:00"));
        incident.priority = Some("P1".to_owned());
        incident.channel = Some("email".to_owned());
        incident.responded = Some(at("2026-04-03T16:40:05+01:00"));
        incident.resolved = Some(at("2026-04-07T09:00:00.25+01:00"));
        let wait = |from, to: Option<&str>| Waiting { from: at(from), to: to.map(at), on: "customer".to_owned() };
        incident.waiting.push(wait("2026-04-03T16:45:00+01:00", Some("2026-04-04T10:00:00+01:00")));
        incident.priority_changes.push(PriorityChange { at: at("2026-04-04T11:00:00+01:00"), to: "P2".to_owned() });
        incident.set_fact("vip", FactValue::Bool(true));
        incident.set_fact("site", FactValue::Text("main".to_owned()));
        assert_eq!(
            incident_words(&incident, at("2026-04-07T09:00:00.25+01:00"), zone),
            "P1, by email, opened Friday 3 April 2026 16:30, answered 16:40:05, waiting on customer from 16:45 to \
             Saturday 4 April 2026 10:00, changed to P2 11:00, resolved Tuesday 7 April 2026 09:00:00.25; \
             site is main, vip"
        );
        incident.resolved = None;
        incident.waiting = vec![wait("2026-04-03T16:45:00+01:00", None)];
        incident.priority_changes.clear();
        incident.facts.clear();
        assert_eq!(
            incident_words(&incident, at("2026-04-03T18:00:00+01:00"), zone),
            "P1, by email, opened Friday 3 April 2026 16:30, answered 16:40:05, waiting on customer since 16:45, \
             looked at 18:00"
        );
    }

    #[test]
    fn a_time_that_comes_twice_has_its_offset() {
        let zone = Zone::parse("Europe/London").unwrap();
        assert_eq!(instant_words(at("2026-10-25T00:30:00Z"), zone), "Sunday 25 October 2026 01:30");
        assert_eq!(instant_words(at("2026-10-25T01:30:00Z"), zone), "Sunday 25 October 2026 01:30 (+00:00)");
        assert_eq!(
            with_instants("response breached, due 2026-01-02T03:04:00Z, late", zone),
            "response breached, due Friday 2 January 2026 03:04, late"
        );
    }
}
