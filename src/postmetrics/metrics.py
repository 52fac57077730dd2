"""The thirteen keys, and their totals."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

import attrs

from .drafts import maker


if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


T_co = TypeVar("T_co", covariant=True)
U = TypeVar("U")

Number: TypeAlias = int | float


@attrs.frozen(kw_only=True, weakref_slot=False)
class Metrics(Generic[T_co]):
    """
    One thing for each of the thirteen metrics: a rule, a number, a cell.

    This is the only place that lists them. There are no defaults, so a table that
    forgets one is a `TypeError` at import and an error to a type checker.

    >>> likes_only = Metrics.fill(None).replace(likes=911)
    >>> likes_only.likes, likes_only.views
    (911, None)
    """

    likes: T_co
    comments: T_co
    shares: T_co
    impressions: T_co
    views: T_co
    video_views: T_co
    video_viewers: T_co
    video_watch_time_ms: T_co
    engagement: T_co
    clicks: T_co
    saves: T_co
    bookmarks: T_co
    quotes: T_co

    @classmethod
    def fill(cls, value: U) -> Metrics[U]:
        """Return metrics that are all *value*."""
        return Metrics(**dict.fromkeys(NAMES, value))

    def items(self) -> Iterator[tuple[str, T_co]]:
        """Yield name and value of each metric, in the contract's order."""
        for name in NAMES:
            yield name, getattr(self, name)

    def map(self, change: Callable[[T_co], U]) -> Metrics[U]:
        """Return metrics with *change* applied to each value."""
        return Metrics(**{name: change(value) for name, value in self.items()})

    def replace(self, **changes: U) -> Metrics[T_co | U]:
        """Return metrics with some values changed; an unknown name is a `TypeError`."""
        values: dict[str, Any] = {**dict(self.items()), **changes}
        return Metrics(**values)


NAMES: tuple[str, ...] = tuple(field.name for field in attrs.fields(Metrics))

make_metrics: Callable[..., Metrics[Number | None]] = maker(Metrics)
"""Makes metrics of thirteen numbers in the contract's order."""


def total(many: Iterable[Metrics[Number | None]]) -> Metrics[Number | None]:
    """
    Sum each metric over those that report it; one that nobody reports stays null.

    Whole numbers are summed exactly at any size. Where a float is among them the sum
    is exact too, and rounded once, so that no order of the posts changes it. NaN and the
    infinities, which no payload's number is, are a `ValueError` or an `OverflowError`.

    >>> one, two = (Metrics.fill(None).replace(likes=n) for n in (2**53, 1))
    >>> total([one, two]).likes, total([one, two]).views
    (9007199254740993, None)
    """
    posts = list(many)
    try:
        sums = _adder()(posts)
    except OverflowError:  # a float, and a whole number greater than any float
        sums = None
    return sums or Metrics(**{name: _exact(posts, name) for name in NAMES})


def add(one: Metrics[Number | None], other: Metrics[Number | None]) -> Metrics[Number | None]:
    """Return the total of two: totals of parts add up to the total of the whole, if all are whole numbers."""
    return total((one, other))


def _exact(posts: Iterable[Metrics[Number | None]], name: str) -> Number | None:
    """Return the sum of one metric, rounded once if there is a float among its values."""
    values = [value for post in posts if (value := getattr(post, name)) is not None]
    if all(isinstance(value, int) for value in values):
        return sum(values) if values else None
    from fractions import Fraction  # noqa: PLC0415  # only where somebody has a float

    exact = sum(map(Fraction, values))
    try:
        return float(exact)
    except OverflowError:  # greater than any float, so a whole number says it
        return round(exact)


@cache
def _adder() -> Callable[[Iterable[Metrics[Number | None]]], Metrics[Number | None] | None]:
    """Return the function that adds all thirteen in one loop, written out; it returns None for floats."""
    lines = ["def add_up(posts):", f"    {' = '.join(NAMES)} = None", "    for post in posts:"]
    for name in NAMES:
        lines += [f"        if (value := post.{name}) is not None:"]
        lines += [f"            {name} = value if {name} is None else {name} + value"]
    floats = " or ".join(f"type({name}) is float" for name in NAMES)
    lines += [f"    return None if {floats} else make({', '.join(NAMES)})"]
    names: dict[str, Any] = {"make": make_metrics}
    exec("\n".join(lines), names)  # noqa: S102  # nothing but the names of the metrics is in it
    add_up: Callable[[Iterable[Metrics[Number | None]]], Metrics[Number | None] | None] = names["add_up"]
    return add_up
