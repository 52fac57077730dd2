"""What people read in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import MapperError, UnknownConnection, shown
from .metrics import NAMES, Metrics, Number
from .table import plain


if TYPE_CHECKING:
    from collections.abc import Sequence

    from .explanation import PlatformExplanation
    from .response import PlatformAnalytics, PostAnalytics


_FEW = 3  # of the paths of a rule, which may be dozens
_WRITTEN_OUT = 10**40  # a greater number is more than a person reads, and slow to write


def printable(text: str) -> str:
    r"""
    Return *text* on one line, with what would move the cursor, or turn the writing round, escaped.

    >>> print(printable("a\x1b[2J\nb\u202ec"))
    a\x1b[2J\nb\u202ec
    """
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def few(texts: Sequence[str], between: str, last: str) -> str:
    """
    Return the first three of *texts*, and how many more there are.

    >>> few("abcde", ", ", " and "), few("ab", ", ", " and ")
    ('a, b, c and 2 more', 'a, b')
    """
    more = len(texts) - _FEW
    return between.join(texts[:_FEW]) + (f"{last}{more} more" if more > 0 else "")


def one_line(error: BaseException) -> str:
    """
    Return what *error* says, on one line; of a group, what all in it say.

    >>> print(one_line(ExceptionGroup("two", [ValueError("likes: no number"), ValueError("views: none")])))
    likes: no number; views: none
    """
    text = "; ".join(map(str, error.exceptions)) if isinstance(error, BaseExceptionGroup) else str(error)
    return printable(" ".join(text.split())) or type(error).__name__


def row_error(error: Exception) -> str:
    """Return what is wrong with a row, on one line; a plug-in's own error with its type."""
    ours = isinstance(error, ValueError | TypeError | MapperError | UnknownConnection)
    return one_line(error) if ours else f"{type(error).__name__}: {one_line(error)}"


def number(value: Number | None) -> str:
    """
    Return a metric as a person reads it.

    >>> number(1826460000), number(None)
    ('1,826,460,000', '—')
    """
    if value is None:
        return "—"
    return f"{value:,}" if abs(value) < _WRITTEN_OUT else shown(value)


def heading(post: PlatformAnalytics | PlatformExplanation) -> str:
    """Return which post it is: platform, native id and URL."""
    return printable(" ".join(filter(None, (post.platform, post.platform_post_id, post.post_url))))


def response_table(response: PostAnalytics) -> str:
    """Return *response* as a table: metrics down, for a terminal is narrow, and platforms across."""
    analytics = response.analytics
    columns = [
        ("", *NAMES),
        *(_column(printable(post.platform), post.metrics) for post in analytics.platforms),
        _column("total", analytics.totals),
    ]
    posts = "".join(f"{heading(post)}\n" for post in analytics.platforms)
    return f"{posts}\n{plain(list(zip(*columns, strict=True)))}"


def post_table(post: PlatformAnalytics) -> str:
    """Return *post* as a table: metrics down."""
    columns = [("", *NAMES), _column(printable(post.platform), post.metrics)]
    return f"{heading(post)}\n\n{plain(list(zip(*columns, strict=True)))}"


def _column(head: str, metrics: Metrics[Number | None]) -> list[str]:
    cells = [head, *(number(value) for _, value in metrics.items())]
    width = max(map(len, cells))
    return [cell.rjust(width) for cell in cells]
