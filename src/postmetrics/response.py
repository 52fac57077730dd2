"""The response, as the contract has it on the wire."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from .drafts import maker
from .metrics import Metrics, Number


@attrs.frozen(kw_only=True, weakref_slot=False)
class PlatformAnalytics:
    """How one platform post did; printed, it is a table."""

    platform: str
    platform_post_id: str | None
    post_url: str | None
    metrics: Metrics[Number | None]
    raw_metrics: Mapping[str, object] = attrs.field(repr=False)
    """The platform's payload, untouched: the caller's own object."""

    def __str__(self) -> str:
        from .text import post_table  # noqa: PLC0415  # only where somebody looks

        return post_table(self)

    def _repr_html_(self) -> str:
        from .html import fragment  # noqa: PLC0415  # only where somebody looks

        return fragment(self)


@attrs.frozen(kw_only=True, weakref_slot=False)
class Analytics:
    """How a post did on all its platforms."""

    status: str | None
    totals: Metrics[Number | None]
    platforms: tuple[PlatformAnalytics, ...]
    metadata: Mapping[str, object] = attrs.field(repr=False)
    """The source response without its platform entries."""


@attrs.frozen(kw_only=True, weakref_slot=False)
class PostAnalytics:
    """The response to "how did this post do?"; printed, it is a table."""

    analytics: Analytics
    stats: Mapping[str, object] = attrs.field(repr=False)
    """The source response in its legacy shape."""

    def __str__(self) -> str:
        from .text import response_table  # noqa: PLC0415  # only where somebody looks

        return response_table(self)

    def _repr_html_(self) -> str:
        from .html import fragment  # noqa: PLC0415  # only where somebody looks

        return fragment(self)


make_platform_analytics: Callable[..., PlatformAnalytics] = maker(PlatformAnalytics)
make_analytics: Callable[..., Analytics] = maker(Analytics)
make_post_analytics: Callable[..., PostAnalytics] = maker(PostAnalytics)
