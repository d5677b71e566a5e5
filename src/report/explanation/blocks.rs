//! A story in parts: sections of sentences, lists, tables and timelines.

use crate::policy::without_underscores;

use super::super::escape::visible;
use super::drawing::{Drawing, MarkKind};

/// The name of the fact that is the fingerprint of the policy.
pub(super) const POLICY: &str = "Policy";
/// The title of the section of warnings.
pub(super) const WARNINGS: &str = "To be looked at";

/// How something stands, by a sign that is no colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Good,
    Bad,
    Open,
    Neutral,
}

impl Sign {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Good => "✓",
            Self::Bad => "✗",
            Self::Open => "?",
            Self::Neutral => "·",
        }
    }
}

/// A part of a story.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Block {
    Paragraph(String),
    /// A statement of the policy, and where it is.
    Statement {
        text: String,
        place: String,
    },
    /// The words of the policy's source.
    Quotation(String),
    List(Vec<(Sign, String)>),
    /// What a statement of the policy comes to, where it is, and its conditions.
    Verdict {
        sign: Sign,
        text: String,
        place: String,
        conditions: Vec<(Sign, String)>,
    },
    Timeline(Drawing),
    Table {
        head: Vec<&'static str>,
        rows: Vec<Vec<String>>,
    },
}

/// A part with a title.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Section {
    pub(super) title: String,
    pub(super) sign: Option<Sign>,
    pub(super) blocks: Vec<Block>,
}

/// A story.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// The incident's id.
    pub(super) id: String,
    /// What it comes to, in a line.
    pub(super) summary: String,
    /// Names and values.
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) sections: Vec<Section>,
}

impl Story {
    /// Without what only the vendor needs: places in policy files, the fingerprint, escalations, warnings, and the
    /// conditions of remedies, which name facts.
    #[must_use]
    pub fn for_customer(mut self) -> Self {
        self.facts.retain(|(name, _)| *name != POLICY);
        self.sections.retain(|section| section.title != WARNINGS);
        for section in &mut self.sections {
            for block in &mut section.blocks {
                match block {
                    Block::Statement { text, place } => {
                        *text = without_underscores(text);
                        place.clear();
                    }
                    Block::Verdict { place, conditions, .. } => {
                        place.clear();
                        conditions.clear();
                    }
                    Block::Timeline(drawing) => drawing.marks.retain(|mark| mark.kind != MarkKind::Escalation),
                    Block::Paragraph(_) | Block::Quotation(_) | Block::List(_) | Block::Table { .. } => {}
                }
            }
        }
        self
    }

    /// With nothing in it that a terminal or a page would obey.
    pub(super) fn made_visible(mut self) -> Self {
        let show = |text: &mut String| *text = visible(text);
        show(&mut self.id);
        show(&mut self.summary);
        self.facts.iter_mut().for_each(|(_, value)| show(value));
        for section in &mut self.sections {
            show(&mut section.title);
            for block in &mut section.blocks {
                match block {
                    Block::Paragraph(text) | Block::Quotation(text) => show(text),
                    Block::Statement { text, place } => {
                        show(text);
                        show(place);
                    }
                    Block::Verdict { text, place, conditions, .. } => {
                        show(text);
                        show(place);
                        conditions.iter_mut().for_each(|(_, text)| show(text));
                    }
                    Block::List(items) => items.iter_mut().for_each(|(_, text)| show(text)),
                    Block::Table { rows, .. } => rows.iter_mut().flatten().for_each(show),
                    Block::Timeline(drawing) => {
                        drawing.pieces.iter_mut().for_each(|piece| show(&mut piece.label));
                        drawing.marks.iter_mut().for_each(|mark| show(&mut mark.label));
                        show(&mut drawing.alternative);
                    }
                }
            }
        }
        self
    }

    /// The drawings, each with the title of its section.
    pub(super) fn drawings(&self) -> impl Iterator<Item = (&str, &Drawing)> {
        self.sections.iter().flat_map(|section| {
            section.blocks.iter().filter_map(|block| match block {
                Block::Timeline(drawing) => Some((section.title.as_str(), drawing)),
                _ => None,
            })
        })
    }
}
