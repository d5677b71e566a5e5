//! Credit statements for people and programs: text, Markdown, HTML, JSON and CSV. The numbers are those of
//! [`engine::credits`](crate::engine::credits); nothing is computed here.

mod data;
mod document;
mod flat;
mod html;
mod owed;
mod period_filter;
mod quotas;
mod rights;
mod statements;
pub(super) mod words;
mod working;

pub use data::{CreditData, QuotaData, StatementData};
pub use owed::{OwedByPeriod, owed_by_period};
pub use period_filter::PeriodFilter;
pub use statements::CreditReport;
