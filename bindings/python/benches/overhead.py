"""What `decide_batch` costs in Python beyond the call of the library in Rust, in one process and one build:

    maturin build --release --features measure --out dist && pip install --force-reinstall dist/*.whl
    cargo run --release --example generate -- 1000000 /tmp/incidents.csv
    python bindings/python/benches/overhead.py /tmp/incidents.csv

Both decide the same record batches on one thread, by turns; the shortest times of the processor are compared, which other
work on the machine disturbs least. In Python's time is the hand-over of the table to Rust, and of the decisions to pyarrow.
"""

import sys
import time

import pyarrow as pa
import pyarrow.csv

import relief
from relief._instants import micros_of
from relief._relief import RustOnly

AS_OF = "2026-06-30T12:00:00Z"
RUNS = 5


def seconds(work):
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def main(path):
    with open(path) as file:
        header = file.readline().strip().split(",")
    options = pa.csv.ConvertOptions(
        column_types={name: pa.string() for name in header}, strings_can_be_null=True, null_values=[""]
    )
    table = pa.csv.read_csv(path, convert_options=options).combine_chunks()
    policy = relief.Policy.standard()
    as_of = micros_of(AS_OF, "as_of")
    whole = table.num_rows
    for rows, size in ((whole, whole), (whole, 65_536), (whole, 8_192), (10_000, 10_000), (1_000, 1_000), (1, 1)):
        chunked = pa.Table.from_batches(table.slice(0, rows).to_batches(max_chunksize=size))
        rust_only = RustOnly(chunked)

        def python():
            decisions, rejects = policy.decide_batch(chunked, as_of=AS_OF)
            decided, rejected = pa.table(decisions), pa.table(rejects)
            return decided.num_rows, rejected.num_rows

        rust, ours = [], []
        for _ in range(RUNS if rows > 10_000 else RUNS * 20):
            time_taken, found = seconds(lambda: rust_only.decide(as_of))
            rust.append(time_taken)
            time_taken, same = seconds(python)
            ours.append(time_taken)
            assert found == same
        print(
            f"{rows:>9,} rows in batches of {size:>9,}: Rust {min(rust) * 1e3:9.3f} ms, Python {min(ours) * 1e3:9.3f} ms "
            f"({(min(ours) / min(rust) - 1) * 100:+.1f} %), {rows / min(ours):,.0f} rows a second"
        )


main(sys.argv[1])
