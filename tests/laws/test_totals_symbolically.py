"""Three laws of totals, solved rather than tried: for any whole numbers, each of them null or not."""

from __future__ import annotations

import pytest

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postmetrics import Metrics, add, total


pytest.importorskip("hypothesis_crosshair_provider", reason="hypothesis-crosshair is not installed")
pytestmark = pytest.mark.crosshair

number = st.none() | st.integers()
threes = st.tuples(number, number, number)
solved = settings(backend="crosshair", suppress_health_check=list(HealthCheck))


def likes(*values):
    return total(Metrics.fill(None).replace(likes=value) for value in values)


@solved
@given(threes)
def test_a_total_is_the_sum_of_what_is_reported(values):
    reported = [value for value in values if value is not None]
    assert likes(*values) == Metrics.fill(None).replace(likes=sum(reported) if reported else None)


@solved
@given(threes)
def test_order_does_not_matter(values):
    one, two, three = values
    assert likes(three, one, two) == likes(two, one, three) == likes(one, two, three)


@solved
@given(threes)
def test_totals_of_parts_add_up_to_the_total_of_the_whole(values):
    one, two, three = values
    assert likes(one, two, three) == add(likes(one), likes(two, three)) == add(likes(one, two), likes(three))
