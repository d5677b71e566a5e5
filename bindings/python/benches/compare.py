"""What deciding costs in Python, in the command, in pandas and polars, and on Spark, in one run:

    maturin build --release --features measure --out dist && pip install --force-reinstall dist/*.whl
    cargo build --release --bin relief --example generate
    target/release/examples/generate 1000000 /tmp/incidents.parquet
    python bindings/python/benches/compare.py /tmp/incidents.parquet

First `decide_batch` is compared with the call of the library in Rust, in one process and by turns: the shortest time of
the processor counts, which other work on the machine disturbs least. In Python's time is the hand-over of the table to Rust,
and of the decisions to pyarrow. What comes then reads the file and leaves columns in memory, the command a file. pandas and polars do what they can of the same work: the
response of each incident against a limit by contract and priority, in hours around the clock, with its due instant and
status; they know no working hours, holidays, pauses, conditions or rejects. The shortest of some runs counts.
"""

import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

import relief
import relief.spark

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "bindings/python/tests"))
from cluster import configured  # noqa: E402

AS_OF = "2026-09-01T00:00:00Z"
PROGRAM = ROOT / "target/release/relief"
LIMITS = {(c, p): h for c, n in (("Gold", 4), ("Silver", 8), ("Bronze", 24)) for p, h in (("P1", n), ("P2", n), ("P3", 2 * n), ("P4", 4 * n))}
RUNS = 3


def best(work, runs=RUNS):
    """The shortest time on the clock, with the time of cores in this process and those it has waited for."""
    times = []
    for _ in range(runs):
        start, cores = time.monotonic(), sum(os.times()[:4])
        work()
        times.append((time.monotonic() - start, sum(os.times()[:4]) - cores))
    return min(times)


def row(name, rows, work, runs=RUNS):
    wall, cores = best(work, runs)
    print(f"{name:<52} {wall:8.2f} s  {cores:8.2f} s of cores  {rows / wall:12,.0f} rows a second", flush=True)
    return wall


def with_pandas(path):
    frame = pd.read_parquet(path, columns=["id", "contract", "customer_priority", "vendor_priority", "opened", "responded"])
    priority = frame["customer_priority"].astype(str).where(frame["customer_priority"].notna(), frame["vendor_priority"].astype(str))
    keys = pd.MultiIndex.from_arrays([frame["contract"].astype(str), priority])
    limits = pd.Series(LIMITS).reindex(keys).to_numpy()
    opened, responded = (pd.to_datetime(frame[name], utc=True, format="ISO8601") for name in ("opened", "responded"))
    due = opened + pd.to_timedelta(limits, unit="h")
    end = responded.fillna(pd.Timestamp(AS_OF))
    status = pd.Series("met", index=frame.index).where(end < due, "breached")
    status = status.mask(responded.isna() & (end < due), "running")
    return pd.DataFrame({"id": frame["id"], "due": due, "elapsed_s": (end - opened).dt.total_seconds(), "status": status})


def with_polars(path):
    limits = pl.LazyFrame([{"contract": c, "priority": p, "hours": h} for (c, p), h in LIMITS.items()])
    text = pl.String
    instant = lambda name: pl.col(name).cast(text).str.to_datetime(time_zone="UTC") if names[name] == text or isinstance(names[name], pl.Categorical) else pl.col(name)  # noqa: E731
    names = pl.read_parquet_schema(path)
    end = pl.col("responded").fill_null(pl.lit(AS_OF).str.to_datetime(time_zone="UTC"))
    return (
        pl.scan_parquet(path)
        .select("id", pl.col("contract").cast(text), priority=pl.coalesce("customer_priority", "vendor_priority").cast(text), opened=instant("opened"), responded=instant("responded"))
        .join(limits, on=["contract", "priority"], how="left")
        .with_columns(due=pl.col("opened") + pl.duration(hours="hours"), elapsed_s=(end - pl.col("opened")).dt.total_seconds())
        .with_columns(status=pl.when(end >= pl.col("due")).then(pl.lit("breached")).when(pl.col("responded").is_null()).then(pl.lit("running")).otherwise(pl.lit("met")))
        .select("id", "due", "elapsed_s", "status")
        .collect()
    )


def of_this_process(work):
    start = time.process_time()
    work()
    return time.process_time() - start


def overhead(table):
    """Python's call against Rust's, of the same batches, by turns."""
    from relief._instants import micros_of
    from relief._relief import RustOnly

    policy, as_of = relief.Policy.standard(), micros_of(AS_OF, "as_of")
    whole = table.num_rows
    for rows, size in ((whole, whole), (whole, 65_536), (whole, 8_192), (10_000, 10_000), (1_000, 1_000), (1, 1)):
        chunked = pa.Table.from_batches(table.slice(0, rows).to_batches(max_chunksize=size))
        rust_only = RustOnly(chunked)
        rust, ours = [], []
        for _ in range(5 if rows > 10_000 else 100):
            rust.append(of_this_process(lambda: rust_only.decide(as_of)))
            ours.append(of_this_process(lambda: [pa.table(t) for t in policy.decide_batch(chunked, as_of=AS_OF)]))
        rust, ours = min(rust) * 1e3, min(ours) * 1e3
        more = (ours / rust - 1) * 100
        print(f"{rows:>9,} rows in batches of {size:>9,}: Rust {rust:9.3f} ms, Python {ours:9.3f} ms ({more:+.1f} %)", flush=True)


def on_spark(path, rows):
    from pyspark.sql import SparkSession

    policy = relief.Policy.standard()
    for cores in (1, 2):
        builder = SparkSession.builder.master(f"local[{cores}]").config("spark.driver.memory", "3g")
        spark = configured(builder).getOrCreate()
        spark.sparkContext.setLogLevel("ERROR")
        def run(df, **options):
            relief.spark.decide(df, policy, AS_OF, **options).write.format("noop").mode("overwrite").save()

        df = spark.read.parquet(str(path))
        run(df.limit(1000))
        row(f"Spark local[{cores}]: read only", rows, lambda: df.write.format("noop").mode("overwrite").save(), 2)
        row(f"Spark local[{cores}]: a map that returns its rows", rows, lambda: df.mapInArrow(lambda b: b, df.schema).write.format("noop").mode("overwrite").save(), 2)
        row(f"Spark local[{cores}]: decide", rows, lambda: run(df), 2)
        row(f"Spark local[{cores}]: decide, response_status only", rows, lambda: run(df, columns=["response_status"]), 2)
        row(f"Spark local[{cores}]: decide, ids compared", rows, lambda: run(df, id_column="id"), 2)
        row(f"Spark local[{cores}]: attainment, ids compared", rows, lambda: relief.spark.attainment(df, policy, AS_OF), 1)
        if cores == 2:
            for partitions in (2, 8, 32, 128):
                with tempfile.TemporaryDirectory() as folder:
                    df.repartition(partitions).write.mode("overwrite").parquet(folder)
                    spark.conf.set("spark.sql.files.maxPartitionBytes", "1g")
                    spark.conf.set("spark.sql.files.openCostInBytes", "1g")
                    parts = spark.read.parquet(folder)
                    found = parts.rdd.getNumPartitions()
                    row(f"Spark local[2]: decide, {found} partitions", rows, lambda: run(parts), 2)
                    spark.conf.unset("spark.sql.files.openCostInBytes")
            for part in (rows // 100, rows // 10):
                with tempfile.TemporaryDirectory() as folder:
                    df.limit(part).repartition(2).write.mode("overwrite").parquet(folder)
                    parts = spark.read.parquet(folder)
                    row(f"Spark local[2]: decide, {part:,} rows", part, lambda: run(parts), 2)
        spark.stop()


def main(path):
    path = Path(path)
    warnings.simplefilter("ignore")
    table = pq.read_table(path).combine_chunks()
    rows = table.num_rows
    print(f"{rows:,} rows, {os.cpu_count()} cores")
    overhead(table)
    policy = relief.Policy.standard()
    out = Path(tempfile.mkdtemp()) / "decisions.parquet"
    for threads in (1, os.cpu_count()):
        args = [PROGRAM, "eval", path, "-q", "--as-of", AS_OF, "--output", out]
        pinned = ["taskset", "-c", "0"] if threads == 1 else []
        row(f"relief eval to Parquet, {threads} cores", rows, lambda: subprocess.run([*pinned, *args], stderr=subprocess.DEVNULL))
    row("decide_batch, file to columns", rows, lambda: pa.table(policy.decide_batch(pq.read_table(path), as_of=AS_OF)[0]))
    row("decide_batch, response only", rows, lambda: pa.table(policy.decide_batch(pq.read_table(path), ["response"], AS_OF)[0]))
    row("decide_rows, file to columns", rows, lambda: pa.table(policy.decide_rows(pq.read_table(path), as_of=AS_OF)))
    row("pandas, response only, around the clock", rows, lambda: with_pandas(path))
    row("polars, response only, around the clock", rows, lambda: with_polars(path))
    on_spark(path, rows)


if __name__ == "__main__":
    main(sys.argv[1])
