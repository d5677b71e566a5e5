//! What a sample of times says about a share of it: the smallest time within which so many stopped, and a confidence
//! interval for it. Nothing here knows of incidents or policies.

mod order;
mod sample;
mod share;

pub use order::{CONFIDENCE, OrderBounds, least_for_upper_bound, order_bounds};
pub use sample::{Bounds, Sample};
pub use share::Share;

#[cfg(test)]
mod tests;
