"""Instants as aware ``datetime`` objects."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from ._relief import parse_instant

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MICROSECOND = timedelta(microseconds=1)


def datetime_of(micros: int, offset: int) -> datetime:
    """Microseconds since 1970 as a datetime at an offset from UTC in seconds."""
    zone = timezone(timedelta(seconds=offset)) if offset else timezone.utc
    return (EPOCH + timedelta(microseconds=micros)).astimezone(zone)


def parsed(text: Any) -> Any:
    """A text that is an instant as a datetime; anything else as it is."""
    if not isinstance(text, str):
        return text
    return datetime_of(*parse_instant(text))
