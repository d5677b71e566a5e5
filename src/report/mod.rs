//! What a policy and its decisions come to, laid out for people.

pub mod attainment;
mod render;
mod sheet;

pub use attainment::{Attainment, Attainments, Judgement, Tally};
pub use render::{html, json, markdown, text};
pub use sheet::{Cell, FactRow, Row, Sheet};
