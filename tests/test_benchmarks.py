"""The benchmarks measure what they say, and only peers that find the same numbers."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import attrs
import pytest

from postmetrics import normalize, normalize_platform, to_dict


pytest.importorskip("benchmarks", reason="the benchmarks are not installed with the wheel")

from benchmarks import chart, groups, native, peers, timing
from benchmarks.__main__ import main, reached, table


PEERS = {peer.name: peer for peer in peers.peers()}
EXPECTED = to_dict(normalize(json.loads(peers.sample())))


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
    assert "expected one of response, platforms, growth, memory, start, got speed" in capsys.readouterr().err


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
