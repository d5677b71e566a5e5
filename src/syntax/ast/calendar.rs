//! Calendars and holiday lists as written.

use crate::span::{Span, Spanned};
use crate::time::calendar::{MonthWeek, Window};
use crate::time::{Date, Duration, LocalTime, Weekday};

use super::{Lost, Name, Text};

/// `calendar NAME "title"? extends B? { ... }`
#[derive(Debug, Clone)]
pub struct CalendarItem {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
    /// What it takes over.
    pub extends: Option<Name>,
    /// Its statements.
    pub statements: Vec<Spanned<CalendarStatement>>,
    /// What could not be read.
    pub lost: Lost,
}

/// A statement of a calendar.
#[derive(Debug, Clone)]
pub enum CalendarStatement {
    /// `timezone Europe/London`
    Timezone(Name),
    /// `open always`
    OpenAlways,
    /// `open mon-fri 09:00-17:00`
    Open(Vec<Weekday>, Vec<Spanned<WindowText>>),
    /// `joins london, sydney in Australia/Sydney`
    Joins(Vec<MemberText>),
    /// `closed holidays NAME`
    ClosedHolidays(Name),
    /// `closed DATE to DATE "why"`
    Closed(Spanned<Date>, Option<Spanned<Date>>, Option<Text>),
    /// `closed DATE HH:MM to DATE HH:MM "why"`
    ClosedPart(LocalTime, LocalTime, Option<Text>),
    /// `closed first sun 00:00-06:00 "why"`
    ClosedMonthly(MonthWeek, Weekday, WindowText, Option<Text>),
    /// `on DATE open 09:00-12:00`
    Exception(Spanned<Date>, Vec<Spanned<WindowText>>),
    /// `working day 8 hours`
    WorkingDay(Spanned<Duration>),
    /// `intake until 16:00`
    Intake(u16),
}

/// A calendar that another one joins, as written.
#[derive(Debug, Clone)]
pub struct MemberText {
    /// Its name.
    pub calendar: Name,
    /// The zone after `in`.
    pub zone: Option<Name>,
    /// Both.
    pub span: Span,
}

/// A window as written: it may cross midnight.
#[derive(Debug, Clone, Copy)]
pub struct WindowText {
    /// Minute of the day.
    pub open: u16,
    /// Minute of the day, or of the next where it is not after `open`.
    pub close: u16,
}

impl WindowText {
    /// The part on its own day, and the part on the next.
    pub fn halves(self) -> (Window, Option<Window>) {
        let Self { open, close } = self;
        if close > open {
            return (Window { open, close }, None);
        }
        let next = (close > 0).then_some(Window { open: 0, close });
        (Window { open, close: 24 * 60 }, next)
    }
}

/// `holidays NAME { complete 2010 to 2028; DATE "name" ... }`
#[derive(Debug, Clone)]
pub struct HolidaysItem {
    /// Its name.
    pub name: Name,
    /// The years it says it is complete for.
    pub complete: Vec<Spanned<(i32, i32)>>,
    /// Its days.
    pub days: Vec<(Spanned<Date>, Text)>,
    /// What could not be read.
    pub lost: Lost,
}

/// A calendar where it is used.
#[derive(Debug, Clone)]
pub struct CalendarUse {
    /// Its name; nothing for `always`.
    pub calendar: Option<Name>,
    /// `in ZONE`
    pub zone: Option<Name>,
    /// All of it.
    pub span: Span,
}
