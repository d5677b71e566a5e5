//! Dates, times, numbers and texts: the grammar gives their form, this their meaning.

use crate::diagnostic::{Code, Diagnostic};
use crate::span::{Span, Spanned};
use crate::syntax::ast::{Text, WindowText};
use crate::syntax::grammar::Rule;
use crate::syntax::node::Node;
use crate::time::{Clockwork, Date, Duration, Instant, InstantError, Unit, Weekday};
use crate::value::Decimal;

use super::Builder;

impl Builder<'_> {
    fn bad<T>(&mut self, span: Span, message: String, help: &str) -> Option<T> {
        self.errors.push(Diagnostic::error(Code::BadLiteral, span, message).help(help));
        None
    }

    pub(super) fn text(&mut self, node: &Node<'_>) -> Option<Text> {
        let span = self.span(node);
        let quoted = node.text();
        let inner = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or("");
        let mut out = String::with_capacity(inner.len());
        let mut chars = inner.chars();
        loop {
            let at = inner.len() - chars.as_str().len();
            let Some(c) = chars.next() else { break };
            if c != '\\' {
                out.push(c);
                continue;
            }
            let resolved = match chars.next() {
                Some(c @ ('"' | '\\')) => Some(c),
                Some('n') => Some('\n'),
                Some('u') => unicode(&mut chars),
                _ => None,
            };
            match resolved {
                Some(c) => out.push(c),
                None => {
                    let end = inner.len() - chars.as_str().len();
                    let place = Span { start: span.start + 1, ..span };
                    let place = Span::new(place.file, place.start as usize + at, place.start as usize + end);
                    let message = format!("`{}` has no meaning in a text", inner.get(at..end).unwrap_or("\\"));
                    return self.bad(
                        place,
                        message,
                        r#"a backslash is written `\\`; there are also `\"`, `\n` and `\u{20AC}`"#,
                    );
                }
            }
        }
        Some(Spanned::new(out, span))
    }

    pub(super) fn date(&mut self, node: &Node<'_>) -> Option<Spanned<Date>> {
        let span = self.span(node);
        match Date::parse(node.text()) {
            Some(date) => Some(Spanned::new(date, span)),
            None => {
                self.bad(span, format!("there is no date `{}`", node.text()), "dates are year-month-day: `2026-01-31`")
            }
        }
    }

    pub(super) fn instant(&mut self, node: &Node<'_>) -> Option<Instant> {
        let span = self.span(node);
        match Instant::parse(node.text()) {
            Ok(at) => Some(at),
            Err(InstantError::NoOffset(_)) => {
                let message = format!("`{}` does not say how far its clock is from UTC", node.text());
                self.bad(span, message, "add `Z` for UTC, or an offset such as `+01:00`")
            }
            Err(_) => self.bad(
                span,
                format!("there is no instant `{}`", node.text()),
                "instants are written `2026-01-31T09:00:00Z`",
            ),
        }
    }

    /// Minutes since midnight; 24:00 only where something closes.
    pub(super) fn time(&mut self, node: &Node<'_>, closing: bool) -> Option<u16> {
        let minutes = || {
            let (hour, minute) = node.text().split_once(':')?;
            let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
            (minute < 60 && (hour < 24 || (closing && hour == 24 && minute == 0))).then_some(hour * 60 + minute)
        };
        match minutes() {
            Some(minutes) => Some(minutes),
            None => {
                let help = match closing {
                    true => {
                        "times run from 00:00 to 24:00; a window over midnight closes on the next day: `22:00-06:00`"
                    }
                    false => "times run from 00:00 to 23:59",
                };
                self.errors.push(
                    Diagnostic::error(
                        Code::BadWindow,
                        self.span(node),
                        format!("there is no such time as `{}`", node.text()),
                    )
                    .help(help),
                );
                None
            }
        }
    }

    pub(super) fn windows(&mut self, node: Option<Node<'_>>) -> Option<Vec<Spanned<WindowText>>> {
        node?.all(Rule::window).map(|window| self.window(&window)).collect()
    }

    pub(super) fn window(&mut self, node: &Node<'_>) -> Option<Spanned<WindowText>> {
        let mut times = node.all(Rule::time);
        let open = self.time(&times.next()?, false)?;
        let close = self.time(&times.next()?, true)?;
        let span = self.span(node);
        if open == close {
            let error = Diagnostic::error(Code::ZeroLength, span, "the window has no length");
            self.errors.push(error.help("a whole day is `00:00-24:00`"));
            return None;
        }
        Some(Spanned::new(WindowText { open, close }, span))
    }

    pub(super) fn days(&self, node: Option<Node<'_>>) -> Option<Vec<Weekday>> {
        let mut out = Vec::new();
        for range in node?.all(Rule::day_range) {
            let mut ends = range.all(Rule::day).filter_map(|day| Weekday::parse(day.text()));
            let first = ends.next()?;
            let last = ends.next().unwrap_or(first);
            // `fri-mon` wraps over the weekend.
            let count = (last.index() + 7 - first.index()) % 7 + 1;
            out.extend(Weekday::ALL.into_iter().cycle().skip(first.index()).take(count));
        }
        Some(out)
    }

    pub(super) fn decimal(&mut self, node: &Node<'_>, text: &str) -> Option<Decimal> {
        let span = self.span(node);
        match Decimal::parse(text) {
            Some(decimal) => Some(decimal),
            None if text.starts_with('-') => {
                self.bad(span, format!("`{text}` is less than zero"), "use a number above 0")
            }
            None => self.bad(span, "this number has too many digits".to_owned(), "at most 15 digits are allowed"),
        }
    }

    pub(super) fn share(&mut self, node: &Node<'_>) -> Option<Decimal> {
        self.decimal(node, node.text().trim_end_matches('%')).map(Decimal::hundredth)
    }

    pub(super) fn duration(&mut self, node: &Node<'_>) -> Option<Spanned<Duration>> {
        let duration = self.length(node)?;
        if duration.value.count.is_zero() {
            let error = Diagnostic::error(Code::ZeroLength, duration.span, "a duration is longer than zero");
            self.errors.push(error.help("if nothing is promised, remove the statement or say `none`"));
            return None;
        }
        Some(duration)
    }

    /// A duration that may be zero, as what has elapsed may be.
    pub(super) fn length(&mut self, node: &Node<'_>) -> Option<Spanned<Duration>> {
        let number = node.find(Rule::number)?;
        let count = self.decimal(&number, number.text())?;
        let unit = Unit::parse(node.find(Rule::unit)?.text())?;
        let clockwork = if node.has(Rule::working) { Clockwork::Working } else { Clockwork::Wall };
        Some(self.spanned(node, Duration { count, unit, clockwork }))
    }

    pub(super) fn count(&mut self, node: &Node<'_>) -> Option<u32> {
        let span = self.span(node);
        match node.text().parse().ok().filter(|n| *n <= 10_000) {
            Some(n) => Some(n),
            None => self.bad(span, format!("`{}` is too many", node.text()), "10,000 are the most"),
        }
    }
}

/// The `{20AC}` of `\u{20AC}`.
fn unicode(chars: &mut std::str::Chars<'_>) -> Option<char> {
    let rest = chars.as_str().strip_prefix('{')?;
    let (digits, _) = rest.split_once('}')?;
    let c = (digits.len() <= 6).then(|| u32::from_str_radix(digits, 16).ok())?.and_then(char::from_u32)?;
    for _ in 0..digits.len() + 2 {
        chars.next();
    }
    Some(c)
}
