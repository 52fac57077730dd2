"""Files that appear under their names when they are complete, or not at all."""

from __future__ import annotations

import io
import os
import secrets
import shutil

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from stat import S_ISREG
from typing import Any, BinaryIO

import attrs


STREAM = "-"
"""The name of standard input, and of standard output."""

IN, _OUT = 0, 1  # which also where they are closed can be named
_MUCH = 1 << 25  # bytes


@attrs.frozen
class Output:
    """Bytes on their way to a name; *temporary* is where they are until then, if not at once there."""

    name: str
    file: BinaryIO
    temporary: Path | None = None

    def finish(self) -> None:
        """Bring all that was written to the disk."""
        self.file.flush()
        if self.temporary:
            with named(self.name):
                os.fsync(self.file.fileno())
            self.file.close()

    def appear(self) -> None:
        """Take the name."""
        if self.temporary:
            self.temporary.replace(Path(self.name).resolve())


@contextmanager
def outputs(*names: str) -> Iterator[list[Output]]:
    """
    Yield an output for each name; all of them, finished, appear at the end, or none after an error.

    Until then the bytes are in a file beside each name. Where a name is a link, what it leads to
    is replaced. Raises `OSError`, which a full disk is, and `ValueError` for a name that is
    something else than a file's.
    """
    with ExitStack() as stack:
        opened = [stack.enter_context(_opened(name)) for name in names]
        yield opened
        for output in reversed(opened):  # the first is what the others are about
            output.appear()


@contextmanager
def _opened(name: str) -> Iterator[Output]:
    if name == STREAM:
        with _closing(_Raw(_OUT, "wb", "standard output")) as file:
            yield Output(name, file)
        return
    final = Path(name).resolve()
    if final.exists() and not final.is_file():
        raise ValueError(f"{name}: expected the name of a file, got that of something else")
    temporary = final.with_name(f".{final.name}.{secrets.token_hex(4)}")
    try:
        with _closing(_Raw(temporary, "xb", name)) as file:
            with suppress(FileNotFoundError):
                shutil.copymode(final, temporary)  # who may not read the old one may not read the new
            yield Output(name, file, temporary)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _closing(raw: io.FileIO) -> Iterator[BinaryIO]:
    file = io.BufferedWriter(raw)
    try:
        yield file
    finally:
        with suppress(OSError):  # of what an error has left unwritten
            file.close()


class _Raw(io.FileIO):
    """A file whose errors say what it is called, and that comes to the disk while it is written."""

    def __init__(self, file: Path | int, mode: str, called: str) -> None:
        self.called = called
        self.held = 0
        with named(called):
            super().__init__(file, mode, closefd=not isinstance(file, int))

    def write(self, data: Any) -> int:
        with named(self.called):
            written = super().write(data)
        self.held += written
        if self.held >= _MUCH:
            self.held = 0
            with suppress(AttributeError, OSError):  # not all systems and files take advice
                # Else most of it waits for the end, and takes the memory of what else is read.
                os.posix_fadvise(self.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return written


@contextmanager
def named(name: str) -> Iterator[None]:
    """Have each `OSError` say *name*, for those of reading and writing do not."""
    try:
        yield
    except OSError as error:
        if error.errno:  # the system's
            error.filename = name
        raise


def refuse_same(source: str, *targets: str) -> None:
    """Raise `ValueError` where what is written would take the place of *source*, or of another target."""
    taken = dict.fromkeys(_identities(source, IN), source)
    for target in targets:
        identities = _identities(target, _OUT)
        if same := [taken[each] for each in identities if each in taken]:
            raise ValueError(f"{target}: expected another file than {same[0]}, got the same")
        taken |= dict.fromkeys(identities, target)


def _identities(name: str, stream: int) -> set[object]:
    """Return what tells one file from another: where it is and, of one that exists, which it is."""
    place = stream if name == STREAM else Path(name).resolve()
    with suppress(OSError):
        status = os.stat(place)  # noqa: PTH116  # a stream has no path
        if S_ISREG(status.st_mode):
            return {place, (status.st_dev, status.st_ino)}
    return {place}
