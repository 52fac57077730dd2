"""What can go wrong, each under the built-in that a caller would already catch."""

from __future__ import annotations

import reprlib

from typing import TYPE_CHECKING, Any, TypeVar


if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Self


E = TypeVar("E", bound=ValueError)

_SHOWN = 80  # characters of an untrusted value in a message


class _Repr(reprlib.Repr):
    def repr_int(self, x: int, level: int) -> str:
        if x.bit_length() > _SHOWN * 3:
            # repr() of such a number is slow, and above 4,300 digits it is refused.
            return f"a whole number of {x.bit_length()} bits"
        return super().repr_int(x, level)


_REPR = _Repr()
_REPR.maxstring = _REPR.maxother = _SHOWN


def shown(value: object) -> str:
    """Return at most 80 characters that tell a person what *value* is."""
    return shortened(_REPR.repr(value))


def shortened(text: str) -> str:
    """Return at most 80 characters of *text*."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


class MalformedValue(ValueError):
    """A payload holds something that is not the number it should be."""

    def __init__(self, platform: str, path: str, expected: str, value: object) -> None:
        super().__init__(platform, path, expected, value)
        self.platform = platform
        self.path = path
        self.expected = expected
        self.value = value

    def __str__(self) -> str:
        return f"{self.platform}: {self.path}: expected {self.expected}, got {shown(self.value)}"


class _Several(ExceptionGroup[E], ValueError):
    """Errors of one kind, of which it says the first."""

    @classmethod
    def of(cls, errors: Iterable[E]) -> Self:
        """Return the group of *errors*."""
        found = list(errors)
        more = f"; and {len(found) - 1} more" if len(found) > 1 else ""
        return cls(f"{found[0]}{more}", found)

    @property
    def exceptions(self) -> tuple[E, ...]:
        """The errors, none of which is a group itself."""
        errors: Any = super().exceptions
        return errors  # type: ignore[no-any-return]

    def __str__(self) -> str:
        return self.message

    def derive(self, errors: Sequence[Any], /) -> Any:
        """Return what `split` and `except*` make of some of them."""
        return self.of(errors)


class MalformedPayload(_Several[MalformedValue]):
    """The malformed values of one response, over all its platforms."""


class SeveralPosts(ValueError):
    """A payload holds several posts where one is expected."""

    def __init__(self, platform: str, path: str, posts: int) -> None:
        super().__init__(platform, path, posts)
        self.platform = platform
        self.path = path
        self.posts = posts

    def __str__(self) -> str:
        return f"{self.platform}: {self.path or 'payload'}: expected one post, got {self.posts}"


class NotAPayload(TypeError):
    """A payload is not an object."""

    def __init__(self, platform: str, path: str, value: object) -> None:
        super().__init__(platform, path, value)
        self.platform = platform
        self.path = path
        self.value = value

    def __str__(self) -> str:
        return f"{self.platform}: {self.path or 'payload'}: expected an object, got {shown(self.value)}"


class UnknownSource(ValueError):
    """A source response is no object or fits several formats, or its format does not exist."""

    def __init__(self, expected: str, got: str) -> None:
        super().__init__(expected, got)
        self.expected = expected
        self.got = got

    def __str__(self) -> str:
        return f"source response: expected {self.expected}, got {self.got}"


class UnknownConnection(LookupError):
    """A source response does not name the connection asked for."""

    def __init__(self, wanted: str, known: Iterable[str]) -> None:
        super().__init__(wanted, tuple(known))
        self.wanted = wanted
        self.known: tuple[str, ...] = self.args[1]

    def __str__(self) -> str:
        known = f"one of {shortened(', '.join(self.known))}" if self.known else "none"
        return f"social_connection_id: expected {known}, got {shown(self.wanted)}"


class MapperError(LookupError):
    """No usable mapper stands behind a platform's name."""


class UnknownPlatform(MapperError):
    """No mapper, installed or given, has this name."""

    def __init__(self, name: str, known: Iterable[str], nearest: str | None = None) -> None:
        super().__init__(name, tuple(known), nearest)
        self.name = name
        self.known: tuple[str, ...] = self.args[1]
        self.nearest = nearest

    def __str__(self) -> str:
        hint = f" (did you mean {self.nearest!r}?)" if self.nearest else ""
        known = f"one of {', '.join(self.known)}" if self.known else "none"
        return f"platform: expected {known}, got {shown(self.name)}{hint}"


class AmbiguousMapper(MapperError):
    """Several installed distributions claim one name."""

    def __init__(self, name: str, providers: Iterable[str]) -> None:
        super().__init__(name, tuple(providers))
        self.name = name
        self.providers: tuple[str, ...] = self.args[1]

    def __str__(self) -> str:
        return (
            f"{self.name}: expected one mapper, got {' and '.join(self.providers)}; "
            "uninstall one, or choose with Registry().with_mapper(…)"
        )


class BrokenMapper(MapperError):
    """An installed mapper cannot be loaded."""

    def __init__(self, name: str, provider: str, target: str, reason: str) -> None:
        super().__init__(name, provider, target, reason)
        self.name = name
        self.provider = provider
        self.target = target
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.name}: expected a mapper at {self.target} of {self.provider}, got {self.reason}"


class InvalidField(ValueError):
    """A field of a response on the wire breaks the contract's shape."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(path, problem)
        self.path = path
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}"


class InvalidResponse(_Several[InvalidField]):
    """The invalid fields of one response on the wire."""
