//! What a policy and its decisions come to, laid out for people.

mod render;
mod sheet;

pub use render::{html, json, markdown, text};
pub use sheet::{Cell, Row, Sheet};
