"""The payloads that a mapper's table makes for itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count, islice
from typing import Any

import attrs

from postmetrics.errors import SeveralPosts
from postmetrics.mapper import Mapper
from postmetrics.number import is_container
from postmetrics.path import Path, Where
from postmetrics.payload import payload_of
from postmetrics.post import Post, locate, text_at
from postmetrics.reading import Reader, Reading, read_post
from postmetrics.rules import Rule

from .site import Site, copied
from .tree import FILLER, Conflict, Tree
from .way import Leaf, Way, alternatives, ways_of


def _table(mapper: Mapper) -> Mapper:
    return attrs.evolve(mapper, reshape=None)


def _breakdowns(table: Mapper) -> tuple[Path, ...]:
    leaves = (leaf for _, rule in table.metrics.items() for way in ways_of(rule) for leaf in way.leaves)
    return tuple(dict.fromkeys(leaf.path for leaf in leaves if leaf.key is not None))


@attrs.frozen
class Ground:
    """
    A mapper's table, turned round: where it reads, a payload is made.

    What `reshape` lays out for the table is made as it is after that.
    """

    table: Mapper = attrs.field(converter=_table)
    _breakdowns: tuple[Path, ...] = attrs.field(
        init=False, default=attrs.Factory(lambda self: _breakdowns(self.table), takes_self=True)
    )

    def sites(self) -> Iterator[Site]:
        """Yield a site for each way in which the table reports a metric."""
        for metric, rule in self.table.metrics.items():
            for at, way in enumerate(ways_of(rule)):
                made = self._each_wrapped(metric, [way], at)
                yield from islice((site for (site,) in made if self._reads(rule, site, or_null=True)), 1)

    def rivals(self) -> Iterator[tuple[Site, Site]]:
        """Yield a site for each alternative, and one in the same payload for a later one beside it."""
        for metric, rule in self.table.metrics.items():
            ranked = [ways[0] for ways in alternatives(rule) if ways]
            for at, preferred in enumerate(ranked):
                pairs = (
                    pair
                    for other in ranked[at + 1 :]
                    for pair in self._each_wrapped(metric, [preferred, other], at)
                )
                yield from islice(((one, two) for one, two in pairs if self._prefers(rule, one, two)), 1)

    def texts(self, name: str, paths: Sequence[Path]) -> Iterator[Site]:
        """Yield a site for each of *paths*, which a text is read from."""
        for at, path in enumerate(paths):
            made = self._each_wrapped(name, [Way((Leaf(path),))], at)
            yield from islice((site for (site,) in made if self._says(paths, site)), 1)

    def wholes(self) -> Iterator[Site]:
        """Yield payloads that report as many metrics at once as can stand side by side."""
        labels = [
            [[Way((), beside=(path,))] for path in paths]
            for paths in (self.table.post_id, self.table.post_url)
        ]
        ranked = [
            *labels,
            *(list(filter(None, alternatives(rule))) for _, rule in self.table.metrics.items()),
        ]
        wraps = self._wraps(0)
        for at in range(max(len(wraps), *map(len, ranked))):
            wrap = wraps[at % len(wraps)]
            ways = [Way(())]
            for alternative in (each[at % len(each)] for each in ranked if each):
                way = alternative[at % len(alternative)]
                if self._make("", [*ways, way], wrap):
                    ways.append(way)
            if made := self._make("", ways, wrap):
                whole = Way(tuple(leaf for way in ways for leaf in way.leaves))
                places = tuple(where for site in made for where in site.places)
                yield attrs.evolve(made[0], name="everything", way=whole, places=places)

    def _wraps(self, start: int) -> list[Path | None]:
        """Return no wrapping and every one that the table knows, each in its turn the first."""
        wraps = [None, *self.table.posts]
        start %= len(wraps)
        return wraps[start:] + wraps[:start]

    def _each_wrapped(self, name: str, ways: Sequence[Way], start: int) -> Iterator[list[Site]]:
        return filter(None, (self._make(name, ways, wrap) for wrap in self._wraps(start)))

    def _make(self, name: str, ways: Sequence[Way], wrap: Path | None) -> list[Site] | None:
        """Return the sites of *ways* in one payload, or None if no payload has room for them."""
        tree = Tree()
        try:
            for way in ways:
                for leaf in way.leaves:
                    tree.put(leaf.path, 1, leaf.key, leaf.nth)
                for path in way.beside:
                    tree.put(path, FILLER)
            payload = tree.wrapped(wrap)
            post = locate(self.table, payload)
        except (Conflict, SeveralPosts):
            return None
        if any(post.find(path) for path in self.table.uncounted):
            return None
        breakdowns = tuple(where for path in self._breakdowns for where, _ in post.find(path))
        places = [[_place(post, leaf) for leaf in way.leaves] for way in ways]
        if any(where is None for own in places for where in own):
            return None
        return [
            Site(name, way, payload, tuple(where for where in own if where is not None), breakdowns)
            for way, own in zip(ways, places, strict=True)
        ]

    def _reads(self, rule: Rule, site: Site, *, or_null: bool = False) -> bool:
        """Tell whether *rule* reads what the site says and nothing else, or null if that is null."""
        unlike = (number for number in count(2) if number not in self.table.sentinels)
        numbers = list(islice(unlike, len(site.places)))
        reading = self._reading(rule, site.plant(numbers))
        if reading.value != site.expected(numbers) or {where for where, _ in reading.found} != {*site.places}:
            return False
        return not or_null or self._reading(rule, site.plant([None])).value is None

    def _reading(self, rule: Rule, payload: Mapping[str, Any]) -> Reading:
        return Reader(locate(self.table, payload), self.table.sentinels).read(rule)

    def _prefers(self, rule: Rule, one: Site, other: Site) -> bool:
        without = attrs.evolve(other, payload=one.plant([None]))
        return self._reads(rule, one) and self._reads(rule, without)

    def _says(self, paths: Sequence[Path], site: Site) -> bool:
        return text_at(locate(self.table, site.plant(["any"])), tuple(paths)) == "any"


def _place(post: Post, leaf: Leaf) -> Where | None:
    found = post.find(leaf.path)
    if len(found) <= leaf.nth:
        return None
    where, value = found[leaf.nth]
    if leaf.key is None:
        return where
    return (*where, leaf.key) if isinstance(value, Mapping) and leaf.key in value else None


def recorded(mapper: Mapper, payload: object) -> Iterator[Site]:
    """Yield a site for each metric that a real *payload* reports, where the mapper itself says it stands."""
    given = payload_of(mapper.platform, payload)
    post = locate(mapper, copied(given))
    for metric, reading in read_post(mapper, post).items():
        if reading.status != "reported" or any(is_container(raw) for _, raw in reading.found):
            continue
        ways = ways_of(getattr(mapper.metrics, metric))
        places = tuple(where for where, _ in reading.found)
        leaves = tuple(_leaf(post, ways, where) for where in places)
        doubted = bool(post.laid_out.doubts) or any(way.doubted for way in ways)
        yield Site(metric, Way(leaves, doubted=doubted), given, places)


def _leaf(post: Post, ways: Sequence[Way], where: Where) -> Leaf:
    leaves = (leaf for way in ways for leaf in way.leaves)
    return next(leaf for leaf in leaves for at, _ in post.find(leaf.path) if where[: len(at)] == at)
