"""What a rule finds in a post: a number, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal, TypeAlias

import attrs

from .mapper import Mapper
from .metrics import Metrics
from .number import NotANumber, is_container, read_count, read_duration
from .path import Found, Path, write
from .post import Post
from .rules import At, Breakdown, DoubtZero, First, Retired, Rule, Sum, Unit, Unsummed, When
from .text import few


ReadNumber: TypeAlias = Callable[[object], int | Fraction | None]

Status: TypeAlias = Literal[
    "reported", "never", "retired", "absent", "sentinel", "untrusted", "malformed", "failed"
]


@attrs.frozen(kw_only=True)
class Reading:
    """What a rule found: a status, the exact value, and where in the payload it stood."""

    status: Status
    value: int | Fraction | None = None
    found: tuple[Found, ...] = ()
    note: str | None = None


def read_post(mapper: Mapper, post: Post, *, failed: bool = False) -> Metrics[Reading]:
    """Return what each rule of *mapper* finds in *post*; *failed* says that it is an error instead."""
    readings = mapper.metrics.map(Reader(post, mapper.sentinels).read)
    uncounted = [found for path in mapper.uncounted for found in post.find(path)]
    if failed:
        error = tuple(((key,), value) for key, value in post.payload.items() if not is_container(value))
        instead = Reading(status="failed", found=error)
    elif uncounted:
        instead = Reading(
            status="untrusted", found=tuple(uncounted), note="the post has no numbers of its own"
        )
    else:
        found = (each for path in mapper.failures for each in post.find(path))
        errors = tuple((where, value) for where, value in found if value is not None)
        if not errors or any(reading.status == "reported" for _, reading in readings.items()):
            return readings
        instead = Reading(status="failed", found=errors)
        return readings.map(lambda reading: instead if reading.status == "absent" else reading)
    return readings.map(lambda reading: reading if reading.status == "never" else instead)


_ABSENT = Reading(status="absent")

# Of several reasons why there is no number, the first of these stands for them: it says most.
_TELLING: Mapping[Status, int] = {"untrusted": 0, "sentinel": 1, "retired": 2, "absent": 3, "never": 4}


@attrs.frozen
class Reader:
    """Reads rules in one post, slowly, and remembers why."""

    post: Post
    sentinels: tuple[int, ...]
    number: ReadNumber = read_count
    length: ReadNumber = read_duration

    def read(self, rule: Rule) -> Reading:  # noqa: PLR0912  # one case a rule
        """Return what *rule* finds."""
        match rule:
            case At(path):
                return _sum([self._value(found) for found in self.post.find(path)])
            case Unsummed(path):
                several = [self._value(found) for found in self.post.find(path)]
                summed = _sum(several)
                if sum(reading.status == "reported" for reading in several) > 1:
                    return _untrusted(summed, "unique counts are never summed")
                return summed
            case Breakdown(path):
                readings = [each for found in self.post.find(path) for each in self._parts(found, rule)]
                return _sum(readings)
            case First(rules):
                return self._first(rules)
            case Sum(rules, required):
                readings = [self.read(each) for each in rules]
                if any(reading.status not in {"reported", "malformed"} for reading in readings[:required]):
                    return _without_all(readings)
                return _sum(readings)
            case Unit(inner, name, milliseconds):
                lengths = attrs.evolve(self, number=self.length)
                return _in_milliseconds(lengths.read(inner), name, milliseconds)
            case When(inner, conditions, holds):
                counts = any(map(self.post.has, conditions)) is holds
                reading = self.read(inner)
                either = few([*map(str, conditions)], " or ", " or ")
                note = f"counts only {'with' if holds else 'without'} {either}"
                return reading if counts else _untrusted(reading, note)
            case DoubtZero(inner, beside):
                return self._doubted(self.read(inner), beside)
            case Retired(inner, until):
                reading = self.read(inner)
                if reading.status != "absent":
                    return reading
                return attrs.evolve(reading, status="retired", note=f"reported until {until}")
            case _:  # Never
                return Reading(status="never")

    def _value(self, found: Found) -> Reading:
        where, raw = found
        try:
            value = self.number(raw)
        except NotANumber as error:
            return Reading(status="malformed", found=(found,), note=str(error))
        if value is None:
            return _ABSENT
        if value in self.sentinels:
            return Reading(status="sentinel", found=(found,), note=f"{value} stands for not computed")
        if (doubt := self.post.doubt(where)) and value == 0:
            return Reading(status="untrusted", found=(found,), note=doubt)
        return Reading(status="reported", value=value, found=(found,))

    def _parts(self, found: Found, rule: Breakdown) -> Iterator[Reading]:
        where, raw = found
        if raw in ({}, [], ()) or (raw == 0 and raw is not False):
            yield Reading(status="reported", value=0, found=(found,))
        elif rule.part is None:
            yield from map(self._value, _leaves(found, rule.without))
        elif isinstance(raw, Mapping):
            part = rule.part
            wanted = [
                ((*where, key), leaf) for key, leaf in raw.items() if str(key).casefold() == part.casefold()
            ]
            yield from map(self._value, wanted)
            if not wanted:
                yield Reading(status="reported", value=0, found=(found,), note=f"no {part} in it is 0")

    def _first(self, rules: Sequence[Rule]) -> Reading:
        missing = []
        for rule in rules:
            reading = self.read(rule)
            if reading.status in {"reported", "malformed"}:
                return reading
            missing.append(reading)
        return _most_telling(missing)

    def _doubted(self, reading: Reading, beside: tuple[Path, ...]) -> Reading:
        if reading.status == "reported" and reading.value == 0:
            for path in beside:
                other = self.read(At(path))
                if other.value:
                    places = " + ".join(write(where) for where, _ in other.found)
                    return _untrusted(reading, f"0 beside {places} {other.value}")
        return reading


def _untrusted(reading: Reading, note: str) -> Reading:
    """Return *reading* as what does not count, for the reason in *note*, if anything was there."""
    if reading.status not in {"reported", "malformed"}:
        return reading
    return attrs.evolve(reading, status="untrusted", value=None, note=note)


def _without_all(parts: Sequence[Reading]) -> Reading:
    """Return what is to be said where some of *parts* are missing that must be there."""
    missing = _sum([part for part in parts if part.status != "reported"])
    there = [part for part in parts if part.status == "reported"]
    return (
        _untrusted(_sum(there), "counts only with all its parts") if missing.status == "absent" else missing
    )


def _leaves(found: Found, without: str | None = None) -> Iterator[Found]:
    where, raw = found
    if not is_container(raw):
        yield found
    elif isinstance(raw, Mapping):
        for key, value in raw.items():
            if without is None or key != without:
                yield from _leaves(((*where, key), value))


def _sum(readings: Sequence[Reading]) -> Reading:
    if not readings:
        return _ABSENT
    malformed = [reading for reading in readings if reading.status == "malformed"]
    reported = [reading for reading in readings if reading.status == "reported"]
    chosen = malformed or reported
    if not chosen:
        return _most_telling(readings)
    return Reading(
        status=chosen[0].status,
        value=None if malformed else sum(reading.value for reading in reported if reading.value is not None),
        found=tuple(found for reading in chosen for found in reading.found),
        note=next((reading.note for reading in chosen if reading.note), None),
    )


def _most_telling(readings: Sequence[Reading]) -> Reading:
    return min(readings, key=lambda reading: _TELLING[reading.status], default=_ABSENT)


def _in_milliseconds(reading: Reading, name: str, milliseconds: int) -> Reading:
    if reading.value is None:
        return reading
    note = f"{name} × {milliseconds}" if milliseconds > 1 else name
    return attrs.evolve(reading, value=round(reading.value * milliseconds), note=note)
