"""
From JSON straight to the numbers, for payloads like those that were read before.

The shape of a payload becomes the types that msgspec decodes to: it builds nothing that no rule
looks at, and refuses what would have to be read in another way. That is left to those who have
all of the payload, and now and then its shape is learned.
"""

from __future__ import annotations

import re

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Annotated, Any, Literal, TypeAlias

import attrs

from .compiler import function, remembered
from .mapper import Mapper
from .metrics import NAMES
from .shape import NoShape, Shape, learn
from .watch import Spot


try:
    from msgspec import Meta, Struct, defstruct, field
    from msgspec.json import Decoder
except ImportError as error:
    raise ImportError('postmetrics.decoder needs msgspec: pip install "postmetrics[fast]"') from error


COLUMNS: tuple[str, ...] = (*NAMES, "platform_post_id", "post_url")
"""What is found in a payload."""

Columns: TypeAlias = Sequence[list[Any]]
"""A list for each of `COLUMNS`, with a None for each payload."""

Fill: TypeAlias = Callable[[Sequence[bytes], Columns, list[int]], list[int]]
"""Fills in what it finds in those payloads, by index, that are of one shape; returns which are left then."""

_PATIENCE = 256  # payloads that could be read in the time that it takes to learn a shape
_WORTH = 4  # a shape is kept if one in so many of the payloads that it is tried on is of it
_Absent = Annotated[int, Meta(gt=1, lt=0)]  # a type that no value is of


def fill_columns(mapper: Mapper, payloads: Sequence[bytes], columns: Columns, left: list[int]) -> list[int]:
    """
    Fill in what is found in the payloads in JSON that are *left*, by index, and return which are left then.

    It does not tell whether what it skips is UTF-8.
    """
    return _shapes(mapper).fill(mapper, payloads, columns, left)


@attrs.define(eq=False)
class Shapes:
    """The shapes of one mapper's payloads, as they are met."""

    known: list[_Tried] = attrs.field(factory=list)
    _missed: int = 0
    _patience: int = _PATIENCE

    def fill(self, mapper: Mapper, payloads: Sequence[bytes], columns: Columns, left: list[int]) -> list[int]:
        """Fill in columns, learn a shape of what is left while that pays, and return what is left then."""
        for shape in self.known:
            left = shape.fill(payloads, columns, left)
        self.known = [shape for shape in self.known if shape.pays]
        self._missed += len(left)
        while left and self._missed >= self._patience:
            # Any of them, and another after each that did not do: one may be odd.
            fill = read_shape(mapper, payloads[left[self._patience % len(left)]])
            shape = _Tried(fill or _fill_nothing)
            left = shape.fill(payloads, columns, left)
            if fill and shape.pays:
                self.known.append(shape)
                self._missed, self._patience = len(left), _PATIENCE
            else:
                self._patience *= 2
        return left


_shapes = remembered(lambda _: Shapes())


def _fill_nothing(_: Sequence[bytes], __: Columns, left: list[int]) -> list[int]:
    return left


@attrs.define(eq=False)
class _Tried:
    """A shape, and how often it was met."""

    _fill: Fill
    tried: int = 0
    met: int = 0

    def fill(self, payloads: Sequence[bytes], columns: Columns, left: list[int]) -> list[int]:
        """Fill in columns, and count the payloads."""
        still = self._fill(payloads, columns, left)
        self.tried += len(left)
        self.met += len(left) - len(still)
        return still

    @property
    def pays(self) -> bool:
        """Whether to try it takes less time than it saves."""
        return self.tried < _PATIENCE or self.met * _WORTH >= self.tried


def read_shape(mapper: Mapper, json: bytes) -> Fill | None:
    """Return the function that reads payloads like the one in *json*, if it is like any other."""
    try:
        shape = learn(mapper, Decoder(dict[str, Any]).decode(json))
        decode = Decoder(_kind(shape.payload)).decode
        source = _source(shape)
    except Exception:  # noqa: BLE001  # whatever it is, it is met again by those who have all of it
        return None
    fill: Fill = function(mapper.platform, source, {**shape.names, "decode": decode})
    return fill


_FILL = """\
def read(payloads, columns, left):
    {columns} = columns
    still = []
    for index in left:
        try:
            payload = decode(payloads[index])
            {lines}
            if (
                {tests}
            ):
                {values}
                continue
        except (ValueError, RecursionError):
            pass
        still.append(index)
    return still
"""


def _source(shape: Shape) -> str:
    """Return the source of the function that reads a shape."""
    used = set(re.findall(r"\w+", " ".join((*shape.tests, *shape.values, *shape.steps.values()))))
    return _FILL.format(
        columns=", ".join(COLUMNS),
        lines="\n            ".join(
            (*_places(shape.payload, used), *(f"{name} = {step}" for name, step in shape.steps.items()))
        ),
        tests="\n                and ".join(shape.tests or ["True"]),
        values="\n                ".join(
            f"{column}[index] = {value}"
            for column, value in zip(COLUMNS, shape.values, strict=True)
            if value != "None"  # which is there
        ),
    )


def _places(spot: Spot, used: Collection[str]) -> Iterator[str]:
    """Yield the lines that give what is below a place the names under which it is *used*."""
    inside = [(f".key_{number}", below) for number, below in enumerate(spot.below.values())]
    for step, below in (*inside, *((f"[{at}]", item) for at, item in enumerate(spot.items))):
        lines = [] if below is None else list(_places(below, used))
        if below and (lines or below.name in used):
            yield f"{below.name} = {spot.name}{step}"
            yield from lines


def _kind(spot: Spot) -> Any:
    """Return the type of all that may stand at a place."""
    raw = spot.raw
    if (spot.counted and spot.below) or (spot.pinned and isinstance(raw, float)):
        raise NoShape  # a key that matters in what any keys may be in, or a number that is not quite itself
    if isinstance(raw, dict):
        return dict[str, int] if spot.counted else _object(spot)
    if not spot.looked:
        return Any
    match raw:
        case list():
            return tuple[tuple(map(_kind, spot.items))]  # type: ignore[misc]  # as many as there are
        case bool() | None:
            return type(raw)
        case str():
            return Literal[raw] if spot.pinned else str
        case int():
            if spot.pinned:
                return Literal[raw]
            return int if spot.above is None else Annotated[int, Meta(gt=spot.above)]
        case _:
            return float | int  # not to make a float of a whole number, which is told apart by a test


def _object(spot: Spot) -> type[Struct]:
    """Return the type of all objects that have what was asked for, and lack what was not there."""
    if spot.filled and not any(spot.below.values()):
        raise NoShape  # no type says that there is a key of any name
    numbered = [(key, f"key_{number}", below) for number, (key, below) in enumerate(spot.below.items())]
    order = list(spot.raw)
    # msgspec looks for a key from after the one that it found last: those that are there in their order.
    numbered.sort(key=lambda each: order.index(each[0]) if each[2] else len(order))
    fields: list[Any] = []
    for key, name, below in numbered:
        kind = (_Absent, field(name=key, default=None)) if below is None else (_kind(below), field(name=key))
        fields.append((name, *kind))
    return defstruct("Object", fields, forbid_unknown_fields=spot.closed, kw_only=True, gc=False)
