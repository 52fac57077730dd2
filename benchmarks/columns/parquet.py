"""Payloads in a Parquet file: their platform, and their JSON as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


COLUMN = "payload"
BATCH = 1024
"""Rows that are read at a time: few enough to stay in a processor's cache."""

_STORED = 4096  # rows that are written at a time
_SCHEMA = pa.schema([("platform", pa.string()), (COLUMN, pa.string())])


def write(rows: Iterable[tuple[str, bytes]], path: Path) -> None:
    """Write payloads, each with its platform."""
    left = iter(rows)
    with pq.ParquetWriter(path, _SCHEMA) as file:
        while part := list(islice(left, _STORED)):
            names, texts = zip(*part, strict=True)
            columns = [pa.array(names, pa.string()), pa.array(texts, pa.binary()).cast(pa.string())]
            file.write_batch(pa.record_batch(columns, schema=_SCHEMA))


def read(path: Path) -> Iterator[pa.RecordBatch]:
    """Yield the payloads of a file, as record batches."""
    batches: Iterator[pa.RecordBatch] = pq.ParquetFile(path).iter_batches(
        BATCH, columns=[COLUMN], use_threads=False
    )
    return batches


def lines(path: Path) -> Iterator[bytes]:
    """Yield the payloads of a file, as the bytes that they are stored as: to decode them takes long."""
    for batch in read(path):
        yield from batch[COLUMN].cast(pa.binary()).to_pylist()
