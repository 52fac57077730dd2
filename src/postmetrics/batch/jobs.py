"""
Worker processes that answer chunks in order.

Chunks and answers go through files, and no more than numbers through the pipes of the pool. A number
is written whole or not at all; for the rest of a longer message, whose sender has died, a pool waits
for ever.
"""

from __future__ import annotations

import errno
import os
import pickle
import shutil
import signal
import sys

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import cycle
from multiprocessing import parent_process
from multiprocessing.connection import wait
from multiprocessing.context import SpawnContext, SpawnProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread, Timer
from typing import Any, TypeVar

import attrs

from .output import named


T = TypeVar("T")
U = TypeVar("U")

ENDS = [each for each in signal.Signals if each.name in {"SIGHUP", "SIGINT", "SIGTERM"}]
"""The signals that end a batch; not all systems have the first."""

_OFTEN = 1  # seconds between looks at whether all workers are alive
_PATIENCE = 10  # seconds for a worker to end that has nothing left to do


def in_order(answer: Callable[[T], U], chunks: Iterable[T], jobs: int) -> Generator[U, None, None]:
    """
    Yield the answer to each chunk, in their order, from *jobs* processes at a time; 1 starts none.

    No more than *jobs* are on their way, and one that waits. Whoever stops iterating closes the
    generator, which ends the workers; they end with their parent too, however it ends.

    Raises what *answer* raises, from a worker as a `ChildProcessError` with its text, which is
    also what the end of a worker is; and `OSError` where there is no room for the files.
    """
    if jobs == 1:
        yield from map(answer, chunks)
        return
    with _workers(answer, jobs) as workers:
        ahead: deque[tuple[int, Future[int]]] = deque()
        for place, chunk in zip(cycle(range(jobs + 1)), chunks, strict=False):
            ahead.append((place, workers.send(place, chunk)))
            if len(ahead) > jobs:
                yield workers.receive(*ahead.popleft())
        for each in ahead:
            yield workers.receive(*each)


@attrs.frozen
class _Workers:
    pool: ProcessPoolExecutor
    folder: Path
    _made: list[SpawnProcess]

    def send(self, place: int, chunk: object) -> Future[int]:
        """Put *chunk* where its answer will be."""
        _put(self.folder, place, chunk)
        with _signals_deferred():
            try:
                return self.pool.submit(_work, place)
            except OSError as error:
                if self.ended():  # and the pool closes its pipes while it starts another
                    raise BrokenProcessPool from error
                raise

    def receive(self, place: int, done: Future[int]) -> Any:
        if number := self._result(done):
            raise OSError(number, os.strerror(number), str(self.folder / str(place)))
        answered, problem = _get(self.folder, place)
        if problem is not None:
            raise ChildProcessError(f"jobs: expected an answer, got {problem}")
        return answered

    def _result(self, done: Future[int]) -> int:
        while True:
            try:
                return done.result(_OFTEN)
            except TimeoutError:
                if self.ended():  # which the pool may not see of one that it has just started
                    raise BrokenProcessPool from None

    def ended(self) -> list[SpawnProcess]:
        return [each for each in self._started() if wait([each.sentinel], 0)]

    def end(self, patience: float) -> None:
        """End all workers: kill those that are there after so many seconds."""
        with _signals_deferred():
            impatient = Timer(patience, self._kill)
            impatient.start()
            self.pool.shutdown()
            impatient.cancel()

    def _kill(self) -> None:
        for each in self._started():
            each.kill()

    def _started(self) -> list[SpawnProcess]:
        return [each for each in self._made if each.pid is not None]


@contextmanager
def _workers(answer: Callable[[Any], Any], jobs: int) -> Iterator[_Workers]:
    made: list[SpawnProcess] = []

    def process(**how: Any) -> SpawnProcess:
        made.append(SpawnProcess(**how))
        return made[-1]

    context: Any = SpawnContext()  # as always, but for what is known of its processes
    context.Process = process
    with TemporaryDirectory(prefix="postmetrics-") as name:
        folder = Path(name)
        for place in range(jobs + 1):
            (folder / str(place)).touch()
        with _signals_deferred(), _tracker_silenced():
            pool = ProcessPoolExecutor(jobs, context, _begin, (answer, folder))
        workers = _Workers(pool, folder, made)
        patience = 0
        try:
            yield workers
            patience = _PATIENCE
        except BrokenProcessPool as error:
            ended = workers.ended()
            workers.end(patience)
            status = next(filter(None, (each.exitcode for each in ended)), 0)
            raise ChildProcessError(
                f"jobs: expected a worker to go on, got its end with status {status}"
            ) from error
        finally:
            workers.end(patience)


@contextmanager
def _signals_deferred() -> Iterator[None]:
    """Have the signals that end a batch come after this, and never to a process that it starts."""
    came: list[int] = []
    handlers = {
        each: signal.signal(each, lambda number, _: came.append(number))
        for each in ENDS
        if callable(signal.getsignal(each))
    }
    try:
        with _signals_blocked():
            yield
    finally:
        for each, handler in handlers.items():
            signal.signal(each, handler)
        for number in came:
            signal.raise_signal(number)


@contextmanager
def _signals_blocked() -> Iterator[None]:
    """Block these signals, which is inherited; other threads, pyarrow's too, still hear them for all."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _tracker_silenced() -> Iterator[None]:
    """Have the process that Python starts to clean up after one that is killed say nothing of it."""
    option = "ignore::UserWarning:multiprocessing.resource_tracker"
    sys.warnoptions.append(option)
    try:
        yield
    finally:
        sys.warnoptions.remove(option)


# In a worker


_given: ContextVar[tuple[Callable[[Any], Any], Path]] = ContextVar("_given")


def _begin(answer: Callable[[Any], Any], folder: Path) -> None:
    _given.set((answer, folder))
    Thread(target=_end_with_parent, args=(folder,), daemon=True).start()


def _end_with_parent(folder: Path) -> None:
    parent: Any = parent_process()
    parent.join()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _work(place: int) -> int:
    """Put the answer to a chunk in its place; return the number of the system's error, or 0."""
    answer, folder = _given.get()
    try:
        _put(folder, place, _answered(answer, _get(folder, place)))
    except OSError as error:
        return error.errno or errno.EIO
    return 0


def _answered(answer: Callable[[Any], Any], chunk: object) -> tuple[Any, str | None]:
    """Return the answer and no problem, or no answer and the problem: not every error can be pickled."""
    try:
        return answer(chunk), None
    except BaseException as error:  # noqa: BLE001  # whatever it is, the parent says it
        return None, f"{type(error).__name__}: {error}"


# Through a file, which is written over: to cut it first takes longer


def _put(folder: Path, place: int, value: object) -> None:
    path = folder / str(place)
    with named(str(path)), path.open("r+b") as file:
        pickle.dump(value, file, pickle.HIGHEST_PROTOCOL)


def _get(folder: Path, place: int) -> Any:
    with (folder / str(place)).open("rb") as file:
        return pickle.load(file)  # noqa: S301  # nobody else may write there
