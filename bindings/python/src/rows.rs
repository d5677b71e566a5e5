//! One row out for each row in: what functions that map tables need.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::UInt64Type;
use arrow_array::{Array as _, ArrayRef, RecordBatch, StringArray, UInt32Array};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use arrow_select::take::take;
use relief::{BatchDecisions, BatchOptions, Policy, ReadError};

use crate::arrow::Batches;
use crate::batches::unreadable;
use crate::table::plain;

/// The columns that say why a row has no decision.
const REJECT: [&str; 2] = ["reject_code", "reject_message"];

/// How the columns of a table and of its decisions become one table.
pub(crate) struct Joined {
    /// The columns of the table that stay: those whose names no other column has.
    kept: Vec<usize>,
    schema: SchemaRef,
    /// Whether words are texts, each by itself, rather than codes of a dictionary.
    plain: bool,
}

impl Joined {
    /// The columns of a table, less those whose names decisions have; the columns of decisions; why a row has none.
    pub(crate) fn new(table: &Schema, decisions: &Schema, plain: bool) -> Self {
        let taken = |name: &String| decisions.column_with_name(name).is_some() || REJECT.contains(&name.as_str());
        let fields = table.fields();
        let kept: Vec<usize> = (0..).zip(fields).filter(|(_, field)| !taken(field.name())).map(|(at, _)| at).collect();
        let own = kept.iter().filter_map(|at| fields.get(*at)).map(|field| field.as_ref().clone());
        let decided = decisions.fields().iter().map(|field| {
            let kind = match field.data_type() {
                DataType::Dictionary(_, value) if plain => value.as_ref().clone(),
                kind => kind.clone(),
            };
            Field::new(field.name(), kind, true)
        });
        let why = REJECT.map(|name| Field::new(name, DataType::Utf8, true));
        let all: Vec<Field> = own.chain(decided).chain(why).collect();
        Self { kept, schema: Arc::new(Schema::new(all)), plain }
    }

    pub(crate) fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// A batch with what was decided of it.
    ///
    /// # Errors
    /// If the two do not belong together.
    pub(crate) fn batch(&self, batch: &RecordBatch, decided: &BatchDecisions) -> Result<RecordBatch, ReadError> {
        let rejects = &decided.rejects;
        let mut codes: Vec<Option<&str>> = vec![None; batch.num_rows()];
        let mut messages = codes.clone();
        let mut ids = codes.clone();
        let mut is_rejected = vec![false; batch.num_rows()];
        let columns = rejects.columns();
        if let [rows, reject_ids, reject_codes, reject_messages] = columns {
            let rows = rows.as_primitive::<UInt64Type>().values();
            let [reject_ids, reject_codes, reject_messages] =
                [reject_ids, reject_codes, reject_messages].map(|column| column.as_string::<i32>());
            for (number, row) in rows.iter().enumerate() {
                let Some(at) = usize::try_from(*row).ok().and_then(|row| row.checked_sub(1)) else { continue };
                let places = (is_rejected.get_mut(at), ids.get_mut(at), codes.get_mut(at), messages.get_mut(at));
                if let (Some(is_rejected), Some(id), Some(code), Some(message)) = places {
                    *is_rejected = true;
                    *id = reject_ids.is_valid(number).then(|| reject_ids.value(number));
                    *code = Some(reject_codes.value(number));
                    *message = Some(reject_messages.value(number));
                }
            }
        }
        let mut next = 0_u32;
        let places: UInt32Array = is_rejected
            .iter()
            .map(|is_rejected| {
                let place = (!is_rejected).then_some(next);
                next += u32::from(!is_rejected);
                place
            })
            .collect();
        let mut out: Vec<ArrayRef> = self.kept.iter().filter_map(|at| batch.columns().get(*at)).cloned().collect();
        for (field, column) in decided.decisions.schema().fields().iter().zip(decided.decisions.columns()) {
            let mut column = take(column, &places, None).map_err(|e| wrong(&e))?;
            if field.name() == "id" {
                let decided = column.as_string::<i32>();
                let each = ids.iter().enumerate();
                let id = |(row, rejected): (usize, &Option<&str>)| {
                    if decided.is_valid(row) {
                        Some(decided.value(row).to_owned())
                    } else {
                        rejected.map(str::to_owned)
                    }
                };
                column = Arc::new(each.map(id).collect::<StringArray>());
            }
            out.push(if self.plain { plain(&column).map_err(|e| wrong(&e))? } else { column });
        }
        out.push(Arc::new(StringArray::from(codes)));
        out.push(Arc::new(StringArray::from(messages)));
        RecordBatch::try_new(self.schema.clone(), out).map_err(|e| wrong(&e))
    }
}

fn wrong(error: &ArrowError) -> ReadError {
    ReadError::new("", format!("the decisions do not fit the table: {error}"))
}

/// Decides batches one after the other, and hands each to `each` with what was decided of it. `each` may stop the run.
///
/// # Errors
/// If a batch cannot be read as incidents.
pub(crate) fn decide_rows(
    policy: &Policy,
    options: BatchOptions,
    batches: Batches,
    plain: bool,
    mut each: impl FnMut(RecordBatch) -> ControlFlow<()>,
) -> Result<(), ReadError> {
    let schema = batches.schema();
    let (taken, failed, mut joined) = (Cell::new(None), Cell::new(None), None);
    let good = batches.map_while(|batch| match batch {
        Ok(batch) => {
            taken.set(Some(batch.clone()));
            Some(batch)
        }
        Err(error) => {
            failed.set(Some(unreadable(&error)));
            None
        }
    });
    let _ = policy.decide_batches(good, options, |decided| {
        let joined = joined.get_or_insert_with(|| Joined::new(&schema, &decided.decisions.schema(), plain));
        match taken.take().map(|batch| joined.batch(&batch, &decided)) {
            Some(Ok(batch)) => each(batch),
            Some(Err(error)) => {
                failed.set(Some(error));
                ControlFlow::Break(())
            }
            None => ControlFlow::Continue(()),
        }
    })?;
    failed.take().map_or(Ok(()), Err)
}
