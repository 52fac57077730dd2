"""The one post of a payload, where the rules read."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile

import attrs

from .errors import SeveralPosts
from .mapper import Mapper, Reshaped
from .path import Found, Known, Path, Where, find, without_names, write
from .payload import text_or_none


@attrs.frozen
class Post:
    """The one post of a payload."""

    payload: Mapping[str, object]
    """The payload, from its top."""

    where: Where
    """Where the post is in the payload."""

    laid_out: Reshaped
    """The post as the rules read it."""

    _known: Known = attrs.field(init=False, factory=dict, eq=False, repr=False)

    def find(self, path: Path) -> list[Found]:
        """Return the values that *path* leads to, with where they stand in the caller's payload."""
        found = find(path, self.laid_out.post, self.payload, self._known)
        if not found or path.from_root or not (self.where or self.laid_out.origins):
            return found
        return [(self._origin(where), value) for where, value in found]

    def doubt(self, where: Where) -> str | None:
        """Return why a 0 at *where* in the caller's payload cannot be true, if so."""
        return self.laid_out.doubts.get(where[len(self.where) :])

    def has(self, path: Path) -> bool:
        """Tell whether *path* leads to something."""
        return any(value not in (None, "") for _, value in self.find(path))

    def _origin(self, where: Where) -> Where:
        origins, place = self.laid_out.origins, without_names(where)
        for end in range(len(place), 0, -1) if origins else ():
            if place[:end] in origins:
                return self.where + origins[place[:end]] + where[end:]
        return self.where + where


def locate(mapper: Mapper, payload: Mapping[str, object]) -> Post:
    """
    Return the one post of *payload*, out of what wraps it.

    Raises `SeveralPosts` where there are more.
    """
    where: Where = ()
    post = payload
    for path in mapper.posts:
        posts = [(at, value) for at, value in find(path, payload, payload) if isinstance(value, Mapping)]
        if len(posts) > 1:
            raise SeveralPosts(mapper.platform, _above(posts[0][0], posts[1][0]), len(posts))
        if posts and posts[0][1]:
            where, post = posts[0]
            break
    laid_out = mapper.reshape(post) if mapper.reshape else None
    located = Post(payload, where, laid_out or Reshaped(post))
    found = (each for path in mapper.ids for each in located.find(path))
    ids = [(at, text) for at, value in found if (text := text_or_none(value)) is not None]
    for at, text in ids:
        if text != ids[0][1]:
            raise SeveralPosts(mapper.platform, _above(ids[0][0], at), len({text for _, text in ids}))
    return located


def _above(one: Where, other: Where) -> str:
    """Return what two places are in."""
    same = takewhile(lambda steps: steps[0] == steps[1], zip(one, other, strict=False))
    return write(tuple(step for step, _ in same))


def text_at(post: Post, ways: tuple[Path, ...], host: str = "") -> str | None:
    """
    Return the first text or whole number that one of *ways* leads to, as text.

    Text that begins with `/` gets *host* before it.
    """
    found = (text_or_none(value) for path in ways for _, value in post.find(path))
    text = next(filter(None, found), None)
    return host + text if text and host and text.startswith("/") else text
