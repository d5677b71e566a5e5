//! An explanation as a story for people: what was promised, what happened, what counted, and what follows.
//!
//! [`Story`] lays it out once; text, Markdown, SVG and HTML are forms of it.

mod blocks;
mod drawing;
mod html;
mod markdown;
mod objective;
mod remedies;
mod story;
mod svg;
mod teller;
mod text;
mod words;

pub use blocks::Story;
pub(super) use drawing::{Drawing, DrawnMark, Kind, MarkKind, Piece};
pub(super) use html::article;
pub use html::explanations_html;
pub use markdown::explanation_markdown;
pub use svg::explanation_svg;
pub(super) use svg::{DARK, STYLE, patterns, timeline_svg};
pub use text::explanation_text;
pub(super) use words::{Times, and, length, party};
