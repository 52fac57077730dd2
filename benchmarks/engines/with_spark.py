"""
With Spark: `mapInArrow`, and SQL.

Its SUM is null where all is null, and an error where 64 bits do not hold it: sum decimals.
"""

from __future__ import annotations

import os
import sys

from collections.abc import Iterable, Sequence

from pyspark.sql import SparkSession

from postmetrics.arrow import SPARK_DDL
from postmetrics.metrics import NAMES

from .posts import Sums, normalize


def sums(files: Sequence[str]) -> Sums:
    """Return the sums of the posts in *files*."""
    posts = _spark().read.parquet(*files)
    posts = posts.mapInArrow(normalize, f"post STRING, network STRING, raw STRING, {SPARK_DDL}")
    posts.createOrReplaceTempView("posts")
    sums = ", ".join(f"SUM(CAST({name} AS DECIMAL(38))) AS {name}" for name in NAMES)
    query = f"SELECT post, {sums} FROM posts GROUP BY post"  # noqa: S608  # the metrics' names
    rows = _spark().sql(query).collect()
    return {
        row["post"]: {name: None if row[name] is None else int(row[name]) for name in NAMES} for row in rows
    }


def own_sum(values: Iterable[int | None]) -> object:
    """Return what SUM makes of a BIGINT column."""
    numbers = _spark().createDataFrame([(value,) for value in values], "n BIGINT")
    return numbers.selectExpr("SUM(n)").collect()[0][0]


def _spark() -> SparkSession:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    return SparkSession.builder.master("local[2]").getOrCreate()
