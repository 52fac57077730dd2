"""Who is measured: the hand-written code and what is installed of the others, once they agree."""

from __future__ import annotations

import json

from collections.abc import Callable, Mapping
from importlib import import_module, resources
from importlib.util import find_spec
from typing import Any

import attrs

import postmetrics

from . import handwritten


OURS = "postmetrics"
DICTS = "hand-written, dicts"
OBJECTS = "hand-written, our objects"
FLOOR = "parse and print only"
PARSING = "parse only"

_LIBRARIES = ("pydantic", "msgspec", "glom")


@attrs.frozen
class Peer:
    """One way to turn a source response into the response."""

    name: str
    normalize: Callable[[dict[str, Any]], Any]
    to_dict: Callable[[Any], Any]
    normalize_json: Callable[[bytes], bytes] | None = None


def read_json() -> Callable[[bytes], Any]:
    """Return the fastest parser that is installed."""
    loads: Callable[[bytes], Any] = _orjson().loads if find_spec("orjson") else json.loads
    return loads


def write_json() -> Callable[[Any], bytes]:
    """Return the fastest printer that is installed."""
    if find_spec("orjson"):
        dumps: Callable[[Any], bytes] = _orjson().dumps
        return dumps
    return lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _orjson() -> Any:
    return import_module("orjson")


def sample() -> bytes:
    """Return the six-platform response that ships with the package, without its whitespace."""
    source = json.loads(resources.files("postmetrics").joinpath("sample.json").read_bytes())
    return json.dumps(source, separators=(",", ":")).encode()


def peers() -> tuple[Peer, ...]:
    """Return the hand-written code, ours, and every library that is installed."""
    parse, write = read_json(), write_json()
    ours = Peer(OURS, postmetrics.normalize, postmetrics.to_dict, postmetrics.normalize_json)
    dicts = Peer(DICTS, handwritten.normalize, dict, lambda data: write(handwritten.normalize(parse(data))))
    objects = Peer(OBJECTS, handwritten.normalize_to_objects, postmetrics.to_dict)
    others = [
        Peer(name, module.normalize, module.to_dict, module.normalize_json)
        for name in _LIBRARIES
        if find_spec(name) and find_spec("orjson")
        for module in [import_module(f"{__package__}.with_{name}")]
    ]
    return (dicts, objects, ours, *others)


def check(peer: Peer, data: bytes, expected: Mapping[str, Any]) -> None:
    """Raise a `ValueError` unless *peer* makes the *expected* response of *data*, number for number."""
    made = {"objects": peer.to_dict(peer.normalize(json.loads(data)))}
    if peer.normalize_json:
        made["bytes"] = json.loads(peer.normalize_json(data))
    for way, response in made.items():
        # As JSON, where 1 is not 1.0 and a tuple is a list; the order of the thirteen keys counts.
        got, wanted = (json.dumps(each) for each in (response, expected))
        if got != wanted:
            at = next(
                index for index, (one, other) in enumerate(zip(got, wanted, strict=False)) if one != other
            )
            raise ValueError(
                f"{peer.name}, {way}: expected …{wanted[at - 40 : at + 40]}…, got …{got[at - 40 : at + 40]}…"
            )
