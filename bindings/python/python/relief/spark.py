"""Decisions on Spark: incidents are independent, so a policy is a map over batches of a DataFrame.

The policy travels as text and is compiled once in each Python worker. pyspark 3.5 or later and pyarrow are needed; no
other part of the package imports them.
"""

from __future__ import annotations

import os
from functools import lru_cache
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, Union

import pyarrow as pa
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

from ._instants import Instant, micros_of
from ._policy import Policy, again
from ._times import datetime_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["decide", "decide_log"]

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
) -> DataFrame:
    """Decides the incidents of a DataFrame: a row for each of its rows.

    A row has the columns of the DataFrame, those of its decision, and ``reject_code`` and ``reject_message``, which say
    why it has none. A column of the DataFrame that has the name of a column of decisions, such as ``priority``, is left
    out. Ids are not compared, as rows have no order. The other arguments are those of ``Policy.decide_rows``.
    """
    # As of now is the same now in all workers.
    at = datetime_of(micros_of(as_of, "as_of"), 0)
    names = None if columns is None else list(columns)
    reading: Dict[str, Any] = {"mapping": _text(mapping), "timezone": timezone, "ambiguous": ambiguous, "set": set}
    state = _state(policy)

    def each(batches: Iterator[Any]) -> Iterator[Any]:
        compiled = _compiled(*state)
        for batch in batches:
            yield from pa.table(compiled.decide_rows(batch, names, at, **reading)).to_batches()

    table = _schema(df).empty_table()
    # What is wrong with a name, a mapping or a column is said here, and not in a worker.
    schema = pa.table(policy.decide_rows(table, names, at, **reading)).schema
    return df.mapInArrow(each, from_arrow_schema(schema))


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
        found = [batch.select(kept) for batch in batches]
        if found:
            table = pa.Table.from_batches(found)
            yield from _with_rejects(*_compiled(*state).decide_batch(table, names, at, **reading)).to_batches()

    empty = _schema(df).empty_table()
    schema = _with_rejects(*policy.decide_batch(empty, names, at, **reading)).schema
    ordered = df.withColumn(_ORDER, F.monotonically_increasing_id())
    together = ordered.repartition(F.col(id_column)).sortWithinPartitions(_ORDER)
    return together.mapInArrow(each, from_arrow_schema(schema))


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


def _text(mapping: Union[str, "os.PathLike[str]", None]) -> Optional[str]:
    """A mapping as text: workers may not have its file."""
    if mapping is None:
        return None
    name = os.fspath(mapping)
    if isinstance(mapping, os.PathLike) or (len(name) < 1024 and "\n" not in name and Path(name).is_file()):
        return Path(name).read_text(encoding="utf-8")
    return name
