"""Instants: aware ``datetime`` objects or RFC 3339 texts in, aware ``datetime`` objects out."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Dict, Optional, Sequence, Union

from ._errors import InstantError
from ._relief import parse_instant
from ._times import EPOCH, MICROSECOND

Instant = Union[datetime, str]


def micros_of(value: Optional[Instant], what: str) -> int:
    """Microseconds since 1970 in UTC; of None, those of now."""
    if value is None:
        return (datetime.now(timezone.utc) - EPOCH) // MICROSECOND
    if isinstance(value, datetime):
        return (aware(value, what) - EPOCH) // MICROSECOND
    if isinstance(value, str):
        return parse_instant(value)[0]
    raise InstantError(f"{what}: expected a datetime with a zone or an RFC 3339 text, found {type(value).__name__}")


def aware(value: datetime, what: str) -> datetime:
    """The value itself, which has a zone."""
    if value.utcoffset() is None:
        raise InstantError(
            f"{what}: the datetime {value.isoformat(sep=' ')} has no zone",
            code="no-zone",
            help="give it one, as in `value.replace(tzinfo=zoneinfo.ZoneInfo('Europe/London'))`, or "
            "`tzinfo=datetime.timezone.utc` if it is UTC",
        )
    return value


def text_of(value: datetime, what: str) -> str:
    """An aware datetime as RFC 3339 in UTC."""
    at = aware(value, what).astimezone(timezone.utc)
    return at.replace(tzinfo=None).isoformat() + "Z"


def plain(value: Any, what: str) -> Any:
    """A value of an incident as JSON has it; None for what libraries of tables have in the place of a missing value."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, dict):
        items: Dict[Any, Any] = value
        return {str(key): plain(item, str(key)) for key, item in items.items()}
    if isinstance(value, (list, tuple)):
        parts: Sequence[Any] = value
        return [plain(part, what) for part in parts]
    if hasattr(value, "tolist"):  # An array or a number of numpy.
        return plain(value.tolist(), what)
    if type(value).__name__ == "NAType" or value != value:  # NaN and NaT too.
        return None
    if isinstance(value, float):
        return value
    if isinstance(value, datetime):
        return text_of(value, what)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        seconds, micros = divmod(value // MICROSECOND, 1_000_000)
        return f"PT{seconds}.{micros:06}S" if micros else f"PT{seconds}S"
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{what}: a value of the type {type(value).__name__} has no meaning in an incident")
