from __future__ import annotations

import os

import pytest

from postmetrics.batch import output
from postmetrics.batch.output import outputs, refuse_same


def test_all_appear_together_when_they_are_finished(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    with outputs(str(one), str(two)) as files:
        for file in files:
            file.file.write(file.name.encode())
            file.finish()
        assert not one.exists()
        assert not two.exists()
    assert (one.read_text(), two.read_text()) == (str(one), str(two))
    assert sorted(tmp_path.iterdir()) == [one, two]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_none_appears_after_an_error(tmp_path, error):
    def write():
        with outputs(str(tmp_path / "one"), str(tmp_path / "two")) as (one, two):
            one.finish()
            two.file.write(b"x")
            raise error

    with pytest.raises(error):
        write()
    assert list(tmp_path.iterdir()) == []


def test_an_error_is_not_hidden_by_what_it_leaves_unwritten():
    def write():
        with outputs("-") as (out,):
            out.file.write(b"x")
            raise KeyboardInterrupt

    keep = os.dup(1)
    full = os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, 1)
    try:
        with pytest.raises(KeyboardInterrupt):
            write()
    finally:
        os.dup2(keep, 1)
        os.close(keep)
        os.close(full)


def test_a_second_name_that_cannot_be_had_leaves_nothing_of_the_first(tmp_path):
    with (
        pytest.raises(OSError, match="No such file or directory: 'no/two'"),
        outputs(str(tmp_path / "one"), "no/two"),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def test_permissions_are_the_old_files_or_the_usual_ones(tmp_path):
    old, new, usual = (tmp_path / name for name in ("old", "new", "usual"))
    old.touch(0o640)
    old.chmod(0o600)
    usual.touch()
    with outputs(str(old), str(new)) as files:
        for file in files:
            file.finish()
    assert (old.stat().st_mode & 0o777, new.stat().st_mode) == (0o600, usual.stat().st_mode)


def test_a_disk_that_fails_at_the_last_moment_is_named(tmp_path, monkeypatch):
    def fail(_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    name = str(tmp_path / "out")
    with pytest.raises(OSError, match=f"Input/output error: '{name}'"), outputs(name) as (out,):
        out.finish()
    assert list(tmp_path.iterdir()) == []


def test_what_is_much_comes_to_the_disk_before_the_end(tmp_path, monkeypatch):
    advised = []
    monkeypatch.setattr(output, "_MUCH", 100_000)
    monkeypatch.setattr(os, "posix_fadvise", lambda _, *advice: advised.append(advice))
    with outputs(str(tmp_path / "out")) as (out,):
        for times in (0, 1, 1, 2):
            out.file.write(b"x" * 60_000)
            out.file.flush()
            assert advised == [(0, 0, os.POSIX_FADV_DONTNEED)] * times
        out.finish()


@pytest.mark.parametrize("has_advice", [True, False])
def test_a_stream_and_a_system_that_take_no_advice_take_all_that_is_written(monkeypatch, has_advice):
    monkeypatch.setattr(output, "_MUCH", 1)
    if not has_advice:
        monkeypatch.delattr(os, "posix_fadvise")
    keep = os.dup(1)
    read, write = os.pipe()
    os.dup2(write, 1)
    try:
        with outputs("-") as (out,):
            out.file.write(b"x" * 9)
            out.finish()
    finally:
        os.dup2(keep, 1)
        os.close(keep)
        os.close(write)
    assert os.read(read, 99) == b"x" * 9
    os.close(read)


def test_names_of_files_that_do_not_exist_are_told_apart(tmp_path):
    refuse_same(str(tmp_path / "a"), str(tmp_path / "b"), str(tmp_path / "c"))
    with pytest.raises(ValueError, match="c: expected another file than"):
        refuse_same(str(tmp_path / "a"), str(tmp_path / "c"), str(tmp_path / "x" / ".." / "c"))


def test_a_terminal_is_both_ends_of_it():
    ours, theirs = os.openpty()
    keep = os.dup(0), os.dup(1)
    try:
        os.dup2(theirs, 0)
        os.dup2(theirs, 1)
        refuse_same("-", "-")
    finally:
        os.dup2(keep[0], 0)
        os.dup2(keep[1], 1)
        for each in (ours, theirs, *keep):
            os.close(each)
