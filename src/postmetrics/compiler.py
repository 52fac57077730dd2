"""
From a platform's table to the one function that reads it, as a person would write it by hand.

Every path of the table is a way to fill a *slot*, a variable of that function: a metric, a part
of a sum, an id. Ways that begin alike are followed together, so a block that many metrics stand
in is looked up once, and where it is absent none of them is tried. A payload in which anything
is wrong or unusual is left to the interpreter in `reading`, which can tell what and where.
"""

from __future__ import annotations

import itertools
import linecache
import weakref

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Literal, TypeAlias

import attrs

from .mapper import Mapper
from .metrics import Metrics, Number, make_metrics
from .number import read_count, read_duration
from .path import Condition, Select, follow
from .post import text_or_none
from .rules import Breakdown, Unsummed, paths
from .slots import Slot, Slots, Way, both, together


Numbers: TypeAlias = tuple[str | None, str | None, Metrics[Number | None]]
"""The native post id, the public URL and the thirteen numbers."""

Read: TypeAlias = Callable[[Mapping[str, object]], Numbers | None]
"""Returns the numbers of a payload, or None where only the interpreter can tell them."""

_MANY = 10**12  # a float below it has thousandths of at most 15 digits, all of which a float keeps
_DEPTH = 15  # steps of a path; no more than twenty loops can stand in one another
_COMPILED: dict[int, Read] = {}


def compiled(mapper: Mapper) -> Read:
    """
    Return the function that reads *mapper*'s table, made when it is first asked for.

    It returns None for a payload with a malformed value, with several posts, with zeros that
    are doubted or with an object that is no plain `dict`.
    """
    function = _COMPILED.get(id(mapper))
    if function is None:
        function = _COMPILED[id(mapper)] = compile_mapper(mapper)
        weakref.finalize(mapper, _COMPILED.pop, id(mapper), None)
    return function


def compile_mapper(mapper: Mapper) -> Read:
    """Return a new function that reads *mapper*'s table; a traceback shows the lines of it."""
    rules = [path for _, rule in mapper.metrics.items() for path in paths(rule)]
    others = (*mapper.posts, *mapper.ids, *mapper.post_id, *mapper.post_url, *mapper.uncounted)
    if any(len(path.steps) > _DEPTH for path in (*rules, *others)):
        return lambda _: None
    source, names = write_source(mapper)
    shown = (len(source), None, source.splitlines(keepends=True), mapper.platform)
    filenames = (f"<postmetrics {mapper.platform} {number}>" for number in itertools.count(1))
    filename = next(name for name in filenames if linecache.cache.setdefault(name, shown) is shown)
    exec(compile(source, filename, "exec"), names)  # noqa: S102  # nothing of a table is in it but its repr
    function: Read = names["read"]
    return function


def write_source(mapper: Mapper) -> tuple[str, dict[str, Any]]:
    """Return the source of the function, and what the names in it stand for."""
    writer = _Writer(mapper)
    return writer.source(), writer.names


@attrs.frozen
class Place:
    """Where in a payload the ways have come to."""

    value: str
    """The variable that holds what is there."""

    depth: int = 0
    plain: bool = False
    """Whether it is known to be a `dict`."""

    sure: str = ""
    """The condition that is known to hold."""

    sums: Mapping[Way, str] | None = None
    """Within a loop, the variables in which the ways' values come together."""


@attrs.frozen
class _Writer:
    """Writes one mapper's function."""

    mapper: Mapper
    names: dict[str, Any] = attrs.field(factory=dict)
    slots: Slots = attrs.field(factory=Slots)

    def source(self) -> str:
        mapper = self.mapper
        self.names.update(
            count=_unless(mapper.sentinels, read_count),
            breakdown=_breakdown,
            every=_every,
            follow=follow,
            is_list=_is_list,
            is_object=_is_object,
            make=make_metrics,
            NULLS=Metrics[Number | None].fill(None),
            reshape=mapper.reshape,
            SEVERAL=object(),
            text=text_or_none,
        )
        self.slots.slot("wrapped", "object", mapper.posts)
        body = ["post = payload", *self.block(), *_if("wrapped is not None", ["post = wrapped"])]
        if mapper.reshape:
            body += ["shape = reshape(post)", "if shape is not None:"]
            body += _indented(_if("shape.doubts", ["return None"]))
            body += ["    post = shape.post"]
        self.slots.slot("own", "id", mapper.ids)
        self.slots.slot("uncounted", "anything", mapper.uncounted)
        self.slots.slot("post_id", "text", mapper.post_id)
        self.slots.slot("post_url", "text", mapper.post_url)
        metrics = [self.slots.number(rule, "count", name) for name, rule in mapper.metrics.items()]
        body += self.block()
        if mapper.host:
            body += _if("post_url and post_url[0] == '/'", [f"post_url = {mapper.host!r} + post_url"])
        body += _if("uncounted", ["return post_id, post_url, NULLS"])
        numbers = ", ".join(slot.name if slot else "None" for slot in metrics)
        body += [f"return post_id, post_url, make({numbers})"]
        lines = _if("type(payload) is not dict", ["return None"])
        lines += ["try:", *_indented(body)]
        lines += ["except ValueError:  # which the interpreter meets again", "    return None"]
        return "\n".join(["def read(payload):", *_indented(lines), ""])

    def constant(self, value: object) -> str:
        """Return a new name that stands for *value*."""
        name = self.slots.new("constant")
        self.names[name] = value
        return name

    def length(self, unit: int) -> str:
        """Return the name of what reads a length of time in units of so many milliseconds."""
        name = f"length_{unit}"
        self.names[name] = _length_unless(self.mapper.sentinels, unit)
        return name

    def block(self) -> list[str]:
        """Return the lines that fill the slots, and forget these."""
        slots = self.slots.made
        lines = [" = ".join([*(slot.name for slot in slots), "None"])] if slots else []
        for step, ways in together([slot.ways for slot in slots], 0):
            if isinstance(step, Way):
                lines += _if(step.when, [f"{step.slot.name} = {step.value}"])
            else:
                lines += self.branch(step[1], ways, Place(step[0], plain=True))
        slots.clear()
        return lines

    def follow(self, ways: Iterable[Way], place: Place) -> list[str]:
        """Return the lines that follow *ways* from *place* on."""
        queues: dict[Slot, list[Way]] = {}
        for way in ways:
            queues.setdefault(way.slot, []).append(way)
        lines: list[str] = []
        ahead = together(queues.values(), place.depth)
        for keys, steps in itertools.groupby(ahead, lambda group: isinstance(group[0], str)):
            body = [line for step, group in steps for line in self.branch(step, group, place)]
            unknown = keys and not place.plain
            lines += _if(f"type({place.value}) is dict or is_object({place.value})" if unknown else "", body)
        return lines

    def branch(self, step: Any, ways: list[Way], place: Place) -> list[str]:
        """Return the lines that take one *step* from *place*, and all that comes after it."""
        if step is None:
            return [line for way in ways for line in self.end(way, place)]
        value, wanted = place.value, _wanted(ways)
        sure = wanted if wanted and len(ways) == len({way.slot for way in ways}) else place.sure
        wanted = "" if wanted == place.sure else wanted
        ahead = Place(value, place.depth + 1, place.plain, sure, place.sums)
        if isinstance(step, Select):
            return _if(wanted, self.select(step, ways, ahead))
        item = self.slots.new(step if isinstance(step, str) else "item")
        ahead = attrs.evolve(ahead, value=item, plain=False)
        body = [f"{item} = {value}[{step!r}]", *self.follow(ways, ahead)]
        if isinstance(step, str):
            return _if(both(wanted, f"{step!r} in {value}"), body)
        long = f"len({value}) > {step}" if step >= 0 else f"len({value}) >= {-step}"
        return _if(both(wanted, f"(type({value}) is list or is_list({value})) and {long}"), body)

    def select(self, step: Select, ways: list[Way], place: Place) -> list[str]:
        """Return the lines that choose items of what is at *place*, and all that comes after it."""
        special = step.by_id or any(condition.test == " in " for condition in step.conditions)
        kept = place.plain and not step.every and not special
        value = place.value
        item = value if kept else self.slots.new("item")
        test = "" if special else " and ".join(self.condition(each, item) for each in step.conditions)
        if kept:
            return _if(test, self.follow(ways, place))
        starts = step.every and place.sums is None
        alone = {"id", "something", "anything"}  # each value of these counts for itself
        sums = (
            {way: self.slots.new("sum") for way in ways if way.slot.kind not in alone}
            if starts
            else place.sums
        )
        body = self.follow(ways, attrs.evolve(place, value=item, plain=bool(test), sums=sums))
        body += [] if step.every else ["break"]
        body = _if(test and f"(type({item}) is dict or is_object({item})) and {test}", body)
        mostly = f"{value} if type({value}) is list" if step.every else f"({value},) if type({value}) is dict"
        items = f"{item} in {mostly} else every({value})"
        if special:
            items = f"_, {item} in follow({self.constant(step)}, {value}, post)"
        lines = [f"for {items}:", *_indented(body)]
        if not starts or not sums:
            return lines
        lines = [" = ".join([*sums.values(), "None"]), *lines]
        for way, name in sums.items():
            reported = f"{name} is not None" + f" and {name} is not SEVERAL" * isinstance(way.rule, Unsummed)
            lines += _if(both(way.when, reported), [f"{way.slot.name} = {name}"])
        return lines

    def end(self, way: Way, place: Place) -> list[str]:
        """Return the lines that take what is at *place*, where *way* ends."""
        into = way.slot.name if place.sums is None else place.sums.get(way, way.slot.name)
        unsure = way.when if way.when != place.sure else ""
        return _if(unsure, self.take(way, place.value, into, summed=place.sums is not None))

    def take(self, way: Way, value: str, into: str, *, summed: bool) -> list[str]:
        """Return the lines that put the variable *value* in the variable *into*."""
        match way.slot.kind:
            case "anything":
                return [f"{into} = True"]
            case "something":
                return _if(f"{value} is not None and {value} != ''", [f"{into} = True"])
            case "id":
                name = self.slots.new("text")
                lines = [f"{name} = {value} if type({value}) is str else text({value})"]
                twice = _if(f"{into} is not None", ["return None"])
                return lines + _if(f"{name} and {name} != {into}", [*twice, f"{into} = {name}"])
            case "object":
                twice = _if(f"{into} is not None", ["return None"]) if summed else []
                return _if(f"type({value}) is dict or is_object({value})", [*twice, f"{into} = {value}"])
            case "text":
                lines = [f"{into} = {value} if type({value}) is str and {value} else text({value})"]
                return _if(f"{into} is None" if summed else "", lines)
            case "count":
                times, read = "", "count"
            case unit:
                times, read = f" * {unit}", self.length(unit)
        if isinstance(way.rule, Breakdown):
            read = f"breakdown({value}, {way.rule.part!r}, {way.rule.without!r}, {read})"
        else:
            unlike = "".join(f" and {value} != {sentinel!r}" for sentinel in self.mapper.sentinels)
            read = f"{value}{times} if type({value}) is int{unlike} else {read}({value})"
        if not summed:
            return [f"{into} = {read}"]
        number = self.slots.new("number")
        more = "SEVERAL" if isinstance(way.rule, Unsummed) else f"{into} + {number}"
        total = f"{into} = {number} if {into} is None else {more}"
        return [f"{number} = {read}", *_if(f"{number} is not None", [total])]

    def condition(self, condition: Condition, item: str) -> str:
        """Return the test whether *item*, a `dict`, meets *condition*."""
        has, same, wanted = [], [], condition.value
        for key in condition.keys:
            there, value = f"{key!r} in {item}", f"{item}[{key!r}]"
            something = self.constant(Condition((key,), "has").holds)
            is_it = self.constant(Condition((key,), "=", wanted).holds)
            has.append(f"{there} and ({value} or {something}({item}, post))")
            text = f"{value}.casefold() == {wanted.casefold()!r} if type({value}) is str and {value}"
            number = f"str({value}) == {wanted!r} if type({value}) is int"
            same.append(f"{there} and ({text} else {number} else {is_it}({item}, post))")
        anything, equal = f"({' or '.join(has)})", f"({' or '.join(same)})"
        tests = {"has": anything, "lacks": f"not {anything}", "=": equal, "!=": f"{anything} and not {equal}"}
        return tests[condition.test]


def _wanted(ways: Iterable[Way]) -> str:
    """Return when any of *ways* is to be tried, if that is quickly told."""
    whens = list(dict.fromkeys(way.when for way in ways))
    if len(whens) == 1:
        return whens[0]
    few = len(whens) == 2 and "" not in whens  # noqa: PLR2004  # more of them take longer than the step
    return f"({' or '.join(whens)})" if few else ""


def _if(condition: str, body: list[str]) -> list[str]:
    return [f"if {condition}:", *_indented(body)] if condition and body else body


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" for line in lines]


# What the function calls for a value that is not what it mostly is.

_Number: TypeAlias = int | Fraction | None


def _unless(sentinels: tuple[int, ...], read: Callable[[object], _Number]) -> Callable[[object], _Number]:
    def read_unless(value: object) -> _Number:
        number = read(value)
        return None if number in sentinels else number

    return read_unless if sentinels else read


def _length_unless(sentinels: tuple[int, ...], unit: int) -> Callable[[object], _Number]:
    """Return what reads exact milliseconds; they may have a fraction, until all are summed."""

    def length(value: object) -> _Number:
        if type(value) is float and -_MANY < value < _MANY and value not in sentinels:
            # 587.024 is 587024 / 1000: no other decimal so short has this float.
            thousandths = round(value * 1000)
            milliseconds, rest = divmod(thousandths * unit, 1000)
            if thousandths / 1000 == value and not rest:
                return milliseconds
        number = read_duration(value)
        return None if number is None or number in sentinels else number * unit

    return length


def _is_object(value: object) -> Literal[False]:
    """Tell that *value*, which is no `dict`, is no other object either; leave it to the interpreter if so."""
    if isinstance(value, Mapping):
        raise ValueError  # noqa: TRY004  # all that is left to the interpreter is one
    return False


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple)


def _every(value: object) -> Iterable[object]:
    if type(value) is dict:
        return value.values()
    if isinstance(value, list | tuple):
        return value
    _is_object(value)
    return ()


def _breakdown(
    value: object, part: str | None, without: str | None, read: Callable[[object], _Number]
) -> _Number:
    if value in ({}, [], ()) or (value == 0 and value is not False):
        return 0
    if part is None:
        numbers = [read(leaf) for leaf in _leaves(value, without)]
    elif isinstance(value, Mapping):
        numbers = [read(leaf) for key, leaf in value.items() if str(key).casefold() == part.casefold()] or [0]
    else:
        return None
    reported = [number for number in numbers if number is not None]
    return sum(reported) if reported else None


def _leaves(value: object, without: str | None = None) -> Iterator[object]:
    if isinstance(value, Mapping):
        for key, below in value.items():
            if without is None or key != without:
                yield from _leaves(below)
    else:
        yield value
