"""Record batches of rows, and the answers to them as more columns."""

from __future__ import annotations

import math

from base64 import b64encode
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]  # it says nothing of its types

from postmetrics.arrow import SCHEMA, arrays, binary, extended, fits, normalize_batches, refuse_taken
from postmetrics.errors import MalformedPayload, MalformedValue, shown
from postmetrics.metrics import NAMES
from postmetrics.response import PostAnalytics
from postmetrics.text import row_error
from postmetrics.wire import dumps, read_json, to_dict, write_json

from .ndjson import ended, numbered, stored
from .rows import Answers, Chunk, Rows, bad, line


_SOURCE_SCHEMA = pa.schema([("response", pa.string()), *map(SCHEMA.field, (*NAMES, "error"))])
_NOTHING = (None,) * (len(_SOURCE_SCHEMA) - 1)
_REST = "row"  # the column of what a line holds beside its payload


def answer_table(chunk: Chunk, *, rows: Rows, as_lines: bool, compressed: bool) -> Answers:
    """
    Return the answers to a record batch, or to lines, as a record batch, or as lines.

    All columns stay, and after them come `SCHEMA`'s or, for source responses, the response, its
    totals and the error. Raises `LookupError`, `TypeError` and `ValueError` where the columns
    will not do.
    """
    if isinstance(chunk.rows, bytes):
        found = [(number, text) for number, text in numbered(chunk) if text]
        batch, unread = _of_lines([text for _, text in found], rows)
        answered = _with_errors(_answered(batch, rows), unread)
        errors = [
            {"line": found[index][0], **bad(error, found[index][1])} for index, error in _errors(answered)
        ]
    else:
        batch = chunk.rows
        answered = _answered(batch, rows)
        errors = [
            {"line": chunk.first + index, "error": error, "row": row}
            for index, error in _errors(answered)
            for row in _objects(batch.slice(index, 1), rows)
        ]
    return Answers(
        rows=batch.num_rows,
        bad=len(errors),
        out=stored(map(line, _objects(answered, rows)), compressed=compressed) if as_lines else answered,
        errors=ended(map(line, errors)),
        end=chunk.end,
    )


def _answered(batch: pa.RecordBatch, rows: Rows) -> pa.RecordBatch:
    names = batch.schema.names
    for wanted in (rows.platform_column, rows.payload_column):
        if wanted is not None and wanted not in names:
            raise LookupError(f"batch: expected a column {wanted!r}, got {shown(', '.join(names))}")
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"batch: expected each column once, got several named {', '.join(twice)}")
    platform = rows.platform if rows.platform_column is None else rows.platform_column
    if platform is None:
        return _answered_sources(batch, rows)
    if rows.platform in names:  # which would be taken for a column of platforms
        raise ValueError(f"batch: expected no column with the platform's name, got {rows.platform!r}")
    on_error: Any = {"raise": "column", "null": "null"}[rows.on_error]
    (answered,) = normalize_batches(
        [batch], platform=platform, payload=rows.payload_column, on_error=on_error
    )
    return answered


def _errors(answered: pa.RecordBatch) -> list[tuple[int, str]]:
    return [(index, error) for index, error in enumerate(answered["error"].to_pylist()) if error is not None]


def _with_errors(answered: pa.RecordBatch, errors: dict[int, str]) -> pa.RecordBatch:
    """Return *answered* with *errors* by row in the place of those that follow from them."""
    if not errors:
        return answered
    changed = [errors.get(index, error) for index, error in enumerate(answered["error"].to_pylist())]
    last = answered.num_columns - 1
    return answered.set_column(last, SCHEMA.field("error"), pa.array(changed, pa.string()))


# Source responses


def _answered_sources(batch: pa.RecordBatch, rows: Rows) -> pa.RecordBatch:
    refuse_taken(batch, _SOURCE_SCHEMA)
    values, answer = _sources(batch.column(rows.payload_column), rows)
    found: list[tuple[Any, ...]] = []
    for value in values:
        try:
            found.append((*answer(value), None))
        except Exception as error:  # noqa: BLE001  # whatever a mapper raises, the others go on
            found.append((*_NOTHING, row_error(error)))
    return extended(batch, arrays(found, _SOURCE_SCHEMA), _SOURCE_SCHEMA)


def _sources(column: pa.Array, rows: Rows) -> tuple[Iterable[Any], Callable[[Any], tuple[Any, ...]]]:
    """Return the source responses of a column as they are stored, and what answers one."""
    if pa.types.is_nested(column.type):

        def answer_scalar(scalar: pa.Scalar) -> tuple[Any, ...]:
            response = rows.normalize(scalar.as_py(maps_as_pydicts="strict"))
            return dumps(response).decode(), *_totals(response, rows)

        return column, answer_scalar

    def answer_text(text: bytes | None) -> tuple[Any, ...]:
        source, by_orjson = (None, False) if text is None else read_json(text, "row")
        response = rows.normalize(source)
        return write_json(to_dict(response), by_orjson=by_orjson).decode(), *_totals(response, rows)

    return binary(column, rows.payload_column).to_pylist(), answer_text


def _totals(response: PostAnalytics, rows: Rows) -> list[Any]:
    """Return the totals of a response, all of which their columns can hold."""
    totals: dict[str, Any] = dict(response.analytics.totals.items())
    misfits = {
        name: MalformedValue("totals", name, "a whole number from -2^63 to 2^63 - 1", value)
        for name, value in totals.items()
        if value is not None and not fits(value)
    }
    if misfits and rows.on_error == "raise":
        raise MalformedPayload.of(misfits.values())
    return [None if name in misfits else value for name, value in totals.items()]


# Lines as columns


def _of_lines(texts: list[bytes], rows: Rows) -> tuple[pa.RecordBatch, dict[int, str]]:
    """Return lines as columns of text, and by its index what is wrong with one that cannot be."""
    names = [rows.payload_column]
    if rows.platform_column is not None:
        names = [rows.platform_column, *names, _REST]
    cells: list[tuple[str | None, ...]] = []
    unread: dict[int, str] = {}
    for index, text in enumerate(texts):
        try:
            cells.append(_cells(text, rows))
        except Exception as error:  # noqa: BLE001  # whatever it is, the others go on
            unread[index] = row_error(error)
            (_, kept) = bad("", text).values()  # in base64 where it is no text
            cells.append((None,) * (len(names) - 1) + (kept,))
    schema = pa.schema([(name, pa.string()) for name in names])
    return pa.RecordBatch.from_arrays(arrays(cells, schema), schema=schema), unread


def _cells(text: bytes, rows: Rows) -> tuple[str, ...]:
    if rows.platform_column is None:
        return (_decoded(text),)
    row, by_orjson = read_json(text, "row")
    platform, payload, rest = rows.apart(row)
    cells = (
        platform.encode(),  # half a surrogate pair is in no column
        payload.encode() if isinstance(payload, str) else write_json(payload, by_orjson=by_orjson),
        write_json(rest, by_orjson=by_orjson),
    )
    return tuple(cell.decode() for cell in cells)


def _decoded(text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise ValueError(f"row: expected UTF-8 (it is in base64 here), got {error}") from error


# Columns as lines


def _objects(batch: pa.RecordBatch, rows: Rows) -> list[dict[str, Any]]:
    """Return the rows of *batch* as what JSON can hold."""
    names = batch.schema.names
    columns = [
        _values(column, is_text=name == rows.payload_column)
        for name, column in zip(names, batch.columns, strict=True)
    ]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _values(column: pa.Array, *, is_text: bool) -> list[Any]:
    kind = column.type
    if pa.types.is_integer(kind):
        return column.to_pylist()  # type: ignore[no-any-return]
    if _is_text(kind) or (is_text and not pa.types.is_nested(kind)):
        texts = column.cast(pa.large_binary()).to_pylist()
        return [None if text is None else _text(text) for text in texts]
    return [_storable(value) for value in _plain(column.cast(_castable(kind, text=pa.string())))]


def _plain(column: pa.Array) -> list[Any]:
    """Return the values of a column; of a row with text that is no UTF-8, all text as binary."""
    try:
        values: list[Any] = column.to_pylist()
    except UnicodeDecodeError:
        if len(column) == 1:
            return _plain(column.cast(_castable(column.type, text=pa.binary())))
        return [value for index in range(len(column)) for value in _plain(column.slice(index, 1))]
    return values


def _castable(kind: pa.DataType, *, text: pa.DataType) -> pa.DataType:
    """
    Return *kind* with its text as *text*, and moments as text, and durations as whole numbers.

    Python's own know no nanoseconds, and not every year.
    """
    inner = partial(_castable, text=text)
    if pa.types.is_duration(kind):
        return pa.int64()
    if pa.types.is_temporal(kind):
        return pa.string()
    if pa.types.is_struct(kind):
        return pa.struct([field.with_type(inner(field.type)) for field in kind.fields])
    if pa.types.is_map(kind):
        return pa.map_(inner(kind.key_type), inner(kind.item_type))
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return pa.list_(inner(kind.value_type))
    return text if _is_text(kind) else kind


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _text(text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError:  # no column is checked when it is read
        return b64encode(text).decode()


def _storable(value: Any) -> Any:
    """Return *value* as JSON can hold it: binary in base64, and what else it has no form for as text."""
    match value:
        case dict():
            return {str(_storable(key)): _storable(each) for key, each in value.items()}
        case list() | tuple():
            return [_storable(each) for each in value]
        case bytes():
            return b64encode(value).decode()
        case float() if not math.isfinite(value):
            return str(value)
        case None | str() | int() | float():
            return value
        case _:  # a date, a decimal
            return str(value)
