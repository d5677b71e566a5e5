//! The open hours of a local day.

/// Open from minute `open` to minute `close` of a local day; `close` is at most 1440.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    /// First open minute of the day.
    pub open: u16,
    /// The minute at which it closes.
    pub close: u16,
}
