"""Batches on Spark, with executors of its own: set POSTMETRICS_REQUIRE_SPARK=1 where there must be one."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys

from functools import partial
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

import pyarrow as pa
import pytest

from postmetrics import Mapper, Metrics, Registry, at, never, normalize_platform, total
from postmetrics.arrow import SPARK_DDL, normalize_batches
from postmetrics.metrics import NAMES


pytestmark = [
    pytest.mark.spark,
    # Spark asks for pandas before it runs any Python; nothing here goes through it.
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]

# Installed nowhere: it travels with the closure, as data.
PINBOARD = Mapper(
    platform="pinboard",
    post_id=("id",),
    metrics=Metrics.fill(never()).replace(likes=at("likes"), views=at("views"), saves=at("saves")),
)
REGISTRY = Registry().with_mapper(PINBOARD)
COLUMNS = "post STRING, network STRING, raw STRING"

MOST = 2**62
ROWS = [
    ("a", "pinboard", {"id": 1, "likes": 2**53, "views": 0}),
    ("a", "x", {"public_metrics": {"like_count": 1}}),
    ("a", "youtube", {"items": [{"id": "v", "statistics": {"viewCount": "911"}}]}),
    ("b", "pinboard", {"likes": MOST, "saves": -1}),
    ("b", "pinboard", {"likes": MOST - 1}),
    ("c", "pinboard", {"id": "nothing reported"}),
    ("c", "x", {"public_metrics": {}}),
]
OVERFLOWING = [("d", "pinboard", {"likes": MOST}), ("d", "pinboard", {"likes": MOST})]
MALFORMED = ("e", "youtube", {"statistics": {"viewCount": "n/a", "likeCount": "5"}})


@pytest.fixture(scope="module")
def spark():
    """Start a Spark of two executors, each a process of its own."""
    missing = "pyspark" if find_spec("pyspark") is None else "java" if shutil.which("java") is None else None
    if missing:
        told = (
            f'there is no {missing}: pip install "postmetrics[spark]", apt-get install default-jre-headless'
        )
        if os.environ.get("POSTMETRICS_REQUIRE_SPARK", "0") not in {"", "0"}:
            pytest.fail(told)
        pytest.skip(told)

    from pyspark.sql import SparkSession  # noqa: PLC0415  # not everywhere

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        settings = {
            "spark.sql.shuffle.partitions": "2",
            "spark.task.maxFailures": "1",
            "spark.ui.enabled": "false",
        }
        session = SparkSession.builder.master("local-cluster[2,1,1024]").config(map=settings).getOrCreate()
        yield session
        session.stop()


def normalized(spark, rows, **how):
    raws = [(post, network, json.dumps(payload)) for post, network, payload in rows]
    normalize = partial(normalize_batches, platform="network", payload="raw", registry=REGISTRY, **how)
    posts = spark.createDataFrame(raws, COLUMNS).repartition(2)
    return posts.mapInArrow(normalize, f"{COLUMNS}, {SPARK_DDL}")


def summed(spark, rows, kind="BIGINT"):
    normalized(spark, rows).createOrReplaceTempView("posts")
    sums = ", ".join(f"SUM(CAST({name} AS {kind})) AS {name}" for name in NAMES)
    return {
        row["post"]: {name: row[name] if row[name] is None else int(row[name]) for name in NAMES}
        for row in spark.sql(f"SELECT post, {sums} FROM posts GROUP BY post").collect()  # noqa: S608  # names
    }


def totals(rows):
    return {
        post: dict(
            total(
                normalize_platform(network, payload, registry=REGISTRY).metrics
                for _, network, payload in posts
            ).items()
        )
        for post, posts in groupby(rows, lambda row: row[0])
    }


def test_two_executors_each_have_processes_of_their_own(spark):
    def parents(batches):
        list(batches)
        yield pa.record_batch({"parent": [os.getppid()]})

    two = spark.range(0, 2, 1, 2)  # in two parts, which a barrier holds until both are begun
    rows = two.mapInArrow(parents, "parent BIGINT", barrier=True).collect()
    assert len({row["parent"] for row in rows} - {os.getpid()}) == 2


def test_rows_are_what_one_process_makes_of_them_with_a_mapper_that_is_installed_nowhere(spark):
    assert "pinboard" not in Registry()
    rows = normalized(spark, [*ROWS, MALFORMED]).toArrow()
    (here,) = normalize_batches(
        [rows.select(["post", "network", "raw"]).combine_chunks().to_batches()[0]],
        platform="network",
        payload="raw",
        registry=REGISTRY,
    )
    assert rows.num_rows == len(ROWS) + 1
    assert rows.to_pylist() == here.to_pylist()
    assert {row["likes"] for row in rows.to_pylist()} == {2**53, 1, MOST, MOST - 1, None}


def test_what_is_malformed_is_in_the_error_column(spark):
    errors = normalized(spark, [*ROWS, MALFORMED]).where("error IS NOT NULL").collect()
    (row,) = errors
    assert row["error"] == "youtube: statistics.viewCount: expected a whole number, got 'n/a'"
    assert row["likes"] is None


def test_what_is_malformed_reaches_the_driver(spark):
    from pyspark.errors import PythonException  # noqa: PLC0415  # not everywhere

    with pytest.raises(PythonException) as raised:
        normalized(spark, [MALFORMED], on_error="raise").collect()
    assert "youtube: statistics.viewCount: expected a whole number, got 'n/a'" in str(raised.value)
    assert "in row 1" in str(raised.value)


def test_sum_is_total_null_where_nothing_is_reported_and_exact_above_2_53(spark):
    sums = summed(spark, ROWS)
    assert sums == totals(ROWS)
    assert (sums["a"]["likes"], sums["a"]["views"], sums["b"]["likes"]) == (2**53 + 1, 911, 2**63 - 1)
    assert set(sums["c"].values()) == {None}


def test_sum_is_an_error_where_64_bits_do_not_hold_it_and_total_as_a_decimal(spark):
    from pyspark.errors import ArithmeticException  # noqa: PLC0415  # not everywhere

    with pytest.raises(ArithmeticException, match="ARITHMETIC_OVERFLOW"):
        summed(spark, OVERFLOWING)
    assert summed(spark, OVERFLOWING, "DECIMAL(38, 0)") == totals(OVERFLOWING)
    assert totals(OVERFLOWING)["d"]["likes"] == 2**63


def test_a_struct_and_a_map_are_payloads_too(spark):
    normalize = partial(normalize_batches, platform="x", payload="raw")
    for kind in ("STRUCT<public_metrics: STRUCT<like_count: BIGINT>>", "MAP<STRING, MAP<STRING, BIGINT>>"):
        posts = spark.createDataFrame([({"public_metrics": {"like_count": 2**53 + 1}},)], f"raw {kind}")
        (row,) = posts.mapInArrow(normalize, f"raw {kind}, {SPARK_DDL}").collect()
        assert (row["likes"], row["comments"], row["error"]) == (2**53 + 1, None, None)


def test_what_the_readme_shows_runs(spark, tmp_path):
    readme = Path(__file__).parents[1].joinpath("README.md").read_text("utf-8")
    (block,) = re.findall(r"^### On Spark$.*?^```python\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    raws = [(post, network, json.dumps(payload)) for post, network, payload in [*ROWS, MALFORMED]]
    spark.createDataFrame(raws, COLUMNS).write.parquet(str(tmp_path / "payloads"))
    for name in ("payloads", "failed"):
        block = block.replace(f'"{name}/"', repr(str(tmp_path / name)))
    names = {"spark": spark, "pinboard": PINBOARD}
    exec(block, names)  # noqa: S102  # ours
    assert spark.read.parquet(str(tmp_path / "failed")).count() == 1
    assert {
        row["post"]: row["sum(likes)"] for row in names["posts"].groupBy("post").sum("likes").collect()
    } == {post: sums["likes"] for post, sums in totals([*ROWS, ("e", "x", {})]).items()}
