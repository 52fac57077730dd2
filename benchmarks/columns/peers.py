"""Who is measured: ours, the floor, and what is installed of the others, once they agree."""

from __future__ import annotations

import json
import os

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
import pyarrow.parquet as pq

from postmetrics import normalize_platform, to_dict
from postmetrics.arrow import normalize_batches
from postmetrics.metrics import NAMES

from benchmarks.peers import FLOOR, OURS, read_json


COLUMN = "payload"
"""The column of JSON text in a Parquet file."""

FOUND = (*NAMES, "platform_post_id")
"""The columns that all must find."""

_BATCH = 4096
_LIBRARIES = ("pydantic", "duckdb", "polars")


@attrs.frozen
class Peer:
    """One way to get `FOUND` out of a platform's payloads."""

    name: str
    from_lines: Callable[[str, Sequence[bytes]], pa.Table]
    from_parquet: Callable[[str, Path], pa.Table]


def write(lines: Sequence[bytes], path: Path) -> None:
    """Write payloads as a column of a Parquet file."""
    pq.write_table(pa.table({COLUMN: pa.array(lines, pa.binary()).cast(pa.string())}), path)


def read(path: Path) -> Iterator[pa.RecordBatch]:
    """Yield the record batches of a file."""
    return pq.ParquetFile(path).iter_batches(_BATCH, use_threads=False)


def payloads(path: Path) -> Iterator[bytes]:
    """Yield the payloads of a file, as the bytes that they are stored as, for to decode them takes long."""
    for batch in read(path):
        yield from batch[COLUMN].cast(pa.binary()).to_pylist()


def parse(lines: Iterator[bytes] | Sequence[bytes]) -> None:
    """Parse each of *lines*, and do nothing with it: the floor."""
    loads = read_json()
    for line in lines:
        loads(line)


def peers() -> tuple[Peer, ...]:
    """Return ours, and every library that is installed."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")  # it asks when it is imported
    modules = {name: import_module(f"{__package__}.with_{name}") for name in _LIBRARIES if find_spec(name)}
    others = (Peer(name, each.from_lines, each.from_parquet) for name, each in modules.items())
    return (Peer(OURS, _from_lines, _from_parquet), *others)


def _from_lines(platform: str, lines: Sequence[bytes]) -> pa.Table:
    parts = (lines[at : at + _BATCH] for at in range(0, len(lines), _BATCH))
    return _columns(platform, (pa.record_batch({COLUMN: pa.array(part, pa.binary())}) for part in parts))


def _from_parquet(platform: str, path: Path) -> pa.Table:
    return _columns(platform, read(path))


def _columns(platform: str, batches: Iterator[pa.RecordBatch]) -> pa.Table:
    return pa.Table.from_batches(normalize_batches(batches, platform=platform, payload=COLUMN))


def expected(platform: str, lines: Sequence[bytes]) -> list[tuple[Any, ...]]:
    """Return what is to be found: what the plain library finds in each payload, one after another."""
    posts = (to_dict(normalize_platform(platform, json.loads(line))) for line in lines)
    return [(*post["metrics"].values(), post["platform_post_id"]) for post in posts]


def check(name: str, found: pa.Table, wanted: Sequence[tuple[Any, ...]]) -> None:
    """Raise a `ValueError` unless a peer has *found* what is *wanted*, row for row."""
    rows = list(zip(*(found[column].to_pylist() for column in FOUND), strict=True))
    if len(rows) != len(wanted):
        raise ValueError(f"{name}: expected {len(wanted)} rows, got {len(rows)}")
    for number, (row, right) in enumerate(zip(rows, wanted, strict=True), 1):
        if row != right:
            raise ValueError(f"{name}, row {number}: expected {right}, got {row}")


__all__ = [
    "COLUMN",
    "FLOOR",
    "FOUND",
    "OURS",
    "Peer",
    "check",
    "expected",
    "parse",
    "payloads",
    "peers",
    "read",
    "write",
]
