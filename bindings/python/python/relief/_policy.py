"""Policies."""

from __future__ import annotations

import json
import os
import warnings
from pathlib import Path
from typing import Any, List, Mapping, Optional, Sequence, Tuple, Union

from ._instants import Instant, micros_of, plain
from ._records import Decision, Finding
from ._relief import DecisionReader, NativePolicy, Table
from ._results import Comparison, Credits, Explanation, Page, Report, TestRun
from ._types import Reading

PathLike = Union[str, "os.PathLike[str]"]


def _reading(
    mapping: Optional[PathLike],
    timezone: Optional[str] = None,
    ambiguous: Optional[str] = None,
    set: Optional[Mapping[str, str]] = None,
) -> Reading:
    """A mapping by its name, or by the path of its file; the other options as they are."""
    text = None
    if mapping is not None:
        text = os.fspath(mapping)
        if isinstance(mapping, os.PathLike) or (len(text) < 1024 and "\n" not in text and Path(text).is_file()):
            text = Path(text).read_text(encoding="utf-8")
    return text, timezone, ambiguous, list((set or {}).items())


class Policy:
    """A compiled policy: immutable, cheap to share between threads, and copied to other processes by its text.

    >>> policy = relief.Policy.from_text('''
    ... calendar office { timezone Europe/London open mon-fri 09:00-17:00 }
    ... priority P1 "Urgent"
    ... tier Basic { coverage office response P1 < 1 working hour }
    ... ''')
    >>> policy.sold
    ['Basic']
    """

    __slots__ = ("_native",)

    def __init__(self, native: NativePolicy) -> None:
        self._native = native

    @classmethod
    def load(cls, path: PathLike) -> Policy:
        """Loads a policy file, or every policy file in a folder, with all that they import.

        A text with a policy will do too: one that has a line break or a brace in it.

        Raises PolicyError with everything that is wrong with them.

        >>> relief.Policy.load("import isode\\n") == relief.Policy.standard()
        True
        """
        if isinstance(path, str) and ("\n" in path or "{" in path):
            return cls.from_text(path)
        return cls(NativePolicy.load(os.fspath(path)))

    @classmethod
    def from_text(cls, text: str, name: str = "policy.sla") -> Policy:
        """A policy from a text; it may import what is built in. ``name`` is what errors call it.

        Raises PolicyError with everything that is wrong with it.
        """
        return cls(NativePolicy.from_text(name, text))

    @classmethod
    def standard(cls) -> Policy:
        """The standard packages, which are built in."""
        return cls(NativePolicy.standard())

    @property
    def fingerprint(self) -> str:
        """12 hex digits that differ for policies that differ in meaning."""
        return self._native.fingerprint

    @property
    def sold(self) -> List[str]:
        """The names of all tiers and contracts that an incident may name, in alphabetical order."""
        return self._native.sold()

    def texts(self) -> List[Tuple[str, str]]:
        """The names and texts that it was read from, without those that are built in."""
        return self._native.texts()

    def decide(
        self,
        incident: Mapping[str, Any],
        as_of: Optional[Instant] = None,
        *,
        mapping: Optional[PathLike] = None,
        timezone: Optional[str] = None,
    ) -> Decision:
        """Decides one incident, given as a dict, as of an instant (now if there is none).

        Instants are aware ``datetime`` objects or RFC 3339 texts; a ``datetime`` without a zone is an error. ``mapping``
        is the name of a built-in mapping or the path of a mapping file.

        Raises Rejected if the incident cannot be decided.

        >>> from datetime import datetime, timezone
        >>> opened = datetime(2024, 3, 28, 16, 0, tzinfo=timezone.utc)
        >>> incident = {"id": 7, "contract": "Gold", "customer_priority": "P1", "opened": opened}
        >>> policy.decide(incident, as_of=datetime(2024, 4, 2, 11, 0, tzinfo=timezone.utc)).response.status
        'breached'
        """
        text, at = json.dumps(plain(dict(incident), "incident")), micros_of(as_of, "as_of")
        return Decision.from_json(self._native.decide(text, at, _reading(mapping, timezone)))

    def explain(
        self,
        incident: Mapping[str, Any],
        as_of: Optional[Instant] = None,
        *,
        mapping: Optional[PathLike] = None,
        timezone: Optional[str] = None,
    ) -> Explanation:
        """Explains one incident: its decision, the ledger of each clock, and a drawing, which notebooks show.

        Raises Rejected if the incident cannot be decided.
        """
        text, at = json.dumps(plain(dict(incident), "incident")), micros_of(as_of, "as_of")
        return Explanation(self._native.explain(text, at, _reading(mapping, timezone)))

    def decide_batch(
        self,
        table: Any,
        columns: Optional[Sequence[str]] = None,
        as_of: Optional[Instant] = None,
        *,
        mapping: Optional[PathLike] = None,
        timezone: Optional[str] = None,
        ambiguous: Optional[str] = None,
        set: Optional[Mapping[str, str]] = None,
        check_duplicates: bool = True,
    ) -> Tuple[Table, Table]:
        """Decides a table of incidents; returns the decisions and the rejected incidents (row, id, code, message).

        The table is one of pyarrow, polars, pandas or DuckDB, or any other with ``__arrow_c_stream__``. Its columns are
        fields and facts by their names, or what the mapping says. ``columns`` names the columns or groups of the
        decisions (all if there are none), ``set`` gives constants, ``timezone`` is that of local times, and
        ``ambiguous`` (``earliest`` or ``latest``) says what to make of those that a clock change repeated. The mapping
        of an event log makes an incident of all rows with its id. Other threads of Python run meanwhile.

        Raises ReadError if no column is a field of an incident. What is noticed and rejects nothing, such as a column
        whose name looks misspelt, is a warning of Python.

        >>> import pyarrow as pa
        >>> table = pa.table({
        ...     "id": ["1", "2"], "contract": ["Gold", "Golden"], "customer_priority": ["P1", "P1"],
        ...     "opened": ["2024-03-28T16:00:00Z", "2024-03-28T16:00:00Z"],
        ... })
        >>> decisions, rejects = policy.decide_batch(table, ["response_status"], as_of="2024-04-02T09:30:00Z")
        >>> pa.table(decisions).to_pylist()
        [{'id': '1', 'response_status': 'running'}]
        >>> rejects.to_pylist()[0]["code"]
        'unknown-contract'
        """
        decisions, rejects, notes = self._native.decide_batch(
            table,
            micros_of(as_of, "as_of"),
            _names(columns),
            check_duplicates,
            _reading(mapping, timezone, ambiguous, set),
        )
        for note in notes:
            warnings.warn(note, stacklevel=2)
        return decisions, rejects

    def decide_reader(
        self,
        reader: Any,
        columns: Optional[Sequence[str]] = None,
        as_of: Optional[Instant] = None,
        *,
        mapping: Optional[PathLike] = None,
        timezone: Optional[str] = None,
        ambiguous: Optional[str] = None,
        set: Optional[Mapping[str, str]] = None,
        check_duplicates: bool = True,
    ) -> DecisionReader:
        """Decides a stream of batches, such as a ``pyarrow.RecordBatchReader``, in the memory of a few batches.

        Iterate over the result for pairs of decisions and rejects, a pair for each batch. Or hand it to a library that
        takes a stream, for the decisions; ``rejects`` then has what was rejected so far.

        >>> import pyarrow as pa
        >>> reader = policy.decide_reader(table.to_reader(max_chunksize=1), as_of="2024-04-02T09:30:00Z")
        >>> [(len(decisions), len(rejects)) for decisions, rejects in reader]
        [(1, 0), (0, 1)]
        """
        return self._native.decide_reader(
            reader,
            micros_of(as_of, "as_of"),
            _names(columns),
            check_duplicates,
            _reading(mapping, timezone, ambiguous, set),
        )

    def decide_rows(
        self,
        table: Any,
        columns: Optional[Sequence[str]] = None,
        as_of: Optional[Instant] = None,
        *,
        mapping: Optional[PathLike] = None,
        timezone: Optional[str] = None,
        ambiguous: Optional[str] = None,
        set: Optional[Mapping[str, str]] = None,
        check_duplicates: bool = False,
        words: str = "text",
    ) -> Table:
        """Decides a table and keeps each of its rows: for engines that map a function over batches.

        A row has the columns of the table, those of its decision, and ``reject_code`` and ``reject_message``, which
        say why it has none. A column of the table that has the name of a column of decisions, such as ``priority``, is
        left out. ``words="dictionary"`` has words as codes of a dictionary. Ids are compared only if
        ``check_duplicates`` says so, and within this table.

        Raises ReadError if no column is a field of an incident, or the mapping is one of an event log.

        >>> policy.decide_rows(table, ["response_status"], as_of="2024-04-02T09:30:00Z").to_pylist()[1]["reject_code"]
        'unknown-contract'
        """
        if words not in ("text", "dictionary"):
            raise ValueError(f"words: expected 'text' or 'dictionary', found {words!r}")
        return self._native.decide_rows(
            table,
            micros_of(as_of, "as_of"),
            (_names(columns), words == "text"),
            check_duplicates,
            _reading(mapping, timezone, ambiguous, set),
        )

    def compare(self, old: str, new: str, *, old_policy: Optional[Policy] = None) -> Comparison:
        """What the tier or contract ``new`` of this policy changes against ``old``, of ``old_policy`` or of this one.

        Raises ReliefError if there is nothing of one of the names.
        """
        at_least, forms = self._native.compare((old_policy or self)._native, old, new)
        return Comparison(at_least, forms)

    def lint(self, today: Optional[Instant] = None) -> List[Finding]:
        """Likely mistakes in the policy, as ``relief lint`` finds them. ``today`` is when contracts have run out.

        >>> policy.lint()
        []
        """
        found = json.loads(self._native.lint(micros_of(today, "today")))
        return [Finding(finding) for finding in found["findings"]]

    def test(self) -> TestRun:
        """Runs the ``test`` blocks of the policy, and says what they cover."""
        return TestRun(json.loads(self._native.test()))

    def report(
        self,
        incidents: Any,
        as_of: Optional[Instant] = None,
        *,
        mapping: Optional[PathLike] = None,
        timezone: Optional[str] = None,
        ambiguous: Optional[str] = None,
        set: Optional[Mapping[str, str]] = None,
    ) -> Report:
        """What a set of incidents comes to: attainment by contract and priority, breaches, waiting, rejects.

        ``incidents`` is a table, a list of dicts, or the path of a file. The other arguments are those of ``decide_batch``.
        """
        at = micros_of(as_of, "as_of")
        reading = _reading(mapping, timezone, ambiguous, set)
        return Report(self._native.report(_incidents(incidents), at, reading))

    def report_html(
        self,
        incidents: Any,
        as_of: Optional[Instant] = None,
        *,
        mapping: Optional[PathLike] = None,
        timezone: Optional[str] = None,
        ambiguous: Optional[str] = None,
        set: Optional[Mapping[str, str]] = None,
    ) -> Page:
        """The same as a page of its own, which a notebook shows.

        >>> policy.report_html([incident], as_of="2024-04-02T09:30:00Z")[:15]
        '<!doctype html>'
        """
        report = self.report(
            incidents, as_of, mapping=mapping, timezone=timezone, ambiguous=ambiguous, set=set
        )
        return report.html()

    def credits(
        self,
        incidents: Any,
        as_of: Optional[Instant] = None,
        *,
        mapping: Optional[PathLike] = None,
        timezone: Optional[str] = None,
        ambiguous: Optional[str] = None,
        set: Optional[Mapping[str, str]] = None,
    ) -> Credits:
        """What customers are credited for a set of incidents, by contract and period.

        ``incidents`` is a table, a list of dicts, or the path of a file.

        Raises ReliefError if no contract of the policy has credits or measures.
        """
        at = micros_of(as_of, "as_of")
        reading = _reading(mapping, timezone, ambiguous, set)
        return Credits(self._native.credits(_incidents(incidents), at, reading))

    def show_html(self, name: Optional[str] = None) -> Page:
        """The tiers and contracts side by side, or one of them, as a page for customers."""
        return Page(self._native.show(name)[1])

    def __repr__(self) -> str:
        return f"<relief.Policy {self.fingerprint}: {', '.join(self.sold)}>"

    def __eq__(self, other: object) -> bool:
        """Whether both mean the same."""
        return isinstance(other, Policy) and other.fingerprint == self.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __reduce__(self) -> Any:
        return again, (self.texts(), self.fingerprint)

    def _repr_html_(self) -> str:
        return self.show_html()._repr_html_()


def again(texts: List[Tuple[str, str]], fingerprint: str) -> Policy:
    """A policy from what another process has read."""
    if not texts:
        return Policy.standard()
    policy = Policy(NativePolicy.from_texts(texts, texts[0][0]))
    if policy.fingerprint != fingerprint:
        raise RuntimeError("the texts of the policy did not give the same policy again; load it in each process instead")
    return policy


def _names(columns: Optional[Sequence[str]]) -> Optional[List[str]]:
    if isinstance(columns, str):
        raise TypeError(f"columns: expected a list of names, found the text {columns!r}")
    return None if columns is None else list(columns)


def _incidents(incidents: Any) -> Any:
    """A table, or the name and bytes of a file."""
    if isinstance(incidents, (str, os.PathLike)):
        path = Path(incidents)  # pyright: ignore[reportUnknownArgumentType]
        return str(path), path.read_bytes()
    if isinstance(incidents, (list, tuple)):
        items: Sequence[Any] = incidents
        lines = [json.dumps(plain(dict(item), f"incident {at}")) for at, item in enumerate(items, 1)]
        return "incidents.jsonl", "\n".join(lines).encode()
    return incidents
