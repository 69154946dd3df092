"""JSON spelled out as nested form fields, the way PHP reads them: ``a[b][]=1``.

Cerb reads forms and nothing else. PHP drops fields that are nested deeper than its ``max_input_nesting_level`` of 64,
and has no spelling for an empty list or object.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from cerbsh.api.request import Pairs

_DEEPEST = 63


class Number(str):
    """A JSON number as it was written."""

    __slots__ = ()


class FormError(ValueError):
    """A JSON value that is damaged (``place`` is the offset in its text) or that no form can spell (``place`` is
    ``None``).
    """

    def __init__(self, message: str, place: int | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint


def read_json(text: str) -> object:
    """A JSON value with numbers as written (``Number``). Raises ``FormError`` at the offset of what is wrong."""
    try:
        return json.loads(text, strict=False, parse_int=Number, parse_float=Number, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise FormError(
            f"this is no JSON: {error.msg.lower()}", error.pos, "text needs double quotes, or key=text"
        ) from None
    except RecursionError:
        raise FormError("the value is nested too deep") from None


def spell(name: str, value: object) -> Pairs:
    """``name`` and a value of ``read_json`` as form fields: scalars of a list as ``name[]``, lists and objects in it
    by index, true and false as 1 and 0, null as an empty text. Raises ``FormError`` for what no form can hold."""
    return tuple(_spell(name, value, 0))


def _refuse_constant(name: str) -> object:
    raise FormError(f"{name} is no JSON")


def _spell(name: str, value: object, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, (dict, list)):
        _refuse(value, depth)
        for key, item in _entries(value):
            yield from _spell(f"{name}[{key}]", item, depth + 1)
    elif value is None or isinstance(value, bool):
        yield name, "1" if value else "" if value is None else "0"
    else:
        yield name, str(value)


def _entries(value: dict[str, object] | list[object]) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        yield from value.items()
    else:
        for index, item in enumerate(value):
            yield (str(index) if isinstance(item, (dict, list)) else ""), item


def _refuse(value: dict[str, object] | list[object], depth: int) -> None:
    kind = "list" if isinstance(value, list) else "object"
    if not value:
        raise FormError(
            f"an empty {kind} cannot be sent: a form has no spelling for it", hint="key= sends an empty text"
        )
    if depth > _DEEPEST:
        raise FormError("the value is nested too deep: Cerb reads 64 levels")
    if (
        isinstance(value, dict)
        and (bad := next((key for key in value if not key or "[" in key or "]" in key), None)) is not None
    ):
        raise FormError(f"the key {bad!r} cannot stand in a form")
