"""A cluster decides what one process decides, also if one of its machines fails."""

import json
import os
import shutil
import threading
import time

import pyarrow as pa
import pytest

pytest.importorskip("pyspark")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("there is no Java", allow_module_level=True)

import relief.spark  # noqa: E402
from cluster import Cluster  # noqa: E402
from test_spark import AS_OF, CREDITS, assert_same, messy, of_spark, without_places  # noqa: E402
from test_tables import texts  # noqa: E402


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    found = Cluster(tmp_path_factory.mktemp("cluster"))
    yield found
    found.stop()


@pytest.fixture(scope="module")
def spark(cluster):
    session = cluster.session()
    yield session
    session.stop()


@pytest.fixture(scope="module")
def incidents(generated, tmp_path_factory):
    return messy(generated, tmp_path_factory.mktemp("messy") / "incidents.csv")


def test_a_cluster_decides_what_one_process_decides(spark, incidents):
    spark.conf.set("spark.sql.files.maxPartitionBytes", str(incidents.stat().st_size // 8))
    policy = relief.Policy.from_text(CREDITS)
    df = spark.read.option("header", True).csv(str(incidents))
    decided = of_spark(relief.spark.decide(df, policy, AS_OF, id_column="id"))
    assert_same(decided, pa.table(policy.decide_rows(texts(incidents), as_of=AS_OF, check_duplicates=True)))


def test_a_worker_that_is_killed_changes_nothing(cluster, spark, incidents, command):
    """It is killed after some of the tasks are done, with its executor, whose results are lost."""
    spark.conf.set("spark.sql.files.maxPartitionBytes", str(incidents.stat().st_size // 40))
    df = spark.read.option("header", True).csv(str(incidents))
    tracker, killed = spark.sparkContext.statusTracker(), []

    def kill():
        while not killed:
            stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            if any(stage and stage.numTasks > 30 and stage.numCompletedTasks >= 5 for stage in stages):
                killed.append((cluster.kill(0), max(stage.numCompletedTasks for stage in stages if stage)))
            time.sleep(0.01)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    report = relief.spark.attainment(df, relief.Policy.standard(), AS_OF)
    expected = command("report", incidents, "-q", "--as-of", AS_OF, "--by", "month", "--output-format", "json").stdout
    assert without_places(report.to_dict()) == without_places(json.loads(expected))
    ((executors, completed),) = killed
    assert executors == 1 and completed < 40
    assert cluster.executors(0) == [] and cluster.workers[0].wait(10) != 0
