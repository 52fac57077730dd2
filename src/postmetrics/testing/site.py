"""A payload with places in it that a table reads a number or a text from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs

from postmetrics.path import Row, Where, write

from .way import Way


@attrs.frozen
class Site:
    """A payload in which something is reported in one way, and where that stands in it."""

    name: str
    """What is reported: a metric, say."""

    way: Way
    payload: Mapping[str, Any]
    places: tuple[Where, ...]
    """One for each leaf of the way."""

    breakdowns: tuple[Where, ...] = ()
    """Where an object stands in which every key is a part of a metric."""

    def plant(self, raws: Sequence[object]) -> dict[str, Any]:
        """Return the payload with *raws* at the places; where they are too few, again from the first."""
        payload: dict[str, Any] = copied(self.payload)
        for at, where in enumerate(self.places):
            standing(payload, where[:-1])[_key(where[-1])] = raws[at % len(raws)]
        return payload

    def bare(self) -> dict[str, Any]:
        """Return the payload with null at the places, or without those that are keys of an object."""
        payload = self.plant([None])
        for where in self.places:
            around = standing(payload, where[:-1])
            if isinstance(around, dict) and where[:-1] not in self.breakdowns:
                around.pop(where[-1], None)
        return payload

    def noisy(self, payload: Mapping[str, Any], noise: Mapping[str, object]) -> dict[str, Any]:
        """Return *payload* with *noise* in every object on the way to a place, but in no breakdown."""
        noise = copied(noise)  # which a mapper may change, too
        noisy: dict[str, Any] = {**copied(payload), **noise}
        for where in self.places:
            for end in range(1, len(where)):
                if where[:end] in self.breakdowns:
                    break
                around = standing(noisy, where[:end])
                if isinstance(around, dict):
                    around.update(noise)
        return noisy

    def path(self, at: int = 0) -> str:
        """Return a place as it is written in an error."""
        return write(self.places[at])

    def expected(self, numbers: Sequence[int | Fraction | None]) -> int | None:
        """Return what the metric is when *numbers* are at the places."""
        if any(all(numbers[at] is None for at in group) for group in self.way.required):
            return None
        pairs = zip(self.way.leaves, numbers, strict=True)
        reported = [number * (leaf.milliseconds or 1) for leaf, number in pairs if number is not None]
        return round(sum(reported)) if reported else None


def copied(payload: Any) -> Any:
    """Return a copy of *payload* that shares no object or list with it."""
    if isinstance(payload, Mapping):
        return {key: copied(value) for key, value in payload.items()}
    if isinstance(payload, list | tuple):
        return [copied(value) for value in payload]
    return payload


def standing(payload: Any, where: Where) -> Any:
    """Return what stands at *where* in *payload*."""
    for step in where:
        payload = payload[_key(step)]
    return payload


def _key(step: str | int | Row) -> str | int:
    return step.index if isinstance(step, Row) else step
