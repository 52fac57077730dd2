"""A payload that was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from postmetrics.errors import shown
from postmetrics.metrics import NAMES


_PAIR = 2  # a payload, and its numbers


@attrs.frozen
class Example:
    """A recorded payload, and which numbers are in it, if somebody said so."""

    payload: Any
    numbers: Mapping[str, object] | None = None


def example(given: object) -> Example:
    """
    Return the example that was *given*: a payload, or a pair of one and its numbers.

    Raises `TypeError` for a pair with something else in it, and `LookupError` for a number of
    no metric.
    """
    if not (isinstance(given, tuple) and len(given) == _PAIR):
        return Example(given)
    payload, numbers = given
    if not isinstance(numbers, Mapping):
        raise TypeError(f"examples: expected (payload, numbers by metric), got {shown(numbers)} for numbers")
    for name in numbers:
        if name not in NAMES:
            raise LookupError(f"examples: expected numbers of {', '.join(NAMES)}, got {shown(name)}")
    return Example(payload, numbers)
