"""Where each number came from, or why it is null."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import attrs

from .errors import shown
from .mapper import Mapper
from .metrics import Metrics
from .number import NotANumber, read_count
from .path import Found, Path, Where, without_names, write
from .payload import payload_of
from .post import Post, locate, text_at
from .reading import Reading, Status, read_post
from .registry import Registry
from .rules import Rule, paths
from .source import Entry, SourceResponse
from .sources import FORMATS, read_source
from .text import few, heading, number, printable


if TYPE_CHECKING:
    from uuid import UUID


_IN_VAIN: frozenset[Status] = frozenset({"absent", "retired", "sentinel"})
_NO_PLATFORM = "no platform in it (for a payload of a platform's own: explain_platform, or --platform NAME)"


@attrs.frozen
class Origin:
    """A value in the caller's own payload, and the path to it."""

    path: str
    raw: object

    def __str__(self) -> str:
        return printable(f"{self.path or 'payload'} {shown(self.raw)}")


@attrs.frozen(kw_only=True)
class Cell:
    """
    A number and where it came from, or null and why.

    *status* is one of

    * `reported`: *origins* are what was read, *note* the unit it was converted from, or why it is 0;
    * `never`: the platform has no such metric;
    * `retired`: it had one until the day in *note*;
    * `absent`: nothing is reported at the paths in *tried*;
    * `sentinel`: *origins* hold a number that stands for "not computed";
    * `untrusted`: *origins* hold what does not count, for the reason in *note*, such as a 0 that
      cannot be true, or what shows that the post has no numbers of its own;
    * `malformed`: *origins* hold something else than *note* says was expected;
    * `failed`: the upstream's own error is there instead of numbers; *origins* hold what it says
      plainly, which is nothing where all of it is nested.
    """

    status: Status
    value: int | None = None
    origins: tuple[Origin, ...] = ()
    tried: tuple[str, ...] = ()
    note: str | None = None

    def __str__(self) -> str:
        seen = " + ".join(map(str, self.origins))
        match self.status:
            case "reported":
                return seen + (f" ({self.note})" if self.note else "")
            case "absent":
                return printable(f"absent: nothing at {few(self.tried, ', ', ' and ')}")
            case _:
                return ": ".join(filter(None, (self.status, self.note, seen)))


@attrs.frozen(kw_only=True)
class PlatformExplanation:
    """Every number of one platform post, explained."""

    platform: str
    platform_post_id: str | None
    post_url: str | None
    cells: Metrics[Cell]
    unread: tuple[Origin, ...]
    """The payload's numbers that no rule reads: a field that was renamed turns up here."""

    def __str__(self) -> str:
        lines = [heading(self)]
        lines += [f"  {name:<20} {number(cell.value):>15}  {cell}" for name, cell in self.cells.items()]
        lines += [f"  {'(unread)':<20} {'':>15}  {origin}" for origin in self.unread]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from .html import fragment  # noqa: PLC0415  # only where somebody looks

        return fragment(self)


@attrs.frozen(kw_only=True)
class Explanation:
    """Every number of a response, explained; printed, it is a table."""

    source_format: str
    """The format that the source came in, and those combined in it; they may have altered numbers."""

    platforms: tuple[PlatformExplanation, ...]

    def __str__(self) -> str:
        platforms = [*map(str, self.platforms)] or [_NO_PLATFORM]
        return "\n\n".join([f"source: {self.source_format}", *platforms])

    def _repr_html_(self) -> str:
        from .html import fragment  # noqa: PLC0415  # only where somebody looks

        return fragment(self)


def explain(
    source: object,
    *,
    social_connection_id: str | UUID | None = None,
    source_format: str | None = None,
    registry: Registry | None = None,
) -> Explanation:
    """
    Return where each number of a response came from, or why it is null.

    >>> likes = explain({"youtube": {"analytics": {"likes": "88"}}}).platforms[0].cells.likes
    >>> likes.value, str(likes)
    (88, "analytics.likes '88'")

    Raises what `normalize` raises, but nothing for a malformed value, which it explains.
    """
    registry = registry or Registry()
    response = read_source(
        source, registry, source_format=source_format, social_connection_id=social_connection_id
    )
    return Explanation(
        source_format=_formats(response),
        platforms=tuple(_explain(entry, registry.mapper(entry.platform)) for entry in response.entries),
    )


def explain_platform(
    platform: str, payload: object, *, registry: Registry | None = None
) -> PlatformExplanation:
    """Return where each number of one platform's own payload came from, or why it is null."""
    return _explain(Entry(platform=platform, payload=payload), (registry or Registry()).mapper(platform))


def _formats(response: SourceResponse) -> str:
    """Return the format of a response and, in brackets, those of the responses combined in it."""
    listed = response.metadata.get("responses")
    combined = listed if isinstance(listed, list | tuple) else ()
    found = [each.get("source_format") for each in combined if isinstance(each, Mapping)]
    within = [name for name in FORMATS if name in found]
    return f"{response.format} ({', '.join(within)})" if within else response.format


def _explain(entry: Entry, mapper: Mapper) -> PlatformExplanation:
    post = locate(mapper, payload_of(mapper.platform, entry.payload))
    top, readings = write(post.where), read_post(mapper, post, failed=entry.failed)
    cells = {name: _cell(rule, getattr(readings, name), top) for name, rule in mapper.metrics.items()}
    return PlatformExplanation(
        platform=mapper.platform,
        platform_post_id=entry.platform_post_id or text_at(post, mapper.post_id),
        post_url=entry.post_url or text_at(post, mapper.post_url, mapper.host),
        cells=Metrics(**cells),
        unread=tuple(_unread(mapper, post)),
    )


def _cell(rule: Rule, reading: Reading, top: str) -> Cell:
    in_vain = paths(rule) if reading.status in _IN_VAIN else ()
    return Cell(
        status=reading.status,
        value=None if reading.value is None else int(reading.value),
        origins=tuple(Origin(write(where), raw) for where, raw in reading.found),
        tried=tuple(dict.fromkeys(_tried(path, top) for path in in_vain)),
        note=reading.note,
    )


def _tried(path: Path, top: str) -> str:
    if path.from_root or not top:
        return str(path)
    return f"{top}{path}" if path.text.startswith("[") else f"{top}.{path}"


def _unread(mapper: Mapper, post: Post) -> Iterator[Origin]:
    rules = [path for _, rule in mapper.metrics.items() for path in paths(rule)]
    read = {
        without_names(where)
        for path in (*rules, *mapper.ids, *mapper.post_id)
        for where, _ in post.find(path)
    }
    for where, raw in _numbers(((), post.payload), read):
        yield Origin(write(where), raw)


def _numbers(found: Found, read: Container[Where]) -> Iterator[Found]:
    """Yield every number in what is *found* but not *read*, a number sent as text among them."""
    where, raw = found
    if isinstance(raw, Mapping):
        below: Iterable[Found] = (((*where, key), value) for key, value in raw.items())
    elif isinstance(raw, list | tuple):
        below = (((*where, index), value) for index, value in enumerate(raw))
    else:
        if isinstance(raw, float) or _is_count(raw):
            yield found
        return
    for each in below:
        if each[0] not in read:
            yield from _numbers(each, read)


def _is_count(raw: object) -> bool:
    try:
        return read_count(raw) is not None
    except NotANumber:
        return False
