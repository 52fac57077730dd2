"""Worker processes; `eval` is what they can be told to do without a module of the tests."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import tempfile
import time

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from multiprocessing.context import SpawnProcess
from types import SimpleNamespace

import pytest

from postmetrics.batch import jobs
from postmetrics.batch.jobs import _answered, _end_with_parent, _signals_deferred, _Workers, in_order


DIES_WHILE_IT_ANSWERS = """b"x" * 1_000_000, type("Deadly", (), {
    "__reduce__": lambda self: __import__("os").kill(__import__("os").getpid(), 9)
})()"""

# From then on a worker dies in the middle of a message that no pipe takes at once.
DIES_OF_LONG_MESSAGES = """exec('''
from multiprocessing import connection

def half(self, buf, send=connection.Connection._send):
    import os
    if len(buf) > 512:  # what POSIX has all systems take
        os.write(self._handle, buf[: len(buf) // 2])
        os.kill(os.getpid(), 9)
    send(self, buf)

connection.Connection._send = half
''')"""


SLOW = "__import__('time').sleep(1000)"


@pytest.fixture(autouse=True)
def folders(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    assert all_gone()
    assert list(tmp_path.iterdir()) == []


def all_gone():
    return not multiprocessing.active_children()


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("many", [0, 1, 2, 7])
def test_answers_come_in_order(jobs, many):
    slow_first = [f"__import__('time').sleep({n % 2} / 50) or {n}" for n in range(many)]
    with closing(in_order(eval, slow_first, jobs)) as answers:
        assert list(answers) == list(range(many))


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
    chunks = [*["1"] * after, chunk, *[SLOW] * 5]
    with (
        closing(in_order(eval, chunks, 2)) as answers,
        pytest.raises(
            ChildProcessError, match=f"expected a worker to go on, got its end with status {status}"
        ),
    ):
        assert list(answers) == [1] * after


def test_a_worker_that_is_gone_before_it_is_sent_more_is_seen():
    chunks = [
        "__import__('threading').Timer(0, __import__('os')._exit, [4]).start()",
        "1",
        *[repr("x" * 10**6)] * 9,
    ]
    with closing(in_order(eval, chunks, 2)) as answers, pytest.raises(ChildProcessError, match="status 4"):
        list(answers)


def test_what_a_worker_raises_comes_as_text():
    with (
        closing(in_order(eval, ["1", "2", "1 / 0", "4"], 2)) as answers,
        pytest.raises(ChildProcessError, match="expected an answer, got ZeroDivisionError: division by zero"),
    ):
        list(answers)


def test_an_answer_has_no_problem_and_a_problem_no_answer():
    assert _answered(eval, "7") == (7, None)
    assert _answered(eval, "1 / 0") == (None, "ZeroDivisionError: division by zero")


def test_whoever_stops_ends_the_workers_in_the_middle_of_their_work(monkeypatch):
    monkeypatch.setattr("postmetrics.batch.jobs._PATIENCE", 100)
    started = time.monotonic()
    chunks = ["1", *[SLOW] * 5]
    with closing(in_order(eval, chunks, 2)) as answers:
        assert next(answers) == 1
    assert all_gone()
    assert time.monotonic() - started < 100


def test_a_signal_to_all_is_the_parents_alone():
    before = [signal.getsignal(each) for each in jobs.ENDS]
    sent = f"[__import__('os').kill(__import__('os').getpid(), each) for each in {[*map(int, jobs.ENDS)]}]"
    with closing(in_order(eval, [sent], 2)) as answers:
        assert list(answers) == [[None, None, None]]
    assert [signal.getsignal(each) for each in jobs.ENDS] == before
    assert not signal.pthread_sigmask(signal.SIG_BLOCK, []) & {*jobs.ENDS}


@pytest.mark.parametrize("can_block", [True, False])
def test_a_signal_comes_after_what_it_must_not_disturb_whichever_thread_hears_it(monkeypatch, can_block):
    heard = []
    before = signal.signal(signal.SIGTERM, lambda *_: heard.append(len(heard)))
    if not can_block:
        monkeypatch.delattr(signal, "pthread_sigmask")
    try:
        with ThreadPoolExecutor(1) as thread:
            thread.submit(int).result()  # which starts it, with no signal blocked
            with _signals_deferred():
                thread.submit(signal.raise_signal, signal.SIGTERM).result()
                signal.raise_signal(signal.SIGTERM)
                assert heard == []
            assert heard == [0, 1]
    finally:
        signal.signal(signal.SIGTERM, before)


def test_where_no_signal_can_be_blocked_all_is_answered_too(monkeypatch):
    monkeypatch.delattr(signal, "pthread_sigmask")
    with closing(in_order(eval, ["1", "2"], 2)) as answers:
        assert list(answers) == [1, 2]


def test_nothing_that_could_come_in_half_goes_through_a_pipe():
    large = [DIES_OF_LONG_MESSAGES, *[repr("x" * 3_000_000)] * 9]
    with closing(in_order(eval, large, 2)) as answers:
        assert [len(answer or "") for answer in answers] == [0, *[3_000_000] * 9]
    problem = [*[DIES_OF_LONG_MESSAGES] * 9, "exec('raise SystemExit(3_000_000 * chr(120))')"]
    with (
        closing(in_order(eval, problem, 2)) as answers,
        pytest.raises(ChildProcessError, match="SystemExit: x{3000000}$"),
    ):
        list(answers)


def test_the_end_of_the_worker_that_was_started_last_is_seen():
    with (
        closing(in_order(eval, [SLOW, "__import__('os')._exit(3)"], 2)) as answers,
        pytest.raises(ChildProcessError, match="status 3"),
    ):
        list(answers)


def test_an_end_that_the_pool_does_not_see_is_seen(monkeypatch, tmp_path):
    monkeypatch.setattr(jobs, "_OFTEN", 0)
    alive, ended = SpawnProcess(target=time.sleep, args=[1000]), SpawnProcess(target=int)
    for each in (alive, ended):
        each.start()
    ended.join()
    done = Future()
    workers = _Workers(None, tmp_path, [alive, ended, SpawnProcess()])
    with pytest.raises(BrokenProcessPool):
        workers.receive(0, done)
    assert workers.ended() == [ended]
    alive.kill()
    alive.join()


def test_an_answer_may_take_long(monkeypatch):
    monkeypatch.setattr(jobs, "_OFTEN", 0.01)
    with closing(in_order(eval, ["__import__('time').sleep(0.1)"], 2)) as answers:
        assert list(answers) == [None]


def test_a_worker_that_does_not_end_is_ended(monkeypatch):
    monkeypatch.setattr(jobs, "_PATIENCE", 0.1)
    stays = "__import__('threading').Thread(target=__import__('time').sleep, args=[1000]).start()"
    with closing(in_order(eval, [stays], 2)) as answers:
        assert list(answers) == [None]


def test_a_worker_that_ends_while_another_is_started_is_seen(monkeypatch):
    start = SpawnProcess.start

    def fail(self):
        if first := multiprocessing.active_children():
            first[0].kill()
            first[0].join()
            raise OSError("handle is closed")  # as from a pool that is about to be broken
        start(self)

    monkeypatch.setattr(SpawnProcess, "start", fail)
    with (
        closing(in_order(eval, [SLOW] * 2, 2)) as answers,
        pytest.raises(ChildProcessError, match="status -9"),
    ):
        list(answers)


def test_a_worker_that_cannot_be_started_is_an_error(monkeypatch):
    def fail(_):
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(SpawnProcess, "start", fail)
    with closing(in_order(eval, ["1"], 2)) as answers, pytest.raises(BlockingIOError):
        list(answers)


def test_an_answer_for_which_there_is_no_room_is_an_error(tmp_path):
    small = (
        "__import__('resource').setrlimit(__import__('resource').RLIMIT_FSIZE, (999, 999)) or b'x' * 10**6"
    )
    with (
        closing(in_order(eval, [small], 2)) as answers,
        pytest.raises(OSError, match=f"File too large: '{tmp_path}/postmetrics-.*/0'") as caught,
    ):
        list(answers)
    assert caught.value.errno == errno.EFBIG


def test_a_worker_hands_back_the_number_of_the_systems_error(tmp_path):
    given = jobs._given.set((eval, tmp_path))
    try:
        assert jobs._work(0) == errno.ENOENT
    finally:
        jobs._given.reset(given)


def test_who_is_left_of_a_killed_batch_removes_what_is_left(monkeypatch, tmp_path):
    statuses = []
    monkeypatch.setattr(jobs, "parent_process", lambda: SimpleNamespace(join=list))
    monkeypatch.setattr(os, "_exit", statuses.append)
    folder = tmp_path / "folder"
    folder.mkdir()
    for _ in range(2):  # of two workers one is the first
        _end_with_parent(folder)
    assert (statuses, folder.exists()) == ([1, 1], False)
