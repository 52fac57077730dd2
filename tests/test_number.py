from __future__ import annotations

from fractions import Fraction

import pytest

from postmetrics.number import NotANumber, read_count, read_duration


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        (0, 0),
        (-3, -3),
        (2**53 + 1, 2**53 + 1),
        (10**50, 10**50),
        ("911", 911),
        ("0", 0),
        ("-1", -1),
        ("007", 7),
        ("9" * 40, 10**40 - 1),
        (3.0, 3),
        (-0.0, 0),
        (float(2**53), 2**53),
        (float(-(2**53)), -(2**53)),
    ],
)
def test_a_count_is_exact(raw, number):
    assert read_count(raw) == number
    assert type(read_count(raw)) is int


@pytest.mark.parametrize("raw", [None, "", {}, [], {"count": 3}, [3], ()])
@pytest.mark.parametrize("read", [read_count, read_duration])
def test_what_reports_nothing_is_null(read, raw):
    assert read(raw) is None


@pytest.mark.parametrize(
    "raw",
    [
        True,
        False,
        1.5,
        float("nan"),
        float("inf"),
        float(2**53 + 2),
        -float(2**53 + 2),
        "1.2M",
        "12.5",
        "1,000",
        " 1",
        "1 ",
        "1\n",
        "+1",
        "--1",
        "-",
        "1e3",
        "٣",
        "9" * 41,
        b"1",
        object(),
    ],
)
def test_anything_else_is_no_count(raw):
    with pytest.raises(NotANumber, match="^a whole number$"):
        read_count(raw)


@pytest.mark.parametrize(
    ("raw", "length"),
    [
        (587.024, Fraction(587024, 1000)),
        (0.1, Fraction(1, 10)),
        (-1.5, Fraction(-3, 2)),
        (1e-7, Fraction(1, 10**7)),
        ("12.5", Fraction(25, 2)),
        ("-1", Fraction(-1)),
        ("0.001", Fraction(1, 1000)),
        (7, Fraction(7)),
        (3.0, Fraction(3)),
        (float(2**53), Fraction(2**53)),
        (float(-(2**53)), Fraction(-(2**53))),
    ],
)
def test_a_duration_is_what_was_written(raw, length):
    assert read_duration(raw) == length


@pytest.mark.parametrize(
    "raw",
    [
        True,
        float("nan"),
        float("-inf"),
        float(2**53 + 2),
        "1:30",
        "1e3",
        "12.",
        ".5",
        "1.2.3",
        "9" * 41,
        "0." + "1" * 40,
        b"",
    ],
)
def test_anything_else_is_no_duration(raw):
    with pytest.raises(NotANumber, match="^a length of time$"):
        read_duration(raw)
