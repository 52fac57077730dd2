"""`postmetrics batch`, run as a user runs it: whole files, real signals, full disks."""

from __future__ import annotations

import gzip
import json
import os
import pty
import signal
import subprocess
import sys

from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import postmetrics.batch

from postmetrics import dumps, normalize, normalize_json, normalize_platform, to_dict
from postmetrics.batch import Interrupted, Rows, batch
from postmetrics.batch.output import Output
from postmetrics.cli import main


PLUGINS = Path(__file__).parent / "plugins"
PATIENCE = 120  # seconds: the machine may be busy

SOURCE = b'{"status":"success","youtube":{"id":"v","likes":3},"tiktok":{"id":"t","likeCount":4}}'
VIDEO = b'{"items":[{"id":"v","statistics":{"viewCount":"911","likeCount":"0"}}]}'
BAD = b'{"youtube":{"likes":"many"}}'
MUCH = b"\n".join(
    [SOURCE, BAD, *[b'{"status":"%s"}' % (b"x" * 1000)] * 14_000, b""]
)  # more than three chunks


@pytest.fixture(autouse=True)
def there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def command(capfd, there):
    def run(*arguments):
        status = main(["batch", *arguments])
        printed = capfd.readouterr()
        assert all(file.name in arguments or not file.name.startswith(".") for file in there.iterdir())
        return status, printed.out, printed.err

    return run


def heed_interrupts():
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # which a shell has its background ignore
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # and nohup this


@contextmanager
def process(*arguments, **how):
    command = [sys.executable, "-m", "postmetrics", "batch", *arguments]
    with subprocess.Popen(
        command,
        preexec_fn=heed_interrupts,  # noqa: PLW1509  # there are no threads
        **{"stderr": subprocess.PIPE, **how},
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def answered(*arguments, input=b"", **how):
    with process(*arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **how) as running:
        out, err = running.communicate(input, timeout=PATIENCE)
    return running.returncode, out, err.decode()


def lines(file):
    return Path(file).read_bytes().split(b"\n")


# Lines to lines


def test_each_line_is_answered_as_it_is_alone(command, there):
    rows = [SOURCE, b'{"status": 1.50, "n": 36893488147419103232, "half": "\\ud83d", "x": 1e-7}', b"{}"]
    there.joinpath("in.ndjson").write_bytes(b"\n".join(rows))
    status, out, err = command("in.ndjson", "out.ndjson")
    assert (status, out) == (0, "")
    assert err.startswith("postmetrics: out.ndjson: 3 rows, 0 of them bad, in ")
    assert lines("out.ndjson") == [*map(normalize_json, rows), b""]


def test_a_bad_row_is_in_its_place_and_repeated_with_its_line(command, there):
    there.joinpath("in.jsonl").write_bytes(b"\n".join([SOURCE, b"", b'{"cut": ', BAD, SOURCE, b""]))
    status, _, err = command("in.jsonl", "out.jsonl", "--errors", "errors.txt")
    assert status == 1
    assert "4 rows, 2 of them bad" in err
    good, blank, cut, many, again, end = lines("out.jsonl")
    assert (good, again, blank, end) == (normalize_json(SOURCE), good, b"", b"")
    cut, many = json.loads(cut), json.loads(many)
    assert cut == {"error": cut["error"], "row": '{"cut":'}
    assert cut["error"].startswith("row: expected JSON, got ")
    assert many == {"error": "youtube: likes: expected a whole number, got 'many'", "row": BAD.decode()}
    assert [json.loads(each) for each in lines("errors.txt")[:-1]] == [
        {"line": 3, **cut},
        {"line": 4, **many},
    ]


def test_no_bad_row_leaves_an_empty_file_of_errors(command, there):
    there.joinpath("in.json").write_bytes(SOURCE)
    assert command("in.json", "out.json", "--errors", "errors")[0] == 0
    assert there.joinpath("errors").read_bytes() == b""


def test_what_is_wrong_with_windows_and_editors_is_no_error(command, there):
    text = b"\xef\xbb\xbf" + SOURCE + b"\r\n\r\n  " + BAD + b"\r\n" + SOURCE
    there.joinpath("in.ndjson").write_bytes(text)
    assert command("in.ndjson", "out.ndjson")[0] == 1
    first, blank, bad, last, end = lines("out.ndjson")
    assert (first, last, blank, end) == (normalize_json(SOURCE), first, b"", b"")
    assert json.loads(bad)["row"] == BAD.decode()


def test_a_line_that_is_no_text_loses_no_byte(command, there):
    there.joinpath("in.ndjson").write_bytes(b'{"a": "\xff"}\n' + SOURCE)
    assert command("in.ndjson", "out.ndjson")[0] == 1
    bad, good, _ = lines("out.ndjson")
    assert good == normalize_json(SOURCE)
    assert json.loads(bad)["row_base64"] == "eyJhIjogIv8ifQ=="
    assert "expected JSON, got 'utf-8' codec can't decode byte 0xff" in json.loads(bad)["error"]


def test_rows_that_json_does_not_have_are_bad(command, there):
    rows = [b'{"a": NaN}', b'{"a": 1e999}', b"[]", b"[" * 100_000, b"null", b"{} {}"]
    there.joinpath("in.ndjson").write_bytes(b"\n".join(rows))
    status, _, err = command("in.ndjson", "out.ndjson")
    assert (status, "6 rows, 6 of them bad" in err) == (1, True)
    answers = [json.loads(each) for each in lines("out.ndjson")[:-1]]
    assert [each["row"].encode() for each in answers] == rows
    assert answers[0]["error"] == "row: expected JSON, got NaN"


def test_utf_16_is_refused_whole(command, there):
    there.joinpath("in.ndjson").write_text(SOURCE.decode(), "utf-16")
    status, _, err = command("in.ndjson", "out.ndjson")
    assert (status, err) == (2, "postmetrics: in.ndjson: expected UTF-8, got UTF-16\n")


def test_a_line_of_50_mb_is_a_line(command, there):
    long = b'{"status":"success","note":"' + b"x" * 50_000_000 + b'"}'
    there.joinpath("in.ndjson").write_bytes(b"\n".join([SOURCE, long, long[:-1], SOURCE]))
    assert command("in.ndjson", "out.ndjson")[0] == 1
    first, answer, bad, last, _ = lines("out.ndjson")
    assert (first, last) == (normalize_json(SOURCE), first)
    assert answer == normalize_json(long)
    assert json.loads(bad)["row"].encode() == long[:-1]


@pytest.mark.parametrize("name", ["out.ndjson", "out.NDJSON.GZ", "out.PARQUET"])
@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\r\n"])
def test_a_file_without_a_row_gives_one_without_a_row(command, there, name, content):
    there.joinpath("in.ndjson").write_bytes(content)
    status, _, err = command("in.ndjson", name)
    assert (status, "0 rows, 0 of them bad" in err) == (0, True)
    made = there.joinpath(name).read_bytes()
    if name == "out.PARQUET":
        assert (pq.read_table(name).num_rows, pq.read_table(name).num_columns) == (0, 16)
    else:
        made = gzip.decompress(made) if name.endswith("GZ") else made
        assert made == b"\n" * content.count(b"\n")  # blank lines stay


# Platforms


def test_a_line_is_one_platforms_payload(command, there):
    there.joinpath("in.ndjson").write_bytes(b"\n".join([VIDEO, b'{"items": []}', b"3"]))
    assert command("in.ndjson", "out.ndjson", "--platform", "youtube")[0] == 1
    video, _, bad, _ = (each and json.loads(each) for each in lines("out.ndjson"))
    assert video == to_dict(normalize_platform("youtube", json.loads(VIDEO)))
    assert bad == {"error": "youtube: payload: expected an object, got 3", "row": "3"}


def test_a_line_names_its_platform_and_keeps_the_rest(command, there):
    payload = json.loads(VIDEO)
    rows = [
        {"id": 7, "platform": "youtube", "payload": payload},
        {"id": 2**70, "platform": "twitter", "payload": '{"public_metrics": {"like_count": 1e-7}}'},
        {"id": 9, "platform": "twitter", "payload": '{"public_metrics": {"like_count": 5}, "n": 1e-7}'},
    ]
    there.joinpath("in.ndjson").write_text("\n".join(map(json.dumps, rows)))
    assert command("in.ndjson", "out.ndjson", "--platform-column", "platform")[0] == 1
    video, bad, post, _ = (each and json.loads(each) for each in lines("out.ndjson"))
    assert video == {"id": 7, **to_dict(normalize_platform("youtube", payload))}
    assert "like_count: expected a whole number" in bad["error"]
    assert (post["id"], post["platform"], post["raw_metrics"]["n"]) == (9, "x", 1e-7)


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("[]", "row: expected an object, got []"),
        ('{"kind": "x"}', "row: expected 'raw' in it, got 'kind'"),
        ('{"raw": {}}', "row: expected 'kind' in it, got 'raw'"),
        ('{"kind": ["x"], "raw": {}}', "kind: expected text, got ['x']"),
        ('{"kind": "myspace", "raw": {}}', "platform: expected one of facebook, "),
        ('{"kind": "x", "raw": null}', "x: payload: expected an object, got None"),
        ('{"kind": "x", "raw": "{"}', "raw: expected JSON, got Expecting"),
        (
            '{"kind": "x", "raw": {}, "metrics": 1}',
            "row: expected other keys than those that are added, got metrics",
        ),
    ],
)
def test_a_line_that_does_not_hold_what_it_should_is_bad(command, there, row, error):
    there.joinpath("in.ndjson").write_text(row)
    assert command("in.ndjson", "out.ndjson", "--platform-column", "kind", "--payload-column", "raw")[0] == 1
    (bad, _) = lines("out.ndjson")
    assert json.loads(bad)["row"] == row
    assert json.loads(bad)["error"].startswith(error)


def test_the_options_of_normalize_are_those_of_a_batch(command, there):
    source = b'{"youtube": {"social_connection_id": "a", "likes": "x"}, "tiktok": {"like_count": 1}}'
    there.joinpath("in.ndjson").write_bytes(source)
    options = ("--connection", "a", "--format", "ayrshare", "--on-error", "null")
    assert command("in.ndjson", "out.ndjson", *options)[0] == 0
    how = {"social_connection_id": "a", "source_format": "ayrshare", "on_error": "null"}
    assert lines("out.ndjson")[0] == normalize_json(source, **how)


# Wrong usage, and what cannot be done


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ["in.csv", "out.ndjson"],
            "in.csv: expected a name in .ndjson, .jsonl or .json, also with .gz, or in .parquet",
        ),
        (["in.ndjson", "out.parquet.gz"], "out.parquet.gz: expected a name in .ndjson, "),
        (["in.ndjson", "in.ndjson"], "in.ndjson: expected another file than in.ndjson, got the same"),
        (["in.ndjson", "link.ndjson"], "link.ndjson: expected another file than in.ndjson, got the same"),
        (["in.ndjson", "hard.ndjson"], "hard.ndjson: expected another file than in.ndjson, got the same"),
        (
            ["in.ndjson", "./new.ndjson", "--errors", "new.ndjson"],
            "new.ndjson: expected another file than ./new.ndjson",
        ),
        (["in.ndjson", "-", "--errors", "-"], "-: expected another file than -, got the same"),
        (["none.ndjson", "out.ndjson"], "[Errno 2] No such file or directory: 'none.ndjson'"),
        (["in.ndjson", "none/out.ndjson"], "[Errno 2] No such file or directory: 'none/out.ndjson'"),
        ([".", "out.ndjson"], ".: expected a name in"),
        (["in.ndjson", "dir.ndjson"], "dir.ndjson: expected the name of a file, got that of something else"),
        (["in.ndjson", "out.ndjson", "--platform", "myspace"], "platform: expected one of facebook, "),
        (["bad.parquet", "out.parquet", "--platform", ""], "platform: expected one of facebook, "),
        (["in.ndjson", "out.ndjson", "--platform", ""], "platform: expected one of facebook, "),
        (
            ["in.ndjson", "out.ndjson", "--platform-column", "", "--connection", ""],
            "batch: expected source responses with a connection or a format, got a platform",
        ),
        (["in.ndjson", "out.ndjson", "--format", ""], "source response: expected one of ayrshare, listed"),
        (
            ["in.ndjson", "out.ndjson", "--format", "csv"],
            "source response: expected one of ayrshare, listed as source_format",
        ),
        (
            ["in.ndjson", "out.ndjson", "--platform", "x", "--connection", "a"],
            "batch: expected source responses with a connection or a format, got a platform",
        ),
        (
            ["in.gz.json.gz", "out.ndjson"],
            "in.gz.json.gz: expected a whole gzip file, got Not a gzipped file",
        ),
        (["bad.parquet", "out.ndjson"], "bad.parquet: expected Parquet, got "),
    ],
)
def test_what_cannot_be_done_is_one_clear_line_and_no_file(command, there, arguments, line):
    for name in ("in.ndjson", "in.gz.json.gz", "bad.parquet"):
        there.joinpath(name).write_bytes(SOURCE)
    there.joinpath("link.ndjson").symlink_to("in.ndjson")
    there.joinpath("hard.ndjson").hardlink_to("in.ndjson")
    there.joinpath("dir.ndjson").mkdir()
    before = sorted(there.iterdir())
    status, out, err = command(*arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"postmetrics: {line}")
    assert sorted(there.iterdir()) == before
    assert there.joinpath("in.ndjson").read_bytes() == SOURCE


@pytest.mark.parametrize(
    "arguments",
    [
        ["in.ndjson"],
        ["a.json", "b.json", "--jobs", "0"],
        ["a.json", "b.json", "--platform", "x", "--platform-column", "y"],
    ],
)
def test_wrong_usage_is_2(capfd, arguments):
    with pytest.raises(SystemExit) as caught:
        main(["batch", *arguments])
    assert caught.value.code == 2
    assert "usage: postmetrics batch" in capfd.readouterr().err


def test_a_link_that_leads_to_itself_is_one_clear_line(command, there):
    (there / "a.json").write_bytes(b"{}")
    (there / "b.json").symlink_to("b.json")
    status, out, err = command("a.json", "b.json")
    assert (status, out) == (2, "")
    assert "Symlink loop" in err or "symbolic links" in err
    assert err.count("\n") == 1


def test_standard_input_that_is_the_output_is_refused(there):
    there.joinpath("in.ndjson").write_bytes(SOURCE)
    with (
        there.joinpath("in.ndjson").open("rb") as file,
        process("-", "in.ndjson", stdin=file) as running,
    ):
        _, err = running.communicate(timeout=PATIENCE)
    assert (running.returncode, b"in.ndjson: expected another file than -" in err) == (2, True)
    with (
        there.joinpath("in.ndjson").open("ab") as file,
        process("in.ndjson", "-", stdout=file) as running,
    ):
        _, err = running.communicate(timeout=PATIENCE)
    assert (running.returncode, b"-: expected another file than in.ndjson" in err) == (2, True)
    assert there.joinpath("in.ndjson").read_bytes() == SOURCE


def test_an_older_output_stays_until_the_new_one_is_complete(command, there):
    there.joinpath("in.ndjson").write_bytes(SOURCE)
    old = there.joinpath("real.ndjson")
    old.write_bytes(b"old")
    old.chmod(0o600)
    there.joinpath("out.ndjson").symlink_to(old)
    there.joinpath("cut.ndjson.gz").write_bytes(gzip.compress(SOURCE)[:-9])
    assert command("cut.ndjson.gz", "out.ndjson")[0] == 2
    assert old.read_bytes() == b"old"
    assert command("in.ndjson", "out.ndjson")[0] == 0
    assert old.read_bytes() == normalize_json(SOURCE) + b"\n"
    assert (old.stat().st_mode & 0o777, there.joinpath("out.ndjson").is_symlink()) == (0o600, True)


@pytest.mark.parametrize("left", [20, -9, -1])
def test_a_gzip_file_that_is_cut_gives_no_output(command, there, left):
    there.joinpath("in.ndjson.gz").write_bytes(gzip.compress(b"\n".join([SOURCE] * 5))[:left])
    status, _, err = command("in.ndjson.gz", "out.ndjson", "--errors", "errors")
    assert (status, err.count("\n")) == (2, 1)
    assert err.startswith("postmetrics: in.ndjson.gz: expected a whole gzip file, got ")
    assert [file.name for file in there.iterdir()] == ["in.ndjson.gz"]


def test_gzip_comes_and_goes(command, there, monkeypatch):
    monkeypatch.setattr(postmetrics.batch, "_CHUNK", 1)
    there.joinpath("in.ndjson.gz").write_bytes(gzip.compress(SOURCE + b"\n") + gzip.compress(BAD + b"\n"))
    assert command("in.ndjson.gz", "out.ndjson")[0] == 1
    assert command("in.ndjson.gz", "out.jsonl.gz")[0] == 1
    assert gzip.decompress(there.joinpath("out.jsonl.gz").read_bytes()) == Path("out.ndjson").read_bytes()


# Standard streams


@pytest.mark.parametrize("content", [SOURCE, SOURCE + b"\n" + BAD + b"\n"])
def test_errors_are_compressed_where_their_name_says_so(command, there, content):
    there.joinpath("in.ndjson").write_bytes(content)
    status = command("in.ndjson", "out.ndjson", "--errors", "errors")[0]
    assert command("in.ndjson", "out.ndjson", "--errors", "errors.GZ")[0] == status
    errors = there.joinpath("errors").read_bytes()
    assert gzip.decompress(there.joinpath("errors.GZ").read_bytes()) == errors
    assert bool(errors) == bool(status)


def test_lines_go_from_standard_input_to_standard_output():
    status, out, err = answered("-", "-", input=SOURCE + b"\n" + BAD)
    assert (status, out.split(b"\n")[0]) == (1, normalize_json(SOURCE))
    assert err.startswith("postmetrics: -: 2 rows, 1 of them bad, in ")
    assert err.count("\n") == 1


def test_a_reader_that_has_seen_enough_is_no_error():
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed, process("-", "-", stdin=subprocess.PIPE, stdout=closed) as running:
        _, err = running.communicate(SOURCE, timeout=PATIENCE)
    assert (running.returncode, err) == (0, b"")


def test_without_standard_error_nothing_else_is_on_standard_output(there):
    there.joinpath("in.ndjson").write_bytes(SOURCE)
    done = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m postmetrics batch in.ndjson - 2>&-"],
        stdout=subprocess.PIPE,
        check=False,
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stdout) == (0, normalize_json(SOURCE) + b"\n")


def test_streams_that_are_closed_are_one_clear_line():
    for closed in ("<&-", "</dev/null >&-"):
        done = subprocess.run(
            ["/bin/sh", "-c", f"{sys.executable} -m postmetrics batch - - {closed}"],
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.startswith(b"postmetrics: [Errno 9] Bad file descriptor")


def watched(*arguments):
    """Run with a terminal as standard error; return what it shows."""
    ours, theirs = pty.openpty()
    with process(*arguments, stderr=theirs) as running:
        os.close(theirs)
        shown = b""
        try:
            while some := os.read(ours, 4096):
                shown += some
        except OSError:  # its end, as Linux has it
            pass
        assert running.wait(PATIENCE) == 1
    os.close(ours)
    return shown.decode()


def test_a_terminal_shows_how_far_it_is_and_a_pipe_does_not(there):
    there.joinpath("in.ndjson").write_bytes(SOURCE + b"\n" + BAD + b"\n")
    _, bar, _, cleared, summary, _ = watched("in.ndjson", "out.ndjson").split("\r")
    assert bar.startswith("#################### 100%  2 rows  ")
    assert "rows/s  1 bad  0:00:00 left" in bar
    assert not cleared.strip()
    assert summary.startswith("postmetrics: out.ndjson: 2 rows, 1 of them bad, in ")
    status, _, err = answered("in.ndjson", "out.ndjson")
    assert (status, "#" in err, err.count("\n")) == (1, False, 1)


def test_a_terminal_that_is_closed_ends_nothing():
    ours, theirs = pty.openpty()
    with process("-", "out.ndjson", stdin=subprocess.PIPE, stderr=theirs, start_new_session=True) as running:
        os.close(theirs)
        running.stdin.write(MUCH.replace(BAD, SOURCE))
        running.stdin.flush()
        assert b"rows/s" in os.read(ours, 4096)
        os.close(ours)
        running.communicate(SOURCE, timeout=PATIENCE)
    assert running.returncode == 0
    assert lines("out.ndjson")[-2] == normalize_json(SOURCE)


# Interrupts, in the middle: more is written than a pipe holds, and the end of the input never comes


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("target", ["out.ndjson", "out.parquet"])
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_signal_leaves_no_half_file_and_no_worker(there, sent, target, jobs):
    arguments = ("-", target, "--errors", "errors", "--jobs", jobs)
    temporary = there / "temporary"
    temporary.mkdir()
    how = {"start_new_session": True, "env": {**os.environ, "TMPDIR": str(temporary)}}
    with process(*arguments, stdin=subprocess.PIPE, **how) as running:
        running.stdin.write(MUCH)
        running.stdin.flush()
        if sent == signal.SIGKILL:
            running.kill()
        else:
            os.killpg(running.pid, sent)  # as a terminal does
        _, err = running.communicate(timeout=PATIENCE)  # which the last worker ends
    assert list(temporary.iterdir()) == []
    temporary.rmdir()
    left = [file.name for file in there.iterdir()]
    if sent == signal.SIGKILL:
        assert (running.returncode, err) == (-sent, b"")
        assert not {target, "errors"} & {*left}
    else:
        assert err.decode() == f"postmetrics: batch: expected to reach the end, got {sent.name}\n"
        assert (running.returncode, left) == (128 + sent, [])


@pytest.fixture
def interrupting(monkeypatch, there):
    """Have rows answered by a mapper that is interrupted, swallows that, and is interrupted again."""
    answers = []

    def answer(*_):
        try:
            signal.raise_signal(signal.SIGTERM)
        except BaseException:  # noqa: BLE001  # it is about this
            signal.raise_signal(signal.SIGTERM)
        answers.append(b"{}")
        return b"{}"

    monkeypatch.setattr(postmetrics.batch, "_CHUNK", 1)
    monkeypatch.setattr(Rows, "answer", answer)
    there.joinpath("in.ndjson").write_bytes(b"{}\n{}\n{}\n")
    before = signal.getsignal(signal.SIGTERM)
    yield answers
    signal.signal(signal.SIGTERM, before)


def test_an_interrupt_that_a_mapper_swallows_ends_the_batch_after_its_chunk(interrupting, there):
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(Interrupted, match="expected to reach the end, got SIGTERM"):
        batch("in.ndjson", "out.ndjson", rows=Rows())
    assert interrupting == [b"{}"]
    assert [file.name for file in there.iterdir()] == ["in.ndjson"]
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_signal_that_was_ignored_stays_ignored(interrupting):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    assert batch("in.ndjson", "out.ndjson", rows=Rows()).rows == len(interrupting) == 3
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_IGN


def test_nothing_comes_between_the_names(monkeypatch, there):
    appear = Output.appear

    def interrupted(self):
        appear(self)
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(Output, "appear", interrupted)
    there.joinpath("in.ndjson").write_bytes(SOURCE)
    assert batch("in.ndjson", "out.ndjson", rows=Rows(), errors="errors").rows == 1
    assert sorted(file.name for file in there.iterdir()) == ["errors", "in.ndjson", "out.ndjson"]


# Full disks


@pytest.fixture
def full_disk(there):
    """Return a directory that holds 256 KiB."""
    small = there / "small"
    small.mkdir()
    made = subprocess.run(
        ["/bin/mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(small)],
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    if made.returncode:
        missing = f"nothing can be mounted here: {made.stderr.strip()}"
        if os.environ.get("POSTMETRICS_REQUIRE_MOUNT", "0") not in {"", "0"}:
            pytest.fail(missing)
        pytest.skip(missing)
    yield small
    subprocess.run(["/bin/umount", str(small)], check=True, timeout=PATIENCE)


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("target", ["out.ndjson", "out.ndjson.gz", "out.parquet"])
def test_a_full_disk_is_one_clear_line_and_no_half_file(full_disk, there, target, jobs):
    rows = b"".join(b'{"status":"%s"}\n' % os.urandom(1000).hex().encode() for _ in range(2000))
    there.joinpath("in.ndjson").write_bytes(rows)
    status, _, err = answered("in.ndjson", str(full_disk / target), "--jobs", jobs)
    assert err == f"postmetrics: [Errno 28] No space left on device: '{full_disk / target}'\n"
    assert (status, list(full_disk.iterdir())) == (2, [])


def test_no_room_for_what_goes_to_workers_and_back_is_one_clear_line_too(full_disk, there):
    there.joinpath("in.ndjson").write_bytes(MUCH)
    status, _, err = answered(
        "in.ndjson", "out.ndjson", "--jobs", "2", env={**os.environ, "TMPDIR": str(full_disk)}
    )
    assert err.startswith(f"postmetrics: [Errno 28] No space left on device: '{full_disk}/postmetrics-")
    assert (status, err.count("\n"), list(full_disk.iterdir())) == (2, 1, [])
    assert not there.joinpath("out.ndjson").exists()


def test_errors_that_do_not_fit_leave_no_output_either(full_disk, there):
    there.joinpath("in.ndjson").write_bytes((b"x" * 1000 + b"\n") * 1000)
    errors = full_disk / "errors"
    status, _, err = answered("in.ndjson", "out.ndjson", "--errors", str(errors))
    assert err == f"postmetrics: [Errno 28] No space left on device: '{errors}'\n"
    assert (status, [file.name for file in there.iterdir() if file.is_file()]) == (2, ["in.ndjson"])
    assert list(full_disk.iterdir()) == []


@pytest.mark.parametrize("content", [SOURCE, MUCH])
def test_a_stream_that_takes_no_more_is_one_clear_line(there, content):
    there.joinpath("in.ndjson").write_bytes(content)
    with Path("/dev/full").open("wb") as full, process("in.ndjson", "-", stdout=full) as running:
        _, err = running.communicate(timeout=PATIENCE)
    assert err == b"postmetrics: [Errno 28] No space left on device: 'standard output'\n"
    assert running.returncode == 2


# Jobs


@pytest.mark.parametrize("target", ["out.ndjson", "out.parquet"])
def test_two_jobs_write_what_one_writes(there, target):
    there.joinpath("in.ndjson").write_bytes(MUCH * 2)
    for jobs in ("1", "2"):
        status, _, err = answered("in.ndjson", f"{jobs}{target}", "--errors", f"errors{jobs}", "--jobs", jobs)
        assert (status, "28,004 rows, 2 of them bad" in err) == (1, True)
    assert Path("errors1").read_bytes() == Path("errors2").read_bytes()
    if target == "out.ndjson":
        assert Path("1out.ndjson").read_bytes() == Path("2out.ndjson").read_bytes()
    else:
        assert pq.read_table("1out.parquet") == pq.read_table("2out.parquet")


def test_a_worker_has_the_mappers_of_its_parent(there):
    there.joinpath("in.ndjson").write_bytes(b'{"bluesky": {"id": "b", "likeCount": 4}}\n' * 3)
    path = os.pathsep.join([str(PLUGINS / "good"), *sys.path])
    results = [
        answered(
            "in.ndjson",
            "-",
            "--jobs",
            jobs,
            env={**os.environ, "PYTHONPATH": path, "POSTMETRICS_NO_PLUGINS": off},
        )
        for off in ("0", "1")
        for jobs in ("1", "2")
    ]
    with_plug_ins, with_plug_ins_too, without, without_too = [out for _, out, _ in results]
    assert with_plug_ins == with_plug_ins_too != without == without_too


# Parquet


TOTALS = ["likes", "comments", "shares", "impressions", "views", "video_views", "video_viewers"]


def test_source_responses_get_columns_for_the_response_its_totals_and_the_error(command, there):
    there.joinpath("in.ndjson").write_bytes(
        b"\n".join([SOURCE, b"", BAD, b'{"a": "\xff"}', b'{"h": "\\ud83d"}'])
    )
    assert command("in.ndjson", "out.parquet", "--errors", "errors")[0] == 1
    good, bad, no_text, half = pq.read_table("out.parquet").to_pylist()
    assert list(good)[:9] == ["payload", "response", *TOTALS]
    assert (good["payload"], good["response"]) == (SOURCE.decode(), normalize_json(SOURCE).decode())
    assert (good["likes"], good["views"], good["error"]) == (7, None, None)
    assert bad["error"] == "youtube: likes: expected a whole number, got 'many'"
    assert (bad["payload"], {bad[name] for name in ["response", *TOTALS]}) == (BAD.decode(), {None})
    assert no_text["payload"] == "eyJhIjogIv8ifQ=="
    assert no_text["error"].startswith("row: expected UTF-8 (it is in base64 here), got 'utf-8' codec")
    assert json.loads(half["response"])["stats"] == {"h": "\ud83d"}
    first, second = map(json.loads, lines("errors")[:-1])
    assert first == {"line": 3, "error": bad["error"], "row": BAD.decode()}
    assert second == {"line": 4, "error": no_text["error"], "row_base64": "eyJhIjogIv8ifQ=="}


def test_a_platforms_payloads_get_its_columns(command, there):
    there.joinpath("in.ndjson").write_bytes(VIDEO + b"\n3\n")
    options = ("--platform", "youtube", "--payload-column", "raw")
    assert command("in.ndjson", "out.parquet", *options)[0] == 1
    video, bad = pq.read_table("out.parquet").to_pylist()
    assert list(video)[:2] == ["raw", "likes"]
    assert list(video)[-3:] == ["platform_post_id", "post_url", "error"]
    assert (video["views"], video["likes"], video["shares"], video["platform_post_id"]) == (911, 0, None, "v")
    assert bad["error"] == "youtube: payload: expected an object, got 3"
    assert command("out.parquet", "again.parquet", *options)[2].startswith(
        "postmetrics: batch: expected no column"
    )


def test_lines_that_name_their_platform_keep_the_rest_beside_it(command, there):
    rows = [
        {"id": 2**70, "platform": "youtube", "payload": json.loads(VIDEO)},
        {"id": 8, "platform": "x", "payload": '{"likes": 1e-7, "n": 18446744073709551616}'},
        [],
        {"platform": "\ud83d", "payload": {}},
        {"id": 1.0, "platform": "x", "payload": {"n": 1.0, "big": 2**64, "half": "\ud83d"}},
    ]
    there.joinpath("in.ndjson").write_text("\n".join(map(json.dumps, rows)))
    assert command("in.ndjson", "out.parquet", "--platform-column", "platform")[0] == 1
    video, bad, none, half, exact = pq.read_table("out.parquet").to_pylist()
    assert (video["views"], json.loads(video["row"])) == (911, {"id": 2**70, "platform": "youtube"})
    assert bad["payload"] == rows[1]["payload"]
    assert (none["platform"], none["payload"], none["row"]) == (None, None, "[]")
    assert none["error"] == "row: expected an object, got []"
    assert half["row"] == json.dumps(rows[3])
    assert json.loads(exact["payload"]) == rows[4]["payload"]
    assert json.loads(exact["row"])["id"] == 1.0


@pytest.mark.parametrize("target", ["out.parquet", "out.ndjson"])
def test_the_platforms_column_may_have_no_name(command, there, target):
    there.joinpath("in.ndjson").write_text(f'{{"": "youtube", "payload": {VIDEO.decode()}}}\n{{}}\n')
    status, _, err = command("in.ndjson", target, "--platform-column", "", "--errors", "bad.ndjson")
    assert (status, err.count("2 rows, 1 of them bad")) == (1, 1)
    (bad,) = there.joinpath("bad.ndjson").read_text().splitlines()
    assert json.loads(bad)["error"] == "row: expected '' in it, got ''"


def test_a_table_of_payloads_keeps_its_columns(command):
    given = pa.table(
        {
            "day": pa.array([1, 2, None], pa.timestamp("ns", "UTC")),
            "kind": pa.array(["youtube", "twitter", "myspace"]).dictionary_encode(),
            "payload": [VIDEO.decode(), '{"public_metrics": {"like_count": 5}}', "{}"],
        }
    )
    pq.write_table(given, "in.parquet")
    assert command("in.parquet", "out.parquet", "--platform-column", "kind", "--errors", "errors")[0] == 1
    made = pq.read_table("out.parquet")
    assert made.select(given.column_names) == given
    assert made["views"].to_pylist() == [911, None, None]
    assert made["likes"].to_pylist() == [0, 5, None]
    (error,) = map(json.loads, lines("errors")[:-1])
    assert error == {
        "line": 3,
        "error": made["error"][2].as_py(),
        "row": {"day": None, "kind": "myspace", "payload": "{}"},
    }


def test_a_table_comes_out_as_lines(command, there):
    given = {
        "at": pa.array([1], pa.timestamp("ns")),
        "share": [float("nan")],
        "price": pa.array(["1.20"]).cast(pa.decimal128(5, 2)),
        "digest": [b"\xff"],
        "payload": [VIDEO],
        "list": [[{"a": b"b", "when": None}]],
        "map": pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())),
        "ok": [True],
        "views_then": [1.5],
    }
    pq.write_table(pa.table(given), "in.parquet")
    assert command("in.parquet", "out.jsonl.gz", "--platform", "youtube")[0] == 0
    row = json.loads(gzip.decompress(there.joinpath("out.jsonl.gz").read_bytes()))
    assert {name: row[name] for name in [*given, "views", "likes", "error"]} == {
        "at": "1970-01-01 00:00:00.000000001",
        "share": "nan",
        "price": "1.20",
        "digest": "/w==",
        "payload": VIDEO.decode(),
        "list": [{"a": "Yg==", "when": None}],
        "map": [["k", 1]],
        "ok": True,
        "views_then": 1.5,
        "views": 911,
        "likes": 0,
        "error": None,
    }


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.binary(), pa.string_view()])
def test_a_column_of_source_responses_may_be_any_text(command, kind):
    pq.write_table(pa.table({"raw": pa.array([SOURCE, None, BAD], pa.binary()).cast(kind)}), "in.parquet")
    assert command("in.parquet", "out.ndjson", "--payload-column", "raw")[0] == 1
    good, none, bad = map(json.loads, lines("out.ndjson")[:-1])
    assert (good["raw"], good["response"]) == (SOURCE.decode(), normalize_json(SOURCE).decode())
    assert none["error"] == "source response: expected an object, got None"
    assert "got 'many'" in bad["error"]


def test_source_responses_may_be_structs_or_maps(command):
    structs = [{"status": "success", "youtube": {"likes": 3}}, None]
    maps = pa.array([[("status", "success")], [("a", "b"), ("a", "c")]], pa.map_(pa.string(), pa.string()))
    pq.write_table(pa.table({"payload": structs, "raw": maps}), "in.parquet")
    assert command("in.parquet", "out.parquet")[0] == 1
    good, none = pq.read_table("out.parquet").to_pylist()
    assert good["response"].encode() == dumps(normalize(structs[0]))
    assert (good["likes"], none["error"]) == (3, "source response: expected an object, got None")
    assert command("in.parquet", "out.parquet", "--payload-column", "raw")[0] == 1
    good, twice = pq.read_table("out.parquet").to_pylist()
    assert json.loads(good["response"])["stats"] == {"status": "success"}
    assert twice["response"] is None


def test_a_total_that_its_column_cannot_hold_is_an_error_or_null(command, there):
    there.joinpath("in.ndjson").write_text(json.dumps({"youtube": {"likes": 2**63, "views": 1}}))
    assert command("in.ndjson", "out.parquet")[0] == 1
    (row,) = pq.read_table("out.parquet").to_pylist()
    assert row["error"] == (
        "totals: likes: expected a whole number from -2^63 to 2^63 - 1, got 9223372036854775808"
    )
    assert (row["response"], row["views"]) == (None, None)
    assert command("in.ndjson", "out.parquet", "--on-error", "null")[0] == 0
    (row,) = pq.read_table("out.parquet").to_pylist()
    assert (row["error"], row["likes"], row["views"]) == (None, None, 1)
    assert json.loads(row["response"])["analytics"]["totals"]["likes"] == 2**63


def test_text_that_is_no_utf_8_in_a_table_ends_nothing(command):
    wrong = pa.StringArray.from_buffers(1, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"\xff{"))
    pq.write_table(pa.table({"payload": wrong, "name": wrong}), "in.parquet")
    assert command("in.parquet", "out.ndjson", "--errors", "errors")[0] == 1
    assert json.loads(lines("out.ndjson")[0])["name"] == "/3s="
    assert json.loads(lines("errors")[0])["row"] == {"payload": "/3s=", "name": "/3s="}


def test_text_that_is_no_utf_8_within_an_object_ends_nothing(command):
    wrong = pa.StringArray.from_buffers(2, pa.py_buffer(b"\0\0\0\0\2\0\0\0\3\0\0\0"), pa.py_buffer(b"\xff{b"))
    given = pa.table({"payload": pa.StructArray.from_arrays([wrong, pa.array([1, 2])], ["title", "likes"])})
    pq.write_table(given, "in.parquet")
    assert command("in.parquet", "out.ndjson", "--platform", "youtube", "--errors", "errors")[0] == 1
    bad, good = map(json.loads, lines("out.ndjson")[:-1])
    assert bad["payload"] == {"title": "/3s=", "likes": 1}
    assert bad["error"].startswith("'utf-8' codec can't decode")
    assert (good["payload"], good["likes"], good["error"]) == ({"title": "b", "likes": 2}, 2, None)
    assert json.loads(lines("errors")[0])["row"] == {"payload": bad["payload"]}


MOMENT = 10**18 + 1  # ns, of which a datetime keeps no more than µs


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (pa.array([MOMENT], pa.duration("ns")), MOMENT),
        (pa.array([2**30], pa.date32()), "<value out of range: 1073741824>"),
        (
            pa.array([{"at": MOMENT}], pa.struct([("at", pa.timestamp("ns"))])),
            {"at": "2001-09-09 01:46:40.000000001"},
        ),
        (pa.array([[MOMENT]], pa.large_list(pa.timestamp("ns"))), ["2001-09-09 01:46:40.000000001"]),
        (pa.array([[1, 2]], pa.list_(pa.time64("ns"), 2)), ["00:00:00.000000001", "00:00:00.000000002"]),
        (
            pa.array([[("k", {"d": MOMENT})]], pa.map_(pa.string(), pa.struct([("d", pa.duration("ns"))]))),
            [["k", {"d": MOMENT}]],
        ),
    ],
    ids=lambda each: str(getattr(each, "type", "")),
)
def test_what_python_has_no_form_for_comes_out_as_lines(command, column, said):
    pq.write_table(pa.table({"payload": ["{}"], "beside": column}), "in.parquet")
    assert command("in.parquet", "out.ndjson")[0] == 0
    assert json.loads(lines("out.ndjson")[0])["beside"] == said


@pytest.mark.skipif(find_spec("pandas") is not None, reason="pandas has a form for it")
def test_an_object_that_python_has_no_form_for_is_a_bad_row_and_not_lost(command):
    payload = pa.array([{"at": MOMENT}, {"at": 0}], pa.struct([("at", pa.timestamp("ns"))]))
    pq.write_table(pa.table({"payload": payload}), "in.parquet")
    assert command("in.parquet", "out.parquet", "--platform", "x", "--errors", "errors")[0] == 1
    assert pq.read_table("out.parquet")["error"][1].as_py() is None
    assert json.loads(lines("errors")[0])["row"] == {"payload": {"at": "2001-09-09 01:46:40.000000001"}}


@pytest.mark.parametrize("target", ["out.parquet", "out.ndjson"])
@pytest.mark.parametrize(
    ("columns", "options", "line"),
    [
        ({"raw": ["{}"]}, [], "batch: expected a column 'payload', got 'raw'"),
        ({"payload": ["{}"]}, ["--platform-column", ""], "batch: expected a column '', got 'payload'"),
        ({"raw": ["{}"]}, ["--payload-column", ""], "batch: expected a column '', got 'raw'"),
        ({"payload": [1]}, [], "payload: expected a column of text, binary, structs or maps, got int64"),
        (
            {"payload": [1]},
            ["--platform", "x"],
            "payload: expected a column of text, binary, structs or maps, got int64",
        ),
        (
            {"payload": ["{}"]},
            ["--platform-column", "kind"],
            "batch: expected a column 'kind', got 'payload'",
        ),
        (
            {"payload": ["{}"], "x": [1]},
            ["--platform", "x"],
            "batch: expected no column with the platform's name, got 'x'",
        ),
        (
            {"payload": ["{}"], "kind": [1]},
            ["--platform-column", "kind"],
            "platform: expected a column of text, got int64",
        ),
        (
            {"payload": ["{}"], "error": [1]},
            [],
            "batch: expected no column named as one that is added, got error",
        ),
        (
            {"payload": ["{}"], "likes": [1]},
            ["--platform", "x"],
            "batch: expected no column named as one that is added",
        ),
    ],
)
def test_a_table_with_the_wrong_columns_is_refused_before_its_first_row(
    command, columns, options, line, target
):
    pq.write_table(pa.table(columns), "in.parquet")
    status, out, err = command("in.parquet", target, *options, "--jobs", "2")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"postmetrics: {line}")
    assert [file.name for file in Path().iterdir()] == ["in.parquet"]


def test_columns_of_one_name_are_refused(command):
    pq.write_table(pa.table([["{}"], [1], [2]], ["payload", "a", "a"]), "in.parquet")
    status, _, err = command("in.parquet", "out.parquet")
    assert (status, err) == (2, "postmetrics: batch: expected each column once, got several named a\n")


def test_a_damaged_table_gives_no_output(command, there):
    pq.write_table(pa.table({"payload": [os.urandom(500).hex() for _ in range(100)]}), "in.parquet")
    content = bytearray(there.joinpath("in.parquet").read_bytes())
    content[20:5000] = bytes(4980)
    there.joinpath("in.parquet").write_bytes(content)
    status, _, err = command("in.parquet", "out.ndjson")
    assert (status, err.count("\n")) == (2, 1)
    assert [file.name for file in there.iterdir()] == ["in.parquet"]


def test_a_table_without_a_row_keeps_its_columns(command, there):
    pq.write_table(pa.table({"payload": pa.array([], pa.string())}), "in.parquet")
    assert command("in.parquet", "out.parquet")[0] == 0
    assert pq.read_table("out.parquet").num_columns == 16
    assert command("in.parquet", "out.ndjson.gz")[0] == 0
    made = there.joinpath("out.ndjson.gz").read_bytes()
    assert (made[:2], gzip.decompress(made)) == (b"\x1f\x8b", b"")  # without its head it were no gzip file


@pytest.mark.parametrize("arguments", [["in.parquet", "out.ndjson"], ["in.ndjson", "out.parquet"]])
def test_without_pyarrow_an_error_says_what_to_install(there, arguments):
    there.joinpath(arguments[0]).write_bytes(SOURCE)
    code = "import sys; sys.modules['pyarrow'] = None; from postmetrics.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, "batch", *arguments], check=False, capture_output=True, timeout=PATIENCE
    )
    assert (done.returncode, b'pip install "postmetrics[arrow]"' in done.stderr) == (2, True)
    assert done.stderr.count(b"\n") == 1


def test_lines_are_read_without_pyarrow(there):
    there.joinpath("in.ndjson").write_bytes(SOURCE)
    code = "import sys; from postmetrics.cli import main; main(); assert 'pyarrow' not in sys.modules"
    subprocess.run(
        [sys.executable, "-c", code, "batch", "in.ndjson", "out.ndjson"], check=True, timeout=PATIENCE
    )
