//! The twin of what a policy says beyond plain limits (`semantics` 3, 4): declared objectives, limits by circumstance and
//! on calendars, calendar days, multiples of all these, replies, and cadences that pause or are treated.

mod compare;
mod condition;
mod decide;
mod known;
mod limit;
mod messages;
mod policy;
mod strategy;
