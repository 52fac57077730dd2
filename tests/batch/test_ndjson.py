from __future__ import annotations

import gzip
import os

import pytest

from postmetrics.batch.ndjson import answer_lines, open_lines
from postmetrics.batch.rows import Chunk, Rows


@pytest.mark.parametrize("compressed", [False, True])
def test_chunks_are_whole_lines_with_their_number_and_their_end(tmp_path, compressed):
    file = tmp_path / "in"
    text = b"one\ntwo\n\nthree"
    file.write_bytes(gzip.compress(text) if compressed else text)
    with open_lines(str(file), compressed=compressed) as lines:
        chunks = list(lines.chunks(5))
        assert lines.size == file.stat().st_size
    assert [(chunk.first, chunk.rows) for chunk in chunks] == [
        (1, b"one\ntwo\n"),
        (3, b"\nthree"),
    ]
    assert chunks[-1].end == file.stat().st_size
    if not compressed:
        assert chunks[0].end == 8


def test_a_pipe_has_no_size():
    read, write = os.pipe()
    os.write(write, b"a\nb\n")
    os.close(write)
    keep = os.dup(0)
    os.dup2(read, 0)
    try:
        with open_lines("-", compressed=False) as lines:
            assert lines.size is None
            assert list(lines.chunks(100)) == [Chunk(1, b"a\nb\n")]
    finally:
        os.dup2(keep, 0)
        os.close(keep)
        os.close(read)


def test_a_mark_of_the_byte_order_is_no_part_of_a_line_wherever_files_were_joined():
    mark = b"\xef\xbb\xbf"
    answers = answer_lines(Chunk(1, b"{}\n" + mark + b"{}\n"), rows=Rows(), compressed=False)
    assert (answers.rows, answers.bad) == (2, 0)


def test_an_input_that_cannot_be_read_is_named(tmp_path):
    with open_lines(__file__, compressed=False) as lines:
        lines._read.close()
        with pytest.raises(ValueError, match="closed file"):
            next(lines.chunks(1))
    with pytest.raises(IsADirectoryError, match=str(tmp_path)), open_lines(str(tmp_path), compressed=False):
        pass
