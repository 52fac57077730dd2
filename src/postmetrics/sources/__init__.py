"""The source formats, and which of them a response is in."""

from __future__ import annotations

from collections.abc import Mapping

from postmetrics.errors import UnknownSource, shown
from postmetrics.registry import Registry
from postmetrics.source import SourceFormat, SourceResponse, connection

from .ayrshare import AYRSHARE
from .listed import LISTED


__all__ = ["AYRSHARE", "FORMATS", "LISTED", "read_source", "recognise"]

FORMATS: Mapping[str, SourceFormat] = {each.name: each for each in (AYRSHARE, LISTED)}


def recognise(source: object, registry: Registry) -> SourceFormat:
    """
    Return the format that *source* is laid out in, by its structure.

    One with no platform in it at all is Ayrshare's: a total failure. Raises `UnknownSource`
    for what is no object, and where two formats match.
    """
    if not isinstance(source, Mapping):
        raise UnknownSource("an object", shown(source))
    seen = {each: sight for each in FORMATS.values() if (sight := each.sees(source, registry))}
    if len(seen) > 1:
        got = " and ".join(f"{each.name} ({sight})" for each, sight in seen.items())
        raise UnknownSource("one source format, or source_format to name it", got)
    return next(iter(seen), AYRSHARE)


def read_source(
    source: object,
    registry: Registry,
    *,
    source_format: str | None = None,
    social_connection_id: object = None,
) -> SourceResponse:
    """
    Return what *source* holds, or what in it belongs to one connection.

    Raises `UnknownSource`, also for a *source_format* that does not exist, and
    `UnknownConnection` for a *social_connection_id* that no entry has.
    """
    if source_format is not None and source_format not in FORMATS:
        raise UnknownSource(f"one of {', '.join(FORMATS)} as source_format", shown(source_format))
    recognised = recognise(source, registry) if source_format is None else FORMATS[source_format]
    if not isinstance(source, Mapping):
        raise UnknownSource("an object", shown(source))
    return recognised.read(source, registry, connection(social_connection_id))
