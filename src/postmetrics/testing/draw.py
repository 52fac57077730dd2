"""What Hypothesis draws, the same every time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Generic, TypeVar

import attrs

from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis.strategies import SearchStrategy


T = TypeVar("T")

_UNHEALTHY = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)


@attrs.frozen(eq=False)
class Draw(Generic[T]):
    """Examples of a strategy: drawn once for every law, and again to make the one that breaks a law small."""

    strategy: SearchStrategy[T]
    max_examples: int

    @cached_property
    def examples(self) -> list[T]:
        """All that is drawn."""
        drawn: list[T] = []
        self.run(drawn.append)
        return drawn

    def run(self, each: Callable[[T], None]) -> None:
        """Call *each* with all that is drawn or, once that raises an error, with ever smaller values."""

        # The same verdict everywhere, nothing written into the caller's tree, nothing printed.
        @settings(
            max_examples=self.max_examples,
            derandomize=True,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=_UNHEALTHY,
            report_multiple_bugs=False,
            print_blob=False,
            verbosity=Verbosity.quiet,
        )
        @given(self.strategy)
        def drawn(value: T) -> None:
            each(value)

        drawn()
