"""Decisions on Spark: incidents are independent, so a policy is a map over batches of a DataFrame.

The policy travels as text and is compiled once in each Python worker. pyspark 3.5 or later and pyarrow are needed; no
other part of the package imports them.
"""

from __future__ import annotations

import os
import warnings
from functools import lru_cache
from inspect import signature
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, Union

import pyarrow as pa
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

from ._errors import ReadError
from ._instants import Instant, micros_of
from ._policy import Policy, again
from ._relief import count_credits, count_report, credits_of_parts, report_of_parts
from ._results import Credits, Report
from ._times import datetime_of
from ._types import Reading

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["attainment", "credits", "decide", "decide_log"]

#: The place of a row in the order of all rows, as `relief._relief` knows it.
_ORDER = "__relief_order"


@lru_cache(maxsize=8)
def _compiled(texts: Tuple[Tuple[str, str], ...], fingerprint: str) -> Policy:
    return again(list(texts), fingerprint)


def _state(policy: Policy) -> Tuple[Tuple[Tuple[str, str], ...], str]:
    """What a worker compiles."""
    return tuple(policy.texts()), policy.fingerprint


def decide(
    df: DataFrame,
    policy: Policy,
    as_of: Optional[Instant] = None,
    *,
    columns: Optional[Sequence[str]] = None,
    mapping: Union[str, "os.PathLike[str]", None] = None,
    timezone: Optional[str] = None,
    ambiguous: Optional[str] = None,
    set: Optional[Mapping[str, str]] = None,
    id_column: Optional[str] = None,
) -> DataFrame:
    """Decides the incidents of a DataFrame: a row for each of its rows.

    A row has the columns of the DataFrame, those of its decision, and ``reject_code`` and ``reject_message``, which say
    why it has none. A column of the DataFrame that has the name of a column of decisions, such as ``priority``, is left
    out. The other arguments are those of ``Policy.decide_rows``.

    Ids are compared if ``id_column`` names the column that has them: a shuffle brings rows with the same value of it
    together, and all but the first are rejected as duplicates. The first is the first of the DataFrame as Spark reads
    it: of the files in their order, if it is read from files.
    """
    # As of now is the same now in all workers.
    at = micros_of(as_of, "as_of")
    names = None if columns is None else list(columns)
    reading = _reading(mapping, timezone, ambiguous, set)
    state = _state(policy)
    kept = df.columns

    # What is wrong with a name, a mapping or a column is said here, and not in a worker.
    empty = _schema(df).empty_table()
    schema = pa.table(policy._native.decide_rows(empty, at, (names, True), False, reading)).schema

    if id_column is None:

        def each(batches: Iterator[Any]) -> Iterator[Any]:
            native = _compiled(*state)._native
            for batch in batches:
                yield from pa.table(native.decide_rows(batch, at, (names, True), False, reading)).to_batches()

        return df.mapInArrow(each, from_arrow_schema(schema))

    def each_once(batches: Iterator[Any]) -> Iterator[Any]:
        stream = _stream(batches, kept)
        if stream is not None:
            rows = _compiled(*state)._native.decide_rows_reader(stream, at, (names, True), True, reading)
            yield from pa.RecordBatchReader.from_stream(rows)

    return _together(df, id_column).mapInArrow(each_once, from_arrow_schema(schema))


def decide_log(
    df: DataFrame,
    policy: Policy,
    as_of: Optional[Instant] = None,
    *,
    id_column: str,
    mapping: Union[str, "os.PathLike[str]"],
    columns: Optional[Sequence[str]] = None,
    timezone: Optional[str] = None,
    ambiguous: Optional[str] = None,
    set: Optional[Mapping[str, str]] = None,
) -> DataFrame:
    """Decides the incidents of an event log: a row for each incident.

    Rows with the same value of ``id_column`` are brought together, in the order that the DataFrame has them. The result
    has the columns of decisions, ``reject_code`` and ``reject_message``.
    """
    at = datetime_of(micros_of(as_of, "as_of"), 0)
    names = None if columns is None else list(columns)
    reading: Dict[str, Any] = {"mapping": _text(mapping), "timezone": timezone, "ambiguous": ambiguous, "set": set}
    state = _state(policy)
    kept = df.columns

    def each(batches: Iterator[Any]) -> Iterator[Any]:
        stream = _stream(batches, kept)
        if stream is not None:
            yield from _with_rejects(*_compiled(*state).decide_batch(stream, names, at, **reading)).to_batches()

    empty = _schema(df).empty_table()
    schema = _with_rejects(*policy.decide_batch(empty, names, at, **reading)).schema
    return _together(df, id_column).mapInArrow(each, from_arrow_schema(schema))


def attainment(
    df: DataFrame,
    policy: Policy,
    as_of: Optional[Instant] = None,
    *,
    id_column: Optional[str] = "id",
    by: Optional[str] = "month",
    mapping: Union[str, "os.PathLike[str]", None] = None,
    timezone: Optional[str] = None,
    ambiguous: Optional[str] = None,
    set: Optional[Mapping[str, str]] = None,
) -> Report:
    """What the incidents of a DataFrame, or of an event log, come to: the report of ``Policy.report``.

    Each partition is counted where it is; the counts are merged here. The report is that of ``relief report`` on the same
    rows, but for the files and lines of rejected ones, which Spark does not know. ``by`` is the length of its periods:
    ``week``, ``month``, ``quarter`` or ``year``, or None for one period. ``id_column`` is that of ``decide``: None compares
    no ids and shuffles nothing, so it is for tables in which ids are known to differ. An event log needs it.
    """
    at, reading, state = micros_of(as_of, "as_of"), _reading(mapping, timezone, ambiguous, set), _state(policy)
    # What is wrong is said here, and not in a worker.
    count_report(policy._native, _empty_part(df), at, reading, by)

    def count(part: Any) -> Tuple[str, List[str]]:
        return count_report(_compiled(*state)._native, part, at, reading, by)

    return Report(report_of_parts(policy._native, _parts(df, id_column, count), at, by))


def credits(
    df: DataFrame,
    policy: Policy,
    as_of: Optional[Instant] = None,
    *,
    id_column: Optional[str] = "id",
    mapping: Union[str, "os.PathLike[str]", None] = None,
    timezone: Optional[str] = None,
    ambiguous: Optional[str] = None,
    set: Optional[Mapping[str, str]] = None,
) -> Credits:
    """What customers are credited for the incidents of a DataFrame, or of an event log: the statements of
    ``Policy.credits``.

    The arguments are those of ``attainment``. Raises ReliefError if no contract of the policy has credits or measures.
    """
    at, reading, state = micros_of(as_of, "as_of"), _reading(mapping, timezone, ambiguous, set), _state(policy)
    count_credits(policy._native, _empty_part(df), at, reading)

    def count(part: Any) -> Tuple[str, List[str]]:
        return count_credits(_compiled(*state)._native, part, at, reading)

    return Credits(credits_of_parts(policy._native, _parts(df, id_column, count), at))


def _parts(df: DataFrame, id_column: Optional[str], count: Callable[[Any], Tuple[str, List[str]]]) -> Iterator[str]:
    """The counts of the partitions. What is noticed in any of them is a warning, once."""

    def each(batches: Iterator[Any]) -> Iterator[Any]:
        stream = _stream(batches)
        if stream is not None:
            counts, notes = count(stream)
            yield pa.RecordBatch.from_pydict({"counts": [counts], "notes": ["\n".join(notes)]})

    rows = df.withColumn(_ORDER, F.monotonically_increasing_id()) if id_column is None else _together(df, id_column)
    found = rows.mapInArrow(each, "counts string, notes string").collect()
    # Partitions differ in how often they notice something.
    for note in sorted({line for row in found for line in row.notes.splitlines()}):
        warnings.warn(note, stacklevel=3)
    return (row.counts for row in found)


def _empty_part(df: DataFrame) -> Any:
    return _schema(df).append(pa.field(_ORDER, pa.int64())).empty_table()


def _together(df: DataFrame, id_column: str) -> DataFrame:
    """Rows with the same id in one partition, in the order that they have in the DataFrame, with their places in it."""
    if id_column not in df.columns:
        raise ReadError(
            f"there is no column `{id_column}`",
            help="`id_column` names the column of the ids" + (f", of {', '.join(df.columns)}" if df.columns else ""),
        )
    ordered = df.withColumn(_ORDER, F.monotonically_increasing_id())
    return ordered.repartition(F.col(f"`{id_column}`")).sortWithinPartitions(_ORDER)


def _stream(batches: Iterator[Any], kept: Optional[Sequence[str]] = None) -> Any:
    """The batches of a partition as one stream, of some of their columns; None if there are none."""
    first = next(batches, None)
    if first is None:
        return None

    def all_of_them() -> Iterator[Any]:
        for batch in chain((first,), batches):
            yield batch if kept is None else batch.select(kept)

    schema = first.schema if kept is None else first.select(kept).schema
    return pa.RecordBatchReader.from_batches(schema, all_of_them())


def _schema(df: DataFrame) -> Any:
    """The columns as batches have them in a worker."""
    options = signature(to_arrow_schema).parameters
    # pyspark 4 names the zone, pyspark 3.5 takes it from the session.
    zone: Dict[str, Any] = {"timezone": df.sparkSession.conf.get("spark.sql.session.timeZone")} if "timezone" in options else {}
    return to_arrow_schema(df.schema, **zone)


def _with_rejects(decisions: Any, rejects: Any) -> Any:
    """Decisions, and below them the incidents that have none."""
    decided, rejected = pa.table(decisions), pa.table(rejects)
    columns: List[Any] = []
    for name in decided.column_names:
        column = decided[name]
        columns.append(column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column)
    text = pa.string()
    none = pa.nulls(decided.num_rows, text)
    names = [*decided.column_names, "reject_code", "reject_message"]
    above = pa.table([*columns, none, none], names=names)
    why = {"id": "id", "reject_code": "code", "reject_message": "message"}
    below = [
        rejected[why[field.name]] if field.name in why else pa.nulls(rejected.num_rows, field.type)
        for field in above.schema
    ]
    return pa.concat_tables([above, pa.table(below, names=names)])


def _reading(
    mapping: Union[str, "os.PathLike[str]", None],
    timezone: Optional[str],
    ambiguous: Optional[str],
    set: Optional[Mapping[str, str]],
) -> Reading:
    return _text(mapping), timezone, ambiguous, list((set or {}).items())


def _text(mapping: Union[str, "os.PathLike[str]", None]) -> Optional[str]:
    """A mapping as text: workers may not have its file."""
    if mapping is None:
        return None
    name = os.fspath(mapping)
    if isinstance(mapping, os.PathLike) or (len(name) < 1024 and "\n" not in name and Path(name).is_file()):
        return Path(name).read_text(encoding="utf-8")
    return name
