//! The value of a fact as conditions compare it.

/// The value of a fact, of a few kinds that several types share; the text is borrowed (`&str`) or owned (`String`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Scalar<T> {
    Missing,
    Bool(bool),
    Number(f64),
    Text(T),
    /// The place of a name in the list of its type.
    Place(u16),
    /// A whole number: of an instant or a length, its microseconds.
    Integer(i64),
}

impl Scalar<String> {
    /// The value, borrowed.
    pub(crate) fn borrowed(&self) -> Scalar<&str> {
        match self {
            Self::Missing => Scalar::Missing,
            Self::Bool(value) => Scalar::Bool(*value),
            Self::Number(number) => Scalar::Number(*number),
            Self::Text(text) => Scalar::Text(text),
            Self::Place(place) => Scalar::Place(*place),
            Self::Integer(number) => Scalar::Integer(*number),
        }
    }
}

impl Scalar<&str> {
    /// The value, owned.
    pub(crate) fn into_owned(self) -> Scalar<String> {
        match self {
            Self::Missing => Scalar::Missing,
            Self::Bool(value) => Scalar::Bool(value),
            Self::Number(number) => Scalar::Number(number),
            Self::Text(text) => Scalar::Text(text.to_owned()),
            Self::Place(place) => Scalar::Place(place),
            Self::Integer(number) => Scalar::Integer(number),
        }
    }
}
