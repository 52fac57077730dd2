"""
What is looked at in a payload while it is read.

A payload is handed out in pieces that note what is asked of them. Whoever asks the same of another
payload, and hears the same, must come to the same end. So only what was asked has to be alike, and
a number that is merely handed on may be any.
"""

from __future__ import annotations

import operator

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs


@attrs.define(eq=False)
class Watch:
    """What has to hold of a payload beside the kinds of its values."""

    tests: dict[str, Spot | None] = attrs.field(factory=dict)
    """Python expressions, and the place that one is the truth of."""

    names: dict[str, str] = attrs.field(factory=dict)
    """What is worked out beforehand, as Python expressions, and the name of each."""

    ids_under: frozenset[str] = frozenset()
    """Keys of texts of which only the post's own id matters to whoever is looking now."""

    ids: dict[str, Spot] = attrs.field(factory=dict)
    """Such texts, by their names."""

    def hold(self, test: str, truth_of: Spot | None = None) -> None:
        """Note a test that held."""
        self.tests.setdefault(test, truth_of)

    def left(self) -> tuple[str, ...]:
        """Return the tests but those of the truth of what is pinned."""
        return tuple(test for test, spot in self.tests.items() if spot is None or not spot.pinned)

    def named(self, expression: str) -> str:
        """Return a name for what may be used more than once."""
        return self.names.setdefault(expression, f"named_{len(self.names)}")

    def id_within(self, text: str) -> str | None:
        """Return the name of *text* where it is the beginning of a text with an id, if it is."""
        for spot in self.ids.values():
            if text and spot.raw.startswith(text):
                rest = len(spot.raw) - len(text)
                return self.named(f"{spot.name}[:{-rest}]") if rest else spot.name
        return None


@attrs.define(eq=False)
class Spot:
    """A place in a payload, and what was seen of it."""

    watch: Watch
    raw: Any
    name: str
    """Its name in Python expressions."""

    key: str = ""
    """The key that it is under; empty for the items of a list."""

    below: dict[str, Spot | None] = attrs.field(factory=dict)
    """The keys of an object that were asked for, with nothing where there is none."""

    items: list[Spot] = attrs.field(factory=list)
    """The items of a list, once it was looked at."""

    looked: bool = False
    """Whether more was asked than if it is there."""

    closed: bool = False
    """Whether an object was asked for all its keys."""

    filled: bool = False
    """Whether an object has to have a key, whichever it is."""

    pinned: bool = False
    """Whether a number or text has to be this very one."""

    counted: bool = False
    """Whether it is an object of counts that are added up whatever their keys are."""

    above: int | None = None
    """What a number is greater than."""

    handed: Any = None
    """The piece that stands for it, once there is one."""

    def ask(self, key: str) -> Spot | None:
        """Return the place under a key, if there is one."""
        if key not in self.below:
            there = key in self.raw
            name = f"{self.name}_{len(self.below)}"
            self.below[key] = Spot(self.watch, self.raw[key], name, key) if there else None
        return self.below[key]

    def ask_all(self) -> None:
        """Ask for all keys."""
        self.closed = True
        for key in self.raw:
            self.ask(key)

    def look(self) -> Any:
        """Return what stands for the value that is here."""
        if self.handed is None:
            self.handed = self._piece()
        self.looked = True
        for item in self.items:
            item.look()
        if isinstance(self.raw, str) and self.key in self.watch.ids_under:
            self.watch.ids[self.name] = self
            return self.raw
        return self.handed

    def counts(self) -> str:
        """Return the expression of an object of counts."""
        if not self.below and not self.closed:
            self.counted = True
            return self.name
        self.ask_all()  # some of its keys matter, so all are given
        counts = {key: spot for key, spot in self.below.items() if spot}
        for spot in counts.values():
            spot.look()
        return f"{{{', '.join(f'{key!r}: {spot.name}' for key, spot in counts.items())}}}"

    def _piece(self) -> Any:
        if isinstance(self.raw, dict):
            return WatchedObject(self)
        if isinstance(self.raw, list):
            self.items = [Spot(self.watch, item, f"{self.name}_{at}") for at, item in enumerate(self.raw)]
            return [item.look() for item in self.items]
        if isinstance(self.raw, bool):
            self.watch.hold(f"{self.name} is {self.raw}")
        if isinstance(self.raw, float):  # JSON's numbers are all of one kind, Python's are not
            self.watch.hold(f"type({self.name}) is float")
        piece = _PIECES.get(type(self.raw))
        return piece(self) if piece else self.raw


class WatchedObject(Mapping[str, object]):
    """An object that notes which of its keys are asked for."""

    def __init__(self, spot: Spot) -> None:
        self.spot = spot

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.spot.ask(key) is not None

    def __getitem__(self, key: str) -> object:
        spot = self.spot.ask(key)
        if spot is None:
            raise KeyError(key)
        return spot.look()

    def __bool__(self) -> bool:
        if self.spot.raw:
            self.spot.filled = True
        else:
            self.spot.ask_all()
        return bool(self.spot.raw)

    def __iter__(self) -> Iterator[str]:
        self.spot.ask_all()
        return iter(self.spot.raw)

    def __len__(self) -> int:
        self.spot.ask_all()
        return len(self.spot.raw)


class Watched:
    """A text or a number that notes what it is compared with; whatever else is done with it pins it."""

    spot: Spot

    def __bool__(self) -> bool:
        if self.spot.raw:
            self.spot.watch.hold(self.spot.name, self.spot)
        else:
            self.spot.pinned = True
        return bool(self.spot.raw)


def _watched(kind: type, alike: tuple[type, ...], signs: Mapping[str, str]) -> Callable[[Spot], Any]:
    """Return what makes watched values of a *kind*, which *signs* compare with those that are *alike*."""

    def pinning(method: Callable[..., Any]) -> Callable[..., Any]:
        def use(self: Watched, *others: Any, **named: Any) -> Any:
            self.spot.pinned = True
            return method(self, *others, **named)

        return use

    def comparing(sign: str, compare: Callable[[Any, Any], bool]) -> Callable[..., Any]:
        def use(self: Watched, other: Any) -> Any:
            if not isinstance(other, alike):
                return NotImplemented
            watch, own = self.spot.watch, self.spot.name
            if isinstance(other, Watched):
                plain, written = other.spot.raw, other.spot.name
            else:
                plain, written = other, (isinstance(other, str) and watch.id_within(other)) or repr(other)
            holds: bool = compare(self.spot.raw, plain)
            is_equal = self.spot.raw == plain
            if is_equal and written == repr(plain):
                self.spot.pinned = True
            elif sign in _ORDER.values():
                watch.hold(f"{'' if holds else 'not '}{own} {sign} {written}")
            elif own != written:
                watch.hold(f"{own} {'==' if is_equal else '!='} {written}")
            return holds

        return use

    def make(spot: Spot) -> Any:
        value = watched.__new__(watched, spot.raw)
        value.spot = spot
        return value

    body = {
        name: pinning(method)
        for name, method in vars(kind).items()
        if callable(method) and name not in {"__new__", "__getattribute__", "__bool__"}
    }
    body |= {name: comparing(sign, getattr(operator, name)) for name, sign in signs.items()}
    watched: Any = type(f"Watched_{kind.__name__}", (Watched, kind), body)
    return make


_EQUAL = {"__eq__": "==", "__ne__": "!="}
_ORDER = {"__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}
_PIECES: Mapping[type, Callable[[Spot], Any]] = {
    str: _watched(str, (str,), _EQUAL),
    int: _watched(int, (int, float), _EQUAL | _ORDER),
    float: _watched(float, (int, float), _EQUAL | _ORDER),
}
