"""Laws of whole posts: what becomes of a payload, whatever is in it."""

# ruff: noqa: D401  # a law says what is so

from __future__ import annotations

import json
import pickle

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import cycle, repeat
from typing import Any

from postmetrics.coverage import coverage
from postmetrics.errors import MalformedPayload, NotAPayload, SeveralPosts, shown
from postmetrics.mapper import Reshaped
from postmetrics.normalize import normalize
from postmetrics.number import is_container
from postmetrics.path import Where, write
from postmetrics.response import PlatformAnalytics
from postmetrics.testing.site import Site, copied, standing
from postmetrics.testing.strategies import ACCOUNTS, as_ayrshare, as_listed
from postmetrics.testing.trial import Trial, Violation, expect
from postmetrics.wire import dumps, loads


_WHOLE = 8  # payloads of the table's own that shapes are learned of
_ITEMS = 3  # of a list, in which the others are alike
_ODD: tuple[object, ...] = (None, 7, "any", [], [None], {}, {"any": None}, 1.5, True)
_NOT_THERE = {"absent", "retired", "never"}


def thirteen_keys(trial: Trial) -> None:
    """Each of the thirteen metrics is a whole number or null in every result."""

    def check(payload: object) -> None:
        laid_out = trial.laid_out(payload)
        if not isinstance(laid_out, Reshaped | None):
            raise Violation("reshape to return Reshaped or None", laid_out)
        kinds = {type(value) for _, value in trial.read(payload).metrics.items()}
        expect("besides whole numbers and null", set(), kinds - {int, type(None)})

    trial.hold(check, trial.everything())
    trial.hold(check, (), trial.fillings, _planted)


def reads_its_examples(trial: Trial) -> None:
    """Of an example the numbers are read that are said to be in it or, where none are said, at least one."""

    def check(payload: object, numbers: Mapping[str, object] | None) -> None:
        if numbers is not None:
            for name, value in trial.read(payload).metrics.items():
                expect(name, numbers.get(name), value)
        elif all(reading.status in _NOT_THERE for _, reading in trial.readings(payload).items()):
            raise Violation("a number (an example that has none is a pair, (payload, {}))", None)

    trial.hold(check, ((example.payload, example.numbers) for example in trial.examples))


def reads_or_refuses(trial: Trial) -> None:
    """Whatever stands in the place of a value, the post is read, or refused by an error of the contract."""

    def check(payload: object) -> None:
        try:
            trial.read(payload)
        except (MalformedPayload, NotAPayload, SeveralPosts):
            return

    swapped = [each for payload in trial.payloads for odd in _ODD for each in _swapped(payload, repeat(odd))]
    turns = cycle(_ODD)  # for most values are in most of these payloads
    swapped += [each for site in trial.wholes for each in _swapped(site.plant([3]), turns)]
    trial.hold(check, zip(swapped, strict=True))


def _swapped(value: Any, others: Iterator[object]) -> Iterator[Any]:
    """Yield *value* with one of *others* in the place of each value in it; of a list's, the first few."""
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from ({**value, key: each} for each in (next(others), *_swapped(below, others)))
    elif isinstance(value, list):
        for at, below in enumerate(value[:_ITEMS]):
            there = (next(others), *_swapped(below, others))
            yield from ([*value[:at], each, *value[at + 1 :]] for each in there)


def leaves_input_alone(trial: Trial) -> None:
    """A payload is not changed by being read."""

    def check(payload: object) -> None:
        mine = copied(payload)
        trial.read_itself(mine)
        if repr(mine) != repr(payload):  # which tells 1 from True, and one order from another
            raise Violation("the payload as it was", mine)

    trial.hold(check, trial.everything(), trial.fillings, _planted)


def deterministic(trial: Trial) -> None:
    """The same payload gives the same result, every time."""

    def check(payload: object) -> None:
        _same("again", trial.read(payload), trial.read(payload))

    trial.hold(check, trial.everything(), trial.fillings, _planted)


def ignores_unknown_keys(trial: Trial) -> None:
    """What no table knows changes nothing."""

    def check(noisy: object, payload: object) -> None:
        _same("as without unknown keys", trial.read(payload), trial.read(noisy))

    def add(site: Site, raws: Sequence[object], unknown: Mapping[str, object]) -> tuple[object, ...]:
        payload = site.plant(raws)
        return site.noisy(payload, unknown), payload

    unknown = {"unknown": 41}
    cases: list[tuple[object, ...]] = [
        ({**payload, **unknown}, payload) for payload in trial.payloads if isinstance(payload, Mapping)
    ]
    cases += [add(site, [3], unknown) for site in [*trial.wholes, *trial.sites]]
    trial.hold(check, cases, trial.fillings, add)


def never_stays_null(trial: Trial) -> None:
    """A metric that the platform is said not to have is null in every result."""
    never = [name for name, status in coverage(trial.mapper).items() if status == "never"]

    def check(payload: object) -> None:
        read = trial.read(payload).metrics
        for name in never:
            expect(name, None, getattr(read, name))

    trial.hold(check, trial.everything(), trial.fillings, _planted)


def id_and_url_are_text(trial: Trial) -> None:
    """The native id and the URL are text: what the payload says, or null."""

    def check(payload: object, name: str, expected: str | None) -> None:
        expect(name, expected, getattr(trial.read(payload), name))

    def check_kind(payload: object) -> None:
        read = trial.read(payload)
        kinds = {type(read.platform_post_id), type(read.post_url)}
        expect("besides text and null", set(), kinds - {str, type(None)})

    trial.hold(check_kind, trial.everything())
    for site in trial.texts:
        host = trial.mapper.host if site.name == "post_url" else ""
        said: list[tuple[object, str | None]] = [
            ("abc", "abc"),
            (2**53 + 1, str(2**53 + 1)),
            ("/p/1", f"{host}/p/1"),
        ]
        unsaid: tuple[object, ...] = (None, "", {}, [], True)
        said += [(raw, None) for raw in unsaid]
        trial.hold(check, ((site.plant([raw]), site.name, expected) for raw, expected in said))


def pickles(trial: Trial) -> None:
    """A mapper goes to another process and comes out the same."""

    def check(_: None) -> None:
        again = pickle.loads(pickle.dumps(trial.mapper))  # noqa: S301  # it is the caller's own
        expect("the mapper", trial.mapper, again)

    trial.hold(check, [(None,)])  # of no payload


def explain_agrees(trial: Trial) -> None:
    """The explanation has the same numbers, and says of each where in the payload it stands."""

    def check(payload: object) -> None:
        read, explained = trial.read(payload), trial.explain(payload)
        expect("explained platform_post_id", read.platform_post_id, explained.platform_post_id)
        expect("explained post_url", read.post_url, explained.post_url)
        for name, value in read.metrics.items():
            expect(f"explained {name}", value, getattr(explained.cells, name).value)
        for name, reading in trial.readings(payload).items():
            for where, raw in reading.found:
                if not is_container(raw) and not _stands(raw, where, read.raw_metrics):
                    raise Violation(f"{name} {shown(raw)} at {write(where)}", "something else there")

    trial.hold(check, trial.everything(), trial.fillings, _planted)


def _stands(raw: object, where: Where, payload: Any) -> bool:
    try:
        there = standing(payload, where)
    except LookupError:
        return False
    return type(there) is type(raw) and there == raw


def alike_is_read_alike(trial: Trial) -> None:
    """A post that is laid out by operators is read the same by the shape of another one, as in a batch."""
    reshape = trial.mapper.reshape
    if not (reshape and reshape.by_operators):
        return
    try:
        from postmetrics.decoder import COLUMNS, read_shape  # noqa: PLC0415  # an extra, without which there are no shapes
    except ImportError:
        return

    def check(payload: object, row: Sequence[object]) -> None:
        post = trial.read(payload)
        expected = (*(value for _, value in post.metrics.items()), post.platform_post_id, post.post_url)
        for name, value, got in zip(COLUMNS, expected, row, strict=True):
            expect(f"{name} as it is alone", value, got)

    def by_shape(payload: object) -> Iterable[tuple[object, Sequence[object]]]:
        altered = list(_altered(payload))
        columns: list[list[Any]] = [[None] * len(altered) for _ in COLUMNS]
        left: Sequence[int] = range(len(altered))
        try:
            fill = read_shape(trial.mapper, json.dumps(payload).encode())
            texts = [json.dumps(each).encode() for each in altered]
        except (TypeError, ValueError):  # it came from no JSON
            return ()
        if fill:
            left = fill(texts, columns, list(left))
        read = enumerate(zip(altered, zip(*columns, strict=True), strict=True))
        return [case for index, case in read if index not in left]

    whole = [site.plant([1]) for site in trial.wholes[:_WHOLE]]
    trial.hold(check, (case for payload in (*trial.payloads, *whole) for case in by_shape(payload)))


def _altered(value: object) -> Iterator[object]:
    """Yield *value* with one number or text in it changed, each in turn."""
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from ({**value, key: each} for each in _altered(below))
    elif isinstance(value, list):
        for at, below in enumerate(value):
            yield from ([*value[:at], each, *value[at + 1 :]] for each in _altered(below))
    elif isinstance(value, str):
        yield f"{value}8"
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value + 1


def round_trips(trial: Trial) -> None:
    """A response with such posts in it is the same after a journey over the wire."""

    def check(source: Mapping[str, object]) -> None:
        response = normalize(source, registry=trial.registry)
        expect("over the wire", response, loads(dumps(response)))

    def alone(payload: Any, unknown: Mapping[str, object]) -> tuple[object]:
        return (as_listed([(trial.mapper.platform, None, payload)], {}, unknown),)

    def drawn(site: Site, raws: Sequence[object], unknown: Mapping[str, object]) -> tuple[object]:
        return alone(site.noisy(site.plant(raws), unknown), unknown)

    cases = [alone(payload, {}) for (payload,) in trial.everything()]
    cases += [(source,) for source in _responses(trial)]
    trial.hold(check, cases, trial.fillings, drawn)


def _responses(trial: Trial) -> Iterator[object]:
    """Yield sources with several posts, each of an account of its own or of none, of which one failed."""
    drawn, several = trial.fillings.examples, len(ACCOUNTS) - 1
    for first in range(0, len(drawn), several):
        for lay_out in (as_listed, as_ayrshare):
            payloads = [site.noisy(site.plant(raws), noise) for site, raws, noise in drawn[first:][:several]]
            posts = zip(repeat(trial.mapper.platform), ACCOUNTS, [*payloads, None], strict=False)
            yield lay_out(posts, {"status": "success"}, {})


def _planted(site: Site, raws: Sequence[object], _: object) -> tuple[object]:
    return (site.plant(raws),)


def _same(what: str, expected: PlatformAnalytics, got: PlatformAnalytics) -> None:
    expect(f"{what} platform_post_id", expected.platform_post_id, got.platform_post_id)
    expect(f"{what} post_url", expected.post_url, got.post_url)
    for name, value in expected.metrics.items():
        expect(f"{what} {name}", value, getattr(got.metrics, name))
