from __future__ import annotations

import copy
import pickle

import pytest

from postmetrics import (
    AmbiguousMapper,
    BrokenMapper,
    InvalidField,
    InvalidResponse,
    MalformedPayload,
    MalformedValue,
    NotAPayload,
    SeveralPosts,
    UnknownConnection,
    UnknownPlatform,
    UnknownSource,
)
from postmetrics.errors import shown


ERRORS = [
    (MalformedValue("x", "a.b", "a whole number", "n/a"), "x: a.b: expected a whole number, got 'n/a'"),
    (SeveralPosts("x", "data", 2), "x: data: expected one post, got 2"),
    (NotAPayload("x", "", 3), "x: payload: expected an object, got 3"),
    (UnknownSource("an object", "3"), "source response: expected an object, got 3"),
    (
        UnknownConnection("a", ["b" * 90]),
        f"social_connection_id: expected one of {'b' * 79}…, got 'a'",
    ),
    (UnknownConnection("a", ["b"]), "social_connection_id: expected one of b, got 'a'"),
    (UnknownPlatform("a", ["b"], None), "platform: expected one of b, got 'a'"),
    (UnknownPlatform("a", []), "platform: expected none, got 'a'"),
    (
        AmbiguousMapper("a", ["b 1", "c 2"]),
        "a: expected one mapper, got b 1 and c 2; uninstall one, or choose with Registry().with_mapper(…)",
    ),
    (BrokenMapper("a", "b 1", "c:D", "a dict"), "a: expected a mapper at c:D of b 1, got a dict"),
    (InvalidField("$.a", "expected text, got 3"), "$.a: expected text, got 3"),
]


@pytest.mark.parametrize(("error", "message"), ERRORS, ids=lambda value: type(value).__name__)
def test_a_message_says_where_what_was_expected_and_what_came(error, message):
    assert str(error) == message


@pytest.mark.parametrize("error", [error for error, _ in ERRORS], ids=lambda error: type(error).__name__)
def test_an_error_crosses_processes_whole(error):
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert (str(other), vars(other)) == (str(error), vars(error))


@pytest.mark.parametrize(
    "value",
    ["x" * 500, ["x" * 50] * 50, {"a" * 90: 1}, 10**5000, [10**5000], -(10**300), b"x" * 300, object()],
    ids=lambda value: type(value).__name__,
)
def test_at_most_80_characters_of_a_value_are_shown(value):
    assert 0 < len(shown(value)) <= 80


def test_a_short_value_is_shown_whole():
    assert shown("1.2M") == "'1.2M'"
    assert shown(2**64) == str(2**64)
    assert shown(10**5000) == "a whole number of 16610 bits"


@pytest.mark.parametrize("kind", [MalformedPayload, InvalidResponse])
def test_a_group_says_what_the_first_is_and_stays_one_when_it_is_split(kind):
    one, other = (
        [MalformedValue("x", "likes", "a whole number", text) for text in "ab"]
        if kind is MalformedPayload
        else [InvalidField("$.stats", f"expected an object, got {text!r}") for text in "ab"]
    )
    assert kind.of([one]).message == str(one)
    several = kind.of(iter([one, other]))
    assert str(several) == several.message == f"{one}; and 1 more"
    mine, rest = several.split(lambda error: error is one)
    assert (type(mine), type(rest)) == (kind, kind)
    assert (mine.message, rest.exceptions) == (str(one), (other,))
    with pytest.raises(ValueError, match="and 1 more"):
        raise several
