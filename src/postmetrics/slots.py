"""The variables of the function that a table is compiled to, and what fills each of them."""

from __future__ import annotations

import itertools
import re

from collections.abc import Hashable, Iterable, Iterator
from typing import Any, Literal, TypeAlias

import attrs

from .path import Path
from .rules import At, Breakdown, DoubtZero, First, Retired, Rule, Sum, Unit, Unsummed, When


Kind: TypeAlias = Literal["count", "text", "id", "object", "something", "anything"] | int
"""What is read: a number is the milliseconds in the unit of a length of time."""


@attrs.frozen(eq=False)
class Slot:
    """A variable of the function, and all that may fill it, in order of preference."""

    name: str
    kind: Kind
    wanted: str = ""
    """When it is needed; where empty, always."""

    after: tuple[Slot, ...] = ()
    """What must be filled before it is known to be needed."""

    candidates: list[Candidate] = attrs.field(factory=list)

    def unfilled(self) -> str:
        """Return when the next candidate is to be tried."""
        if not self.candidates or self.kind in {"id", "anything"}:
            return self.wanted
        return all_of(self.wanted, f"not {self.name}" if self.kind == "something" else f"{self.name} is None")


@attrs.frozen(eq=False)
class Candidate:
    """What may fill a slot: all that a path leads to, or a value made of other slots."""

    slot: Slot
    when: str
    needs: tuple[Slot, ...]
    path: Path | None = None
    rule: Rule | None = None
    value: str = ""

    def step(self, depth: int) -> Hashable:
        """Return the step at *depth*, which it takes together with others; None at the end of its path."""
        if self.path is None:
            return self
        step = self.path.steps[depth] if depth < len(self.path.steps) else None
        return step if depth else ("payload" if self.path.from_root else "post", step)


@attrs.frozen
class Slots:
    """Makes the slots of one table."""

    made: list[Slot] = attrs.field(factory=list)
    """Those of a rule stand before those of its parts."""

    shared: dict[Hashable, Slot] = attrs.field(factory=dict)
    numbers: Iterator[int] = attrs.field(factory=itertools.count)

    def new(self, about: str) -> str:
        """Return a new name that tells *about* what it is."""
        return f"{re.sub('[^A-Za-z]', '_', about)}_{next(self.numbers)}"

    def slot(self, name: str, kind: Kind, candidates: Iterable[Path]) -> Slot:
        """Return a new slot that is filled from paths."""
        slot = Slot(name, kind)
        slot.candidates.extend(Candidate(slot, slot.unfilled(), (), path) for path in candidates)
        self.made.append(slot)
        return slot

    def take(self) -> list[Slot]:
        """Return the slots that were made since this was last asked."""
        made = self.made.copy()
        self.made.clear()
        return made

    def number(self, rule: Rule, kind: Kind, name: str, wanted: str = "", *after: Slot) -> Slot | None:
        """Return the slot that *rule* fills, None where nothing can; always wanted, equal rules share it."""
        if not wanted and (rule, kind) in self.shared:
            return self.shared[rule, kind]
        slot = Slot(name, kind, wanted, after)
        self.made.append(slot)
        self.fill(slot, rule)
        if not slot.candidates:
            self.made.remove(slot)
            return None
        return slot if wanted else self.shared.setdefault((rule, kind), slot)

    def within(
        self, slot: Slot, rule: Rule, wanted: str = "", *after: Slot, kind: Kind | None = None
    ) -> Slot | None:
        """Return the slot for a part of what may fill *slot*, wanted only while that is unfilled."""
        wanted = all_of(slot.unfilled(), wanted)
        return self.number(rule, kind or slot.kind, self.new("number"), wanted, *slot.after, *after)

    def fill(self, slot: Slot, rule: Rule) -> None:  # noqa: PLR0912  # one case a rule
        """Let *slot* be filled with what *rule* finds."""
        match rule:
            case At(path) | Unsummed(path) | Breakdown(path):
                slot.candidates.append(Candidate(slot, slot.unfilled(), slot.after, path, rule))
            case First(rules):
                for each in rules:
                    self.fill(slot, each)
            case Retired(inner):
                self.fill(slot, inner)
            case Sum(rules, required):
                parts = [self.within(slot, each) for each in rules]
                known = [part for part in parts if part]
                there = [f"{part.name} is not None" if part else "False" for part in parts]
                enough = " and ".join(there[:required]) or f"({' or '.join(there)})"
                if known:
                    self.result(slot, known, enough, " + ".join(f"({part.name} or 0)" for part in known))
            case Unit(inner, _, unit):
                if part := self.within(slot, inner, kind=unit):
                    value = f"{part.name} if type({part.name}) is int else round({part.name})"
                    value = f"({value}) * {slot.kind}" if isinstance(slot.kind, int) else value
                    self.result(slot, [part], f"{part.name} is not None", value)
            case When(inner, conditions, holds):
                met = self.shared.get(conditions) or self.slot(self.new("met"), "something", conditions)
                self.shared[conditions] = met
                if part := self.within(slot, inner, met.name if holds else f"not {met.name}", met):
                    self.result(slot, [part], f"{part.name} is not None", part.name)
            case DoubtZero(inner, beside):
                if part := self.within(slot, inner):
                    zero = f"{part.name} == 0"
                    others = [other for path in beside if (other := self.within(slot, At(path), zero, part))]
                    doubted = f"{zero} and ({' or '.join(other.name for other in others) or None})"
                    when = f"{part.name} is not None and not ({doubted})"
                    self.result(slot, [part, *others], when, part.name)
            case _:  # Never
                pass

    def result(self, slot: Slot, needs: Iterable[Slot], when: str, value: str) -> None:
        """Let *slot* be filled with a *value* made of other slots."""
        slot.candidates.append(Candidate(slot, all_of(slot.unfilled(), when), tuple(needs), value=value))


def together(queues: Iterable[Iterable[Candidate]], depth: int) -> Iterator[tuple[Any, list[Candidate]]]:
    """
    Yield each step at *depth* with the candidates that take it, every queue's in its order.

    A candidate comes once no slot that it needs is still to be filled. First is a step that no
    queue comes back to, or else the one that most queues have before them.
    """
    left = [[(candidate.step(depth), candidate) for candidate in queue] for queue in queues]
    while left := [queue for queue in left if queue]:
        unfilled = {queue[0][1].slot for queue in left}
        ready = [queue for queue in left if unfilled.isdisjoint(queue[0][1].needs)]
        steps = [queue[0][0] for queue in ready]
        step = next((step for step in steps if not _comes_back(step, left)), max(steps, key=steps.count))
        group: list[Candidate] = []
        for queue in ready:
            while queue and queue[0][0] == step:
                group.append(queue.pop(0)[1])
        yield step, group


def _comes_back(step: Hashable, queues: Iterable[Iterable[tuple[Hashable, Candidate]]]) -> bool:
    """Tell whether some queue has *step* again, after another one."""
    ahead = (itertools.dropwhile(lambda candidate: candidate[0] == step, queue) for queue in queues)
    return any(step == other for queue in ahead for other, _ in queue)


def all_of(*conditions: str) -> str:
    """Return the condition that all of *conditions* hold; an empty one always does."""
    return " and ".join(filter(None, conditions))
