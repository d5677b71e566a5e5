"""Spark decides what one process decides."""

import json
import os
import shutil
import sys
import warnings

import pyarrow as pa
import pyarrow.compute as pc
import pytest

pytest.importorskip("pyspark")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("there is no Java", allow_module_level=True)

import relief.spark  # noqa: E402
from test_tables import of_command, texts  # noqa: E402

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


def messy(source, path):
    """A file of incidents with what is rejected: ids that occur twice, thrice or not at all, contracts that are none."""
    lines = source.read_text().splitlines()
    ids = [line.partition(",")[0] for line in lines]
    for at in range(60, len(lines)):
        cells = lines[at].split(",")
        if at % 50 == 10:
            cells[0] = ids[at - 47]
        if at % 200 == 60:
            cells[0] = ids[at - 57]
        if at % 301 == 100:
            cells[0] = ""
        if at % 77 == 5:
            cells[1] = "Golden"
        if at % 111 == 7:
            cells[2] = "yesterday"
        lines[at] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture(scope="module")
def incidents(generated, tmp_path_factory):
    return messy(generated, tmp_path_factory.mktemp("messy") / "incidents.csv")


CREDITS = """import isode
contract Example extends Gold {
    in force     2016-01-01 to 2027-12-31
    measured     monthly by stopped
    availability 99.9%, down while priority is P1, ignoring outages under 10 minutes
    fee          10000.00 GBP per month
    credit       for relief {
        below target credit 5%
        below 75%    credit 10%
    }
    credit       each breach of response P2 1.50 GBP
    credit       for availability { below 99.9% credit 1% }
    credits      at most 20%
    right        terminate when relief below 75% in 2 periods
    quota        1000 incidents per year
}
"""


@pytest.fixture(scope="module")
def credit_policy(tmp_path_factory):
    path = tmp_path_factory.mktemp("policy") / "credits.sla"
    path.write_text(CREDITS)
    return path


def sorted_rows(table):
    """The rows of a table by their ids, and of one id by all that they say."""
    names = [name for name in table.column_names if name != "id"]
    return table.sort_by([("id", "ascending"), *((name, "ascending") for name in names)])


def assert_same(decided, expected):
    decided, expected = sorted_rows(decided), sorted_rows(expected)
    assert decided.column_names == expected.column_names
    for name in expected.column_names:
        assert decided[name].cast(expected[name].type).combine_chunks().equals(expected[name].combine_chunks()), name


def without_places(report):
    """Spark does not know the files and lines of rows."""
    for row in report["rejects"]:
        row["example"].update(file="", line=0)
    return report


def read_csv(spark, path):
    """A file as a DataFrame of several partitions."""
    size = str(path.stat().st_size // 5)
    spark.conf.set("spark.sql.files.maxPartitionBytes", size)
    df = spark.read.option("header", True).csv(str(path))
    assert df.rdd.getNumPartitions() > 1
    return df


def of_spark(df):
    return pa.Table.from_batches(df.toArrow().to_batches()) if hasattr(df, "toArrow") else pa.Table.from_pandas(df.toPandas())


def test_rows(spark, incidents):
    policy = relief.Policy.standard()
    decided = of_spark(relief.spark.decide(read_csv(spark, incidents), policy, AS_OF))
    expected = pa.table(policy.decide_rows(texts(incidents), as_of=AS_OF))
    assert_same(decided, expected)
    assert "duplicate-id" not in expected["reject_code"].unique().to_pylist()


def test_rows_with_ids_that_are_compared(spark, incidents, command, tmp_path):
    policy = relief.Policy.standard()
    decided = of_spark(relief.spark.decide(read_csv(spark, incidents), policy, AS_OF, id_column="id"))
    expected = pa.table(policy.decide_rows(texts(incidents), as_of=AS_OF, check_duplicates=True))
    assert_same(decided, expected)
    codes = decided["reject_code"].to_pylist()
    assert {"duplicate-id", "missing-field", "unknown-contract", "bad-instant"} < set(codes)
    decisions, rejects = of_command(command, tmp_path, incidents, "--as-of", AS_OF)
    good = decided.filter(pc.is_null(decided["reject_code"])).select(decisions.column_names)
    assert_same(good, plain_words(decisions))
    bad = zip(*(decided[name].to_pylist() for name in ("id", "reject_code", "reject_message")))
    found = sorted((row for row in bad if row[1] is not None), key=str)
    assert found == sorted(((row["id"], row["code"], row["message"]) for row in rejects), key=str)


def plain_words(table):
    coded = pa.types.is_dictionary
    fields = [field.with_type(field.type.value_type) if coded(field.type) else field for field in table.schema]
    return table.cast(pa.schema(fields))


@pytest.mark.parametrize("by", ["month", None])
def test_attainment(spark, incidents, command, by):
    policy = relief.Policy.standard()
    report = relief.spark.attainment(read_csv(spark, incidents), policy, AS_OF, by=by)
    periods = () if by is None else ("--by", by)
    expected = command("report", incidents, "-q", "--as-of", AS_OF, "--output-format", "json", *periods).stdout
    assert without_places(report.to_dict()) == without_places(json.loads(expected))
    assert {"duplicate-id", "missing-field"} < {row["code"] for row in report.to_dict()["rejects"]}
    if by is not None:
        assert report.markdown().splitlines()[:10] == policy.report(texts(incidents), AS_OF).markdown().splitlines()[:10]


def test_credits(spark, incidents, command, credit_policy):
    policy = relief.Policy.load(credit_policy)
    found = relief.spark.credits(read_csv(spark, incidents), policy, AS_OF, set={"contract": "Example"})
    options = ("--policy", credit_policy, "--set", "contract=Example", "--as-of", AS_OF, "--output-format", "json")
    expected = json.loads(command("credits", incidents, "-q", *options).stdout)
    assert found.to_dict() == expected
    assert expected["quotas"] and any(statement["lines"][0]["incidents"] for statement in expected["statements"])
    assert found.markdown() == policy.credits(texts(incidents), AS_OF, set={"contract": "Example"}).markdown()


def test_what_is_counted_is_nothing_for_no_rows(spark):
    df = spark.createDataFrame([], "id string, contract string, opened string")
    report = relief.spark.attainment(df, relief.Policy.standard(), AS_OF).to_dict()
    assert (report["incidents"], report["promises"]) == (0, [])
    with pytest.raises(relief.ReliefError, match="no contract"):
        relief.spark.credits(df, relief.Policy.standard(), AS_OF)
    with pytest.raises(relief.ReliefError, match="expected week, month, quarter or year"):
        relief.spark.attainment(df, relief.Policy.standard(), AS_OF, by="day")
    with pytest.raises(relief.ReadError, match="no column `number`"):
        relief.spark.decide(df, relief.Policy.standard(), AS_OF, id_column="number")


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


def test_what_the_servicenow_log_comes_to(spark, root, command, credit_policy):
    policy = relief.Policy.load(credit_policy)
    path, as_of = root / "tests/data/servicenow-sample.csv", "2021-06-01T00:00:00Z"
    df = read_csv(spark, path)
    options = {"mapping": "servicenow-events", "timezone": "UTC", "set": {"contract": "Gold"}, "id_column": "number"}
    flags = ("-q", "--policy", credit_policy, "--map", "servicenow-events", "--timezone", "UTC", "--as-of", as_of)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = relief.spark.attainment(df, policy, as_of, **options).to_dict()
    expected = command("report", path, *flags, "--set", "contract=Gold", "--by", "month", "--output-format", "json").stdout
    assert without_places(report) == without_places(json.loads(expected))
    assert len(report["reopened"]["ids"]) > 5 and report["rejected"] > 0
    options["set"] = {"contract": "Example"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = relief.spark.credits(df, policy, as_of, **options).to_dict()
    expected = json.loads(command("credits", path, *flags, "--set", "contract=Example", "--output-format", "json").stdout)
    assert found == expected
    assert any(statement["lines"][0]["incidents"] for statement in expected["statements"])


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
