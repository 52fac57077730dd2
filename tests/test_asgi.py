"""The endpoint, asked as a client asks it."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import subprocess
import sys

from importlib import metadata, resources

import httpx
import pytest

from jsonschema import Draft202012Validator
from starlette.applications import Starlette
from starlette.routing import Mount

from postmetrics import (
    BrokenMapper,
    MalformedPayload,
    MalformedValue,
    Mapper,
    Metrics,
    NotAPayload,
    Registry,
    UnknownConnection,
    UnknownSource,
    at,
    dumps,
    loads,
    never,
    normalize,
    response_schema,
)
from postmetrics.asgi import analytics_app
from postmetrics.breach import verify
from postmetrics.openapi import openapi_document


ONE, TWO, OTHER = (f"6f1c2b9e-0000-4000-8000-00000000000{n}" for n in "abc")
POST = "/social/post/p1/analytics"
SOURCE = {
    "status": "success",
    "id": "P7",
    "youtube": [
        {"social_connection_id": ONE, "id": "v1", "analytics": {"views": 77, "likes": 0}},
        {"social_connection_id": TWO, "id": "v2", "analytics": {"views": 3}},
    ],
}
HASH = hashlib.sha256(dumps(normalize(SOURCE))).hexdigest()
PRIVATE = "not for everybody"


def serving(source, **how):
    async def fetch(post_id, _):
        return source if post_id == "p1" else None

    return analytics_app(fetch, **how)


def raising(error):
    async def fetch(*_):
        raise error

    return analytics_app(fetch)


def ask(app, url=POST, method="GET", **how):
    async def asked():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://backend") as client:
            return await client.request(method, url, **how)

    return asyncio.run(asked())


def problem(answer):
    """Return the status and the detail of a problem document, which is as RFC 9457 has it."""
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert (told["type"], told["status"]) == ("about:blank", answer.status_code)
    assert told["title"] == httpx.codes.get_reason_phrase(answer.status_code)
    return told["status"], told["detail"]


# The response


def test_a_post_is_what_dumps_writes_of_it():
    answer = ask(serving(SOURCE))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.content == dumps(normalize(SOURCE))
    assert verify(answer.content) == ()


def test_a_source_response_with_nothing_in_it_is_a_response():
    assert ask(serving({})).content == dumps(normalize({}))


@pytest.mark.parametrize("spelled", [TWO, TWO.upper()])
def test_a_connection_narrows_the_response_to_one_account(spelled):
    answer = ask(serving(SOURCE), params={"social_connection_id": spelled})
    assert answer.content == dumps(normalize(SOURCE, social_connection_id=TWO))
    assert loads(answer.content).analytics.totals.views == 3
    assert ONE not in answer.text


def test_fetch_is_given_the_post_id_and_the_connection():
    asked = []

    async def fetch(post_id, connection):
        asked.append((post_id, connection and str(connection)))

    app = analytics_app(fetch)
    ask(app, "/social/post/urn:li:share:7%20%C3%A9/analytics")
    ask(app, params={"social_connection_id": ONE})
    assert asked == [("urn:li:share:7 é", None), ("p1", ONE)]


def test_registry_and_source_format_are_passed_on():
    pinboard = Mapper(platform="pinboard", metrics=Metrics.fill(never()).replace(likes=at("hearts")))
    both = {"pinboard": {"hearts": 4}, "platforms": [{"platform": "x"}]}
    answer = ask(serving(both, registry=Registry().with_mapper(pinboard), source_format="ayrshare"))
    assert loads(answer.content).analytics.totals.likes == 4


def test_head_is_get_for_who_wants_the_headers():
    answer = ask(serving(SOURCE), method="HEAD")
    assert answer.status_code == 200
    assert answer.headers == ask(serving(SOURCE)).headers


# Conditional requests


def test_the_entity_tag_is_strong_and_that_of_the_body():
    answer = ask(serving(SOURCE))
    assert answer.headers["etag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"'
    narrowed = ask(serving(SOURCE), params={"social_connection_id": ONE})
    assert narrowed.headers["etag"] != answer.headers["etag"]
    assert answer.headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize(
    "known", ['"{}"', 'W/"{}"', '"other", "{}"', '"a,b",W/"{}" , "c"', "*", " * ", '"","{}"']
)
def test_a_known_response_is_not_sent_again(known):
    answer = ask(serving(SOURCE), headers={"If-None-Match": known.format(HASH)})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == f'"{HASH}"'
    assert answer.headers["cache-control"] == "private, no-cache"


def test_known_responses_may_be_listed_in_several_headers():
    known = [("If-None-Match", '"other"'), ("If-None-Match", f'"{HASH}"')]
    assert ask(serving(SOURCE), headers=known).status_code == 304


@pytest.mark.parametrize("known", ['"other"', "", "{}", '"{} "', '"{}', '"*"', '"*", "other"'])
def test_another_response_is_sent(known):
    assert ask(serving(SOURCE), headers={"If-None-Match": known.format(HASH)}).status_code == 200


def test_a_condition_is_only_asked_of_a_response():
    assert ask(serving(None), headers={"If-None-Match": "*"}).status_code == 404


# What is not a response


@pytest.mark.parametrize(
    "given",
    [
        ["b9e"],
        [""],
        [ONE.replace("-", "")],
        ["{" + ONE + "}"],
        [f"urn:uuid:{ONE}"],
        [ONE + " "],
        [ONE.replace("6", "\uff16")],
        [ONE, ONE],
        [ONE, TWO],
    ],
)
def test_what_is_not_one_uuid_is_400(given):
    answer = ask(serving(SOURCE), params=[("social_connection_id", each) for each in given])
    assert problem(answer) == (400, "social_connection_id: expected one uuid")


def test_a_post_that_is_not_there_is_404():
    assert problem(ask(serving(SOURCE), "/social/post/p2/analytics")) == (
        404,
        "post_id: expected a post that exists",
    )


def test_a_connection_that_the_post_does_not_have_is_404_and_names_no_other():
    answer = ask(serving(SOURCE), params={"social_connection_id": OTHER})
    assert problem(answer) == (404, "social_connection_id: expected a connection of this post")
    assert answer.json().keys() == {"type", "title", "status", "detail"}


@pytest.mark.parametrize("url", ["/", POST + "/", "/social/post//analytics", "/social/post/a%2Fb/analytics"])
def test_any_other_path_is_404(url):
    assert problem(ask(serving(SOURCE), url))[0] == 404


@pytest.mark.parametrize("url", [POST, "/openapi.json"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_any_other_method_is_405(url, method):
    answer = ask(serving(SOURCE), url, method)
    assert problem(answer) == (405, "method: expected GET or HEAD")
    assert answer.headers["allow"] == "GET, HEAD"


MALFORMED = {
    "youtube": {"id": "v", "analytics": {"views": PRIVATE, "likes": 2}},
    "tiktok": {"analytics": {"likeCount": True, "shareCount": 1}},
}


def test_malformed_numbers_are_502_with_their_paths_and_not_their_values():
    answer = ask(serving(MALFORMED))
    assert problem(answer) == (502, "source response: expected numbers at 2 paths")
    assert answer.json()["malformed"] == [
        {"platform": "youtube", "path": "analytics.views", "expected": "a whole number"},
        {"platform": "tiktok", "path": "analytics.likeCount", "expected": "a whole number"},
    ]
    assert PRIVATE not in answer.text


def test_malformed_numbers_are_null_where_that_is_asked_for():
    answer = ask(serving(MALFORMED, on_error="null"))
    assert answer.content == dumps(normalize(MALFORMED, on_error="null"))
    assert loads(answer.content).analytics.totals.likes == 2


def nested(levels):
    inner = {}
    for _ in range(levels):
        inner = {"a": inner}
    return inner


ENTRY = {"platform": "youtube"}
DEEP = {"name": "post_activity_by_action_type", "values": [{"value": {"a": nested(5000), "b": "n/a"}}]}


@pytest.mark.parametrize(
    ("source", "detail"),
    [
        ([PRIVATE], "source response: expected an object"),
        (PRIVATE, "source response: expected an object"),
        (
            {"youtube": {}, "platforms": [ENTRY]},
            "source response: expected one source format, or source_format to name it",
        ),
        (
            {"platforms": [ENTRY | {"raw_metrics": [{PRIVATE: 1}, {}]}]},
            "youtube: payload: expected one post, got 2",
        ),
        ({"platforms": [ENTRY | {"raw_metrics": PRIVATE}]}, "youtube: payload: expected an object"),
        ({"youtube": {"note": float("nan")}}, "source response: expected what JSON can hold"),
        ({"youtube": {"note": {PRIVATE}}}, "source response: expected what JSON can hold"),
        ({"youtube": {"note": nested(5000)}}, "source response: expected what JSON can hold"),
        (
            {"facebook": {"insights": {"data": [DEEP]}}},
            "source response: expected fewer levels",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and value != PRIVATE else "",
)
def test_a_source_response_that_cannot_be_used_is_502(source, detail):
    answer = ask(serving(source))
    assert problem(answer) == (502, detail)
    assert PRIVATE not in answer.text


def test_a_mapper_that_cannot_be_used_is_502(monkeypatch):
    def unusable(_, name):
        raise BrokenMapper(name, "acme 1.0", "acme:MAPPER", PRIVATE)

    monkeypatch.setattr(Registry, "mapper", unusable)
    answer = ask(serving(SOURCE))
    assert problem(answer) == (502, "platform: expected a usable mapper; `postmetrics platforms` lists them")
    assert answer.json().keys() == {"type", "title", "status", "detail"}


def test_a_mapper_that_fails_is_500_without_its_text(caplog):
    def reshape(_):
        raise ValueError(PRIVATE)

    failing = Mapper(platform="youtube", metrics=Metrics.fill(never()), reshape=reshape)
    answer = ask(serving(SOURCE, registry=Registry().with_mapper(failing)))
    assert problem(answer)[0] == 500
    assert PRIVATE not in answer.text + caplog.text


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError(PRIVATE),
        KeyError(PRIVATE),
        ExceptionGroup(PRIVATE, [ValueError(PRIVATE)]),
        LookupError(PRIVATE),
        RecursionError(PRIVATE),
        # What is a 502 or a 404 where it comes out of the source response:
        UnknownConnection(PRIVATE, [PRIVATE]),
        NotAPayload("x", PRIVATE, PRIVATE),
        MalformedPayload.of([MalformedValue("x", PRIVATE, PRIVATE, PRIVATE)]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_fetch_raises_is_500_without_its_text(error, caplog):
    caplog.set_level(logging.DEBUG)
    answer = ask(raising(error))
    assert problem(answer) == (500, "expected an answer, got an error, which is in the log")
    assert PRIVATE not in answer.text
    (record,) = [each for each in caplog.records if each.name == "postmetrics.asgi"]
    assert record.getMessage().startswith(f"{type(error).__name__}\n")
    assert "raise error" in record.getMessage()  # where it was raised
    assert PRIVATE not in caplog.text


def test_nothing_but_an_error_is_logged(caplog):
    caplog.set_level(logging.DEBUG)
    for source in (SOURCE, MALFORMED, None, [PRIVATE]):
        ask(serving(source))
        ask(serving(source, on_error="null"), params={"social_connection_id": OTHER})
    assert [each for each in caplog.records if each.name.startswith("postmetrics")] == []


def test_a_cancelled_request_stays_cancelled():
    with pytest.raises(asyncio.CancelledError):
        ask(raising(asyncio.CancelledError()))


# The OpenAPI document


def test_an_openapi_document_is_a_new_one_each_time():
    openapi_document()["components"]["schemas"]["Problem"].clear()
    assert openapi_document()["components"]["schemas"]["Problem"]


def operation(document):
    return document["paths"]["/social/post/{post_id}/analytics"]["get"]


def test_the_document_holds_the_schema_and_a_complete_example():
    answer = ask(serving(SOURCE), "/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    document = answer.json()
    assert document["openapi"].startswith("3.1.")
    assert document["info"]["version"] == metadata.version("postmetrics")
    assert document["components"]["schemas"]["PostAnalytics"] == response_schema()
    content = operation(document)["responses"]["200"]["content"]["application/json"]
    assert content["schema"] == {"$ref": "#/components/schemas/PostAnalytics"}
    sample = json.loads(resources.files("postmetrics").joinpath("sample.json").read_text("utf-8"))
    assert content["example"] == json.loads(dumps(normalize(sample)))
    assert all(each["metrics"]["likes"] for each in content["example"]["analytics"]["platforms"])
    assert verify(content["example"]) == ()


def test_the_document_describes_what_may_be_asked():
    parameters = operation(ask(serving(SOURCE), "/openapi.json").json())["parameters"]
    assert [(each["name"], each["in"], each["required"], each["schema"]) for each in parameters] == [
        ("post_id", "path", True, {"type": "string"}),
        ("social_connection_id", "query", False, {"type": "string", "format": "uuid"}),
        ("If-None-Match", "header", False, {"type": "string"}),
    ]


def test_the_document_describes_every_status():
    responses = operation(ask(serving(SOURCE), "/openapi.json").json())["responses"]
    assert list(responses) == ["200", "304", "400", "404", "500", "502"]
    assert all(each["description"] for each in responses.values())
    assert all("application/problem+json" in responses[each]["content"] for each in list(responses)[2:])


def test_problems_are_as_the_document_says():
    document = ask(serving(SOURCE), "/openapi.json").json()
    schema = document["components"]["schemas"]["Problem"]
    for answer in (ask(serving(MALFORMED)), ask(serving(None)), ask(raising(KeyError()))):
        Draft202012Validator(schema).validate(answer.json())
    told = ask(serving(None)).json()
    broken = [{name: told[name] for name in told if name != missing} for missing in told]
    broken += [told | {"status": "404"}, told | {"malformed": [{}]}]
    assert not any(map(Draft202012Validator(schema).is_valid, broken))


def test_the_document_knows_where_the_application_is_mounted():
    mounted = Starlette(routes=[Mount("/api", serving(SOURCE))])
    assert ask(mounted, "/api/openapi.json").json()["servers"] == [{"url": "/api"}]
    assert ask(serving(SOURCE), "/openapi.json").json()["servers"] == [{"url": "/"}]
    assert ask(mounted, f"/api{POST}").content == ask(serving(SOURCE)).content
    assert problem(ask(mounted, "/api/nothing"))[0] == 404


def test_without_starlette_the_import_says_what_is_missing():
    code = "import sys; sys.modules['starlette'] = None; import postmetrics.asgi"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stderr.rstrip().endswith(
        'ImportError: postmetrics.asgi needs starlette: pip install "postmetrics[asgi]"'
    )


def test_options_that_no_request_could_be_answered_with_are_refused_at_once():
    with pytest.raises(UnknownSource, match="expected one of ayrshare, listed as source_format, got 'nope'"):
        serving({}, source_format="nope")
    with pytest.raises(ValueError, match="on_error: expected 'raise' or 'null', got 'Null'"):
        serving({}, on_error="Null")
