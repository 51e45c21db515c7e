"""Values back from the plain JSON that they were written as."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


def rebuilt(kind: type[T], values: object) -> T:
    """The dataclass ``kind`` from a mapping of its fields, those inside it alike.

    A field that is missing takes its default, a key that it has not got is left out: what another
    version of the program wrote can be read. Raises ValueError where the values do not fit.
    """
    if not isinstance(values, dict):
        raise ValueError(f"{kind.__name__} cannot be made of {values!r:.80}")  # noqa: TRY004 - one error for what does not fit
    made: Any = kind  # mypy holds a type variable's type for unhashable
    hints = _hints(made)
    try:
        return kind(**{name: _value(hints[name], values[name]) for name in hints.keys() & values})
    except TypeError as error:  # a field without a default is missing
        raise ValueError(f"{kind.__name__}: {error}") from error


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _value(hint: Any, value: Any) -> Any:
    """``value`` as a type that the fields of an answer have."""
    origin, inside = get_origin(hint), get_args(hint)
    if origin is UnionType:  # X | None
        return (
            None if value is None else _value(next(t for t in inside if t is not NoneType), value)
        )
    if origin is tuple:
        return _tuple(inside, value)
    if origin is dict and isinstance(value, dict):
        return {_value(inside[0], key): _value(inside[1], each) for key, each in value.items()}
    if isinstance(hint, type) and is_dataclass(hint):
        return rebuilt(hint, value)
    return _plain(hint, value)


def _plain(hint: Any, value: Any) -> Any:
    if hint is date and isinstance(value, str):
        return date.fromisoformat(value)
    if hint is float and type(value) is int:
        return float(value)
    if type(value) is not hint:
        raise ValueError(f"{value!r:.80} is no {hint.__name__}")
    return value


def _tuple(inside: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise ValueError(f"{value!r:.80} is no list")  # noqa: TRY004 - one error for what does not fit
    if inside[-1] is Ellipsis:
        return tuple(_value(inside[0], each) for each in value)
    return tuple(_value(hint, each) for hint, each in zip(inside, value, strict=True))
