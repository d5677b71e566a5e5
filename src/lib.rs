pub mod span;
pub mod source;
pub mod value;
mod yaml;
pub mod calendar;
pub mod diagnostic;
pub mod syntax;
pub mod policy;
pub mod evaluate;
