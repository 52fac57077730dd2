"""The README says what is true: its examples run, and its tables are the package's."""

from __future__ import annotations

import doctest
import re

from pathlib import Path

import pytest

import postmetrics

from postmetrics import errors
from postmetrics.coverage import coverage_table


README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def test_every_python_block_runs():
    code = "\n".join(re.findall(r"```python\n(.*?)```", README, re.DOTALL))
    runner = doctest.DocTestRunner()
    runner.run(doctest.DocTestParser().get_doctest(code, {}, "README.md", "README.md", 0))
    assert runner.summarize(verbose=False).failed == 0
    assert runner.tries > 10


def test_the_coverage_table_is_what_the_tables_say():
    (table,) = re.findall(r"<!-- coverage -->\n(.*?)\n<!-- /coverage -->", README, re.DOTALL)
    registry = postmetrics.Registry()
    platforms = ("facebook", "instagram", "linkedin", "tiktok", "x", "youtube")
    assert table == coverage_table(map(registry.mapper, platforms))


ERRORS = re.search(r"\| error \|.*?\n\n", README, re.DOTALL)[0]


@pytest.mark.parametrize(
    "name", [n for n, e in vars(errors).items() if isinstance(e, type) and n in postmetrics.__all__]
)
def test_every_public_error_is_in_the_readme(name):
    assert f"`{name}`" in ERRORS or name == "MapperError"


def test_the_reference_names_all_that_is_public_and_nothing_else():
    (reference,) = re.findall(r"## Reference\n(.*?)\n## ", README, re.DOTALL)
    named = re.findall(
        r"`(\w+)`", "".join(line.split("|")[1] for line in reference.splitlines() if "|" in line)
    )
    assert sorted(named) == sorted(postmetrics.__all__)
    assert all(hasattr(postmetrics, name) for name in named)


def test_public_names_are_sorted():
    assert postmetrics.__all__ == sorted(postmetrics.__all__, key=lambda name: (name.islower(), name))
