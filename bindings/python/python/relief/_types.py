"""Types that the parts of the package hand each other."""

from __future__ import annotations

from typing import List, Optional, Tuple

#: How incidents are read: the mapping, the zone, what to make of repeated local times, constants.
Reading = Tuple[Optional[str], Optional[str], Optional[str], List[Tuple[str, str]]]

#: JSON, Markdown and HTML of the same.
Forms = Tuple[str, str, str]
