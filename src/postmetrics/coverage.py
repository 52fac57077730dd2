"""What each platform reports, read off the tables themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from .mapper import Mapper
from .metrics import NAMES, Metrics
from .rules import Never, Retired, Rule
from .table import markdown


Coverage: TypeAlias = Literal["reported", "retired", "never"]


def coverage(mapper: Mapper) -> Metrics[Coverage]:
    """Return of each metric whether *mapper*'s platform reports it, used to, or never did."""
    return mapper.metrics.map(_coverage)


def _coverage(rule: Rule) -> Coverage:
    match rule:
        case Never():
            return "never"
        case Retired():
            return "retired"
        case _:
            return "reported"


def coverage_table(mappers: Iterable[Mapper]) -> str:
    """Return metric × platform as a Markdown table."""
    platforms = {mapper.platform: coverage(mapper) for mapper in mappers}
    head = ("metric", *platforms)
    return markdown(
        [head, *((name, *(getattr(each, name) for each in platforms.values())) for name in NAMES)]
    )


def definitions_table(mappers: Iterable[Mapper]) -> str:
    """Return what each metric means on each platform, as a Markdown table."""
    rows = [
        (name, mapper.platform, definition)
        for mapper in mappers
        for name, definition in mapper.definitions.items()
        if definition is not None
    ]
    rows.sort(key=lambda row: NAMES.index(row[0]))
    return markdown([("metric", "platform", "is"), *rows])
