"""Support contracts as code: policies that declare what a vendor promises, run against incidents.

>>> import relief
>>> policy = relief.Policy.standard()
>>> decision = policy.decide(
...     {"id": "INC-7", "contract": "Gold", "customer_priority": "P1", "opened": "2024-03-28T16:00:00Z"},
...     as_of="2024-04-02T09:30:00Z",
... )
>>> decision.response.status
'running'
>>> decision.response.due.isoformat()  # four working hours, over Easter and a clock change
'2024-04-02T12:00:00+01:00'
"""

from __future__ import annotations

from ._errors import InstantError, PolicyError, ReadError, Rejected, ReliefError
from ._policy import Policy
from ._records import Decision, Finding, Ledger, Objective, Record, Remedy, Segment
from ._relief import DecisionReader, Table, __version__
from ._results import Comparison, Credits, Explanation, Page, Report, TestRun

__all__ = [
    "Comparison",
    "Credits",
    "Decision",
    "DecisionReader",
    "Explanation",
    "Finding",
    "InstantError",
    "Ledger",
    "Objective",
    "Page",
    "Policy",
    "PolicyError",
    "ReadError",
    "Record",
    "Rejected",
    "ReliefError",
    "Remedy",
    "Report",
    "Segment",
    "Table",
    "TestRun",
    "__version__",
]
