"""
Frozen objects, made as quickly as any others.

attrs sets each field of a frozen object by a call of `object.__setattr__`. A draft is an object of
the same layout that is not frozen yet: its fields are assigned, and then it is told its class.
"""

from __future__ import annotations

from collections.abc import Callable
from types import new_class
from typing import Any, TypeVar


T = TypeVar("T")


def maker(cls: type[T]) -> Callable[..., T]:
    """
    Return the function that makes a *cls* of the values of its fields, in their order.

    *cls* is frozen, slotted and has no `weakref_slot`, no converter and no validator.

    >>> from postmetrics.response import Analytics
    >>> maker(Analytics)("success", None, (), {})
    Analytics(status='success', totals=None, platforms=())
    """
    slots: tuple[str, ...] = vars(cls)["__slots__"]
    lines = [f"def make({', '.join(slots)}):", "made = draft()"]
    lines += [f"made.{name} = {name}" for name in slots]
    lines += ["made.__class__ = finished", "return made"]
    bases = vars(cls).get("__orig_bases__", cls.__bases__)  # Generic may not be inherited from as it is
    draft = new_class("draft", bases, exec_body=lambda body: body.update(__slots__=slots))
    names: dict[str, Any] = {"draft": draft, "finished": cls}
    exec("\n    ".join(lines), names)  # noqa: S102  # nothing but the names of the fields is in it
    make: Callable[..., T] = names["make"]
    return make
