"""What a row is, and what becomes of one."""

from __future__ import annotations

import json

from base64 import b64encode
from typing import Any

import attrs

from postmetrics.errors import UnknownSource, shown
from postmetrics.normalize import OnError, normalize, normalize_platform
from postmetrics.registry import Registry
from postmetrics.response import PostAnalytics
from postmetrics.sources import FORMATS
from postmetrics.wire import read_json, to_dict, write_json


@attrs.frozen
class Chunk:
    """Some rows on their way in."""

    first: int
    """The number of the first of them, from 1."""

    rows: Any
    """The bytes of whole lines, or a record batch."""

    end: int = 0
    """How far into the input they reach, in its own unit."""


@attrs.frozen
class Answers:
    """What became of a chunk."""

    rows: int
    bad: int
    out: Any
    """Bytes, or a record batch."""

    errors: bytes
    end: int


@attrs.frozen(kw_only=True)
class Rows:
    """
    What a row is: a source response, a payload of one *platform*, or an object that names its platform.

    Raises `ValueError` for a connection or a format beside a platform, `UnknownSource` for a
    format that does not exist, and a `MapperError` for a platform without a usable mapper.
    """

    platform: str | None = None
    platform_column: str | None = None
    payload_column: str = "payload"
    social_connection_id: str | None = None
    source_format: str | None = None
    on_error: OnError = "raise"

    def __attrs_post_init__(self) -> None:
        is_of_sources = self.social_connection_id is not None or self.source_format is not None
        if is_of_sources and not self.are_sources:
            raise ValueError("batch: expected source responses with a connection or a format, got a platform")
        if self.source_format is not None and self.source_format not in FORMATS:
            raise UnknownSource(f"one of {', '.join(FORMATS)} as source_format", shown(self.source_format))
        if self.platform is not None:
            Registry().mapper(self.platform)

    @property
    def are_sources(self) -> bool:
        """Whether each row is a source response."""
        return self.platform is None and self.platform_column is None

    def normalize(self, source: object) -> PostAnalytics:
        """Return the response to a source response."""
        return normalize(
            source,
            social_connection_id=self.social_connection_id,
            source_format=self.source_format,
            on_error=self.on_error,
        )

    def answer(self, text: bytes) -> bytes:
        """
        Return the answer to a row, both as JSON.

        One that names its platform keeps what is in it beside the payload. Raises what
        `normalize` and `dumps` raise, and `ValueError` for what is not JSON.
        """
        row, by_orjson = read_json(text, "row")
        if self.are_sources:
            return write_json(to_dict(self.normalize(row)), by_orjson=by_orjson)
        if self.platform:
            answer = to_dict(normalize_platform(self.platform, row, on_error=self.on_error))
            return write_json(answer, by_orjson=by_orjson)
        platform, payload, rest = self.apart(row)
        if isinstance(payload, str):  # JSON in JSON
            payload, payload_by_orjson = read_json(payload.encode(), self.payload_column)
            by_orjson = by_orjson and payload_by_orjson
        answer = to_dict(normalize_platform(platform, payload, on_error=self.on_error))
        if taken := sorted(rest.keys() & answer.keys() - {self.platform_column}):
            raise ValueError(f"row: expected other keys than those that are added, got {', '.join(taken)}")
        return write_json({**rest, **answer}, by_orjson=by_orjson)

    def apart(self, row: object) -> tuple[str, object, dict[str, Any]]:
        """Return platform and payload of a row that has both, and the row without the payload."""
        if not isinstance(row, dict):
            raise TypeError(f"row: expected an object, got {shown(row)}")
        for column in (self.platform_column, self.payload_column):
            if column not in row:
                raise ValueError(f"row: expected {column!r} in it, got {shown(', '.join(row))}")
        rest = dict(row)
        payload = rest.pop(self.payload_column)
        platform = row[self.platform_column]
        if not isinstance(platform, str):
            raise TypeError(f"{self.platform_column}: expected text, got {shown(platform)}")
        return platform, payload, rest


def bad(error: str, text: bytes) -> dict[str, str]:
    """Return what stands in the place of a bad row: its error, and its text with nothing lost."""
    try:
        return {"error": error, "row": text.decode()}
    except UnicodeDecodeError:
        return {"error": error, "row_base64": b64encode(text).decode()}


def line(value: object) -> bytes:
    """Return *value* as a line of JSON, without its end."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
