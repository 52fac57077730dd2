"""Laws of single numbers: each is where the table says, and is what stands there."""

# ruff: noqa: D401  # a law says what is so

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import cycle

import attrs

from hypothesis import strategies as st

from postmetrics.coverage import coverage
from postmetrics.errors import MalformedPayload
from postmetrics.testing.draw import Draw
from postmetrics.testing.site import Site
from postmetrics.testing.strategies import Raw
from postmetrics.testing.trial import Case, Trial, Violation, expect


_DURATION = "video_watch_time_ms"
_JUNK = (True, "n/a", float("nan"), "1,234", float("inf"), 2.0**60, False, "1e3", "٣", "9" * 41, 1.5, "1.5")


def _metric(trial: Trial, payload: object, name: str) -> object:
    return getattr(trial.read(payload).metrics, name)


def _one_at_a_time(trial: Trial, raws: Sequence[tuple[object, int | Fraction]]) -> Iterator[Case]:
    """Yield each place of each site with each of *raws* in it, and 0 in the places beside it."""
    for site in (*trial.sites, *trial.recorded):
        for at in range(len(site.places)):
            for raw, number in raws:
                yield _alone(site, at, raw, number)


def _alone(site: Site, at: int, raw: object, number: int | Fraction) -> Case:
    places = range(len(site.places))
    at %= len(places)
    expected = site.expected([number if place == at else 0 for place in places])
    return site.plant([raw if place == at else 0 for place in places]), site, expected


def reads_what_is_there(trial: Trial) -> None:
    """A number is read as it was sent: whole, in digits as text, or as a float without a fraction."""

    def check(payload: object, site: Site, expected: int) -> None:
        expect(site.name, expected, _metric(trial, payload, site.name))

    for name, status in coverage(trial.mapper).items():
        if status != "never" and not any(site.name == name for site in trial.sites):
            raise Violation(f"{name} to be readable", "no payload that its rule reads")
    cases = _one_at_a_time(trial, [(7, 7), ("8", 8), (9.0, 9)])
    trial.hold(check, cases, trial.numbers, lambda site, at, raw: _alone(site, at, *raw))


def zero_is_not_null(trial: Trial) -> None:
    """A reported zero stays zero."""

    def check(payload: object, site: Site) -> None:
        expect(site.name, 0, _metric(trial, payload, site.name))

    zeros = cycle((0, "0", 0.0))
    known = [*trial.sites, *(site for site in trial.recorded if not site.way.doubted)]
    trial.hold(check, ((site.plant([next(zeros)]), site) for site in known for _ in range(3)))


def null_is_not_zero(trial: Trial) -> None:
    """What is null, empty or not there is null."""

    def check(payload: object, site: Site) -> None:
        expect(site.name, None, _metric(trial, payload, site.name))

    def check_all(payload: object) -> None:
        for name, value in trial.read(payload).metrics.items():
            expect(name, None, value)

    trial.hold(check_all, [({},)])
    trial.hold(check, ((payload, site) for site in trial.sites for payload in _without(site)))


def _without(site: Site) -> Iterator[object]:
    yield site.plant([None])
    yield site.plant([""])
    if any(leaf.key is None for leaf in site.way.leaves):
        yield site.bare()


def exact_above_2_53(trial: Trial) -> None:
    """A number too large for a float keeps its last digit."""

    def check(payload: object, site: Site, expected: int) -> None:
        expect(site.name, expected, _metric(trial, payload, site.name))

    raws = [(2**53 + 1, 2**53 + 1), (str(2**63 + 1), 2**63 + 1), (10**39 + 1, 10**39 + 1)]

    def enlarged(site: Site, at: int, raw: Raw) -> Case:
        large = 2**53 + 1 + abs(raw[1])
        return _alone(site, at, large, large)

    trial.hold(check, _one_at_a_time(trial, raws), trial.numbers, enlarged)


def first_reported_wins(trial: Trial) -> None:
    """Of several alternatives the first one that is reported is read, even a zero, and no other."""

    def check(payload: object, site: Site, expected: int | None) -> None:
        expect(site.name, expected, _metric(trial, payload, site.name))

    trial.hold(check, (case for pair in trial.rivals for case in _beside(*pair)))


def _beside(preferred: Site, other: Site) -> Iterator[Case]:
    for number in (7,) if preferred.way.doubted else (7, 0):
        both = attrs.evolve(other, payload=preferred.plant([number])).plant([5])
        yield both, preferred, preferred.expected([number] * len(preferred.places))
    without = attrs.evolve(other, payload=preferred.plant([None])).plant([5])
    yield without, other, other.expected([5] * len(other.places))


def sums_preserve_null(trial: Trial) -> None:
    """A sum is over the parts that are reported; of none, or without one that is required, it is null."""

    def check(payload: object, site: Site, expected: int | None) -> None:
        expect(site.name, expected, _metric(trial, payload, site.name))

    several = [site for site in trial.sites if len(site.places) > 1]
    trial.hold(check, (case for site in several for case in _some_of(site)))


def _some_of(site: Site) -> Iterator[Case]:
    """Yield the site with none of its parts, one of them at a time, and all of them."""
    parts = range(len(site.places))
    some: list[list[int | None]] = [[None for _ in parts], [10**part for part in parts]]
    some += [[7 if part == only else None for part in parts] for only in parts]
    for numbers in some:
        yield site.plant(numbers), site, site.expected(numbers)


def units_are_exact(trial: Trial) -> None:
    """Time is whole milliseconds, converted in decimal arithmetic; nothing else has a unit."""

    def check(payload: object, site: Site, expected: int) -> None:
        expect(site.name, expected, _metric(trial, payload, site.name))

    for site in trial.sites:
        if site.name != _DURATION and any(leaf.milliseconds for leaf in site.way.leaves):
            raise Violation(f"{site.name} not to be a length of time", site.path(), site.payload)
    timed = [site for site in [*trial.sites, *trial.recorded] if site.name == _DURATION]
    raws = [(each, Fraction(Decimal(str(each)))) for each in (587.024, "12.5", 0.001, 0.0015, 2**53 + 1)]
    trial.hold(
        check, (_alone(site, at, *raw) for site in timed for at in range(len(site.places)) for raw in raws)
    )


def malformed_is_refused(trial: Trial) -> None:
    """What is no number is refused with its path in the caller's payload, or made null when asked."""

    def check(payload: object, site: Site, at: int, raw: object) -> None:
        try:
            got: object = _metric(trial, payload, site.name)
        except MalformedPayload as error:
            named = ((each.path, repr(each.value)) for each in error.exceptions)
            if (site.path(at), repr(raw)) not in named:
                raise Violation(f"{site.path(at)} refused", error) from error
        else:
            raise Violation(f"{site.path(at)} refused", got)
        expect(site.name, None, getattr(trial.read(payload, "null").metrics, site.name))

    places = [(site, at) for site in trial.sites for at in range(len(site.places))]
    cases = [_refused(site, at, turn) for turn, (site, at) in enumerate(places)]
    cases += [_refused(site, 0, turn) for site in trial.recorded for turn in range(len(_JUNK))]
    refusals = [(site, at, turn) for site, at in places for turn in range(len(_JUNK))]
    draw = Draw(st.sampled_from(refusals), trial.max_examples) if refusals else None
    trial.hold(check, cases, draw, _refused)


def _refused(site: Site, at: int, turn: int) -> Case:
    """Return the site with what is no number at one place and 0 beside it; a length may have a fraction."""
    places = range(len(site.places))
    junk = _JUNK if site.way.leaves[at].milliseconds is None else _JUNK[:-2]
    raw = junk[turn % len(junk)]
    return site.plant([raw if place == at else 0 for place in places]), site, at, raw


def sentinels_are_null(trial: Trial) -> None:
    """A number that stands for "not computed" is null, as text too, and the explanation says so."""

    def check(payload: object, site: Site) -> None:
        expect(site.name, None, _metric(trial, payload, site.name))
        expect(
            f"{site.name} explained as", "sentinel", getattr(trial.explain(payload).cells, site.name).status
        )

    raws = [raw for sentinel in trial.mapper.sentinels for raw in (sentinel, str(sentinel))]
    trial.hold(check, ((site.plant([raw]), site) for site in trial.sites for raw in raws))
