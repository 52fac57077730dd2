"""The benchmarks measure what they say, and only peers that find the same numbers."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET

from importlib.util import find_spec
from itertools import count, islice
from pathlib import Path

import attrs
import pyarrow as pa
import pytest

from postmetrics import normalize, normalize_platform, to_dict


pytest.importorskip("benchmarks", reason="the benchmarks are not installed with the wheel")

from benchmarks import batches, chart, groups, native, payloads, peers, timing
from benchmarks.__main__ import main, reached, table
from benchmarks.columns import parquet
from benchmarks.columns import peers as columns


PEERS = {peer.name: peer for peer in peers.peers()}
COLUMN_PEERS = {peer.name: peer for peer in columns.peers()}
EXPECTED = to_dict(normalize(json.loads(peers.sample())))
DIALECTS = [*payloads.MAIN.values(), *payloads.OTHERS]


def test_the_hand_written_code_and_ours_are_always_among_the_peers():
    assert set(PEERS) >= {peers.DICTS, peers.OBJECTS, peers.OURS}


@pytest.mark.parametrize("name", [*PEERS])
def test_a_peer_makes_the_same_response(name):
    peers.check(PEERS[name], peers.sample(), EXPECTED)


@pytest.mark.parametrize(
    "change",
    [
        lambda response: response["analytics"]["totals"].update(views=63984.0),
        lambda response: response["analytics"]["totals"].update(saves=None),
        lambda response: response["analytics"]["platforms"][0]["metrics"].update(quotes=0),
        lambda response: response["analytics"]["platforms"][0].pop("raw_metrics"),
        lambda response: response.pop("stats"),
    ],
)
@pytest.mark.parametrize("way", ["objects", "bytes"])
def test_a_peer_that_makes_another_response_is_not_timed(change, way):
    wrong = json.loads(json.dumps(EXPECTED))
    change(wrong)
    peer = peers.Peer(
        "wrong",
        lambda _: wrong if way == "objects" else EXPECTED,
        lambda response: response,
        lambda _: json.dumps(wrong if way == "bytes" else EXPECTED).encode(),
    )
    with pytest.raises(ValueError, match=f"wrong, {way}: expected"):
        peers.check(peer, peers.sample(), EXPECTED)


@pytest.mark.parametrize("name", [*native.READERS])
def test_the_code_for_a_platforms_own_payload_finds_what_ours_finds(name):
    case = native.vector(name)
    read, _ = native.READERS[name]
    assert read(case["raw"]) == to_dict(normalize_platform(name, case["raw"]))
    assert read(case["raw"])["metrics"] == case["metrics"]


def test_a_platforms_code_that_finds_anything_else_is_not_timed(monkeypatch):
    monkeypatch.setattr(native, "vector", lambda _: {"name": "n", "raw": {"items": [{}]}, "metrics": {}})
    with pytest.raises(ValueError, match="youtube: expected"):
        groups.platform("youtube", 1)


def test_the_first_way_is_what_the_others_are_measured_against():
    ways = {"short": lambda: sum(range(200)), "long": lambda: sum(range(4000))}
    short, long = timing.compare(ways, rounds=5, seconds=0.001)
    assert (short.name, short.ratio) == ("short", 1.0)
    assert long.ratio > 5
    assert long.value > short.value > 0


def test_a_ratio_is_the_median_of_the_rounds_own_ratios():
    rows = timing.medians({"one": [1.0, 10.0, 3.0], "other": [2.0, 20.0, 60.0]})
    assert rows == (timing.Row("one", 3.0, 1.0), timing.Row("other", 20.0, 2.0))


def test_a_table_says_amounts_in_units_that_are_read_easily():
    rows = (timing.Row("a", 2e-6, 1.0), timing.Row("bc", 0.25, 125000.0))
    assert table(timing.Group("g", "What it is", rows)) == (
        "What it is\n  a         2.0 µs      1.00\n  bc      250.0 ms  125000.00"
    )
    assert "1.5 kB" in table(timing.Group("g", "", (timing.Row("a", 1536, 1.0),), unit="B"))


def test_what_is_reached_is_said_only_of_what_was_measured():
    rows = (
        timing.Row(peers.DICTS, 1e-5, 1.0),
        timing.Row(peers.OURS, 1.1e-5, 1.1),
        timing.Row("pydantic", 5e-5, 5.5),
    )
    lines = reached({"objects": timing.Group("objects", "", rows)})
    assert [line.split()[0] for line in lines] == ["1.10", "5.00"]


def test_of_several_groups_what_is_farthest_from_the_aim_is_said():
    def group(ours, pydantic):
        rows = ((peers.PARSING, 1.0), (peers.OURS, ours), ("pydantic", pydantic))
        return timing.Group("", "", tuple(timing.Row(name, 1.0, ratio) for name, ratio in rows), "rows/s")

    measured = {"rows NDJSON x": group(1.5, 6.0), "rows NDJSON youtube": group(1.25, 2.5)}
    assert reached(measured) == [
        "    2.00  rows NDJSON youtube: pydantic / postmetrics, at least 2",
        "    1.50  rows NDJSON x: postmetrics / parse only, at most 1.25",
    ]


def test_a_clock_says_what_time_is():
    ticks = count()
    (row,) = timing.compare({"work": lambda: None}, rounds=3, seconds=1, clock=lambda: next(ticks))
    assert row == timing.Row("work", 1.0, 1.0)


def test_the_command_measures_prints_and_writes(tmp_path, capsys, monkeypatch):
    # The peers that are libraries are slow to calibrate, and others test that they agree.
    monkeypatch.setattr(peers, "_LIBRARIES", ())
    results, drawing = tmp_path / "results.json", tmp_path / "chart.svg"
    assert main(["response", "platforms", "--quick", "--json", str(results), "--chart", str(drawing)]) == 0
    written = json.loads(results.read_text("utf-8"))
    names = [group["name"] for group in written["groups"]]
    assert names == ["objects", "bytes", *(f"platform {name}" for name in native.READERS)]
    assert drawing.read_text("utf-8") == chart.draw(written, ours=peers.OURS)
    printed = capsys.readouterr().out
    assert all(group["title"] in printed for group in written["groups"])
    assert "objects: postmetrics / hand-written, dicts" in printed


def test_an_unknown_group_is_wrong_usage(capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["speed"])
    names = "response, platforms, growth, memory, start, rows, jobs, spark, batch-memory"
    assert f"expected one of {names}, got speed" in capsys.readouterr().err


def test_memory_is_measured_at_three_points():
    rows = groups.memory(100).rows
    assert [row.name for row in rows] == ["1 responses", "10 responses", "100 responses"]
    assert 0 < rows[0].value <= rows[1].value <= rows[2].value


def test_growth_is_that_of_one_entry():
    rows = groups.entries(1).rows
    assert [row.name for row in rows] == ["1 entries", "10 entries", "100 entries", "1,000 entries"]
    assert rows[-1].value < 10 * rows[0].value
    assert rows[-1].ratio < 10


def bars(svg):
    return [float(bar.get("width")) for bar in svg.iterfind(".//{*}rect") if "bar" in bar.get("class")]


def drawn(*values):
    rows = [timing.Row(f"<{at}>", value, 1.0) for at, value in enumerate(values)]
    results = {"machine": "CPython & co", "groups": [attrs.asdict(timing.Group("g", "a < b", tuple(rows)))]}
    return ET.fromstring(chart.draw(results, ours="<0>"))  # noqa: S314  # it was just made


def test_a_chart_has_a_bar_for_each_line_the_quickest_first():
    svg = drawn(3e-6, 1e-6, 2e-6)
    one, two, three = bars(svg)
    assert two == pytest.approx(2 * one, rel=0.01)
    assert three == pytest.approx(3 * one, rel=0.01)
    words = [text.text for text in svg.iterfind(".//{*}text")]
    assert words[0] == "a < b"
    assert words[1::2][:3] == ["<1>", "<2>", "<0>"]
    assert "3.0 (1.00 ×)" in words


def test_a_chart_marks_ours():
    assert [bar.get("class") for bar in drawn(3e-6, 1e-6).iterfind(".//{*}rect")] == [
        "card",
        "bar",
        "bar ours",
    ]


def test_a_bar_that_would_dwarf_the_others_is_cut_off_and_shows_it():
    even, far = drawn(1e-6, 2e-6), drawn(1e-6, 2e-6, 1e-3)
    assert not list(even.iterfind(".//{*}path"))
    assert len(list(far.iterfind(".//{*}path"))) == 1
    assert bars(far)[1] > 0.8 * bars(far)[2]


def test_a_chart_says_its_colours_for_light_and_for_dark():
    (style,) = drawn(1e-6).iterfind(".//{*}style")
    light, dark = style.text.split("@media (prefers-color-scheme: dark)")
    for part in ("text", ".small", ".card", ".bar", ".ours"):
        assert f"{part} {{" in light
        assert f"{part} {{" in dark


def test_a_chart_has_what_took_time_and_nothing_else():
    rows = (timing.Row("a", 1e-6, 1.0), timing.Row("b", 2e-6, 2.0))
    of_time = attrs.asdict(timing.Group("g", "of time", rows))
    others = [
        attrs.asdict(timing.Group("g", "of rows", rows, unit="rows/s")),
        attrs.asdict(timing.Group("g", "left out", ())),
    ]
    results = {"machine": "", "groups": [of_time]}
    assert chart.draw({**results, "groups": [*others, of_time]}, ours="a") == chart.draw(results, ours="a")


def test_payloads_are_the_same_in_each_process():
    script = "import sys; from benchmarks import payloads; print(list(payloads.mixed(50)))"
    root = Path(groups.__file__).parents[1]
    again = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, cwd=root)
    assert again.stdout.decode() == f"{list(payloads.mixed(50))}\n"


@pytest.mark.parametrize("dialect", DIALECTS, ids=str)
def test_what_a_payload_carries_beside_its_vector_is_not_read(dialect):
    vector, example = dialect.recorded(), dialect.example()
    read, again = (normalize_platform(dialect.platform, each) for each in (vector["raw"], example))
    assert to_dict(again)["metrics"] == vector["metrics"]
    assert (again.platform_post_id, again.post_url) == (read.platform_post_id, read.post_url)
    carries = len(json.dumps(example)) > len(json.dumps(vector["raw"]))
    assert carries == (dialect in payloads.MAIN.values())


@pytest.mark.parametrize("dialect", DIALECTS, ids=str)
def test_each_payload_is_like_its_vector_with_an_id_and_numbers_of_its_own(dialect):
    lines = list(islice(dialect.payloads(), 100))
    assert not any(b"\n" in line for line in lines)
    posts = [to_dict(normalize_platform(dialect.platform, json.loads(line))) for line in lines]
    assert len({post["platform_post_id"] for post in posts}) == len(posts)
    for name, number in dialect.recorded()["metrics"].items():
        found = {post["metrics"][name] for post in posts} - {None}
        assert len(found) > 30 if number is not None else not found


@pytest.mark.parametrize("name", [*payloads.MAIN])
def test_the_code_that_is_written_by_hand_reads_the_payloads(name):
    read, _ = native.READERS[name]
    for line in payloads.payloads(name, 500):
        payload = json.loads(line)
        assert read(payload) == to_dict(normalize_platform(name, payload))


def test_mixed_payloads_are_of_every_dialect():
    mixed = list(payloads.mixed(200))
    assert {platform for platform, _ in mixed} == {*payloads.MAIN}
    assert len({*mixed}) == len(mixed)
    shapes = {(platform, tuple(json.loads(line))) for platform, line in mixed}
    assert len(shapes) > len(payloads.MAIN)


@pytest.fixture(scope="module", params=[*payloads.MAIN])
def stored(request, tmp_path_factory):
    lines = payloads.payloads(request.param, 300)
    path = tmp_path_factory.mktemp("stored") / "payloads.parquet"
    parquet.write(((request.param, line) for line in lines), path)
    assert list(parquet.lines(path)) == lines
    return request.param, lines, path


@pytest.mark.parametrize("name", [*COLUMN_PEERS])
def test_a_peer_finds_the_same_columns(name, stored):
    platform, lines, path = stored
    wanted = columns.expected(platform, lines)
    columns.check(name, COLUMN_PEERS[name].from_lines(platform, lines), wanted)
    columns.check(name, COLUMN_PEERS[name].from_parquet(platform, path), wanted)


def test_a_peer_that_finds_other_columns_is_not_timed():
    wanted = [(*range(13), "a"), (*[None] * 13, None)]
    names = columns.FOUND
    good = pa.table([pa.array(column) for column in zip(*wanted, strict=True)], names=names)
    columns.check("good", good, wanted)
    with pytest.raises(ValueError, match="short: expected 2 rows, got 1"):
        columns.check("short", good.slice(1), wanted)
    for at in (0, 12, 13):
        changed = good.set_column(at, names[at], pa.array([None, good[at][0].as_py()], good[at].type))
        with pytest.raises(ValueError, match="wrong, row 1: expected "):
            columns.check("wrong", changed, wanted)


@pytest.mark.parametrize("kind", ["NDJSON", "Parquet"])
def test_rows_are_measured_by_the_second_from_the_floor_on(kind, monkeypatch):
    monkeypatch.setattr(columns, "_LIBRARIES", ())  # they are slow to calibrate
    group = batches.rows("youtube", kind, 200, 3)
    floor, ours = group.rows
    assert (floor.name, ours.name) == (peers.PARSING, peers.OURS)
    assert group.unit == "rows/s"
    assert min(floor.value, ours.value) > 1
    assert floor.ratio == 1
    assert ours.ratio > 0


def test_the_command_measures_rows_of_each_platform_and_says_what_it_leaves_out(
    tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(columns, "_LIBRARIES", ())
    monkeypatch.setattr(shutil, "which", lambda _: None)
    results = tmp_path / "results.json"
    assert main(["rows", "spark", "--quick", "--json", str(results)]) == 0
    *rows, spark = json.loads(results.read_text("utf-8"))["groups"]
    names = [f"rows {stored} {name}" for stored in ("NDJSON", "Parquet") for name in payloads.MAIN]
    assert [group["name"] for group in rows] == names
    assert all(group["unit"] == "rows/s" and len(group["rows"]) == 2 for group in rows)
    assert not spark["rows"]
    printed = capsys.readouterr().out
    assert "left out, for there is no" in printed
    assert "k rows/s" in printed
    for stored in ("NDJSON", "Parquet"):
        assert f"  rows {stored} " in printed.partition("Reached")[2]


def test_rows_are_not_timed_where_the_numbers_are_others(monkeypatch):
    monkeypatch.setattr(columns, "expected", lambda _, lines: [(None,) * 14 for _ in lines])
    with pytest.raises(ValueError, match="postmetrics, x from NDJSON, row 1: expected "):
        batches.rows("x", "NDJSON", 10, 1)


def test_the_command_is_run_with_one_job_and_with_two():
    group = batches.jobs(".ndjson", 50, 1)
    assert [(row.name, row.value > 0) for row in group.rows] == [("--jobs 1", True), ("--jobs 2", True)]


def test_the_memory_of_the_command_is_its_own():
    held = bytearray(400 << 20)  # which the command does not hold, though whoever started it does
    held[:: 1 << 12] = b"x" * (len(held) >> 12)
    (row,) = batches.memory(".parquet", (10,)).rows
    assert 10 << 20 < row.value < len(held)


def test_memory_is_that_of_more_and_more_rows(monkeypatch):
    said = iter(["3000\n", "6000\n"])
    monkeypatch.setattr(batches, "_run", lambda _: next(said))
    monkeypatch.setattr(batches, "_HELD", 1024)
    rows = batches.memory(".ndjson", (1000, 2000)).rows
    assert rows == (timing.Row("1,000 rows", 3000 << 10, 1.0), timing.Row("2,000 rows", 6000 << 10, 2.0))


def test_a_command_that_fails_says_why():
    with pytest.raises(ChildProcessError, match="ended badly"):
        batches._run([sys.executable, "-c", "import sys; sys.exit('ended badly')"])


@pytest.mark.parametrize(
    "measure",
    [
        lambda: batches.rows("x", "NDJSON", 1, 1),
        lambda: batches.jobs(".parquet", 1, 1),
        lambda: batches.memory(".parquet", (1,)),
        lambda: batches.spark(1, 1),
    ],
)
def test_what_needs_a_library_that_is_not_there_is_left_out_and_says_so(measure, monkeypatch):
    monkeypatch.setattr(batches, "find_spec", lambda _: None)
    group = measure()
    assert not group.rows
    assert table(group) == group.title
    assert group.title.endswith(": left out, for there is no pyarrow")


def test_spark_is_left_out_without_java(monkeypatch):
    monkeypatch.setattr(batches, "find_spec", lambda _: True)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert batches.spark(1, 1).title.endswith(": left out, for there is no java")


@pytest.fixture
def said_by_spark(monkeypatch):
    said = [{"seconds": [4.0, 3.0], "sums": {"errors": 0}}, {"seconds": [2.0, 2.0], "sums": {"errors": 0}}]

    def run(command):
        assert command[2:4] == ["benchmarks.cluster", str(3 - len(left))]
        return json.dumps(left.pop(0))

    left = said.copy()
    monkeypatch.setattr(batches, "find_spec", lambda _: True)
    monkeypatch.setattr(shutil, "which", lambda _: "java")
    monkeypatch.setattr(batches, "_run", run)
    return said


@pytest.mark.usefixtures("said_by_spark")
def test_two_executors_are_measured_against_one():
    one, two = batches.spark(20, 2).rows
    assert (one, two) == (
        timing.Row("1 executor", 3.5, 1.0),
        timing.Row("2 executors", 2.0, (0.5 + 2 / 3) / 2),
    )


@pytest.mark.parametrize("wrong", [(0,), (1,), (0, 1)])
def test_executors_that_find_other_sums_or_errors_are_not_timed(wrong, said_by_spark):
    for executor in wrong:
        said_by_spark[executor]["sums"]["errors"] = 1
    with pytest.raises(ValueError, match="spark: expected the same sums and no errors"):
        batches.spark(20, 2)


@pytest.mark.spark
@pytest.mark.skipif(not (find_spec("pyspark") and shutil.which("java")), reason="there is no Spark")
def test_executors_of_spark_find_the_same_sums():
    assert [row.name for row in batches.spark(100, 1).rows] == [*batches.EXECUTORS]
