"""`python -m benchmarks`: every comparison, as tables of ratios."""

from __future__ import annotations

import argparse
import json
import platform
import sys

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import attrs

from . import batches, chart, groups, handwritten, native, payloads, peers
from .timing import Group


_LIBRARIES = (
    *("postmetrics", "attrs", "cattrs", "orjson", "pydantic", "msgspec", "glom"),
    *("pyarrow", "duckdb", "polars", "pyspark"),
)
_UNITS = {
    "s": ((1, "s"), (1e-3, "ms"), (1e-6, "µs")),
    "B": ((1024**2, "MB"), (1024, "kB"), (1, "B")),
    "rows/s": ((1000, "k rows/s"), (1, "rows/s")),
}

# Of all groups whose names begin so, the one that is farthest from the aim is told.
_AIMS = (
    ("objects", peers.OURS, peers.DICTS, "at most 1.2"),
    ("objects", peers.OURS, peers.OBJECTS, "at most 1.2"),
    ("objects", "pydantic", peers.OURS, "at least 3"),
    ("bytes", "pydantic", peers.OURS, "at least 3"),
    ("bytes", peers.OURS, peers.FLOOR, "at most 2.5"),
    ("import", "import postmetrics", "import attrs, cattrs", "at most 1.3"),
    *(
        (f"rows {stored}", *aim)
        for stored in ("NDJSON", "Parquet")
        for aim in (
            ("pydantic", peers.OURS, "at least 2"),
            ("duckdb", peers.OURS, "at least 1"),
            ("polars", peers.OURS, "at least 1"),
            (peers.OURS, peers.PARSING, "at most 1.25"),
        )
    ),
    ("jobs", *batches.JOBS, "at least 1.8"),
    ("spark", *batches.EXECUTORS, "at least 1.8"),
    ("batch-memory", "1,000,000 rows", "100,000 rows", "at most 1.1"),
)


def measures(*, quick: bool = False) -> dict[str, list[Callable[[], Group]]]:
    """Return what there is to measure, by the name under which it is asked for."""
    rounds, starts, responses = (3, 1, 1000) if quick else (51, 15, 100_000)
    few, once = (3, 1) if quick else (5, 3)
    rows, mixed, more = (100, 500, (500, 1000)) if quick else (20_000, 200_000, (100_000, 1_000_000))
    return {
        "response": [partial(groups.objects, rounds), partial(groups.json_bytes, rounds)],
        "platforms": [partial(groups.platform, name, rounds) for name in native.READERS],
        "growth": [
            partial(groups.entries, rounds),
            *(partial(groups.payload, name, rounds) for name in handwritten.READERS),
        ],
        "memory": [partial(groups.memory, responses)],
        "start": [partial(groups.imports, starts), partial(groups.commands, starts)],
        "rows": [
            partial(batches.rows, name, stored, rows, few)
            for stored in ("NDJSON", "Parquet")
            for name in payloads.MAIN
        ],
        "jobs": [partial(batches.jobs, suffix, more[-1], once) for suffix in (".ndjson", ".parquet")],
        "spark": [partial(batches.spark, mixed, once)],
        "batch-memory": [partial(batches.memory, suffix, more) for suffix in (".ndjson", ".parquet")],
    }


def table(group: Group) -> str:
    """Return *group* as text: what each line took, and how many times the first that is."""
    width = max((len(row.name) for row in group.rows), default=0)
    lines = [
        f"{row.name:<{width}}  {_amount(row.value, group.unit):>12}  {row.ratio:>8.2f}" for row in group.rows
    ]
    return "\n".join([group.title, *(f"  {line}" for line in lines)])


def _amount(value: float, unit: str) -> str:
    size, name = next((each for each in _UNITS[unit] if value >= each[0]), _UNITS[unit][-1])
    return f"{value / size:,.1f} {name}"


def reached(measured: Mapping[str, Group]) -> list[str]:
    """Return how far each aim is reached, so far as it was measured."""
    lines = []
    for begin, of, to, aim in _AIMS:
        named = [(name, group.ratio(of, to)) for name, group in measured.items() if name.startswith(begin)]
        ratios = [(ratio, name) for name, ratio in named if ratio is not None]
        if ratios:
            ratio, name = (max if aim.startswith("at most") else min)(ratios)
            lines.append(f"{ratio:>8.2f}  {name}: {of} / {to}, {aim}")
    return lines


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument(
        "only", nargs="*", metavar="GROUP", help=f"of {', '.join(measures())}; all by default"
    )
    parser.add_argument("--quick", action="store_true", help="a few rounds: does it run, not how fast")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there")
    parser.add_argument("--chart", type=Path, metavar="FILE", help="draw the first comparison there, as SVG")
    asked = parser.parse_args(arguments)
    every = measures(quick=asked.quick)
    if unknown := set(asked.only) - set(every):
        parser.error(f"GROUP: expected one of {', '.join(every)}, got {', '.join(sorted(unknown))}")
    machine = f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}"
    measured: dict[str, Group] = {}
    for name in asked.only or every:
        for measure in every[name]:
            group = measure()
            measured[group.name] = group
            sys.stdout.write(f"{table(group)}\n\n")
            sys.stdout.flush()
    if lines := reached(measured):
        sys.stdout.write("\n".join(["Reached", *lines, ""]))
    versions = {name: found for name in _LIBRARIES if (found := _version(name))}
    results = {
        "machine": machine,
        "versions": versions,
        "groups": [attrs.asdict(group) for group in measured.values()],
    }
    if asked.json:
        asked.json.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", "utf-8")
    if asked.chart:
        asked.chart.write_text(chart.draw(results, ours=peers.OURS), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
