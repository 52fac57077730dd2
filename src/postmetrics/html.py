"""
Responses and explanations as HTML, for notebooks and as a page of their own.

Whatever came from outside is escaped, and nothing of it becomes an address: a post's URL
is text here, not a link.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TypeAlias

from .explanation import Explanation, PlatformExplanation
from .metrics import NAMES, Metrics, Number, total
from .response import PlatformAnalytics, PostAnalytics
from .text import number, printable


Shown: TypeAlias = PostAnalytics | PlatformAnalytics | Explanation | PlatformExplanation

_PlatformPost: TypeAlias = PlatformAnalytics | PlatformExplanation

# Colours are the reader's own, thinned: a notebook's theme is not always the system's.
_STYLE = """
.postmetrics { font: 14px/1.45 system-ui, sans-serif; overflow-x: auto }
.postmetrics table { border-collapse: collapse; font-size: inherit; font-variant-numeric: tabular-nums }
.postmetrics caption { text-align: left; padding: 0 0 .7em; opacity: .6 }
.postmetrics :is(th, td) { padding: .4em .6em; text-align: right; vertical-align: top; font-weight: normal;
  white-space: nowrap; background: none; border: 0; border-bottom: 1px solid #8883 }
.postmetrics :is(th, td):first-child { text-align: left; padding-left: 0 }
.postmetrics thead th { vertical-align: bottom; white-space: normal; line-height: 1.2; opacity: .6 }
.postmetrics tbody th { font-weight: 600 }
.postmetrics tfoot :is(th, td) { font-weight: 600; border-top: 1px solid #888; border-bottom: 0 }
.postmetrics small { display: block; max-width: 13em; overflow: hidden; text-overflow: ellipsis;
  font-weight: normal; opacity: .6 }
.postmetrics [title] { cursor: help }
.postmetrics .null { color: #888; font-weight: normal }
.postmetrics details { margin-top: .7em }
.postmetrics pre { font-size: 12px; overflow-x: auto }
"""

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
<meta name="viewport" content="width=device-width"/>
<title>postmetrics</title>
<style>:root {{ color-scheme: light dark }} body {{ margin: 2em }}</style>
</head>
<body>
{body}
</body>
</html>
"""


def page(what: Shown) -> str:
    """Return *what* as one page that runs nothing and asks for nothing, to be written as UTF-8."""
    return _PAGE.format(body=fragment(what))


def fragment(what: Shown) -> str:
    """
    Return *what* as a table: platforms down, metrics across, totals last.

    A null is a dash. In an explanation each number's title says where it came from, and
    each dash's why there is none.
    """
    match what:
        case PostAnalytics(analytics=analytics):
            caption = f"status: {analytics.status}" if analytics.status else ""
            table = _table(caption, analytics.platforms, analytics.totals)
        case Explanation(source_format=source_format, platforms=platforms):
            table = _table(f"source: {source_format}", platforms, total(map(_numbers, platforms)))
        case _:
            table = _table("", [what])
    details = _details(what) if isinstance(what, Explanation | PlatformExplanation) else ""
    return f'<div class="postmetrics"><style>{_STYLE}</style>\n{table}\n{details}</div>'


def _table(caption: str, posts: Sequence[_PlatformPost], totals: Metrics[Number | None] | None = None) -> str:
    # A name may break at its underscores, or thirteen of them fit on no screen.
    names = "".join(f'<th scope="col">{name.replace("_", "_<wbr/>")}</th>' for name in NAMES)
    rows = "\n".join(_row(_head(post), _cells(post)) for post in posts)
    foot = f"<tfoot>{_row(_th('total'), _totals(totals, posts))}</tfoot>" if totals else ""
    return (
        f"<table>{f'<caption>{_text(caption)}</caption>' if caption else ''}\n"
        f'<thead><tr><th scope="col">platform</th>{names}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n{foot}</table>"
    )


def _row(head: str, cells: Metrics[str]) -> str:
    return f"<tr>{head}{''.join(cell for _, cell in cells.items())}</tr>"


def _head(post: _PlatformPost) -> str:
    post_id = f"<small>{_text(post.platform_post_id)}</small>" if post.platform_post_id else ""
    return _th(_text(post.platform) + post_id, post.post_url)


def _cells(post: _PlatformPost) -> Metrics[str]:
    if isinstance(post, PlatformExplanation):
        return post.cells.map(lambda cell: _td(cell.value, str(cell)))
    return post.metrics.map(lambda value: _td(value, "not reported" if value is None else None))


def _totals(totals: Metrics[Number | None], posts: Sequence[_PlatformPost]) -> Metrics[str]:
    def cell(name: str) -> str:
        parts = [(post.platform, getattr(_numbers(post), name)) for post in posts]
        said = " + ".join(f"{platform} {number(part)}" for platform, part in parts if part is not None)
        return _td(getattr(totals, name), said or "no platform reports it")

    return Metrics(**{name: cell(name) for name in NAMES})


def _numbers(post: _PlatformPost) -> Metrics[Number | None]:
    return post.cells.map(lambda cell: cell.value) if isinstance(post, PlatformExplanation) else post.metrics


def _th(content: str, title: str | None = None) -> str:
    return f'<th scope="row"{_title(title)}>{content}</th>'


def _td(value: Number | None, title: str | None) -> str:
    kind = ' class="null"' if value is None else ""
    return f"<td{kind}{_title(title)}>{number(value)}</td>"


def _details(explanation: Explanation | PlatformExplanation) -> str:
    """Return as text what the titles say, for whoever has no mouse, and the numbers that no rule reads."""
    posts = explanation.platforms if isinstance(explanation, Explanation) else (explanation,)
    unread = sum(len(post.unread) for post in posts)
    summary = "Where each number came from" + (f", and {unread} that no rule reads" if unread else "")
    lines = "\n".join(map(_text, str(explanation).splitlines()))
    return f"<details><summary>{summary}</summary>\n<pre>{lines}</pre></details>\n"


def _title(text: str | None) -> str:
    return f' title="{_text(text)}"' if text else ""


def _text(text: str) -> str:
    return escape(printable(text))
