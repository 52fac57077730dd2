"""The response as JSON, out and in."""

from __future__ import annotations

import json

from collections.abc import Callable, Mapping
from functools import cache, partial
from operator import eq
from typing import TYPE_CHECKING, Any, TypeAlias, get_origin

import attrs

from cattrs import BaseValidationError, Converter, ForbiddenExtraKeysError, transform_error
from cattrs.cols import homogenous_tuple_structure_factory
from cattrs.fns import identity
from cattrs.gen import make_dict_structure_fn

from .errors import InvalidField, InvalidResponse, shown
from .metrics import Number
from .normalize import OnError, normalize
from .number import is_number
from .response import PlatformAnalytics, PostAnalytics
from .strict_json import parse_json


if TYPE_CHECKING:
    from uuid import UUID

    from .registry import Registry


_SHORTEST, _LONGEST = 1e-4, 1e16  # between them floats are written without an exponent
_ALIKE = frozenset({str, int, bool, type(None)})

_Hook: TypeAlias = Callable[[Any, Any], Any]


def dumps(response: PostAnalytics | PlatformAnalytics) -> bytes:
    """
    Return *response* as JSON, its keys in the contract's order.

    orjson writes it where that is installed (the extra `fast`), in the same bytes.

    Raises `ValueError` or `TypeError` where the source holds what JSON cannot, such as NaN or a set.
    """
    wire = to_dict(response)
    return write_json(wire, by_orjson=_orjson() is not None and _is_written_alike(wire))


def normalize_json(
    data: bytes,
    *,
    social_connection_id: str | UUID | None = None,
    source_format: str | None = None,
    registry: Registry | None = None,
    on_error: OnError = "raise",
) -> bytes:
    """
    Return the response to a source response, both as JSON; the rest is as for `normalize`.

    >>> normalize_json(b'{"status": "success"}')[:37]
    b'{"analytics":{"status":"success","tot'

    Raises what `normalize` and `dumps` raise, and `ValueError` where *data* is not JSON.
    """
    source, by_orjson = read_json(data)
    # All that is in the response was in the source, so that alone tells how it may be written.
    response = normalize(
        source,
        social_connection_id=social_connection_id,
        source_format=source_format,
        registry=registry,
        on_error=on_error,
    )
    return write_json(to_dict(response), by_orjson=by_orjson)


def read_json(data: bytes, called: str = "source response") -> tuple[object, bool]:
    """
    Return what *data* says, and whether orjson writes it as the standard library does.

    Raises `ValueError`, with what *data* is *called*, where it is not JSON.
    """
    decode = _decoder()
    if decode is not None:
        try:
            return decode(data), _orjson() is not None
        except (ValueError, RecursionError):
            pass  # the standard library may know it: UTF-16, say, or half a surrogate pair
    return parse_json(data, called), False


def write_json(wire: object, *, by_orjson: bool) -> bytes:
    """Return *wire* as JSON; *by_orjson* says that orjson would write the same as the standard library."""
    if by_orjson:
        try:
            written: bytes = _orjson().dumps(wire)
        except TypeError:
            pass  # a number or a text that only the standard library writes
        else:
            return written
    try:
        return _json(wire, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half a surrogate pair, which JSON can only escape
        return _json(wire, ensure_ascii=True).encode()


def _json(wire: object, *, ensure_ascii: bool) -> str:
    return json.dumps(wire, ensure_ascii=ensure_ascii, allow_nan=False, separators=(",", ":"))


@cache
def _orjson() -> Any:
    try:
        import orjson  # noqa: PLC0415  # an extra
    except ImportError:
        return None
    return orjson


@cache
def _decoder() -> Callable[[bytes], object] | None:
    """Return what reads JSON with every whole number exact, and refuses a float that is not written alike."""
    try:
        from msgspec.json import Decoder  # noqa: PLC0415  # an extra
    except ImportError:
        return None
    return Decoder(float_hook=_usual_float).decode


def _usual_float(text: str) -> float:
    number = float(text)
    if not _is_usual(number):
        raise ValueError(text)
    return number


def _is_usual(number: float) -> bool:
    """Tell whether *number* is written alike by all: without an exponent."""
    return _SHORTEST <= abs(number) < _LONGEST or number == 0


def _is_written_alike(wire: object) -> bool:
    """Tell whether orjson writes *wire* as the standard library does: not so NaN or 1e-05."""
    seen: set[int] = set()  # a payload stands in `raw_metrics` and in `stats`
    ahead: list[Any] = [wire]
    for value in ahead:
        if id(value) in seen:
            continue
        seen.add(id(value))
        for each in value.values() if type(value) is dict else value:
            kind = type(each)
            if kind in _ALIKE:
                continue
            if kind is dict or kind is list:
                ahead.append(each)
            elif kind is not float or not _is_usual(each):
                return False
    return True


def loads(data: bytes | str) -> PostAnalytics:
    """
    Return the response that *data* is, and nothing but that.

    Raises `InvalidResponse`, a group of `InvalidField`, where a key is missing or one too
    many, or a value is not of its type: no text and no bool is taken for a number. Raises
    `ValueError` where *data* is not JSON.
    """
    return from_dict(parse_json(data, "response"))


def to_dict(response: PostAnalytics | PlatformAnalytics) -> dict[str, Any]:
    """Return *response* as plain dicts and lists; payloads and metadata are the caller's own objects."""
    wire: dict[str, Any] = _converter().unstructure(response)
    return wire


def from_dict(wire: object) -> PostAnalytics:
    """Return the response that *wire* is, as strictly as `loads` does."""
    try:
        return _converter().structure(wire, PostAnalytics)
    except BaseValidationError as error:
        problems = [
            problem.rpartition(" @ ") for problem in transform_error(error, format_exception=_problem)
        ]
    except ValueError as error:
        problems = [(str(error), "", "$")]
    raise InvalidResponse.of(InvalidField(path, problem) for problem, _, path in problems)


def _problem(error: BaseException, _: type | None) -> str:
    if isinstance(error, KeyError):
        return "expected a value, got none"
    if isinstance(error, ForbiddenExtraKeysError):
        return f"expected no other keys, got {shown(', '.join(sorted(map(str, error.extra_fields))))}"
    return str(error)


@cache
def _converter() -> Converter:
    """Return the strict converter: cattrs on its own would take `"3"`, True and 1.5 for numbers."""
    converter = Converter()
    make_object = partial(make_dict_structure_fn, converter=converter, _cattrs_forbid_extra_keys=True)
    make_tuple = partial(homogenous_tuple_structure_factory, converter=converter)
    for is_kind, expected, is_it, make in (
        (attrs.has, "an object", _is_object, make_object),
        (_is_tuple, "a list", _is_list, make_tuple),
        (partial(eq, Mapping[str, object]), "an object", _is_object, _as_it_is),
        (partial(eq, str | None), "text or null", _is_text_or_null, _as_it_is),
        (partial(eq, Number | None), "a number or null", _is_number_or_null, _as_it_is),
    ):
        converter.register_structure_hook_factory(is_kind, partial(_strictly, expected, is_it, make))
    converter.register_structure_hook(str, _strictly("text", _is_text, _as_it_is, str))
    for kind in (Mapping[str, object], str | None, Number | None):
        converter.register_unstructure_hook_func(partial(eq, kind), identity)
    return converter


def _strictly(
    expected: str, is_it: Callable[[object], bool], make: Callable[[Any], _Hook], kind: Any
) -> _Hook:
    structure = make(kind)

    def strict(value: Any, _: Any) -> Any:
        if not is_it(value):
            raise ValueError(f"expected {expected}, got {shown(value)}")
        return structure(value, kind)

    return strict


def _as_it_is(_: Any) -> _Hook:
    return lambda value, _: value


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _is_object(value: object) -> bool:
    return isinstance(value, Mapping)


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_text_or_null(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_number_or_null(value: object) -> bool:
    return value is None or is_number(value)
