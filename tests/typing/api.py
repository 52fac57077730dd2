"""What the types say; checked by mypy, pyright and ty, never run. No ignore may be unneeded."""

from __future__ import annotations

from typing import assert_type

import postmetrics

from postmetrics import Cell, Mapper, Metrics, Rule, at, never


def numbers(source: object) -> None:
    response = postmetrics.normalize(source)
    assert_type(response.analytics.totals.likes, int | float | None)
    assert_type(response.analytics.platforms[0].metrics.views, int | float | None)
    assert_type(response.analytics.status, str | None)
    assert_type(postmetrics.dumps(response), bytes)
    assert_type(postmetrics.explain(source).platforms[0].cells, Metrics[Cell])
    assert_type(postmetrics.total([response.analytics.totals]), Metrics[int | float | None])


def tables(table: Metrics[Rule]) -> None:
    Mapper(platform="p", metrics=table)
    Mapper(platform="p", metrics=table.replace(likes=never()))
    assert_type(table.likes, Rule)
    assert_type(table.map(str), Metrics[str])


def a_table_may_have_paths_in_text(some: Metrics[str], post: postmetrics.PlatformAnalytics) -> None:
    Mapper(platform="p", metrics=some, definitions=some)
    assert_type(postmetrics.Registry().mapper("x").definitions.likes, str | None)
    assert_type(postmetrics.total([Metrics.fill(3)]), Metrics[int | float | None])
    assert_type(postmetrics.dumps(post), bytes)


def accounts_may_be_named_by_text(sources: dict[str, object]) -> None:
    postmetrics.normalize(postmetrics.combine(sources))


def errors_of_a_group_are_of_its_kind(error: postmetrics.MalformedPayload) -> None:
    assert_type([each.path for each in error.exceptions], list[str])


def a_forgotten_metric_is_an_error() -> None:
    Metrics(  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # ty: ignore[missing-argument]
        likes=at("likes"),
        comments=never(),
    )


def a_table_is_no_numbers(table: Metrics[Rule]) -> None:
    postmetrics.total([table])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]


def numbers_are_no_table(totals: Metrics[int | float | None]) -> None:
    Mapper(platform="p", metrics=totals)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]


def a_misspelt_name_is_none() -> None:
    postmetrics.normalise({})  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]  # ty: ignore[missing-attribute]


def metrics_of_one_kind_take_another(nothing: Metrics[None]) -> Metrics[int | None]:
    return nothing.replace(likes=911)


def metrics_cannot_be_set(totals: Metrics[int | float | None]) -> None:
    totals.likes = 3  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]  # ty: ignore[invalid-assignment]
