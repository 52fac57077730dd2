"""The command, run as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from importlib.metadata import entry_points, version
from pathlib import Path

import pytest

from postmetrics import dumps, explain, explain_platform, loads, normalize
from postmetrics.cli import main
from postmetrics.html import page


PLUGINS = Path(__file__).parent / "plugins"
SOURCE = {
    "status": "success",
    "youtube": {"social_connection_id": "a", "id": "v", "analytics": {"likes": 3, "new": 1}},
    "tiktok": {"social_connection_id": "b", "analytics": {"likeCount": 4}},
}


@pytest.fixture
def source_file(tmp_path):
    def write(content):
        file = tmp_path / "source.json"
        file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return str(file)

    return write


@pytest.fixture
def command(capfd):
    def run(*arguments):
        status = main(arguments)
        printed = capfd.readouterr()
        return status, printed.out, printed.err

    return run


def test_normalize_prints_the_response(command, source_file):
    status, out, err = command("normalize", source_file(SOURCE))
    assert (status, err) == (0, "")
    assert loads(out) == normalize(SOURCE)


def test_normalize_reads_standard_input():
    done = subprocess.run(
        [sys.executable, "-m", "postmetrics", "normalize", "-"],
        input=json.dumps(SOURCE).encode(),
        capture_output=True,
        check=True,
    )
    assert loads(done.stdout) == normalize(SOURCE)


def test_normalize_takes_what_the_function_takes(command, source_file):
    file = source_file(SOURCE)
    status, out, _ = command("normalize", file, "--connection", "b", "--format", "ayrshare")
    assert (status, loads(out)) == (0, normalize(SOURCE, social_connection_id="b"))

    file = source_file({"youtube": {"likes": "many"}})
    status, out, _ = command("normalize", file, "--on-error", "null")
    assert (status, loads(out).analytics.totals.likes) == (0, None)


def test_normalize_reads_a_platforms_own_payload(command, source_file):
    file = source_file({"items": [{"id": "v", "statistics": {"likeCount": "5"}}]})
    status, out, _ = command("normalize", file, "--platform", "youtube")
    assert status == 0
    assert (json.loads(out)["platform_post_id"], json.loads(out)["metrics"]["likes"]) == ("v", 5)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (
            b"{",
            "source.json: expected JSON, got Expecting property name enclosed in double quotes: line 1",
        ),
        (b"\xff\xfe\x00", "source.json: expected JSON, got 'utf-16-le' codec can't decode"),
        (b'{"likes": NaN}', "source.json: expected JSON, got NaN"),
        (b"[" * 100_000, "source.json: expected JSON, got maximum recursion depth exceeded"),
        (b"[]", "source response: expected an object, got []"),
        (
            {"youtube": {"likes": "many", "views": "1\n2"}},
            (
                "youtube: likes: expected a whole number, got 'many'; "
                "youtube: views: expected a whole number, got '1\\n2'"
            ),
        ),
        (
            {"youtube": {"analytics": {"items": []}}, "platforms": [{"platform": "x"}]},
            "source response: expected one source format",
        ),
        ({"youtube": {"items": [{}, {}]}}, "youtube: items: expected one post, got 2"),
    ],
)
def test_bad_data_is_one_clear_line(command, source_file, content, line):
    status, out, err = command("normalize", source_file(content))
    assert (status, out) == (1, "")
    assert err.startswith("postmetrics: ")
    assert line in err
    assert err.count("\n") == 1


def test_what_json_cannot_hold_is_not_printed(command, source_file):
    status, out, err = command("normalize", source_file(b'{"a": 1e400}'))
    assert (status, out) == (1, "")
    assert "not JSON compliant" in err


def test_a_closed_standard_output_is_no_error():
    script = f"'{sys.executable}' -m postmetrics sample >&-"
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_missing_file_is_one_clear_line(command, tmp_path):
    status, out, err = command("normalize", str(tmp_path / "none.json"))
    assert (status, out) == (1, "")
    assert "No such file or directory" in err


@pytest.mark.parametrize(
    "arguments", [[], ["normalise", "-"], ["normalize"], ["platforms", "--json", "--metrics"]]
)
def test_wrong_usage_is_2(capfd, arguments):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: postmetrics" in capfd.readouterr().err


@pytest.mark.parametrize("name", ["normalize", "explain"])
@pytest.mark.parametrize("option", ["--connection", "--format"])
@pytest.mark.parametrize("value", ["a", ""])
def test_a_platforms_own_payload_has_neither_connection_nor_format(capfd, source_file, name, option, value):
    with pytest.raises(SystemExit) as ended:
        main([name, source_file({}), "--platform", "x", option, value])
    assert ended.value.code == 2
    assert "--connection and --format are for source responses" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["normalize", "--platform", ""], "platform: expected one of "),
        (["explain", "--platform", ""], "platform: expected one of "),
        (["explain", "--html", ""], "directory"),
    ],
)
def test_an_empty_option_is_not_one_that_is_not_there(command, source_file, arguments, said):
    name, *options = arguments
    status, out, err = command(name, source_file({}), *options)
    assert (status, out) == (1, "")
    assert said in err


def test_what_programs_read_is_utf_8_whatever_the_locale():
    done = subprocess.run(
        [sys.executable, "-m", "postmetrics", "normalize", "-"],
        input='{"note": "é😀"}'.encode(),
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
    )
    assert loads(done.stdout).analytics.metadata == {"note": "é😀"}


def test_explain_prints_a_table(command, source_file):
    status, out, _ = command("explain", source_file(SOURCE))
    assert status == 0
    assert "  likes                              3  analytics.likes 3\n" in out
    assert "  (unread)                              analytics.new 1\n" in out


def test_explain_prints_json_for_programs(command, source_file):
    status, out, _ = command("explain", source_file(SOURCE), "--json", "--connection", "a")
    (only,) = json.loads(out)["platforms"]
    assert status == 0
    assert only["cells"]["likes"] == {
        "status": "reported",
        "value": 3,
        "origins": [{"path": "analytics.likes", "raw": 3}],
        "tried": [],
        "note": None,
    }


def test_explain_reads_a_platforms_own_payload(command, source_file):
    _, out, _ = command("explain", source_file({"statistics": {"likeCount": "5"}}), "--platform", "youtube")
    assert "  likes                              5  statistics.likeCount '5'\n" in out


def test_platforms_lists_names_providers_versions_and_status(command):
    status, out, _ = command("platforms")
    assert status == 0
    assert out.splitlines()[0].split() == ["name", "provider", "version", "status"]
    assert ["x", "postmetrics", version("postmetrics"), "built-in"] in map(str.split, out.splitlines())


def test_platforms_says_what_is_wrong_with_a_plug_in():
    path = os.pathsep.join([str(PLUGINS / "broken"), *sys.path])
    done = subprocess.run(
        [sys.executable, "-m", "postmetrics", "platforms"],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        check=True,
        text=True,
    )
    assert (
        "mastodon   bad-mastodon  2.0      broken: mastodon: expected a mapper at bad_mastodon:MAPPER"
        in done.stdout
    )


def test_platforms_as_json(command):
    _, out, _ = command("platforms", "--json")
    assert {
        "name": "twitter",
        "provider": "postmetrics",
        "version": version("postmetrics"),
        "target": "postmetrics.platforms.x:MAPPER",
        "status": "built-in",
        "problem": None,
        "platform": "x",
    } in json.loads(out)


def test_platforms_prints_each_platforms_coverage_once(command):
    _, out, _ = command("platforms", "--metrics")
    assert out.splitlines()[0].replace("|", "").split() == [
        "metric",
        "facebook",
        "instagram",
        "linkedin",
        "tiktok",
        "x",
        "youtube",
    ]


def test_platforms_prints_each_platforms_definitions_once(command):
    _, out, _ = command("platforms", "--definitions")
    assert len(out.splitlines()) == 2 + 6 * 13


def test_sample_prints_a_source_response_that_normalize_takes(command):
    status, out, _ = command("sample")
    assert status == 0
    assert len(normalize(json.loads(out)).analytics.platforms) == 6


def test_the_version_is_that_of_what_is_installed(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"{version('postmetrics')}\n")


def test_a_closed_standard_input_is_one_line(command, monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    line = "postmetrics: standard input: expected it open, got it closed\n"
    assert command("normalize", "-") == (1, "", line)


def test_a_source_without_a_platform_says_so_when_it_is_explained(command, source_file):
    status, out, _ = command("explain", source_file({"data": {"public_metrics": {"like_count": 5}}}))
    assert status == 0
    assert out.splitlines()[2].startswith("no platform in it (for a payload of a platform's own: ")


def test_a_reader_that_has_seen_enough_is_no_error():
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "postmetrics", "sample"],
            stdout=closed,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_command_is_installed():
    (script,) = (each for each in entry_points(group="console_scripts") if each.name == "postmetrics")
    assert script.load() is main


def test_the_bytes_are_those_of_the_library(command, source_file):
    _, out, _ = command("normalize", source_file(SOURCE))
    assert json.loads(out) == json.loads(dumps(normalize(SOURCE)))
    assert list(json.loads(out)) == ["analytics", "stats"]


def test_verify_says_that_the_contract_is_kept(command, source_file):
    file = source_file(json.loads(dumps(normalize(SOURCE))))
    assert command("verify", file) == (0, "the contract is kept\n", "")
    assert command("verify", file, "--json") == (0, "[]\n", "")


def test_verify_prints_a_line_a_breach(command, source_file):
    wire = json.loads(dumps(normalize(SOURCE)))
    wire["analytics"]["totals"]["saves"] = 0
    del wire["stats"]
    file = source_file(wire)
    status, out, err = command("verify", file)
    assert (status, err) == (1, "")
    assert out.splitlines() == [
        "$.stats: expected an object, got nothing",
        "$.analytics.totals.saves: expected null, for no platform reports it, got a zero over nulls",
    ]
    status, out, _ = command("verify", file, "--json")
    assert status == 1
    assert [each["path"] for each in json.loads(out)] == ["$.stats", "$.analytics.totals.saves"]


def test_schema_prints_a_json_schema(command):
    status, out, _ = command("schema")
    assert (status, json.loads(out)["title"]) == (0, "PostAnalytics")
    status, out, _ = command("schema", "--metrics")
    assert (status, json.loads(out)["title"]) == (0, "Metrics")


def test_vectors_are_printed_or_written(command, tmp_path):
    status, out, _ = command("vectors")
    printed = json.loads(out)
    assert status == 0
    assert sorted(printed) == ["facebook", "instagram", "linkedin", "responses", "tiktok", "x", "youtube"]

    target = tmp_path / "deep" / "vectors"
    status, out, _ = command("vectors", str(target))
    assert (status, out.splitlines()) == (0, [str(file) for file in sorted(target.iterdir())])
    assert json.loads((target / "x.json").read_bytes()) == printed["x"]
    assert "responses.json" in (target / "README.md").read_text("utf-8")


def test_explain_writes_a_page(command, source_file, tmp_path):
    out_file = tmp_path / "page.html"
    status, out, err = command("explain", source_file(SOURCE), "--html", str(out_file))
    assert (status, out, err) == (0, f"{out_file}\n", "")
    assert out_file.read_text("utf-8") == page(explain(SOURCE))

    payload = source_file({"likes": 5})
    assert command("explain", payload, "--platform", "youtube", "--html", str(out_file))[0] == 0
    assert out_file.read_text("utf-8") == page(explain_platform("youtube", {"likes": 5}))


def test_a_page_that_cannot_be_written_is_an_error(command, source_file, tmp_path):
    status, out, err = command("explain", source_file(SOURCE), "--html", str(tmp_path))
    assert (status, out, err.count("\n")) == (1, "", 1)


def test_an_error_does_not_steer_the_terminal(command, source_file):
    file = source_file({"youtube": {"social_connection_id": "\x1b[2J"}})
    _, _, err = command("normalize", file, "--connection", "b")
    assert err.strip().isprintable()


def test_half_a_surrogate_pair_is_escaped(command, source_file):
    status, out, _ = command("normalize", source_file(b'{"note": "\\ud83d", "name": "\xc3\xb6"}'))
    assert (status, json.loads(out)["stats"]["note"]) == (0, "\ud83d")
    _, out, _ = command("normalize", source_file({"name": "ö"}))
    assert "ö" in out


def test_check_tries_a_mapper_by_every_law(command):
    assert command("check", "youtube") == (0, "youtube keeps every law\n", "")
    assert command("check", "twitter") == (0, "twitter (a mapper of x) keeps every law\n", "")
    status, _, err = command("check", "myspace")
    assert (status, err.startswith("postmetrics: platform: expected one of")) == (1, True)


def in_a_process(*arguments, plugins=()):
    path = os.pathsep.join([*(str(PLUGINS / plugin) for plugin in plugins), *sys.path])
    return subprocess.run(
        [sys.executable, "-m", "postmetrics", *arguments],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        check=False,
        text=True,
    )


def test_check_names_the_laws_that_are_broken():
    done = in_a_process("check", "mastodon", plugins=["breaks_a_law"])
    assert done.returncode == 1
    assert done.stdout.startswith("mastodon breaks\n")
    assert "null_is_not_zero" in done.stdout


def test_platforms_can_be_a_line_for_a_backends_own_ci():
    assert in_a_process("platforms", "--check", plugins=["good", "claims_youtube"]).returncode == 0
    done = in_a_process("platforms", "--check", plugins=["breaks_a_law", "twin_one", "twin_two"])
    assert done.returncode == 1
    assert "law-breaker  1.0      broken: mastodon breaks null_is_not_zero" in done.stdout
    assert "twin-one     1.0      ambiguous: reddit: expected one mapper" in done.stdout


def test_a_mapper_of_another_platform_than_its_name_is_told():
    provider = "talkative-fedi  1.0      ok (a mapper of mastodon)\n"
    assert provider in in_a_process("platforms", plugins=["misnamed"]).stdout
    checked = in_a_process("platforms", "--check", plugins=["misnamed"]).stdout
    assert provider in checked
    assert "read" not in checked.split()  # what it prints when it is tried
    done = in_a_process("check", "pixelfed", plugins=["misnamed"])
    assert (done.returncode, done.stdout) == (0, "pixelfed (a mapper of mastodon) keeps every law\n")


def test_what_plug_ins_print_is_no_output():
    done = in_a_process("platforms", "--json", plugins=["misnamed", "exits"])
    standings = {each["name"]: each["status"] for each in json.loads(done.stdout)}
    assert (standings["pixelfed"], standings["myspace"]) == ("ok", "broken")
    assert sorted(done.stderr.split()) == ["hello", "imported"]
