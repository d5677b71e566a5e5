"""Spark on a cluster of two workers on this machine against the command, row by row, and what it costs:

    python bindings/python/benches/spark.py incidents.csv [--log log.csv]

`incidents.csv` is what `examples/generate` makes; ids that occur twice and other mistakes are put into a copy of it. The
log is one of ServiceNow. The programs are those in `target/release`. Decisions, rejects, reports and credit statements must
be equal to those of the command, also after a worker was killed; if one is not, this fails. With `--work` files go there.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from pathlib import Path

import duckdb

import relief
import relief.spark

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "bindings/python/tests"))

from cluster import Cluster  # noqa: E402
from test_spark import CREDITS, messy, without_places  # noqa: E402

AS_OF = "2026-09-01T00:00:00Z"
PROGRAM = ROOT / "target/release/relief"


def timed(name, work):
    start = time.monotonic()
    found = work()
    print(f"{name:<58} {time.monotonic() - start:8.1f} s", flush=True)
    return found


def command(*args):
    done = subprocess.run([PROGRAM, *map(str, args)], capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def assert_same(ours, decisions, rejects):
    """Whether folders and files of Parquet and JSON Lines have the same rows, in any order."""
    duckdb.sql("set timezone = 'UTC'")

    def texts(file, names):
        """The values as texts; Spark's Parquet has its instants without a zone."""
        kinds = {row[0]: row[1] for row in duckdb.sql(f"describe from '{file}'").fetchall()}
        zoned = {name for name, kind in kinds.items() if kind == "TIMESTAMP WITH TIME ZONE"}
        value = lambda name: f'"{name}"::timestamp' if name in zoned else f'"{name}"'  # noqa: E731
        return ", ".join(f'({value(name)})::varchar as "{name}"' for name in names)

    names = [row[0] for row in duckdb.sql(f"describe from '{decisions}'").fetchall()]
    mine = f"select {texts(f'{ours}/*.parquet', names)} from '{ours}/*.parquet' where reject_code is null"
    theirs = f"select {texts(decisions, names)} from '{decisions}'"
    different(mine, theirs)
    different(
        f"select id, reject_code, reject_message from '{ours}/*.parquet' where reject_code is not null",
        f"select id, code, message from read_json('{rejects}', columns={{id: 'varchar', code: 'varchar', message: 'varchar'}})",
    )


def different(mine, theirs):
    for one, other in ((mine, theirs), (theirs, mine)):
        found = duckdb.sql(f"{one} except all {other} limit 3").fetchall()
        assert not found, found
    rows = duckdb.sql(f"select count(*) from ({mine})").fetchall()[0][0]
    print(f"{'':<58} {rows:,} rows are equal")


def kill_in_mid_job(cluster, spark, part):
    """Kills a worker once a part of the tasks of a stage is done."""
    tracker, killed = spark.sparkContext.statusTracker(), []

    def watch():
        while not killed:
            for stage in map(tracker.getStageInfo, tracker.getActiveStageIds()):
                if stage and stage.numTasks >= 8 and stage.numCompletedTasks >= part * stage.numTasks:
                    cluster.kill(1)
                    killed.append(f"{stage.numCompletedTasks} of {stage.numTasks} tasks were done")
                    return
            time.sleep(0.05)

    threading.Thread(target=watch, daemon=True).start()
    return killed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("incidents", type=Path)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--work", type=Path)
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    duckdb.sql("set memory_limit = '4GB'")
    work = given.work or Path(tempfile.mkdtemp())
    policy_file = work / "credits.sla"
    policy_file.write_text(CREDITS)
    standard, policy = relief.Policy.standard(), relief.Policy.load(policy_file)
    incidents = timed("copy with mistakes", lambda: messy(given.incidents, work / "incidents.csv"))
    decisions, rejects = work / "decisions.parquet", work / "rejects.jsonl"
    timed("relief eval", lambda: command("eval", incidents, "-q", "--as-of", AS_OF, "--output", decisions, "--rejects", rejects))
    report = timed("relief report", lambda: command("report", incidents, "-q", "--as-of", AS_OF, "--by", "month", "--output-format", "json"))
    set_contract = ("--set", "contract=Example")
    credits = timed("relief credits", lambda: command("credits", incidents, "-q", "--policy", policy_file, *set_contract, "--as-of", AS_OF, "--output-format", "json"))

    (work / "cluster").mkdir(exist_ok=True)
    cluster = Cluster(work / "cluster", memory="2g")
    try:
        spark = cluster.session(spark_driver_memory="2g", spark_driver_maxResultSize="0", spark_sql_shuffle_partitions="16", spark_sql_files_maxPartitionBytes="16m")
        df = spark.read.option("header", True).csv(str(incidents))
        print(f"{df.rdd.getNumPartitions()} partitions")
        timed("Spark reads", lambda: df.write.format("noop").mode("overwrite").save())

        def decide(name, **options):
            out = work / name
            decided = relief.spark.decide(df, standard, AS_OF, **options)
            timed(f"Spark: {name}", lambda: decided.write.mode("overwrite").parquet(str(out)))
            return out

        decide("decide")
        assert_same(decide("decide, ids compared", id_column="id"), decisions, rejects)
        found = timed("Spark: attainment", lambda: relief.spark.attainment(df, standard, AS_OF))
        assert without_places(found.to_dict()) == without_places(json.loads(report))
        found = timed("Spark: credits", lambda: relief.spark.credits(df, policy, AS_OF, set={"contract": "Example"}))
        assert found.to_dict() == json.loads(credits)
        if given.log:
            the_log(spark, given.log, policy, policy_file, work)
        killed = kill_in_mid_job(cluster, spark, 0.4)
        again = decide("decide, a worker killed", id_column="id")
        assert killed, "no worker was killed"
        print(f"a worker was killed when {killed[0]}")
        assert_same(again, decisions, rejects)
        spark.stop()
    finally:
        cluster.stop()


def the_log(spark, log, policy, policy_file, work):
    as_of = "2017-03-01T00:00:00Z"
    flags = ("-q", "--as-of", as_of, "--policy", policy_file, "--map", "servicenow-events", "--timezone", "Europe/London")
    options = {"mapping": "servicenow-events", "timezone": "Europe/London", "set": {"contract": "Gold"}, "id_column": "number"}
    flags = (*flags, "--set", "contract=Gold")
    decisions, rejects = work / "log.parquet", work / "log-rejects.jsonl"
    timed("relief eval, the log", lambda: command("eval", log, *flags, "--output", decisions, "--rejects", rejects))
    # A missing value is `?`, which the mapping knows.
    df = spark.read.option("header", True).csv(str(log))
    out = work / "log"
    decided = relief.spark.decide_log(df, policy, as_of, **options)
    timed("Spark: decide_log", lambda: decided.write.mode("overwrite").parquet(str(out)))
    assert_same(out, decisions, rejects)
    expected = command("report", log, *flags, "--by", "month", "--output-format", "json")
    found = timed("Spark: attainment of the log", lambda: relief.spark.attainment(df, policy, as_of, **options))
    assert without_places(found.to_dict()) == without_places(json.loads(expected))
    options["set"] = {"contract": "Example"}
    expected = command("credits", log, *flags[:-1], "contract=Example", "--output-format", "json")
    found = relief.spark.credits(df, policy, as_of, **options)
    assert found.to_dict() == json.loads(expected)


if __name__ == "__main__":
    main()
