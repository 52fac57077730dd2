"""Which mapper stands behind a platform's name."""

from __future__ import annotations

import os

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs

from .errors import AmbiguousMapper, BrokenMapper, MapperError, UnknownPlatform, shown


if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from .mapper import Mapper


GROUP = "postmetrics.mappers"
"""The entry-point group; a name in it is a spelling that source responses use."""

Status: TypeAlias = Literal["built-in", "explicit", "ok", "broken", "ambiguous", "shadowed"]


@attrs.frozen(kw_only=True)
class Registration:
    """A claim to a name: who makes it, and how it stands."""

    name: str
    provider: str
    version: str
    target: str
    status: Status
    problem: str | None = None
    platform: str | None = None
    """The platform that the mapper says it is of, where one was loaded; the response has this name."""


@attrs.frozen
class _Claim:
    """An entry point, with the distribution that brought it."""

    entry_point: EntryPoint = attrs.field(eq=False)
    name: str
    distribution: str
    version: str
    target: str

    @property
    def provider(self) -> str:
        return f"{self.distribution} {self.version}".rstrip()

    @property
    def built_in(self) -> bool:
        return self.distribution == "postmetrics"


@cache
def _scan() -> Mapping[str, tuple[_Claim, ...]]:
    """Return all claims by name, each name's in the order of their distributions."""
    from importlib.metadata import entry_points  # noqa: PLC0415  # slow, so not at import

    claims: dict[str, list[_Claim]] = {}
    for found, by in [(found, found.dist) for found in entry_points(group=GROUP) if found.dist]:
        # What an uninstallation left behind may have entry points, and neither a name nor a version.
        provider, version = by.name or "unknown", by.version or ""
        claims.setdefault(found.name, []).append(_Claim(found, found.name, provider, version, found.value))
    if os.environ.get("POSTMETRICS_NO_PLUGINS", "0") not in {"", "0"}:
        claims = {name: [claim for claim in made if claim.built_in] for name, made in claims.items()}
    return MappingProxyType(
        {
            name: tuple(sorted(made, key=lambda claim: claim.provider))
            for name, made in sorted(claims.items())
            if made
        }
    )


@cache
def _load(claim: _Claim) -> Mapper:
    from .mapper import Mapper  # noqa: PLC0415  # as the entry point, where one is used

    try:
        mapper = claim.entry_point.load()
    except (Exception, SystemExit) as error:  # a script that was never meant to be imported may exit
        reason = f"{type(error).__name__}: {error}"
        raise BrokenMapper(claim.name, claim.provider, claim.target, reason) from error
    if not isinstance(mapper, Mapper):
        raise BrokenMapper(claim.name, claim.provider, claim.target, f"a {type(mapper).__name__}")
    return mapper


def _that_count(made: tuple[_Claim, ...]) -> tuple[_Claim, ...]:
    """Return the claims that count: a built-in name cannot be taken by being installed."""
    return tuple(claim for claim in made if claim.built_in) or made


@cache
def _installed(name: str) -> Mapper:
    claim, *others = _that_count(_scan()[name])
    if others:
        raise AmbiguousMapper(name, [each.provider for each in (claim, *others)])
    return _load(claim)


@attrs.frozen
class Registry:
    """
    The mappers that are installed, and those given to it, which win.

    Installed ones are found in the entry-point group `postmetrics.mappers`: scanned once
    a process, at the first look-up, and imported when their name is first used.
    """

    mappers: tuple[Mapper, ...] = ()

    def with_mapper(self, mapper: Mapper) -> Registry:
        """
        Return a registry in which *mapper* answers for its platform, under all its names.

        Raises `TypeError` for what is no `Mapper`.
        """
        from .mapper import Mapper  # noqa: PLC0415  # as the entry point, where one is used

        if not isinstance(mapper, Mapper):
            raise TypeError(f"mapper: expected a Mapper, got {shown(mapper)}")
        others = tuple(each for each in self.mappers if each.platform != mapper.platform)
        return Registry((*others, mapper))

    def names(self) -> AbstractSet[str]:
        """Return every name under which a mapper is known, without loading any."""
        installed = _scan().keys()
        return installed | {mapper.platform for mapper in self.mappers} if self.mappers else installed

    def __contains__(self, name: object) -> bool:
        """Tell whether a mapper is known by *name*, without loading it."""
        return isinstance(name, str) and name in self.names()

    def mapper(self, name: str) -> Mapper:
        """
        Return the mapper that is known by *name*.

        Raises `UnknownPlatform`, `AmbiguousMapper` where two distributions claim the name,
        or `BrokenMapper` where the one that does cannot be loaded; all are `LookupError`.
        """
        for mapper in self.mappers:
            if mapper.platform == name:
                return mapper
        try:
            installed = _installed(name)
        except (KeyError, TypeError):  # no such name, or what can be none
            raise self._unknown(name) from None
        for mapper in self.mappers:
            if mapper.platform == installed.platform:
                return mapper
        return installed

    def platforms(self) -> tuple[Registration, ...]:
        """Return every claim to a name, by name; loads each mapper to tell whether it works."""
        given = [
            Registration(
                name=mapper.platform,
                provider="given",
                version="",
                target="with_mapper",
                status="explicit",
                platform=mapper.platform,
            )
            for mapper in self.mappers
        ]
        found = [
            self._beside_given(_registration(claim, made)) for made in _scan().values() for claim in made
        ]
        return tuple(sorted([*given, *found], key=lambda registration: registration.name))

    def _beside_given(self, registration: Registration) -> Registration:
        """Return *registration*, as shadowed where a mapper that was given answers to its name."""
        working = registration.status in {"built-in", "ok"}
        if not (working and any(self.mapper(registration.name) is mapper for mapper in self.mappers)):
            return registration
        return attrs.evolve(registration, status="shadowed", problem="a mapper that was given has this name")

    def _unknown(self, name: str) -> UnknownPlatform:
        from difflib import get_close_matches  # noqa: PLC0415  # only where a name is wrong

        known = sorted(self.names())
        nearest = get_close_matches(str(name), known, n=1)
        return UnknownPlatform(name, known, nearest[0] if nearest else None)


def _registration(claim: _Claim, made: tuple[_Claim, ...]) -> Registration:
    status: Status = "built-in" if claim.built_in else "ok"
    problem = platform = None
    counting = _that_count(made)
    if claim not in counting:
        status, problem = "shadowed", f"{counting[0].provider} has this name"
    elif len(counting) > 1:
        status, problem = "ambiguous", str(AmbiguousMapper(claim.name, [each.provider for each in counting]))
    else:
        try:
            platform = _load(claim).platform
        except MapperError as error:
            status, problem = "broken", str(error)
    return Registration(
        name=claim.name,
        provider=claim.distribution,
        version=claim.version,
        target=claim.target,
        status=status,
        problem=problem,
        platform=platform,
    )
