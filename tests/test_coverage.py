from __future__ import annotations

from postmetrics import Mapper, Metrics, Registry, at, first, never, retired
from postmetrics.coverage import coverage, coverage_table, definitions_table


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


def test_every_metric_of_every_platform_has_one_definition():
    lines = definitions_table([Registry().mapper("youtube"), MAPPER, Registry().mapper("x")]).splitlines()
    assert [cell.strip() for cell in lines[2].split("|")[1:4]] == [
        "likes",
        "youtube",
        "Likes of the video; null where its owner hides them.",
    ]
    assert lines[3].startswith("| likes               | x        | Likes of the post")
    assert len(lines) == 2 + 2 * 13
