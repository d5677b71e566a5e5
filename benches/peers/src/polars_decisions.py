"""The priority, two limits, and when and how each ends, by the business-day functions of polars, on one thread.

Called as: polars_decisions.py IN OUT FIRST LAST HOLIDAYS, as duckdb_decisions.py; FIRST is the day that days are counted
from, and LAST is not used. polars counts the days, this the seconds within them. Prints polars' version, and the
seconds of the best of three runs.
"""

import datetime
import os
import sys
import time

os.environ["POLARS_MAX_THREADS"] = "1"

import polars

OPEN, CLOSE = 9 * 3600, 17 * 3600
DAY = CLOSE - OPEN


def main(source, target, first, _last, holidays):
    incidents = polars.read_parquet(source)
    days = [datetime.date.fromisoformat(day) for day in holidays.split(",")]
    epoch = datetime.date(1970, 1, 1) + datetime.timedelta(days=int(first))
    column = polars.col

    def position(name):
        date = (column(name) // 86400).cast(polars.Int32).cast(polars.Date)
        within = (column(name) % 86400 - OPEN).clip(0, DAY)
        before = polars.business_day_count(polars.lit(epoch), date, holidays=days).cast(polars.Int64)
        return before * DAY + polars.when(date.dt.is_business_day(holidays=days)).then(within).otherwise(0)

    def due(length):
        last = column("start") + length - 1
        date = polars.lit(epoch).dt.add_business_days((last // DAY).cast(polars.Int32), holidays=days, roll="forward")
        return date.cast(polars.Int32).cast(polars.Int64) * 86400 + OPEN + 1 + last % DAY

    production = column("environment") == "production"
    priority = (
        polars.when(production & (column("total_outage") | column("majority_blocked")))
        .then(polars.lit("P1"))
        .when(production & column("frequent_failures") & column("business_impact"))
        .then(polars.lit("P2"))
        .when(column("service_impact") | column("business_impact"))
        .then(polars.lit("P3"))
        .otherwise(polars.lit("P4"))
    )
    length = polars.when(column("priority").is_in(["P1", "P2"])).then(4 * 3600).otherwise(8 * 3600).cast(polars.Int64)
    decisions = (
        incidents.lazy()
        .with_columns(start=position("opened"), priority=priority)
        .with_columns(
            response=position("responded") - column("start"), relief=position("resolved") - column("start"), length=length
        )
        .select(
            response_due=due(column("length")),
            response_met=column("response") < column("length"),
            relief_due=due(3 * column("length")),
            relief_met=column("relief") <= 3 * column("length"),
        )
    )
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        answers = decisions.collect()
        best = min(best, time.perf_counter() - began)
    answers.write_parquet(target)
    print(polars.__version__, best)


main(*sys.argv[1:])
