"""Exceptions. Each has a code, a place and a help where there is one."""

from __future__ import annotations

import json
from typing import List, Optional

from ._records import Finding


class ReliefError(Exception):
    """What could not be done, and why.

    ``code`` names the kind of error, ``file``, ``line`` and ``column`` its place (counted from 1), and ``help`` says
    what to do about it; each is None where there is none.
    """

    def __init__(
        self,
        message: str,
        *,
        code: Optional[str] = None,
        file: Optional[str] = None,
        line: Optional[int] = None,
        column: Optional[int] = None,
        help: Optional[str] = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.file = file
        self.line = line
        self.column = column
        self.help = help

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        text = f"{place}: {self.message}" if place else self.message
        text = f"{self.code}: {text}" if self.code else text
        return f"{text}; {self.help}" if self.help else text


class PolicyError(ReliefError):
    """All that is wrong with a policy. The attributes are those of the first error; ``errors`` has all.

    >>> try:
    ...     relief.Policy.from_text("tier Gold { response < 4 hurs }")
    ... except relief.PolicyError as error:
    ...     (error.code, error.line, error.column, error.help)
    ('E0101', 1, 26, 'did you mean `hours`?')
    """

    def __init__(self, message: str, *, findings: str = '{"findings": []}') -> None:
        self.errors: List[Finding] = [Finding(found) for found in json.loads(findings)["findings"]]
        if not self.errors:
            super().__init__(message)
            return
        first = self.errors[0]
        super().__init__(
            first.message, code=first.code, file=first.file, line=first.line, column=first.column, help=first.help
        )

    def __str__(self) -> str:
        first = super().__str__()
        more = len(self.errors) - 1
        return f"{first} (and {more} more)" if more > 0 else first


class Rejected(ReliefError, ValueError):
    """Why an incident has no decision. ``code`` is that of ``relief eval``, such as ``unknown-contract``.

    >>> try:
    ...     policy.decide({"id": 1, "contract": "Gald", "opened": "2024-03-28T16:00:00Z"}, as_of="2024-04-02T09:30:00Z")
    ... except relief.Rejected as rejected:
    ...     rejected.code
    'unknown-contract'
    """


class ReadError(ReliefError, ValueError):
    """Why a table or a file of incidents cannot be read as a whole, or a mapping or a zone is none."""


class InstantError(ReliefError, ValueError):
    """Why a value is no instant: most often a ``datetime`` without a zone."""
