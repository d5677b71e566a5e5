//! One value of each class that a set of tests can tell apart, of whatever conditions ask. All others answer every test
//! like one of these, so that to try these is to try all.

use crate::engine::OfChannel;
use crate::facts::{Scalar, each_text};

/// A value of a fact, the channel, the priority or the package (by its number), or the opening instant; or that there
/// is none.
pub(super) type Value = Scalar<String>;

/// Each channel that is named, another one, and none.
pub(super) fn of_channel(tests: &[OfChannel<'_>]) -> Vec<Value> {
    let named = tests.iter().filter_map(|t| match t {
        OfChannel::In(names) => Some(*names),
        OfChannel::Known => None,
    });
    let mut out = each_text(named.flatten());
    out.push(Value::Missing);
    out
}

pub(super) fn places(count: usize) -> Vec<Value> {
    (0..u16::try_from(count).unwrap_or(u16::MAX)).map(Value::Place).collect()
}
