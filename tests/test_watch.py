from __future__ import annotations

from types import SimpleNamespace

import pytest

from postmetrics.watch import Spot, Watch, WatchedObject


def watched(payload):
    """Return a payload that is watched, and the watch."""
    watch = Watch()
    spot = Spot(watch, payload, "p")
    return spot.look(), spot, watch


def test_an_object_notes_which_keys_were_asked_for_and_whether_they_are_there():
    seen, spot, _ = watched({"a": {"b": 1, "c": 2}, "d": 3})
    assert isinstance(seen, WatchedObject)
    assert seen["a"]["b"] == 1
    assert "z" not in seen
    assert seen.get("y") is None
    with pytest.raises(KeyError):
        seen["x"]
    assert 5 not in seen
    assert {key: below and below.raw for key, below in spot.below.items()} == {
        "a": {"b": 1, "c": 2},
        "z": None,
        "y": None,
        "x": None,
    }
    assert [*spot.below["a"].below] == ["b"]
    assert spot.below["a"].below["b"].name == "p_0_0"
    assert not spot.closed


@pytest.mark.parametrize("ask", [list, len, dict, lambda seen: seen.items() and [*seen.values()]])
def test_an_object_that_is_asked_for_all_keys_is_closed(ask):
    seen, spot, _ = watched({"a": 1, "b": 2})
    ask(seen)
    assert spot.closed
    assert [*spot.below] == ["a", "b"]


def test_an_object_that_is_asked_whether_it_has_a_key_has_to_have_one():
    seen, spot, _ = watched({"a": 1})
    assert seen
    assert (spot.filled, spot.closed) == (True, False)
    seen, spot, _ = watched({})
    assert not seen
    assert (spot.filled, spot.closed) == (False, True)


def test_to_ask_whether_a_key_is_there_is_not_to_look():
    seen, spot, watch = watched({"a": True, "b": 1})
    assert "a" in seen
    assert not spot.below["a"].looked
    assert watch.left() == ()
    assert seen["a"] is True
    assert spot.below["a"].looked
    assert watch.left() == ("p_0 is True",)


def test_a_list_is_all_of_its_items_and_the_same_each_time():
    seen, spot, _ = watched({"a": [1, {"b": [2]}, None]})
    listed = seen["a"]
    assert listed is seen["a"]
    assert listed == [1, {"b": [2]}, None]
    assert [item.name for item in spot.below["a"].items] == ["p_0_0", "p_0_1", "p_0_2"]
    assert listed[1]["b"][0] == 2
    assert spot.below["a"].items[1].below["b"].items[0].name == "p_0_1_0_0"


@pytest.mark.parametrize("raw", [5, "five", 5.5])
def test_what_is_handed_on_is_not_pinned(raw):
    seen, spot, watch = watched({"a": raw})
    kept = [seen["a"]]
    assert isinstance(kept[0], type(raw))
    assert kept[0] is not None
    assert not spot.below["a"].pinned
    assert watch.left() == (("type(p_0) is float",) if raw == 5.5 else ())


@pytest.mark.parametrize(
    "use",
    [
        lambda text: text.lower(),
        lambda text: text.startswith("R"),
        lambda text: text + "!",
        lambda text: f"{text}",
        lambda text: {text: 1},
        len,
        lambda text: text[0],
        lambda text: "e" in text,
        lambda text: text < "z",
        lambda text: [*text],
        lambda text: text == "Red",
        lambda text: text != "Red",
        lambda text: text in {"Blue", "Red"},
    ],
)
def test_a_text_is_pinned_by_whatever_tells_more_than_that_it_is_another(use):
    seen, spot, _ = watched({"a": "Red"})
    use(seen["a"])
    assert spot.below["a"].pinned


@pytest.mark.parametrize(
    "use",
    [
        lambda number: number + 1,
        lambda number: -number,
        lambda number: number % 2,
        str,
        int,
        lambda number: f"{number:d}",
        lambda number: {number},
        lambda number: number.bit_length(),
        lambda number: number == 7,
        lambda number: 7 == number,  # noqa: SIM300  # that way round it is asked too
        lambda number: number <= 7,
        lambda number: number in (1, 7),
        lambda number: number == 7.0,
    ],
)
def test_a_number_is_pinned_by_whatever_tells_more_than_how_it_compares(use):
    seen, spot, _ = watched({"a": 7})
    use(seen["a"])
    assert spot.below["a"].pinned


def test_a_float_is_compared_like_any_number():
    seen, spot, watch = watched({"a": 0.5, "b": 1})
    assert seen["a"] < seen["b"]
    assert not seen["a"] > 3
    assert watch.left() == ("type(p_0) is float", "p_0 < p_1", "not p_0 > 3")
    assert seen["a"].is_integer() is False
    assert spot.below["a"].pinned


@pytest.mark.parametrize(
    ("use", "test"),
    [
        (lambda s: s.a == s.b, "p_0 != p_1"),
        (lambda s: s.a != s.b, "p_0 != p_1"),
        (lambda s: (s.a,) < (s.b,), "p_0 < p_1"),
        (lambda s: s.a >= s.b, "not p_0 >= p_1"),
        (lambda s: s.a <= s.b, "p_0 <= p_1"),
        (lambda s: s.a == 9, "p_0 != 9"),
        (lambda s: s.a > 4, "p_0 > 4"),
        (lambda s: bool(s.a), "p_0"),
        (lambda s: s.text == s.same, "p_2 == p_3"),
        (lambda s: [s.text].count(s.same), "p_2 == p_3"),
        (lambda s: s.text != s.same, "p_2 == p_3"),
        (lambda s: s.text == "no", "p_2 != 'no'"),
        (lambda s: [None, ""].count(s.text), "p_2 != ''"),
        (lambda s: not s.text, "p_2"),
    ],
)
def test_a_comparison_is_a_test_that_has_to_hold(use, test):
    seen, spot, watch = watched({"a": 5, "b": 7, "text": "t", "same": "t"})
    use(SimpleNamespace(**{key: seen[key] for key in seen.spot.raw}))
    assert test in watch.left()
    assert not any(below.pinned for below in spot.below.values())


def test_what_is_compared_with_itself_or_with_what_is_of_another_kind_tells_nothing():
    seen, spot, watch = watched({"a": 5, "text": "t", "x": 0.5})
    assert seen["a"] == seen["a"]
    assert seen["text"] == seen["text"]
    assert seen["a"] != "5"
    assert seen["text"] != 5
    assert seen["a"] is not None
    assert None not in (seen["a"], seen["text"], seen["x"])
    assert watch.left() == ("type(p_2) is float",)
    assert not any(below.pinned for below in spot.below.values())


@pytest.mark.parametrize("nothing", [0, 0.0, ""])
def test_what_is_nothing_is_pinned_by_its_truth(nothing):
    seen, spot, watch = watched({"a": nothing})
    assert not seen["a"]
    assert spot.below["a"].pinned
    assert "p_0" not in watch.left()


def test_the_truth_of_what_is_pinned_is_no_test_of_its_own():
    seen, _, watch = watched({"a": "Red", "b": "x"})
    assert seen["a"]
    assert seen["b"]
    assert watch.left() == ("p_0", "p_1")
    assert seen["a"] == "Red"
    assert watch.left() == ("p_1",)


def test_a_copy_pins_nothing():
    seen, spot, watch = watched({"a": 1, "b": "x", "c": [2]})
    copied = {**seen}
    assert copied["a"] < 5
    assert watch.left() == ("p_0 < 5",)
    assert spot.closed
    assert not any(below.pinned for below in spot.below.values())


def test_texts_with_an_id_are_handed_out_as_they_are_to_those_who_look_for_it():
    seen, spot, watch = watched({"id": "77/likes", "own": "77", "more": {"id": 5}})
    watch.ids_under = frozenset({"id"})
    assert type(seen["id"]) is str
    assert seen["id"].partition("/")[0] == "77"
    assert type(seen["more"]["id"]) is not int
    assert watch.ids == {"p_0": spot.below["id"]}
    assert not spot.below["id"].pinned
    watch.ids_under = frozenset()
    assert type(seen["id"]) is not str
    assert watch.id_within("77") == "named_0"
    assert watch.names == {"p_0[:-6]": "named_0"}
    assert watch.id_within("77/likes") == "p_0"
    assert watch.id_within("78") is watch.id_within("") is None
    assert seen["own"] == "77"
    assert "78" != seen["own"]  # noqa: SIM300  # that way round it is asked too
    assert watch.left() == ("p_2 == named_0", "p_2 != '78'")


def test_counts_are_one_object_unless_some_of_its_keys_matter():
    seen, spot, _ = watched({"a": {"x": 1, "y": 2}, "b": {"x": 1, "y": 2}})
    assert seen["a"] is not None
    assert seen["b"]["y"] == 2
    assert spot.below["a"].counts() == "p_0"
    assert spot.below["a"].counted
    assert spot.below["b"].counts() == "{'y': p_1_0, 'x': p_1_1}"
    assert spot.below["b"].closed
    assert spot.below["b"].below["x"].looked
    assert not spot.below["b"].counted
