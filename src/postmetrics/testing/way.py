"""The ways in which a rule can be reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from postmetrics.path import Path, Select
from postmetrics.rules import At, Breakdown, DoubtZero, First, Retired, Rule, Sum, Unit, Unsummed, When


@attrs.frozen
class Leaf:
    """One number that a rule reads: at a path, or under a key there."""

    path: Path
    key: str | None = None
    nth: int = 0
    """Which of the items that the path takes all of."""

    milliseconds: int | None = None
    """How many make one of its unit, if it is a length of time."""


@attrs.frozen
class Way:
    """The numbers that a rule adds up, and what must be there beside them."""

    leaves: tuple[Leaf, ...]
    required: tuple[tuple[int, ...], ...] = ()
    """Groups of leaves; unless one in each of them is reported, none counts."""

    beside: tuple[Path, ...] = ()
    doubted: bool = False
    """Whether a 0 may be doubted."""


def alternatives(rule: Rule) -> list[list[Way]]:
    """Return the ways in which *rule* can be reported, by its alternatives, the preferred first."""
    match rule:
        case At(path):
            several = any(isinstance(step, Select) and step.every for step in path.steps)
            nths = [(0,), (0, 1)] if several else [(0,)]
            return [[Way(tuple(Leaf(path, nth=nth) for nth in each)) for each in nths]]
        case Unsummed(path):
            return [[Way((Leaf(path),))]]
        case Breakdown(path, part):
            keys = [(part,)] if part is not None else [("one",), ("one", "another")]
            return [[Way(tuple(Leaf(path, key) for key in each)) for each in keys]]
        case First(rules):
            return [ways for each in rules for ways in alternatives(each)]
        case Sum(rules, required):
            return [list(_sums([ways_of(each) for each in rules], required))]
        case Unit(inner, _, milliseconds):
            return [[_in_unit(way, milliseconds) for way in ways] for ways in alternatives(inner)]
        case When(inner, paths, holds=True):
            return [list(_beside(ways, paths)) for ways in alternatives(inner)]
        case DoubtZero(inner, _):
            return [[attrs.evolve(way, doubted=True) for way in ways] for ways in alternatives(inner)]
        case When(rule=inner) | Retired(rule=inner):
            return alternatives(inner)
        case _:
            return []


def ways_of(rule: Rule) -> list[Way]:
    """Return all ways in which *rule* can be reported."""
    return [way for ways in alternatives(rule) for way in ways]


def _sums(parts: Sequence[Sequence[Way]], required: int) -> Iterator[Way]:
    """Yield every way of every part, together with the others, and what may stand without the others so."""
    if not all(parts[:required]):
        return
    parts = [*parts[:required], *filter(None, parts[required:])]
    for at in range(max(map(len, parts), default=0)):
        together = [ways[at % len(ways)] for ways in parts]
        yield _sum(together, required)
        if 0 < required < len(parts):
            yield _sum(together[:required], required)
    if required == 0 and len(parts) > 1:
        yield from (ways[0] for ways in parts)


def _sum(together: Sequence[Way], required: int) -> Way:
    groups: list[tuple[int, ...]] = []
    leaves: list[Leaf] = []
    for part, way in enumerate(together):
        if part < required:
            inner = way.required or (tuple(range(len(way.leaves))),)
            groups += [tuple(len(leaves) + at for at in group) for group in inner]
        leaves += way.leaves
    return Way(
        leaves=tuple(leaves),
        required=tuple(groups),
        beside=tuple(path for way in together for path in way.beside),
        doubted=any(way.doubted for way in together),
    )


def _in_unit(way: Way, milliseconds: int) -> Way:
    leaves = tuple(attrs.evolve(leaf, milliseconds=milliseconds) for leaf in way.leaves)
    return attrs.evolve(way, leaves=leaves)


def _beside(ways: Sequence[Way], paths: Sequence[Path]) -> Iterator[Way]:
    """Yield every way beside one of *paths*, and every one of *paths* beside a way."""
    for at in range(max(len(ways), len(paths))):
        way = ways[at % len(ways)]
        yield attrs.evolve(way, beside=(*way.beside, paths[at % len(paths)]))
