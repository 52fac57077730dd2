"""Rows of text as a table."""

from __future__ import annotations

from collections.abc import Sequence


def plain(rows: Sequence[Sequence[str]]) -> str:
    """
    Return *rows* as columns for a terminal.

    >>> print(plain([("name", "status"), ("youtube", "built-in")]))
    name     status
    youtube  built-in
    """
    return "\n".join("  ".join(row).rstrip() for row in _padded(rows))


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """
    Return *rows* as a Markdown table, the first one its head.

    >>> print(markdown([("metric", "x"), ("likes", "reported")]))
    | metric | x        |
    | ------ | -------- |
    | likes  | reported |
    """
    head, *body = _padded(rows)
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["-" * len(cell) for cell in head], *body))


def _padded(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows]
