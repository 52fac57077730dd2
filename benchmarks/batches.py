"""Many payloads: the rows per second of one core, two jobs, two executors of Spark, and memory."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from . import payloads, peers
from .timing import Group, Row, compare, medians


JOBS = "--jobs 1", "--jobs 2"
EXECUTORS = "1 executor", "2 executors"

_COMMAND = (sys.executable, "-m", "postmetrics", "batch", "--platform-column", "platform")
# What a process held at most counts from before it was another program, so a small one starts it.
_WATCH = (
    "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True);"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)
_HELD = 1 if sys.platform == "darwin" else 1024  # bytes in its unit
_PARTS = 8  # files that Spark reads, each in a task of its own


def rows(platform: str, stored: str, count: int, rounds: int) -> Group:
    """
    Compare what gets thirteen numbers and an id out of a platform's payloads, as columns.

    What is counted is the CPU time of the whole process, for DuckDB and Polars work in threads of
    their own. They are told to use one, so it is also the time that passes on an idle core.
    """
    name, title = f"rows {stored} {platform}", f"Rows per second and core, from {stored}: {platform}"
    if missing := _missing("pyarrow"):
        return _left_out(name, title, missing)
    columns, parquet = _columns("peers"), _columns("parquet")
    parse = peers.read_json()
    lines = payloads.payloads(platform, count)
    wanted = columns.expected(platform, lines)
    with TemporaryDirectory() as folder:
        path = Path(folder, "payloads.parquet")
        parquet.write(((platform, line) for line in lines), path)
        from_file = stored == "Parquet"
        ways: dict[str, Callable[[], object]] = {
            peers.PARSING: lambda: _each(parse, parquet.lines(path) if from_file else lines)
        }
        for peer in columns.peers():
            if from_file:
                ways[peer.name] = partial(peer.from_parquet, platform, path)
            else:
                ways[peer.name] = partial(peer.from_lines, platform, lines)
            columns.check(f"{peer.name}, {platform} from {stored}", ways[peer.name](), wanted)
        took = compare(ways, rounds=rounds, clock=process_time)
    return Group(name, title, tuple(Row(row.name, count / row.value, row.ratio) for row in took), "rows/s")


def _each(parse: Callable[[bytes], object], lines: Iterable[bytes]) -> None:
    for line in lines:
        parse(line)


def jobs(suffix: str, count: int, rounds: int) -> Group:
    """Compare one job of the command with two: the time that passes from its start to its end."""
    name, title = f"jobs {suffix}", f"postmetrics batch, {count:,} mixed payloads, .ndjson to {suffix}"
    if suffix == ".parquet" and (missing := _missing("pyarrow")):
        return _left_out(name, title, missing)
    took: dict[str, list[float]] = {option: [] for option in JOBS}
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "in.ndjson"), Path(folder, f"out{suffix}")
        write(payloads.mixed(count), source)
        for turn in range(rounds):
            for option in JOBS[:: -1 if turn % 2 else 1]:
                start = perf_counter()
                _run([*_COMMAND, *option.split(), str(source), str(target)])
                took[option].append(perf_counter() - start)
    return Group(name, title, medians(took))


def memory(suffix: str, counts: Sequence[int]) -> Group:
    """Measure the most memory that the command held at a time, over more and more rows."""
    name, title = (
        f"batch-memory {suffix}",
        f"postmetrics batch, {suffix} to {suffix}: the most memory it held",
    )
    if suffix == ".parquet" and (missing := _missing("pyarrow")):
        return _left_out(name, title, missing)
    held: list[Row] = []
    with TemporaryDirectory() as folder:
        source, target = Path(folder, f"in{suffix}"), Path(folder, f"out{suffix}")
        for count in counts:
            write(payloads.mixed(count), source)
            most = int(_run([sys.executable, "-c", _WATCH, *_COMMAND, str(source), str(target)])) * _HELD
            held.append(Row(f"{count:,} rows", most, most / (held[0].value if held else most)))
    return Group(name, title, tuple(held), "B")


def spark(count: int, rounds: int) -> Group:
    """Compare one executor of Spark with two, each a process with one core, once they are warm."""
    name, title = "spark", f"Spark, {count:,} mixed payloads to the sums of their numbers"
    if missing := _missing("pyarrow", "pyspark") or ("" if shutil.which("java") else "java"):
        return _left_out(name, title, missing)
    found = {}
    with TemporaryDirectory() as folder:
        left = payloads.mixed(count)
        for part in range(_PARTS):
            write(islice(left, -(-count // _PARTS)), Path(folder, f"{part}.parquet"))
        for number, executors in enumerate(EXECUTORS, 1):
            command = [sys.executable, "-m", f"{__package__}.cluster", str(number), folder, str(rounds)]
            found[executors] = json.loads(_run(command))
    one, two = (found[executors]["sums"] for executors in EXECUTORS)
    if one != two or one["errors"]:
        raise ValueError(f"spark: expected the same sums and no errors, got {one} and {two}")
    return Group(name, title, medians({executors: each["seconds"] for executors, each in found.items()}))


def write(rows: Iterable[tuple[str, bytes]], path: Path) -> None:
    """Write payloads, each with its platform, as lines or as rows of a Parquet file."""
    if path.suffix == ".parquet":
        _columns("parquet").write(rows, path)
        return
    with path.open("wb") as file:
        for platform, payload in rows:
            file.write(b'{"platform":"%b","payload":%b}\n' % (platform.encode(), payload))


def _run(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # it stands above
    if done.returncode:
        raise ChildProcessError(f"{' '.join(command)}: expected success, got {done.stderr[-800:]}")
    return done.stdout


def _columns(name: str) -> Any:
    """Return a module that imports pyarrow."""
    return import_module(f"{__package__}.columns.{name}")


def _missing(*modules: str) -> str:
    return next((name for name in modules if find_spec(name) is None), "")


def _left_out(name: str, title: str, missing: str) -> Group:
    return Group(name, f"{title}: left out, for there is no {missing}", ())
