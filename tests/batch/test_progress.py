from __future__ import annotations

import os
import pty

import pytest

from postmetrics.batch.progress import Progress, progress
from postmetrics.batch.rows import Answers


@pytest.fixture
def terminal():
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal:
        yield ours, terminal
    os.close(ours)


def shown(ours, draws=1):
    """Return what is drawn, which may come in pieces; before and after each stands the start of its line."""
    text = b""
    while text.count(b"\r") < 2 * draws:
        text += os.read(ours, 1000)
    return text.decode().split("\r")[1::2]


def clocked(*times, **how):
    return Progress(clock=iter(times).__next__, **how)


def done(rows=0, bad=0, end=0):
    return Answers(rows, bad, b"", b"", end)


def test_it_says_how_far_it_is_at_most_ten_times_a_second(terminal):
    ours, stream = terminal
    watched = clocked(0, 10, 10, 10, 10.05, 20, 20, 20, size=1000, terminal=stream)
    watched.add(done(1500, 2, 250))
    assert shown(ours)[0].strip() == "#####---------------  25%  1,500 rows  150 rows/s  2 bad  0:00:30 left"
    watched.add(done(1500, 0, 500))
    watched.add(done(1000, 1, 1250))  # a file that grows
    assert shown(ours)[0].strip() == "#################### 100%  4,000 rows  200 rows/s  3 bad  0:00:00 left"


@pytest.mark.parametrize(("size", "end"), [(None, 0), (0, 0), (100, 0)])
def test_without_a_size_there_is_no_bar(terminal, size, end):
    ours, stream = terminal
    clocked(0, 1, 1, 0, size=size, terminal=stream).add(done(3, 1, end))
    assert shown(ours)[0].strip() == "3 rows  3,000,000,000 rows/s  1 bad"


def test_it_fits_the_terminal_and_leaves_nothing_on_it(terminal):
    ours, stream = terminal
    with progress(None, stream) as watched:
        watched.add(done(5))
    drawn, cleared = shown(ours, draws=2)
    assert (len(drawn), cleared) == (79, " " * 79)


def test_nothing_is_drawn_where_nobody_watches(tmp_path):
    with (tmp_path / "log").open("w") as log, progress(10, log) as watched:
        watched.add(done(1, 0, 10))
    assert (tmp_path / "log").read_text() == ""
    with progress(10, None) as watched:
        watched.add(done(1, 1, 10))
    assert str(watched).startswith("1 rows, 1 of them bad, in ")
