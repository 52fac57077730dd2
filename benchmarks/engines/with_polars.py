"""
With Polars: a data frame of the batches.

Its sum of nulls is 0, and 64 bits wrap round: sum 128 bits, and only where something is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl
import pyarrow as pa

from pyarrow.dataset import dataset

from postmetrics.metrics import NAMES

from .posts import Sums, normalize


def sums(files: Sequence[str]) -> Sums:
    """Return the sums of the posts in *files*."""
    posts = pl.DataFrame(pa.Table.from_batches(normalize(dataset(files).to_batches())))
    exact = [
        pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).cast(pl.Int128).sum()).alias(name)
        for name in NAMES
    ]
    rows = posts.group_by("post").agg(exact).iter_rows()
    return {post: dict(zip(NAMES, sums, strict=True)) for post, *sums in rows}


def own_sum(values: Iterable[int | None]) -> object:
    """Return what `sum` makes of an Int64 column."""
    return pl.Series(values, dtype=pl.Int64).sum()
