"""
The endpoint, `GET /social/post/{post_id}/analytics`, as an ASGI application.

Whatever is not a response is a problem document (RFC 9457) that holds no value of a payload.
"""

from __future__ import annotations

import json
import logging
import re

from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from http import HTTPStatus
from traceback import format_tb
from typing import TypeAlias
from uuid import UUID

from .errors import (
    MalformedPayload,
    MapperError,
    NotAPayload,
    SeveralPosts,
    UnknownConnection,
    UnknownSource,
)
from .normalize import OnError, normalize
from .openapi import PATH, openapi_document
from .registry import Registry
from .wire import dumps


try:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route
except ImportError as error:
    raise ImportError('postmetrics.asgi needs starlette: pip install "postmetrics[asgi]"') from error


Fetch: TypeAlias = Callable[[str, UUID | None], Awaitable[Mapping[str, object] | None]]
"""A backend's own way from a post id, and the connection asked for, to a source response or None."""

_LOG = logging.getLogger(__name__)
_ENTITY_TAG = re.compile(r'"[^"]*"')
_REFUSED = (
    MalformedPayload,
    SeveralPosts,
    NotAPayload,
    UnknownSource,
    UnknownConnection,
    MapperError,
    RecursionError,
)


def analytics_app(
    fetch: Fetch,
    *,
    source_format: str | None = None,
    registry: Registry | None = None,
    on_error: OnError = "raise",
) -> Starlette:
    """
    Return the application that answers for the posts that *fetch* finds.

    It is called with the post id and the connection asked for, if any; what it returns is
    narrowed to that connection here. No entry is left that names none, so the answer to a
    question for one account is to be wrapped: `combine({connection: answer})`. None is a 404.
    The rest is handed to `normalize`: what that refuses is a 502, and a connection that the
    post does not have a 404.

    What *fetch* raises is a 500. It is logged by its type and traceback, for its text may
    hold a payload. The OpenAPI document is at `/openapi.json`.

    Raises `UnknownSource` for a *source_format* that does not exist, and `ValueError` for
    another *on_error*.
    """
    normalize({}, source_format=source_format, registry=registry, on_error=on_error)  # what it would refuse

    async def analytics(request: Request) -> Response:
        try:
            wanted = _connection(request.query_params.getlist("social_connection_id"))
        except ValueError:
            return _problem(400, "social_connection_id: expected one uuid")
        try:
            source = await fetch(request.path_params["post_id"], wanted)
            if source is None:
                return _problem(404, "post_id: expected a post that exists")
            return answer(request, source, wanted)
        except Exception as error:  # noqa: BLE001  # whatever it is, its text goes nowhere
            _LOG.error("%s\n%s", type(error).__qualname__, "".join(format_tb(error.__traceback__)))
            return _problem(500, "expected an answer, got an error, which is in the log")

    def answer(request: Request, source: object, wanted: UUID | None) -> Response:
        try:
            response = normalize(
                source,
                social_connection_id=wanted,
                source_format=source_format,
                registry=registry,
                on_error=on_error,
            )
        except _REFUSED as error:
            return _refusal(error)
        try:
            body = dumps(response)
        except (ValueError, TypeError, RecursionError):
            return _problem(502, "source response: expected what JSON can hold")
        return _tagged(request, body)

    app = Starlette(
        routes=[Route(PATH, analytics), Route("/openapi.json", _openapi)],
        exception_handlers={404: _no_path, 405: _no_method},
    )
    app.router.redirect_slashes = False  # a redirect is no answer, and echoes the request's Host
    return app


def _connection(given: list[str]) -> UUID | None:
    if not given:
        return None
    (text,) = given
    wanted = UUID(text)
    if str(wanted) != text.lower():  # UUID() takes many spellings; the contract means the usual one
        raise ValueError(text)
    return wanted


def _tagged(request: Request, body: bytes) -> Response:
    """Return *body* under its strong entity tag, or 304 where the client has it."""
    tag = f'"{sha256(body).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}  # one customer's, and it changes
    known = ",".join(request.headers.getlist("if-none-match"))
    if known.strip() == "*" or tag in _ENTITY_TAG.findall(known):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


async def _openapi(request: Request) -> Response:
    return _tagged(request, json.dumps(openapi_document(request.scope.get("root_path", ""))).encode())


async def _no_path(_: Request, __: Exception) -> Response:
    return _problem(404, f"path: expected {PATH} or /openapi.json")


async def _no_method(_: Request, __: Exception) -> Response:
    response = _problem(405, "method: expected GET or HEAD")
    response.headers["Allow"] = "GET, HEAD"
    return response


def _refusal(error: Exception) -> Response:
    """Return what to say of an error of `normalize`: where and what was expected, but not what came."""
    match error:
        case UnknownConnection():
            return _problem(404, "social_connection_id: expected a connection of this post")
        case MalformedPayload():
            malformed = [
                {"platform": each.platform, "path": each.path, "expected": each.expected}
                for each in error.exceptions
            ]
            return _problem(502, f"source response: expected numbers at {len(malformed)} paths", malformed)
        case SeveralPosts():
            return _problem(502, str(error))
        case NotAPayload():
            return _problem(502, f"{error.platform}: {error.path or 'payload'}: expected an object")
        case UnknownSource():
            return _problem(502, f"source response: expected {error.expected}")
        case MapperError():
            return _problem(502, "platform: expected a usable mapper; `postmetrics platforms` lists them")
        case _:
            return _problem(502, "source response: expected fewer levels")


def _problem(status: int, detail: str, malformed: list[dict[str, str]] | None = None) -> Response:
    problem = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **({"malformed": malformed} if malformed else {}),
    }
    return Response(json.dumps(problem), status_code=status, media_type="application/problem+json")
