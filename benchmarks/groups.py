"""The comparisons, each in one process and in turns."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc

from collections.abc import Callable, Mapping
from functools import partial
from itertools import count
from time import perf_counter
from typing import Any

import postmetrics

from . import native, peers
from .timing import Group, Row, compare, medians


def objects(rounds: int) -> Group:
    """Compare what turns one parsed response into objects."""
    data = peers.sample()
    source = json.loads(data)
    ways = {peer.name: partial(peer.normalize, source) for peer in _checked(data)}
    return Group("objects", "One response of six platforms, parsed, to objects", compare(ways, rounds=rounds))


def json_bytes(rounds: int) -> Group:
    """Compare what turns one response into the bytes of another, with no more than parsing and printing."""
    data = peers.sample()
    parse, write = peers.read_json(), peers.write_json()
    response = postmetrics.to_dict(postmetrics.normalize(json.loads(data)))
    ways: dict[str, Callable[[], object]] = {peers.FLOOR: lambda: (parse(data), write(response))}
    for peer in _checked(data):
        if peer.normalize_json:
            ways[peer.name] = partial(peer.normalize_json, data)
    return Group("bytes", "The same from bytes to bytes", compare(ways, rounds=rounds))


def _checked(data: bytes) -> tuple[peers.Peer, ...]:
    expected = postmetrics.to_dict(postmetrics.normalize(json.loads(data)))
    every = peers.peers()
    for peer in every:
        peers.check(peer, data, expected)
    return every


def platform(name: str, rounds: int) -> Group:
    """Compare a platform's own payload with the code that is written by hand for it."""
    case = native.vector(name)
    payload, (by_hand, _) = case["raw"], native.READERS[name]
    ours = postmetrics.to_dict(postmetrics.normalize_platform(name, payload))
    if by_hand(payload) != ours or ours["metrics"] != case["metrics"]:
        raise ValueError(f"{name}: expected {ours}, got {by_hand(payload)}")
    ways = {
        peers.DICTS: lambda: by_hand(payload),
        peers.OBJECTS: lambda: _object(by_hand(payload)),
        peers.OURS: lambda: postmetrics.normalize_platform(name, payload),
    }
    return Group(f"platform {name}", f"{name}: {case['name']}", compare(ways, rounds=rounds))


def _object(post: dict[str, Any]) -> postmetrics.PlatformAnalytics:
    return postmetrics.PlatformAnalytics(**{**post, "metrics": postmetrics.Metrics(**post["metrics"])})


def entries(rounds: int) -> Group:
    """Measure one entry of a response of 1 to 1,000 entries."""
    post = json.loads(peers.sample())["youtube"]
    sizes = {f"{size:,} entries": size for size in (1, 10, 100, 1000)}
    ways = {}
    for name, size in sizes.items():
        source = {"status": "success", "youtube": [{**post, "id": f"v{number}"} for number in range(size)]}
        ways[name] = partial(postmetrics.normalize, source)
    rows = compare(ways, rounds=rounds)
    each = tuple(Row(row.name, row.value / sizes[row.name], row.ratio / sizes[row.name]) for row in rows)
    return Group("entries", "Growth: one entry of a response of so many", each)


def payload(name: str, rounds: int) -> Group:
    """Measure one platform post that carries 1 kB to 1 MB of what nobody reads."""
    ways = {}
    for kilobytes in (1, 32, 1024):
        post = json.loads(peers.sample())[name]
        post["analytics"]["carried"] = _luggage(kilobytes * 1024)
        ways[f"{name}, {kilobytes:,} kB"] = partial(postmetrics.normalize, {name: post})
    title = f"Growth: a post of {name} that carries so much beside its numbers"
    return Group(f"payload {name}", title, compare(ways, rounds=rounds))


def _luggage(size: int) -> dict[str, Any]:
    comments = {}
    held = 0
    for number in count():
        comment = {"text": "so nice " * 10, "likes": number, "by": {"name": f"someone {number}"}}
        held += len(json.dumps(comment))
        comments[f"comment {number}"] = comment
        if held >= size:
            return comments
    raise AssertionError


def memory(responses: int) -> Group:
    """Measure the peak of what is allocated while responses, each of them new, are normalized in turn."""
    text = peers.sample().decode()
    rows: list[Row] = []
    for number in range(200):
        _one(text, number)
    tracemalloc.start()
    try:
        start, _ = tracemalloc.get_traced_memory()
        for number in range(1, responses + 1):
            _one(text, number)
            if number in {responses // 100, responses // 10, responses}:
                _, peak = tracemalloc.get_traced_memory()
                first = rows[0].value if rows else peak - start
                rows.append(Row(f"{number:,} responses", peak - start, (peak - start) / first))
    finally:
        tracemalloc.stop()
    return Group("memory", "Allocation: the peak over so many responses in turn", tuple(rows), unit="B")


def _one(text: str, number: int) -> None:
    source = json.loads(text.replace('"views":15230', f'"views":{number}').replace("Vb7T4", f"post {number}"))
    postmetrics.normalize(source)


def imports(rounds: int) -> Group:
    """Compare how long an import takes, within a new process each."""
    inside = "from time import perf_counter as now; start = now(); import {}; print(now() - start)"
    return Group(
        "import",
        "Import, in a new process",
        _processes(
            {
                "import attrs, cattrs": ["-c", inside.format("attrs, cattrs")],
                "import postmetrics": ["-c", inside.format("postmetrics")],
            },
            rounds,
            read=float,
        ),
    )


def commands(rounds: int) -> Group:
    """Compare how long a command takes with an interpreter that does nothing."""
    script = "import sys; from postmetrics.cli import main; sys.exit(main())"
    return Group(
        "command",
        "A command, from its start to its end",
        _processes(
            {
                "python -c pass": ["-c", "pass"],
                "postmetrics sample": ["-c", script, "sample"],
                "python -m postmetrics platforms": ["-m", "postmetrics", "platforms"],
            },
            rounds,
        ),
    )


def _processes(
    commands: Mapping[str, list[str]], rounds: int, read: Callable[[bytes], float] | None = None
) -> tuple[Row, ...]:
    took: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, arguments in commands.items():
            start = perf_counter()
            done = subprocess.run(  # noqa: S603  # what it runs stands above
                [sys.executable, *arguments], capture_output=True, check=True
            )
            passed = perf_counter() - start
            if turn:  # the first brings the files into memory
                took[name].append(read(done.stdout) if read else passed)
    return medians(took)
