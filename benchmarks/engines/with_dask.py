"""
With Dask: a file a task, in processes, summed by the library's own `total`.

The sums of its data frames make 0 of nulls unless `min_count=1` is said, and 64 bits wrap round.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import dask
import dask.dataframe as dd
import pandas as pd

from dask.distributed import Client
from pyarrow.parquet import ParquetFile

from postmetrics import Metrics, add, total
from postmetrics.metrics import NAMES, Number

from .posts import Sums, normalize


@dask.delayed
def totals(file: str) -> dict[str, Metrics[Number | None]]:
    """Return the totals of the posts in one file."""
    posts: dict[str, Metrics[Number | None]] = {}
    for batch in normalize(ParquetFile(file).iter_batches()):
        for row in batch.to_pylist():
            metrics = Metrics(**{name: row[name] for name in NAMES})
            posts[row["post"]] = add(posts.get(row["post"], metrics.fill(None)), metrics)
    return posts


def sums(files: Sequence[str]) -> Sums:
    """Return the sums of the posts in *files*."""
    with Client(n_workers=2, threads_per_worker=1, dashboard_address=None):
        parts = dask.compute(*map(totals, files))
    posts = {post for part in parts for post in part}
    return {post: dict(total(part[post] for part in parts if post in part).items()) for post in posts}


def own_sum(values: Iterable[int | None]) -> object:
    """Return what `sum` makes of an int64 column of Arrow's."""
    frame = pd.DataFrame({"n": pd.array(list(values), dtype="int64[pyarrow]")})
    return dd.from_pandas(frame, npartitions=1)["n"].sum().compute()
