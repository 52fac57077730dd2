"""
What the endpoint bears: `python -m benchmarks.load`.

A server process answers for the packaged sample, as `uvicorn` serves it, while a few clients
ask for it over the loopback. Bounded in requests and in seconds, whichever comes first.
"""

from __future__ import annotations

import argparse
import json
import socket
import sys
import time

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from importlib import resources
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any
from uuid import UUID

import attrs


_PATH = "/social/post/sample/analytics"
_OK = 200


@attrs.define
class Stopwatch:
    """Adds up the time that functions take, in seconds of a processor."""

    spent: float = 0.0

    def timed(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return *function*, which from now on is timed."""

        def call(*arguments: Any, **named: Any) -> Any:
            started = time.thread_time()
            try:
                return function(*arguments, **named)
            finally:
                self.spent += time.thread_time() - started

        return call


@attrs.frozen(kw_only=True)
class Load:
    """What came of it."""

    requests: int
    seconds: float
    busy: float
    """Seconds of a processor that the server used."""

    spent: float
    """How many of them in `normalize` and `dumps`."""

    def __str__(self) -> str:
        rate, share = self.requests / self.seconds, self.spent / self.busy
        each = self.spent / self.requests * 1e6 if self.requests else 0
        return (
            f"{self.requests:,} requests in {self.seconds:.1f} s: {rate:,.0f} a second\n"
            f"the server was busy for {self.busy:.1f} s, of which postmetrics took {share:.0%}:"
            f" {each:,.0f} µs a request"
        )


def serve(listening: socket.socket, parent: Connection) -> None:
    """Serve on *listening* until *parent* says something; tell it the seconds spent, and those busy."""
    import uvicorn  # noqa: PLC0415  # only the server needs it

    from postmetrics import asgi  # noqa: PLC0415

    sample: Mapping[str, object] = json.loads(
        resources.files("postmetrics").joinpath("sample.json").read_text("utf-8")
    )

    async def fetch(_: str, __: UUID | None) -> Mapping[str, object]:
        return sample

    stopwatch = Stopwatch()
    for name in ("normalize", "dumps"):
        setattr(asgi, name, stopwatch.timed(getattr(asgi, name)))
    server = uvicorn.Server(uvicorn.Config(asgi.analytics_app(fetch), log_level="error", access_log=False))

    def stop() -> None:
        parent.recv()
        server.should_exit = True

    Thread(target=stop, daemon=True).start()
    started = time.process_time()
    server.run(sockets=[listening])
    parent.send((stopwatch.spent, time.process_time() - started))


def ask(port: int, until: float, turns: Callable[[], bool]) -> int:
    """Ask for the post again and again over one connection; return how often."""
    client = HTTPConnection("127.0.0.1", port, timeout=10)
    asked = 0
    while time.monotonic() < until and turns():
        client.request("GET", _PATH)
        answer = client.getresponse()
        body = answer.read()
        if answer.status != _OK or not body.startswith(b'{"analytics":'):
            raise RuntimeError(f"expected a response, got {answer.status}")
        asked += 1
    client.close()
    return asked


def measure(*, requests: int, seconds: float, clients: int) -> Load:
    """Return what the server bears with so many *clients* at once."""
    context = get_context("spawn")
    here, there = context.Pipe()
    # asyncio sends at once what is written to a socket, but only if the socket says that it is TCP.
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = context.Process(target=serve, args=(listening, there))
        server.start()
        there.close()
        port = listening.getsockname()[1]
    try:
        ask(port, time.monotonic() + 10, iter([True, False]).__next__)  # waits until it is up
        turn = count()
        started = time.monotonic()
        with ThreadPoolExecutor(clients) as pool:
            asked = [
                pool.submit(ask, port, started + seconds, lambda: next(turn) < requests)
                for _ in range(clients)
            ]
            done = sum(each.result() for each in asked)
        took = time.monotonic() - started
        here.send("enough")
        spent, busy = here.recv()
    finally:
        server.join(10)
        server.kill()
    return Load(requests=done, seconds=took, busy=busy, spent=spent)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description="Load the endpoint.")
    parser.add_argument("--requests", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--clients", type=int, default=4)
    sys.stdout.write(f"{measure(**vars(parser.parse_args()))}\n")


if __name__ == "__main__":
    main()
