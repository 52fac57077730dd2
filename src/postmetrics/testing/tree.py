"""A payload grown from the paths that read it."""

from __future__ import annotations

from typing import Any

import attrs

from postmetrics.path import Condition, Path, Select


FILLER = "1234567890"
"""What stands where a path only asks for something: one native id, so that all of it is of one post."""


class Conflict(Exception):
    """Two things cannot both be in one payload."""


@attrs.define
class Tree:
    """A post, and what is around it, while they grow."""

    post: dict[str, Any] = attrs.field(factory=dict)
    root: dict[str, Any] = attrs.field(factory=dict)
    _grown: dict[tuple[int, Select], list[int]] = attrs.field(factory=dict)
    """The items that were grown in a list, by the list and the selector that they are for."""

    _wanted: list[tuple[Path, str]] = attrs.field(factory=list)
    """What an item is chosen by, and is still to stand where that path leads."""

    def put(self, path: Path, value: object, key: str | None = None, nth: int = 0) -> None:
        """
        Put *value* where *path* leads, or under *key* there.

        *nth* tells apart the items of a list that the path takes every one of. Raises
        `Conflict` where something else is in the way.
        """
        steps = path.steps if key is None else (*path.steps, key)
        self._grow(self.root if path.from_root else self.post, steps, value, nth)
        while self._wanted:  # only now that all that grew is in its place
            among, wanted = self._wanted.pop()
            self.put(among, [wanted])

    def wrapped(self, wrap: Path | None) -> dict[str, Any]:
        """Return the payload, with the post where *wrap* leads or not wrapped at all."""
        whole: dict[str, Any] = self._grow(self.root, wrap.steps if wrap else (), self.post, 0)
        return whole

    def _grow(self, node: Any, steps: tuple[str | int | Select, ...], value: object, nth: int) -> Any:
        """Return *node* with *value* where *steps* lead; None is what nothing has grown in yet."""
        if not steps:
            return _merged(node, value)
        step, rest = steps[0], steps[1:]
        if isinstance(step, str):
            parent = _a(dict, node)
            parent[step] = self._grow(parent.get(step), rest, value, nth)
            return parent
        if isinstance(step, int):
            items = _a(list, node)
            items += [None] * (step + 1 - len(items) if step >= 0 else -step - len(items))
            items[step] = self._grow(items[step], rest, value, nth)
            return items
        if isinstance(node, dict) and not step.every:
            return self._meet(self._grow(node, rest, value, nth), step, nth)
        if any(isinstance(later, Select) and later.every for later in rest):
            at = 0  # of several such steps, the last one has the several items
        else:
            at = nth if step.every else 0
        if step.by_id or isinstance(node, dict):
            parent = _a(dict, node)
            name = str(int(FILLER) + at) if step.by_id else f"item {at}"
            parent[name] = self._meet(self._grow(parent.get(name), rest, value, nth), step, nth)
            return parent
        items = _a(list, node)
        own = self._grown.setdefault((id(items), step), [])
        while len(own) <= at:
            own.append(len(items))
            items.append(None)
        items[own[at]] = self._meet(self._grow(items[own[at]], rest, value, nth), step, nth)
        return items

    def _meet(self, item: Any, step: Select, nth: int) -> Any:
        """Return *item* with what it must hold to be chosen by *step*."""
        for condition in step.conditions:
            if not isinstance(item, dict):
                raise Conflict
            self._meet_one(item, condition, nth)
        return item

    def _meet_one(self, item: dict[str, Any], condition: Condition, nth: int) -> None:
        if condition.holds(item, condition.wanted(self.post)):
            return
        key = condition.keys[0]
        match condition.test:
            case "has":
                item[key] = _merged(item.get(key), FILLER)
            case "lacks":
                raise Conflict
            case "=":
                item[key] = _merged(item.get(key), condition.value)
            case "!=":
                item[key] = _merged(item.get(key), f"not {condition.value}")
            case _:
                item[key] = f"key {nth}"
                self._wanted.append((Path(condition.value), item[key]))


def _a(kind: type[Any], node: Any) -> Any:
    if node is None or node == FILLER:
        return kind()
    if not isinstance(node, kind):
        raise Conflict
    return node


def _merged(node: Any, value: Any) -> Any:
    if node is None or node == FILLER:
        return value
    if value in (FILLER, node):
        return node
    if isinstance(node, dict) and isinstance(value, dict):
        for key, below in value.items():
            node[key] = _merged(node.get(key), below)
        return node
    if isinstance(node, list) and isinstance(value, list):
        node += value
        return node
    raise Conflict
