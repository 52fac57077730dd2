"""The load test runs, and ends."""

from __future__ import annotations

import re
import subprocess
import sys

from importlib.util import find_spec
from pathlib import Path

import pytest


ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(
    find_spec("uvicorn") is None, reason='uvicorn is not installed: pip install -e ".[backends]"'
)
@pytest.mark.skipif(
    not (ROOT / "benchmarks").exists(), reason="the benchmarks are not installed with the wheel"
)
@pytest.mark.parametrize("bound", ["--requests=30", "--seconds=0.5"])
def test_it_tells_the_rate_and_the_share_of_postmetrics(bound):
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.load", bound],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    requests, rate, share = re.fullmatch(
        r"([\d,]+) requests in [\d.]+ s: ([\d,]+) a second\n.* took (\d+)%: [\d,]+ µs a request\n", run.stdout
    ).groups()
    assert requests == "30" or bound != "--requests=30"
    assert int(rate.replace(",", "")) > 0
    assert 0 < int(share) < 100
