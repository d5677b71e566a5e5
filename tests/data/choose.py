"""Chooses a sample of the incident log: python3 choose.py LOG.csv.gz > servicenow-sample.csv

Whole incidents, rows as they are, in the order of the log. Chosen are, for each of these things that the
log holds, the two shortest incidents that show it: a first state, a change from one state to another, a
first priority, a change from one priority to another, a state change before the opening, a time that a
change of the clocks in Europe/London skipped or repeated, a reopening before any response, no
`resolved_at`. Besides them every 250th incident that has at most six rows.
"""

import csv
import gzip
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
UTC = ZoneInfo("UTC")
OVER = ("Resolved", "Closed")


def instant(text):
    return datetime.strptime(text, "%d/%m/%Y %H:%M")


def clock_change(at):
    early, late = (at.replace(tzinfo=LONDON, fold=fold).astimezone(UTC) for fold in (0, 1))
    return early != late


def features(rows):
    """What an incident shows; `rows` are dicts in the order of the log."""
    opened = instant(rows[0]["opened_at"])
    rows = sorted(rows, key=lambda row: instant(row["sys_updated_at"]))
    state = priority = None
    response = stopped = False
    for row in rows:
        at = instant(row["sys_updated_at"])
        if clock_change(at):
            yield "clock change", at
        new = row["incident_state"]
        if new != state:
            yield "state", state, new
            if at < opened and (state, new) != (None, "New"):
                yield "early", new
            if new not in OVER + ("New",):
                if stopped and not response:
                    yield "reopened before any response"
                response = True
            stopped = stopped or new in OVER
            state = new
        if row["priority"] != priority:
            yield "priority", priority, row["priority"]
            priority = row["priority"]
    if clock_change(opened):
        yield "clock change", opened
    if rows[-1]["resolved_at"] == "?":
        yield "no resolved_at"


def main(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as log:
        header, *lines = log.read().splitlines(keepends=True)
    incidents = {}
    for line, row in zip(lines, csv.DictReader([header, *lines])):
        incidents.setdefault(row["number"], []).append((line, row))
    shown, chosen = {}, set()
    for number, rows in sorted(incidents.items(), key=lambda item: len(item[1])):
        fresh = [f for f in set(features([row for _, row in rows])) if shown.get(f, 0) < 2]
        for feature in fresh:
            shown[feature] = shown.get(feature, 0) + 1
        if fresh:
            chosen.add(number)
    ordinary = [number for number, rows in incidents.items() if len(rows) <= 6]
    chosen.update(ordinary[::250])
    sys.stdout.write(header)
    for number in incidents:
        if number in chosen:
            sys.stdout.write("".join(line for line, _ in incidents[number]))
    for feature, count in sorted(shown.items(), key=str):
        print(feature, count, file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1])
