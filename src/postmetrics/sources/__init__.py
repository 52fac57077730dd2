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


def recognise(source: Mapping[str, object], registry: Registry) -> SourceFormat:
    """
    Return the format that *source* is laid out in, by its structure.

    One with no platform in it at all is Ayrshare's: a total failure. Raises `UnknownSource`
    where two formats match.
    """
    if not LISTED.sees(source, registry):
        return AYRSHARE
    if not AYRSHARE.sees(source, registry):
        return LISTED
    both = (f"{each.name} ({each.sees(source, registry)})" for each in FORMATS.values())
    raise UnknownSource("one source format, or source_format to name it", " and ".join(both))


def read_source(
    source: object,
    registry: Registry,
    *,
    source_format: str | None = None,
    social_connection_id: object = None,
) -> SourceResponse:
    """
    Return what *source* holds, or what in it belongs to one connection.

    A post of that connection is all of it: nobody else is looked for inside its payload.

    Raises `UnknownSource`, for what is no object and for a *source_format* that does not
    exist too, and `UnknownConnection` for a *social_connection_id* that it names nowhere.
    """
    if not isinstance(source, Mapping):
        raise UnknownSource("an object", shown(source))
    if source_format is None:
        recognised = recognise(source, registry)
    elif source_format in FORMATS:
        recognised = FORMATS[source_format]
    else:
        raise UnknownSource(f"one of {', '.join(FORMATS)} as source_format", shown(source_format))
    # An empty id names nobody, and so no entry: it is not the same as to ask for all of them.
    wanted = None if social_connection_id is None else connection(social_connection_id) or ""
    return recognised.read(source, registry, wanted)
