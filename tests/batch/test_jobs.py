"""Worker processes; `eval` is what they can be told to do without a module of the tests."""

from __future__ import annotations

import multiprocessing
import signal
import time

from contextlib import closing

import pytest

from postmetrics.batch.jobs import _answered, in_order


DIES_WHILE_IT_ANSWERS = """exec('''
from multiprocessing import connection

def half(self, buf, send=connection.Connection._send):
    import os
    if len(buf) > 1000:
        os.write(self._handle, buf[: len(buf) // 2])
        os.kill(os.getpid(), 9)
    send(self, buf)

connection.Connection._send = half
''') or b"x" * 1_000_000"""


def all_gone():
    return not multiprocessing.active_children()


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("many", [0, 1, 2, 7])
def test_answers_come_in_order(jobs, many):
    slow_first = [f"__import__('time').sleep({n % 2} / 50) or {n}" for n in range(many)]
    with closing(in_order(eval, slow_first, jobs)) as answers:
        assert list(answers) == list(range(many))
    assert all_gone()


def test_one_job_starts_no_process():
    assert next(in_order(lambda _: multiprocessing.active_children(), [1], 1)) == []


def test_no_more_chunks_are_held_than_there_are_workers():
    taken = []

    def chunks():
        for number in range(9):
            taken.append(number)
            yield str(number)

    with closing(in_order(eval, chunks(), 2)) as answers:
        for answer in answers:
            assert len(taken) <= answer + 3  # two that are answered, and one that waits
    assert all_gone()


def test_more_than_a_pipe_holds_goes_both_ways():
    chunks = [repr("x" * 3_000_000)] * 5
    with closing(in_order(eval, chunks, 2)) as answers:
        assert [len(answer) for answer in answers] == [3_000_000] * 5


@pytest.mark.parametrize(
    ("chunk", "status"),
    [
        ("__import__('os')._exit(3)", 3),
        ("__import__('os').kill(__import__('os').getpid(), 9)", -signal.SIGKILL),
        (DIES_WHILE_IT_ANSWERS, -signal.SIGKILL),
    ],
)
@pytest.mark.parametrize("after", [0, 4])
def test_the_end_of_a_worker_ends_all(chunk, status, after):
    chunks = [*["1"] * after, chunk, *["__import__('time').sleep(1000)"] * 5]
    with (
        closing(in_order(eval, chunks, 2)) as answers,
        pytest.raises(
            ChildProcessError, match=f"expected a worker to go on, got its end with status {status}"
        ),
    ):
        assert list(answers) == [1] * after
    assert all_gone()


def test_a_worker_that_is_gone_before_it_is_sent_more_is_seen():
    chunks = [
        "__import__('threading').Timer(0, __import__('os')._exit, [4]).start()",
        "1",
        *[repr("x" * 10**6)] * 9,
    ]
    with closing(in_order(eval, chunks, 2)) as answers, pytest.raises(ChildProcessError, match="status 4"):
        list(answers)
    assert all_gone()


def test_what_a_worker_raises_comes_as_text():
    with (
        closing(in_order(eval, ["1", "2", "1 / 0", "4"], 2)) as answers,
        pytest.raises(ChildProcessError, match="expected an answer, got ZeroDivisionError: division by zero"),
    ):
        list(answers)
    assert all_gone()


def test_an_answer_has_no_problem_and_a_problem_no_answer():
    assert _answered(eval, "7") == (7, None)
    assert _answered(eval, "1 / 0") == (None, "ZeroDivisionError: division by zero")


def test_whoever_stops_ends_the_workers_in_the_middle_of_their_work(monkeypatch):
    monkeypatch.setattr("postmetrics.batch.jobs._PATIENCE", 100)
    started = time.monotonic()
    chunks = ["1", *["__import__('time').sleep(1000)"] * 5]
    with closing(in_order(eval, chunks, 2)) as answers:
        assert next(answers) == 1
    assert all_gone()
    assert time.monotonic() - started < 100


def test_a_worker_is_deaf_to_interrupts_and_its_parent_is_not():
    before = signal.getsignal(signal.SIGINT)
    heard = "__import__('signal').getsignal(2) == __import__('signal').SIG_IGN"
    with closing(in_order(eval, [heard], 2)) as answers:
        assert list(answers) == [True]
    assert signal.getsignal(signal.SIGINT) == before
