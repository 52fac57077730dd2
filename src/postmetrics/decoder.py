"""
From JSON straight to the numbers, without building what no rule reads.

A table is made into the types of what it looks at, and msgspec decodes a payload to these. What
is out of the ordinary, and all that a `reshape` lays out, is left to those who have all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ForwardRef, TypeAlias, Union

import attrs

from .compiler import function, remembered, too_deep
from .mapper import Mapper
from .outline import Node, Outline
from .unusual import may_have_ids
from .writer import write_source


try:
    from msgspec import UNSET, Raw, Struct, UnsetType, defstruct, field
    from msgspec.json import Decoder
except ImportError as error:
    raise ImportError('postmetrics.decoder needs msgspec: pip install "postmetrics[fast]"') from error


_keys = Decoder(dict[str, Raw]).decode

Row: TypeAlias = tuple[int | str | None, ...]
"""The thirteen numbers, the native post id and the URL."""

ReadJson: TypeAlias = Callable[[bytes], Row | None]
"""Returns the row of a payload, or None where that is not to be told from its outline."""


def json_reader(mapper: Mapper) -> ReadJson:
    """
    Return the function that reads *mapper*'s table from the JSON of a payload.

    It does not tell whether what it skips is UTF-8.
    """
    return _json_reader(mapper)


def make_json_reader(mapper: Mapper) -> ReadJson:
    """Return a new such function."""
    outline = Outline()
    types = _Types(outline)
    try:
        source, names = write_source(mapper, outline)
        root = types.struct(outline.root.real())
    except ValueError:  # there is no outline, or a key in it that msgspec has no name for
        return lambda _: None
    if too_deep(mapper):
        return lambda _: None
    names.update(types.finished(), decode=Decoder(root).decode)
    names.update(UNSET=UNSET, Struct=Struct, no_ids=_no_ids, holds=_holds, listed=_listed, under=_under)
    read: ReadJson = function(mapper.platform, source, names)
    return read


_json_reader = remembered(make_json_reader)


@attrs.frozen
class _Types:
    """The types of an outline's places."""

    outline: Outline
    _structs: dict[str, type[Struct]] = attrs.field(factory=dict)

    def struct(self, node: Node) -> type[Struct]:
        """Return a new type for the objects at *node*: each key that is looked at is an attribute."""
        name = self.outline.type(node)
        self._structs[name] = Struct  # until it is there
        fields = [
            (self.outline.attribute(key), self.kind(below.real()), field(name=key, default=UNSET))
            for key, below in node.keys.items()
        ]
        self._structs[name] = defstruct(name, fields, gc=False)
        return self._structs[name]

    def kind(self, node: Node, *lists: Node) -> Any:
        """Return the type of what may stand at *node*, which *lists* are around."""
        if node.whole or not (node.keys or node.items):
            return Any
        kinds: list[Any] = [None] if lists else [None, UnsetType]
        if node.keys:
            name = self.outline.type(node)
            if name not in self._structs:
                self.struct(node)
            kinds.append(ForwardRef(name))
        if node.items and node not in lists:
            kinds.append(list[self.kind(node.items.real(), node, *lists)])  # type: ignore[misc]
        if node.taken:
            kinds += [bool, int, float, str]
        return Union[tuple(kinds)]  # noqa: UP007  # `|` knows no forward references

    def finished(self) -> dict[str, type[Struct]]:
        """Return all types by their names, each of which may hold any of the others."""
        for struct in self._structs.values():
            for name, other in self._structs.items():
                setattr(struct, name, other)
        return self._structs


def _holds(struct: Struct) -> bool:
    """Tell that *struct* is no empty object; where nothing is in it that is known, that is not known."""
    if struct == type(struct)():
        raise ValueError(struct)
    return True


def _listed(value: object) -> Any:
    """Return the items of a list; of an object more may count than is known."""
    if isinstance(value, Struct):
        raise ValueError(value)  # noqa: TRY004  # it is left to those who have all of it
    return value if type(value) is list else ()


def _no_ids(value: object, payload: Struct, json: bytes) -> tuple[()]:
    """Return nothing, for a list has no ids; an object but the whole payload may have them."""
    if isinstance(value, Struct) and (value is not payload or may_have_ids(_keys(json))):
        raise ValueError(value)
    return ()


def _under(value: Any, steps: list[tuple[str, str]]) -> tuple[Any, ...]:
    """Return what is under keys, in structs and in what is decoded whole, if anything is."""
    for key, attribute in steps:
        if isinstance(value, Struct):
            value = getattr(value, attribute)
        elif isinstance(value, dict):
            value = value.get(key, UNSET)
        else:
            return ()
    return () if value is UNSET else (value,)
