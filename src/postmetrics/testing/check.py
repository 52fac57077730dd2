"""Every law at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from postmetrics.errors import shown
from postmetrics.mapper import Mapper

from .broken import BrokenLaw, BrokenLaws
from .laws import LAWS
from .trial import Trial


def check_mapper(
    mapper: Mapper,
    *,
    examples: Iterable[object] = (),
    expected_failures: Mapping[str, str] = MappingProxyType({}),
    max_examples: int = 100,
) -> None:
    """
    Try *mapper* by every law.

    Its payloads are made from its own table; *examples* are real ones, which alone show the
    dialects that its `reshape` lays out. One may be a pair with the numbers that are in it,
    `(payload, {"likes": 5})`: then the others are null, and an example of a failure has `{}`.
    *expected_failures* says of a law, by name, why this mapper breaks it; one that it keeps
    after all counts as broken. A mapper that breaks the first law is tried by no other.

    Raises `BrokenLaws`, a group of `BrokenLaw`, `LookupError` for a law or a metric that does
    not exist, and `TypeError` for numbers of an example that are no mapping.
    """
    names = [law.name for law in LAWS]
    for name in expected_failures:
        if name not in names:
            raise LookupError(f"expected_failures: expected names in LAWS, got {shown(name)}")
    trial = Trial(mapper, tuple(examples), max_examples)
    broken: list[BrokenLaw] = []
    for law in LAWS:
        failure = law.broken_in(trial)
        if law.name not in expected_failures:
            broken += [failure] if failure else []
            if failure and law is LAWS[0]:
                break  # where there are no results, every other law would say so again
        elif not failure:
            reason = expected_failures[law.name]
            broken.append(BrokenLaw(law.name, f"a failure ({reason})", "none", None))
    if broken:
        raise BrokenLaws(f"{mapper.platform} breaks {', '.join(each.law for each in broken)}", broken)
