"""Tables in, tables out: the same as the command decides."""

import json
import threading
import time
import warnings

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

import relief
from conftest import AS_OF, generate

ROWS = {
    "id": ["1", "2", "3"],
    "contract": ["Gold", "Golden", "Silver"],
    "customer_priority": ["P1", "P1", "P2"],
    "opened": ["2024-03-28T16:00:00Z", "2024-03-28T16:00:00Z", "2024-03-29T16:00:00Z"],
    "note": ["a", "b", "c"],
}


def plain(table):
    """A table as rows, words without their dictionary."""
    return pa.table(table).to_pylist()


def texts(path):
    """A CSV file with all cells as texts; an empty one is missing."""
    header = path.read_text().splitlines()[0].split(",")
    options = pa.csv.ConvertOptions(
        column_types={name: pa.string() for name in header}, strings_can_be_null=True, null_values=[""]
    )
    return pa.csv.read_csv(path, convert_options=options)


def of_command(command, tmp_path, path, *args):
    """Decisions and rejects of the command."""
    decisions, rejects = tmp_path / "decisions.parquet", tmp_path / "rejects.jsonl"
    command("eval", path, "-q", "--output", decisions, "--rejects", rejects, *args)
    rejected = [json.loads(line) for line in rejects.read_text().splitlines()]
    return pq.read_table(decisions), rejected


def same(ours, rejects, theirs, rejected, first_line):
    """Whether both are equal, row by row; a row of a table is a line of a file."""
    ours = pa.table(ours)
    assert ours.column_names == theirs.column_names
    for name in ours.column_names:
        mine, yours = ours[name], theirs[name]
        if pa.types.is_dictionary(mine.type):
            mine = mine.cast(pa.string())
        if pa.types.is_dictionary(yours.type):
            yours = yours.cast(pa.string())
        assert mine.equals(yours.cast(mine.type)), name
    found = [(row["row"] + first_line, row["id"], row["code"], row["message"]) for row in rejects.to_pylist()]
    assert found == [(row["line"], row["id"], row["code"], row["message"]) for row in rejected]


def libraries(rows=ROWS):
    table = pa.table(rows)
    return {
        "pyarrow": table,
        "pyarrow in chunks": pa.Table.from_batches(table.to_batches(max_chunksize=2)),
        "batch": pa.RecordBatch.from_pydict(rows),
        "reader": table.to_reader(max_chunksize=1),
        "polars": pl.DataFrame(rows),
        "polars words": pl.DataFrame(rows).with_columns(pl.col("contract").cast(pl.Categorical)),
        "polars instants": pl.DataFrame(rows).with_columns(pl.col("opened").str.to_datetime(time_zone="UTC")),
        "pandas": pd.DataFrame(rows),
        "pandas words": pd.DataFrame(rows).astype({"contract": "category"}),
        "pandas instants": pd.DataFrame(rows).assign(opened=pd.to_datetime(rows["opened"], utc=True)),
        "pandas index": pd.DataFrame(rows).set_index("note"),
        "duckdb": duckdb.from_arrow(table),
        "relief": None,
    }


@pytest.mark.parametrize("name", libraries())
def test_any_library_gives_and_takes_tables(policy, name):
    if name == "relief":
        # A table of ours is one as well.
        given = policy.decide_rows(pa.table(ROWS), ["response_status"], AS_OF)
        with pytest.raises(relief.ReadError, match="opened|contract|row"):
            policy.decide_batch(policy.decide_batch(pa.table({"note": ["a"]}), as_of=AS_OF)[0], as_of=AS_OF)
        assert given.column_names[0] == "contract"
        return
    decisions, rejects = policy.decide_batch(libraries()[name], as_of=AS_OF)
    assert [row["id"] for row in plain(decisions)] == ["1", "3"]
    assert plain(rejects) == rejects.to_pylist()
    assert [(row["row"], row["id"], row["code"]) for row in rejects.to_pylist()] == [(2, "2", "unknown-contract")]
    expected = [policy.decide({k: v[at] for k, v in ROWS.items()}, AS_OF) for at in (0, 2)]
    for row, one in zip(plain(decisions), expected):
        assert (row["response_status"], row["response_due"]) == (one.response.status, one.response.due)
    # And out.
    assert pl.DataFrame(decisions)["id"].to_list() == ["1", "3"] == decisions.to_polars()["id"].to_list()
    assert decisions.to_pandas()["id"].tolist() == ["1", "3"]
    assert decisions.to_pyarrow().num_rows == len(decisions) == decisions.num_rows == 2
    assert duckdb.sql("select id, response_status from decisions").fetchall() == [("1", "running"), ("3", "running")]
    assert str(decisions.to_pyarrow().schema.field("response_due").type) == "timestamp[us, tz=UTC]"
    assert "2 rows" in repr(decisions)
    assert [row["response_due"] for row in decisions.to_pylist()] == [one.response.due for one in expected]


def test_no_library_is_needed(tmp_path, root):
    """The package imports nothing but the standard library."""
    import subprocess
    import sys

    code = (
        "import sys; import relief; "
        "assert not {'pyarrow', 'polars', 'pandas', 'numpy', 'duckdb', 'pyspark'} & set(sys.modules), sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_columns(policy):
    decisions, rejects = policy.decide_batch(pa.table(ROWS), ["response_status", "update"], AS_OF)
    assert decisions.column_names[:2] == ["id", "response_status"] and "update_entitled" in decisions.column_names
    with pytest.raises(relief.ReadError, match="did you mean `response_status`"):
        policy.decide_batch(pa.table(ROWS), ["respons_status"], AS_OF)
    with pytest.raises(TypeError, match="list of names"):
        policy.decide_batch(pa.table(ROWS), "response", AS_OF)


def test_what_is_no_table_of_incidents(policy):
    with pytest.raises(TypeError, match="expected a table, found `list`"):
        policy.decide_batch([ROWS], as_of=AS_OF)
    with pytest.raises(relief.ReadError, match="no field"):
        policy.decide_batch(pa.table({"x": [1]}), as_of=AS_OF)
    with pytest.raises((ValueError, TypeError)):
        policy.decide_batch(pa.chunked_array([[1, 2]]), as_of=AS_OF)
    with pytest.raises((ValueError, TypeError)):
        policy.decide_batch(pa.array([1, 2]), as_of=AS_OF)
    empty, none = policy.decide_batch(pa.table(ROWS).slice(0, 0), as_of=AS_OF)
    assert len(empty) == len(none) == 0 and "response_status" in pa.table(empty).column_names


def test_notes_are_warnings(policy):
    with pytest.warns(UserWarning, match="responded"):
        policy.decide_batch(pa.table({**ROWS, "respnded": [None] * 3}), as_of=AS_OF)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        policy.decide_batch(pa.table(ROWS), as_of=AS_OF)


def test_duplicates_are_found_over_all_batches(policy):
    table = pa.table(ROWS)
    both = pa.concat_tables([table, table])
    _, rejects = policy.decide_batch(both, as_of=AS_OF)
    assert [(row["row"], row["code"]) for row in rejects.to_pylist()] == [
        (2, "unknown-contract"),
        (4, "duplicate-id"),
        (5, "duplicate-id"),
        (6, "duplicate-id"),
    ]
    _, rejects = policy.decide_batch(both, as_of=AS_OF, check_duplicates=False)
    assert [row["row"] for row in rejects.to_pylist()] == [2, 5]


def test_lists_of_intervals(policy):
    at = lambda text: pd.Timestamp(text)  # noqa: E731
    waiting = [[{"from": at("2024-03-28T16:10:00Z"), "to": at("2024-03-28T16:40:00Z"), "on": "customer"}], [], None]
    kind = pa.list_(pa.struct({"from": pa.timestamp("us", "UTC"), "to": pa.timestamp("us", "UTC"), "on": pa.string()}))
    table = pa.table({**ROWS, "waiting": pa.array(waiting, kind)})
    decisions, _ = policy.decide_batch(table, ["relief_elapsed_s"], AS_OF)
    without, _ = policy.decide_batch(pa.table(ROWS), ["relief_elapsed_s"], AS_OF)
    assert decisions.to_pylist()[0]["relief_elapsed_s"] == without.to_pylist()[0]["relief_elapsed_s"] - 1800


def test_rows_stay_where_they_are(policy):
    rows = policy.decide_rows(pa.table(ROWS), ["response_status"], AS_OF)
    assert rows.column_names == [
        "contract",
        "customer_priority",
        "opened",
        "note",
        "id",
        "response_status",
        "reject_code",
        "reject_message",
    ]
    found = [(row["note"], row["id"], row["response_status"], row["reject_code"]) for row in rows.to_pylist()]
    assert found == [("a", "1", "running", None), ("b", "2", None, "unknown-contract"), ("c", "3", "running", None)]
    coded = policy.decide_rows(pa.table(ROWS), ["response_status"], AS_OF, words="dictionary")
    assert pa.types.is_dictionary(pa.table(coded).schema.field("response_status").type)
    assert plain(coded) == plain(rows)
    chunks = pa.Table.from_batches(pa.table(ROWS).to_batches(max_chunksize=1))
    assert plain(policy.decide_rows(chunks, ["response_status"], AS_OF)) == plain(rows)
    with pytest.raises(relief.ReadError, match="event log"):
        policy.decide_rows(pa.table(ROWS), as_of=AS_OF, mapping="events")
    with pytest.raises(ValueError, match="dictionary"):
        policy.decide_rows(pa.table(ROWS), as_of=AS_OF, words="codes")


def test_a_stream_in_pairs_and_as_a_stream(policy):
    table = pa.table(ROWS)
    pairs = list(policy.decide_reader(table.to_reader(max_chunksize=1), as_of=AS_OF))
    assert [(len(decisions), len(rejects)) for decisions, rejects in pairs] == [(1, 0), (0, 1), (1, 0)]
    assert pairs[1][1].to_pylist()[0]["row"] == 2
    reader = policy.decide_reader(table.to_reader(max_chunksize=1), as_of=AS_OF)
    read = pa.RecordBatchReader.from_stream(reader).read_all()
    assert plain(read) == plain(policy.decide_batch(table, as_of=AS_OF)[0])
    assert [row["row"] for row in reader.rejects.to_pylist()] == [2]
    assert list(reader) == []


def test_a_stream_of_python_goes_to_any_library(policy):
    """The thread that decides needs Python for the next batch, while a library waits for it."""
    schema = pa.table(ROWS).schema

    def batches():
        for number in range(20):
            yield pa.RecordBatch.from_pydict({**ROWS, "id": [f"{number}-{i}" for i in range(3)]}, schema)

    def reader():
        return policy.decide_reader(pa.RecordBatchReader.from_batches(schema, batches()), ["response_status"], AS_OF)

    assert pa.table(reader()).num_rows == len(pl.DataFrame(reader())) == len(pd.DataFrame(pa.table(reader()).to_pandas())) == 40
    decided = reader()
    assert duckdb.sql("select count(*) from decided").fetchall() == [(40,)]


def test_a_stream_that_breaks_says_so(policy):
    schema = pa.table(ROWS).schema

    def batches():
        yield pa.RecordBatch.from_pydict(ROWS, schema)
        raise OSError("the disk is gone")

    reader = policy.decide_reader(pa.RecordBatchReader.from_batches(schema, batches()), as_of=AS_OF)
    assert len(next(reader)[0]) == 2
    with pytest.raises(relief.ReadError, match="the disk is gone"):
        next(reader)
    with pytest.raises(relief.ReadError, match="the disk is gone"):
        policy.decide_batch(pa.RecordBatchReader.from_batches(schema, batches()), as_of=AS_OF)


def test_a_stream_that_nobody_reads_ends(policy):
    schema, taken = pa.table(ROWS).schema, []

    def batches():
        for number in range(1000):
            taken.append(number)
            yield pa.RecordBatch.from_pydict({**ROWS, "id": [f"{number}-{i}" for i in range(3)]}, schema)

    reader = policy.decide_reader(pa.RecordBatchReader.from_batches(schema, batches()), as_of=AS_OF)
    next(reader)
    del reader
    time.sleep(0.5)
    assert len(taken) < 10


def test_other_threads_of_python_run_meanwhile(policy, generated):
    table = texts(generated)
    ticks, done = [], threading.Event()

    def tick():
        while not done.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    start = time.perf_counter()
    policy.decide_batch(table, as_of=AS_OF)
    end = time.perf_counter()
    done.set()
    thread.join()
    inside = [at for at in ticks if start < at < end]
    longest = max((b - a for a, b in zip(inside, inside[1:])), default=end - start)
    assert longest < (end - start) / 2


@pytest.mark.parametrize("size", [None, 4096])
def test_generated_rows_are_decided_as_by_the_command(policy, command, generated, tmp_path, size):
    table = texts(generated)
    if size:
        table = pa.Table.from_batches(table.to_batches(max_chunksize=size))
    ours, rejects = policy.decide_batch(table, as_of="2026-01-01T00:00:00Z")
    theirs, rejected = of_command(command, tmp_path, generated, "--as-of", "2026-01-01T00:00:00Z")
    assert len(rejected) > 0
    same(ours, rejects, theirs, rejected, 1)


def test_typed_columns_are_decided_as_by_the_command(policy, command, tmp_path):
    """Instants, dictionaries, truths and lists of intervals, as Parquet has them."""
    path = tmp_path / "incidents.parquet"
    generate("20000", path)
    table = pq.read_table(path)
    ours, rejects = policy.decide_batch(table, as_of="2026-01-01T00:00:00Z")
    theirs, rejected = of_command(command, tmp_path, path, "--as-of", "2026-01-01T00:00:00Z")
    assert len(rejected) > 0
    same(ours, rejects, theirs, rejected, 0)
    for other in (pl.from_arrow(table), duckdb.from_arrow(table)):
        found, refused = policy.decide_batch(other, as_of="2026-01-01T00:00:00Z")
        assert plain(found) == plain(ours) and plain(refused) == plain(rejects)


def test_other_libraries_decide_the_same_generated_rows(policy, generated):
    expected, rejects = policy.decide_batch(texts(generated), ["response", "relief"], "2026-01-01T00:00:00Z")
    frame = pl.read_csv(generated, infer_schema=False)
    for table in (frame, frame.to_pandas(), duckdb.sql(f"from read_csv('{generated}', all_varchar=true)")):
        found, rejected = policy.decide_batch(table, ["response", "relief"], "2026-01-01T00:00:00Z")
        assert pa.table(found).equals(pa.table(expected)) or plain(found) == plain(expected)
        assert plain(rejected) == plain(rejects)


def test_the_servicenow_log_is_decided_as_by_the_command(command, root, tmp_path):
    path = root / "tests/data/servicenow-sample.csv"
    policy = relief.Policy.standard()
    args = ["--map", "servicenow-events", "--timezone", "UTC", "--as-of", "2017-01-01T00:00:00Z", "--set", "contract=Gold"]
    for chunk in (None, 100):
        table = texts(path)
        if chunk:
            table = pa.Table.from_batches(table.to_batches(max_chunksize=chunk))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ours, rejects = policy.decide_batch(
                table, None, "2017-01-01T00:00:00Z", mapping="servicenow-events", timezone="UTC", set={"contract": "Gold"}
            )
        theirs, rejected = of_command(command, tmp_path, path, *args)
        assert len(ours) > 100 and len(rejected) > 0
        same(ours, rejects, theirs, rejected, 1)


@pytest.mark.parametrize("name", ["servicenow", "jira", "zendesk"])
def test_exports_are_decided_as_by_the_command(policy, command, root, tmp_path, name):
    path = next((root / "tests/data/exports").glob(f"{name}.csv"))
    args = ["--map", name, "--timezone", "UTC", "--as-of", "2026-01-01T00:00:00Z", "--set", "contract=Gold"]
    ours, rejects = policy.decide_batch(
        texts(path), None, "2026-01-01T00:00:00Z", mapping=name, timezone="UTC", set={"contract": "Gold"}
    )
    theirs, rejected = of_command(command, tmp_path, path, *args)
    same(ours, rejects, theirs, rejected, 1)


CREDITS = """
priority P1
tier T customisable {
    response 95% < 1 hour
    fee 1000.00 GBP per month
    credit for response P1 { below target credit 5% }
}
contract Acme extends T { }
"""


def test_credits(command, tmp_path):
    policy = relief.Policy.from_text(CREDITS)
    (tmp_path / "acme.sla").write_text(CREDITS)
    rows = [
        {"id": str(at), "contract": "Acme", "priority": "P1", "opened": "2026-03-02T10:00:00Z", "responded": responded}
        for at, responded in enumerate(["2026-03-02T11:30:00Z", "2026-03-02T10:30:00Z"])
    ]
    path = tmp_path / "incidents.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    as_of = "2026-05-01T00:00:00Z"
    found = command("credits", path, "--policy", tmp_path / "acme.sla", "--as-of", as_of, "--output-format", "json", "-q")
    expected = json.loads(found.stdout)
    for incidents in (rows, path, pa.Table.from_pylist(rows), pl.DataFrame(rows)):
        credits = policy.credits(incidents, as_of)
        assert credits.to_dict() == expected
    assert credits.statements[0].contract == "Acme" and credits.statements[0].total["amount"] == "50.00"
    assert credits._repr_html_().startswith("<iframe")
    with pytest.raises(relief.ReliefError, match="no contract"):
        relief.Policy.standard().credits(rows, as_of)


def test_a_report(policy, command, tmp_path, generated):
    found = json.loads(command("report", generated, "--as-of", AS_OF, "--by", "month", "--output-format", "json", "-q").stdout)
    report = policy.report(generated, AS_OF)
    table = policy.report(texts(generated), AS_OF)
    assert report.to_dict()["promises"] == found["promises"] == table.to_dict()["promises"]
    assert report.to_dict()["rejected"] == table.to_dict()["rejected"] == found["rejected"]
    assert report._repr_html_().startswith("<iframe") and report.markdown().startswith("# Report")
    page = policy.report_html(pl.DataFrame(ROWS), AS_OF)
    assert page.startswith("<!doctype html>") and page._repr_html_().startswith("<iframe")
