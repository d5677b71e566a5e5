"""What schemathesis has to know and no schema describes: JSON lines, and names of time zones."""

import json

import schemathesis
from hypothesis import strategies as st

incidents = st.fixed_dictionaries(
    {
        "id": st.one_of(st.integers(0, 20), st.text(max_size=5)),
        "contract": st.sampled_from(["Gold", "Silver", "Bronze", ""]),
        "opened": st.sampled_from(["2026-03-27T16:00:00Z", "2026-02-30T16:00:00Z", "2199-01-01T00:00:00Z"]),
    },
    optional={"priority": st.sampled_from(["P1", "P2", "P9"]), "waiting": st.text(max_size=5)},
)
lines = st.one_of(incidents.map(json.dumps), st.text(max_size=20))
schemathesis.openapi.media_type("application/x-ndjson", st.lists(lines).map(lambda all: "\n".join(all).encode()))
schemathesis.openapi.format("timezone", st.sampled_from(["Europe/London", "Asia/Kathmandu", "UTC"]))
