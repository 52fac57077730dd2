"""The schemas are what the classes are, and what a JSON Schema validator takes them for."""

from __future__ import annotations

import json

from importlib import resources

import attrs
import pytest

from jsonschema import Draft202012Validator

from postmetrics import Analytics, Metrics, PlatformAnalytics, PostAnalytics
from postmetrics.schema import metrics_schema, response_schema


NAMES = [name for name, _ in Metrics.fill(None).items()]
VECTORS = json.loads(resources.files("postmetrics").joinpath("vectors", "responses.json").read_text("utf-8"))


def objects(schema):
    """Yield each object in *schema* that says what keys it has."""
    if "properties" in schema:
        yield schema
    for inner in schema.get("properties", {}).values():
        yield from objects(inner)
    if "items" in schema:
        yield from objects(schema["items"])


@pytest.mark.parametrize("schema", [response_schema, metrics_schema])
def test_it_is_a_schema_of_2020_12(schema):
    assert schema()["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(schema())


def test_a_metric_object_has_the_thirteen_keys_in_order_each_a_number_or_null():
    schema = metrics_schema()
    assert list(schema["properties"]) == schema["required"] == NAMES
    assert all(inner == {"type": ["number", "null"]} for inner in schema["properties"].values())


def test_every_class_is_in_it_with_all_its_keys_and_no_other():
    classes = {each.__name__: each for each in (PostAnalytics, Analytics, PlatformAnalytics, Metrics)}
    found = list(objects(response_schema()))
    assert sorted(each["title"] for each in found) == sorted([*classes, "Metrics"])
    for each in found:
        names = [field.name for field in attrs.fields(classes[each["title"]])]
        assert list(each["properties"]) == each["required"] == names
        assert each["additionalProperties"] is False


def test_what_is_not_ours_is_any_object():
    analytics = response_schema()["properties"]["analytics"]["properties"]
    assert analytics["metadata"] == response_schema()["properties"]["stats"] == {"type": "object"}
    assert analytics["platforms"]["items"]["properties"]["raw_metrics"] == {"type": "object"}


def test_names_and_ids_are_text():
    entry = response_schema()["properties"]["analytics"]["properties"]["platforms"]["items"]["properties"]
    assert entry["platform"] == {"type": "string"}
    assert entry["platform_post_id"] == entry["post_url"] == {"type": ["string", "null"]}


def test_it_stands_in_another_document_as_it_is():
    assert "$ref" not in json.dumps(response_schema())


def test_each_call_returns_its_own():
    response_schema()["properties"].clear()
    assert list(response_schema()["properties"]) == ["analytics", "stats"]


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"])
def test_the_vectors_are_valid(case):
    Draft202012Validator(response_schema()).validate(case["response"])
    Draft202012Validator(metrics_schema()).validate(case["response"]["analytics"]["totals"])
