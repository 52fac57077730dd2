"""A platform's table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TypeAlias

import attrs

from .errors import shown
from .metrics import Metrics
from .path import Path, Where
from .rules import Rule, as_rule


def _paths(texts: Iterable[str | Path]) -> tuple[Path, ...]:
    if isinstance(texts, str):  # each letter of which would be a path
        raise TypeError(f"mapper: expected a tuple of paths, got {shown(texts)}")
    return tuple(Path(text) if isinstance(text, str) else text for text in texts)


def _rules(metrics: Metrics[Rule | str]) -> Metrics[Rule]:
    if not isinstance(metrics, Metrics):  # who does not check types may have a dict
        raise TypeError(f"mapper: expected Metrics of rules, got {shown(metrics)}")
    return metrics.map(as_rule)


def _numbers(numbers: Iterable[int]) -> tuple[int, ...]:
    if not isinstance(numbers, Iterable) or isinstance(numbers, str):
        raise TypeError(f"mapper: expected a tuple of sentinels, got {shown(numbers)}")
    return tuple(numbers)


Origins: TypeAlias = Mapping[Where, Where]


def _made(origins: Origins | Callable[[], Origins]) -> Origins:
    return origins() if callable(origins) else origins


@attrs.frozen
class Reshaped:
    """
    A post laid out so that paths can read it.

    *origins* says of a place in `post` where it stood before, and *doubts* of a place
    before why a 0 there cannot be true. Numbers alone do not ask for *origins*, so a
    function may stand for them, which is called when somebody does.
    """

    post: Mapping[str, object]
    _origins: Origins | Callable[[], Origins] = attrs.field(factory=dict, eq=_made)
    doubts: Mapping[Where, str] = attrs.field(factory=dict)

    @cached_property
    def origins(self) -> Origins:
        """Where what is in `post` stood before."""
        return _made(self._origins)


@attrs.frozen
class Reshape:
    """
    What lays out a dialect that no path can read, and which posts it leaves alone unseen.

    A plain function in its place is asked about every post.
    """

    lay_out: Callable[[Mapping[str, object]], Reshaped | None]
    """A module-level function that lays one dialect out anew, or returns None for the others."""

    only_if: frozenset[str] = attrs.field(default=frozenset(), kw_only=True)
    """A post that has none of these keys is left alone; where there are none, it is always tried."""

    unless: frozenset[str] = attrs.field(default=frozenset(), kw_only=True)
    """A post that has one of these keys is left alone."""

    by_operators: bool = attrs.field(default=False, kw_only=True)
    """
    Whether it does nothing with a post's numbers and texts but compare them and call their methods,
    and heeds no order of keys.

    A batch then gives it stand-ins that note this, and lays out once what compares alike. What
    happens to a text in a regular expression, or to a number as an index, is not seen.
    """

    ids: frozenset[str] = attrs.field(default=frozenset(), kw_only=True)
    """Keys of texts that it then may use in any way, for only the post's own id in them matters."""

    def __call__(self, post: Mapping[str, object]) -> Reshaped | None:
        """Return *post* laid out anew, or None if it is left alone."""
        if self.only_if and not any(key in post for key in self.only_if):
            return None
        if any(key in post for key in self.unless):
            return None
        return self.lay_out(post)


def _reshape(
    reshape: Reshape | Callable[[Mapping[str, object]], Reshaped | None] | None,
) -> Reshape | None:
    return reshape if reshape is None or isinstance(reshape, Reshape) else Reshape(reshape)


@attrs.frozen(kw_only=True)
class Mapper:
    """
    All that is known about one platform, as data.

    It reads a payload that holds one post, bare or wrapped as the platform's API wraps it.
    """

    platform: str
    """The name in the response, such as `"x"`."""

    metrics: Metrics[Rule] = attrs.field(converter=_rules)
    """The table: where each of the thirteen numbers is."""

    definitions: Metrics[str | None] = attrs.field(factory=lambda: Metrics.fill(None))
    """What each number means here, in one sentence, with the days on which that changed."""

    posts: tuple[Path, ...] = attrs.field(default=(), converter=_paths)
    """Where the post is in a payload that wraps it; the first that leads to an object that is not empty."""

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

    sentinels: tuple[int, ...] = attrs.field(default=(), converter=_numbers)
    """Numbers that stand for "not computed", such as TikTok's −1."""

    reshape: Reshape | None = attrs.field(default=None, converter=_reshape)
    """What lays out a dialect that no path can read."""
