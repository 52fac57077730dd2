"""Reading a number that a platform sent, in the one place that decides what counts as one."""

from __future__ import annotations

import re

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import isfinite


EXACT_FLOAT = 2**53
"""Above this a float cannot hold every whole number."""

OBJECT = (dict, Mapping)
"""What an object of JSON may be here; the first is what most are, and is quickly told."""

ARRAY = (list, tuple)
"""What an array may be."""

DIGITS = 40
"""Of a number that is sent as text."""

_CONTAINERS = (*ARRAY, *OBJECT)
_COUNT_TEXT = re.compile(rf"-?[0-9]{{1,{DIGITS}}}")
_DURATION_TEXT = re.compile(rf"-?(?=[0-9.]{{1,{DIGITS + 1}}}$)[0-9]{{1,{DIGITS}}}(\.[0-9]+)?")


class NotANumber(ValueError):
    """A value is neither a number nor a way of not reporting one; says what was expected."""


def is_number(value: object) -> bool:
    """Tell whether *value* is a number as JSON has it: finite, and no bool."""
    return isfinite(value) if isinstance(value, float) else type(value) is not bool and isinstance(value, int)


def is_empty(value: object) -> bool:
    """Tell whether a platform sends *value* where it reports nothing."""
    return value is None or value == ""


def is_container(value: object) -> bool:
    """Tell whether *value* is an object or an array: another dialect's field, not a number."""
    return isinstance(value, _CONTAINERS)


def read_count(value: object) -> int | None:
    """
    Return the whole number that *value* stands for, or None if it reports nothing.

    >>> read_count("911"), read_count(3.0), read_count(""), read_count({"count": 3})
    (911, 3, None, None)

    Raises `NotANumber` for everything else, a bool among them.
    """
    if type(value) is str and value.isdecimal() and value.isascii() and len(value) <= DIGITS:
        return int(value)  # what most APIs that send text send
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    if is_empty(value) or is_container(value):
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) <= EXACT_FLOAT:
        return int(value)
    if isinstance(value, str) and _COUNT_TEXT.fullmatch(value):
        return int(value)
    raise NotANumber("a whole number")


def read_duration(value: object) -> Fraction | None:
    """
    Return the exact length of time that *value* stands for, in whatever unit it came.

    A fraction is allowed, and plain decimal text; 587.024 is what was written, not the
    float nearest to it.

    >>> read_duration(587.024) * 1000, read_duration("12.5"), read_duration(None)
    (Fraction(587024, 1), Fraction(25, 2), None)

    Raises `NotANumber` for everything else.
    """
    if isinstance(value, float):
        if abs(value) <= EXACT_FLOAT:  # false for NaN and the infinities too
            return Fraction(Decimal(repr(value)))
    elif isinstance(value, str) and _DURATION_TEXT.fullmatch(value):
        return Fraction(value)
    else:
        try:
            whole = read_count(value)
        except NotANumber:
            pass
        else:
            return None if whole is None else Fraction(whole)
    raise NotANumber("a length of time")
