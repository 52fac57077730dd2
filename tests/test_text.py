from __future__ import annotations

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st

from postmetrics import Metrics, PlatformAnalytics, Registry, normalize, normalize_platform
from postmetrics.metrics import NAMES
from postmetrics.text import heading, number, printable, response_table, row_error


ANY_TEXT = st.text(st.characters())  # half surrogate pairs too


@given(ANY_TEXT)
def test_printable_text_can_be_printed_and_stays_on_its_line(text):
    assert printable(text).isprintable()
    assert printable(text).encode().decode() == printable(text)
    assert printable(printable(text)) == printable(text)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("", ""),
        ("Grüße, 世界 👍 العربية", "Grüße, 世界 👍 العربية"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\x9b31mred", r"\x9b31mred"),
        ("one\r\n\ttwo\u2028three", r"one\r\n\ttwo\u2028three"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("\u2066a\u2069\u200f\ufeff", r"\u2066a\u2069\u200f\ufeff"),
        ("\ud800\x00\x7f", r"\ud800\x00\x7f"),
    ],
)
def test_what_would_steer_the_terminal_is_written_out(text, printed):
    assert printable(text) == printed


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        (0, "0"),
        (-1234, "-1,234"),
        (1234567.5, "1,234,567.5"),
        (10**40 - 1, "9,999,999,999,999,999,999,999,999,999,999,999,999,999"),
        (1e300, "1e+300"),
    ],
)
def test_a_number_is_written_for_people(value, text):
    assert number(value) == text


@pytest.mark.parametrize("sign", [1, -1])
def test_a_number_that_python_would_not_write_is_described(sign):
    assert number(sign * 10**5000) == "a whole number of 16610 bits"


def test_a_heading_leaves_out_what_is_not_known_and_escapes_what_is():
    post = PlatformAnalytics(
        platform="p\n",
        platform_post_id=None,
        post_url="https://p/\x1b[2J",
        metrics=Metrics.fill(None),
        raw_metrics={},
    )
    assert heading(post) == r"p\n https://p/\x1b[2J"


def test_a_response_is_a_table_with_its_totals_last():
    response = normalize(
        {
            "twitter": {
                "id": "17",
                "postUrl": "https://x.com/a/status/17",
                "analytics": {"publicMetrics": {"likeCount": 4}},
            },
            "tiktok": {"analytics": {"likeCount": 90, "videoViews": 1200}},
        }
    )
    assert str(response) == response_table(response)
    lines = str(response).splitlines()
    assert lines[:3] == ["x 17 https://x.com/a/status/17", "tiktok", ""]
    assert lines[3].split() == ["x", "tiktok", "total"]
    assert {len(line) for line in lines[3:]} == {len(lines[3])}
    rows = {name: cells for name, *cells in map(str.split, lines[4:])}
    assert list(rows) == list(NAMES)
    assert rows["likes"] == ["4", "90", "94"]
    assert rows["views"] == ["—", "1,200", "1,200"]
    assert rows["quotes"] == ["—", "—", "—"]


def test_one_post_is_a_table_too():
    post = normalize_platform("youtube", {"id": "v", "statistics": {"viewCount": "1200"}})
    lines = str(post).splitlines()
    assert lines[:2] == ["youtube v", ""]
    rows = {name: cells for name, *cells in map(str.split, lines[3:])}
    assert list(rows) == list(NAMES)
    assert (lines[2].split(), rows["views"], rows["likes"]) == (["youtube"], ["1,200"], ["—"])


def test_no_payload_is_in_what_a_debugger_or_a_log_shows():
    response = normalize({"youtube": {"id": "v", "secret": "s3cr3t"}, "more": "s3cr3t"})
    assert "s3cr3t" not in repr(response)


def test_the_head_of_a_column_cannot_break_the_table():
    post = PlatformAnalytics(
        platform="a\nb\x1b[2J",
        platform_post_id=None,
        post_url=None,
        metrics=Metrics.fill(3),
        raw_metrics={},
    )
    response = normalize({})
    hostile = attrs.evolve(response, analytics=attrs.evolve(response.analytics, platforms=(post,)))
    assert r"a\nb\x1b[2J  total" in response_table(hostile)


def test_a_plug_ins_own_error_comes_with_its_type():
    assert row_error(ZeroDivisionError("division by zero")) == "ZeroDivisionError: division by zero"
    assert row_error(RecursionError()) == "RecursionError: RecursionError"
    assert row_error(ValueError("a\nb")) == "a b"
    with pytest.raises(LookupError) as caught:
        Registry().mapper("y")
    assert row_error(caught.value).startswith("platform: expected one of")
