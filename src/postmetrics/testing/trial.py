"""One mapper under trial."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any

import attrs

from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis.errors import Flaky
from hypothesis.strategies import SearchStrategy

from postmetrics.errors import shown
from postmetrics.explain import PlatformExplanation, explain_platform
from postmetrics.mapper import Mapper
from postmetrics.metrics import Metrics
from postmetrics.normalize import OnError, normalize_platform
from postmetrics.post import locate, payload_of
from postmetrics.reading import Reading, read_post
from postmetrics.registry import Registry
from postmetrics.response import PlatformAnalytics

from .ground import Ground, recorded
from .site import Site, copied
from .strategies import filled


_UNHEALTHY = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)


class Breach(Exception):
    """What was expected, and what came instead, of what was tried."""

    def __init__(self, expected: str, got: object, tried: object = None) -> None:
        super().__init__(expected, got, tried)
        self.expected = expected
        self.got = got
        self.tried = tried


def expect(what: str, expected: object, got: object) -> None:
    """Raise `Breach` unless *got* is *expected*, and of its type: True is not 1."""
    if type(got) is not type(expected) or got != expected:
        raise Breach(f"{what} {shown(expected)}", got)


@attrs.frozen
class Trial:
    """A mapper, and what it is tried on."""

    mapper: Mapper
    examples: tuple[object, ...] = ()
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
        return [site for example in self.examples for site in recorded(self.mapper, example)]

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

    def read(self, payload: object, on_error: OnError = "raise") -> PlatformAnalytics:
        """Return what the mapper makes of *payload*."""
        return normalize_platform(self.mapper.platform, payload, registry=self.registry, on_error=on_error)

    def explain(self, payload: object) -> PlatformExplanation:
        """Return why the mapper makes that of *payload*."""
        return explain_platform(self.mapper.platform, payload, registry=self.registry)

    def readings(self, payload: object) -> Metrics[Reading]:
        """Return what the mapper's rules find in *payload*."""
        top = payload_of(self.mapper.platform, payload)
        return read_post(self.mapper, locate(self.mapper, top))

    def everything(self) -> Iterator[tuple[object]]:
        """Yield every example, and payloads with all that the table knows."""
        yield ({},)
        for example in self.examples:
            yield (copied(example),)
        for site in self.wholes:
            for raws in ([1], [0, "2", None]):
                yield (site.plant(raws),)

    def drawn_everything(self) -> SearchStrategy[tuple[object]]:
        """Return payloads with some or all of what the table knows."""
        return filled([*self.sites, *self.wholes]).map(lambda drawn: (drawn[0],))

    def hold(
        self,
        check: Callable[..., None],
        cases: Iterable[Sequence[Any]],
        drawn: SearchStrategy[Any] | None = None,
    ) -> None:
        """
        Raise the smallest `Breach` of *check* in *cases* and in what is *drawn*.

        A case is the arguments of *check*; the first of them is what is shown of it.
        """
        breaches = [breach for case in cases if (breach := _breach(check, case))]
        if drawn is not None:
            breaches += self._search(check, drawn)
        if breaches:
            smallest = min(breaches, key=lambda breach: len(repr(breach.tried)))
            raise smallest from smallest.__cause__

    def _search(self, check: Callable[..., None], drawn: SearchStrategy[Any]) -> list[Breach]:
        found: list[Breach] = []

        # The same verdict everywhere, nothing written into the caller's tree, nothing printed.
        @settings(
            max_examples=self.max_examples,
            derandomize=True,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=_UNHEALTHY,
            report_multiple_bugs=False,
            print_blob=False,
            verbosity=Verbosity.quiet,
        )
        @given(drawn)
        def holds(case: Sequence[Any]) -> None:
            if breach := _breach(check, case):
                found.append(breach)
                raise breach

        with suppress(Breach, Flaky):  # flaky is what breaks a law now and then
            holds()
        return found[-1:]


def _breach(check: Callable[..., None], case: Sequence[Any]) -> Breach | None:
    try:
        check(*case)
    except Breach as breach:
        return Breach(breach.expected, breach.got, case[0])
    except Exception as error:  # noqa: BLE001  # whatever it is, the mapper did it
        failed = Breach("no error", error, case[0])
        failed.__cause__ = error
        return failed
    return None
