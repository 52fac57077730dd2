"""The payloads that ship with the package, and the thirteen numbers of each."""

from __future__ import annotations

import json

from importlib import resources

import pytest

from postmetrics import Metrics, normalize, normalize_platform, to_dict


CASES = [
    pytest.param(platform, case, id=f"{platform}-{number}-{case['name'][:40]}")
    for platform in ("x", "linkedin", "instagram", "facebook", "tiktok", "youtube")
    for number, case in enumerate(
        json.loads(resources.files("postmetrics").joinpath("vectors", f"{platform}.json").read_text("utf-8"))
    )
]


@pytest.mark.parametrize(("platform", "case"), CASES)
def test_a_payload_has_these_thirteen_numbers(platform, case):
    if case["tier"] == "ayrshare":
        (only,) = normalize(case["raw"]).analytics.platforms
    else:
        only = normalize_platform(platform, case["raw"])
    assert only.platform == platform
    assert dict(only.metrics.items()) == case["metrics"]
    assert list(case["metrics"]) == [name for name, _ in Metrics.fill(None).items()]


RESPONSES = json.loads(
    resources.files("postmetrics").joinpath("vectors", "responses.json").read_text("utf-8")
)


@pytest.mark.parametrize("case", RESPONSES, ids=[case["name"] for case in RESPONSES])
def test_a_source_response_becomes_this_response(case):
    response = normalize(case["source"], social_connection_id=case.get("social_connection_id"))
    assert to_dict(response) == case["response"]
