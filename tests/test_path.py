from __future__ import annotations

import pickle

import pytest

from postmetrics import Mapper, Metrics, Path, Row
from postmetrics.compiler import compile_mapper
from postmetrics.path import find, write
from postmetrics.rules import at, never


POST = {
    "metrics": {"likes": 3, "link clicks": 4, "none": None, "text": ""},
    "values": [{"value": 1}, {"value": 2}],
    "rows": [
        {"type": "CLICKS", "value": 5, "share": "s1"},
        {"type": "clicks", "value": 6, "share": ""},
        {"type": {"com.linkedin.Type": "VIEWS"}, "value": 7, "ugc": "u1", "range": {}},
        "hostile",
        None,
    ],
    "by_id": {"123": {"n": 1}, "12_3": {"n": 2}, "paging": {"n": 3}, "²": {"n": 4}},
    "code": 0,
    "keys": ["a", "b", "a"],
    "media": [
        {"key": "b", "n": 1},
        {"key": "c", "n": 2},
        {"key": "a", "n": 3},
        {"key": "b", "n": 4},
        {"n": 5},
    ],
}
ROOT = {"id": "root", "data": POST}


def found(text):
    return {write(where): value for where, value in find(Path(text), POST, ROOT)}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("metrics.likes", {"metrics.likes": 3}),
        ("metrics.link clicks", {"metrics.link clicks": 4}),
        ("metrics.none", {"metrics.none": None}),
        ("metrics.nothing", {}),
        ("metrics.likes.deeper", {}),
        ("nothing.likes", {}),
        ("$id", {"id": "root"}),
        ("$data.metrics.likes", {"data.metrics.likes": 3}),
        ("values[0].value", {"values[0].value": 1}),
        ("values[-1].value", {"values[1].value": 2}),
        ("values[2].value", {}),
        ("values[-3].value", {}),
        ("metrics[0]", {}),
        ("values[*].value", {"values[0].value": 1, "values[1].value": 2}),
        (
            "metrics[*]",
            {"metrics.likes": 3, "metrics.link clicks": 4, "metrics.none": None, "metrics.text": ""},
        ),
        ("code[*]", {}),
        ("rows[type=CLICKS].value", {"rows[CLICKS].value": 5}),
        ("rows[type=clicks, !share].value", {"rows[clicks].value": 6}),
        ("rows[type=VIEWS].value", {"rows[VIEWS].value": 7}),
        ("rows[share|ugc].value", {"rows[0].value": 5}),
        ("rows[*, share|ugc].value", {"rows[0].value": 5, "rows[2].value": 7}),
        ("rows[*, !share|ugc].value", {"rows[1].value": 6}),
        ("rows[*, !range].value", {"rows[0].value": 5, "rows[1].value": 6, "rows[2].value": 7}),
        ("rows[*, type!=clicks].value", {"rows[2].value": 7}),
        ("rows[*, nothing!=1].value", {}),
        ("by_id[#].n", {"by_id.123.n": 1, "by_id.12_3.n": 2}),
        ("values[#]", {}),
        ("[code=0].code", {"code": 0}),
        ("[code=1].code", {}),
        ("[code=0, metrics].code", {"code": 0}),
        ("[metrics].metrics[likes=3].likes", {"metrics.likes": 3}),
        ("media[*, key in keys].n", {"media[0].n": 1, "media[2].n": 3}),
        ("media[key in keys].n", {"media[0].n": 1}),
        ("media[*, key in nothing].n", {}),
        ("media[*, key in metrics.likes].n", {}),
    ],
)
def test_a_path_leads_to(path, expected):
    assert found(path) == expected


def test_every_chosen_row_is_written_by_its_name():
    hits = find(Path("rows[*, type=CLICKS].value"), POST, ROOT)
    assert [where for where, _ in hits] == [("rows", Row(i, "CLICKS"), "value") for i in (0, 1)]


@pytest.mark.parametrize("text", ["a..b", "a[", "a]b", "a[]", ".", "a[=3]"])
def test_what_is_no_path_is_refused(text):
    with pytest.raises(ValueError, match="expected"):
        Path(text)


def test_a_path_inside_a_path_is_refused_as_soon():
    with pytest.raises(ValueError, match="path"):
        Path("media[*, key in a..b].n")


def test_a_path_is_a_value():
    assert pickle.loads(pickle.dumps(Path("a[*].b"))) == Path("a[*].b") != Path("a.b")
    assert len({Path("a"), Path("a"), Path("b")}) == 2
    assert str(Path("a[0]")) == "a[0]"


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ((), ""),
        (("a", "b c", 0, "d"), "a.b c[0].d"),
        (("a.b", "c"), "[a.b].c"),
        (("data", Row(2, "post_clicks"), "values", 0, "value"), "data[post_clicks].values[0].value"),
    ],
)
def test_a_place_is_written_as_the_payload_has_it(where, text):
    assert write(where) == text


@pytest.mark.parametrize(
    ("written", "value", "holds"),
    [
        ("7", 7, True),
        ("7", 7.0, True),
        ("7", "7", True),
        ("7", 8, False),
        ("0", -0.0, True),
        ("-7", -7, True),
        ("1", True, False),
        ("07", 7, False),
        ("7.0", 7.0, False),
        ("+7", 7, False),
        (f"{2**53}", 2.0**53, True),
        (f"{2**53 + 2}", 2.0**53 + 2, False),  # such a float may have been another number
        (f"-{2**53 + 2}", -(2.0**53) - 2, False),
        (f"{2**53 + 1}", 2**53 + 1, True),
        ("9" * 101, int("9" * 101), False),
        ("red", "Red", True),
        ("7", {"only": 7}, True),
        ("7", {"one": 7, "more": 7}, False),
        ("7", [7], False),
    ],
)
def test_a_number_is_what_is_written_if_it_is_written_as_whole_numbers_are(written, value, holds):
    payload = {"a": {"kind": value, "n": 5}}
    assert bool(find(Path(f"a[kind={written}].n"), payload, payload)) is holds
    mapper = Mapper(platform="p", metrics=Metrics.fill(never()).replace(likes=at(f"a[kind={written}].n")))
    _, _, numbers = compile_mapper(mapper)(payload)
    assert (numbers.likes == 5) is holds


@pytest.mark.parametrize(
    ("where", "text"),
    [
        (("value", "a\nb\x1b[2J"), r"value['a\nb\x1b[2J']"),
        (("value", Row(3, "a\x00")), r"value['a\x00']"),
        (("k" * 80,), "k" * 80),
    ],
)
def test_a_key_that_is_a_strangers_stays_on_its_line(where, text):
    assert write(where) == text


def test_a_long_key_is_shortened():
    assert len(write(("k" * 10_000, "below"))) <= 100


@pytest.mark.parametrize("key", ["13_1", 13, True, None, 1.5, [1], {"a": 1}])
def test_only_texts_and_whole_numbers_are_looked_up_among_others(key):
    post = {"wanted": ["13_1", 13, True, None, 1.5, [1], {"a": 1}], "items": [{"key": key}, {"key": key}]}
    found = [where for where, _ in find(Path("items[*, key in wanted]"), post, post)]
    assert found == ([("items", 0)] if isinstance(key, str | int) else [])


def test_what_is_taken_once_may_be_told_by_what_has_no_hash():
    items = [{"a": 1, "b": [2]}, {"a": 1, "b": [2]}, {"a": 1, "b": [3]}, {"a": 1}, {"a": 1}]
    post = {"wanted": [1], "items": items}
    found = [where for where, _ in find(Path("items[*, a|b in wanted]"), post, post)]
    assert found == [("items", 0), ("items", 2), ("items", 3)]
