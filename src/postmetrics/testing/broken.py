"""A law that a mapper breaks."""

from __future__ import annotations

from textwrap import shorten

from postmetrics.errors import shown
from postmetrics.text import one_line


_WORDS = 200  # characters of an error


class BrokenLaw(AssertionError):
    """A mapper breaks a law, shown by the smallest payload that was found."""

    def __init__(self, law: str, expected: str, got: object, payload: object) -> None:
        super().__init__(law, expected, got, payload)
        self.law = law
        self.expected = expected
        self.got = got
        self.payload = payload
        self.add_note(f"payload: {payload!r}")

    def __str__(self) -> str:
        return f"{self.law}: expected {self.expected}, got {_told(self.got)}, from {shown(self.payload)}"


class BrokenLaws(ExceptionGroup[BrokenLaw], AssertionError):
    """All the laws that one mapper breaks."""


def _told(got: object) -> str:
    """Return what came out; of an error its own words."""
    if not isinstance(got, BaseException):
        return shown(got)
    return shorten(f"{type(got).__name__}: {one_line(got)}", _WORDS)
