from __future__ import annotations

import pickle

import attrs
import pytest

from postmetrics import Metrics, add, total


CONTRACT = [
    "likes",
    "comments",
    "shares",
    "impressions",
    "views",
    "video_views",
    "video_viewers",
    "video_watch_time_ms",
    "engagement",
    "clicks",
    "saves",
    "bookmarks",
    "quotes",
]

NONE = Metrics.fill(None)


def test_the_thirteen_keys_are_the_contracts_in_its_order():
    assert [name for name, _ in NONE.items()] == CONTRACT


@pytest.mark.parametrize("forgotten", CONTRACT)
def test_a_forgotten_key_is_an_error(forgotten):
    with pytest.raises(TypeError, match=forgotten):
        Metrics(**{name: 1 for name in CONTRACT if name != forgotten})


def test_keys_are_never_given_by_position():
    with pytest.raises(TypeError):
        Metrics(*range(13))


def test_metrics_are_frozen():
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        NONE.likes = 1


def test_metrics_pickle_and_compare():
    some = NONE.replace(likes=1)
    assert pickle.loads(pickle.dumps(some)) == some != NONE


def test_map_changes_each_value_under_its_own_name():
    numbered = Metrics(**{name: index for index, name in enumerate(CONTRACT)})
    assert dict(numbered.map(lambda value: value * 2).items()) == {n: i * 2 for i, n in enumerate(CONTRACT)}


def test_an_unknown_name_cannot_be_replaced():
    with pytest.raises(TypeError, match="reach"):
        NONE.replace(reach=1)


def test_the_total_of_nothing_is_null():
    assert total([]) == NONE


def test_a_total_is_null_only_if_every_value_is():
    assert total([NONE, NONE.replace(likes=0)]) == NONE.replace(likes=0)


def test_whole_numbers_are_summed_exactly_at_any_size():
    assert total([NONE.replace(views=2**53), NONE.replace(views=1)]).views == 2**53 + 1
    assert total([NONE.replace(views=10**40), NONE.replace(views=-1)]).views == 10**40 - 1


def test_floats_are_summed_without_regard_to_order():
    values = [0.1] * 10 + [1e16, -1e16, 1]
    sums = [total(NONE.replace(clicks=value) for value in order).clicks for order in (values, values[::-1])]
    assert sums == [2.0, 2.0]


def test_floats_too_great_for_a_float_are_a_whole_number():
    assert total(NONE.replace(clicks=1.5e308) for _ in range(2)).clicks == 2 * int(1.5e308)


def test_a_float_beside_a_whole_number_greater_than_any_float():
    posts = [NONE.replace(clicks=10**400, likes=1), NONE.replace(clicks=1.5), NONE.replace(likes=2)]
    assert total(posts) == NONE.replace(clicks=10**400 + 2, likes=3)


def test_a_generator_may_be_totalled():
    assert total(NONE.replace(saves=n) for n in (1, 2)).saves == 3


def test_add_is_the_total_of_two():
    assert add(NONE.replace(likes=1), NONE.replace(likes=2, quotes=0)) == NONE.replace(likes=3, quotes=0)
