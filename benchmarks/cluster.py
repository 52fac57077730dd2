"""
What Spark takes with so many executors: `python -m benchmarks.cluster EXECUTORS FOLDER ROUNDS`.

Each executor is a process of one core. The Parquet files of the folder are read, normalized and
summed, once for all to be warm and then as often as is said; seconds and sums are printed as JSON.
"""

from __future__ import annotations

import json
import os
import sys

from functools import partial
from time import perf_counter
from typing import Any

from pyspark.sql import SparkSession
from pyspark.sql import functions as F  # noqa: N812  # as its documentation has it

from postmetrics.arrow import SPARK_DDL, normalize_batches
from postmetrics.metrics import NAMES


def main(executors: int, folder: str, rounds: int) -> dict[str, Any]:
    """Return the seconds of each round, and the sums that all of them found."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    spark = (
        SparkSession.builder.master(f"local-cluster[{executors},1,1024]")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    normalize = partial(normalize_batches, platform="platform", payload="payload")
    posts = spark.read.parquet(folder).mapInArrow(normalize, f"platform STRING, payload STRING, {SPARK_DDL}")
    sums = posts.agg(F.count("error").alias("errors"), *(F.sum(name).alias(name) for name in NAMES))
    warm = sums.first().asDict()
    seconds = []
    for _ in range(rounds):
        start = perf_counter()
        if sums.first().asDict() != warm:
            raise ValueError(f"spark: expected {warm} again")
        seconds.append(perf_counter() - start)
    spark.stop()
    return {"seconds": seconds, "sums": warm}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))) + "\n")
