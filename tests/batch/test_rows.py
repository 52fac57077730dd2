from __future__ import annotations

import json
import pickle

import pytest

from postmetrics import normalize_json
from postmetrics.batch.rows import Rows, bad


def test_rows_survive_the_way_to_a_worker():
    rows = Rows(platform="x", on_error="null")
    assert pickle.loads(pickle.dumps(rows)) == rows


@pytest.mark.parametrize(
    "text",
    [
        b'{"a": 1e-7}',
        b'{"a": 18446744073709551616}',
        b'{"a": "\\ud83d"}',
        b'{"youtube": {"likes": 1}, "f": 1.0}',
    ],
)
@pytest.mark.parametrize("has_orjson", [True, False])
def test_a_row_is_answered_in_the_bytes_of_the_library(text, has_orjson, monkeypatch):
    if not has_orjson:
        monkeypatch.setattr("postmetrics.wire._orjson", lambda: None)
    assert Rows().answer(text) == normalize_json(text)
    row = b'{"platform": "x", "payload": %b, "n": %b}' % (text, text)
    answer = json.loads(Rows(platform_column="platform").answer(row))
    assert (answer["raw_metrics"], answer["n"]) == (json.loads(text), json.loads(text))


def test_json_in_json_is_written_as_the_library_writes_it():
    inner = b'{"a": 1e-7}'
    row = json.dumps({"platform": "x", "payload": inner.decode()}).encode()
    (answer,) = json.loads(normalize_json(b'{"x": %b}' % inner))["analytics"]["platforms"]
    assert Rows(platform_column="platform").answer(row) == json.dumps(answer, separators=(",", ":")).encode()
    assert b"1e-07" in Rows(platform_column="platform").answer(row)


def test_a_bad_row_keeps_its_bytes():
    assert bad("no", "ö".encode()) == {"error": "no", "row": "ö"}
    assert bad("no", b"\xf6") == {"error": "no", "row_base64": "9g=="}
