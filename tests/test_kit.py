"""The kit bites: one deliberately broken mapper for each law."""

import subprocess
import sys

from collections.abc import Mapping
from contextlib import suppress
from enum import Enum
from functools import partial
from itertools import count
from random import Random

import attrs
import pytest

from hypothesis import given, settings

from postmetrics import (
    MalformedPayload,
    Mapper,
    Metrics,
    Registry,
    Reshape,
    Reshaped,
    add,
    at,
    doubt_zero,
    explain,
    first,
    never,
    normalize,
    normalize_platform,
    only_if,
    part,
    parts,
    seconds,
    sum_of,
    total,
    unsummed,
)
from postmetrics.path import Path
from postmetrics.rules import At, Never
from postmetrics.testing import (
    LAWS,
    BrokenLaw,
    BrokenLaws,
    Law,
    check_mapper,
    metrics,
    noise,
    numbers,
    payloads,
    sources,
)
from postmetrics.testing.ground import Ground
from postmetrics.testing.laws import totals
from postmetrics.testing.trial import Trial, Violation, expect
from postmetrics.testing.way import ways_of


BUILT_IN = [
    Registry().mapper(name) for name in ("facebook", "instagram", "linkedin", "tiktok", "x", "youtube")
]

TABLE = Metrics.fill(never()).replace(
    likes=first("likes", "stats.likes", "stats"),
    impressions=sum_of("seen.organic[*]", "seen.paid", required=1),
    comments=first(
        "stats.comments[*].count",
        "posts[kind=comment, !hidden, state!=gone].count",
        "counts[*, key in attached.keys].comments[*]",
        "$summary.comments[-1]",
    ),
    shares=sum_of("shares.organic", "shares.paid"),
    clicks=part("actions", "click"),
    engagement=first("actions.total", parts("actions")),
    views=first(doubt_zero("shown", beside=("played",)), "played"),
    saves=only_if("saved", "kept", "gone"),
    video_viewers=unsummed("rows[*].people"),
    video_watch_time_ms=seconds("watched"),
)
MAPPER = Mapper(
    platform="demo",
    host="https://demo.example",
    posts=("data", "items[*, id]"),
    ids=("id",),
    post_id=("id",),
    uncounted=("gone",),
    post_url=("link",),
    sentinels=(-2,),
    metrics=TABLE,
)


def changed(change):
    """Return the shape in which *change* was applied to every number and null of a post."""

    def walk(value):
        if isinstance(value, Mapping):
            return {key: walk(below) for key, below in value.items()}
        if isinstance(value, list):
            return list(map(walk, value))
        return change(value)

    return lambda post: Reshaped(walk(post))


def prefers_the_second(post):
    return Reshaped({key: value for key, value in post.items() if key != "likes" or not post.get("stats")})


def moves_without_saying(post):
    stats = post.get("stats")
    return Reshaped({"likes": stats["likes"]}) if isinstance(stats, Mapping) and "likes" in stats else None


def needs_all_parts(post):
    shares = post.get("shares")
    incomplete = isinstance(shares, Mapping) and None in shares.values()
    return Reshaped({**post, "shares": None}) if incomplete else None


def tidies_up(post):
    post.pop("watched", None)


def trusts_the_seen(post):
    return Reshaped({**post, "seen": {**post["seen"]}}) if "seen" in post else None


def rounds_seconds(post):
    watched = post.get("watched")
    return Reshaped({**post, "watched": round(watched)}) if isinstance(watched, float) else None


def reads_every_number(post):
    return Reshaped({**post, "likes": sum(value for value in post.values() if isinstance(value, int))})


def float_id(post):
    return Reshaped({**post, "id": float(post["id"])}) if isinstance(post.get("id"), int) else None


RANDOM = Random(0)  # noqa: S311  # any will do


def now_and_then(_):
    return Reshaped({}) if RANDOM.random() < 0.1 else None


TIMES = count()


def every_other_time(_):
    return Reshaped({}) if next(TIMES) % 2 else None


class Platform(str, Enum):  # noqa: UP042  # whose text is not its value
    DEMO = "demo"


class Liar(At, Never):
    """Says that there is no such metric, and reads it."""


def sees_by_stealth(post):
    likes = post.get("likes")
    odd = isinstance(likes, int) and ("%d" % likes)[-1] in "13579"  # noqa: UP031  # which no operator of it tells
    return Reshaped({**post, "likes": 0}) if odd else None


def with_shape(reshape):
    return attrs.evolve(MAPPER, reshape=reshape)


def with_metric(**rules):
    return attrs.evolve(MAPPER, metrics=TABLE.replace(**rules))


BROKEN = [
    ("thirteen_keys", with_metric(likes=At("likes"))),
    ("thirteen_keys", with_shape(lambda post: {**post})),
    ("thirteen_keys", with_shape(lambda post: Reshaped({"likes": post["stats"]}))),
    ("reads_or_refuses", with_shape(trusts_the_seen)),
    ("reads_what_is_there", with_shape(changed(lambda value: None if isinstance(value, str) else value))),
    (
        "reads_what_is_there",
        with_shape(changed(lambda value: min(value, 10**6) if type(value) is int else value)),
    ),
    ("reads_what_is_there", with_metric(quotes=first())),
    ("reads_what_is_there", attrs.evolve(MAPPER, sentinels=(7,))),
    ("zero_is_not_null", with_shape(changed(lambda value: value or None))),
    ("zero_is_not_null", attrs.evolve(MAPPER, sentinels=(0,))),
    ("null_is_not_zero", with_shape(changed(lambda value: value or 0))),
    ("null_is_not_zero", with_shape(lambda post: Reshaped({"likes": 0, **post}))),
    (
        "exact_above_2_53",
        with_shape(changed(lambda value: int(float(value)) if isinstance(value, int) else value)),
    ),
    ("first_reported_wins", with_shape(prefers_the_second)),
    ("sums_preserve_null", with_shape(needs_all_parts)),
    ("units_are_exact", with_shape(rounds_seconds)),
    ("units_are_exact", with_metric(video_watch_time_ms=at("watched"))),
    ("units_are_exact", with_metric(quotes=seconds("quote_rate"))),
    (
        "malformed_is_refused",
        with_shape(changed(lambda value: int(value) if isinstance(value, bool) else value)),
    ),
    ("malformed_is_refused", with_shape(changed(lambda value: None if value == "n/a" else value))),
    ("malformed_is_refused", with_shape(moves_without_saying)),
    (
        "sentinels_are_null",
        with_shape(changed(lambda value: abs(value) if isinstance(value, int) else value)),
    ),
    ("sentinels_are_null", attrs.evolve(MAPPER, sentinels=("-2",))),
    ("leaves_input_alone", with_shape(tidies_up)),
    ("deterministic", with_shape(now_and_then)),
    ("deterministic", with_shape(every_other_time)),
    ("ignores_unknown_keys", with_shape(reads_every_number)),
    ("ignores_unknown_keys", with_metric(quotes=at("[*]"))),
    ("never_stays_null", with_metric(quotes=Liar(Path("quotes")))),
    ("id_and_url_are_text", with_shape(float_id)),
    ("id_and_url_are_text", attrs.evolve(MAPPER, host=b"https://demo.example")),
    ("pickles", with_shape(lambda _: None)),
    ("explain_agrees", with_shape(changed(lambda value: int(value) if value == "0" else value))),
    ("explain_agrees", with_shape(every_other_time)),
    ("alike_is_read_alike", with_shape(Reshape(sees_by_stealth, by_operators=True))),
    ("round_trips", attrs.evolve(MAPPER, platform=Platform.DEMO)),
]


@pytest.mark.parametrize(("name", "mapper"), BROKEN)
def test_a_law_catches_the_mapper_that_breaks_it(name, mapper):
    (law,) = (law for law in LAWS if law.name == name)
    with pytest.raises(BrokenLaw) as caught:
        law(mapper)
    assert caught.value.law == name


def zeros_for_nulls(many):
    return total(many).map(lambda value: value or 0)


def overwrites(one, other):
    return other.map(lambda value: value).replace(
        **{name: value for name, value in one.items() if getattr(other, name) is None}
    )


def halves(one, other):
    return add(one, other).map(lambda value: value if value is None else value // 2)


def of_two_at_most(many):
    return total(list(many)[:2])


@pytest.mark.parametrize(
    "law",
    [
        partial(totals.totals_have_an_identity, total=zeros_for_nulls),
        partial(totals.totals_have_an_identity, add=halves),
        partial(totals.totals_commute, add=overwrites),
        partial(totals.totals_associate, add=halves),
        partial(totals.totals_split, total=of_two_at_most),
    ],
)
def test_a_law_of_totals_catches_the_total_that_breaks_it(law):
    with pytest.raises(BrokenLaw):
        Law("totals", law)(MAPPER)


def drops_null_actions(post):
    actions = post.get("actions")
    if not isinstance(actions, Mapping):
        return None
    return Reshaped(
        {**post, "actions": {kind: count for kind, count in actions.items() if count is not None}}
    )


def test_a_breakdown_may_be_laid_out_anew():
    (law,) = (law for law in LAWS if law.name == "explain_agrees")
    law(with_shape(drops_null_actions))


def test_true_is_not_1():
    expect("likes", 1, 1)
    with pytest.raises(Violation):
        expect("likes", 1, True)


def test_a_sum_is_tried_with_all_its_parts_and_with_each_that_may_stand_alone():
    def ways(rule):
        return ["+".join(str(leaf.path) for leaf in way.leaves) for way in ways_of(rule)]

    assert ways(sum_of("a", "b")) == ["a+b", "a", "b"]
    assert ways(sum_of("a", "b", required=1)) == ["a+b", "a"]
    assert ways(sum_of("a", "b", required=2)) == ["a+b"]
    assert ways(sum_of(first("a", "b"), "c", required=2)) == ["a+c", "b+c"]


def test_every_law_has_a_broken_mapper_here():
    of_totals = {name for name in dir(totals) if name.startswith("totals_")}
    of_examples = {"reads_its_examples"}
    assert {name for name, _ in BROKEN} | of_totals | of_examples == {law.name for law in LAWS}


def test_a_sound_mapper_passes():
    check_mapper(MAPPER)


@pytest.mark.parametrize("mapper", BUILT_IN, ids=lambda mapper: mapper.platform)
def test_a_built_in_mapper_passes(mapper):
    check_mapper(mapper)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_each_law_is_a_test_of_its_own(law):
    law(MAPPER, max_examples=10)


def test_a_mapper_of_a_platform_without_metrics_passes():
    check_mapper(Mapper(platform="mute", metrics=Metrics.fill(never())))


def fails(post):
    return Reshaped({"likes": post["stats"]["likes"]})


@pytest.mark.parametrize(
    ("mapper", "told"),
    [
        (with_metric(likes=At("likes")), "expected no error, got AttributeError: "),
        (with_shape(fails), "expected no error, got KeyError: 'stats', from {}"),
        (
            with_shape(lambda post: {"likes": 3, **post}),
            "expected reshape to return Reshaped or None, got {'likes': 3}, from {}",
        ),
    ],
)
def test_a_mapper_that_can_read_nothing_is_told_once(mapper, told):
    with pytest.raises(BrokenLaws) as caught:
        check_mapper(mapper, max_examples=10)
    [broken] = caught.value.exceptions
    assert str(broken).startswith(f"thirteen_keys: {told}")


def test_what_is_expected_to_fail_hides_no_other():
    with pytest.raises(BrokenLaws) as caught:
        check_mapper(with_shape(fails), expected_failures={"thirteen_keys": "a trial"}, max_examples=10)
    assert len(caught.value.exceptions) > 1


def test_all_broken_laws_are_reported_together():
    with pytest.raises(BrokenLaws) as caught:
        check_mapper(attrs.evolve(MAPPER, sentinels=(0,)), max_examples=10)
    assert isinstance(caught.value, AssertionError)
    broken = {error.law: error for error in caught.value.exceptions}
    assert {"zero_is_not_null", "first_reported_wins"} <= broken.keys()
    assert broken["zero_is_not_null"].payload == {"likes": 0}
    assert (
        str(broken["zero_is_not_null"]) == "zero_is_not_null: expected likes 0, got None, from {'likes': 0}"
    )
    assert broken["zero_is_not_null"].__notes__ == ["payload: {'likes': 0}"]


def test_the_smallest_payload_is_shown():
    (law,) = (law for law in LAWS if law.name == "never_stays_null")
    with pytest.raises(BrokenLaw) as caught:
        law(with_metric(quotes=Liar(Path("quotes"))))
    assert caught.value.payload in ({"quotes": 0}, {"quotes": 1})


def test_an_error_in_a_mapper_is_its_broken_law_and_the_cause():
    def fails(_):
        raise KeyError("likes")

    with pytest.raises(BrokenLaw) as caught:
        LAWS[0](with_shape(fails), max_examples=10)
    assert isinstance(caught.value.__cause__, KeyError)
    assert caught.value.payload == {}


def law_of(name):
    return next(law for law in LAWS if law.name == name)


def test_what_came_out_is_told_in_the_words_of_the_error():
    with pytest.raises(BrokenLaw) as caught:
        law_of("units_are_exact")(with_metric(video_watch_time_ms=at("watched")), max_examples=10)
    told = "MalformedPayload: demo: watched: expected a whole number, got 0.001"
    assert str(caught.value) == f"units_are_exact: expected no error, got {told}, from {{'watched': 0.001}}"


def test_the_words_of_an_error_are_few_and_steer_no_terminal():
    def fails(_):
        raise KeyError("\x1b[2J\n" + "very " * 1000)

    with pytest.raises(BrokenLaw) as caught:
        LAWS[0](with_shape(fails), max_examples=10)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 300


def test_of_many_nulls_the_one_that_is_a_number_is_named():
    with pytest.raises(BrokenLaw) as caught:
        law_of("null_is_not_zero")(with_shape(lambda post: Reshaped({"likes": 0, **post})))
    assert str(caught.value) == "null_is_not_zero: expected likes None, got 0, from {}"


def test_what_a_mapper_cannot_be_pickled_for_is_of_no_payload():
    with pytest.raises(
        BrokenLaw, match="pickles: expected no error, got AttributeError: Can't .*, from None"
    ):
        law_of("pickles")(with_shape(lambda _: None))


def test_a_law_tries_payloads_that_no_other_law_has_touched():
    trial = Trial(MAPPER, max_examples=30)
    seen = []

    def spoils(payload):
        seen.append(repr(payload))
        for value in payload.values():
            if isinstance(value, dict | list):
                value.clear()
        payload.clear()

    for _ in range(2):
        trial.hold(spoils, trial.everything())
        trial.hold(
            spoils, (), trial.fillings, lambda site, raws, noise: (site.noisy(site.plant(raws), noise),)
        )
    assert len(seen) > 2 * 30
    assert seen[: len(seen) // 2] == seen[len(seen) // 2 :]


def test_an_expected_failure_is_no_failure():
    mapper = with_metric(quotes=Liar(Path("quotes")))
    check_mapper(mapper, expected_failures={"never_stays_null": "a trial"}, max_examples=10)


def test_an_expected_failure_that_passes_is_a_failure():
    with pytest.raises(BrokenLaws, match="demo breaks pickles") as caught:
        check_mapper(MAPPER, expected_failures={"pickles": "lambdas"}, max_examples=10)
    assert str(caught.value.exceptions[0]) == "pickles: expected a failure (lambdas), got 'none', from None"


def test_an_expected_failure_of_no_law_is_refused():
    with pytest.raises(LookupError, match="expected_failures: expected names in LAWS, got 'pickle'"):
        check_mapper(MAPPER, expected_failures={"pickle": ""})


def clips_the_old_dialect(post, change=lambda value: min(value, 10**6)):
    old = post.get("old")
    if not isinstance(old, Mapping):
        return None
    view = {"likes": change(old["l"]) if isinstance(old.get("l"), int) else old.get("l")}
    return Reshaped(view, {("likes",): ("old", "l")})


def test_only_an_example_shows_what_is_wrong_with_a_dialect():
    check_mapper(with_shape(clips_the_old_dialect), max_examples=10)
    with pytest.raises(BrokenLaws) as caught:
        check_mapper(with_shape(clips_the_old_dialect), examples=[{"old": {"l": 12}}], max_examples=10)
    assert [error.law for error in caught.value.exceptions] == ["exact_above_2_53"]


def loses_zeros_of_the_old_dialect(post):
    return clips_the_old_dialect(post, lambda value: value or None)


def misplaces_the_old_dialect(post):
    shape = clips_the_old_dialect(post, lambda value: value)
    return shape and attrs.evolve(shape, origins={})


@pytest.mark.parametrize(
    ("reshape", "name"),
    [
        (loses_zeros_of_the_old_dialect, "zero_is_not_null"),
        (misplaces_the_old_dialect, "malformed_is_refused"),
        (misplaces_the_old_dialect, "explain_agrees"),
    ],
)
def test_examples_are_tried_by_the_same_laws(reshape, name):
    (law,) = (law for law in LAWS if law.name == name)
    law(with_shape(reshape))
    with pytest.raises(BrokenLaw):
        law(with_shape(reshape), examples=[{"old": {"l": 12}}])


def test_an_example_that_cannot_be_read_is_a_broken_law():
    with pytest.raises(BrokenLaws) as caught:
        check_mapper(MAPPER, examples=[{"likes": 0.25}], max_examples=10)
    [broken] = caught.value.exceptions
    assert isinstance(broken.__cause__, MalformedPayload)
    told = "MalformedPayload: demo: likes: expected a whole number, got 0.25, from {'likes': 0.25}"
    assert str(broken) == f"thirteen_keys: expected no error, got {told}"


def test_an_example_that_is_not_one_post_is_shown():
    with pytest.raises(BrokenLaw) as caught:
        law_of("reads_what_is_there")(MAPPER, examples=[[{}, {}]])
    told = "SeveralPosts: demo: payload: expected one post, got 2, from [{}, {}]"
    assert str(caught.value) == f"reads_what_is_there: expected each example to be read, got {told}"


def laws_that_break(mapper, *examples):
    try:
        check_mapper(mapper, examples=examples, max_examples=10)
    except BrokenLaws as broken:
        return [error.law for error in broken.exceptions]
    return []


def test_an_example_of_which_nothing_is_read_breaks_a_law():
    mapper = attrs.evolve(MAPPER, posts=("posts",))
    recorded = {"posts": [{"likes": 5}]}
    assert laws_that_break(mapper, recorded) == ["reads_its_examples"]
    assert laws_that_break(attrs.evolve(MAPPER, posts=("posts[*]",)), recorded) == []
    with pytest.raises(BrokenLaw) as caught:
        law_of("reads_its_examples")(mapper, examples=[recorded])
    told = "a number (an example that has none is a pair, (payload, {})), got None"
    assert str(caught.value) == f"reads_its_examples: expected {told}, from {recorded}"


@pytest.mark.parametrize(
    "payload",
    [{"gone": True, "likes": 4}, {"error": {"code": 10}}, {"likes": -2}],
    ids=["uncounted", "failed", "sentinel"],
)
def test_an_example_without_numbers_that_the_mapper_knows_of_is_read(payload):
    assert laws_that_break(attrs.evolve(MAPPER, failures=("error",)), payload) == []


def test_an_example_may_say_its_numbers():
    assert laws_that_break(MAPPER, ({"likes": 5, "shown": "0"}, {"likes": 5, "views": 0})) == []
    assert laws_that_break(MAPPER, ({"likes": 5}, {"likes": 5, "views": None})) == []
    assert laws_that_break(MAPPER, ({}, {}), ({"data": []}, {})) == []
    assert laws_that_break(MAPPER, ({"likes": 5}, {"likes": 6})) == ["reads_its_examples"]
    assert laws_that_break(MAPPER, ({"likes": 5}, {})) == ["reads_its_examples"]
    assert laws_that_break(MAPPER, ({"like": 5}, {"likes": 5})) == ["reads_its_examples"]


@pytest.mark.parametrize(
    ("numbers", "error", "told"),
    [
        ({"like": 5}, LookupError, "examples: expected numbers of likes, .*, quotes, got 'like'"),
        (5, TypeError, r"examples: expected \(payload, numbers by metric\), got 5 for numbers"),
    ],
)
def test_numbers_that_no_example_can_have_are_refused(numbers, error, told):
    with pytest.raises(error, match=told):
        check_mapper(MAPPER, examples=[({"likes": 5}, numbers)])


def pops(post):
    if isinstance(post.get("nested"), dict):
        post["nested"].pop("draft", None)


def test_an_example_is_left_as_it_is_and_shows_who_changes_it():
    recorded = {"likes": 5, "nested": {"draft": True}, "rows": [{"people": 3}]}
    before = repr(recorded)
    assert laws_that_break(with_shape(pops), recorded) == ["leaves_input_alone"]
    for law in LAWS:
        with suppress(BrokenLaw):
            law(with_shape(pops), examples=[recorded], max_examples=10)
    assert repr(recorded) == before


def names_tags(post):
    return Reshaped({**post, "names": [tag["name"] for tag in post.get("tags", [])]})


def test_an_example_shows_a_shape_that_trusts_the_types_of_what_it_reads():
    recorded = {"likes": 5, "tags": [{"name": "a"}]}
    assert laws_that_break(with_shape(names_tags)) == []
    assert laws_that_break(with_shape(names_tags), recorded) == ["reads_or_refuses"]


@pytest.mark.parametrize("odd", [None, 7, "any", [], [None], {}, {"any": None}])
@pytest.mark.parametrize("where", ["top", "object", "list"])
def test_a_value_of_each_kind_is_tried_everywhere(odd, where):
    def trips(post):
        nested = post.get("nested", ...)
        below = nested.get("deep", ...) if isinstance(nested, dict) else ...
        item = below[1] if isinstance(below, list) and len(below) > 1 else ...
        tried = {"top": nested, "object": below, "list": item}[where]
        if type(tried) is type(odd) and tried == odd:
            raise ZeroDivisionError

    recorded = {"likes": 5, "nested": {"deep": [1.5, 2.5]}}
    with pytest.raises(BrokenLaw) as caught:
        law_of("reads_or_refuses")(with_shape(trips), examples=[recorded])
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_a_post_that_is_refused_by_the_contract_is_no_failure():
    law = law_of("reads_or_refuses")
    law(MAPPER, examples=[{"items": [{"id": "1", "likes": 5}], "likes": "many"}, [{"likes": 5}]])


@pytest.mark.parametrize("mapper", [MAPPER, *BUILT_IN], ids=lambda mapper: mapper.platform)
def test_a_payload_is_made_for_every_way_to_report_a_metric(mapper):
    made = {(site.name, site.way) for site in Ground(mapper).sites()}
    missing = [
        (name, way)
        for name, rule in mapper.metrics.items()
        for way in ways_of(rule)
        if (name, way) not in made
    ]
    # These read only what is empty, or beside a path that is an alternative itself.
    assert {str(way.leaves[0].path) for _, way in missing} <= {
        "elements[*].reactionSummaries",
        *(str(way.leaves[0].path) for _, way in missing if way.beside),
    }


@pytest.mark.parametrize("mapper", [MAPPER, *BUILT_IN], ids=lambda mapper: mapper.platform)
def test_a_payload_is_made_for_every_path_to_an_id_or_a_url(mapper):
    for paths in (mapper.post_id, mapper.post_url):
        assert [site.way.leaves[0].path for site in Ground(mapper).texts("", paths)] == list(paths)


@pytest.mark.parametrize(
    "rule",
    [
        at("rows[!count].count"),
        at("rows[kind=a]"),
        sum_of(never(), "likes", required=1),
        at("[0]"),
    ],
)
def test_no_payload_is_made_where_nothing_can_be_read(rule):
    assert not [site for site in Ground(with_metric(quotes=rule)).sites() if site.name == "quotes"]


def test_a_wrapping_that_no_payload_can_have_is_left_out():
    wholes = list(Ground(attrs.evolve(MAPPER, posts=("[0]", "data"))).wholes())
    assert {"data" in site.payload for site in wholes} == {True, False}


def test_no_payload_is_made_with_two_ids():
    mapper = attrs.evolve(MAPPER, ids=("id", "number"), post_id=("[id].number",))
    assert not list(Ground(mapper).texts("", mapper.post_id))


@settings(derandomize=True, database=None, max_examples=50, deadline=None)
@given(sources(BUILT_IN))
def test_source_responses_can_be_normalized(source):
    response = normalize(source)
    assert len(explain(source).platforms) == len(response.analytics.platforms)


def drawn(strategy, max_examples=200):
    values = []

    @settings(derandomize=True, database=None, max_examples=max_examples, deadline=None)
    @given(strategy)
    def draw(value):
        values.append(value)

    draw()
    return values


def test_source_responses_have_several_platforms_accounts_and_failures():
    responses = [normalize(source).analytics for source in drawn(sources(BUILT_IN))]
    assert any(len({post.platform for post in response.platforms}) > 1 for response in responses)
    accounts = [post.raw_metrics.get("social_connection_id") for each in responses for post in each.platforms]
    assert len({*accounts}) > 1
    failed = [post for each in responses for post in each.platforms if post.raw_metrics.get("code")]
    assert failed
    assert all(post.metrics == Metrics.fill(None) for post in failed)


def test_payloads_report_every_metric_that_the_table_does():
    reported = [
        normalize_platform("demo", each, registry=Registry((MAPPER,))).metrics
        for each in drawn(payloads(MAPPER))
    ]
    for name, rule in TABLE.items():
        values = {getattr(each, name) for each in reported}
        assert (values == {None}) is isinstance(rule, Never), name
        assert isinstance(rule, Never) or {0, None} < values, name


def test_numbers_are_at_the_boundaries_too():
    assert {0, 1, 2**53 + 1, 2**63 - 1} < {*drawn(numbers())}
    assert {0, None} < {each.likes for each in drawn(metrics())}


def test_noise_is_unknown_to_every_table():
    assert all(key.startswith("unknown ") for each in drawn(noise()) for key in each)


def test_the_kit_needs_hypothesis_and_says_so():
    program = "import sys; sys.modules['hypothesis'] = None; import postmetrics.testing"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    last = run.stderr.splitlines()[-1]
    assert last == 'ImportError: postmetrics.testing needs hypothesis: pip install "postmetrics[testing]"'


def test_the_kit_never_needs_pytest_and_the_library_never_hypothesis():
    program = (
        "import sys, postmetrics; assert 'hypothesis' not in sys.modules;"
        "import postmetrics.testing; assert 'pytest' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_shapes_are_tried_on_what_can_be_json_and_where_there_are_any(monkeypatch):
    (law,) = (law for law in LAWS if law.name == "alike_is_read_alike")
    stealthy = with_shape(Reshape(sees_by_stealth, by_operators=True))
    sound = with_shape(Reshape(lambda post: Reshaped({**post}), by_operators=True))
    law(
        sound, examples=[{"likes": "n/a"}, {"likes": 4, "tags": {1}}, {"likes": 4, "tags": [None, True, "x"]}]
    )
    law(with_shape(sees_by_stealth))  # is never watched
    monkeypatch.setitem(sys.modules, "postmetrics.decoder", None)
    law(stealthy)
