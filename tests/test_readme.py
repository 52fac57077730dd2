"""The README says what is true: its blocks run, and its tables are the package's."""

from __future__ import annotations

import builtins
import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tomllib

from inspect import ismodule
from pathlib import Path

import pytest

import postmetrics

from postmetrics import errors
from postmetrics.cli import _parser
from postmetrics.coverage import coverage_table, definitions_table


ROOT = Path(__file__).parents[1]
README = ROOT.joinpath("README.md").read_text("utf-8")
needs_source = pytest.mark.skipif(not (ROOT / "src").exists(), reason="the source is not here with the wheel")

# What a block is, by its language, its text and the heading it stands under.
FENCED = re.compile(r"^## (.*?)$|^### (.*?)$|^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks():
    """Yield the language, the text and the heading of each block."""
    heading = None
    for chapter, section, language, text in FENCED.findall(README):
        heading = chapter or section or heading
        if text:
            yield language, text, heading


BLOCKS = list(blocks())
DOCTESTS = [text for language, text, _ in BLOCKS if language == "python" and text.startswith(">>> ")]
CONSOLE = [
    (text, heading) for language, text, heading in BLOCKS if language == "console" and text.startswith("$ ")
]
PLUG_IN = [
    text
    for language, text, heading in BLOCKS
    if heading == "As a package" and language in {"toml", "python"} and text not in DOCTESTS
]


ON_SPARK = [text for language, text, heading in BLOCKS if heading == "On Spark" and language == "python"]


def test_every_block_is_run_by_one_of_these_tests_or_on_spark():
    run = [*DOCTESTS, *PLUG_IN, *(text for text, _ in CONSOLE), *ON_SPARK]
    assert sorted(run) == sorted(text for _, text, _ in BLOCKS)
    fences = re.findall(r"^[ >\t]*(?:```|~~~)|<pre", README, re.MULTILINE)
    assert len(fences) == 2 * len(BLOCKS)


def test_every_python_block_runs():
    runner = doctest.DocTestRunner()
    code = "\n".join(DOCTESTS)
    runner.run(doctest.DocTestParser().get_doctest(code, {}, "README.md", "README.md", 0))
    assert runner.summarize(verbose=False).failed == 0
    assert runner.tries > 10


def test_the_plug_in_that_is_shown_is_the_one_that_is_tested():
    package = Path(__file__).parent / "plugins" / "threads"
    (chapter,) = re.findall(r"### As a package\n(.*?)\n## ", README, re.DOTALL)
    named = re.findall(r"^`(\S+\.(?:toml|py))`", chapter, re.MULTILINE)
    files = [package.joinpath(path).read_text("utf-8") for path in named]
    assert len(files) == len(PLUG_IN) == 3
    assert all(block.strip() in text for block, text in zip(PLUG_IN, files, strict=True))


# The commands

# What would take minutes, or run this test in itself, is given less to do: this, after its own words.
LESS = {
    ".venv/bin/python -m pytest": " tests/test_metrics.py",
    ".venv/bin/python -m benchmarks": " --quick",
}
# What the extra `lint` brings is not installed with the tests; what it is asked is asked by CI.
LEFT_TO_CI = re.compile(r"\.venv/bin/(?:ruff|mypy|pyright) ?")


@pytest.fixture
def user(tmp_path):
    """Return a shell in a copy of the tree, of somebody who has `python3.11` and no network."""
    tree, programs = tmp_path / "postmetrics", tmp_path / "bin"
    for name in ("src", "tests", "benchmarks"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("LICENSE", "README.md", "pyproject.toml"):
        shutil.copy(ROOT / name, tree)
    programs.mkdir()
    programs.joinpath("python3.11").symlink_to(Path(sys.executable).resolve())
    made = tree / ".venv"
    path = f"{programs}:{os.environ['PATH']}"
    # What a package needs, its build backend too, is lent by the environment of the tests.
    pip = {"CONFIG_FILE": os.devnull, "NO_BUILD_ISOLATION": "0", "NO_DEPS": "1", "NO_INDEX": "1"}
    settings = {"HOME": str(tmp_path), **{f"PIP_{name}": value for name, value in pip.items()}}

    def run(command, heading):
        plug_in = heading == "As a package"  # this environment stands for one of its own
        done = subprocess.run(
            ["/usr/bin/env", "bash", "-o", "pipefail", "-c", command],
            cwd=tree / "tests" / "plugins" / "threads" if plug_in else tree,
            env={**settings, "PATH": f"{made / 'bin'}:{path}" if plug_in else path},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}"
        installed = Path(sysconfig.get_path("purelib", "venv", {"base": str(made)}))
        if installed.exists():
            installed.joinpath("lent.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
        return done.stdout

    return run


@needs_source
def test_every_console_block_runs(user):
    ran = 0
    for block, heading in CONSOLE:
        for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            if LEFT_TO_CI.match(command):
                assert not shown
                continue
            less = next((words for start, words in LESS.items() if command.startswith(start)), "")
            printed = user(command + less, heading)
            assert shown in ("", printed), command
            ran += 1
    assert ran > 5


@needs_source
def test_what_is_left_to_ci_is_what_ci_runs():
    ci = ROOT.joinpath(".ci", "run").read_text("utf-8").splitlines()
    commands = [line.removeprefix("$ ") for block, _ in CONSOLE for line in block.splitlines()]
    for command in filter(LEFT_TO_CI.match, commands):
        assert re.sub(r"\.venv/bin/(\w+)", r'"$bin/\1"', command) in ci


def test_every_command_in_the_text_is_one():
    named = re.findall(r"`postmetrics ([^`]+)`", README)
    assert len(named) > 5
    for arguments in named:
        _parser().parse_args(shlex.split(arguments))


def test_every_extra_that_is_named_is_one():
    named = re.findall(r"(?:postmetrics|\.)\[([\w,]+)\]", README)
    project = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))["project"]
    assert named
    assert {each for several in named for each in several.split(",")} <= set(project["optional-dependencies"])


@needs_source
def test_every_link_into_the_tree_leads_somewhere():
    links = re.findall(r"\]\((?!https:)([^)]+)\)", README)
    assert links
    chapters = {each.lower().replace(" ", "-") for each in re.findall(r"^##+ (.*)$", README, re.MULTILINE)}
    assert all(link[1:] in chapters if link[0] == "#" else (ROOT / link).exists() for link in links)


# The tables


@pytest.mark.parametrize(("name", "made"), [("coverage", coverage_table), ("definitions", definitions_table)])
def test_a_table_is_what_the_platforms_tables_say(name, made):
    (table,) = re.findall(rf"<!-- {name} -->\n\n(.*?)\n\n<!-- /{name} -->", README, re.DOTALL)
    registry = postmetrics.Registry()
    platforms = ("facebook", "instagram", "linkedin", "tiktok", "x", "youtube")
    assert table == made(map(registry.mapper, platforms))


(ERRORS,) = re.findall(r"\| error \|.*?\n\n", README, re.DOTALL)


@pytest.mark.parametrize(
    "name", [n for n, e in vars(errors).items() if isinstance(e, type) and n in postmetrics.__all__]
)
def test_every_public_error_is_in_the_readme(name):
    assert f"`{name}`" in ERRORS


def test_an_error_is_what_the_readme_says_it_is():
    rows = [line.split("|")[1:3] for line in ERRORS.splitlines() if "`" in line]
    for names, kinds in rows:
        expected = [getattr(builtins, kind) for kind in re.findall(r"`(\w+)`", kinds)]
        expected += [ExceptionGroup] * ("exception group" in kinds)
        for name in re.findall(r"`(\w+)`", names):
            assert expected
            assert all(issubclass(getattr(postmetrics, name), kind) for kind in expected)


def test_the_reference_names_all_that_is_public_and_nothing_else():
    (reference,) = re.findall(r"## Reference\n(.*?)\n## ", README, re.DOTALL)
    named = re.findall(
        r"`(\w+)`", "".join(line.split("|")[1] for line in reference.splitlines() if "|" in line)
    )
    assert sorted(named) == sorted(postmetrics.__all__)
    assert all(hasattr(postmetrics, name) for name in named)


def test_public_names_are_sorted():
    assert postmetrics.__all__ == sorted(postmetrics.__all__, key=lambda name: (name.islower(), name))


def test_nothing_is_public_that_is_not_said_to_be():
    own = [name for name, value in vars(postmetrics).items() if name[0] != "_" and not ismodule(value)]
    later = [name for names in postmetrics._LATER.values() for name in names]
    needed = {"Any", "TYPE_CHECKING", "annotations", "import_module"}
    assert {*own, *later} - needed == set(postmetrics.__all__)
