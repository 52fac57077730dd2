"""Laws of totals: what makes it right to sum on several machines, in any order."""

# ruff: noqa: D401  # a law says what is so

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from postmetrics import metrics as sums
from postmetrics.metrics import NAMES, Metrics
from postmetrics.testing.trial import Numbers, Trial, expect


Total: TypeAlias = Callable[[Iterable[Numbers]], Numbers]
Add: TypeAlias = Callable[[Numbers, Numbers], Numbers]


def totals_have_an_identity(trial: Trial, total: Total = sums.total, add: Add = sums.add) -> None:
    """The total of one post is that post, and one without numbers adds nothing."""
    nothing: Numbers = Metrics(**dict.fromkeys(NAMES))

    def check(post: Numbers) -> None:
        expect("the total", post, total([post]))
        expect("the total", post, add(post, nothing))
        expect("the total", post, add(nothing, post))

    trial.hold(check, [(nothing,)], trial.posts, lambda posts, _: posts[:1])


def totals_commute(trial: Trial, add: Add = sums.add) -> None:
    """The order of posts does not change their total."""

    def check(posts: Sequence[Numbers]) -> None:
        one, other = posts
        expect("the total", add(one, other), add(other, one))

    trial.hold(check, (), trial.posts, lambda posts, _: (posts[:2],))


def totals_associate(trial: Trial, add: Add = sums.add) -> None:
    """The order of additions does not change a total."""

    def check(posts: Sequence[Numbers]) -> None:
        one, two, three = posts
        expect("the total", add(add(one, two), three), add(one, add(two, three)))

    trial.hold(check, (), trial.posts, lambda posts, _: (posts[:3],))


def totals_split(trial: Trial, total: Total = sums.total, add: Add = sums.add) -> None:
    """The totals of two halves, added, are the total of the whole."""

    def check(posts: Sequence[Numbers], at: int) -> None:
        expect("the total", total(posts), add(total(posts[:at]), total(posts[at:])))

    trial.hold(check, [((), 0)], trial.posts)
