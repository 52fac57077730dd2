"""
How one number is found in a payload: the words that a platform's table is written in.

A rule is a frozen value that only says where to look, so it can be compared, pickled and drawn
as a table. `reading` interprets it, and `compiler` makes code of it.
Wherever a rule is expected, a path in text stands for the rule `at(path)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeAlias

import attrs

from .errors import shown
from .path import Path


@attrs.frozen
class At:
    """The number at a path; where the path leads to several, their sum."""

    path: Path


@attrs.frozen
class Unsummed:
    """The number at a path; nothing where the path leads to several numbers."""

    path: Path


@attrs.frozen
class Breakdown:
    """One part of an object that leaves out its zeros, or the sum of its parts but one."""

    path: Path
    part: str | None = None
    without: str | None = None


@attrs.frozen
class First:
    """The first of several rules that is reported."""

    rules: tuple[Rule, ...]


@attrs.frozen
class Sum:
    """The sum of those rules that are reported; the first *required* ones must be."""

    rules: tuple[Rule, ...]
    required: int = 0


@attrs.frozen
class Unit:
    """A length of time in whole milliseconds, from a rule in a unit of *milliseconds*."""

    rule: Rule
    name: str
    milliseconds: int


@attrs.frozen
class When:
    """A rule that counts only where one of *paths* leads somewhere, or where none does."""

    rule: Rule
    paths: tuple[Path, ...]
    holds: bool


@attrs.frozen
class DoubtZero:
    """A rule whose 0 cannot be true where a number beside it is not 0."""

    rule: Rule
    beside: tuple[Path, ...]


@attrs.frozen
class Retired:
    """A rule for a metric that the platform had until a day."""

    rule: Rule
    until: str


@attrs.frozen
class Never:
    """A metric that the platform does not have."""


Rule: TypeAlias = At | Unsummed | Breakdown | First | Sum | Unit | When | DoubtZero | Retired | Never


def as_rule(rule: object) -> Rule:
    """Return *rule*, or the one that a path in text stands for; raises `TypeError` for anything else."""
    if isinstance(rule, str):
        return At(Path(rule))
    if isinstance(rule, Path):
        return At(rule)
    if not isinstance(rule, Rule):
        raise TypeError(f"rule: expected a rule or a path, got {shown(rule)}")
    return rule


def at(path: str) -> At:
    """Read the number at *path*; where it leads to several, their null-preserving sum."""
    return At(Path(path))


def unsummed(path: str) -> Unsummed:
    """Read the number at *path* unless there are several: people are not added over days."""
    return Unsummed(Path(path))


def part(path: str, key: str) -> Breakdown:
    """
    Read the part *key*, in any case, of the breakdown at *path*.

    Such an object leaves out its zeros: a missing part of one that is there is 0, and so
    are `{}`, `[]` and a bare 0 in its place.
    """
    return Breakdown(Path(path), key)


def parts(path: str, *, without: str | None = None) -> Breakdown:
    """
    Read the sum of all numbers in the breakdown at *path*; `{}`, `[]` and a bare 0 are 0.

    The one under the key *without*, such as a total of the others, is left out.
    """
    return Breakdown(Path(path), without=without)


def first(*rules: Rule | str) -> First:
    """Read the first of *rules* that is reported; those after it are not looked at."""
    return First(tuple(map(as_rule, rules)))


def sum_of(*rules: Rule | str, required: int = 0) -> Sum:
    """
    Read the sum of those *rules* that are reported; the first *required* ones must be.

    Raises `ValueError` where there are not so many.
    """
    if required > len(rules):
        raise ValueError(f"sum_of: expected {required} rules or more, got {len(rules)}")
    return Sum(tuple(map(as_rule, rules)), required)


def milliseconds(rule: Rule | str) -> Unit:
    """Read a length of time in milliseconds, rounded half to even after summing."""
    return Unit(as_rule(rule), "milliseconds", 1)


def seconds(rule: Rule | str) -> Unit:
    """Read a length of time in seconds as whole milliseconds, rounded half to even after summing."""
    return Unit(as_rule(rule), "seconds", 1000)


def minutes(rule: Rule | str) -> Unit:
    """Read a length of time in minutes as whole milliseconds, rounded half to even after summing."""
    return Unit(as_rule(rule), "minutes", 60_000)


def only_if(rule: Rule | str, path: str, *paths: str) -> When:
    """Read *rule* only if *path*, or one of more *paths*, leads to something."""
    return When(as_rule(rule), tuple(map(Path, (path, *paths))), holds=True)


def unless(rule: Rule | str, path: str, *paths: str) -> When:
    """Read *rule* unless *path*, or one of more *paths*, leads to something."""
    return When(as_rule(rule), tuple(map(Path, (path, *paths))), holds=False)


def doubt_zero(rule: Rule | str, *, beside: tuple[str, ...]) -> DoubtZero:
    """Read *rule*, but not its 0 if one of the numbers *beside* it is not 0."""
    if isinstance(beside, str):  # each letter of which would be a path
        raise TypeError(f"doubt_zero: expected a tuple of paths, got {shown(beside)}")
    return DoubtZero(as_rule(rule), tuple(map(Path, beside)))


def retired(until: str, rule: Rule | str) -> Retired:
    """Read *rule*, which the platform stopped reporting on the ISO date *until*."""
    if not _is_day(until):
        raise ValueError(f"retired: expected an ISO date, got {shown(until)}")
    return Retired(as_rule(rule), until)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except (ValueError, TypeError):  # also the rule, where the two are taken for one another
        return False


def never() -> Never:
    """Read nothing: the platform has no such metric."""
    return Never()


def paths(rule: Rule) -> Iterator[Path]:
    """Yield every path that *rule* reads a number from, in the order they are tried."""
    match rule:
        case At(path) | Unsummed(path) | Breakdown(path=path):
            yield path
        case First(rules) | Sum(rules, _):
            for each in rules:
                yield from paths(each)
        case Unit(rule=inner) | When(rule=inner) | DoubtZero(rule=inner) | Retired(rule=inner):
            yield from paths(inner)


def paths_beside(rule: Rule) -> Iterator[Path]:
    """Yield every path on which it depends whether a number that *rule* reads counts."""
    match rule:
        case First(rules) | Sum(rules, _):
            for each in rules:
                yield from paths_beside(each)
        case When(rule=inner, paths=beside) | DoubtZero(rule=inner, beside=beside):
            yield from beside
            yield from paths_beside(inner)
        case Unit(rule=inner) | Retired(rule=inner):
            yield from paths_beside(inner)
