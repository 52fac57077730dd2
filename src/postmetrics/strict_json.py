"""JSON as the standard library reads it, without what the standard of JSON does not have."""

from __future__ import annotations

import json

from collections.abc import Callable
from typing import Any, TypeAlias

from .text import one_line


Pairs: TypeAlias = Callable[[list[tuple[str, Any]]], object]
"""Makes an object of its keys and values."""


def parse_json(data: bytes | bytearray | str, called: str, *, pairs: Pairs | None = None) -> object:
    """
    Return what *data* says; *pairs* makes its objects where they are not to be plain dicts.

    >>> parse_json(b'{"likes": 3}', "source.json")
    {'likes': 3}

    Raises `ValueError`, with what *data* is *called*, where it is not JSON; NaN and the infinities are none.
    """
    try:
        return json.loads(data, parse_constant=_refuse, object_pairs_hook=pairs)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{called}: expected JSON, got {one_line(error)}") from error


def _refuse(constant: str) -> None:
    raise ValueError(constant)
