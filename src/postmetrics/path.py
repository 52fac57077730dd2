"""Where a value stands in a payload, written the way a person would write it."""

from __future__ import annotations

import re

from collections.abc import Callable, Container, Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import TypeAlias

import attrs

from .errors import shown
from .number import EXACT_FLOAT, OBJECT, is_container


_STEP = re.compile(r"([^.\[\]]+)|\[([^\[\]]+)\]")
_SELECTOR = re.compile(r"(?P<lacks>!?)(?P<keys>[^=!]+?)(?:(?P<test>=|!=| in )(?P<value>.*))?", re.DOTALL)
_PLAIN_KEY = re.compile(r"[^.\[\]\s]+( [^.\[\]\s]+)*")
_LONGEST_KEY = 80
_PLAIN = frozenset({str, int, bool, type(None)})
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,99}")
_NATIVE_ID = re.compile(r"[0-9]+(_[0-9]+)?")


@attrs.frozen
class Row:
    """The index of a list's item that a path chose by its name."""

    index: int
    name: str = attrs.field(eq=False)


Where: TypeAlias = tuple[str | int | Row, ...]
"""The keys and indexes from the top of a caller's payload to one value in it."""

Found: TypeAlias = tuple[Where, object]


@attrs.frozen
class Condition:
    """What one item must hold to be chosen: any of *keys*, tested."""

    keys: tuple[str, ...]
    test: str  # "has", "lacks", "=", "!=" or " in "
    value: str = ""

    def __attrs_post_init__(self) -> None:
        if self.test == " in ":
            self._among  # noqa: B018  # raises what is wrong with that path

    def wanted(self, post: object) -> Container[object]:
        """Return the texts and whole numbers of *post* that the condition looks for a value among."""
        if self.test != " in ":
            return ()
        values = [value for _, found in find(self._among, post, post) for value in _items(found)]
        wanted = [value for value in values if isinstance(value, str | int)]
        return frozenset(wanted) if wanted and _are_plain(wanted) else wanted

    def holds(self, item: object, wanted: Container[object] = ()) -> bool:
        """Tell whether *item* meets the condition."""
        if not isinstance(item, OBJECT):
            return False
        values = [item[key] for key in self.keys if key in item and not _is_nothing(item[key])]
        if not values:
            return self.test == "lacks"
        match self.test:
            case "has":
                return True
            case "lacks":
                return False
            case "=":
                return any(map(self._is, values))
            case "!=":
                return not any(map(self._is, values))
            case _:
                return any(value in wanted for value in values if isinstance(value, str | int))

    @cached_property
    def number(self) -> int | None:
        """The whole number that is wanted, if it is one as it is written."""
        return int(self.value) if _WHOLE.fullmatch(self.value) else None

    @cached_property
    def _among(self) -> Path:
        return Path(self.value)

    def _is(self, value: object) -> bool:
        """Tell whether *value* is what is wanted, in any case, or an object that holds only that."""
        if isinstance(value, str):
            return value.casefold() == self.value.casefold()
        if isinstance(value, OBJECT):
            return len(value) == 1 and self._is(next(iter(value.values())))
        if self.number is None or isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return value == self.number and (isinstance(value, int) or abs(self.number) <= EXACT_FLOAT)


@attrs.define
class Seen:
    """Items that were there before, by their values; those that are not plain are compared one by one."""

    _plain: set[tuple[object, ...]] = attrs.field(factory=set)
    _others: list[list[object]] = attrs.field(factory=list)

    def adds(self, values: list[object]) -> bool:
        """Note the *values* of an item, and tell whether they are new."""
        if _are_plain(values):
            known = len(self._plain)
            self._plain.add(tuple(values))
            return len(self._plain) > known
        if values in self._others:
            return False
        self._others.append(values)
        return True


def _are_plain(values: Iterable[object]) -> bool:
    return _PLAIN.issuperset(map(type, values))


@attrs.frozen
class Select:
    """The items of a list or object that meet all conditions: every one, or the first."""

    every: bool = False
    by_id: bool = False
    conditions: tuple[Condition, ...] = ()

    @cached_property
    def label(self) -> str | None:
        """The name that the items are chosen by, if there is one."""
        return next((condition.value for condition in self.conditions if condition.test == "="), None)

    @cached_property
    def unique_by(self) -> tuple[str, ...]:
        """The keys by which items that are there twice are told, to be taken once."""
        return next((condition.keys for condition in self.conditions if condition.test == " in "), ())

    def chooser(self, post: object) -> Callable[[object], bool]:
        """Return what tells whether an item, which is part of *post*, meets all conditions."""
        conditions = [(condition, condition.wanted(post)) for condition in self.conditions]

        def takes(item: object) -> bool:
            for condition, wanted in conditions:  # noqa: SIM110  # a generator takes as long as most conditions
                if not condition.holds(item, wanted):
                    return False
            return True

        return takes


def _parse(text: str) -> Iterator[tuple[str, str | int | Select]]:
    """Yield each step with the text of the path up to it."""
    start = end = len(text) - len(text.removeprefix("$"))
    while end < len(text):
        if end > start and text[end] == ".":
            end += 1
        step = _STEP.match(text, end)
        if step is None:
            raise ValueError(f"path {text!r}: expected a key or [selector], got {text[end:]!r}")
        key, selector = step.groups()
        end = step.end()
        yield text[:end], key if key is not None else _parse_selector(selector)


def _parse_selector(text: str) -> int | Select:
    if re.fullmatch(r"-?[0-9]+", text):
        return int(text)
    first, *more = (part.strip() for part in text.split(","))
    conditions = more if first in {"*", "#"} else [first, *more]
    return Select(
        every=first in {"*", "#"},
        by_id=first == "#",
        conditions=tuple(_parse_condition(condition) for condition in conditions),
    )


def _parse_condition(text: str) -> Condition:
    parsed = _SELECTOR.fullmatch(text)
    if parsed is None:
        raise ValueError(f"selector {text!r}: expected key, !key, key=value, key!=value or key in path")
    lacks, keys, test, value = parsed.group("lacks", "keys", "test", "value")
    return Condition(tuple(keys.split("|")), test or ("lacks" if lacks else "has"), value or "")


@attrs.frozen
class Path:
    r"""
    A way to values in a payload.

    | written | leads to |
    |---|---|
    | `public_metrics.like_count` | the value under these keys |
    | `$analytics.id` | the same from the top of the payload, not from the post in it |
    | `values[-1]` | one item of a list |
    | `rows[*].views` | every item of a list, or every value of an object |
    | `results[#]` | every value whose key is a native id (digits) |
    | `elements[type=CLICKS]` | the first item whose `type` is that, in any case |
    | `elements[*, type=CLICKS]` | every such item |
    | `elements[share\|ugcPost]` | … that has one of these; `[!share]` lacks it, `[code!=0]` has another |
    | `media[*, key in attachments.keys]` | … whose `key` is among the post's values there, each once |

    Conditions are joined with commas. One on an object keeps the object, or leads nowhere.

    >>> Path("public_metrics.like_count")
    Path('public_metrics.like_count')
    """

    text: str
    beginnings: tuple[tuple[str, str | int | Select], ...] = attrs.field(
        init=False,
        eq=False,
        repr=False,
        default=attrs.Factory(lambda self: tuple(_parse(self.text)), takes_self=True),
    )
    """Each step, after the text of the path up to it."""

    @cached_property
    def steps(self) -> tuple[str | int | Select, ...]:
        """The keys, indexes and selectors, one after the other."""
        return tuple(step for _, step in self.beginnings)

    @cached_property
    def from_root(self) -> bool:
        """Whether the path starts from the top of the payload."""
        return self.text.startswith("$")

    def __repr__(self) -> str:
        return f"Path({self.text!r})"

    def __str__(self) -> str:
        return self.text


Known: TypeAlias = dict[str, list[Found]]
"""What the beginnings of paths led to in one post, by their text."""


def find(path: Path, post: object, root: object, known: Known | None = None) -> list[Found]:
    """
    Return every value that *path* leads to, with where it stands.

    *post* is the object that a plain path starts from, *root* the one for `$`. Paths that begin
    alike, and are given the same *known*, are followed together as far as they do.
    A path that leads nowhere finds nothing; no payload makes it fail.
    """
    known = {} if known is None else known
    found: list[Found] = [((), root if path.from_root else post)]
    for text, step in path.beginnings:
        if text not in known:
            known[text] = [
                ((*where, at) if at is not None else where, value)
                for where, parent in found
                for at, value in follow(step, parent, post)
            ]
        found = known[text]
        if not found:
            break
    return found


def follow(
    step: str | int | Select, parent: object, post: object
) -> Iterable[tuple[str | int | Row | None, object]]:
    """Return where each *step* from *parent* leads, with None for where if it stays there."""
    if isinstance(step, str):
        return [(step, parent[step])] if isinstance(parent, OBJECT) and step in parent else ()
    if isinstance(step, int):
        if isinstance(parent, list | tuple) and -len(parent) <= step < len(parent):
            return [(step % len(parent), parent[step])]
        return ()
    if isinstance(parent, OBJECT) and not step.every:
        return [(None, parent)] if step.chooser(post)(parent) else ()
    chosen = _choose(step, parent, post)
    return chosen if step.every else islice(chosen, 1)


def _choose(step: Select, parent: object, post: object) -> Iterator[tuple[str | int | Row, object]]:
    if isinstance(parent, OBJECT):
        items: Iterable[tuple[str | int, object]] = parent.items()
    else:
        items = enumerate(parent) if isinstance(parent, list | tuple) else ()
    label, keys, takes, seen = step.label, step.unique_by, step.chooser(post), Seen()
    for at, item in items:
        if step.by_id and not (isinstance(at, str) and _NATIVE_ID.fullmatch(at)):
            continue
        if not takes(item):
            continue
        if keys and isinstance(item, OBJECT) and not seen.adds([item.get(name) for name in keys]):
            continue
        yield Row(at, label) if label is not None and isinstance(at, int) else at, item


def _items(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _is_nothing(value: object) -> bool:
    return value is None or (not value and (value == "" or is_container(value)))


def without_names(where: Where) -> tuple[str | int, ...]:
    """
    Return *where* with rows by their index alone.

    >>> without_names(("data", Row(2, "post_clicks"), "values", 0))
    ('data', 2, 'values', 0)
    """
    return tuple(at.index if isinstance(at, Row) else at for at in where)


def write(where: Where) -> str:
    """
    Return *where* as text, on one line; of a key that is a stranger's, what `shown` leaves.

    >>> write(("data", Row(2, "post_clicks"), "values", 0, "value"))
    'data[post_clicks].values[0].value'
    """
    text = ""
    for at in where:
        key = at.name if isinstance(at, Row) else str(at)
        if not key.isprintable() or len(key) > _LONGEST_KEY:
            key = shown(key)
        elif isinstance(at, str) and _PLAIN_KEY.fullmatch(key):
            text += f".{key}" if text else key
            continue
        text += f"[{key}]"
    return text
