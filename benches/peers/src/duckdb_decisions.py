"""The priority, two limits, and when and how each ends, in SQL with a table of holidays, on one thread.

Called as: duckdb_decisions.py IN OUT FIRST LAST HOLIDAYS. IN is a Parquet file of incidents: row, opened, responded and
resolved as local seconds, environment, and the facts that the priorities ask for. OUT gets, by row: response_due and
relief_due as local seconds, response_met, relief_met. FIRST and LAST are the days that the incidents are between, as
numbers since 1970. Prints DuckDB's version, and the seconds of the best of three runs.
"""

import sys
import time

import duckdb

CALENDAR = """
CREATE TABLE holidays AS SELECT unnest(string_split($holidays, ','))::DATE AS date;
CREATE TABLE days AS
    SELECT day, open, coalesce(sum(open) OVER (ORDER BY day ROWS UNBOUNDED PRECEDING EXCLUDE CURRENT ROW), 0)::BIGINT AS before
    FROM (
        SELECT day, (isodow(DATE '1970-01-01' + day::INTEGER) < 6
                     AND DATE '1970-01-01' + day::INTEGER NOT IN (SELECT date FROM holidays))::BIGINT AS open
        FROM range($first, $last) AS all_days(day)
    );
CREATE TABLE open_days AS SELECT before AS number, day FROM days WHERE open = 1;
"""

# The covered seconds before a time of a day: whole days, and what of the hours from 9:00 to 17:00 has passed.
POSITION = "{day}.before * 28800 + {day}.open * greatest(0, least({at} % 86400 - 32400, 28800))"

DECISIONS = f"""
CREATE OR REPLACE TABLE decisions AS
WITH placed AS (
    SELECT row,
        CASE WHEN environment = 'production' AND (total_outage OR majority_blocked) THEN 'P1'
             WHEN environment = 'production' AND frequent_failures AND business_impact THEN 'P2'
             WHEN service_impact OR business_impact THEN 'P3'
             ELSE 'P4' END AS priority,
        {POSITION.format(day="a", at="opened")} AS opened,
        {POSITION.format(day="b", at="responded")} AS responded,
        {POSITION.format(day="c", at="resolved")} AS resolved
    FROM incidents
    JOIN days a ON a.day = opened // 86400
    JOIN days b ON b.day = responded // 86400
    JOIN days c ON c.day = resolved // 86400
), limited AS (
    SELECT *, CASE WHEN priority IN ('P1', 'P2') THEN 14400 ELSE 28800 END AS length FROM placed
)
SELECT row,
    d.day * 86400 + 32401 + (opened + length - 1) % 28800 AS response_due,
    responded - opened < length AS response_met,
    e.day * 86400 + 32401 + (opened + 3 * length - 1) % 28800 AS relief_due,
    resolved - opened <= 3 * length AS relief_met
FROM limited
JOIN open_days d ON d.number = (opened + length - 1) // 28800
JOIN open_days e ON e.number = (opened + 3 * length - 1) // 28800
"""


def main(source, target, first, last, holidays):
    database = duckdb.connect()
    database.execute("SET threads = 1")
    database.execute("CREATE TABLE incidents AS SELECT * FROM read_parquet($source)", {"source": source})
    values = {"holidays": holidays, "first": int(first), "last": int(last)}
    for statement in CALENDAR.strip().rstrip(";").split(";"):
        database.execute(statement, {name: value for name, value in values.items() if f"${name}" in statement})
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        database.execute(DECISIONS)
        best = min(best, time.perf_counter() - began)
    database.execute(f"COPY (SELECT * EXCLUDE row FROM decisions ORDER BY row) TO '{target}' (FORMAT parquet)")
    print(duckdb.__version__, best)


main(*sys.argv[1:])
