"""
From a platform's table to the one function that reads it, as a person would write it by hand.

Every path of the table is a candidate to fill a *slot*, a variable of that function: a metric, a part
of a sum, an id. Candidates that begin alike are followed together, so a block that many metrics stand
in is looked up once, and where it is absent none of them is tried. A payload in which anything
is wrong or unusual is left to the interpreter in `reading`, which can tell what and where.
"""

from __future__ import annotations

import linecache
import weakref

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from .metrics import Metrics, Number


if TYPE_CHECKING:
    from .mapper import Mapper


T = TypeVar("T")

Readout: TypeAlias = tuple[str | None, str | None, Metrics[Number | None]]
"""The native post id, the public URL and the thirteen numbers."""

Read: TypeAlias = Callable[[Mapping[str, object]], Readout | None]
"""Returns the numbers of a payload, or None where only the interpreter can tell them."""

_DEPTH = 15  # steps of the longest path: Python has no more than twenty blocks in one another


def remembered(make: Callable[[Mapper], T]) -> Callable[[Mapper], T]:
    """Return a function that returns what *make* made of a mapper when it was first asked for."""
    known: dict[int, T] = {}

    def remember(mapper: Mapper) -> T:
        made = known.get(id(mapper))
        if made is None:
            made = known[id(mapper)] = make(mapper)
            weakref.finalize(mapper, known.pop, id(mapper), None)
        return made

    return remember


def compile_mapper(mapper: Mapper) -> Read:
    """Return a new function that reads *mapper*'s table; a traceback shows the lines of it."""
    from .writer import write_source  # noqa: PLC0415  # not before there is a payload

    if too_deep(mapper):
        return lambda _: None
    read: Read = function(mapper.platform, *write_source(mapper))
    return read


compiled = remembered(compile_mapper)
"""
Returns the function that reads a mapper's table, made when it is first asked for.

That returns None for a payload with a malformed value or several posts, for one in whose layout a 0
would be doubted, for one with an object that is no plain `dict`; and always where a path is too deep.
"""


def too_deep(mapper: Mapper) -> bool:
    """Tell whether a path of *mapper* has more steps than a function has room for."""
    from .rules import paths, paths_beside  # noqa: PLC0415  # not before there is a payload

    rules = [path for _, rule in mapper.metrics.items() for path in (*paths(rule), *paths_beside(rule))]
    others = (*mapper.posts, *mapper.ids, *mapper.post_id, *mapper.post_url, *mapper.uncounted)
    return any(len(path.steps) > _DEPTH for path in (*rules, *others))


def function(name: str, source: str, names: dict[str, Any]) -> Any:
    """Return the function `read` of *source*, in which *names* stand for something."""
    shown = (len(source), None, source.splitlines(keepends=True), name)
    filename = f"<postmetrics {name} {id(names):x}>"  # nobody else's as long as the function lives
    linecache.cache[filename] = shown
    exec(compile(source, filename, "exec"), names)  # noqa: S102  # nothing of a table is in it but its repr
    read = names["read"]
    weakref.finalize(read, linecache.cache.pop, filename, None)
    return read
