from __future__ import annotations

import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from postmetrics.batch import parquet
from postmetrics.batch.parquet import batches_to, open_table


@pytest.mark.parametrize(("size", "rows"), [(1, 1), (10**9, 30)])
def test_chunks_are_of_about_a_size(tmp_path, size, rows):
    name = str(tmp_path / "in.parquet")
    pq.write_table(pa.table({"a": [os.urandom(50).hex() for _ in range(30)]}), name, row_group_size=20)
    with open_table(name) as table:
        chunks = list(table.chunks(size))
        assert table.size == 30
    assert chunks[0].rows.num_rows == rows
    assert [chunk.first for chunk in chunks][-1] == 31 - chunks[-1].rows.num_rows
    assert chunks[-1].end == 30


def test_rows_that_are_all_alike_make_no_chunk_without_end(tmp_path):
    name = str(tmp_path / "in.parquet")
    pq.write_table(pa.table({"a": ["x" * 1000] * 25_000}), name)
    with open_table(name) as table:
        assert [chunk.rows.num_rows for chunk in table.chunks(1 << 20)] == [10_000, 10_000, 5_000]


@pytest.mark.parametrize("beside", [False, True])
def test_small_batches_are_written_as_large_row_groups(tmp_path, monkeypatch, beside):
    batch = pa.record_batch({"a": list(range(100))})
    monkeypatch.setattr(parquet, "_ROW_GROUP", 3 * batch.nbytes)
    with (tmp_path / "out").open("wb") as file, batches_to(file, batch.schema, beside=beside) as write:
        for _ in range(7):
            write(batch)
    made = pq.ParquetFile(tmp_path / "out")
    assert [made.metadata.row_group(each).num_rows for each in range(made.num_row_groups)] == [300, 300, 100]
    assert made.read()["a"].to_pylist() == list(range(100)) * 7


def test_no_batch_is_a_table_too(tmp_path):
    schema = pa.schema([("a", pa.int64())])
    with (tmp_path / "out").open("wb") as file, batches_to(file, schema):
        pass
    assert pq.read_table(tmp_path / "out") == schema.empty_table()
