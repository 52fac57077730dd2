"""What a platform sent for one post: an object, with texts in it that name the post."""

from __future__ import annotations

from collections.abc import Mapping

from .errors import NotAPayload, SeveralPosts


_ID_BITS = 256  # of a whole number that may be an id; a longer one would be slow to write out


def payload_of(platform: str, payload: object) -> Mapping[str, object]:
    """
    Return the payload itself; a list of one is that one.

    Raises `SeveralPosts` for a longer list and `NotAPayload` for anything else.
    """
    if type(payload) is dict:
        return payload
    if isinstance(payload, list | tuple):
        if len(payload) > 1:
            raise SeveralPosts(platform, "", len(payload))
        payload = payload[0] if payload else payload
    if not isinstance(payload, Mapping):
        raise NotAPayload(platform, "", payload)
    return payload


def text_or_none(value: object) -> str | None:
    """Return text as it is and a whole number as text; anything else says nothing."""
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() <= _ID_BITS:
        return str(value)
    return value if isinstance(value, str) and value else None
