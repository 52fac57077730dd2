"""
Worker processes that answer chunks in order.

Not `concurrent.futures`: there a worker that dies while it sends what is longer than a pipe
leaves everybody waiting for ever. Here each has a pipe of its own, whose end is seen at once.
"""

from __future__ import annotations

import signal

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, TypeVar

import attrs


if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess


T = TypeVar("T")
U = TypeVar("U")

_PATIENCE = 10  # seconds for a worker to end that has nothing left to do


def in_order(answer: Callable[[T], U], chunks: Iterable[T], jobs: int) -> Generator[U, None, None]:
    """
    Yield the answer to each chunk, in their order, from *jobs* processes at a time; 1 starts none.

    Each has one chunk at a time, so that no more than *jobs* are held. Whoever stops iterating
    closes the generator, which ends the workers; they end with their parent too, however it ends.

    Raises what *answer* raises, from a worker as a `ChildProcessError` with its text, which is
    also what the end of a worker is.
    """
    if jobs == 1:
        yield from map(answer, chunks)
        return
    with ExitStack() as stack:
        busy: deque[_Worker] = deque()
        for chunk in chunks:
            if len(busy) < jobs:
                worker = stack.enter_context(_worker(answer))
                worker.send(chunk)
                busy.append(worker)
                continue
            worker = busy.popleft()
            answered = worker.receive()
            worker.send(chunk)
            busy.append(worker)
            yield answered
        for worker in busy:
            yield worker.receive()


@attrs.frozen
class _Worker:
    process: SpawnProcess
    connection: Connection

    def send(self, chunk: object) -> None:
        with self._alive():
            self.connection.send(chunk)

    def receive(self) -> Any:
        with self._alive():
            answered, problem = self.connection.recv()
        if problem is not None:
            raise ChildProcessError(f"jobs: expected an answer, got {problem}")
        return answered

    @contextmanager
    def _alive(self) -> Iterator[None]:
        try:
            yield
        except (EOFError, OSError) as error:
            self.process.join(_PATIENCE)
            raise ChildProcessError(
                f"jobs: expected a worker to go on, got its end with status {self.process.exitcode}"
            ) from error


@contextmanager
def _worker(answer: Callable[[Any], Any]) -> Iterator[_Worker]:
    context = get_context("spawn")  # which shares no locks, and no pipes of other workers
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(answer, theirs), daemon=True)
    with ours:
        with theirs, _deaf_to_interrupts():
            process.start()
        try:
            yield _Worker(process, ours)
        except BaseException:
            process.kill()
            raise
        finally:
            ours.close()  # which ends a worker that has nothing left to do
            process.join(_PATIENCE)
            process.kill()
            process.join()


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Make what is started deaf to SIGINT, which a terminal sends to all: it ends with its parent."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _work(answer: Callable[[Any], Any], connection: Connection) -> None:
    with suppress(EOFError, OSError):  # the parent needs no more, or is no more
        while True:
            connection.send(_answered(answer, connection.recv()))


def _answered(answer: Callable[[Any], Any], chunk: object) -> tuple[Any, str | None]:
    """Return the answer and no problem, or no answer and the problem: not every error can be pickled."""
    try:
        return answer(chunk), None
    except Exception as error:  # noqa: BLE001  # whatever it is, the parent says it
        return None, f"{type(error).__name__}: {error}"
