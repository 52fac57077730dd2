"""A law that every mapper keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import attrs

from postmetrics.mapper import Mapper

from .broken import BrokenLaw
from .trial import Trial, Violation


@attrs.frozen
class Law:
    """A law with its name; called with a mapper, it raises `BrokenLaw` if the mapper breaks it."""

    name: str
    holds: Callable[[Trial], None]

    def __call__(self, mapper: Mapper, *, examples: Iterable[object] = (), max_examples: int = 100) -> None:
        """Try *mapper* on its own table's payloads, and on *examples*, given as to `check_mapper`."""
        broken = self.broken_in(Trial(mapper, tuple(examples), max_examples))
        if broken is not None:
            raise broken

    def broken_in(self, trial: Trial) -> BrokenLaw | None:
        """Return how the mapper that is under *trial* breaks the law, if it does."""
        try:
            self.holds(trial)
        except Violation as violation:
            broken = BrokenLaw(self.name, violation.expected, violation.got, violation.tried)
            broken.__cause__ = violation.__cause__
            return broken
        except Exception as error:  # noqa: BLE001  # whatever a mapper does, the other laws are tried too
            broken = BrokenLaw(self.name, "no error", error, None)
            broken.__cause__ = error
            return broken
        return None
