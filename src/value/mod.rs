//! Plain values that are not times: three-valued truth, exact decimals, comparisons.

mod decimal;
mod order;
mod truth;

pub use decimal::Decimal;
pub use order::Order;
pub use truth::{Kleene, Truth, Truths};
