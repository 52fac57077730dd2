"""Batches of payloads become the same batches with the numbers added."""

from __future__ import annotations

import gzip
import json
import pickle
import subprocess
import sys
import traceback

from functools import partial

import pyarrow as pa
import pytest

from postmetrics import (
    MalformedPayload,
    MalformedValue,
    Mapper,
    Metrics,
    NotAPayload,
    Registry,
    Reshaped,
    SeveralPosts,
    UnknownPlatform,
    at,
    never,
)
from postmetrics.arrow import SCHEMA, SPARK_DDL, normalize_batches
from postmetrics.metrics import NAMES


VIDEO = '{"items": [{"id": "a1", "statistics": {"viewCount": "911", "likeCount": "0"}}]}'
BAD = '{"statistics": {"viewCount": "n/a", "likeCount": true, "commentCount": "4"}}'
PINBOARD = Mapper(
    platform="pinboard",
    post_id=("id",),
    post_url=("url",),
    metrics=Metrics.fill(never()).replace(likes=at("likes"), views=at("views"), saves=at("saves")),
)
PINS = partial(
    normalize_batches, platform="pinboard", payload="raw", registry=Registry().with_mapper(PINBOARD)
)


def column(values, kind=None):
    return pa.record_batch([pa.array(values, kind)], ["raw"])


def videos(*values, **how):
    return only(normalize_batches([column(values, pa.string())], platform="youtube", payload="raw", **how))


def pins(*values, **how):
    texts = [value if isinstance(value, str | bytes) else json.dumps(value) for value in values]
    return only(PINS([column(texts)], **how))


def only(batches):
    (batch,) = batches
    batch.select(SCHEMA.names).validate(full=True)
    return batch


def nulls(batch, row):
    return [name for name in SCHEMA.names if batch[name][row].as_py() is None]


def test_the_thirteen_the_id_the_url_and_the_error_are_added_in_this_order():
    assert SCHEMA.names == [*NAMES, "platform_post_id", "post_url", "error"]
    assert SCHEMA.types == [pa.int64()] * 13 + [pa.string()] * 3
    assert all(field.nullable for field in SCHEMA)


def test_spark_is_told_the_same():
    spark = {"BIGINT": pa.int64(), "STRING": pa.string()}
    told = [field.split(" ") for field in SPARK_DDL.split(", ")]
    assert [(name, spark[kind]) for name, kind in told] == [(field.name, field.type) for field in SCHEMA]


def test_a_payload_has_its_numbers_beside_it_and_nulls_for_what_it_does_not_report():
    batch = videos(VIDEO)
    (row,) = batch.to_pylist()
    assert row["raw"] == VIDEO
    assert (row["views"], row["video_views"], row["likes"]) == (911, 911, 0)
    assert row["platform_post_id"] == "a1"
    assert nulls(batch, 0) == [
        *(name for name in NAMES if name not in {"views", "video_views", "likes"}),
        "post_url",
        "error",
    ]


def test_columns_of_the_input_are_passed_on_uncopied_with_their_schema():
    schema = pa.schema(
        [
            pa.field("raw", pa.string(), nullable=False, metadata={"a": "b"}),
            ("at", pa.timestamp("us", "UTC")),
        ],
        metadata={"made": "by hand"},
    )
    given = pa.record_batch([[VIDEO, "{"], [0, None]], schema=schema)
    batch = only(normalize_batches([given], platform="youtube", payload="raw"))
    assert batch.schema.equals(pa.schema([*schema, *SCHEMA], metadata=schema.metadata), check_metadata=True)
    for one, other in zip(given.columns, batch.columns, strict=False):
        assert one.equals(other)
        assert [each and each.address for each in one.buffers()] == [
            each and each.address for each in other.buffers()
        ]


def test_a_batch_is_answered_before_the_next_is_asked_for():
    asked = []

    def batches():
        for number in range(3):
            asked.append(number)
            yield column([VIDEO])

    answers = normalize_batches(batches(), platform="youtube", payload="raw")
    assert asked == []
    next(answers)
    assert asked == [0]
    next(answers)
    assert asked == [0, 1]


def test_a_batch_without_rows_gets_the_columns_too():
    empty = column([], pa.string())
    for platform in ("youtube", "raw"):
        batch = only(normalize_batches([empty], platform=platform, payload="raw"))
        assert batch.num_rows == 0
        assert batch.schema == pa.schema([*empty.schema, *SCHEMA])
    assert list(normalize_batches([], platform="youtube", payload="raw")) == []


def test_a_part_of_a_batch_is_its_own_rows():
    batch = only(PINS([column([f'{{"likes": {n}}}' for n in range(5)])[2:4]]))
    assert batch["likes"].to_pylist() == [2, 3]


# Platforms


TEXTS = [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())]


@pytest.mark.parametrize("kind", TEXTS, ids=str)
def test_the_platform_may_be_a_column(kind):
    raws = [VIDEO, '{"public_metrics": {"like_count": 5}}', VIDEO, VIDEO, VIDEO]
    names = ["youtube", "twitter", "youtube", None, "yuotube"]
    given = pa.record_batch({"raw": raws, "network": pa.array(names, kind)})
    batch = only(normalize_batches([given], platform="network", payload="raw"))
    assert batch["likes"].to_pylist() == [0, 5, 0, None, None]
    known = "facebook, instagram, linkedin, tiktok, twitter, x, youtube"
    assert batch["error"].to_pylist() == [
        None,
        None,
        None,
        f"platform: expected one of {known}, got None",
        f"platform: expected one of {known}, got 'yuotube' (did you mean 'youtube'?)",
    ]


def test_a_column_wins_over_a_platform_of_its_name():
    given = pa.record_batch({"raw": [VIDEO], "x": ["youtube"]})
    assert only(normalize_batches([given], platform="x", payload="raw"))["views"].to_pylist() == [911]


def test_a_name_that_is_no_text_is_an_error_of_its_rows():
    names = pa.array([b"\xff", b"youtube"]).view(pa.string())
    given = pa.record_batch({"raw": [VIDEO, VIDEO], "network": names})
    batch = only(normalize_batches([given], platform="network", payload="raw"))
    assert batch["views"].to_pylist() == [None, 911]
    assert batch["error"][0].as_py().endswith("got '\N{REPLACEMENT CHARACTER}'")


def test_an_unusable_mapper_is_an_error_of_each_of_its_rows_and_holds_on_to_none_of_them():
    given = pa.record_batch({"raw": [VIDEO] * 40, "network": ["myspace"] * 40})
    batch = only(normalize_batches([given], platform="network", payload="raw"))
    assert batch["error"].null_count == 0
    with pytest.raises(UnknownPlatform) as raised:
        only(normalize_batches([given], platform="network", payload="raw", on_error="raise"))
    assert len(traceback.extract_tb(raised.value.__traceback__)) < 9


def test_a_mapper_is_given_with_the_registry():
    assert pins({"likes": 3, "id": 7, "url": "https://pin.example/7"}).to_pylist()[0].items() >= {
        ("likes", 3),
        ("platform_post_id", "7"),
        ("post_url", "https://pin.example/7"),
    }


def test_what_spark_sends_to_its_workers_can_be_pickled():
    assert only(pickle.loads(pickle.dumps(PINS))([column(['{"likes": 3}'])]))["likes"].to_pylist() == [3]


# Payloads


@pytest.mark.parametrize(
    "kind",
    [*TEXTS, pa.binary(), pa.large_binary(), pa.binary_view(), pa.binary(len(VIDEO)), pa.json_()],
    ids=str,
)
def test_a_payload_may_be_json_in_any_type(kind):
    given = pa.array([VIDEO, None]).cast(pa.binary()).cast(kind) if "binary" in str(kind) else None
    given = pa.array([VIDEO, None], kind) if given is None else given
    batch = only(normalize_batches([pa.record_batch({"raw": given})], platform="youtube", payload="raw"))
    assert batch["views"].to_pylist() == [911, None]
    assert batch["error"].to_pylist() == [None, "youtube: payload: expected an object, got None"]


def test_a_payload_may_be_a_struct_whose_null_fields_say_nothing():
    payload = {"items": [{"id": "a1", "statistics": {"viewCount": "911", "likeCount": None}}]}
    batch = only(normalize_batches([column([payload, None])], platform="youtube", payload="raw"))
    assert batch["views"].to_pylist() == [911, None]
    assert batch["likes"].to_pylist() == [None, None]
    assert batch["error"].to_pylist() == [None, "youtube: payload: expected an object, got None"]


def test_a_payload_may_be_a_map():
    counts = pa.map_(pa.string(), pa.string())
    given = [[("likes", "3"), ("saves", None)], [], None, [("likes", "3"), ("likes", "4")]]
    batch = only(PINS([column(given, counts)]))
    assert batch["likes"].to_pylist() == [3, None, None, None]
    assert batch["error"].to_pylist()[:3] == [None, None, "pinboard: payload: expected an object, got None"]
    assert batch["error"][3].as_py().startswith("KeyError: ")


COUNTS = pa.map_(pa.string(), pa.int64())


@pytest.mark.parametrize(
    ("wrap", "kind"),
    [
        (lambda post: [("data", post)], pa.map_(pa.string(), pa.map_(pa.string(), COUNTS))),
        (lambda post: [("data", [post])], pa.map_(pa.string(), pa.list_(pa.map_(pa.string(), COUNTS)))),
        (lambda post: {"data": [post]}, pa.struct({"data": pa.list_(pa.map_(pa.string(), COUNTS))})),
        (
            lambda post: [{"data": [post]}],
            pa.list_(pa.struct({"data": pa.list_(pa.map_(pa.string(), COUNTS))})),
        ),
    ],
    ids=["maps", "maps of lists", "structs", "lists"],
)
def test_a_map_is_an_object_however_deep_it_is(wrap, kind):
    given = column([wrap([("public_metrics", [("like_count", 2**53 + 1)])])], kind)
    assert only(normalize_batches([given], platform="x", payload="raw"))["likes"].to_pylist() == [2**53 + 1]


def test_a_list_of_one_is_that_one():
    batch = pins([{"likes": 3}], [{"likes": 3}] * 2, [])
    assert batch["likes"].to_pylist() == [3, None, None]
    given = column([[{"likes": 3}], [{"likes": 3}] * 2, []])
    assert only(PINS([given]))["error"].to_pylist() == batch["error"].to_pylist()
    assert batch["error"].to_pylist() == [
        None,
        "pinboard: payload: expected one post, got 2",
        "pinboard: payload: expected an object, got []",
    ]


def test_a_column_of_nothing_is_a_payload_in_no_row():
    batch = only(PINS([column([None, None], pa.null())]))
    assert batch["error"].to_pylist() == ["pinboard: payload: expected an object, got None"] * 2


# Numbers


def test_numbers_are_exact_to_the_ends_of_64_bits():
    numbers = [2**53 + 1, 2**63 - 1, -(2**63), "9223372036854775807", 7.0]
    batch = pins(*({"likes": number} for number in numbers))
    assert batch["likes"].to_pylist() == [2**53 + 1, 2**63 - 1, -(2**63), 2**63 - 1, 7]
    assert batch["error"].null_count == len(numbers)


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 2**64, 10**39])
@pytest.mark.parametrize("spelled", [int, str])
def test_a_number_that_does_not_fit_is_an_error_and_never_wrapped_or_rounded(number, spelled):
    batch = pins({"likes": spelled(number), "views": 1, "id": 7})
    assert nulls(batch, 0) == SCHEMA.names[:-1]
    assert batch["error"].to_pylist() == [f"pinboard: likes: expected what int64 can hold, got {number}"]


def test_numbers_that_do_not_fit_are_all_told():
    assert pins({"likes": 2**63, "views": 1, "saves": -(2**70)})["error"].to_pylist() == [
        "pinboard: likes: expected what int64 can hold, got 9223372036854775808; "
        "pinboard: saves: expected what int64 can hold, got -1180591620717411303424"
    ]


@pytest.mark.parametrize("number", ["100000000000000000000", "-9300000000000000000", "1" + "0" * 60])
def test_an_id_that_is_a_long_number_keeps_its_digits(number):
    assert pins(f'{{"id": {number}}}')["platform_post_id"].to_pylist() == [number]


# Bad rows


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "n/a",
        '{"likes": NaN}',
        '{"likes": -Infinity}',
        '{"likes": ' + "9" * 5000 + "}",
        VIDEO[:-1],
        "\0",
    ],
)
def test_what_is_no_json_is_an_error_of_its_row(text):
    batch = videos(VIDEO, text, VIDEO)
    assert batch["views"].to_pylist() == [911, None, 911]
    assert nulls(batch, 1) == SCHEMA.names[:-1]
    assert batch["error"][1].as_py().startswith("payload: expected JSON, got ")


@pytest.mark.parametrize(
    "data",
    [b"\xff", VIDEO.encode()[:-3] + b"\xe9}]}", gzip.compress(VIDEO.encode())],
    ids=["none", "latin-1", "gzip"],
)
def test_bytes_that_are_no_text_are_an_error_of_their_row(data):
    for kind in (pa.binary(), pa.string()):
        given = pa.array([VIDEO.encode(), data]).view(kind)
        batch = only(normalize_batches([pa.record_batch({"raw": given})], platform="youtube", payload="raw"))
        assert batch["views"].to_pylist() == [911, None]
        assert batch["error"][1].as_py().startswith("payload: expected JSON, got ")


def test_a_payload_too_deep_to_read_is_an_error_of_its_row():
    batch = pins('{"likes": ' + "[" * 100_000 + "]" * 100_000 + "}", {"likes": 1})
    assert batch["likes"].to_pylist() == [None, 1]
    assert batch["error"][0].as_py().startswith("payload: expected JSON, got maximum recursion depth")


@pytest.mark.parametrize("text", ["null", "7", '"likes"', "[7]"])
def test_json_that_is_no_object_is_an_error_of_its_row(text):
    assert pins(text)["error"][0].as_py().startswith("pinboard: payload: expected an object, got ")


def test_every_malformed_value_of_a_row_is_told_and_none_of_its_numbers_used():
    batch = videos(BAD)
    assert nulls(batch, 0) == SCHEMA.names[:-1]
    assert batch["error"].to_pylist() == [
        "youtube: statistics.likeCount: expected a whole number, got True; "
        "youtube: statistics.viewCount: expected a whole number, got 'n/a'"
    ]


def test_half_a_surrogate_pair_is_no_text_for_a_column():
    batch = pins(
        '{"likes": 1, "id": "a\\ud800"}', '{"likes": 1, "url": "\\udc00"}', '{"\\ud800": 1, "likes": 1}'
    )
    assert batch["likes"].to_pylist() == [None, None, 1]
    assert batch["error"].to_pylist() == [
        r"pinboard: platform_post_id: expected what string can hold, got 'a\ud800'",
        r"pinboard: post_url: expected what string can hold, got '\udc00'",
        None,
    ]


def test_an_error_is_one_line_that_any_column_can_hold():
    payload = {"likes": "\n\ud800\x1b[2J" * 40}
    (error,) = pins(payload)["error"].to_pylist()
    assert error.isprintable()
    assert len(error) < 200


def fail(payload):
    if "list" in payload:
        return Reshaped(payload["list"][7])
    raise AttributeError("no such\nthing")


def test_a_fault_of_a_plug_in_is_told_with_its_kind_in_its_rows():
    faulty = Registry().with_mapper(
        Mapper(platform="faulty", metrics=Metrics.fill(never()).replace(likes=at("likes")), reshape=fail)
    )
    given = column(['{"likes": 1}', '{"list": []}'])
    batch = only(normalize_batches([given], platform="faulty", payload="raw", registry=faulty))
    assert batch["error"].to_pylist() == [
        "AttributeError: no such thing",
        "IndexError: list index out of range",
    ]


# on_error


def test_another_way_to_treat_errors_is_refused():
    with pytest.raises(ValueError, match="on_error: expected 'column', 'raise' or 'null', got 'nul'"):
        videos(VIDEO, on_error="nul")


def test_null_makes_null_what_is_malformed_or_does_not_fit_and_keeps_the_rest():
    batch = videos(BAD, on_error="null")
    assert (batch["views"][0].as_py(), batch["likes"][0].as_py()) == (None, None)
    assert batch["comments"].to_pylist() == [4]
    assert batch["error"].to_pylist() == [None]
    batch = pins({"likes": 2**63, "views": 1, "id": 7}, on_error="null")
    assert nulls(batch, 0) == [name for name in SCHEMA.names if name not in {"views", "platform_post_id"}]
    assert pins('{"id": "\\ud800", "likes": 2}', on_error="null").to_pylist()[0]["likes"] == 2


def test_null_leaves_every_other_error_in_its_column():
    batch = pins("{", [{}, {}], "null", on_error="null")
    assert batch["error"].null_count == 0


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (BAD, MalformedPayload),
        ('{"statistics": {"viewCount": "9223372036854775808"}}', MalformedPayload),
        ("{", ValueError),
        ("[{}, {}]", SeveralPosts),
        ("null", NotAPayload),
    ],
)
def test_raise_ends_at_the_first_bad_row_and_says_which_it_is(text, kind):
    given = [column([VIDEO, VIDEO]), column([VIDEO, text, "{"]), column([VIDEO])]
    answers = normalize_batches(given, platform="youtube", payload="raw", on_error="raise")
    assert next(answers)["views"].to_pylist() == [911, 911]
    with pytest.raises(kind) as raised:
        next(answers)
    assert raised.value.__notes__ == ["in row 4, counted from 1"]


def test_raise_has_the_errors_data():
    with pytest.raises(MalformedPayload) as raised:
        pins({"likes": 2**63}, on_error="raise")
    (error,) = raised.value.exceptions
    assert isinstance(error, MalformedValue)
    assert (error.platform, error.path, error.value) == ("pinboard", "likes", 2**63)


# Wrong columns


@pytest.mark.parametrize("on_error", ["column", "raise", "null"])
@pytest.mark.parametrize(
    ("columns", "how", "kind", "told"),
    [
        (["raw"], {"payload": "row"}, LookupError, "payload: expected one column 'row', got 0 in 'raw'"),
        (["raw", "raw"], {}, LookupError, "payload: expected one column 'raw', got 2 in 'raw, raw'"),
        (
            ["raw", "net", "net"],
            {"platform": "net"},
            LookupError,
            "platform: expected one column 'net', got 2 in 'raw, net, net'",
        ),
        (["raw"], {"platform": "net"}, UnknownPlatform, "platform: expected one of"),
        (
            ["raw", "likes", "error"],
            {},
            ValueError,
            "batch: expected no column named as one that is added, got likes, error",
        ),
    ],
)
def test_a_wrong_column_is_raised_before_the_first_row(columns, how, kind, told, on_error):
    given = pa.record_batch([["{"]] * len(columns), columns)
    answers = normalize_batches([given], **{"platform": "x", "payload": "raw", **how}, on_error=on_error)
    with pytest.raises(kind) as raised:
        next(answers)
    assert str(raised.value).startswith(told)


@pytest.mark.parametrize(
    "kind",
    [pa.int64(), pa.bool_(), pa.float64(), pa.timestamp("us"), pa.dictionary(pa.int8(), pa.int64())],
    ids=str,
)
def test_a_column_of_a_type_that_holds_no_payload_is_raised(kind):
    given = pa.record_batch({"raw": ["{}"], "odd": pa.array([None], kind)})
    with pytest.raises(TypeError, match="payload: expected a column of text, binary, structs or maps, got"):
        only(normalize_batches([given], platform="x", payload="odd"))
    with pytest.raises(TypeError, match="platform: expected a column of text, got"):
        only(normalize_batches([given], platform="odd", payload="raw"))


# Quickly, or not


@pytest.mark.parametrize("number", ["9223372036854775808", "-9223372036854775809"])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_number_that_fits_no_column_is_its_rows_error_wherever_it_stands(number, at):
    texts = [VIDEO, VIDEO]
    texts.insert(at, f'{{"statistics": {{"viewCount": {number}}}}}')
    batch = videos(*texts)
    assert [row for row, told in enumerate(batch["error"].to_pylist()) if told] == [at]
    assert batch["views"].to_pylist().count(911) == 2
    with pytest.raises(MalformedPayload) as raised:
        videos(*texts, "{", on_error="raise")
    assert raised.value.__notes__ == [f"in row {at + 1}, counted from 1"]


def test_what_is_not_read_must_be_text_too():
    batch = only(
        normalize_batches(
            [column([VIDEO.encode(), b'{"statistics": {"viewCount": 1}, "title": "\xff"}'], pa.binary())],
            platform="youtube",
            payload="raw",
        )
    )
    assert batch["views"].to_pylist() == [911, None]
    assert batch["error"][0].as_py() is None
    assert "utf-8" in batch["error"][1].as_py()


def test_rows_whose_shape_is_known_stand_among_those_whose_shape_is_not():
    rows = '{"data": [{"name": "likes", "period": "lifetime", "values": [{"value": %d}]}]}'
    many = [rows % number for number in range(600)]
    odd = {100: "{", 200: '{"analytics": {"likeCount": 7}}', 300: None, 400: "", 599: rows % 2**63}
    (batch,) = normalize_batches([column([odd.get(at, row) for at, row in enumerate(many)])], **INSTAGRAM)
    likes = [7 if at == 200 else None if at in odd else at for at in range(600)]
    assert batch["likes"].to_pylist() == likes
    assert [at for at, error in enumerate(batch["error"].to_pylist()) if error] == [100, 300, 400, 599]
    with pytest.raises(MalformedPayload) as caught:
        list(normalize_batches([column([*many, rows % 2**63, "{"])], **INSTAGRAM, on_error="raise"))
    assert caught.value.__notes__ == ["in row 601, counted from 1"]


INSTAGRAM = {"platform": "instagram", "payload": "raw"}


def test_the_first_bad_row_is_the_first_of_whatever_platform():
    networks, texts = ["x", "youtube", "x"], ["{}", BAD, "{"]
    batch = pa.record_batch({"network": networks, "raw": texts})
    with pytest.raises(MalformedPayload) as caught:
        list(normalize_batches([batch], platform="network", payload="raw", on_error="raise"))
    assert caught.value.__notes__ == ["in row 2, counted from 1"]


def test_the_standard_library_reads_the_same(monkeypatch):
    texts = [VIDEO, BAD, "{", '{"id": "\\ud800"}', '{"statistics": {"viewCount": 18446744073709551616}}']
    fast = videos(*texts)
    monkeypatch.setattr("postmetrics.wire._decoder", lambda: None)
    monkeypatch.setitem(sys.modules, "postmetrics.decoder", None)
    slow = videos(*texts)
    assert slow.drop_columns(["error"]) == fast.drop_columns(["error"])
    assert slow["error"] == fast["error"]


@pytest.mark.parametrize(
    ("missing", "code", "told"),
    [
        ("pyarrow", "import postmetrics.arrow", 'pip install "postmetrics[arrow]"'),
        ("msgspec", "import postmetrics.arrow; print('imported')", "imported"),
        ("msgspec", "import postmetrics.decoder", 'pip install "postmetrics[fast]"'),
        ("msgspec", "import postmetrics; print('pyarrow' in sys.modules)", "False"),
    ],
)
def test_what_is_missing_is_named_where_it_is_needed(missing, code, told):
    code = f"import sys; sys.modules[{missing!r}] = None; {code}"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )
    assert told in done.stdout + done.stderr
