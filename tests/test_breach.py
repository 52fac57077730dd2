"""One rule of the contract a test: a response that breaks it, and the one breach that is found."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys

from importlib import resources
from pathlib import Path

import pytest

from postmetrics import Mapper, Metrics, Registry, never, normalize, to_dict
from postmetrics.breach import Breach, verify


NAMES = [name for name, _ in Metrics.fill(None).items()]
VECTORS = json.loads(resources.files("postmetrics").joinpath("vectors", "responses.json").read_text("utf-8"))


def numbers(**some):
    return {name: some.get(name) for name in NAMES}


def entry(platform="x", post_id=None, **metrics):
    return {
        "platform": platform,
        "platform_post_id": post_id,
        "post_url": None,
        "metrics": numbers(**metrics),
        "raw_metrics": {},
    }


def response(*platforms, totals=None, **metadata):
    totals = totals or {}
    return {
        "analytics": {
            "status": None,
            "totals": numbers(**totals),
            "platforms": list(platforms),
            "metadata": metadata,
        },
        "stats": {},
    }


def breaches(wire, **options):
    return [str(breach) for breach in verify(wire, **options)]


def test_a_response_of_ours_keeps_the_contract():
    source = {"twitter": {"publicMetrics": {"likeCount": 2}}, "youtube": {"views": 3, "likes": 0}}
    assert verify(to_dict(normalize(source))) == ()


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"])
def test_the_vectors_keep_the_contract(case):
    assert verify(case["response"]) == ()


def test_a_breach_says_where_and_what():
    (breach,) = verify(response(totals={"likes": True}))
    assert breach == Breach("$.analytics.totals.likes", "a number or null", "true")
    assert str(breach) == "$.analytics.totals.likes: expected a number or null, got true"


@pytest.mark.parametrize("text", [json.dumps, lambda wire: json.dumps(wire).encode()])
def test_json_text_is_read(text):
    assert breaches(text(response())) == []
    assert len(breaches(text(response(totals={"likes": True})))) == 1


@pytest.mark.parametrize("text", ["", "{", b"\xff", '{"stats": NaN}', "[" * 100_000, "1" * 5000])
def test_what_is_not_json_is_one_breach(text):
    (breach,) = verify(text)
    assert (breach.path, breach.expected) == ("$", "JSON")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("analytics",), "an object"),
        (("stats",), "an object"),
        (("analytics", "status"), "text or null"),
        (("analytics", "totals"), "an object"),
        (("analytics", "platforms"), "a list"),
        (("analytics", "metadata"), "an object"),
        (("analytics", "totals", "quotes"), "a number or null"),
        (("analytics", "platforms", 0, "platform"), "text"),
        (("analytics", "platforms", 0, "platform_post_id"), "text or null"),
        (("analytics", "platforms", 0, "post_url"), "text or null"),
        (("analytics", "platforms", 0, "metrics"), "an object"),
        (("analytics", "platforms", 0, "metrics", "likes"), "a number or null"),
        (("analytics", "platforms", 0, "raw_metrics"), "an object"),
    ],
)
def test_every_key_is_there_and_of_its_type(path, expected):
    *above, last = path
    written = "$" + "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
    holder = wire = response(entry())
    for key in above:
        holder = holder[key]
    holder[last] = True
    assert breaches(wire) == [f"{written}: expected {expected}, got true"]
    del holder[last]
    assert breaches(wire) == [f"{written}: expected {expected}, got nothing"]


@pytest.mark.parametrize(
    ("value", "got"),
    [
        (True, "true"),
        (False, "false"),
        ("3", "'3'"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        ({}, "an object"),
        ([], "a list"),
        ("n" * 1000, "'" + "n" * 37 + "..." + "n" * 38 + "'"),
    ],
)
def test_a_metric_is_a_number_or_null(value, got):
    where = "$.analytics.platforms[0].metrics.views"
    assert breaches(response(entry(views=value))) == [f"{where}: expected a number or null, got {got}"]


def test_an_entry_is_an_object():
    assert breaches(response(None)) == ["$.analytics.platforms[0]: expected an object, got null"]


@pytest.mark.parametrize("value", [None, 3, [], True])
def test_a_response_is_an_object(value):
    (breach,) = verify(value)
    assert (breach.path, breach.expected) == ("$", "an object")


def test_other_keys_are_refused():
    wire = response(entry())
    wire["analytics"]["platforms"][0]["metrics"]["reach"] = 7
    wire["version"] = {}
    assert breaches(wire) == [
        "$.version: expected no such key, got an object",
        "$.analytics.platforms[0].metrics.reach: expected no such key, got 7",
    ]


def test_a_misspelt_key_is_one_breach():
    wire = response()
    wire["analytics"]["totals"]["bookmark"] = wire["analytics"]["totals"].pop("bookmarks")
    assert breaches(wire) == [
        "$.analytics.totals.bookmarks: expected a number or null, got 'bookmark' in its place"
    ]


def test_one_misspelling_stands_for_one_key():
    wire = response()
    totals = wire["analytics"]["totals"]
    del totals["video_views"], totals["video_viewers"]
    totals["video_view"] = None
    assert [breach.got for breach in verify(wire)] == ["'video_view' in its place", "nothing"]


def test_a_key_is_written_on_one_line_and_cut():
    wire = response()
    wire |= {"a\nb": 1, "c" * 1000: 2}
    first, second = verify(wire)
    assert first.path == r"$['a\nb']"
    assert len(second.path) < 100


def test_the_thirteen_are_in_their_order():
    wire = response(entry(likes=1), entry(), totals={"likes": 1})
    wire["analytics"]["totals"] = dict(reversed(wire["analytics"]["totals"].items()))
    metrics = wire["analytics"]["platforms"][1]["metrics"]
    metrics["clicks"] = metrics.pop("clicks")
    assert breaches(wire) == breaches(json.dumps(wire))
    assert breaches(wire) == [
        "$.analytics.totals: expected 'likes' next, in the contract's order, got 'quotes'",
        "$.analytics.platforms[1].metrics: expected 'clicks' next, in the contract's order, got 'saves'",
    ]


def test_a_key_that_is_not_there_puts_no_other_out_of_order():
    wire = response()
    del wire["analytics"]["totals"]["likes"]
    wire["analytics"]["totals"] = {"reach": 3, **wire["analytics"]["totals"]}
    assert [breach.path for breach in verify(wire)] == [
        "$.analytics.totals.likes",
        "$.analytics.totals.reach",
    ]


def test_the_order_of_other_keys_is_free():
    wire = response(entry(likes=1), totals={"likes": 1})
    wire["analytics"] = dict(reversed(wire["analytics"].items()))
    wire["analytics"]["platforms"] = [dict(reversed(wire["analytics"]["platforms"][0].items()))]
    assert breaches(dict(reversed(wire.items()))) == []


def test_a_key_twice_in_the_text_is_a_breach():
    text = json.dumps(response()).replace('"likes": null', '"likes": null, "likes": null')
    assert breaches(text) == ["$.analytics.totals.likes: expected each key once, got it repeated"]


def test_payloads_are_opaque():
    wire = json.dumps(response(entry())).replace('"raw_metrics": {}', '"raw_metrics": {"a": 1, "a": 2}')
    assert breaches(wire) == []
    cyclic = response(entry())
    cyclic["stats"] = cyclic["analytics"]["platforms"][0]["raw_metrics"] = cyclic
    assert breaches(cyclic) == []


@pytest.mark.parametrize(
    ("values", "total", "said"),
    [
        ((1, 2), 4, "expected 3, the sum of the platforms, got 4"),
        ((1, None), None, "expected 1, the sum of the platforms, got null"),
        ((0, None), None, "expected 0, the sum of the platforms, got null"),
        ((2**53, 1), 2.0**53, "expected 9007199254740993, the sum of the platforms, got 9007199254740992.0"),
        ((0.5, 1), 1, "expected 1.5, the sum of the platforms, got 1"),
        ((1e308, 1e308), None, "expected a whole number of 1025 bits, the sum of the platforms, got null"),
        ((10**400, 0.5), 0, "expected a whole number of 1329 bits, the sum of the platforms, got 0"),
        ((None, None), 0, "expected null, for no platform reports it, got a zero over nulls"),
        ((None, None), -0.0, "expected null, for no platform reports it, got a zero over nulls"),
        ((None, None), 5, "expected null, for no platform reports it, got 5"),
        ((), 0, "expected null, for no platform reports it, got a zero over nulls"),
    ],
)
def test_a_total_is_the_sum_of_what_is_reported(values, total, said):
    wire = response(*(entry(saves=value) for value in values), totals={"saves": total})
    assert breaches(wire) == [f"$.analytics.totals.saves: {said}"]


@pytest.mark.parametrize(
    ("values", "total"),
    [
        ((), None),
        ((None, None), None),
        ((0, None), 0),
        ((1, 2), 3.0),
        ((5, -5), 0),
        ((2**53, 1), 2**53 + 1),
        ((0.1, 0.2, 0.3), 0.1 + 0.2 + 0.3),
        ((0.1, 0.2, 0.3), 0.3 + 0.2 + 0.1),
        ((1e16, 1.0, -1e16), 0.0),
        ((2**53 + 1, 0.5), 2.0**53),
    ],
)
def test_a_null_preserving_sum_is_right(values, total):
    wire = response(*(entry(saves=value) for value in values), totals={"saves": total})
    assert breaches(wire) == []


@pytest.mark.parametrize(
    ("values", "total"),
    [((0.5,), 0.5000000000000001), ((0.1, 0.2), 0.3000000000000002), ((1e16, 1.0), 1e16 - 4)],
)
def test_rounding_excuses_no_more_than_rounding(values, total):
    wire = response(*(entry(saves=value) for value in values), totals={"saves": total})
    assert len(breaches(wire)) == 1


def test_a_broken_field_hides_no_other():
    wire = response(entry(likes=1, views="7"), entry(likes=2), totals={"likes": 9, "views": 1, "saves": 0})
    one, two = wire["analytics"]["platforms"]
    del one["raw_metrics"], two["metrics"]["clicks"]
    wire["stats"] = None
    assert [breach.path for breach in verify(wire)] == [
        "$.analytics.platforms[0].raw_metrics",
        "$.analytics.platforms[0].metrics.views",
        "$.analytics.platforms[1].metrics.clicks",
        "$.stats",
        "$.analytics.totals.likes",
        "$.analytics.totals.saves",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("twitter", "'x'"),
        ("Twitter", "a known platform, perhaps 'x'"),
        ("LinkedIn", "a known platform, perhaps 'linkedin'"),
        ("", "a known platform"),
    ],
)
def test_a_platform_has_one_name(name, expected):
    assert breaches(response(entry(name))) == [
        f"$.analytics.platforms[0].platform: expected {expected}, got {name!r}"
    ]


def test_a_registry_adds_names():
    registry = Registry().with_mapper(Mapper(platform="mastodon", metrics=Metrics.fill(never())))
    wire = response(entry("mastodon"))
    assert len(breaches(wire)) == 1
    assert breaches(wire, registry=registry) == []
    left = response(mastodon={"likes": 1})
    assert breaches(left) == []
    assert len(breaches(left, registry=registry)) == 1


def test_a_mapper_that_does_not_work_here_says_nothing_about_a_response():
    code = "import sys, postmetrics; print(*postmetrics.verify(sys.stdin.read()))"
    path = os.pathsep.join([str(Path(__file__).parent / "plugins" / "broken"), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": path},
        input=json.dumps(response(entry("mastodon"))),
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("name", ["x", "twitter", "linkedin", "instagram", "facebook", "tiktok", "youtube"])
@pytest.mark.parametrize(("left", "got"), [({}, "an object"), ([{"likes": 1}, {}], "a list")])
def test_metadata_holds_no_platform_entry(name, left, got):
    assert breaches(response(**{name: left})) == [
        f"$.analytics.metadata.{name}: expected no platform entry, got {got}"
    ]


@pytest.mark.parametrize("left", [None, [], "not connected", 3, [{}, 3]])
def test_a_key_of_metadata_without_a_payload_is_no_entry(left):
    assert breaches(response(instagram=left)) == []


def test_metadata_holds_no_list_of_entries():
    wire = response(platforms=[{"platform": "x"}, {"platform": "mastodon"}, "x", {"platform": []}])
    assert breaches(wire) == ["$.analytics.metadata.platforms[0]: expected no platform entry, got one of 'x'"]


@pytest.mark.parametrize("left", [["x", "linkedin"], {"platform": "x"}, None])
def test_metadata_may_say_which_platforms_were_asked(left):
    assert breaches(response(platforms=left)) == []


def test_what_was_parsed_is_left_as_it_was():
    wire = response(entry("twitter", "7", likes="1"), totals={"like": 1}, twitter={})
    before = copy.deepcopy(wire)
    verify(wire)
    assert wire == before
