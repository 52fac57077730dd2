"""
How payloads that are alike are read, learned from one of them.

The interpreter reads a payload that is watched, and where it adds numbers up it is given terms,
which note what they are made of. What comes out is what a person would write who had only this
payload before them, and what must hold of another one for that to be right.
"""

from __future__ import annotations

import re

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import attrs

from . import unusual
from .mapper import Mapper, Reshaped
from .number import read_count, read_duration
from .path import Found
from .post import locate, text_at
from .reading import Reader, Reading, ReadNumber
from .rules import Breakdown
from .watch import Spot, Watch, Watched, WatchedObject


class NoShape(ValueError):
    """A payload is out of the ordinary, and no other is to be read as it is."""


@attrs.frozen
class Shape:
    """What the numbers, the id and the URL of payloads that are alike are made of."""

    payload: Spot
    """What was looked at."""

    steps: Mapping[str, str]
    """What is worked out beforehand: names, and their Python expressions."""

    tests: tuple[str, ...]
    """What must hold beside that, as Python expressions."""

    values: tuple[str, ...]
    """The thirteen numbers, the native post id and the URL, as Python expressions."""

    names: Mapping[str, Any]
    """What the names in these stand for."""


def learn(mapper: Mapper, payload: dict[str, Any]) -> Shape:
    """Return the shape of a *payload*; raises `NoShape`, and what the interpreter raises."""
    learner = _Learner(mapper)
    seen = Spot(learner.watch, payload, "payload")
    post = locate(learner.watched(), seen.look())
    reader = _TermReader(post, (), learner.count, learner.length, learner=learner)
    readings = [reader.read(rule) for _, rule in mapper.metrics.items()]
    statuses = {reading.status for reading in readings}
    if "reported" not in statuses or "malformed" in statuses or any(map(post.find, mapper.uncounted)):
        raise NoShape
    for path in (*mapper.post_id, *mapper.post_url):
        _refuse_order(post.find(path))
    post_id, post_url = text_at(post, mapper.post_id), text_at(post, mapper.post_url)
    values = (*map(learner.number, readings), learner.text(post_id), learner.url(post_url))
    learner.hold_ids(post_id)
    steps = {name: expression for expression, name in learner.watch.names.items()}
    return Shape(seen, steps, learner.watch.left(), values, learner.names)


def _refuse_order(found: Sequence[Found]) -> None:
    """Raise `NoShape` where the order of an object's keys tells what comes first: nobody looks at that."""
    for (one, _), (other, _) in pairwise(found):
        if isinstance(next(step for step, same in zip(one, other, strict=False) if step != same), str):
            raise NoShape


@attrs.frozen(eq=False)
class _Term:  # noqa: PLW1641  # a hash would tell the number
    """A number, and the expression of so many times that number."""

    watch: Watch
    value: int | Fraction
    times: Callable[[int], str]
    is_whole: bool = True

    def __add__(self, other: _Term | int) -> _Term:
        if isinstance(other, int):
            other = _Term(self.watch, other, _constant(other))
        value, is_whole = self.value + other.value, self.is_whole and other.is_whole
        return _Term(self.watch, value, _added(self, other), is_whole)

    def __radd__(self, other: int) -> _Term:
        return self + other if other else self

    def __mul__(self, by: int) -> _Term:
        return attrs.evolve(self, value=self.value * by, times=lambda times: self.times(by * times))

    def __round__(self) -> _Term:
        if self.is_whole:
            return self
        return _Term(self.watch, round(self.value), _multiplied(self.watch.named(f"whole({self.times(1)})")))

    def __eq__(self, other: object) -> bool:
        holds = self.value == other
        self.watch.hold(f"{self.times(1)} {'==' if holds else '!='} {other!r}")
        return holds

    def __bool__(self) -> bool:
        return self != 0


def _constant(number: int) -> Callable[[int], str]:
    return lambda times: repr(number * times)


def _added(one: _Term, other: _Term) -> Callable[[int], str]:
    return lambda times: f"{one.times(times)} + {other.times(times)}"


def _multiplied(source: str) -> Callable[[int], str]:
    return lambda times: source if times == 1 else f"{source} * {times}"


@attrs.frozen
class _Learner:
    """Writes down what is read of one payload."""

    mapper: Mapper
    watch: Watch = attrs.field(factory=Watch)
    names: dict[str, Any] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.names.update(
            count=unusual.skipping(self.mapper.sentinels, read_count),
            part=unusual.part,
            parts=unusual.parts,
            reported=unusual.reported,
            whole=unusual.whole,
        )

    def watched(self) -> Mapper:
        """Return the mapper, whose reshape is watched."""
        reshape = self.mapper.reshape
        if reshape is None:
            return self.mapper

        def lay_out(post: Mapping[str, object]) -> Reshaped | None:
            if not reshape.by_operators:
                raise NoShape
            self.watch.ids_under = reshape.ids
            shape = reshape.lay_out(post)
            self.watch.ids_under = frozenset()
            return shape

        return attrs.evolve(self.mapper, reshape=attrs.evolve(reshape, lay_out=lay_out))

    def count(self, raw: object) -> Any:
        """Return a count as a term."""
        return self._term(raw, read_count)

    def length(self, raw: object) -> Any:
        """Return a length of time as a term."""
        return self._term(raw, read_duration)

    def _term(self, raw: object, read: ReadNumber) -> Any:
        if not isinstance(raw, Watched):
            return read(raw)
        spot, sentinels = raw.spot, self.mapper.sentinels
        value = read(spot.raw)
        if value is None or value in sentinels:
            spot.pinned = True
            return None
        if type(spot.raw) is int and all(value > each for each in sentinels):
            spot.above = max(sentinels, default=None)
            return _Term(self.watch, value, _multiplied(spot.name))
        return _Term(
            self.watch,
            value,
            lambda times: self.watch.named(f"reported({self._reader(read, times)}({spot.name}))"),
            is_whole=read is read_count,
        )

    def _reader(self, read: ReadNumber, unit: int) -> str:
        """Return the name of what reads a count, or a length of time in units of so many milliseconds."""
        if read is read_count:
            return "count"
        name = f"length_{unit}"
        self.names[name] = unusual.length_unless(self.mapper.sentinels, unit)
        return name

    def breakdown(self, spot: Spot, rule: Breakdown, number: ReadNumber) -> Any:
        """Return what is added up of an object of counts, as a term."""
        read = read_duration if number == self.length else read_count
        adder, wanted = ("parts", rule.without) if rule.part is None else ("part", rule.part.casefold())
        value = self.names[adder](spot.raw, wanted, self.names[self._reader(read, 1)])
        if value is None:
            raise NoShape

        def times(times: int) -> str:
            counts = spot.counts()
            if read is read_duration or self.mapper.sentinels or rule.without is not None:
                return self.watch.named(
                    f"reported({adder}({counts}, {wanted!r}, {self._reader(read, times)}))"
                )
            if rule.part is None:
                return f"sum({counts}.values())"
            if not unusual.is_folded(spot.raw):
                return f"sum([n for key, n in {counts}.items() if key.casefold() == {wanted!r}])"
            keys = f"keys_of_{spot.name}"  # which are known to be folded, as those of most others are then
            self.names.update({keys: frozenset(spot.raw), "is_folded": unusual.is_folded})
            self.watch.hold(f"({keys}.issuperset({counts}) or is_folded({counts}))")
            return f"{counts}.get({wanted!r}, 0)"

        return _Term(self.watch, value, times, is_whole=read is read_count)

    def number(self, reading: Reading) -> str:
        """Return the expression of what was read."""
        value: Any = reading.value
        return value.times(1) if isinstance(value, _Term) else repr(value)

    def text(self, text: str | None) -> str:
        """Return the expression of a text."""
        if isinstance(text, Watched):
            return text.spot.name
        return (text and self.watch.id_within(text)) or repr(text)

    def url(self, text: str | None) -> str:
        """Return the expression of a URL, which may be relative to the platform's host."""
        source, host = self.text(text), self.mapper.host
        return f"({host!r} + {source} if {source}[0] == '/' else {source})" if text and host else source

    def hold_ids(self, post_id: str | None) -> None:
        """Hold texts of which only the post's own id matters to that."""
        plain, ids = str.__str__(post_id or ""), self.watch.ids.values()
        if not plain or not all(spot.raw.startswith(plain) for spot in ids):
            for spot in ids:  # what else they have in common cannot be told
                spot.pinned = True
            return
        for spot in ids:
            if "is_id" not in self.names:
                like = re.sub("[0-9]+", "[0-9]+", re.escape(plain))
                self.names["is_id"] = re.compile(like).fullmatch
                self.watch.hold(f"is_id({self.text(post_id)})")
            self.watch.hold(f"{spot.name} == {self.text(post_id)} + {spot.raw[len(plain) :]!r}")


@attrs.frozen
class _TermReader(Reader):
    """Reads terms, and breakdowns whatever their keys are."""

    learner: _Learner = attrs.field(kw_only=True)

    def _parts(self, found: Found, rule: Breakdown) -> Iterator[Reading]:
        _, raw = found
        if (
            isinstance(raw, WatchedObject)
            and all(type(each) is int for each in raw.spot.raw.values())
            and not self.post.laid_out.doubts
        ):
            term = self.learner.breakdown(raw.spot, rule, self.number)
            yield Reading(status="reported", value=term, found=(found,))
        else:
            yield from super()._parts(found, rule)
