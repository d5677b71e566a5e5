//! Plain values that are not times: three-valued truth, exact decimals, money, comparisons.

mod decimal;
mod fraction;
mod money;
mod order;
pub mod pairs;
mod truth;

pub use decimal::Decimal;
pub use fraction::Fraction;
pub use money::{Amount, AmountError, Currency};
pub use order::Order;
pub use truth::{Kleene, Truth, Truths};
