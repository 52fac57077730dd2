"""One mapper under trial."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import islice
from typing import Any, TypeAlias

import attrs

from hypothesis import strategies as st
from hypothesis.errors import Flaky

from postmetrics.errors import shown
from postmetrics.explanation import PlatformExplanation, explain_platform
from postmetrics.mapper import Mapper
from postmetrics.metrics import Metrics, Number
from postmetrics.normalize import OnError, normalize_platform
from postmetrics.payload import payload_of
from postmetrics.post import locate
from postmetrics.reading import Reading, read_post
from postmetrics.registry import Registry
from postmetrics.response import PlatformAnalytics

from .draw import Draw
from .example import Example, example
from .ground import Ground, recorded
from .site import Site, copied
from .strategies import BOUNDARIES, Payload, Raw, noise, posts, raws, spelled


Case: TypeAlias = Sequence[Any]
"""The arguments of a check; the first of them is what is shown of it."""

Numbers: TypeAlias = Metrics[Number | None]


class Violation(Exception):
    """What was expected, and what came instead, of what was tried."""

    def __init__(self, expected: str, got: object, tried: object = None) -> None:
        super().__init__(expected, got, tried)
        self.expected = expected
        self.got = got
        self.tried = tried


def expect(what: str, expected: object, got: object) -> None:
    """Raise `Violation` unless *got* is *expected*, and of its type: True is not 1."""
    if type(got) is not type(expected) or got != expected:
        raise Violation(f"{what} {shown(expected)}", got)


def _examples(given: Iterable[object]) -> tuple[Example, ...]:
    return tuple(map(example, given))


@attrs.frozen
class Trial:
    """A mapper, and what it is tried on."""

    mapper: Mapper
    examples: tuple[Example, ...] = attrs.field(default=(), converter=_examples)
    max_examples: int = 100

    @cached_property
    def registry(self) -> Registry:
        """The registry in which the mapper answers for its platform."""
        return Registry((self.mapper,))

    @cached_property
    def ground(self) -> Ground:
        """What payloads are made from."""
        return Ground(self.mapper)

    @cached_property
    def sites(self) -> list[Site]:
        """Every way in which the table reports a metric."""
        return list(self.ground.sites())

    @cached_property
    def recorded(self) -> list[Site]:
        """Every metric that an example reports."""
        sites: list[Site] = []
        for payload in self.payloads:
            try:
                sites += recorded(self.mapper, payload)
            except Exception as error:
                raise Violation("each example to be read", error, payload) from error
        return sites

    @cached_property
    def rivals(self) -> list[tuple[Site, Site]]:
        """Two alternatives at a time, the preferred one first."""
        return list(self.ground.rivals())

    @cached_property
    def wholes(self) -> list[Site]:
        """Payloads with everything in them."""
        return list(self.ground.wholes())

    @cached_property
    def texts(self) -> list[Site]:
        """Every path to the post's id or URL."""
        of_id = self.ground.texts("platform_post_id", self.mapper.post_id)
        return [*of_id, *self.ground.texts("post_url", self.mapper.post_url)]

    @property
    def payloads(self) -> Iterator[Any]:
        """What was recorded."""
        return (each.payload for each in self.examples)

    def read(self, payload: object, on_error: OnError = "raise") -> PlatformAnalytics:
        """Return what the mapper makes of a copy of *payload*, which the next law finds as it is."""
        return self.read_itself(copied(payload), on_error)

    def read_itself(self, payload: object, on_error: OnError = "raise") -> PlatformAnalytics:
        """Return what the mapper makes of *payload*, which it may change."""
        return normalize_platform(self.mapper.platform, payload, registry=self.registry, on_error=on_error)

    def laid_out(self, payload: object) -> object:
        """Return what the mapper's `reshape` makes of the post in a copy of *payload*."""
        if self.mapper.reshape is None:
            return None
        plain = attrs.evolve(self.ground.table, ids=())
        return self.mapper.reshape(locate(plain, payload_of(plain.platform, copied(payload))).laid_out.post)

    def explain(self, payload: object) -> PlatformExplanation:
        """Return why the mapper makes that of a copy of *payload*."""
        return explain_platform(self.mapper.platform, copied(payload), registry=self.registry)

    def readings(self, payload: object) -> Metrics[Reading]:
        """Return what the mapper's rules find in a copy of *payload*."""
        top = payload_of(self.mapper.platform, copied(payload))
        return read_post(self.mapper, locate(self.mapper, top))

    def everything(self) -> Iterator[tuple[object]]:
        """Yield every example, and payloads with all that the table knows, made anew each time."""
        yield ({},)
        for payload in self.payloads:
            yield (copied(payload),)
        for site in self.wholes:
            for some in ([1], [0, "2", None], BOUNDARIES):
                yield (site.plant(some),)

    @cached_property
    def fillings(self) -> Draw[tuple[Site, list[object], Payload]]:
        """Sites with some or all of what the table knows, what to plant in them, and noise for around it."""
        known = [*self.sites, *self.wholes]
        return Draw(st.tuples(st.sampled_from(known), raws(), noise()), self.max_examples)

    @cached_property
    def numbers(self) -> Draw[tuple[Site, int, Raw]] | None:
        """Sites, if there are any, which of their places to plant in, and a number for it."""
        if not self.sites:
            return None
        below_0 = {sentinel for sentinel in self.mapper.sentinels if sentinel < 0}
        counts = spelled().filter(lambda raw: raw[1] not in below_0)
        return Draw(st.tuples(st.sampled_from(self.sites), st.integers(0, 3), counts), self.max_examples)

    @cached_property
    def posts(self) -> Draw[tuple[list[Numbers], int]]:
        """The numbers of some posts, and where to split them."""
        return Draw(st.tuples(posts(), st.integers(0, 4)), self.max_examples)

    def hold(
        self,
        check: Callable[..., None],
        cases: Iterable[Case],
        draw: Draw[Any] | None = None,
        make: Callable[..., Case] = lambda *example: example,
    ) -> None:
        """
        Raise the smallest `Violation` of *check* in *cases* and in what *make* makes of each *draw*.

        It makes a case anew each time, for a mapper may change what it reads.
        """
        violations = [violation for case in cases if (violation := _violation(check, case))]
        if draw is not None:
            violations += _drawn(lambda example: _violation(check, make(*example)), draw)
        if violations:
            smallest = min(violations, key=lambda violation: len(repr(violation.tried)))
            raise smallest from smallest.__cause__


def _drawn(violation_of: Callable[[Any], Violation | None], draw: Draw[Any]) -> list[Violation]:
    """Return a violation in what is drawn, the smallest that is found, if there is one at all."""
    found = list(islice(filter(None, map(violation_of, draw.examples)), 1))

    def refuse(example: object) -> None:
        if violation := violation_of(example):
            found.append(violation)
            raise violation

    if found:
        with suppress(Violation, Flaky):  # flaky is what breaks a law now and then
            draw.run(refuse)
    return found[-1:]


def _violation(check: Callable[..., None], case: Case) -> Violation | None:
    try:
        check(*case)
    except Violation as violation:
        return Violation(violation.expected, violation.got, case[0])
    except Exception as error:  # noqa: BLE001  # whatever it is, the mapper did it
        failed = Violation("no error", error, case[0])
        failed.__cause__ = error
        return failed
    return None
