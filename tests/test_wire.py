from __future__ import annotations

import json
import sys

import pytest

from postmetrics import InvalidResponse, PostAnalytics, dumps, from_dict, loads, normalize, to_dict, wire


SOURCE = {
    "status": "success",
    "youtube": {"id": "a", "analytics": {"views": 2**70, "likes": 0}},
    "ö": ["\U0001f600"],
}
RESPONSE = normalize(SOURCE)


@pytest.fixture(autouse=True)
def _converter_of_its_own():
    """Make the converter anew for each test, so that each one says how it is made."""
    wire._converter.cache_clear()


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
    written = to_dict(RESPONSE)
    assert written["analytics"]["platforms"][0]["raw_metrics"] is SOURCE["youtube"]
    assert written["stats"] is SOURCE


@pytest.fixture(params=["", "msgspec", "orjson", "msgspec orjson"], ids="without [{}]".format)
def without(request, monkeypatch):
    """Read and write with msgspec and orjson, and as if they were not installed."""
    for name in request.param.split():
        monkeypatch.setitem(sys.modules, name, None)
        monkeypatch.setitem(sys.modules, f"{name}.json", None)
    wire._orjson.cache_clear()
    wire._decoder.cache_clear()
    yield
    wire._orjson.cache_clear()
    wire._decoder.cache_clear()


ODD = {
    "status": "success",
    "floats": [0.0, -0.0, 1e16, 1e-5, 1.5, 0.1, 1e300, 5e-324, 123456789.125],
    "numbers": [2**63, 2**64, -(2**63), -(2**64), 10**30, True, None],
    "text": ["ö", "\u2028", "\x7f", "</script>", "\x00", "\U0001f600", '"'],
    "nested": [{"deep": [1e-5]}],
}


@pytest.mark.parametrize("odd", [*({name: ODD[name]} for name in ODD), {"half": "\ud83d"}])
@pytest.mark.usefixtures("without")
def test_the_bytes_are_those_of_the_standard_library(odd):
    plain = json.dumps(to_dict(normalize(odd)), ensure_ascii="half" in odd, separators=(",", ":")).encode()
    assert dumps(normalize(odd)) == plain
    assert wire.normalize_json(json.dumps(odd).encode()) == plain


@pytest.mark.parametrize(
    ("value", "by_orjson"),
    [
        (["ö", 3, True, None, {"a": [0.0, 1.5]}], True),
        (-0.0, True),
        (1e-4, True),
        (0.99e-4, False),
        (-1e-5, False),
        (9.99e15, True),
        (1e16, False),
        (float("inf"), False),
        ([[{"a": [1e16, 1]}]], False),
        (["a", 1e16], False),
        (("a",), False),
    ],
)
def test_orjson_writes_what_it_writes_alike(monkeypatch, value, by_orjson):
    class Orjson:
        dumps = staticmethod(lambda _: b"written")

    monkeypatch.setattr(wire, "_orjson", lambda: Orjson)
    monkeypatch.setattr(wire, "_json", lambda _, **how: str(how))
    assert (dumps(normalize({"note": value})) == b"written") is by_orjson


@pytest.mark.parametrize(
    ("data", "alike"),
    [
        (b'{"a": 1, "b": ["x", null, true, -1.5, 0.0]}', True),
        (b'{"a": 18446744073709551616, "b": -9223372036854775809}', True),
        (b'{"a": 1e2}', True),
        (b'{"a": 1e-5}', False),
        (b'{"a": [1E16]}', False),
        (b'{"a": 1e400}', False),
        (b'{"a": "\\ud83d"}', False),
        (b'\xef\xbb\xbf{"a": 1}', False),
        ('{"a": "ö"}'.encode("utf-16"), False),
        (b"[" * 500 + b"]" * 500, True),
    ],
)
def test_what_is_read_is_what_the_standard_library_reads(data, alike):
    read, told = wire.read_json(data)
    assert repr(read) == repr(json.loads(data))
    assert told is alike


@pytest.mark.parametrize(
    ("data", "got"),
    [
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "-Infinity"),
        (b'{"a": "\xff"}', "'utf-8' codec can't decode byte 0xff"),
        (b"{} {}", "Extra data: line 1 column 4"),
        (b"", "Expecting value: line 1 column 1"),
        (b"[" * 100_000, "maximum recursion depth exceeded"),
    ],
    ids=["nan", "infinity", "latin", "two", "none", "deep"],
)
def test_what_is_no_json_is_refused_by_its_name(data, got):
    for read, name in (
        (wire.normalize_json, "source response"),
        (loads, "response"),
        (lambda data: wire.read_json(data, "row"), "row"),
    ):
        with pytest.raises(ValueError, match="expected JSON") as caught:
            read(data)
        assert str(caught.value).startswith(f"{name}: expected JSON, got {got}")


@pytest.mark.parametrize(("note", "by_orjson"), [(1.5, True), (1e-5, False)])
def test_orjson_writes_from_bytes_to_bytes_what_it_writes_alike(monkeypatch, note, by_orjson):
    class Orjson:
        dumps = staticmethod(lambda _: b"written")

    monkeypatch.setattr(wire, "_orjson", lambda: Orjson)
    assert (wire.normalize_json(json.dumps({"note": note}).encode()) == b"written") is by_orjson


@pytest.mark.usefixtures("without")
def test_what_json_cannot_hold_is_refused_by_both():
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps(normalize({"note": [float("nan")]}))
    for data in (b'{"a": NaN}', b"{", b"\xff"):
        with pytest.raises(ValueError, match="source response: expected JSON, got "):
            wire.normalize_json(data)


@pytest.mark.usefixtures("without")
def test_what_holds_itself_is_refused_by_both():
    endless = {"likes": 1, "within": []}
    endless["within"].append(endless)
    with pytest.raises(ValueError, match="Circular reference"):
        dumps(normalize({"youtube": endless}))


@pytest.mark.usefixtures("without")
def test_bytes_to_bytes_takes_what_normalize_takes():
    data = b'{"youtube": {"social_connection_id": "a", "likes": "x"}, "tiktok": {"like_count": 1}}'
    assert wire.normalize_json(data, social_connection_id="a", on_error="null") == dumps(
        normalize(json.loads(data), social_connection_id="a", on_error="null")
    )


def changed(path, value):
    """Return the wire with the value at *path* changed, or without it."""
    changed = json.loads(dumps(RESPONSE))
    *parents, last = path
    place = changed
    for key in parents:
        place = place[key]
    if value is KeyError:
        del place[last]
    else:
        place[last] = value
    return changed


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
        (
            (*METRICS, "likes"),
            "1 @ 2",
            "$.analytics.platforms[0].metrics.likes: expected a number or null, got '1 @ 2'",
        ),
    ],
)
def test_reading_is_strict(path, value, problem):
    with pytest.raises(InvalidResponse) as caught:
        from_dict(changed(path, value))
    assert [str(error) for error in caught.value.exceptions] == [problem]
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("value", [None, [], 3, "text", True])
def test_what_is_no_object_is_no_response(value):
    with pytest.raises(InvalidResponse) as caught:
        from_dict(value)
    assert [str(error) for error in caught.value.exceptions] == [f"$: expected an object, got {value!r}"]


def test_every_invalid_field_is_named():
    several = changed(("stats",), 3) | {"more": 1, "less": 2}
    with pytest.raises(InvalidResponse) as caught:
        from_dict(several)
    assert caught.value.message == f"{caught.value.exceptions[0]}; and 1 more"
    assert sorted(map(str, caught.value.exceptions)) == [
        "$.stats: expected an object, got 3",
        "$: expected no other keys, got 'less, more'",
    ]


def test_a_float_is_a_number():
    response = from_dict(changed((*METRICS, "likes"), 1.5))
    assert isinstance(response, PostAnalytics)
    assert response.analytics.platforms[0].metrics.likes == 1.5


@pytest.mark.parametrize("data", [b"{", "", b"\xff", "NaN", '{"analytics": Infinity}'])
def test_what_is_no_json_is_no_response(data):
    with pytest.raises(ValueError, match="response: expected JSON, got "):
        loads(data)
