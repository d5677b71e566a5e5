//! Credit statements (`semantics` 12): what a set of incidents comes to under the measures, credits, rights and quotas
//! of a policy.
//!
//! [`CreditBook`] takes decided incidents one at a time, in any order. For each version of a contract and each of its
//! periods it keeps counts and at most [`MOST_IDS`] ids a line, and for each version the union of its outages: memory
//! does not grow with the incidents. [`CreditBook::finish`] computes the statements. Nothing here reads or writes
//! files, and every amount is a [`Fraction`](crate::value::Fraction) until it is rounded as the contract says.

mod availability;
mod book;
mod claims;
mod counts;
mod ids;
mod line;
mod outages;
mod partial;
mod periods;
mod quotas;
mod rights;
mod statement;
mod terms;
mod version;

pub use book::CreditBook;
pub use claims::{ClaimState, Claims};
pub use counts::{LineEntry, LineStatus, measure_name};
pub use ids::{Ids, MOST_IDS};
pub use line::Line;
pub use partial::PartialCredits;
pub use quotas::QuotaCount;
pub use rights::RightState;
pub use statement::{CreditSum, CreditUnit, Statement, Statements};
