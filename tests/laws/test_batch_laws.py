"""A batch says of each row what is said of it alone, however it is cut and whoever answers."""

from __future__ import annotations

import json

from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

import postmetrics.batch

from postmetrics import Metrics, normalize_json, normalize_platform
from postmetrics.batch import Rows, batch


NAMES = [name for name, _ in Metrics.fill(None).items()]
PLATFORMS = ["facebook", "instagram", "linkedin", "tiktok", "x", "youtube"]

counts = (
    st.sampled_from([0, -1, 2**53 + 1, 2**63 - 1, 2**63, 2**70, "911", "many", None, True, 1.5])
    | st.integers()
)
words = (
    "likes likeCount like_count views viewCount statistics public_metrics analytics data items status id é"
)
names = st.sampled_from(words.split())
values = st.recursive(
    counts | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)
payloads = st.dictionaries(names, values, max_size=4)
sources = st.dictionaries(
    st.sampled_from([*PLATFORMS, "twitter", "status", "myspace"]), payloads | values, max_size=3
)
junk = st.binary(max_size=12).map(lambda some: some.replace(b"\n", b"")) | st.sampled_from(
    [b"", b" \r", b"{", b"NaN", b'{"a": NaN}', b"[" * 5000, b'{"a": "\\ud83d"}', b"\xef\xbb\xbf{}", b"\xff"]
)
ends = st.sampled_from([b"\n", b"\r\n"])
sizes = st.integers(1, 200)


def rows_of(objects):
    return st.lists(
        objects.map(lambda each: json.dumps(each, ensure_ascii=False).encode()) | junk, max_size=8
    )


def answer(lines, end, size, target, **how):
    """Return what a batch makes of lines: lines, or the rows of a table."""
    with TemporaryDirectory() as there, pytest.MonkeyPatch.context() as patch:
        patch.setattr(postmetrics.batch, "_CHUNK", size)
        source, target = Path(there, "in.ndjson"), Path(there, target)
        # What is nothing but its mark, or ends so, or is UTF-16, is for other tests.
        source.write_bytes(b"{}" + end + b"".join(line + end for line in lines))
        done = batch(str(source), str(target), **how)
        assert done.rows == 1 + len([line for line in lines if line.strip(b" \t\r\n")])
        if target.suffix == ".parquet":
            return pq.read_table(target).to_pylist()[1:]
        first, *answers, rest = target.read_bytes().split(b"\n")
        assert (first[:1], rest) == (b"{", b"")
        return answers


def alone(normalize, line):
    try:
        return normalize(line)
    except Exception:  # noqa: BLE001  # whatever it is
        return None


@given(rows_of(sources), ends, sizes)
def test_each_line_is_answered_as_it_is_alone(lines, end, size):
    answers = answer(lines, end, size, "out.ndjson", rows=Rows())
    for line, answered in zip(lines, answers, strict=True):
        text = line.strip(b" \t\r\n")
        expected = alone(normalize_json, text) if text else b""
        if expected is not None:
            assert answered == expected
        else:
            bad = json.loads(answered)
            assert bad.pop("error")
            assert bad.keys() == {"row"} or bad.keys() == {"row_base64"}
            assert bad.get("row", "").encode() in {text, b""}


@given(rows_of(sources), sizes, st.sampled_from(["raise", "null"]))
def test_a_table_of_source_responses_says_what_their_lines_say(lines, size, on_error):
    rows = Rows(on_error=on_error)
    written = [line for line in answer(lines, b"\n", size, "out.ndjson", rows=rows) if line]
    table = answer(lines, b"\n", size, "out.parquet", rows=rows)
    for row, line in zip(table, written, strict=True):
        said = json.loads(line)
        if row["error"] is None:
            assert row["response"].encode() == line
            totals = said["analytics"]["totals"]
            fits = {name: n if n is None or -(2**63) <= n < 2**63 else None for name, n in totals.items()}
            assert {name: row[name] for name in NAMES} == fits
        else:
            assert "error" in said or "2^63" in row["error"]
            assert {row[name] for name in ["response", *NAMES]} == {None}


@given(rows_of(payloads), sizes, st.sampled_from(PLATFORMS))
def test_a_table_of_payloads_says_what_each_says_alone(lines, size, platform):
    table = answer(lines, b"\n", size, "out.parquet", rows=Rows(platform=platform))
    texts = [text for line in lines if (text := line.strip(b" \t\r\n"))]
    for row, text in zip(table, texts, strict=True):
        post = alone(lambda text: normalize_platform(platform, json.loads(text)), text)
        if row["error"] is None:
            assert {name: row[name] for name in NAMES} == dict(post.metrics.items())
            assert (row["platform_post_id"], row["post_url"]) == (post.platform_post_id, post.post_url)
        else:
            assert {row[name] for name in NAMES} == {None}


@given(
    st.lists(st.tuples(st.sampled_from([*PLATFORMS, "twitter", "myspace"]), payloads, values), max_size=6),
    sizes,
)
def test_a_row_with_its_platform_is_answered_as_its_payload_is_alone(rows, size):
    lines = [json.dumps({"p": name, "payload": payload, "n": rest}).encode() for name, payload, rest in rows]
    answers = answer(lines, b"\n", size, "out.ndjson", rows=Rows(platform_column="p"))
    for (name, payload, rest), line in zip(rows, answers, strict=True):
        expected = alone(lambda text: Rows(platform=name).answer(text), json.dumps(payload).encode())  # noqa: B023
        if expected is None:
            assert json.loads(line)["error"]
        else:
            assert json.loads(line) == {"p": name, "n": rest, **json.loads(expected)}


@settings(max_examples=3)
@given(st.tuples(*[rows_of(sources)] * 3), st.integers(1, 50))
@pytest.mark.parametrize("target", ["out.ndjson", "out.parquet"])
def test_it_does_not_matter_how_many_answer(target, some, size):
    lines = [line for each in some for line in each]
    assert answer(lines, b"\n", size, target, rows=Rows(), jobs=2) == answer(
        lines, b"\n", 10**6, target, rows=Rows(), jobs=1
    )
