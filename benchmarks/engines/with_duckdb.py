"""
With DuckDB: SQL over the batches, as they come.

Its SUM is null where all is null, and a HUGEINT of 128 bits, so it is right as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb
import pyarrow as pa

from pyarrow.dataset import dataset

from postmetrics.metrics import NAMES

from .posts import NORMALIZED, Sums, normalize


def sums(files: Sequence[str]) -> Sums:
    """Return the sums of the posts in *files*."""
    batches = normalize(dataset(files).to_batches())
    posts = pa.RecordBatchReader.from_batches(NORMALIZED, batches)  # read once, a batch at a time
    sums = ", ".join(f"SUM({name})" for name in NAMES)
    query = f"SELECT post, {sums} FROM posts GROUP BY post"  # noqa: S608  # the metrics' names
    with duckdb.connect() as connection:
        rows = connection.register("posts", posts).execute(query).fetchall()
    return {post: dict(zip(NAMES, sums, strict=True)) for post, *sums in rows}


def own_sum(values: Iterable[int | None]) -> object:
    """Return what SUM makes of a BIGINT column."""
    with duckdb.connect() as connection:
        connection.register("numbers", pa.table({"n": pa.array(values, pa.int64())}))
        (row,) = connection.execute("SELECT SUM(n) FROM numbers").fetchall()
    return row[0]
