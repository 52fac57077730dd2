"""How far a batch is, for whoever watches a terminal."""

from __future__ import annotations

import os
import time

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TextIO

import attrs

from .rows import Answers


_EVERY = 0.1  # seconds
_BAR = 20  # characters


@attrs.define
class Progress:
    """What is done by now, drawn over itself on *terminal* if there is one."""

    size: int | None
    """How much there is to read, in the unit of `Answers.end`."""

    terminal: TextIO | None
    clock: Callable[[], float] = time.monotonic
    rows: int = 0
    bad: int = 0
    _end: int = 0
    _drawn: float = float("-inf")
    _started: float = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._started = self.clock()

    def add(self, answers: Answers) -> None:
        """Count what became of a chunk."""
        self.rows += answers.rows
        self.bad += answers.bad
        self._end = answers.end
        if self.terminal and self.clock() >= self._drawn + _EVERY:
            self._drawn = self.clock()
            _draw(self.terminal, self._line())

    def __str__(self) -> str:
        return f"{self.rows:,} rows, {self.bad:,} of them bad, in {self._seconds:.1f} s"

    @property
    def _seconds(self) -> float:
        return self.clock() - self._started

    def _line(self) -> str:
        seconds = self._seconds or 1e-9
        counts = f"{self.rows:,} rows  {self.rows / seconds:,.0f} rows/s  {self.bad:,} bad"
        if not self.size or not self._end:
            return counts
        share = min(self._end / self.size, 1)
        left = timedelta(seconds=round(seconds * (1 - share) / share))
        return f"{'#' * round(_BAR * share):-<{_BAR}} {share:4.0%}  {counts}  {left} left"


@contextmanager
def progress(size: int | None, stream: TextIO | None) -> Iterator[Progress]:
    """Yield what counts, and draws where *stream* is a terminal; nothing of it is left there at the end."""
    terminal = stream if stream and stream.isatty() else None
    try:
        yield Progress(size, terminal)
    finally:
        if terminal:
            _draw(terminal, "")


def _draw(terminal: TextIO, text: str) -> None:
    with suppress(OSError):  # a terminal that was closed is watched by nobody
        width = (os.get_terminal_size(terminal.fileno()).columns or 80) - 1
        terminal.write(f"\r{text[:width]:{width}}\r")
        terminal.flush()
