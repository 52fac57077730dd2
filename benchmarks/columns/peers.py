"""Who is measured: ours, and what is installed of the others, once they agree."""

from __future__ import annotations

import json
import os

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa

from benchmarks.peers import OURS
from postmetrics import normalize_platform, to_dict
from postmetrics.arrow import normalize_batches
from postmetrics.metrics import NAMES

from . import parquet


ID = "platform_post_id"
FOUND = (*NAMES, ID)
"""The columns that all must find."""

_LIBRARIES = ("pydantic", "duckdb", "polars")


@attrs.frozen
class Peer:
    """One way to get `FOUND` out of a platform's payloads: lines of JSON, or a Parquet file."""

    name: str
    from_lines: Callable[[str, Sequence[bytes]], pa.Table]
    from_parquet: Callable[[str, Path], pa.Table]


def peers() -> tuple[Peer, ...]:
    """Return ours, and every library that is installed."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")  # it asks when it is imported
    installed = (name for name in _LIBRARIES if find_spec(name))
    modules = {name: import_module(f"{__package__}.with_{name}") for name in installed}
    others = (Peer(name, each.from_lines, each.from_parquet) for name, each in modules.items())
    return (Peer(OURS, _from_lines, _from_parquet), *others)


def _from_lines(platform: str, lines: Sequence[bytes]) -> pa.Table:
    parts = (lines[at : at + parquet.BATCH] for at in range(0, len(lines), parquet.BATCH))
    return _found(
        platform, (pa.record_batch({parquet.COLUMN: pa.array(part, pa.binary())}) for part in parts)
    )


def _from_parquet(platform: str, path: Path) -> pa.Table:
    return _found(platform, parquet.read(path))


def _found(platform: str, batches: Iterator[pa.RecordBatch]) -> pa.Table:
    answered = normalize_batches(batches, platform=platform, payload=parquet.COLUMN)
    return pa.Table.from_batches(batch.select(FOUND) for batch in answered)


def expected(platform: str, lines: Iterable[bytes]) -> list[tuple[Any, ...]]:
    """Return what is to be found: what the plain library finds in one payload after another."""
    posts = (to_dict(normalize_platform(platform, json.loads(line))) for line in lines)
    return [(*post["metrics"].values(), post[ID]) for post in posts]


def check(name: str, found: pa.Table, wanted: Sequence[tuple[Any, ...]]) -> None:
    """Raise a `ValueError` unless a peer has *found* what is *wanted*, row for row."""
    rows = list(zip(*(found[column].to_pylist() for column in FOUND), strict=True))
    if len(rows) != len(wanted):
        raise ValueError(f"{name}: expected {len(wanted)} rows, got {len(rows)}")
    for number, (row, right) in enumerate(zip(rows, wanted, strict=True), 1):
        if row != right:
            raise ValueError(f"{name}, row {number}: expected {right}, got {row}")
