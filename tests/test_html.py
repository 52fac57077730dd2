from __future__ import annotations

from xml.etree.ElementTree import fromstring

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st

from postmetrics import (
    Cell,
    Explanation,
    Metrics,
    Origin,
    PlatformAnalytics,
    PlatformExplanation,
    explain,
    explain_platform,
    normalize,
    normalize_platform,
)
from postmetrics.html import fragment, page
from postmetrics.metrics import NAMES
from postmetrics.text import printable


SOURCE = {
    "status": "success",
    "youtube": {"id": "v", "postUrl": "https://youtu.be/v", "analytics": {"likes": "1234", "new": 5}},
    "tiktok": {"analytics": {"likeCount": 4, "totalTimeWatched": 1.5}},
}
ELEMENTS = {
    *("html", "head", "meta", "title", "style", "body", "div", "table", "caption", "thead", "tbody", "tfoot"),
    *("tr", "th", "td", "small", "wbr", "details", "summary", "pre"),
}
ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "class", "scope", "title"}
ANY_TEXT = st.text(st.characters()) | st.sampled_from(
    ["</title><script>", '"><img src=x onerror=alert(1)>', "' onmouseover='", "&lt;", "]]>", "-->", "</pre>"]
)


def read(html):
    """Return the tree of what we write; it is XML too, so that nothing in it is repaired on the way."""
    return fromstring(html)  # noqa: S314  # it is our own


def rows(html):
    """Return the rows of the table in *html*, each cell its text and title."""
    return [[("".join(cell.itertext()), cell.get("title")) for cell in row] for row in read(html).iter("tr")]


def column(name, html):
    return [row[1 + NAMES.index(name)] for row in rows(html)][1:]


def test_platforms_go_down_metrics_across_and_totals_last():
    head, *body, foot = [[text for text, _ in row] for row in rows(fragment(explain(SOURCE)))]
    assert head == ["platform", *NAMES]
    assert [row[0] for row in body] == ["youtubev", "tiktok"]
    assert foot[0] == "total"
    assert {len(row) for row in (head, *body, foot)} == {14}


def test_each_number_says_where_it_came_from_and_a_total_of_what_it_is_the_sum():
    assert column("likes", fragment(explain(SOURCE))) == [
        ("1,234", "analytics.likes '1234'"),
        ("4", "analytics.likeCount 4"),
        ("1,238", "youtube 1,234 + tiktok 4"),
    ]


def test_a_null_is_a_dash_that_says_why():
    html = fragment(explain(SOURCE))
    assert column("quotes", html) == [("—", "never"), ("—", "never"), ("—", "no platform reports it")]
    explanation = explain(SOURCE)
    assert column("video_watch_time_ms", html) == [
        ("—", str(explanation.platforms[0].cells.video_watch_time_ms)),
        ("1,500", "analytics.totalTimeWatched 1.5 (seconds × 1000)"),
        ("1,500", "tiktok 1,500"),
    ]
    assert {
        cell.get("class") == "null" for cell in read(html).iter("td") if "".join(cell.itertext()) == "—"
    } == {True}


def test_a_zero_is_no_null():
    html = fragment(explain({"youtube": {"analytics": {"likes": 0}}}))
    assert column("likes", html) == [("0", "analytics.likes 0"), ("0", "youtube 0")]
    assert {cell.get("class") for cell in read(html).iter("td") if cell.text == "0"} == {None}


def test_a_post_says_its_id_and_on_hover_its_url():
    first, second = rows(fragment(explain(SOURCE)))[1:3]
    assert (first[0], second[0]) == (("youtubev", "https://youtu.be/v"), ("tiktok", None))


def test_a_response_has_its_own_totals_and_knows_no_reasons():
    response = normalize(SOURCE)
    assert column("likes", fragment(response)) == [
        ("1,234", None),
        ("4", None),
        ("1,238", "youtube 1,234 + tiktok 4"),
    ]
    assert column("quotes", fragment(response))[0] == ("—", "not reported")
    totals = attrs.evolve(response.analytics, totals=Metrics.fill(7.5))
    assert column("likes", fragment(attrs.evolve(response, analytics=totals)))[-1][0] == "7.5"


@pytest.mark.parametrize("show", [explain_platform, normalize_platform])
def test_one_platform_has_no_totals(show):
    only = rows(fragment(show("youtube", {"id": "v", "likes": 3})))
    assert [row[0][0] for row in only] == ["platform", "youtubev"]


@pytest.mark.parametrize(
    ("shown", "caption"),
    [
        (explain(SOURCE), "source: ayrshare"),
        (normalize(SOURCE), "status: success"),
        (normalize({}), None),
        (explain_platform("youtube", {}), None),
    ],
)
def test_the_caption_says_what_holds_for_all_of_it(shown, caption):
    assert read(fragment(shown)).findtext("table/caption") == caption


def test_the_explanation_is_there_as_text_too():
    explanation = explain(SOURCE)
    details = read(fragment(explanation)).find("details")
    assert details.findtext("summary") == "Where each number came from, and 1 that no rule reads"
    assert details.findtext("pre") == str(explanation)
    assert "analytics.new 5" in details.findtext("pre")

    only = explain_platform("youtube", {"likes": 3})
    details = read(fragment(only)).find("details")
    assert details.findtext("summary") == "Where each number came from"
    assert details.findtext("pre") == str(only)

    assert read(fragment(normalize(SOURCE))).find("details") is None


def test_a_page_holds_the_fragment_and_nothing_to_load_or_run():
    html = page(explain(SOURCE))
    assert html.startswith("<!DOCTYPE html>\n")
    assert fragment(explain(SOURCE)) in html
    charset, policy, *_ = read(html).iter("meta")
    assert charset.attrib == {"charset": "utf-8"}
    assert policy.attrib == {
        "http-equiv": "Content-Security-Policy",
        "content": "default-src 'none'; style-src 'unsafe-inline'",
    }
    for style in read(html).iter("style"):
        assert [way for way in ("url(", "@import", "image-set(", "//") if way in style.text] == []


@st.composite
def hostile_platforms(draw):
    origin = st.builds(Origin, ANY_TEXT, ANY_TEXT)
    texts = st.lists(ANY_TEXT, max_size=2).map(tuple)
    cell = st.builds(
        Cell,
        status=st.sampled_from(["reported", "absent", "failed"]),
        value=st.none() | st.integers(-(10**6), 10**6),
        origins=st.lists(origin, max_size=2).map(tuple),
        tried=texts,
        note=st.none() | ANY_TEXT,
    )
    return PlatformExplanation(
        platform=draw(ANY_TEXT),
        platform_post_id=draw(st.none() | ANY_TEXT),
        post_url=draw(st.none() | ANY_TEXT),
        cells=Metrics.fill(draw(cell)),
        unread=tuple(draw(st.lists(origin, max_size=2))),
    )


def check_is_only_ours(html):
    assert html.encode()
    tree = read(html)
    assert {element.tag for element in tree.iter()} <= ELEMENTS
    assert {name for element in tree.iter() for name in element.attrib} <= ATTRIBUTES
    return tree


@given(ANY_TEXT, st.lists(hostile_platforms(), max_size=2).map(tuple))
def test_nothing_that_an_explanation_holds_is_markup(source_format, platforms):
    tree = check_is_only_ours(page(Explanation(source_format=source_format, platforms=platforms)))
    assert tree.findtext(".//caption") == printable(f"source: {source_format}")
    for row, post in zip(tree.findall(".//tbody/tr"), platforms, strict=True):
        head, likes, *_ = row
        assert "".join(head.itertext()) == printable(post.platform + (post.platform_post_id or ""))
        assert head.get("title", "") == printable(post.post_url or "")
        assert likes.get("title", "") == printable(str(post.cells.likes))


@given(ANY_TEXT, hostile_platforms())
def test_nothing_that_a_response_holds_is_markup(status, hostile):
    response = normalize({})
    post = PlatformAnalytics(
        platform=hostile.platform,
        platform_post_id=hostile.platform_post_id,
        post_url=hostile.post_url,
        metrics=hostile.cells.map(lambda cell: cell.value),
        raw_metrics={hostile.platform: hostile.platform},
    )
    analytics = attrs.evolve(response.analytics, status=status, platforms=(post,))
    tree = check_is_only_ours(page(attrs.evolve(response, analytics=analytics)))
    assert tree.findtext(".//caption", "status: ") == printable(f"status: {status}")
    assert tree.find(".//tbody/tr/th").get("title", "") == printable(post.post_url or "")


@pytest.mark.parametrize(
    "shown",
    [
        explain(SOURCE),
        normalize(SOURCE),
        explain_platform("youtube", {"likes": 3}),
        normalize_platform("youtube", {"likes": 3}),
    ],
    ids=lambda shown: type(shown).__name__,
)
def test_a_notebook_shows_the_table(shown):
    assert shown._repr_html_() == fragment(shown)
