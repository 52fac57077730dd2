"""
With Ray Data: `map_batches` over Arrow tables.

Its sum of nulls is null, but 64 bits wrap round: sum decimals. Ray 2.60 reads files reliably only
where aiohttp is installed too: it tries an import in several threads at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa
import ray.data

from postmetrics.metrics import NAMES

from .posts import COLUMNS, Sums, normalize


_WIDE = pa.schema([COLUMNS.field("post"), *((name, pa.decimal128(38)) for name in NAMES)])


def widely(table: pa.Table) -> pa.Table:
    """Return the numbers of a table of payloads, as decimals that a sum of them fits."""
    return pa.Table.from_batches(normalize(table.to_batches())).select(_WIDE.names).cast(_WIDE)


def sums(files: Sequence[str]) -> Sums:
    """Return the sums of the posts in *files*."""
    posts = ray.data.read_parquet(list(files)).map_batches(widely, batch_format="pyarrow")
    rows = posts.groupby("post").sum(list(NAMES)).take_all()
    return {
        row["post"]: {name: None if (n := row[f"sum({name})"]) is None else int(n) for name in NAMES}
        for row in rows
    }


def own_sum(values: Iterable[int | None]) -> object:
    """Return what `sum` makes of an int64 column."""
    return ray.data.from_arrow(pa.table({"n": pa.array(values, pa.int64())})).sum("n")
