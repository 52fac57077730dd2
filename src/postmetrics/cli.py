"""The command: reads a file or standard input, writes JSON or a table for people."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys

from collections.abc import Callable, Sequence
from contextlib import redirect_stdout, suppress
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from .errors import shown
from .strict_json import parse_json
from .table import plain
from .text import one_line


if TYPE_CHECKING:
    from .mapper import Mapper
    from .registry import Registration, Registry
    from .testing import BrokenLaws


class Bad(str):
    """What to print of data that is bad."""

    __slots__ = ()


class _Version(argparse.Action):
    """Prints the version, which takes a while to look up."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version  # noqa: PLC0415

        print(version("postmetrics"))
        parser.exit()


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run the command and return its exit status.

    0 is done, 1 bad data, with one line on standard error or what is wrong with it on
    standard output, and 2 wrong usage. A batch ends with 1 where some rows are bad and all is
    written, with 2 where nothing is, and with 128 and the signal's number if one has ended it.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    of_one = options.run in {_normalize, _explain} and options.platform is not None
    if of_one and (options.connection is not None or options.format is not None):
        parser.error("--connection and --format are for source responses, not for --platform's payloads")
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8")  # JSON is read by programs, wherever it was written
    run: Callable[[argparse.Namespace], str | int] = options.run
    output: str | int = ""
    try:
        output = run(options)
        if isinstance(output, int):
            return output
        print(output)
        if sys.stdout:  # it may be closed
            sys.stdout.flush()
    except BrokenPipeError:
        # The reader, `head` say, has seen enough; nothing more may be written at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError, TypeError, LookupError, ImportError, RuntimeError) as error:
        _say(one_line(error))
        failure: int = options.failure
        return failure
    return 1 if isinstance(output, Bad) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="postmetrics", description="What social platforms say about a post, in one fixed shape."
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(
        name: str, run: Callable[[argparse.Namespace], str | int], summary: str
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=summary, description=summary)
        added.set_defaults(run=run, failure=1)
        return added

    def reads_source(added: argparse.ArgumentParser) -> None:
        added.add_argument("file", metavar="FILE", help="a source response as JSON; - is standard input")
        added.add_argument("--platform", metavar="NAME", help="FILE is a payload of this platform's own API")
        added.add_argument("--connection", metavar="ID", help="only the entries of this social_connection_id")
        added.add_argument("--format", metavar="NAME", help="the source format, instead of recognising it")

    normalizing = command("normalize", _normalize, "Print the response to a source response.")
    reads_source(normalizing)
    normalizing.add_argument(
        "--on-error", choices=("raise", "null"), default="raise", help="what becomes of a malformed value"
    )
    batching = command("batch", _batch, "Normalize each line of a file, or each row of a table.")
    batching.set_defaults(failure=2)
    batching.add_argument(
        "source",
        metavar="IN",
        help=".ndjson, .jsonl or .json, also with .gz, or .parquet; - is standard input",
    )
    batching.add_argument("target", metavar="OUT", help="the same; - is standard output")
    row = batching.add_mutually_exclusive_group()
    row.add_argument("--platform", metavar="NAME", help="a row is a payload of this platform's own API")
    row.add_argument("--platform-column", metavar="NAME", help="a row has its platform's name under this one")
    batching.add_argument(
        "--payload-column",
        metavar="NAME",
        default="payload",
        help="the key or column of a row's payload, or of a table's source responses",
    )
    batching.add_argument("--connection", metavar="ID", help="only the entries of this social_connection_id")
    batching.add_argument("--format", metavar="NAME", help="the source format, instead of recognising it")
    batching.add_argument(
        "--on-error",
        choices=("raise", "null"),
        default="raise",
        help="whether a malformed value makes a row bad",
    )
    batching.add_argument(
        "--errors", metavar="FILE", help="write the bad rows there too, with their line numbers"
    )
    batching.add_argument(
        "--jobs", metavar="N", type=_at_least_1, default=1, help="how many processes to use"
    )
    explaining = command("explain", _explain, "Print where each number came from, or why it is null.")
    reads_source(explaining)
    told = explaining.add_mutually_exclusive_group()
    told.add_argument("--json", action="store_true", help="as JSON, for programs")
    told.add_argument("--html", metavar="OUT", help="as a page for a browser, written to this file")
    listing = command("platforms", _platforms, "Print the platforms that have a mapper.")
    shown = listing.add_mutually_exclusive_group()
    shown.add_argument("--json", action="store_true", help="as JSON, for programs")
    shown.add_argument("--metrics", action="store_true", help="print what each of them reports")
    shown.add_argument("--definitions", action="store_true", help="print what each number means on each")
    shown.add_argument(
        "--check", action="store_true", help="fail if one is broken or ambiguous, or breaks a law"
    )
    checking = command("check", _check, "Try an installed mapper by every law.")
    checking.add_argument("name", metavar="NAME", help="the platform's name")
    verifying = command("verify", _verify, "Print every breach of the contract in any backend's response.")
    verifying.add_argument("file", metavar="FILE", help="a response as JSON; - is standard input")
    verifying.add_argument("--json", action="store_true", help="as JSON, for programs")
    describing = command("schema", _schema, "Print the JSON Schema of a response.")
    describing.add_argument("--metrics", action="store_true", help="of a metric object alone")
    exporting = command(
        "vectors", _vectors, "Print the payloads and numbers that other languages can test with."
    )
    exporting.add_argument("directory", metavar="DIR", nargs="?", help="write the files there instead")
    command("sample", _sample, "Print a source response of six platforms, to try the others on.")
    return parser


def _normalize(options: argparse.Namespace) -> str:
    from .normalize import normalize, normalize_platform  # noqa: PLC0415  # only what a command needs
    from .wire import to_dict  # noqa: PLC0415

    source = parse_json(_bytes(options.file), options.file)
    if options.platform is not None:
        return _json(to_dict(normalize_platform(options.platform, source, on_error=options.on_error)))
    response = normalize(
        source,
        social_connection_id=options.connection,
        source_format=options.format,
        on_error=options.on_error,
    )
    return _json(to_dict(response))


def _batch(options: argparse.Namespace) -> int:
    from .batch import Interrupted, Rows, batch  # noqa: PLC0415

    rows = Rows(
        platform=options.platform,
        platform_column=options.platform_column,
        payload_column=options.payload_column,
        social_connection_id=options.connection,
        source_format=options.format,
        on_error=options.on_error,
    )
    try:
        done = batch(options.source, options.target, rows=rows, errors=options.errors, jobs=options.jobs)
    except Interrupted as interrupted:
        _say(str(interrupted))
        return 128 + interrupted.signal
    _say(f"{options.target}: {done}")
    return 1 if done.bad else 0


def _at_least_1(text: str) -> int:
    with suppress(ValueError):
        if (number := int(text)) >= 1:
            return number
    raise argparse.ArgumentTypeError(f"expected a whole number from 1, got {shown(text)}")


def _explain(options: argparse.Namespace) -> str:
    from .explanation import explain, explain_platform  # noqa: PLC0415

    source = parse_json(_bytes(options.file), options.file)
    explanation = (
        explain_platform(options.platform, source)
        if options.platform is not None
        else explain(source, social_connection_id=options.connection, source_format=options.format)
    )
    if options.html is not None:
        from .html import page  # noqa: PLC0415

        Path(options.html).write_text(page(explanation), "utf-8")
        return str(options.html)
    return _json(attrs.asdict(explanation)) if options.json else str(explanation)


def _platforms(options: argparse.Namespace) -> str:
    from .registry import Registry  # noqa: PLC0415

    registry = Registry()
    with redirect_stdout(sys.stderr):  # a plug-in may print what it likes while it is loaded
        registrations = registry.platforms()
    if options.json:
        return _json([attrs.asdict(registration) for registration in registrations])
    if options.metrics or options.definitions:
        from .coverage import coverage_table, definitions_table  # noqa: PLC0415

        working = [each.name for each in registrations if each.status in {"built-in", "ok"}]
        mappers = dict.fromkeys(map(registry.mapper, working))  # one may have several names
        return coverage_table(mappers) if options.metrics else definitions_table(mappers)
    if options.check:
        with redirect_stdout(sys.stderr):
            registrations = tuple(_checked(registration, registry) for registration in registrations)
    table = plain([("name", "provider", "version", "status"), *map(_row, registrations)])
    bad = any(each.problem for each in registrations if each.status != "shadowed")
    return Bad(table) if options.check and bad else table


def _checked(registration: Registration, registry: Registry) -> Registration:
    """Return *registration* with the laws that its mapper breaks as its problem."""
    if registration.status not in {"built-in", "ok"}:
        return registration
    broken = _broken_laws(registry.mapper(registration.name))
    return attrs.evolve(registration, status="broken", problem=broken.message) if broken else registration


def _check(options: argparse.Namespace) -> str:
    from .registry import Registry  # noqa: PLC0415

    with redirect_stdout(sys.stderr):  # as above
        mapper = Registry().mapper(options.name)
        broken = _broken_laws(mapper)
    own = _own_name(options.name, mapper.platform)
    if broken:
        return Bad("\n".join([f"{options.name}{own} breaks", *map(str, broken.exceptions)]))
    return f"{options.name}{own} keeps every law"


def _own_name(name: str, platform: str | None) -> str:
    """Return what to say of a mapper that is of another *platform* than the *name* it is known by."""
    return "" if platform in {None, name} else f" (a mapper of {platform})"


@cache
def _broken_laws(mapper: Mapper) -> BrokenLaws | None:
    """Return the laws that *mapper* breaks; one may answer to several names."""
    from .testing import BrokenLaws, check_mapper  # noqa: PLC0415

    try:
        check_mapper(mapper)
    except BrokenLaws as broken:
        return broken
    return None


def _row(registration: Registration) -> tuple[str, ...]:
    problem = f": {registration.problem}" if registration.problem else ""
    status = registration.status + _own_name(registration.name, registration.platform) + problem
    return (registration.name, registration.provider, registration.version, status)


def _verify(options: argparse.Namespace) -> str:
    from .breach import verify  # noqa: PLC0415

    breaches = verify(_bytes(options.file))
    told = _json([attrs.asdict(each) for each in breaches]) if options.json else "\n".join(map(str, breaches))
    return Bad(told) if breaches else told or "the contract is kept"


def _schema(options: argparse.Namespace) -> str:
    from .schema import metrics_schema, response_schema  # noqa: PLC0415

    return _json(metrics_schema() if options.metrics else response_schema())


def _vectors(options: argparse.Namespace) -> str:
    files = sorted(resources.files("postmetrics").joinpath("vectors").iterdir(), key=lambda file: file.name)
    if options.directory is None:
        shipped = [file for file in files if file.name.endswith(".json")]
        return _json(
            {file.name.removesuffix(".json"): json.loads(file.read_text("utf-8")) for file in shipped}
        )
    directory = Path(options.directory)
    directory.mkdir(parents=True, exist_ok=True)
    for file in files:
        directory.joinpath(file.name).write_bytes(file.read_bytes())
    return "\n".join(str(directory / file.name) for file in files)


def _sample(_: argparse.Namespace) -> str:
    return resources.files("postmetrics").joinpath("sample.json").read_text("utf-8").rstrip()


def _bytes(file: str) -> bytes:
    if file != "-":
        return Path(file).read_bytes()
    if sys.stdin is None:
        raise OSError("standard input: expected it open, got it closed")
    return sys.stdin.buffer.read()


def _say(text: str) -> None:
    if sys.stderr:  # without one, print() would take standard output
        with suppress(OSError):  # a terminal that was closed
            print(f"postmetrics: {text}", file=sys.stderr)


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair, which JSON can only escape
        return json.dumps(value, indent=2)
    return text
