//! The resolved model, and how files become one.

pub mod model;

pub use model::Model;
