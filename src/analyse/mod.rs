//! What can be proved of a policy.

mod classes;
mod conditions;

pub use conditions::{Analysis, Ask, Found, Witness};
