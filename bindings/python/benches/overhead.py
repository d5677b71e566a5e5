"""What `decide_batch` costs in Python beyond the call of the library in Rust, in one process and one build:

    maturin build --release --features measure --out dist && pip install --force-reinstall dist/*.whl
    cargo run --release --example generate -- 1000000 /tmp/incidents.csv
    python bindings/python/benches/overhead.py /tmp/incidents.csv

Both decide the same record batches on one thread, by turns; the medians are compared. In Python's time is the hand-over
of the table to Rust, and of the decisions to pyarrow.
"""

import sys
import time
from statistics import median

import pyarrow as pa
import pyarrow.csv

import relief
from relief._instants import micros_of
from relief._relief import RustOnly

AS_OF = "2026-01-01T00:00:00Z"
RUNS = 15


def seconds(work):
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def main(path):
    with open(path) as file:
        header = file.readline().strip().split(",")
    options = pa.csv.ConvertOptions(
        column_types={name: pa.string() for name in header}, strings_can_be_null=True, null_values=[""]
    )
    table = pa.csv.read_csv(path, convert_options=options).combine_chunks()
    policy = relief.Policy.standard()
    as_of = micros_of(AS_OF, "as_of")
    print(f"{table.num_rows:,} rows, {RUNS} runs each, medians")
    for size in (table.num_rows, 65_536, 8_192):
        chunked = pa.Table.from_batches(table.to_batches(max_chunksize=size))
        rust_only = RustOnly(chunked)

        def python():
            decisions, rejects = policy.decide_batch(chunked, as_of=AS_OF)
            decided, rejected = pa.table(decisions), pa.table(rejects)
            return decided.num_rows, rejected.num_rows

        both = ([], [])
        for _ in range(RUNS):
            ours, found = seconds(lambda: rust_only.decide(as_of))
            theirs, same = seconds(python)
            assert found == same
            both[0].append(ours)
            both[1].append(theirs)
        ours, theirs = map(median, both)
        spread = (max(both[0]) - min(both[0])) / ours
        print(
            f"batches of {size:>9,}: Rust {ours:.4f} s, Python {theirs:.4f} s ({(theirs / ours - 1) * 100:+.1f} %); "
            f"{table.num_rows / theirs:,.0f} rows a second; Rust's own runs differ by up to {spread * 100:.0f} %"
        )


main(sys.argv[1])
