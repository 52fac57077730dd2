"""One source response of those of several accounts."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from .errors import shown
from .registry import Registry
from .source import Entry, SourceResponse, connection, owner
from .sources import read_source


def combine(
    responses: Mapping[str, object] | Mapping[UUID, object],
    *,
    registry: Registry | None = None,
    source_format: str | None = None,
) -> dict[str, object]:
    """
    Return one source response of those of several accounts, by connection id.

    It is laid out as `listed`: every platform post with its connection id, and what else
    each response says in `responses`. Its status is the one that all of them share.

    >>> both = combine({"a": {"x": {"likes": 1}}, "b": {"x": {"likes": 2}, "id": "P7"}})
    >>> [(post["social_connection_id"], post["raw_metrics"]) for post in both["platforms"]]
    [('a', {'likes': 1}), ('b', {'likes': 2})]
    >>> both["responses"][1]
    {'social_connection_id': 'b', 'source_format': 'ayrshare', 'status': None, 'metadata': {'id': 'P7'}}

    A response that names accounts itself gives what it has of its own one.

    Raises `UnknownSource` for a response that cannot be read, `UnknownConnection` for one that
    names other accounts only, and `ValueError` for an account that is there twice.
    """
    registry = registry or Registry()
    read: dict[str | None, SourceResponse] = {}
    for account, response in responses.items():
        key = connection(account)
        if key in read:
            raise ValueError(f"responses: expected each account once, got {shown(key)} twice")
        read[key] = read_source(response, registry, source_format=source_format)
        if _names_accounts(read[key]):
            read[key] = read_source(
                response, registry, source_format=source_format, social_connection_id=account
            )
    statuses = {response.status for response in read.values()}
    return {
        "status": statuses.pop() if len(statuses) == 1 else None,
        "platforms": [
            {**_row(entry), "social_connection_id": account}
            for account, response in read.items()
            for entry in response.entries
        ],
        "responses": [
            {
                "social_connection_id": account,
                "source_format": response.format,
                "status": response.status,
                "metadata": response.metadata,
            }
            for account, response in read.items()
        ],
    }


def _names_accounts(response: SourceResponse) -> bool:
    """Tell whether *response* says whose it is, or whose a post in it is."""
    return any(map(owner, (response.metadata, *(entry.row or entry.payload for entry in response.entries))))


def _row(entry: Entry) -> Mapping[str, object]:
    return entry.row or {"platform": entry.platform, "raw_metrics": entry.payload}
