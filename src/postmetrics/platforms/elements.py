"""LinkedIn's elements, laid out as one list whatever call they came from."""

from __future__ import annotations

import re

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import TypeAlias

from postmetrics.errors import SeveralPosts
from postmetrics.mapper import Reshape, Reshaped
from postmetrics.number import ARRAY, DIGITS, OBJECT, is_empty
from postmetrics.path import Where, write


Element: TypeAlias = Mapping[str, object]

Moment: TypeAlias = tuple[int, ...]
"""Milliseconds, or a year, month and day."""

_POST_URN = re.compile(r"urn:li:(share|ugcPost|activity):.+")
_KEYS = frozenset({
    "elements", "results", "share", "ugcPost", "targetEntity", "entity", "sourceEntity", "target",
    "totalShareStatistics", "metricType", "statisticsType", "metric", "reactionSummaries",
    "commentSummary", "topLevelCommentCount", "likesSummary", "commentsSummary",
    "socialMetadata", "socialActions",
})  # fmt: skip
_RESULTS: Where = ("results",)
_MEASURES = ("totalShareStatistics", "count", "value", "metric")


def _in_one_list(post: Mapping[str, object]) -> Reshaped | None:
    """
    Put all elements of an answer in one list, `elements`, each window of time once.

    They are those of `elements`, of `results` (by URN, which becomes the element's `urn`), and
    the answer itself, which is the only one where nothing wraps it. Where that is a map by URN,
    it is its own `results`. A post may hold its `socialMetadata` and `socialActions` itself.
    """
    # One that is watched is asked for these keys alone.
    known = not _KEYS.isdisjoint(post) if type(post) is dict else any(key in post for key in _KEYS)
    if not known and "likeCount" in post:
        return None  # most such posts have their counts here, as in Ayrshare's object
    results, at = (post.get("results"), _RESULTS) if known else (_posts_by_urn(post), ())
    if not (known or results):
        return None
    listed = post.get("elements")
    elements: list[object] = [*listed] if isinstance(listed, ARRAY) else []
    origins: dict[Where, Where] = {("elements", len(elements)): ()}
    for key, result in _by_urn(results, at):
        origins = {("elements", len(elements)): (*at, key), ("elements", len(elements) + 1): ()}
        elements.append({"urn": key, **result} if _POST_URN.fullmatch(key) else result)
    elements.append(post)
    if "socialMetadata" in post or "socialActions" in post:
        for key, counts in _own_counts(post):
            origins["elements", len(elements)] = (key,)
            elements.append(counts)
    if covered := covered_windows(elements):
        elements = [
            _without(_MEASURES, element) if index in covered and isinstance(element, Mapping) else element
            for index, element in enumerate(elements)
        ]
    return Reshaped({**post, "elements": elements}, origins)


one_list = Reshape(_in_one_list, by_operators=True)
"""LinkedIn's elements, as `elements`."""


def _posts_by_urn(post: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in post.items() if isinstance(key, str) and _POST_URN.fullmatch(key)}


def _by_urn(results: object, at: Where) -> list[tuple[str, Mapping[str, object]]]:
    if results is None or not isinstance(results, Mapping):
        return []
    posts = [
        (key, result)
        for key, result in results.items()
        if isinstance(key, str) and isinstance(result, Mapping)
    ]
    if len(posts) > 1:
        raise SeveralPosts("linkedin", write(at), len(posts))
    return posts


def _own_counts(post: Mapping[str, object]) -> Iterator[tuple[str, Element]]:
    """Yield what a post holds of its counts; its `id` names it, which may be another than theirs."""
    for key in ("socialMetadata", "socialActions"):
        counts = post.get(key)
        if isinstance(counts, Mapping):
            yield key, _without(("entity", "target"), counts) if "id" in post else counts


def _without(keys: Sequence[str], element: Element) -> dict[str, object]:
    return {key: value for key, value in element.items() if key not in keys}


def covered_windows(elements: Sequence[object]) -> set[int]:
    """
    Return the indexes of the elements whose window of time lies within another's of the same metric.

    The whole of a period and its days, put together from two calls, are not to be added up.
    """
    found = [
        (element, start, end, index)
        for index, element in enumerate(elements)
        if isinstance(element, OBJECT)
        for start, end in _window(element)
    ]
    covered: set[int] = set()
    if _one_after_another(found):
        return covered
    windows: dict[tuple[object, ...], list[tuple[Moment, Moment, int]]] = {}
    for element, start, end, index in found:
        windows.setdefault(_measured(element, len(start)), []).append((start, end, index))
    for same in windows.values():
        same.sort(key=itemgetter(1), reverse=True)
        same.sort(key=itemgetter(0))
        reached: Moment = ()
        for _, end, index in same:
            if end <= reached:
                covered.add(index)
            else:
                reached = end
    return covered


def _one_after_another(windows: Iterable[tuple[Element, Moment, Moment, int]]) -> bool:
    """Tell whether each of *windows* begins where the one before has ended, as most answers list them."""
    reached: Moment = ()
    for _, start, end, _ in windows:
        if start < reached or end <= start:
            return False
        reached = end
    return True


def _measured(element: Element, precision: int) -> tuple[object, ...]:
    """Return which number of which post an element holds, so far as that tells windows apart."""
    get = element.get
    name = get("metricType") or get("statisticsType") or get("type")
    if name and type(name) is not str and isinstance(name, Mapping):
        name = next(iter(name.values()), None)
    return (precision, _folded(name), *map(_folded, map(get, ("share", "ugcPost", "urn", "id"))))


def _folded(text: object) -> str | None:
    return text.casefold() if isinstance(text, str) else None


def _window(element: Element) -> Sequence[tuple[Moment, Moment]]:
    """Return when an element's window begins and ends, if it has one and a number in it."""
    window = element.get("timeRange") or element.get("dateRange")
    if not window and "metric" in element:
        metric = element["metric"]
        intervals = metric.get("timeIntervals") if isinstance(metric, Mapping) else None
        window = intervals.get("timeRange") if isinstance(intervals, Mapping) else None
    if not window or not isinstance(window, OBJECT):
        return ()
    if all(map(is_empty, map(element.get, _MEASURES))):
        return ()
    start, end = _moment(window.get("start")), _moment(window.get("end"))
    return ((start, end),) if start and len(start) == len(end) else ()


def _moment(value: object) -> Moment:
    """Return milliseconds, or a year, month and day, as what can be compared; nothing for anything else."""
    if type(value) is int:
        return (value,)
    numbers = [value.get(key) for key in ("year", "month", "day")] if isinstance(value, Mapping) else [value]
    moment = tuple(number for number in map(_whole, numbers) if number is not None)
    return moment if len(moment) == len(numbers) else ()


def _whole(value: object) -> int | None:
    """Return a whole number, which may be a float or digits; the text and the float by methods first."""
    if isinstance(value, str):
        return int(value) if value.isdecimal() and len(value) <= DIGITS else None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value if isinstance(value, int) else None
