"""A platform's table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

import attrs

from .metrics import Metrics
from .path import Path, Where
from .rules import Rule


def _paths(texts: Iterable[str | Path]) -> tuple[Path, ...]:
    return tuple(Path(text) if isinstance(text, str) else text for text in texts)


@attrs.frozen
class Reshaped:
    """
    A post laid out so that paths can read it.

    *origins* says of a place in `post` where it stood before, and *doubts* of a place
    before why a 0 there cannot be true.
    """

    post: Mapping[str, object]
    origins: Mapping[Where, Where] = attrs.field(factory=dict)
    doubts: Mapping[Where, str] = attrs.field(factory=dict)


Reshape: TypeAlias = Callable[[Mapping[str, object]], "Reshaped | None"]
"""A module-level function that lays one dialect out anew, or returns None for the others."""


@attrs.frozen(kw_only=True)
class Mapper:
    """
    All that is known about one platform, as data.

    It reads a payload that holds one post, bare or wrapped as the platform's API wraps it.
    """

    platform: str
    """The name in the response, such as `"x"`."""

    metrics: Metrics[Rule]
    """The table: where each of the thirteen numbers is."""

    definitions: Metrics[str] | None = None
    """What each number means here, in one sentence, with the days on which that changed."""

    posts: tuple[Path, ...] = attrs.field(default=(), converter=_paths)
    """Where the post is in a payload that wraps it; the first that leads to an object."""

    ids: tuple[Path, ...] = attrs.field(default=(), converter=_paths)
    """Every id of a post that the payload mentions as its own; two of them are two posts."""

    post_id: tuple[Path, ...] = attrs.field(default=(), converter=_paths)
    """Where the native post id is; the first that leads to text or a whole number."""

    post_url: tuple[Path, ...] = attrs.field(default=(), converter=_paths)
    """Where the public URL is; the first that leads to text."""

    host: str = ""
    """What a relative URL is on, such as `"https://www.facebook.com"`."""

    uncounted: tuple[Path, ...] = attrs.field(default=(), converter=_paths)
    """A post with any of these has no numbers of its own, such as a pure repost."""

    failures: tuple[Path, ...] = attrs.field(default=(), converter=_paths)
    """Where the platform's own error is in a payload without numbers."""

    sentinels: tuple[int, ...] = ()
    """Numbers that stand for "not computed", such as TikTok's −1."""

    reshape: Reshape | None = None
    """What lays out a dialect that no path can read."""
