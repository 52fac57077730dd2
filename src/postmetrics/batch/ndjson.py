"""Lines of JSON, and the answers to them."""

from __future__ import annotations

import gzip
import io
import os
import zlib

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from stat import S_ISREG
from typing import Any

import attrs

from postmetrics.text import row_error

from .output import IN, STREAM, named
from .rows import Answers, Chunk, Rows, bad, line


_SPACE = b" \t\r\n"  # JSON's own


@attrs.frozen
class Lines:
    """The lines of a file, or of standard input."""

    name: str
    size: int | None
    """Bytes of the file as it is stored; None where nobody can know."""

    _stored: Any
    _read: Any

    def chunks(self, size: int) -> Iterator[Chunk]:
        """
        Yield all lines, in chunks of at least *size* bytes.

        Raises `ValueError` for a gzip file that is cut or damaged and for UTF-16, and `OSError`.
        """
        text = self._some(size)
        if text.startswith((BOM_UTF16_BE, BOM_UTF16_LE)):
            raise ValueError(f"{self.name}: expected UTF-8, got UTF-16")
        text = text.removeprefix(BOM_UTF8)
        first = 1
        while text or first == 1:  # there is a chunk even of nothing
            yield Chunk(first, text, self._stored.tell() if self.size else 0)
            first += text.count(b"\n") or 1
            text = self._some(size)

    def nothing(self) -> Chunk:
        """Return a chunk without a row."""
        return Chunk(1, b"")

    def _some(self, size: int) -> bytes:
        """Return whole lines, for whoever answers them to split."""
        try:
            with named(self.name):
                text: bytes = self._read.read(size)
                return text if text.endswith(b"\n") else text + self._read.readline()
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise ValueError(f"{self.name}: expected a whole gzip file, got {error}") from error


@contextmanager
def open_lines(name: str, *, compressed: bool) -> Iterator[Lines]:
    """Open a file, or standard input; raises `OSError`."""
    with ExitStack() as stack:
        is_stream = name == STREAM
        stored = stack.enter_context(open(IN if is_stream else name, "rb", closefd=not is_stream))
        status = os.fstat(stored.fileno())
        size = status.st_size if S_ISREG(status.st_mode) else None
        if compressed:
            unpacked: Any = stack.enter_context(gzip.GzipFile(fileobj=stored))
            yield Lines(name, size, stored, io.BufferedReader(unpacked, 1 << 17))
        else:
            yield Lines(name, size, stored, stored)


def numbered(chunk: Chunk) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a chunk with their numbers, and without their ends; a blank one is empty."""
    lines = chunk.rows.split(b"\n")
    if not lines[-1]:
        lines.pop()  # what is after the last end
    for number, text in enumerate(lines, chunk.first):
        yield number, text.strip(_SPACE)


def answer_lines(chunk: Chunk, *, rows: Rows, compressed: bool) -> Answers:
    """
    Return the answers to lines as lines, each in the place of its own.

    The answer to a bad row says what is wrong with it, and has the row. A blank line is no row,
    and stays a blank line.
    """
    out: list[bytes] = []
    errors: list[bytes] = []
    blank = 0
    for number, text in numbered(chunk):
        if not text:
            blank += 1
            out.append(b"")
            continue
        try:
            out.append(rows.answer(text))
        except Exception as error:  # noqa: BLE001  # whatever a mapper raises, the others go on
            row = bad(row_error(error), text)
            out.append(line(row))
            errors.append(line({"line": number, **row}))
    return Answers(
        len(out) - blank, len(errors), stored(out, compressed=compressed), ended(errors), chunk.end
    )


def ended(lines: Iterable[bytes]) -> bytes:
    """Return *lines*, each with its end."""
    return b"".join(line + b"\n" for line in lines)


def stored(lines: Iterable[bytes], *, compressed: bool) -> bytes:
    """Return *lines* as they are stored."""
    return packed(ended(lines), compressed=compressed)


def packed(text: bytes, *, compressed: bool) -> bytes:
    """Return *text* as it is stored: compressed by chunk, for gzip may have several parts."""
    return gzip.compress(text, 6, mtime=0) if compressed else text
