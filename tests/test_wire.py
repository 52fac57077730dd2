from __future__ import annotations

import json

import pytest

from postmetrics import InvalidResponse, PostAnalytics, dumps, from_dict, loads, normalize, to_dict


SOURCE = {
    "status": "success",
    "youtube": {"id": "a", "analytics": {"views": 2**70, "likes": 0}},
    "ö": ["\U0001f600"],
}
RESPONSE = normalize(SOURCE)


def test_a_response_comes_back():
    assert loads(dumps(RESPONSE)) == RESPONSE
    assert loads(dumps(RESPONSE).decode()) == RESPONSE
    assert from_dict(to_dict(RESPONSE)) == RESPONSE


def test_the_bytes_are_compact_and_in_the_contracts_order():
    assert dumps(normalize({"youtube": {"likes": 3}})).decode() == (
        '{"analytics":{"status":null,"totals":{"likes":3,"comments":null,"shares":null,"impressions":null,'
        '"views":null,"video_views":null,"video_viewers":null,"video_watch_time_ms":null,"engagement":null,'
        '"clicks":null,"saves":null,"bookmarks":null,"quotes":null},"platforms":[{"platform":"youtube",'
        '"platform_post_id":null,"post_url":null,"metrics":{"likes":3,"comments":null,"shares":null,'
        '"impressions":null,"views":null,"video_views":null,"video_viewers":null,"video_watch_time_ms":null,'
        '"engagement":null,"clicks":null,"saves":null,"bookmarks":null,"quotes":null},'
        '"raw_metrics":{"likes":3}}],"metadata":{}},"stats":{"youtube":{"likes":3}}}'
    )


def test_text_stays_readable():
    assert "ö".encode() in dumps(RESPONSE)


def test_half_a_surrogate_pair_is_escaped():
    response = normalize({"note": "\ud83d"})
    assert b'"\\ud83d"' in dumps(response)
    assert loads(dumps(response)) == response


def test_what_json_cannot_hold_is_refused():
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps(normalize({"note": float("nan")}))


def test_payloads_are_the_callers_own_objects():
    wire = to_dict(RESPONSE)
    assert wire["analytics"]["platforms"][0]["raw_metrics"] is SOURCE["youtube"]
    assert wire["stats"] is SOURCE


def changed(path, value):
    """Return the wire with the value at *path* changed, or without it."""
    wire = json.loads(dumps(RESPONSE))
    *parents, last = path
    place = wire
    for key in parents:
        place = place[key]
    if value is KeyError:
        del place[last]
    else:
        place[last] = value
    return wire


METRICS = ("analytics", "platforms", 0, "metrics")


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (("stats",), KeyError, "$.stats: expected a value, got none"),
        (("analytics",), KeyError, "$.analytics: expected a value, got none"),
        (("analytics", "status"), KeyError, "$.analytics.status: expected a value, got none"),
        (("analytics", "status"), 3, "$.analytics.status: expected text or null, got 3"),
        (("analytics", "totals"), None, "$.analytics.totals: expected an object, got None"),
        (
            ("analytics", "totals", "likes"),
            "3",
            "$.analytics.totals.likes: expected a number or null, got '3'",
        ),
        (("analytics", "metadata"), [], "$.analytics.metadata: expected an object, got []"),
        (("analytics", "platforms"), {}, "$.analytics.platforms: expected a list, got {}"),
        (("analytics", "platforms", 0), 3, "$.analytics.platforms[0]: expected an object, got 3"),
        (
            ("analytics", "platforms", 0, "platform"),
            None,
            "$.analytics.platforms[0].platform: expected text, got None",
        ),
        (
            ("analytics", "platforms", 0, "platform_post_id"),
            17,
            "$.analytics.platforms[0].platform_post_id: expected text or null, got 17",
        ),
        (
            ("analytics", "platforms", 0, "reach"),
            1,
            "$.analytics.platforms[0]: expected no other keys, got 'reach'",
        ),
        (
            (*METRICS, "quotes"),
            KeyError,
            "$.analytics.platforms[0].metrics.quotes: expected a value, got none",
        ),
        (
            (*METRICS, "likes"),
            True,
            "$.analytics.platforms[0].metrics.likes: expected a number or null, got True",
        ),
        (
            (*METRICS, "likes"),
            float("inf"),
            "$.analytics.platforms[0].metrics.likes: expected a number or null, got inf",
        ),
        ((*METRICS, "reach"), 1, "$.analytics.platforms[0].metrics: expected no other keys, got 'reach'"),
    ],
)
def test_reading_is_strict(path, value, problem):
    with pytest.raises(InvalidResponse) as caught:
        from_dict(changed(path, value))
    assert [str(error) for error in caught.value.exceptions] == [problem]
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("wire", [None, [], 3, "text", True])
def test_what_is_no_object_is_no_response(wire):
    with pytest.raises(InvalidResponse) as caught:
        from_dict(wire)
    assert [error.path for error in caught.value.exceptions] == ["$"]


def test_a_float_is_a_number():
    response = from_dict(changed((*METRICS, "likes"), 1.5))
    assert isinstance(response, PostAnalytics)
    assert response.analytics.platforms[0].metrics.likes == 1.5


@pytest.mark.parametrize("data", [b"{", "", b"\xff", "NaN", '{"analytics": Infinity}'])
def test_what_is_no_json_is_refused(data):
    with pytest.raises(ValueError, match=r"Expecting|expected JSON|decode"):
        loads(data)
