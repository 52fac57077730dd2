"""Many rows, from a file to a file: the command `postmetrics batch`."""

from __future__ import annotations

import signal
import sys

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

import attrs

from .jobs import ENDS, in_order
from .ndjson import Lines, answer_lines, open_lines, packed
from .output import STREAM, Output, outputs, refuse_same
from .progress import Progress, progress
from .rows import Answers, Chunk, Rows


if TYPE_CHECKING:
    from types import FrameType


__all__ = ["Interrupted", "Rows", "batch"]

_CHUNK = 1 << 22  # bytes: some tens of milliseconds of work

_Form: TypeAlias = Literal["lines", "gzip", "parquet"]


def batch(source: str, target: str, *, rows: Rows, errors: str | None = None, jobs: int = 1) -> Progress:
    """
    Answer each row of *source* in *target*, in its place, and return how many there were.

    Both are names of files whose suffix says what they are, or `-`, which is lines from standard
    input and to standard output. The answer to a bad row is its error; *errors* has it again,
    with the number of its line, compressed where its name ends in `.gz`. They appear under their
    names together, when all is done. *jobs* processes answer.

    Raises `ValueError` for a suffix that says nothing, for one file under two names, and for a
    *source* that cannot be read to its end; `LookupError` and `TypeError` where its columns will
    not do; `OSError`, also for a worker that dies; `ImportError` where Parquet needs what is not
    installed; and `Interrupted`.
    """
    read, write = _form(source), _form(target)
    if "parquet" in {read, write}:
        import_module("postmetrics.arrow")  # which says what to install
    targets = [target, errors] if errors else [target]
    refuse_same(source, *targets)
    with (
        _trapping_signals() as trap,
        _open(source, read) as reader,
        outputs(*targets) as (out, *repeated),
        progress(reader.size, sys.stderr) as done,
    ):
        answer, writer = _through(reader, rows, write, out, jobs)
        with writer as put, closing(in_order(answer, reader.chunks(_CHUNK), jobs)) as answered:
            for answers in answered:
                put(answers.out)
                for each in repeated:
                    each.file.write(packed(answers.errors, compressed=_is_gzip(each.name)))
                done.add(answers)
                trap.check()
        for each in (out, *repeated):
            each.finish()
        trap.stop()  # only the names are left to take, all or none
    return done


def _form(name: str) -> _Form:
    """Return what the suffix of *name* says."""
    if name == STREAM:
        return "lines"
    if name.lower().removesuffix(".gz").endswith((".ndjson", ".jsonl", ".json")):
        return "gzip" if _is_gzip(name) else "lines"
    if name.lower().endswith(".parquet"):
        return "parquet"
    raise ValueError(f"{name}: expected a name in .ndjson, .jsonl or .json, also with .gz, or in .parquet")


def _is_gzip(name: str) -> bool:
    return name.lower().endswith(".gz")


class _Reader(Protocol):
    @property
    def size(self) -> int | None: ...

    def nothing(self) -> Chunk: ...

    def chunks(self, size: int) -> Iterator[Chunk]: ...


def _open(source: str, form: _Form) -> AbstractContextManager[_Reader]:
    if form != "parquet":
        return open_lines(source, compressed=form == "gzip")
    from .parquet import open_table  # noqa: PLC0415  # an extra

    return open_table(source)


def _through(
    reader: _Reader, rows: Rows, form: _Form, out: Output, jobs: int
) -> tuple[Callable[[Chunk], Answers], AbstractContextManager[Callable[[Any], object]]]:
    """Return what answers the chunks of *reader*, and what writes the answers to *out*."""
    as_lines, compressed = form != "parquet", form == "gzip"
    if as_lines and isinstance(reader, Lines):
        return partial(answer_lines, rows=rows, compressed=compressed), nullcontext(out.file.write)
    from .parquet import batches_to  # noqa: PLC0415
    from .tables import answer_table  # noqa: PLC0415

    answer = partial(answer_table, rows=rows, as_lines=as_lines, compressed=compressed)
    nothing = answer(reader.nothing()).out  # an error where the columns will not do
    return answer, nullcontext(out.file.write) if as_lines else batches_to(
        out.file, nothing.schema, beside=jobs > 1
    )


class Interrupted(BaseException):
    """A signal has ended a batch."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.signal = signal.Signals(number)

    def __str__(self) -> str:
        return f"batch: expected to reach the end, got {self.signal.name}"


@attrs.define
class _SignalTrap:
    """Raises `Interrupted` at the first signal, and nothing at others: by then it is cleaned up."""

    heard: int | None = None
    armed: bool = True

    def __call__(self, number: int, _: FrameType | None) -> None:
        if self.armed:
            self.armed = False
            self.heard = number
            self.check()

    def check(self) -> None:
        """Raise it again where a mapper that catches everything has caught it."""
        if self.heard:
            raise Interrupted(self.heard)

    def stop(self) -> None:
        """Let nothing interrupt any more."""
        self.check()
        self.armed = False


@contextmanager
def _trapping_signals() -> Iterator[_SignalTrap]:
    trap = _SignalTrap()
    wanted = [each for each in ENDS if signal.getsignal(each) != signal.SIG_IGN]
    before = {each: signal.signal(each, trap) for each in wanted}
    try:
        yield trap
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
