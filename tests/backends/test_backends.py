"""Each backend, started as it is started in earnest and asked over a socket."""

from __future__ import annotations

import socket
import subprocess
import sys
import time

from importlib.util import find_spec
from pathlib import Path
from runpy import run_path

import httpx
import pytest

from postmetrics import dumps, normalize
from postmetrics.breach import verify


HERE = Path(__file__).parent
NEEDED = ("django", "fastapi", "flask", "litestar", "schemathesis", "starlette", "uvicorn")
MISSING = [name for name in NEEDED if find_spec(name) is None]
if MISSING:
    pytest.skip(f'{", ".join(MISSING)} not installed: pip install -e ".[backends]"', allow_module_level=True)

UVICORN = ("-m", "uvicorn", "--port", "{port}")
BACKENDS = {
    "asgi": ((*UVICORN, "with_asgi:app"), ""),
    "fastapi": ((*UVICORN, "with_fastapi:app"), "/api"),
    "litestar": ((*UVICORN, "with_litestar:app"), "/api"),
    "flask": (("-m", "flask", "--app", "with_flask", "run", "--port", "{port}"), ""),
    "django": (("with_django.py", "runserver", "--noreload", "127.0.0.1:{port}"), ""),
}
MOUNTED = ["asgi", "fastapi", "litestar"]
START = 60  # seconds
POSTS, ONE, TWO = (run_path(str(HERE / "posts.py"))[name] for name in ("POSTS", "ONE", "TWO"))


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


def wait_for(server, port, log):
    until = time.monotonic() + START
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"expected a server, got {log.read_text()}")


@pytest.fixture(scope="session")
def logs(tmp_path_factory):
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="session")
def backends(logs):
    """Start all the backends at once, and return the URL of each."""
    ports = {name: free_port() for name in BACKENDS}
    servers = {}
    try:
        for name, (command, _) in BACKENDS.items():
            with (logs / name).open("wb") as log:
                started = [sys.executable, *(part.format(port=ports[name]) for part in command)]
                servers[name] = subprocess.Popen(started, cwd=HERE, stdout=log, stderr=log)
        for name, server in servers.items():
            wait_for(server, ports[name], logs / name)
        yield {name: f"http://127.0.0.1:{ports[name]}{root}" for name, (_, root) in BACKENDS.items()}
    finally:
        for server in servers.values():
            server.terminate()
        for server in servers.values():
            server.wait(timeout=START)


@pytest.fixture(scope="session")
def ask(backends):
    with httpx.Client(timeout=START, trust_env=False) as client:

        def asked(backend, post_id, connection=None):
            params = {} if connection is None else {"social_connection_id": connection}
            return client.get(f"{backends[backend]}/social/post/{post_id}/analytics", params=params)

        yield asked


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("post_id", "connection"),
    [
        ("sample", None),
        ("empty", None),
        ("urn:li:share:7", None),
        ("accounts", None),
        ("accounts", ONE),
        ("accounts", TWO),
    ],
)
def test_every_backend_gives_the_same_bytes(ask, backend, post_id, connection):
    answer = ask(backend, post_id, connection)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.content == dumps(normalize(POSTS[post_id], social_connection_id=connection))
    assert verify(answer.content) == ()


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("post_id", "connection", "status"),
    [
        ("accounts", "b9e", 400),
        ("accounts", "", 400),
        ("nowhere", None, 404),
        ("accounts", ONE.replace("a", "c"), 404),
        ("broken", None, 500),
        ("malformed", None, 502),
    ],
)
def test_every_backend_refuses_alike(ask, backend, post_id, connection, status):
    answer = ask(backend, post_id, connection)
    assert answer.status_code == status
    assert "private" not in answer.text
    if backend in MOUNTED:
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("backend", MOUNTED)
def test_no_log_has_anything_of_a_payload(ask, logs, backend):
    assert ask(backend, "broken").status_code == 500
    assert ask(backend, "malformed").status_code == 502
    log = (logs / backend).read_text()
    assert "RuntimeError" in log
    assert "in find" in log  # where it was raised
    assert "private" not in log


@pytest.mark.parametrize("backend", MOUNTED)
def test_a_known_response_is_not_sent_again(backends, backend):
    url = f"{backends[backend]}/social/post/sample/analytics"
    with httpx.Client(trust_env=False) as client:
        first = client.get(url)
        again = client.get(url, headers={"If-None-Match": first.headers["etag"]})
        head = client.head(url)
    assert (again.status_code, again.content) == (304, b"")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == first.headers["content-length"]


SCHEMATHESIS = f"""
seed = 1
request-timeout = 10
warnings = {{ fail-on = true }}

[generation]
max-examples = 60

[dictionaries]
posts = {{ values = {[post for post in POSTS if post != "malformed"]} }}
connections = {{ values = {[ONE, TWO]} }}

[parameters]
"path.post_id" = {{ dictionary = "posts", probability = 0.8 }}
"query.social_connection_id" = {{ dictionary = "connections", probability = 0.5 }}
"""


@pytest.mark.parametrize("backend", MOUNTED)
def test_schemathesis_finds_nothing(backends, tmp_path, backend):
    config = tmp_path / "schemathesis.toml"
    config.write_text(SCHEMATHESIS)
    command = (sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run")
    run = subprocess.run(
        [*command, f"{backends[backend]}/openapi.json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert run.returncode == 0, run.stdout + run.stderr
