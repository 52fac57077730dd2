"""
The source of the function that a table is compiled to.

Candidates that begin alike are followed together, so a block that many metrics stand in is looked up
once, and where it is absent none of them is tried. A list is gone through only for what some
item of it has.
"""

from __future__ import annotations

import itertools
import re

from collections import Counter
from collections.abc import Hashable, Iterable
from typing import Any

import attrs

from . import unusual
from .mapper import Mapper
from .metrics import Metrics, Number, make_metrics
from .number import EXACT_FLOAT, read_count
from .path import Condition, Seen, Select
from .payload import text_or_none
from .place import Place
from .rules import Breakdown, Unsummed
from .slots import Candidate, Slot, Slots, all_of, together


_MANY = 3  # selectors of one list, for which it pays to know the keys that its items have


def write_source(mapper: Mapper) -> tuple[str, dict[str, Any]]:
    """Return the source of the function, and what the names in it stand for."""
    writer = _Writer(mapper)
    return writer.source(), writer.names


@attrs.frozen
class _Writer:
    """Writes one mapper's function."""

    mapper: Mapper
    names: dict[str, Any] = attrs.field(factory=dict)
    slots: Slots = attrs.field(factory=Slots)
    known: dict[Hashable, str] = attrs.field(factory=dict)
    """The variables that hold what the items of lists have."""

    def source(self) -> str:
        mapper, slots = self.mapper, self.slots
        self.names.update(
            count=unusual.skipping(mapper.sentinels, read_count),
            by_id=unusual.by_id,
            either=unusual.either,
            every=unusual.every,
            is_list=unusual.is_list,
            is_object=unusual.is_object,
            keys=unusual.keys,
            make=make_metrics,
            part=unusual.part,
            parts=unusual.parts,
            NULLS=Metrics[Number | None].fill(None),
            once=unusual.once,
            Seen=Seen,
            SEVERAL=object(),
            something=unusual.is_something,
            text=text_or_none,
            texts=unusual.texts,
        )
        slots.slot("wrapped", "object", mapper.posts)
        wrapping = slots.take()
        slots.slot("own", "id", mapper.ids)
        slots.slot("uncounted", "anything", mapper.uncounted)
        slots.slot("post_id", "text", mapper.post_id)
        slots.slot("post_url", "text", mapper.post_url)
        metrics = [slots.number(rule, "count", name) for name, rule in mapper.metrics.items()]
        numbers = ", ".join(slot.name if slot else "None" for slot in metrics)
        reading = slots.take()
        body = ["post = payload", *self.block(wrapping), *_if("wrapped is not None", ["post = wrapped"])]
        body += self.reshape()
        body += self.block(reading)
        if mapper.host:
            body += _if("post_url and post_url[0] == '/'", [f"post_url = {mapper.host!r} + post_url"])
        body += _if("uncounted", ["return post_id, post_url, NULLS"])
        body += [f"return post_id, post_url, make({numbers})"]
        lines = ["if type(payload) is not dict:", "    return None", "try:", *_indented(body)]
        lines += [
            "except (ValueError, RecursionError):  # which the interpreter meets again",
            "    return None",
        ]
        return "\n".join(["def read(payload):", *_indented(lines), ""])

    def reshape(self) -> list[str]:
        """Return the lines that lay the post out anew."""
        reshape = self.mapper.reshape
        if reshape is None:
            return []
        self.names.update(lay_out=reshape.lay_out, only_if=reshape.only_if, unless=reshape.unless)
        tests = ["not only_if.isdisjoint(post)"] if reshape.only_if else []
        tests += ["unless.isdisjoint(post)"] if reshape.unless else []
        lines = ["shape = lay_out(post)", "if shape is not None:"]
        lines += _indented([*_if("shape.doubts", ["return None"]), "post = shape.post"])
        return _if(" and ".join(tests), lines)

    def constant(self, value: object) -> str:
        """Return a new name that stands for *value*."""
        name = self.slots.new("constant")
        self.names[name] = value
        return name

    def length(self, unit: int) -> str:
        """Return the name of what reads a length of time in units of so many milliseconds."""
        name = f"length_{unit}"
        self.names[name] = unusual.length_unless(self.mapper.sentinels, unit)
        return name

    def block(self, slots: list[Slot]) -> list[str]:
        """Return the lines that fill the slots."""
        post = Place("post", plain=True)
        lines: list[str] = []
        self.known.clear()
        for step, candidates in together([slot.candidates for slot in slots], 0):
            if isinstance(step, Candidate):
                lines += _if(step.when, [f"{step.slot.name} = {step.value}"])
            else:
                lines += self.branch(step[1], candidates, attrs.evolve(post, value=step[0], path=step[:1]))
        empty = [*(slot.name for slot in slots), *self.known.values()]
        return [" = ".join([*empty, "None"]), *lines] if empty else lines

    def follow(self, candidates: Iterable[Candidate], place: Place) -> list[str]:
        """Return the lines that follow *candidates* from *place* on."""
        queues: dict[Slot, list[Candidate]] = {}
        for candidate in candidates:
            queues.setdefault(candidate.slot, []).append(candidate)
        lines: list[str] = []
        ahead = list(together(queues.values(), place.depth))
        asking = [step for step, taking in ahead if isinstance(step, Select) and _asked(step, taking, place)]
        if len(asking) >= _MANY and place.path and not place.plain:
            lines, place = self.collect(asking, place)
        for is_key, steps in itertools.groupby(ahead, lambda group: isinstance(group[0], str)):
            body = [line for step, group in steps for line in self.branch(step, group, place)]
            lines += _if(_is_object(place.value) if is_key and not place.plain else "", body)
        return lines

    def collect(self, steps: Iterable[Select], place: Place) -> tuple[list[str], Place]:
        """Return the lines that collect what the items at *place* have, and the place that is known so."""
        keys = self.known.setdefault(place.path, self.slots.new("keys"))
        lines = _if(f"{keys} is None", [f"{keys} = keys({place.value})"])
        texts: dict[tuple[str, ...], str] = {}
        equal = Counter(each.keys for step in steps for each in step.conditions if each.test == "=")
        for names in (names for names, times in equal.items() if times >= _MANY):
            name = texts[names] = self.known.setdefault((place.path, names), self.slots.new("texts"))
            collected = f"texts({place.value}, {names!r}) if {_among(names, keys)} else ()"
            lines += _if(f"{name} is None", [f"{name} = {collected}"])
        return lines, attrs.evolve(place, keys=keys, texts=texts)

    def branch(self, step: Any, candidates: list[Candidate], place: Place) -> list[str]:
        """Return the lines that take one *step* from *place*, and all that comes after it."""
        if step is None:
            return [line for candidate in candidates for line in self.end(candidate, place)]
        value, wanted = place.value, _wanted(candidates)
        are_alone = len(candidates) == len({each.slot for each in candidates})
        sure = wanted if wanted and are_alone else place.sure
        wanted = "" if wanted == place.sure else wanted
        ahead = attrs.evolve(place, depth=place.depth + 1, sure=sure, path=None, keys="", texts={})
        if isinstance(step, Select):
            asked = _asked(step, candidates, place) if place.keys else ""
            return _if(all_of(wanted, asked), self.select(step, candidates, ahead))
        item = _at(ahead.depth, step if isinstance(step, str) else "item")
        ahead = attrs.evolve(ahead, value=item, plain=False)
        if isinstance(step, str):
            ahead = attrs.evolve(ahead, path=place.path and (*place.path, step))
            body = [f"{item} = {value}[{step!r}]", *self.follow(candidates, ahead)]
            return _if(all_of(wanted, f"{step!r} in {value}"), body)
        body = [f"{item} = {value}[{step!r}]", *self.follow(candidates, ahead)]
        long = f"len({value}) > {step}" if step >= 0 else f"len({value}) >= {-step}"
        return _if(all_of(wanted, f"(type({value}) is list or is_list({value})) and {long}"), body)

    def select(self, step: Select, candidates: list[Candidate], place: Place) -> list[str]:
        """Return the lines that choose items of what is at *place*, and all that comes after it."""
        value = place.value
        if place.plain and not step.every and not step.by_id:
            setup, test = self.conditions(step, place)
            return [*setup, *_if(test, self.follow(candidates, place))]
        starts = step.every and place.sums is None
        alone = {"id", "something", "anything"}  # each value of these counts for itself
        summed = (candidate for candidate in candidates if candidate.slot.kind not in alone)
        sums = {candidate: f"sum_{index}" for index, candidate in enumerate(summed)} if starts else place.sums
        item = _at(place.depth, "item")
        ahead = attrs.evolve(place, value=item, sums=sums)
        if step.by_id:
            items = f"by_id({self.constant(step)}, {value}, post)"
            setup, test = [], ""
        else:
            setup, test = self.conditions(step, ahead)
            items = f"{value} if type({value}) is list else {'every' if step.every else 'either'}({value})"
        body = self.follow(candidates, attrs.evolve(ahead, plain=bool(test)))
        body += [] if step.every else ["break"]
        body = _if(test and f"({_is_object(item)}) and {test}", body)
        lines = [*setup, f"for {item} in {items}:", *_indented(body)]
        if not starts or not sums:
            return lines
        lines = [" = ".join([*sums.values(), "None"]), *lines]
        for candidate, name in sums.items():
            one = f" and {name} is not SEVERAL" if isinstance(candidate.rule, Unsummed) else ""
            reported = f"{name} is not None{one}"
            lines += _if(all_of(candidate.when, reported), [f"{candidate.slot.name} = {name}"])
        return lines

    def end(self, candidate: Candidate, place: Place) -> list[str]:
        """Return the lines that take what is at *place*, where *candidate* ends."""
        into = candidate.slot.name if place.sums is None else place.sums.get(candidate, candidate.slot.name)
        unsure = candidate.when if candidate.when != place.sure else ""
        return _if(unsure, self.take(candidate, place, into))

    def take(self, candidate: Candidate, place: Place, into: str) -> list[str]:
        """Return the lines that put what is at *place* in the variable *into*."""
        value, summed = place.value, place.sums is not None
        match candidate.slot.kind:
            case "anything":
                return [f"{into} = True"]
            case "something":
                return _if(f"{value} is not None and {value} != ''", [f"{into} = True"])
            case "id":
                lines = [f"mentioned = {value} if type({value}) is str else text({value})"]
                twice = _if(f"{into} is not None", ["return None"])
                return lines + _if(f"mentioned and mentioned != {into}", [*twice, f"{into} = mentioned"])
            case "object":
                # An empty one is nothing where it is alone, and counts where there are several.
                unsure = _if(f"{into} is not None or not {value}", ["return None"]) if summed else []
                taken = _is_object(value) if summed else f"({_is_object(value)}) and {value}"
                return _if(taken, [*unsure, f"{into} = {value}"])
            case "text":
                lines = [f"{into} = {value} if type({value}) is str and {value} else text({value})"]
                return _if(f"{into} is None" if summed else "", lines)
            case "count":
                times, read = "", "count"
            case unit:
                times, read = f" * {unit}", self.length(unit)
        if isinstance(candidate.rule, Breakdown):
            if candidate.rule.part is None:
                read = f"parts({value}, {candidate.rule.without!r}, {read})"
            else:
                read = f"part({value}, {candidate.rule.part.casefold()!r}, {read})"
        else:
            unlike = "".join(f" and {value} != {int(sentinel)}" for sentinel in self.mapper.sentinels)
            read = f"{value}{times} if type({value}) is int{unlike} else {read}({value})"
        if not summed:
            return [f"{into} = {read}"]
        more = "SEVERAL" if isinstance(candidate.rule, Unsummed) else f"{into} + number"
        total = f"{into} = number if {into} is None else {more}"
        return [f"number = {read}", *_if("number is not None", [total])]

    def conditions(self, step: Select, place: Place) -> tuple[list[str], str]:
        """Return the test whether the object at *place* is chosen, and the lines to come before all tests."""
        setup: list[str] = []
        tests: list[str] = []
        among: list[str] = []
        for condition in step.conditions:
            if condition.test != " in ":
                tests.append(self.condition(condition, place))
                continue
            wanted, seen, item = self.slots.new("wanted"), self.slots.new("seen"), place.value
            setup += [f"{wanted} = {self.constant(condition)}.wanted(post)", f"{seen} = Seen()"]
            values = [f"{item}[{key!r}] if {key!r} in {item} else None" for key in condition.keys]
            # Those of the first such condition are taken once, and if all else holds.
            among.insert(0, f"once([{', '.join(values)}], {wanted}, {seen if not among else None})")
        return setup, " and ".join([*tests, *among])

    def condition(self, condition: Condition, place: Place) -> str:
        """Return the test whether the object at *place* meets *condition*."""
        has, same, wanted = [], [], condition.value
        for key in condition.keys:
            there, value = f"{key!r} in {place.value}", f"{place.value}[{key!r}]"
            has.append(f"{there} and ({value} or something({value}))")
            if "=" not in condition.test:
                continue
            is_it = self.constant(unusual.meets(Condition((key,), "=", wanted)))
            text = f"{value}.casefold() == {wanted.casefold()!r} if type({value}) is str and {value}"
            is_number = f"type({value}) is int or type({value}) is float"
            equals = f"{value} == {wanted}" if condition.number is not None else "False"
            if condition.number and abs(condition.number) > EXACT_FLOAT:
                equals = f"type({value}) is int and {equals}"
            number = f"{equals} if {is_number}"
            same.append(f"{there} and ({text} else {number} else {is_it}({value}))")
        anything, equal = f"({' or '.join(has)})", f"({' or '.join(same)})"
        tests = {"has": anything, "lacks": f"not {anything}", "=": equal, "!=": f"{anything} and not {equal}"}
        return tests[condition.test]


def _at(depth: int, about: str) -> str:
    """Return the name of what so many steps lead to; nothing else on the way has it."""
    return f"{re.sub('[^A-Za-z]', '_', about)}_at_{depth}"


def _asked(step: Select, candidates: Iterable[Candidate], place: Place) -> str:
    """Return the test whether some items have that without which none of the *candidates* takes any."""
    tests = []
    for condition in step.conditions:
        if condition.test == "=" and condition.keys in place.texts:
            tests.append(f"{condition.value.casefold()!r} in {place.texts[condition.keys]}")
        elif condition.test != "lacks":
            tests.append(_among(condition.keys, place.keys))
    ahead = dict.fromkeys(candidate.step(place.depth + 1) for candidate in candidates)
    if all(isinstance(key, str) for key in ahead):
        tests.append(_among(map(str, ahead), place.keys))
    return all_of(*dict.fromkeys(tests))


def _among(names: Iterable[str], keys: str) -> str:
    return f"({' or '.join(f'{name!r} in {keys}' for name in names)})"


def _wanted(candidates: Iterable[Candidate]) -> str:
    """Return when any of *candidates* is to be tried, if that is quickly told."""
    whens = list(dict.fromkeys(candidate.when for candidate in candidates))
    if len(whens) == 1:
        return whens[0]
    few = len(whens) == 2 and "" not in whens  # noqa: PLR2004  # more of them take longer than the step
    return f"({' or '.join(whens)})" if few else ""


def _is_object(value: str) -> str:
    return f"type({value}) is dict or is_object({value})"


def _if(condition: str, body: list[str]) -> list[str]:
    return [f"if {condition}:", *_indented(body)] if condition and body else body


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" for line in lines]
