from __future__ import annotations

from postmetrics import Mapper, Metrics, Registry, at, first, never, retired
from postmetrics.coverage import coverage, coverage_table


MAPPER = Mapper(
    platform="p",
    metrics=Metrics.fill(at("n")).replace(
        likes=never(), views=retired("2025-11-15", "v"), clicks=first(retired("2025-11-15", "c"), "d")
    ),
)


def test_coverage_is_read_off_the_table():
    found = coverage(MAPPER)
    assert (found.likes, found.views, found.clicks, found.saves) == (
        "never",
        "retired",
        "reported",
        "reported",
    )


def test_the_table_has_a_row_a_metric_and_a_column_a_platform():
    lines = coverage_table([MAPPER, Registry().mapper("youtube")]).splitlines()
    assert lines[0] == "| metric              | p        | youtube  |"
    assert lines[1] == "| ------------------- | -------- | -------- |"
    assert lines[2] == "| likes               | never    | reported |"
    assert len(lines) == 15
