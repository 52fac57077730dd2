"""What compiled functions call, mostly for values of the rarer types."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping
from fractions import Fraction
from typing import Literal, TypeAlias

from .number import read_count, read_duration
from .path import Condition, Seen, Select, follow


_NO_OBJECTS = frozenset({str, int, float, bool, type(None), list, tuple})  # which is quickly told
_NO_KEYS: frozenset[object] = frozenset()
_TEXTS = frozenset({str})
_OBJECTS = frozenset({dict})
_INTEGERS = frozenset({int})
_MANY = 10**12  # a float below it has thousandths of at most 15 digits, all of which a float keeps

_Number: TypeAlias = int | Fraction | None


def skipping(sentinels: tuple[int, ...], read: Callable[[object], _Number]) -> Callable[[object], _Number]:
    """Return what reads a number as *read* does, but a sentinel as nothing."""

    def read_others(value: object) -> _Number:
        number = read(value)
        return None if number in sentinels else number

    return read_others if sentinels else read


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


def reported(number: _Number) -> int | Fraction:
    """Return a *number*; raises `ValueError` for none, which is another shape."""
    if number is None:
        raise ValueError
    return number


def whole(number: int | Fraction) -> int:
    """Return a *number* as a whole one."""
    return number if type(number) is int else round(number)


def is_object(value: object) -> Literal[False]:
    """Return False for what is no `dict`; raises `ValueError` for a `Mapping`, to be read elsewhere."""
    if type(value) not in _NO_OBJECTS and isinstance(value, Mapping):
        raise ValueError
    return False


def meets(condition: Condition) -> Callable[[object], bool]:
    """Return what tells whether a value meets a *condition* on a key."""
    (key,) = condition.keys

    def meets(value: object) -> bool:
        return condition.holds({key: value})

    return meets


is_something = meets(Condition(("",), "has"))


def once(values: list[object], wanted: Container[object], seen: Seen | None) -> bool:
    """Tell whether one of an item's *values* is *wanted*, and they were not *seen* before."""
    for value in values:
        if isinstance(value, str | int) and value in wanted and value != "":
            return seen is None or seen.adds(values)
    return False


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


class _Everything(Container[object]):
    """What any key is in."""

    def __contains__(self, _: object) -> bool:
        return True


_EVERYTHING = _Everything()


def keys(value: object) -> Container[object]:
    """Return the keys that the items of an array have, or more where that is not quickly told."""
    if type(value) is list and _OBJECTS.issuperset(map(type, value)):
        return _NO_KEYS.union(*value)
    return _EVERYTHING


def texts(value: object, names: tuple[str, ...]) -> Container[object]:
    """Return the texts, in one case, that items have under one of several keys, or more, as `keys` does."""
    if type(value) is list and _OBJECTS.issuperset(map(type, value)):
        found = [item[name] for item in value for name in names if name in item]
        if not _TEXTS.issuperset(map(type, found)):  # an object may hold the one text
            found = [text for each in found for text in (each.values() if type(each) is dict else (each,))]
        if _TEXTS.issuperset(map(type, found)):
            return frozenset(map(str.casefold, found))
    return _EVERYTHING


def either(value: object) -> Iterable[object]:
    """Return the items of an array, or the object itself."""
    return (value,) if type(value) is dict else every(value)


def by_id(step: Select, value: object, post: object) -> Iterable[object]:
    """Return the items of an object that *step* chooses by their ids."""
    if type(value) is dict and not may_have_ids(value):
        return ()
    return [item for _, item in follow(step, value, post)]


def may_have_ids(keys: Collection[str]) -> bool:
    """Tell whether some of an object's *keys* may be an id; of most it is quickly told that none is."""
    try:
        return bool(keys) and min(keys) < ":"  # which comes after the digits
    except TypeError:  # not all of them are text
        return True


def part(value: object, wanted: str, read: Callable[[object], _Number]) -> _Number:
    """Return the number of the *wanted* part of a breakdown, in any case; None if it is not reported."""
    if not value and _is_zero(value):
        return 0
    if type(value) is not dict and not isinstance(value, Mapping):
        return None
    leaves = [leaf for key, leaf in value.items() if str(key).casefold() == wanted]
    return read(leaves[0]) if len(leaves) == 1 else _sum(leaves, read) if leaves else 0


def parts(value: object, without: str | None, read: Callable[[object], _Number]) -> _Number:
    """Return the sum of a breakdown's numbers but one; None if nothing is reported."""
    if not value and _is_zero(value):
        return 0
    if type(value) is dict and read is read_count and without not in value:
        leaves = value.values()
        if _INTEGERS.issuperset(map(type, leaves)):
            return sum(leaves)
    return _sum(_leaves(value, without), read)


def is_folded(keys: Iterable[str]) -> bool:
    """Tell whether all *keys* are as `casefold` leaves them, so that each is told by its text."""
    text = "".join(keys)
    return text == text.casefold()


def _is_zero(value: object) -> bool:
    return value in ({}, [], ()) or (value == 0 and value is not False)


def _sum(leaves: list[object], read: Callable[[object], _Number]) -> _Number:
    reported = [number for leaf in leaves if (number := read(leaf)) is not None]
    return sum(reported) if reported else None


def _leaves(value: object, without: str | None) -> list[object]:
    """Return all that is in *value* and no object; of its own keys not the one *without*."""
    leaves = []
    ahead = [value]
    for each in ahead:
        if type(each) not in _NO_OBJECTS and isinstance(each, Mapping):
            ahead += [
                below for key, below in each.items() if without is None or each is not value or key != without
            ]
        else:
            leaves.append(each)
    return leaves
