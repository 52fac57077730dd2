"""What Hypothesis draws: numbers, metrics, payloads, source responses and noise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import cycle, islice
from typing import Any, TypeAlias
from uuid import UUID

from hypothesis import strategies as st

from postmetrics.mapper import Mapper
from postmetrics.metrics import NAMES, Metrics, Number
from postmetrics.number import EXACT_FLOAT

from .ground import Ground
from .site import Site


Payload: TypeAlias = dict[str, Any]

Raw: TypeAlias = tuple[object, int]
"""A number as it is sent, and as it is."""

SourcePost: TypeAlias = tuple[str, str | None, Payload | None]
"""A post's platform and account, and its payload unless it failed."""

ACCOUNTS = (None, *(str(UUID(int=number)) for number in range(1, 4)))
BOUNDARIES = (0, 1, 2**53 + 1, 2**63 - 1, 2**63, 10**40 - 1, -2)
_RAWS = (0, 1, None, "0", "", 2**53 + 1, str(2**63 - 1), 7.0)
_FAILURE = {"code": 186, "message": "The post was not found."}


def numbers() -> st.SearchStrategy[int]:
    """Return whole numbers of at most 40 digits, those first at which something changes."""
    return st.sampled_from(BOUNDARIES) | st.integers(-(10**3), 10**40 - 1)


def metrics() -> st.SearchStrategy[Metrics[Number | None]]:
    """Return the thirteen numbers of a post, any of which may be null; a few of them, again and again."""
    return _values().map(_dealt)


def posts() -> st.SearchStrategy[list[Metrics[Number | None]]]:
    """Return the numbers of four posts: a few again and again, and in each post other ones side by side."""
    return _values().map(lambda values: [_dealt(values, first) for first in range(4)])


def _values() -> st.SearchStrategy[list[int | None]]:
    return st.lists(st.none() | numbers(), min_size=1, max_size=5)


def _dealt(values: Sequence[int | None], first: int = 0) -> Metrics[Number | None]:
    return Metrics(**dict(zip(NAMES, islice(cycle(values), first, None), strict=False)))


def noise() -> st.SearchStrategy[Payload]:
    """Return objects whose keys no table knows, with anything in them that JSON has."""
    names = st.text("abc _", max_size=3).map("unknown {}".format)
    leaves = st.sampled_from((41, None, True, "", "n/a", "43", 1.5, -1, 2**63)) | st.text(
        "aé٣😀\n", max_size=3
    )
    values = leaves | st.lists(leaves, max_size=2) | st.dictionaries(names, leaves, max_size=2)
    return st.dictionaries(names, values, min_size=1, max_size=2)


def payloads(mapper: Mapper) -> st.SearchStrategy[Payload]:
    """
    Return payloads that *mapper* reads, made from its own table.

    They have numbers where its paths lead, spelled in the ways of platforms or missing, in
    every wrapping that it knows, with unknown keys around them.
    """
    ground = Ground(mapper)
    known = [*ground.sites(), *ground.wholes()]
    return st.builds(_noisy, st.sampled_from(known), raws(), st.just({}) | noise())


def sources(mappers: Iterable[Mapper]) -> st.SearchStrategy[Payload]:
    """
    Return source responses with posts of several platforms and accounts, some of which failed.

    They are laid out as `ayrshare` or as `listed`.
    """
    known = {mapper.platform: payloads(mapper) for mapper in mappers}
    posts = st.lists(
        st.sampled_from(list(known)).flatmap(lambda name: _source_posts(name, known[name])), max_size=4
    )
    around = st.fixed_dictionaries({"status": st.sampled_from(("success", "error", None))}, optional={})
    return st.builds(as_listed, posts, around, noise()) | st.builds(as_ayrshare, posts, around, noise())


def spelled() -> st.SearchStrategy[Raw]:
    """Return numbers as platforms send them: whole, as text and, where it is exact, as a float."""
    return st.builds(_spelled, numbers(), st.sampled_from((int, str, float)))


def _spelled(number: int, kind: type[int | str | float]) -> Raw:
    return number if kind is float and abs(number) > EXACT_FLOAT else kind(number), number


def raws() -> st.SearchStrategy[list[object]]:
    """Return a few of what platforms send for a number or for none, to be planted in turn."""
    return st.lists(st.sampled_from(_RAWS) | numbers(), min_size=1, max_size=3)


def _noisy(site: Site, raws: Sequence[object], around: Payload) -> Payload:
    payload = site.plant(raws)
    return site.noisy(payload, around) if around else payload


def _source_posts(platform: str, payload: st.SearchStrategy[Payload]) -> st.SearchStrategy[SourcePost]:
    return st.tuples(st.just(platform), st.sampled_from(ACCOUNTS), payload | st.none())


def as_listed(
    posts: Iterable[SourcePost], around: Mapping[str, object], unknown: Mapping[str, object]
) -> Payload:
    """Return the source response, laid out as `listed`, of *posts* with *unknown* keys around them."""
    platforms = [
        {
            "platform": platform,
            "social_connection_id": account,
            **({"raw_metrics": payload} if payload is not None else {"status": "error", **_FAILURE}),
        }
        for platform, account, payload in posts
    ]
    return {**around, "platforms": platforms, **unknown}


def as_ayrshare(
    posts: Iterable[SourcePost], around: Mapping[str, object], unknown: Mapping[str, object]
) -> Payload:
    """Return the source response, laid out as `ayrshare`, of *posts* with *unknown* keys around them."""
    platforms: dict[str, Any] = {}
    for platform, account, payload in posts:
        post = {"status": "error", **_FAILURE} if payload is None else payload
        marked = post if account is None else {**post, "social_connection_id": account}
        platforms.setdefault(platform, []).append(marked)
    alone = {platform: each[0] if len(each) == 1 else each for platform, each in platforms.items()}
    return {**around, **alone, **unknown}
