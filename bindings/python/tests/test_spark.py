"""Spark decides what one process decides."""

import os
import shutil
import sys

import pyarrow as pa
import pytest

pytest.importorskip("pyspark")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("there is no Java", allow_module_level=True)

import relief.spark  # noqa: E402
from test_tables import texts  # noqa: E402

AS_OF = "2026-01-01T00:00:00Z"


@pytest.fixture(scope="module")
def spark():
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "4").config("spark.sql.session.timeZone", "UTC")
    session = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1").getOrCreate()
    yield session
    session.stop()


def of_spark(df):
    return pa.Table.from_batches(df.toArrow().to_batches()) if hasattr(df, "toArrow") else pa.Table.from_pandas(df.toPandas())


def test_generated_rows(spark, generated):
    policy = relief.Policy.standard()
    df = spark.read.option("header", True).csv(str(generated)).repartition(4)
    decided = of_spark(relief.spark.decide(df, policy, AS_OF))
    expected = pa.table(policy.decide_rows(texts(generated), as_of=AS_OF))
    assert decided.column_names == expected.column_names
    assert decided.num_rows == expected.num_rows
    decided, expected = (table.sort_by([(name, "ascending") for name in ("id", "opened", "reject_message", "responded")]) for table in (decided, expected))
    for name in expected.column_names:
        assert decided[name].cast(expected[name].type).combine_chunks().equals(expected[name].combine_chunks()), name
    assert expected["reject_code"].null_count < expected.num_rows


def test_a_policy_of_a_file_and_types_of_spark(spark, tmp_path):
    path = tmp_path / "acme.sla"
    path.write_text("import isode\nfacts { vip bool }\ncontract Acme extends Gold { response P1 < 2 working hours }\n")
    policy = relief.Policy.load(path)
    path.unlink()  # Workers do not have it.
    df = spark.sql(
        "select '1' id, 'Acme' contract, 'P1' customer_priority, timestamp '2024-03-28 16:00:00' opened, true vip, "
        "42 other, map('a', 1) more"
    )
    row = relief.spark.decide(df, policy, "2024-04-02T09:30:00Z", columns=["response"]).collect()[0]
    assert (row.response_status, row.response_limit_s, row.other, row.more, row.vip) == ("breached", 7200, 42, {"a": 1}, True)
    assert row.reject_code is None


def test_what_is_wrong_is_said_before_the_run(spark):
    policy = relief.Policy.standard()
    df = spark.sql("select '1' id, 'Gold' contract, '2024-03-28T16:00:00Z' opened")
    with pytest.raises(relief.ReadError, match="did you mean"):
        relief.spark.decide(df, policy, AS_OF, columns=["respons_status"])
    with pytest.raises(relief.ReadError, match="no field"):
        relief.spark.decide(spark.sql("select 1 x"), policy, AS_OF)
    with pytest.raises(relief.ReadError, match="did you mean `servicenow`"):
        relief.spark.decide(df, policy, AS_OF, mapping="servicenw")
    with pytest.raises(relief.ReadError, match="event log"):
        relief.spark.decide(df, policy, AS_OF, mapping="events")


def test_the_servicenow_log(spark, root):
    policy = relief.Policy.standard()
    path = root / "tests/data/servicenow-sample.csv"
    options = {"mapping": "servicenow-events", "timezone": "UTC", "set": {"contract": "Gold"}}
    df = spark.read.option("header", True).csv(str(path))
    decided = of_spark(
        relief.spark.decide_log(df, policy, "2017-01-01T00:00:00Z", id_column="number", **options)
    )
    decisions, rejects = policy.decide_batch(texts(path), as_of="2017-01-01T00:00:00Z", **options)
    good = [row for row in decided.to_pylist() if row["reject_code"] is None]
    bad = [row for row in decided.to_pylist() if row["reject_code"] is not None]
    strip = lambda row: {k: v for k, v in row.items() if not k.startswith("reject_")}  # noqa: E731
    by_id = lambda row: row["id"]  # noqa: E731
    assert sorted(map(strip, good), key=by_id) == sorted(pa.table(decisions).to_pylist(), key=by_id)
    found = sorted((row["id"], row["reject_code"], row["reject_message"]) for row in bad)
    assert found == sorted((row["id"], row["code"], row["message"]) for row in rejects.to_pylist())
