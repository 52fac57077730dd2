"""
Native payloads as a data team has stored them, as many as are asked for.

Each is one of the vectors that ship with the package, with the fields beside it that a real answer
carries and no rule reads (`carried.json`). Where the mapper's own table reads a number there stands
another one in every payload, and each has an id and texts of its own. The same seed gives the same
payloads.
"""

from __future__ import annotations

import json
import re

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import attrs

from postmetrics import Registry
from postmetrics.path import without_names
from postmetrics.post import locate, text_at
from postmetrics.reading import read_post


_SEED = 6
_POOL = 10_007  # numbers that are drawn from, for a payload needs many
_TEXTS = 499
_ZERO = 0.02
_OWN_DIGITS = 7  # of an id
_ENGLISH = "new launch today we made this for you and it took three months of work look how it is built"
_MORE = (
    'Zürich naïve größer 東京 ありがとう 🎉 🚀 👏🏽 #acmeday @acme "finally" — https://acme.example/a?b=1&c=2'
)
_SHORT, _LONG = (6, 40), (60, 260)  # words of a text, and of a description


@attrs.frozen
class Dialect:
    """One kind of payload: the vector of a platform that all of them are like."""

    platform: str
    vector: int

    def recorded(self) -> dict[str, Any]:
        """Return the vector: a payload in `raw`, its numbers in `metrics`."""
        vectors = resources.files("postmetrics").joinpath("vectors", f"{self.platform}.json")
        chosen: dict[str, Any] = json.loads(vectors.read_text("utf-8"))[self.vector]
        return chosen

    def example(self) -> dict[str, Any]:
        """Return the vector's payload with all that a real one carries."""
        payload: dict[str, Any] = _merged(self.recorded()["raw"], _carried().get(str(self), {}))
        return payload

    def __str__(self) -> str:
        return f"{self.platform} {self.vector}"

    def payloads(self) -> Iterator[bytes]:
        """Yield payloads without end, each as JSON in one line."""
        template, numbers = _template(self)
        random = Random(f"{_SEED} {self}")  # noqa: S311  # it keeps no secret
        counts = [0 if random.random() < _ZERO else int(10 ** random.uniform(0, 6)) for _ in range(_POOL)]
        texts, descriptions = _texts(random, _SHORT), _texts(random, _LONG)
        row = 0
        while True:
            values: dict[str, object] = dict(
                zip(numbers, random.choices(counts, k=len(numbers)), strict=True)
            )
            values["row"] = row
            values["text"], values["description"] = random.choice(texts), random.choice(descriptions)
            yield (template % values).encode()
            row += 1


MAIN = {
    "x": Dialect("x", 1),
    "linkedin": Dialect("linkedin", 1),
    "instagram": Dialect("instagram", 0),
    "facebook": Dialect("facebook", 2),
    "tiktok": Dialect("tiktok", 1),
    "youtube": Dialect("youtube", 0),
}
"""The one dialect of each platform that is compared: what the owner of a post gets to see."""

OTHERS = (
    Dialect("x", 9),
    Dialect("linkedin", 3),
    Dialect("instagram", 5),
    Dialect("facebook", 0),
    Dialect("tiktok", 0),
    Dialect("youtube", 2),
)
"""More dialects, which stand among the mixed payloads."""


def payloads(platform: str, rows: int) -> list[bytes]:
    """Return so many payloads of a platform's main dialect."""
    return list(islice(MAIN[platform].payloads(), rows))


def mixed(rows: int) -> Iterator[tuple[str, bytes]]:
    """Yield so many payloads of all dialects in no order, each with its platform."""
    streams = [(each.platform, each.payloads()) for each in (*MAIN.values(), *OTHERS)]
    random = Random(_SEED)  # noqa: S311  # it keeps no secret
    for platform, stream in random.choices(streams, k=rows):
        yield platform, next(stream)


@cache
def _carried() -> Mapping[str, Any]:
    carried: dict[str, Any] = json.loads(Path(__file__).with_name("carried.json").read_text("utf-8"))
    return carried


def _merged(payload: Any, more: Any) -> Any:
    """Return *payload* with *more* in it, object by object and item by item."""
    if isinstance(payload, dict):
        return more | {key: _merged(value, more.get(key, value)) for key, value in payload.items()}
    if isinstance(payload, list):
        both = min(len(payload), len(more))
        return [*map(_merged, payload, more), *payload[both:], *more[both:]]
    return more


@cache
def _template(dialect: Dialect) -> tuple[str, tuple[str, ...]]:
    """Return a dialect's payload as a format, and the names of the numbers in it."""
    payload = dialect.example()
    mapper = Registry().mapper(dialect.platform)
    post = locate(mapper, payload)
    post_id = text_at(post, mapper.post_id)
    found = {
        without_names(where): raw
        for _, reading in read_post(mapper, post).items()
        for where, raw in reading.found
    }
    for at, ((*path, last), raw) in enumerate(found.items()):
        around: Any = payload
        for step in path:
            around = around[step]
        around[last] = f"<{type(raw).__name__} n{at}>"
    template = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).replace("%", "%%")
    for written, format_ in (
        (r'"<int (\w+)>"', r"%(\1)d"),
        (r'"<float (\w+)>"', r"%(\1)d.507"),
        (r"<str (\w+)>", r"%(\1)d"),
        (r"<(text|description)>", r"%(\1)s"),
    ):
        template = re.sub(written, format_, template)
    if post_id:
        template = template.replace(post_id, f"{post_id[:-_OWN_DIGITS]}%(row)0{_OWN_DIGITS}d")
    return template, tuple(f"n{at}" for at in range(len(found)))


def _texts(random: Random, length: tuple[int, int]) -> list[str]:
    """Return texts as they stand between quotes in JSON, half of them in plain English."""
    return [
        json.dumps(" ".join(random.choices(words, k=random.randint(*length))), ensure_ascii=False)[1:-1]
        for words in random.choices((_ENGLISH.split(), f"{_ENGLISH} {_MORE}".split()), k=_TEXTS)
    ]
