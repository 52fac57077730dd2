"""
Record batches of payloads, with the numbers of each as columns.

It is what Spark's `DataFrame.mapInArrow` takes. pandas is nowhere in it: that makes NaN of a
null, and rounds whole numbers above 2^53.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import Any, Literal, NoReturn, TypeAlias, get_args

from .compiler import compiled
from .errors import MalformedPayload, MalformedValue, MapperError, shown
from .metrics import NAMES
from .normalize import OnError, normalize_platform
from .registry import Registry
from .text import row_error
from .wire import read_json


try:
    import pyarrow as pa  # type: ignore[import-untyped]  # it says nothing of its types
except ImportError as error:
    raise ImportError('postmetrics.arrow needs pyarrow: pip install "postmetrics[arrow]"') from error


OnBadRow: TypeAlias = Literal["column", "raise", "null"]

SCHEMA: pa.Schema = pa.schema(
    [(name, pa.int64()) for name in NAMES]
    + [(name, pa.string()) for name in ("platform_post_id", "post_url", "error")]
)
"""The columns that are added to those of the input."""

SPARK_DDL: str = ", ".join(
    f"{field.name} {'BIGINT' if field.type == pa.int64() else 'STRING'}" for field in SCHEMA
)
"""`SCHEMA` as Spark writes it."""

_Row: TypeAlias = tuple[int | str | None, ...]
_Read: TypeAlias = Callable[[Any], _Row]
_Columns: TypeAlias = list[list[Any]]

_NOTHING: _Row = (None,) * (len(SCHEMA) - 1)
_LEAST, _GREATEST = -(2**63), 2**63 - 1
_numbers: Callable[[object], tuple[int | None, ...]] = attrgetter(*NAMES)


def normalize_batches(
    batches: Iterable[pa.RecordBatch],
    *,
    platform: str,
    payload: str,
    registry: Registry | None = None,
    on_error: OnBadRow = "column",
) -> Iterator[pa.RecordBatch]:
    """
    Yield each batch with `SCHEMA`'s columns added: what `normalize_platform` finds in its payloads.

    >>> posts = pa.record_batch({"day": [1, 2], "raw": ['{"statistics": {"viewCount": "911"}}', "{"]})
    >>> (batch,) = normalize_batches([posts], platform="youtube", payload="raw")
    >>> batch["day"].to_pylist(), batch["views"].to_pylist(), batch["likes"].to_pylist()
    ([1, 2], [911, None], [None, None])
    >>> batch["error"][1].as_py()[:27]
    'payload: expected JSON, got'

    *platform* is a column of names, or else the one platform of all rows. *payload* is a column
    of JSON, as text or binary, or of structs or maps. The columns of the input stay as they are,
    and one batch is held at a time.

    A row with anything wrong in it has that in `error`, and null in all else that is added, so
    that no half of it is summed. With *on_error* `"raise"` the first such row ends it, its number
    in a note; with `"null"` values that are malformed, or too long for their column, are null
    and no error.

    Nothing is checked before it is iterated. Then it raises `LookupError` for a column that is
    missing, `TypeError` for one that cannot hold payloads, `ValueError` for one with the name of
    one that is added and for another *on_error*, and a `MapperError` where *platform* is neither
    a column nor a usable mapper's name.
    """
    if on_error not in get_args(OnBadRow):
        raise ValueError(f"on_error: expected 'column', 'raise' or 'null', got {shown(on_error)}")
    registry = registry or Registry()
    first = 1
    for batch in batches:
        refuse_taken(batch, SCHEMA)
        column, parse = _payloads(batch, payload)
        names, which = _platforms(batch, platform, registry)
        reads = [_reader(name, parse, registry, on_error) for name in names]
        values = _texts(column) if parse is _parsed else column
        found: _Columns = [[None] * len(values) for _ in SCHEMA]
        every = range(len(values))
        left: Iterable[int] = every
        if parse is _parsed and _is_utf8(column):
            left = _fill(found, values, names, which, registry)
        try:
            _read(found, ((index, reads[which[index]], values[index]) for index in left), on_error, first)
            added = _arrays(found, SCHEMA)
        except (OverflowError, UnicodeEncodeError, pa.ArrowInvalid):
            # Something fits no column: look at each row.
            reads = [
                _fitting(name, read, registry, on_error) for name, read in zip(names, reads, strict=True)
            ]
            _read(found, ((index, reads[which[index]], values[index]) for index in every), on_error, first)
            added = _arrays(found, SCHEMA)
        yield extended(batch, added, SCHEMA)
        first += batch.num_rows


def _read(
    found: _Columns, payloads: Iterable[tuple[int, _Read, Any]], on_error: OnBadRow, first: int
) -> None:
    """Fill in what is found, or is wrong, in payloads, each of them with its index and what reads it."""
    for index, read, value in payloads:
        row, wrong = _NOTHING, None
        try:
            row = read(value)
        except Exception as error:  # whatever it is, it is this row's alone
            if on_error == "raise":
                # One before it may be the first that fits no column.
                _arrays([column[:index] for column in found], SCHEMA)
                error.add_note(f"in row {first + index}, counted from 1")
                raise
            wrong = row_error(error)
        for column, each in zip(found, (*row, wrong), strict=True):
            column[index] = each


# Columns


def arrays(rows: Sequence[tuple[Any, ...]], schema: pa.Schema) -> list[pa.Array]:
    """Return *rows* as columns of *schema*'s types."""
    return _arrays(list(zip(*rows, strict=True)) or [()] * len(schema), schema)


def _arrays(columns: Sequence[Sequence[Any]], schema: pa.Schema) -> list[pa.Array]:
    return [pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)]


def extended(batch: pa.RecordBatch, columns: Sequence[pa.Array], schema: pa.Schema) -> pa.RecordBatch:
    """Return *batch* with *columns* after its own, which are *schema*'s."""
    whole = pa.schema([*batch.schema, *schema], metadata=batch.schema.metadata)
    return pa.RecordBatch.from_arrays([*batch.columns, *columns], schema=whole)


def refuse_taken(batch: pa.RecordBatch, schema: pa.Schema) -> None:
    """Raise `ValueError` where *batch* has a column with the name of one of *schema*'s."""
    if taken := [name for name in batch.schema.names if name in schema.names]:
        raise ValueError(f"batch: expected no column named as one that is added, got {', '.join(taken)}")


def _column(batch: pa.RecordBatch, argument: str, name: str) -> pa.Array:
    found = batch.schema.get_all_field_indices(name)
    if len(found) != 1:
        among = shown(", ".join(batch.schema.names))
        raise LookupError(f"{argument}: expected one column {name!r}, got {len(found)} in {among}")
    return batch.column(found[0])


def binary(column: pa.Array, called: str, expected: str = "text, binary, structs or maps") -> pa.Array:
    """
    Return text as its bytes, so that what is no UTF-8 is the matter of its row alone.

    Raises `TypeError` for what is neither, with what was *expected* of a column that is *called* so.
    """
    try:
        return column.cast(pa.large_binary())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise TypeError(f"{called}: expected a column of {expected}, got {column.type}") from error


def _platforms(
    batch: pa.RecordBatch, platform: str, registry: Registry
) -> tuple[list[str | None], Sequence[int]]:
    """Return the names that are in a batch, once each, and which of them each row has."""
    if platform not in batch.schema.names:
        registry.mapper(platform)
        return [platform], [0] * batch.num_rows
    column = binary(_column(batch, "platform", platform), "platform", "text")
    encoded = column.dictionary_encode(null_encoding="encode")
    names = [name and name.decode(errors="replace") for name in encoded.dictionary.to_pylist()]
    return names, encoded.indices.to_pylist()


def _payloads(batch: pa.RecordBatch, payload: str) -> tuple[pa.Array, Callable[[Any], object]]:
    """Return the payloads of a batch, and what makes a Python object of one."""
    column = _column(batch, "payload", payload)
    if pa.types.is_nested(column.type):
        return column, _plain
    return binary(column, "payload"), _parsed


def _is_utf8(column: pa.Array) -> bool:
    """Tell whether all JSON of a column is text, for what reads it quickly does not look at all of it."""
    try:
        column.cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


def _texts(column: pa.Array) -> Sequence[Any]:
    """Return the JSON of a column where it stands: a copy may take as long as what is read."""
    if column.null_count or not len(column):
        nulls: list[Any] = column.to_pylist()
        return nulls
    _, offsets, data = column.buffers()
    ends = memoryview(offsets).cast("q")[column.offset : column.offset + len(column) + 1].tolist()
    whole = memoryview(data)
    return [whole[start:end] for start, end in pairwise(ends)]


def _parsed(text: bytes | memoryview | None) -> object:
    return None if text is None else read_json(bytes(text), "payload")[0]


def _plain(scalar: pa.Scalar) -> object:
    return scalar.as_py(maps_as_pydicts="strict")


# Rows


def _fill(
    found: _Columns, payloads: Sequence[Any], names: Sequence[Any], which: Sequence[int], registry: Registry
) -> list[int]:
    """Fill in what is found in the payloads whose shapes are known, and return which are left then."""
    left: list[int] = []
    places: list[list[int]] = [[] for _ in names]
    for index, (payload, number) in enumerate(zip(payloads, which, strict=True)):
        (places[number] if payload else left).append(index)
    for name, at in zip(names, places, strict=True):
        try:
            from .decoder import fill_columns  # noqa: PLC0415  # an extra

            left += fill_columns(registry.mapper(name), payloads, found[:-1], at)
        except (ImportError, MapperError):
            left += at
    return sorted(left)


def _reader(name: Any, parse: Callable[[Any], object], registry: Registry, on_error: OnBadRow) -> _Read:
    """Return what makes a row of a platform's payload: its numbers, native id and URL."""
    try:
        mapper = registry.mapper(name)
    except MapperError as error:
        unusable = error

        def fail(_: object) -> NoReturn:
            raise unusable.with_traceback(None)

        return fail

    read = compiled(mapper)
    on_malformed: OnError = "null" if on_error == "null" else "raise"

    def read_row(value: object) -> _Row:
        payload: Any = parse(value)
        numbers = read(payload)
        if numbers is None:  # out of the ordinary
            post = normalize_platform(name, payload, registry=registry, on_error=on_malformed)
            numbers = post.platform_post_id, post.post_url, post.metrics
        post_id, post_url, metrics = numbers
        return (*_numbers(metrics), post_id, post_url)

    return read_row


def _fitting(name: Any, read: _Read, registry: Registry, on_error: OnBadRow) -> _Read:
    """Return what reads a row as *read* does, if its columns can hold it, or what of it they can."""

    def read_fitting(value: object) -> _Row:
        values = dict(zip(SCHEMA.names, read(value), strict=False))
        misfits = [key for key, each in values.items() if each is not None and not fits(each)]
        if misfits and on_error != "null":
            platform = registry.mapper(name).platform
            raise MalformedPayload.of(
                MalformedValue(platform, key, f"what {SCHEMA.field(key).type} can hold", values[key])
                for key in misfits
            )
        return tuple((values | dict.fromkeys(misfits)).values())

    return read_fitting


def fits(value: int | str) -> bool:
    """Tell whether a column of numbers, or of text, can hold *value*."""
    if isinstance(value, int):
        return _LEAST <= value <= _GREATEST
    try:
        value.encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return False
    return True
