"""`python -m benchmarks.engines NAME`: one engine's recipe, held to the plain library."""

from __future__ import annotations

import argparse
import sys
import tempfile

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from . import posts


_PACKAGES = {"dask": "dask", "duckdb": "duckdb", "polars": "polars", "ray": "ray", "spark": "pyspark"}


def differences(found: posts.Sums, expected: posts.Sums) -> list[str]:
    """Return the posts whose sums are not those expected."""
    return [
        f"{post}: expected {expected.get(post)}, got {found.get(post)}"
        for post in sorted({*found, *expected})
        if found.get(post) != expected.get(post)
    ]


def told(own_sum: Callable[[Iterable[int | None]], object], values: Sequence[int | None]) -> str:
    """Return what an engine's own sum makes of *values*, or what it says of them."""
    try:
        return str(own_sum(values))
    except Exception as error:  # noqa: BLE001  # it is what is asked for
        return str(error).split("\n", 1)[0]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one recipe, and tell whether it finds what the plain library finds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engines", description=main.__doc__)
    parser.add_argument("name", choices=_PACKAGES, help="the engine, which must be installed")
    parser.add_argument("--rows", type=int, default=10_000, help="how many payloads")
    asked = parser.parse_args(arguments)
    engine = import_module(f"{__package__}.with_{asked.name}")
    with tempfile.TemporaryDirectory() as directory:
        files = posts.write(Path(directory), rows=asked.rows)
        wrong = differences(engine.sums(files), posts.expected(files))
    lines = [
        f"{asked.name} {version(_PACKAGES[asked.name])}",
        f"  the recipe finds what the plain library finds: {'no' if wrong else 'yes'}",
        f"  its own sum of nulls:     {told(engine.own_sum, (None, None))}",
        f"  its own sum of 2^62 + 2^62: {told(engine.own_sum, (2**62, 2**62))}",
        *wrong,
    ]
    sys.stdout.write("\n".join([*lines, ""]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
