"""A place that a compiled function looks at, and how it asks what is there."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from .outline import Node, Outline
from .path import Select
from .slots import Way


@attrs.frozen
class Place:
    """Where in a payload the ways have come to."""

    value: str
    """The variable that holds what is there."""

    outline: Outline | None = None
    """What names the attributes that keys may be."""

    node: Node | None = None
    """What is known of it where its keys are attributes; None where it is a `dict`."""

    path: tuple[str, ...] | None = None
    """The keys that lead there; None where anything else does."""

    depth: int = 0
    plain: bool = False
    """Whether it is known to be an object."""

    sure: str = ""
    """The condition that is known to hold."""

    sums: Mapping[Way, str] | None = None
    """Within a loop, the variables in which the ways' values come together."""

    keys: str = ""
    """The variable that holds the keys of all items of a list, if there is one."""

    texts: Mapping[tuple[str, ...], str] = attrs.field(factory=dict)
    """Those that hold the texts, in one case, that the items have under one of several keys."""

    def has(self, key: str) -> str:
        """Return the test whether the object here has a key."""
        return f"{self.get(key)} is not UNSET" if self.outline and self.node else f"{key!r} in {self.value}"

    def get(self, key: str) -> str:
        """Return what is under a key of the object here."""
        attribute = f".{self.outline.attribute(key)}" if self.outline and self.node else f"[{key!r}]"
        return f"{self.value}{attribute}"

    def is_object(self) -> str:
        """Return the test whether an object is here."""
        if self.outline and self.node:
            return f"type({self.value}) is {self.outline.type(self.node)}"
        return f"type({self.value}) is dict or is_object({self.value})"

    def below(self, step: str | int | Select) -> Node | None:
        """Return where a *step* leads in the outline; None where that is a `dict`, if it is an object."""
        if self.node is None:
            return None
        ahead = self.node.key(step) if isinstance(step, str) else self.node.item()
        return None if ahead.whole or not (ahead.keys or ahead.items) else ahead
