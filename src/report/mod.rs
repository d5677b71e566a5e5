//! What many decisions come to.

pub mod attainment;

pub use attainment::{Attainment, Attainments, Judgement, Tally};
