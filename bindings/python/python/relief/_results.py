"""Explanations, comparisons, reports: what notebooks show."""

from __future__ import annotations

import json
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, Dict, List, Optional

from ._records import Decision, Ledger, Record
from ._types import Forms

if TYPE_CHECKING:
    from ._relief import NativeExplanation


def _frame(page: str, height: int) -> str:
    # A page has styles of its own, which must not reach the notebook.
    return (
        f'<iframe srcdoc="{escape(page, quote=True)}" sandbox="allow-scripts" loading="lazy" '
        f'style="display:block;box-sizing:border-box;width:100%;height:{height}px;border:1px solid #ccc"></iframe>'
    )


class Page(str):
    """An HTML page as text, which a notebook shows in a frame."""

    def _repr_html_(self) -> str:
        return _frame(self, 720)


class Explanation:
    """One incident as a story: its decision, and what counted on each clock.

    >>> explanation = policy.explain(incident, as_of="2024-04-02T09:30:00Z")
    >>> ledger = explanation.ledger["response"]
    >>> sum(part.length_us for part in ledger.segments if part.counted and not part.projected) == ledger.elapsed_us
    True
    >>> explanation.svg[:4]
    '<svg'
    """

    def __init__(self, native: NativeExplanation) -> None:
        self._native = native

    @cached_property
    def decision(self) -> Decision:
        """The decision."""
        return Decision.from_json(self._native.decision())

    @cached_property
    def _values(self) -> Dict[str, Any]:
        values: Dict[str, Any] = json.loads(self._native.json())
        return values

    @cached_property
    def ledger(self) -> Dict[str, Optional[Ledger]]:
        """The ledger of each objective; None of one without a limit."""
        ledgers: Dict[str, Any] = self._values["ledgers"]
        return {name: None if ledger is None else Ledger.of(ledger) for name, ledger in ledgers.items()}

    @property
    def promises(self) -> Dict[str, Any]:
        """The statement of the policy that sets each limit: its text, file and line."""
        promises: Dict[str, Any] = self._values["promises"]
        return promises

    @property
    def svg(self) -> str:
        """The timelines as a drawing."""
        return self._native.svg()

    def json(self) -> str:
        """The JSON of ``relief explain --output-format json``."""
        return self._native.json()

    def to_dict(self) -> Dict[str, Any]:
        """The same as a dict, as JSON has it: instants are texts."""
        values: Dict[str, Any] = json.loads(self._native.json())
        return values

    def markdown(self) -> str:
        """The story as Markdown."""
        return self._native.markdown()

    def html(self) -> Page:
        """The story as a page of its own."""
        return Page(self._native.html())

    def __repr__(self) -> str:
        return f"<relief.Explanation of {self.decision.id!r}>"

    def _repr_html_(self) -> str:
        return self.decision._repr_html_() + f'<div style="max-width:60em">{self.svg}</div>'


class _Document:
    """A result as JSON, Markdown and HTML."""

    def __init__(self, forms: Forms) -> None:
        self._json, self._markdown, self._html = forms

    def json(self) -> str:
        """The JSON that the command prints."""
        return self._json

    def to_dict(self) -> Dict[str, Any]:
        """The same as a dict."""
        values: Dict[str, Any] = json.loads(self._json)
        return values

    def markdown(self) -> str:
        """The same as Markdown."""
        return self._markdown

    def html(self) -> Page:
        """The same as a page of its own."""
        return Page(self._html)

    def __repr__(self) -> str:
        return f"<relief.{type(self).__name__}>"

    def _repr_html_(self) -> str:
        return _frame(self._html, 720)


class Comparison(_Document):
    """What a new contract changes against an old one.

    >>> policy.compare("Gold", "Silver").at_least
    False
    """

    def __init__(self, at_least: bool, forms: Forms) -> None:
        super().__init__(forms)
        self.at_least = at_least
        """Whether the customer is proved to have at least what was promised before."""

    def __repr__(self) -> str:
        return f"<relief.Comparison: at_least={self.at_least}>"


class Report(_Document):
    """What a set of incidents comes to: ``relief report``."""


class Credits(_Document):
    """What customers are credited, by contract and period: ``relief credits``."""

    @property
    def statements(self) -> List[Record]:
        """The statements, one for each contract and period."""
        return [Record(statement) for statement in json.loads(self._json)["statements"]]


class TestRun(Record):
    """How the tests of a policy came out.

    >>> run = policy.test()
    >>> run.failed, run.broken, run.errors
    (0, 0, [])
    """

    __test__ = False  # Not one of pytest's.

    passed: int
    failed: int
    broken: int
    tests: List[Dict[str, Any]]
    errors: List[Dict[str, Any]]
    coverage: Dict[str, Any]
