//! Facts of incidents: their types, their values and the tests that conditions make of them. What depends on the type
//! of a fact is here; a policy's facts, and where their values come from, are not.

mod classes;
mod conversions;
mod fact_type;
mod fact_value;
mod literal;
mod scalar;
mod test;

pub(crate) use classes::{Classes, each_text, examples};
pub(crate) use conversions::LiteralError;
pub use fact_type::FactType;
pub(crate) use fact_type::Scale;
pub use fact_value::FactValue;
pub use literal::Literal;
pub(crate) use scalar::Scalar;
pub use test::Test;
