"""Totals are null-preserving sums, whatever the posts and their order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from postmetrics import Metrics, add, total


NAMES = [name for name, _ in Metrics.fill(None).items()]
numbers = st.none() | st.sampled_from([0, 1, -1, 2**53 + 1, 2**63, 10**30]) | st.integers()
metrics = st.fixed_dictionaries(dict.fromkeys(NAMES, numbers)).map(lambda values: Metrics(**values))
posts = st.lists(metrics, max_size=6)


@given(posts)
def test_a_total_is_null_if_and_only_if_every_value_is_else_the_exact_sum(posts):
    for name, summed in total(posts).items():
        reported = [value for value in (getattr(each, name) for each in posts) if value is not None]
        assert summed == (sum(reported) if reported else None)


@given(posts, st.randoms())
def test_order_does_not_matter(posts, random):
    shuffled = random.sample(posts, len(posts))
    assert total(shuffled) == total(posts)


@given(posts, posts)
def test_totals_of_parts_add_up_to_the_total_of_the_whole(some, others):
    assert total(some + others) == add(total(some), total(others))


@given(metrics)
def test_null_is_the_identity(one):
    assert add(one, Metrics.fill(None)) == one == total([one])


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=32), min_size=1), st.randoms())
def test_floats_do_not_depend_on_order_either(values, random):
    posts = [Metrics.fill(value) for value in values]
    assert total(random.sample(posts, len(posts))) == total(posts)
