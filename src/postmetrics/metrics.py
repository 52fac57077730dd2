"""The thirteen keys, and their totals."""

from __future__ import annotations

from fractions import Fraction
from operator import attrgetter
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

import attrs


if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


T = TypeVar("T")
U = TypeVar("U")

Number: TypeAlias = int | float


@attrs.frozen(kw_only=True)
class Metrics(Generic[T]):
    """
    One thing for each of the thirteen metrics: a rule, a number, a cell.

    This is the only place that lists them. There are no defaults, so a table that
    forgets one is a `TypeError` at import and an error to a type checker.

    >>> likes_only = Metrics.fill(None).replace(likes=911)
    >>> likes_only.likes, likes_only.views
    (911, None)
    """

    likes: T
    comments: T
    shares: T
    impressions: T
    views: T
    video_views: T
    video_viewers: T
    video_watch_time_ms: T
    engagement: T
    clicks: T
    saves: T
    bookmarks: T
    quotes: T

    @classmethod
    def fill(cls, value: U) -> Metrics[U]:
        """Return metrics that are all *value*."""
        return Metrics(**dict.fromkeys(NAMES, value))

    def items(self) -> Iterator[tuple[str, T]]:
        """Yield name and value of each metric, in the contract's order."""
        for name in NAMES:
            yield name, getattr(self, name)

    def map(self, change: Callable[[T], U]) -> Metrics[U]:
        """Return metrics with *change* applied to each value."""
        return Metrics(**{name: change(value) for name, value in self.items()})

    def replace(self, **changes: T) -> Metrics[T]:
        """Return metrics with some values changed; an unknown name is a `TypeError`."""
        return attrs.evolve(self, **changes)


NAMES: tuple[str, ...] = tuple(field.name for field in attrs.fields(Metrics))

_values = attrgetter(*NAMES)


def total(many: Iterable[Metrics[Number | None]]) -> Metrics[Number | None]:
    """
    Sum each metric over those that report it; one that nobody reports stays null.

    Whole numbers are summed exactly at any size. Where a float is among them the sum
    is exact too, and rounded once, so that no order of the posts changes it.

    >>> one, two = (Metrics.fill(None).replace(likes=n) for n in (2**53, 1))
    >>> total([one, two]).likes, total([one, two]).views
    (9007199254740993, None)
    """
    columns = zip(*map(_values, many), strict=True)
    return Metrics(**(dict.fromkeys(NAMES) | dict(zip(NAMES, map(_sum, columns), strict=False))))


def add(one: Metrics[Number | None], other: Metrics[Number | None]) -> Metrics[Number | None]:
    """Return the total of two: totals of parts add up to the total of the whole."""
    return total((one, other))


def _sum(values: Iterable[Number | None]) -> Number | None:
    reported = [value for value in values if value is not None]
    summed = sum(reported)
    if type(summed) is int:  # then all of them are whole
        return summed if reported else None
    exact = sum(map(Fraction, reported))
    try:
        return float(exact)
    except OverflowError:  # greater than any float, so a whole number says it
        return round(exact)
