//! The statements that a policy is made of, and the policy without some of them.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::policy::Unit;
use crate::span::{Span, Spanned};
use crate::syntax::ast::{
    BandText, CreditForText, CreditText, FactItem, Item, ItemKind, LimitText, PackageItem, PriorityItem, Remedy,
    ServiceStatement, Statement, UpdateText,
};

/// What a part is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartKind {
    /// Decisions follow from it.
    Decides,
    /// It declares a name, or says that nothing is promised: decisions follow from it only where
    /// it takes something away.
    Declares,
    /// Shown and compared, never computed with.
    Shown,
    /// What statements ask about: facts, and the dates of holiday lists. Those statements are what a test decides by.
    Data,
}

/// A statement, or an item as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// All of it.
    pub span: Span,
    /// What it is for.
    pub kind: PartKind,
    /// The part that it is in.
    pub within: Option<Span>,
}

/// What is taken out of a policy.
#[derive(Debug, Clone, Default)]
pub struct Gone {
    /// Parts, by their places.
    pub parts: BTreeSet<Span>,
    /// Objectives whose limit alone is gone: they say `none`.
    pub limits: BTreeSet<Span>,
}

/// The parts of an item. Imports and tests have none.
pub fn parts(item: &Item) -> Vec<Part> {
    let mut out = Vec::new();
    let whole = |kind| Part { span: item.span, kind, within: None };
    let inner = |span: Span, kind| Part { span, kind, within: Some(item.span) };
    match &item.kind {
        ItemKind::Import(_) | ItemKind::Test(_) => {}
        ItemKind::Policy(_) => out.push(whole(PartKind::Shown)),
        ItemKind::Channel(_) | ItemKind::Party(_) => out.push(whole(PartKind::Declares)),
        ItemKind::Treat(_) | ItemKind::Objective(_) => out.push(whole(PartKind::Decides)),
        ItemKind::Facts(facts) => {
            out.extend(facts.iter().map(|f| Part { span: fact(f), kind: PartKind::Data, within: None }));
        }
        ItemKind::Calendar(calendar) => {
            out.push(whole(PartKind::Decides));
            out.extend(calendar.statements.iter().map(|s| inner(s.span, PartKind::Decides)));
        }
        ItemKind::Holidays(list) => {
            out.push(whole(PartKind::Data));
            out.extend(list.complete.iter().map(|c| inner(c.span, PartKind::Data)));
            out.extend(list.days.iter().map(|(date, name)| inner(date.span.to(name.span), PartKind::Data)));
        }
        ItemKind::Priority(priority) => {
            out.push(whole(PartKind::Decides));
            out.extend(priority.means.iter().map(|m| inner(m.span, PartKind::Shown)));
            out.extend(priority.definitions.iter().map(|d| inner(d.span, PartKind::Decides)));
        }
        ItemKind::Remedy(remedy) => {
            out.push(whole(PartKind::Decides));
            of_remedy(remedy, item.span, &mut out);
        }
        ItemKind::Package(package) => {
            out.push(whole(PartKind::Decides));
            for Spanned { value, span } in &package.statements {
                out.push(inner(*span, kind(value)));
                if let Statement::Remedy(remedy) = value {
                    of_remedy(remedy, *span, &mut out);
                }
                // A single band is the whole credit.
                if let Some(bands) = bands(value).filter(|bands| bands.len() > 1) {
                    let band = |band: &Spanned<BandText>| Part {
                        span: band.span,
                        kind: PartKind::Decides,
                        within: Some(*span),
                    };
                    out.extend(bands.iter().map(band));
                }
            }
        }
    }
    out
}

fn fact(fact: &FactItem) -> Span {
    fact.name.span.to(fact.description.as_ref().map_or(fact.kind.span, |d| d.span))
}

/// The bands of a credit.
fn bands(statement: &Statement) -> Option<&Vec<Spanned<BandText>>> {
    match statement {
        Statement::Service(ServiceStatement::Credit(CreditText::For(_, _, Some(CreditForText::Bands(bands, _))))) => {
            Some(bands)
        }
        _ => None,
    }
}

fn of_remedy(remedy: &Remedy, whole: Span, out: &mut Vec<Part>) {
    let inner = |span| Part { span, kind: PartKind::Decides, within: Some(whole) };
    out.extend(remedy.provide.iter().map(|p| inner(p.span)));
    out.extend(remedy.favoured.iter().map(|f| inner(f.span)));
}

fn kind(statement: &Statement) -> PartKind {
    match statement {
        _ if statement.is_shown_only() => PartKind::Shown,
        Statement::Objective(o) if matches!(o.limit.value, LimitText::None(_)) => PartKind::Declares,
        Statement::Update(_, text) if matches!(text.value, UpdateText::None(_)) => PartKind::Declares,
        Statement::Service(statement) if statement.is_none() => PartKind::Declares,
        _ => PartKind::Decides,
    }
}

/// Whether a part is an objective's statement with a limit, which can be gone alone.
pub(super) fn has_limit(items: &[&Item], part: &Part) -> bool {
    let packages = items.iter().filter(|i| Some(i.span) == part.within).filter_map(|i| match &i.kind {
        ItemKind::Package(package) => Some(package),
        _ => None,
    });
    packages.flat_map(|p| &p.statements).any(|s| {
        s.span == part.span
            && matches!(&s.value, Statement::Objective(o)
                if o.objective.value == "response" && !matches!(o.limit.value, LimitText::None(_)))
    })
}

/// A unit's items without what is gone, and without its tests.
pub fn without<'a>(unit: &Unit<'a>, gone: &Gone) -> Vec<Cow<'a, Item>> {
    let left = unit.items.iter().filter(|i| !matches!(i.kind, ItemKind::Test(_)) && !gone.parts.contains(&i.span));
    left.map(|item| match touched(item, gone) {
        true => Cow::Owned(cut(item, gone)),
        false => Cow::Borrowed(*item),
    })
    .collect()
}

fn touched(item: &Item, gone: &Gone) -> bool {
    let within = |s: &Span| s.file == item.span.file && s.start >= item.span.start && s.end <= item.span.end;
    gone.parts.iter().chain(&gone.limits).any(within)
}

fn cut(item: &Item, gone: &Gone) -> Item {
    let mut item = item.clone();
    let stays = |span: &Span| !gone.parts.contains(span);
    match &mut item.kind {
        ItemKind::Facts(facts) => facts.retain(|f| stays(&fact(f))),
        ItemKind::Calendar(calendar) => calendar.statements.retain(|s| stays(&s.span)),
        ItemKind::Holidays(list) => {
            list.complete.retain(|c| stays(&c.span));
            list.days.retain(|(date, name)| stays(&date.span.to(name.span)));
        }
        ItemKind::Priority(PriorityItem { means, definitions, .. }) => {
            means.retain(|m| stays(&m.span));
            definitions.retain(|d| stays(&d.span));
        }
        ItemKind::Remedy(remedy) => cut_remedy(remedy, gone),
        ItemKind::Package(PackageItem { statements, .. }) => {
            statements.retain(|s| stays(&s.span));
            for Spanned { value, span } in statements {
                match value {
                    Statement::Remedy(remedy) => cut_remedy(remedy, gone),
                    Statement::Service(ServiceStatement::Credit(CreditText::For(
                        _,
                        _,
                        Some(CreditForText::Bands(bands, _)),
                    ))) => bands.retain(|band| stays(&band.span)),
                    Statement::Objective(objective) if gone.limits.contains(span) => {
                        objective.limit.value = LimitText::None(None);
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
    item
}

fn cut_remedy(remedy: &mut Remedy, gone: &Gone) {
    remedy.provide.retain(|p| !gone.parts.contains(&p.span));
    remedy.favoured.retain(|f| !gone.parts.contains(&f.span));
}
