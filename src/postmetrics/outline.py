"""What a table looks at in a payload, so that a decoder need not build the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from .path import Path, Select


class NoOutline(ValueError):
    """A table looks at a payload in ways that cannot be told beforehand."""


@attrs.define(eq=False)
class Node:
    """A place in payloads: what is looked at beneath it, and whether it is itself."""

    keys: dict[str, Node] = attrs.field(factory=dict)
    items: Node | None = None
    """Where it is a list: what is looked at in each of its items."""

    taken: bool = False
    """Whether something is read here: a number, a text, that there is anything."""

    whole: bool = False
    """Whether all that may be beneath it counts."""

    _same: Node | None = None

    def real(self) -> Node:
        """Return the place that this one has become part of."""
        return self if self._same is None else self._same.real()

    def key(self, name: str) -> Node:
        """Return the place under a key."""
        return self.keys.setdefault(name, Node()).real()

    def item(self) -> Node:
        """Return the place of the items."""
        self.items = (self.items or Node()).real()
        return self.items

    def merge(self, other: Node) -> None:
        """Make *other* the same place as this one."""
        mine, theirs = self.real(), other.real()
        if mine is theirs:
            return
        theirs._same = mine  # noqa: SLF001  # of its own kind
        mine.taken |= theirs.taken
        mine.whole |= theirs.whole
        for name, below in theirs.keys.items():
            mine.keys.setdefault(name, below).merge(below)
        if theirs.items:
            mine.items = mine.items or theirs.items
            mine.items.merge(theirs.items)


@attrs.frozen
class Outline:
    """All places that a table looks at; a post is the same place whatever it is wrapped in."""

    root: Node = attrs.field(factory=Node)
    _attributes: dict[str, str] = attrs.field(factory=dict)
    _types: dict[Node, str] = attrs.field(factory=dict)

    def attribute(self, key: str) -> str:
        """Return the name of the attribute that stands for a key, the same in every place."""
        return self._attributes.setdefault(key, f"key_{len(self._attributes)}")

    def type(self, node: Node) -> str:
        """Return the name of the type of the objects at *node*."""
        return self._types.setdefault(node, f"Object_{len(self._types)}")

    def wrap(self, path: Path) -> None:
        """Add a path to the post."""
        for end in self._follow(path):
            self.root.merge(end)

    def add(self, path: Path, *, whole: bool = False) -> None:
        """Add a path to what is read, or to an object of which every part counts."""
        for end in self._follow(path):
            end.taken, end.whole = True, end.whole or whole

    def has(self, names: Iterable[str]) -> None:
        """Add keys of the post of which only that they are there counts."""
        for name in names:
            self.root.real().key(name).taken = True

    def check(self) -> None:
        """Raise `NoOutline` where all that may be in a post counts."""
        if self.root.real().whole:
            raise NoOutline("post: expected keys that are known")

    def _follow(self, path: Path) -> list[Node]:
        places = [self.root.real()]
        for step in path.steps:
            places = [below for place in places for below in self._step(place.real(), step)]
        return [place.real() for place in places]

    def _step(self, place: Node, step: str | int | Select) -> Iterator[Node]:
        if isinstance(step, str):
            yield place.key(step)
        elif isinstance(step, int):
            yield place.item()
        elif step.by_id:
            if any(condition.test == " in " for condition in step.conditions):
                raise NoOutline(f"{step}: expected no condition on what is elsewhere")
            place.whole |= place is not self.root.real()
        else:
            items = place.item()
            if not step.every:  # on an object, it keeps that
                items.merge(place)
                items = items.real()
            for condition in step.conditions:
                for name in condition.keys:
                    items.key(name).taken = True
                    items.key(name).whole |= condition.test not in {"has", "lacks"}
                if condition.test == " in ":
                    self.add(Path(condition.value), whole=True)
            yield items
