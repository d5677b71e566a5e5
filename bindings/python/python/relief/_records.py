"""Decisions and the other records: values by attribute or by key."""

from __future__ import annotations

import json
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Mapping, Optional

from ._times import parsed

if TYPE_CHECKING:
    from typing_extensions import Self

#: The instants of the parts of a decision, and of a ledger.
INSTANTS = frozenset(
    {
        "at",
        "counts_from",
        "due",
        "due_without_pauses",
        "latest_stop",
        "next_due",
        "opened",
        "stopped",
        "waiting_since",
    }
)
INSTANTS_OF_SEGMENTS = frozenset({"from", "to"})


class Record(Mapping[str, Any]):
    """Named values, by attribute or by key: ``record.status`` is ``record["status"]``."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        object.__setattr__(self, "_values", dict(values))

    def __getattr__(self, name: str) -> Any:
        values: Dict[str, Any] = object.__getattribute__(self, "_values")
        try:
            return values[name]
        except KeyError:
            pass
        # What the type has and this one lacks, such as the due instant of an objective without a limit.
        if any(name in getattr(kind, "__annotations__", {}) for kind in type(self).__mro__):
            return None
        there = ", ".join(values)
        raise AttributeError(f"{type(self).__name__} has no `{name}`; it has {there}")

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __dir__(self) -> List[str]:
        return sorted({*super().__dir__(), *self._values})

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self._values.items())
        return f"{type(self).__name__}({values})"

    def __reduce__(self) -> Any:
        return type(self), (self._values,)

    def to_dict(self) -> Dict[str, Any]:
        """The same as dicts, lists and plain values; instants are ``datetime`` objects."""
        return {name: _plain(value) for name, value in self._values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


class Finding(Record):
    """What is wrong with a policy, or likely a mistake: with its place, counted from 1."""

    code: str
    name: str
    severity: str
    message: str
    file: Optional[str]
    line: Optional[int]
    column: Optional[int]
    end_line: Optional[int]
    end_column: Optional[int]
    label: Optional[str]
    help: Optional[str]
    related: List[Dict[str, Any]]
    fix: Optional[Dict[str, Any]]


class Objective(Record):
    """How a limit stands. Of an objective without a limit the status is ``none`` and all else None.

    Lengths are whole seconds on the objective's own clock, rounded down.
    """

    status: str
    priority: Optional[str]
    limit_s: Optional[int]
    comparison: Optional[str]
    elapsed_s: Optional[int]
    remaining_s: Optional[int]
    due: Optional[datetime]
    stopped: Optional[datetime]
    inferred: Optional[bool]
    target: Optional[float]
    ended: Optional[str]


class Remedy(Record):
    """Whether the customer is entitled to a remedy: ``true``, ``false`` or ``unknown``, and what it needs."""

    modality: str
    entitled: str
    favoured: Optional[str]
    needs: List[str]


class Part(Record):
    """A further part of a decision."""


class Decision(Record):
    """What is decided of one incident as of one instant: the line that ``relief eval`` writes.

    Objectives are attributes by their names, those that the policy declares too.

    >>> decision = policy.decide(incident, as_of="2024-04-02T09:30:00Z")
    >>> decision.priority, decision.response.limit_s, decision["response"]["status"]
    ('P1', 14400, 'running')
    >>> decision.remedies["hot_fix"].entitled
    'unknown'
    """

    __slots__ = ("_text",)

    id: str
    policy: str
    contract: str
    tier: str
    priority: str
    priority_basis: str
    treated_as: Optional[str]
    as_of: datetime
    channel_accepted: Optional[bool]
    response: Objective
    relief: Objective
    resolution: Objective
    cadence: Optional[Part]
    replies: Optional[Part]
    escalations: Optional[List[Part]]
    remedies: Dict[str, Remedy]
    warnings: List[Part]

    def __init__(self, values: Mapping[str, Any], text: Optional[str] = None) -> None:
        super().__init__(values)
        object.__setattr__(self, "_text", text)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The decision of a line that ``relief eval`` has written."""
        values: Dict[str, Any] = json.loads(text)
        for name, value in values.items():
            if name == "as_of":
                values[name] = parsed(value)
            elif name == "remedies":
                values[name] = {remedy: Remedy(part) for remedy, part in value.items()}
            elif name in ("warnings", "escalations"):
                values[name] = [Part(with_instants(part)) for part in value or []]
            elif isinstance(value, dict):
                kind = Objective if "status" in value else Part
                values[name] = kind(with_instants(value))
        return cls(values, text)

    @property
    def objectives(self) -> Dict[str, Objective]:
        """The objectives by name: response, relief, resolution, and those that the policy declares."""
        return {name: part for name, part in self._values.items() if isinstance(part, Objective)}

    def json(self) -> str:
        """The line that ``relief eval`` writes."""
        return self._text if self._text is not None else json.dumps(jsonable(self.to_dict()), ensure_ascii=False)

    def __reduce__(self) -> Any:
        return Decision.from_json, (self.json(),)

    def _repr_html_(self) -> str:
        head = f"<b>{escape(self.id)}</b> {escape(self.contract)}, {escape(self.priority)}, as of {_time(self.as_of)}"
        columns = ("objective", "status", "limit", "elapsed", "due", "stopped")
        titles = "".join(f'<th style="text-align:left">{column}</th>' for column in columns)
        rows = "".join(_row(name, objective) for name, objective in self.objectives.items())
        return f"<div>{head}</div><table><thead><tr>{titles}</tr></thead><tbody>{rows}</tbody></table>"


def _row(name: str, objective: Objective) -> str:
    limit = _length(objective.limit_s)
    if limit and objective.comparison:
        limit = f"{objective.comparison} {limit}"
    cells = (
        name,
        objective.status,
        limit,
        _length(objective.elapsed_s),
        _time(objective.due),
        _time(objective.stopped),
    )
    return "<tr>" + "".join(f'<td style="text-align:left">{escape(cell)}</td>' for cell in cells) + "</tr>"


def _time(at: Optional[datetime]) -> str:
    return "" if at is None else at.isoformat(sep=" ", timespec="minutes")


def _length(seconds: Optional[int]) -> str:
    if seconds is None:
        return ""
    minutes = seconds // 60
    return f"{minutes // 60} h {minutes % 60:02} min"


def with_instants(values: Dict[str, Any]) -> Dict[str, Any]:
    """A part whose instants are datetimes."""
    return {name: parsed(value) if name in INSTANTS else value for name, value in values.items()}


def jsonable(value: Any) -> Any:
    """A value whose instants are texts again."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: jsonable(item) for name, item in value.items()}
    if isinstance(value, list):
        return [jsonable(item) for item in value]
    return value


class Segment(Record):
    """A stretch of a ledger: from, to, and whether it counts, with the reason.

    ``from`` is a word of Python: write ``segment["from"]``, or ``segment.start`` and ``segment.end``.
    """

    length_us: int
    counted: bool
    reason: str
    detail: Optional[str]
    projected: bool

    @property
    def start(self) -> datetime:
        """When it begins."""
        value: datetime = self["from"]
        return value

    @property
    def end(self) -> datetime:
        """When it ends."""
        value: datetime = self["to"]
        return value


class Ledger(Record):
    """Every stretch of an objective's clock, from the opening on; lengths are microseconds."""

    objective: str
    calendar: Optional[str]
    timezone: str
    status: str
    opened: datetime
    counts_from: Optional[datetime]
    stopped: Optional[datetime]
    end: datetime
    end_is: str
    due: Optional[datetime]
    comparison: str
    limit_us: Optional[int]
    elapsed_us: int
    paused_us: int
    excluded_us: int
    paused_by: Dict[str, int]
    segments: List[Segment]
    marks: List[Part]
    nearest: Optional[Part]
    due_without_pauses: Optional[datetime]
    used: Optional[float]

    @classmethod
    def of(cls, values: Dict[str, Any]) -> Self:
        """A ledger from its JSON form."""
        made = with_instants(values)
        made["end"] = parsed(made["end"])
        made["segments"] = [
            Segment({name: parsed(value) if name in INSTANTS_OF_SEGMENTS else value for name, value in part.items()})
            for part in made["segments"]
        ]
        made["marks"] = [Part(with_instants(part)) for part in made["marks"]]
        if made.get("nearest") is not None:
            made["nearest"] = Part(with_instants(made["nearest"]))
        return cls(made)
