"""Where in a payload the lines of a compiled function have come to."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from .slots import Candidate


@attrs.frozen
class Place:
    """A place that the paths of candidates lead through."""

    value: str
    """The variable that holds what is there."""

    path: tuple[str, ...] | None = None
    """The keys that lead there; None where anything else does."""

    depth: int = 0
    plain: bool = False
    """Whether it is known to be an object."""

    sure: str = ""
    """The condition that is known to hold."""

    sums: Mapping[Candidate, str] | None = None
    """Within a loop, the variables in which the candidates' values come together."""

    keys: str = ""
    """The variable that holds the keys of all items of a list, if there is one."""

    texts: Mapping[tuple[str, ...], str] = attrs.field(factory=dict)
    """Those that hold the texts, in one case, that the items have under one of several keys."""
