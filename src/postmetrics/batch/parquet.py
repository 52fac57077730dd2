"""Parquet, read and written in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO

import attrs
import pyarrow as pa  # type: ignore[import-untyped]  # it says nothing of its types
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from postmetrics.text import one_line

from .rows import Chunk


_MOST_ROWS = 10_000  # of a chunk
_ROW_GROUP = 1 << 25  # bytes, as they are in memory


@attrs.frozen
class Table:
    """The rows of a Parquet file."""

    name: str
    _file: Any

    @property
    def size(self) -> int:
        """How many rows there are."""
        rows: int = self._file.metadata.num_rows
        return rows

    def chunks(self, size: int) -> Iterator[Chunk]:
        """Yield all rows, in chunks of about *size* bytes; raises `ValueError` for a damaged file."""
        if not self.size:
            yield self.nothing()  # there is one even of nothing
        groups = self._file.metadata
        stored = sum(groups.row_group(each).total_byte_size for each in range(groups.num_row_groups))
        rows = min(max(size * self.size // max(stored, 1), 1), _MOST_ROWS)
        end = 0
        with _parquet(self.name):
            for batch in self._file.iter_batches(batch_size=rows):
                first, end = end + 1, end + batch.num_rows
                yield Chunk(first, batch, end)

    def nothing(self) -> Chunk:
        """Return a chunk without a row, which shows whether the columns will do."""
        return Chunk(1, pa.RecordBatch.from_pylist([], self._file.schema_arrow))


@contextmanager
def open_table(name: str) -> Iterator[Table]:
    """Open a Parquet file; raises `OSError`, and `ValueError` where it is none."""
    with open(name, "rb") as file:  # noqa: PTH123  # a name as it was given
        with _parquet(name):
            opened = pq.ParquetFile(file, buffer_size=1 << 20, pre_buffer=False)  # or it holds all of it
        yield Table(name, opened)


@contextmanager
def _parquet(name: str) -> Iterator[None]:
    try:
        yield
    except pa.ArrowException as error:
        raise ValueError(f"{name}: expected Parquet, got {one_line(error)}") from error


@contextmanager
def batches_to(
    file: BinaryIO, schema: pa.Schema, *, beside: bool = False
) -> Iterator[Callable[[pa.RecordBatch], None]]:
    """
    Yield what writes a record batch; several are held until they make a row group worth reading.

    A row group is written *beside* those that come, or before them.
    """
    writer = pq.ParquetWriter(file, schema, compression="zstd")
    held: list[pa.RecordBatch] = []
    written: list[Future[None]] = []

    def flush() -> None:
        table = pa.Table.from_batches(held, schema)
        held.clear()
        finish()
        written.append(thread.submit(writer.write_table, table))
        if not beside:
            finish()

    def finish() -> None:
        while written:
            written.pop().result()

    def write(batch: pa.RecordBatch) -> None:
        held.append(batch)
        if sum(each.nbytes for each in held) >= _ROW_GROUP:
            flush()

    try:
        with ThreadPoolExecutor(1) as thread:
            yield write
            flush()
            finish()
        writer.close()
    finally:
        with suppress(OSError):  # of what an error has left unwritten
            writer.close()
