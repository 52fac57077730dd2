"""The page of `explain --html` in a browser: set POSTMETRICS_REQUIRE_BROWSER=1 where there must be one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

from html.parser import HTMLParser

import pytest

from postmetrics import Mapper, Metrics, Registry, at, explain, explain_platform, never, normalize
from postmetrics.cli import main
from postmetrics.html import page
from postmetrics.metrics import NAMES


pytestmark = pytest.mark.browser

# Each of these gives a page that lets it another title.
RUNS = [
    "</title></style></pre><script>document.title = 'ran'</script>",
    '"><img src=x onerror="document.title = \'ran\'">',
    "'><svg onload='document.title = \"ran\"'>",
    "<iframe srcdoc=\"<script>parent.document.title = 'ran'</script>\"></iframe>",
    "<base href=//example.invalid/><link rel=stylesheet href=x onerror=\"document.title = 'ran'\">",
]
# These would wait for a hand.
WAITS = [
    '" onpointerover="document.title = \'ran\'" tabindex="0',
    "' onclick='document.title = 1",
    "javascript:document.title='ran'",
    "<a href=\"javascript:document.title='ran'\">",
]
LOADED = {"script", "img", "svg", "iframe", "link", "base", "a"}
MARKUP = [*RUNS, *WAITS, "".join(RUNS + WAITS)]
REGISTRY = Registry().with_mapper(
    Mapper(
        platform="p",
        post_id=("id",),
        post_url=("url",),
        metrics=Metrics.fill(never()).replace(likes=at("likes"), views=at("views[0]")),
    )
)


class Page(HTMLParser):
    """What a browser made of a page: its title, elements and attributes, and each cell's text and title."""

    def __init__(self, html):
        super().__init__()
        self.title = ""
        self.elements = set()
        self.attributes = set()
        self.cells = []
        self._open = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.elements.add(tag)
        self.attributes.update(name for name, _ in attributes)
        if tag in {"th", "td"}:
            self.cells.append(["", dict(attributes).get("title")])
        self._open.append(tag)

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        if "title" in self._open:
            self.title += data
        elif {"th", "td"} & set(self._open):
            self.cells[-1][0] += data

    def columns(self):
        """Return the cells under each name in the table's head."""
        width = 1 + len(NAMES)
        names = [text for text, _ in self.cells[:width]]
        return {
            name: [tuple(cell) for cell in self.cells[width + i :: width]] for i, name in enumerate(names)
        }


@pytest.fixture
def opened(tmp_path):
    """Open a page in a browser that has never seen one, and return what became of it."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        missing = "there is no Chromium: apt-get install chromium"
        if os.environ.get("POSTMETRICS_REQUIRE_BROWSER", "0") not in {"", "0"}:
            pytest.fail(missing)
        pytest.skip(missing)

    def open_page(html):
        file = tmp_path / "page.html"
        file.write_text(html, "utf-8")
        done = subprocess.run(
            [
                browser,
                *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic"),
                *("--no-first-run", "--disable-background-networking", "--disable-component-update"),
                *("--disable-sync", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", file.as_uri()),
            ],
            capture_output=True,
            check=True,
            timeout=120,
        )
        return Page(done.stdout.decode())

    return open_page


@pytest.fixture
def written(tmp_path):
    """Return the page that the command writes for a source response."""

    def write(source):
        file, out = tmp_path / "source.json", tmp_path / "out.html"
        file.write_text(json.dumps(source), "utf-8")
        assert main(["explain", str(file), "--html", str(out)]) == 0
        return out.read_text("utf-8")

    return write


def test_a_person_finds_the_numbers_and_where_they_came_from(opened, written):
    source = {
        "youtube": {"id": "v", "postUrl": "https://youtu.be/v", "analytics": {"likes": "1234567"}},
        "tiktok": {"analytics": {"likeCount": 4}},
    }
    seen = opened(written(source))
    assert seen.title == "postmetrics"
    assert seen.columns()["platform"] == [
        ("youtubev", "https://youtu.be/v"),
        ("tiktok", None),
        ("total", None),
    ]
    assert seen.columns()["likes"] == [
        ("1,234,567", "analytics.likes '1234567'"),
        ("4", "analytics.likeCount 4"),
        ("1,234,571", "youtube 1,234,567 + tiktok 4"),
    ]
    assert seen.columns()["quotes"] == [("—", "never"), ("—", "never"), ("—", "no platform reports it")]


@pytest.mark.parametrize("show", [explain, normalize])
def test_a_payload_full_of_markup_runs_nothing(opened, show):
    entries = [
        {"id": each, "url": each, "likes": {"n": 1}, "views": [4], each: 3, "nested": {each: {"n": 1}}}
        for each in MARKUP
    ]
    source = {"status": MARKUP[-1], "id": MARKUP[-1], "p": entries}
    seen = opened(page(show(source, registry=REGISTRY, source_format="ayrshare")))
    assert seen.title == "postmetrics"
    assert not seen.elements & LOADED
    assert not {name for name in seen.attributes if name.startswith("on") or name in {"href", "src"}}
    assert seen.columns()["platform"] == [*((f"p{each}", each) for each in MARKUP), ("total", None)]


def test_a_value_full_of_markup_is_shown_as_it_came(opened, written):
    payloads = [{"id": each, "analytics": {"likes": each, each: 3}} for each in MARKUP]
    seen = opened(written({"status": MARKUP[-1], "youtube": payloads}))
    assert seen.title == "postmetrics"
    assert not seen.elements & LOADED
    cells = [explain_platform("youtube", each).cells.likes for each in payloads]
    assert [title for _, title in seen.columns()["likes"][:-1]] == list(map(str, cells))


@pytest.mark.parametrize("markup", RUNS)
def test_markup_that_got_through_would_run_nothing_either(opened, markup):
    let_through = page(explain({})).replace("</body>", f'<p title="{markup}">{markup}</p></body>')
    assert opened(let_through).title == "postmetrics"
    assert opened(let_through.replace("Content-Security-Policy", "no-policy")).title == "ran"
