"""What a compiled function calls for a value that is not what it mostly is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Literal, TypeAlias

from .number import read_duration
from .path import Condition


_SCALARS = frozenset({str, int, float, bool, type(None)})  # what is quickly told to be no object
_MANY = 10**12  # a float below it has thousandths of at most 15 digits, all of which a float keeps

_Number: TypeAlias = int | Fraction | None


def unless(sentinels: tuple[int, ...], read: Callable[[object], _Number]) -> Callable[[object], _Number]:
    """Return what reads a number as *read* does, but a sentinel as nothing."""

    def read_unless(value: object) -> _Number:
        number = read(value)
        return None if number in sentinels else number

    return read_unless if sentinels else read


def length_unless(sentinels: tuple[int, ...], unit: int) -> Callable[[object], _Number]:
    """Return what reads exact milliseconds; they may have a fraction, until all are summed."""

    def length(value: object) -> _Number:
        if type(value) is float and -_MANY < value < _MANY and value not in sentinels:
            # 587.024 is 587024 / 1000: no other decimal so short has this float.
            thousandths = round(value * 1000)
            milliseconds, rest = divmod(thousandths * unit, 1000)
            if thousandths / 1000 == value and not rest:
                return milliseconds
        number = read_duration(value)
        return None if number is None or number in sentinels else number * unit

    return length


def is_object(value: object) -> Literal[False]:
    """Tell that *value*, which is no `dict`, is no other object either; leave it to the interpreter if so."""
    if type(value) not in _SCALARS and isinstance(value, Mapping):
        raise ValueError  # all that is left to the interpreter is one
    return False


def meets(condition: Condition) -> Callable[[object], bool]:
    """Return what tells whether a value meets a *condition* on a key."""
    (key,) = condition.keys

    def meets(value: object) -> bool:
        return condition.holds({key: value}, None)

    return meets


is_something = meets(Condition(("",), "has"))


def once(values: list[object], wanted: list[object], seen: list[object] | None) -> bool:
    """Tell whether one of an item's *values* is *wanted*, and they were not *seen* before."""
    for value in values:
        if value in wanted and (value or is_something(value)):
            break
    else:
        return False
    if seen is None:
        return True
    new = values not in seen
    seen.append(values)
    return new


def values(found: Iterable[object]) -> list[object]:
    """Return what is *found*, each item of a list for itself."""
    return [each for value in found for each in (value if isinstance(value, list | tuple) else (value,))]


def is_list(value: object) -> bool:
    """Tell whether *value* is an array, whatever its class."""
    return isinstance(value, list | tuple)


def every(value: object) -> Iterable[object]:
    """Return the items of an array, or the values of an object."""
    if type(value) is dict:
        return value.values()
    if isinstance(value, list | tuple):
        return value
    is_object(value)
    return ()


def breakdown(
    value: object, part: str | None, without: str | None, read: Callable[[object], _Number]
) -> _Number:
    """Return the sum of a breakdown's numbers, or of one *part*; None if nothing is reported."""
    if not value and (value in ({}, [], ()) or (value == 0 and value is not False)):
        return 0
    if part is None:
        numbers = [read(leaf) for leaf in _leaves(value, without)]
    elif isinstance(value, Mapping):
        wanted = part.casefold()
        numbers = [read(leaf) for key, leaf in value.items() if str(key).casefold() == wanted] or [0]
    else:
        return None
    reported = [number for number in numbers if number is not None]
    return sum(reported) if reported else None


def _leaves(value: object, without: str | None) -> list[object]:
    """Return all that is in *value* and no object; of its own keys not the one *without*."""
    leaves = []
    ahead = [value]
    for each in ahead:
        if type(each) not in _SCALARS and isinstance(each, Mapping):
            ahead += [below for key, below in each.items() if each is not value or key != without]
        else:
            leaves.append(each)
    return leaves
