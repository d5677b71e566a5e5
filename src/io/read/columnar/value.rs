//! What a column says in a row, as a text or as JSON: this defines what columns of any type mean.

use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, downcast_dictionary_array};
use arrow_schema::{DataType, TimeUnit};
use serde_json::{Map, Value};

use crate::time::{Date, Instant, LocalTime};

use super::super::cell::OwnedCell;

/// Whether rows of a type can be read at all.
pub(super) fn readable(kind: &DataType) -> bool {
    match kind {
        DataType::Null | DataType::Boolean | DataType::Date32 | DataType::Timestamp(..) => true,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Float32 | DataType::Float64 => true,
        DataType::Dictionary(_, values) => readable(values),
        DataType::List(item) | DataType::LargeList(item) => readable(item.data_type()),
        DataType::Struct(fields) => fields.iter().all(|f| readable(f.data_type())),
        kind => kind.is_integer(),
    }
}

/// Microseconds of a timestamp in its unit; nothing beyond what can be counted.
pub(super) fn micros(value: i64, unit: TimeUnit) -> Option<i64> {
    match unit {
        TimeUnit::Second => value.checked_mul(1_000_000),
        TimeUnit::Millisecond => value.checked_mul(1_000),
        TimeUnit::Microsecond => Some(value),
        TimeUnit::Nanosecond => Some(value.div_euclid(1_000)),
    }
}

fn primitive<T: ArrowPrimitiveType>(array: &dyn Array, row: usize) -> Option<T::Native> {
    let array = array.as_primitive_opt::<T>()?;
    (row < array.len()).then(|| array.value(row))
}

/// A timestamp as it counts in its array.
pub(super) fn timestamp(array: &dyn Array, unit: TimeUnit, row: usize) -> Option<i64> {
    match unit {
        TimeUnit::Second => primitive::<TimestampSecondType>(array, row),
        TimeUnit::Millisecond => primitive::<TimestampMillisecondType>(array, row),
        TimeUnit::Microsecond => primitive::<TimestampMicrosecondType>(array, row),
        TimeUnit::Nanosecond => primitive::<TimestampNanosecondType>(array, row),
    }
}

/// The value of a row; `None` if it is null. An instant is a text of RFC 3339, without an offset
/// where the column has no zone.
pub(in crate::io::read) fn stored(array: &dyn Array, row: usize) -> Option<OwnedCell> {
    if array.is_null(row) || matches!(array.data_type(), DataType::Null) {
        return None;
    }
    let text = |text: &str| Some(OwnedCell::Text(text.into()));
    match array.data_type() {
        DataType::Utf8 => text(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => text(array.as_string::<i64>().value(row)),
        DataType::Utf8View => text(array.as_string_view().value(row)),
        DataType::Timestamp(unit, zone) => {
            let at = timestamp(array, *unit, row)?;
            text(&match (micros(at, *unit), zone) {
                (None, _) => format!("{at} ({unit:?})"),
                (Some(at), Some(_)) => Instant(at).rfc3339(None).to_string(),
                (Some(at), None) => LocalTime(at).to_string(),
            })
        }
        DataType::Date32 => text(&Date(primitive::<Date32Type>(array, row)?).to_string()),
        DataType::Dictionary(..) => downcast_dictionary_array!(
            array => stored(array.values().as_ref(), array.key(row)?),
            _ => None
        ),
        DataType::Float32 | DataType::Float64 => match number(array, row)? {
            // What JSON has no number for.
            Value::Null => text(&format!("{}", float(array, row)?)),
            number => Some(OwnedCell::Json(number)),
        },
        _ => json(array, row).map(OwnedCell::Json),
    }
}

fn float(array: &dyn Array, row: usize) -> Option<f64> {
    primitive::<Float64Type>(array, row).or_else(|| primitive::<Float32Type>(array, row).map(f64::from))
}

fn number(array: &dyn Array, row: usize) -> Option<Value> {
    Some(match array.data_type() {
        DataType::Int8 => primitive::<Int8Type>(array, row)?.into(),
        DataType::Int16 => primitive::<Int16Type>(array, row)?.into(),
        DataType::Int32 => primitive::<Int32Type>(array, row)?.into(),
        DataType::Int64 => primitive::<Int64Type>(array, row)?.into(),
        DataType::UInt8 => primitive::<UInt8Type>(array, row)?.into(),
        DataType::UInt16 => primitive::<UInt16Type>(array, row)?.into(),
        DataType::UInt32 => primitive::<UInt32Type>(array, row)?.into(),
        DataType::UInt64 => primitive::<UInt64Type>(array, row)?.into(),
        _ => float(array, row)?.into(),
    })
}

fn json(array: &dyn Array, row: usize) -> Option<Value> {
    let list = |items: &dyn Array| Value::Array((0..items.len()).map(|n| nested(items, n)).collect());
    match array.data_type() {
        DataType::Boolean => Some(Value::Bool(array.as_boolean().value(row))),
        DataType::List(_) => Some(list(&array.as_list::<i32>().value(row))),
        DataType::LargeList(_) => Some(list(&array.as_list::<i64>().value(row))),
        DataType::Struct(fields) => {
            let columns = fields.iter().zip(array.as_struct().columns());
            let object: Map<String, Value> = columns.map(|(f, c)| (f.name().clone(), nested(c, row))).collect();
            Some(Value::Object(object))
        }
        _ => number(array, row),
    }
}

fn nested(array: &dyn Array, row: usize) -> Value {
    match stored(array, row) {
        None => Value::Null,
        Some(OwnedCell::Text(text)) => Value::String(text.into()),
        Some(OwnedCell::Json(value)) => value,
    }
}
