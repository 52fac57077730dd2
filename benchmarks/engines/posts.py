"""Stored payloads in Parquet files, and what the plain library makes of them."""

from __future__ import annotations

import json

from collections.abc import Iterable
from functools import partial
from importlib import resources
from pathlib import Path
from random import Random
from typing import TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from postmetrics import MalformedPayload, Metrics, normalize_platform, total
from postmetrics.arrow import SCHEMA, normalize_batches
from postmetrics.metrics import Number


Sums: TypeAlias = dict[str, dict[str, Number | None]]
"""Of each post, the sum of each metric over its payloads, null where none reports it."""

COLUMNS = pa.schema({"post": pa.string(), "network": pa.string(), "raw": pa.string()})
NORMALIZED = pa.schema([*COLUMNS, *SCHEMA])

normalize = partial(normalize_batches, platform="network", payload="raw")
"""From batches of `COLUMNS` to batches of `NORMALIZED`."""

_FILES = 4
_SEED = 6
_EDGES = (
    ("nothing", "youtube", {}),
    ("nothing", "x", {"public_metrics": {}}),
    ("malformed", "youtube", {"statistics": {"viewCount": "n/a", "likeCount": "5"}}),
    ("exact", "x", {"public_metrics": {"like_count": 2**53}}),
    ("exact", "x", {"public_metrics": {"like_count": 1}}),
    ("long", "x", {"public_metrics": {"like_count": 2**62}}),
    ("long", "x", {"public_metrics": {"like_count": 2**62}}),
)


def write(directory: Path, *, rows: int) -> list[str]:
    """Write *rows* of the package's vectors, and what a sum may stumble over, into a few files there."""
    vectors = [
        (vector.name.removesuffix(".json"), each["raw"])
        for vector in sorted(resources.files("postmetrics").joinpath("vectors").iterdir(), key=str)
        if vector.name.endswith(".json") and vector.name != "responses.json"
        for each in json.loads(vector.read_text("utf-8"))
    ]
    random = Random(_SEED)  # noqa: S311  # the same posts each time
    posts = [(f"post {random.randrange(rows // 20)}", *random.choice(vectors)) for _ in range(rows)]
    stored = [(post, network, json.dumps(payload)) for post, network, payload in (*posts, *_EDGES)]
    random.shuffle(stored)
    files = [str(directory / f"{number}.parquet") for number in range(_FILES)]
    for number, file in enumerate(files):
        columns = zip(*stored[number::_FILES], strict=True)
        pq.write_table(pa.table([pa.array(column) for column in columns], schema=COLUMNS), file)
    return files


def expected(files: Iterable[str]) -> Sums:
    """Return the sums that the plain library finds, payload by payload."""
    posts: dict[str, list[Metrics[Number | None]]] = {}
    for row in pa.concat_tables([pq.read_table(file) for file in files]).to_pylist():
        try:
            metrics = normalize_platform(row["network"], json.loads(row["raw"])).metrics
        except MalformedPayload:
            metrics = Metrics.fill(None)
        posts.setdefault(row["post"], []).append(metrics)
    return {post: dict(total(each).items()) for post, each in posts.items()}
