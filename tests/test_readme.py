"""The README says what is true: its examples run, and its tables are the package's."""

from __future__ import annotations

import doctest
import re

from pathlib import Path

import pytest

import postmetrics

from postmetrics import errors
from postmetrics.coverage import coverage_table, definitions_table


README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def test_every_python_block_runs():
    code = "\n".join(re.findall(r"```python\n(>>> .*?)```", README, re.DOTALL))
    runner = doctest.DocTestRunner()
    runner.run(doctest.DocTestParser().get_doctest(code, {}, "README.md", "README.md", 0))
    assert runner.summarize(verbose=False).failed == 0
    assert runner.tries > 10


def test_the_plug_in_that_is_shown_is_the_one_that_is_tested():
    package = Path(__file__).parent / "plugins" / "threads"
    (chapter,) = re.findall(r"### As a package\n(.*?)\n## ", README, re.DOTALL)
    named = re.findall(r"^`(\S+\.(?:toml|py))`", chapter, re.MULTILINE)
    files = [package.joinpath(path).read_text("utf-8") for path in named]
    shown = re.findall(r"```(?:toml|python)\n(.*?)```", chapter, re.DOTALL)
    assert len(files) == len(shown) == 3
    assert all(block.strip() in text for block, text in zip(shown, files, strict=True))


@pytest.mark.parametrize(("name", "made"), [("coverage", coverage_table), ("definitions", definitions_table)])
def test_a_table_is_what_the_platforms_tables_say(name, made):
    (table,) = re.findall(rf"<!-- {name} -->\n\n(.*?)\n\n<!-- /{name} -->", README, re.DOTALL)
    registry = postmetrics.Registry()
    platforms = ("facebook", "instagram", "linkedin", "tiktok", "x", "youtube")
    assert table == made(map(registry.mapper, platforms))


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
