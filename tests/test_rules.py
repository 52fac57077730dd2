"""What each word of a table makes."""

from __future__ import annotations

import pytest

from postmetrics import (
    at,
    doubt_zero,
    first,
    milliseconds,
    minutes,
    never,
    only_if,
    part,
    parts,
    retired,
    seconds,
    sum_of,
    unless,
    unsummed,
)
from postmetrics.path import Path
from postmetrics.rules import At, Breakdown, DoubtZero, First, Never, Retired, Sum, Unit, Unsummed, When


A, B = At(Path("a")), At(Path("b"))


@pytest.mark.parametrize(
    ("word", "arguments", "rule"),
    [
        (at, ("a",), A),
        (unsummed, ("a",), Unsummed(Path("a"))),
        (part, ("a", "k"), Breakdown(Path("a"), part="k", without=None)),
        (parts, ("a",), Breakdown(Path("a"), part=None, without=None)),
        (first, ("a", B), First((A, B))),
        (sum_of, ("a", B), Sum((A, B), required=0)),
        (milliseconds, ("a",), Unit(A, "milliseconds", 1)),
        (seconds, (A,), Unit(A, "seconds", 1000)),
        (minutes, ("a",), Unit(A, "minutes", 60_000)),
        (only_if, ("a", "b", "c"), When(A, (Path("b"), Path("c")), holds=True)),
        (unless, (A, "b"), When(A, (Path("b"),), holds=False)),
        (retired, ("2025-11-15", "a"), Retired(A, "2025-11-15")),
        (never, (), Never()),
    ],
)
def test_a_word_makes_a_rule_and_text_is_a_path(word, arguments, rule):
    assert word(*arguments) == rule


def test_what_a_word_takes_by_name():
    assert parts("a", without="total") == Breakdown(Path("a"), part=None, without="total")
    assert sum_of("a", "b", required=1) == Sum((A, B), required=1)
    assert doubt_zero("a", beside=("b", "c")) == DoubtZero(A, (Path("b"), Path("c")))


def test_a_word_refuses_what_cannot_be_meant():
    with pytest.raises(TypeError, match="doubt_zero: expected a tuple of paths, got 'views'"):
        doubt_zero("a", beside="views")
    for day in ("likes", "2025-13-45", "20251115", at("likes")):
        with pytest.raises(ValueError, match="retired: expected an ISO date, got "):
            retired(day, "2025-01-01")
    with pytest.raises(ValueError, match="sum_of: expected 2 rules or more, got 1"):
        sum_of("a", required=2)
    for word in (only_if, unless):  # it would never count, or always
        with pytest.raises(TypeError, match="path"):
            word("a")
    with pytest.raises(TypeError, match="rule: expected a rule or a path, got 3"):
        first("a", 3)


def test_a_path_is_a_rule_as_its_text_is():
    assert first(Path("a"), "b") == first("a", "b")
