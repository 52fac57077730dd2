"""
Timing several ways to do one thing against each other, in one process.

What is counted is CPU time, the thread's own if not said otherwise: what else the machine does
meanwhile is no part of it.
"""

from __future__ import annotations

import gc

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from statistics import median
from time import thread_time
from typing import TypeAlias

import attrs


Work: TypeAlias = Callable[[], object]
Clock: TypeAlias = Callable[[], float]


@attrs.frozen
class Row:
    """One line of a comparison."""

    name: str
    value: float
    """The median over the rounds, in the unit of the group: seconds for one call, for one."""

    ratio: float
    """The median over the rounds of what it took beside the first line, in the same round."""


@attrs.frozen
class Group:
    """A comparison; the first line is what the others are measured against."""

    name: str
    title: str
    rows: tuple[Row, ...]
    unit: str = "s"

    def ratio(self, of: str, to: str) -> float | None:
        """Return how many times one line another one is, if both are there."""
        ratios = {row.name: row.ratio for row in self.rows}
        return ratios[of] / ratios[to] if of in ratios and to in ratios else None


@contextmanager
def _collected_between() -> Iterator[None]:
    """Let garbage be collected only when it is asked for, and only what comes from here on."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def _calls(work: Work, seconds: float, clock: Clock) -> int:
    """Return how many calls of *work* take about so many seconds."""
    calls = 1
    while True:
        start = clock()
        for _ in range(calls):
            work()
        took = clock() - start
        if took > seconds / 4:
            return max(1, round(calls * seconds / took))
        calls *= 2


def compare(
    ways: Mapping[str, Work], *, rounds: int, seconds: float = 0.005, clock: Clock = thread_time
) -> tuple[Row, ...]:
    """
    Return how long each of *ways* takes; the first is what the others are measured against.

    Every round runs each of them for about so many *seconds*, beginning with another one each
    time, so that whatever else the machine does meets all of them alike.
    """
    took: dict[str, list[float]] = {name: [] for name in ways}
    names = list(ways)
    with _collected_between():
        calls = {name: _calls(work, seconds, clock) for name, work in ways.items()}
        for turn in range(rounds):
            begin = turn % len(names)
            for name in (*names[begin:], *names[:begin]):
                work, often = ways[name], range(calls[name])
                gc.collect()
                start = clock()
                for _ in often:
                    work()
                took[name].append((clock() - start) / len(often))
    return medians(took)


def medians(took: Mapping[str, list[float]]) -> tuple[Row, ...]:
    """Return the medians of what each way took in each round."""
    first = next(iter(took.values()))
    return tuple(
        Row(name, median(all_), median(one / beside for one, beside in zip(all_, first, strict=True)))
        for name, all_ in took.items()
    )
