"""Fields laid out for the editor as TOML, each with what is known of it, and read back."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from cerbsh.view import safe

_WIDTH: Final = 100
_COMMENT: Final = 36
"""Column of what is told of a field."""
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_UNFIT: Final = re.compile(r"[\x7f-\x9f\ud800-\udfff]|(?![\n\t])[\x00-\x1f]")


class LayoutError(ValueError):
    """A text that is no TOML; the message says where."""


class Slot(NamedTuple):
    """A field in the editor; ``about`` says what it is. Without ``value`` it stands behind a ``#``, with ``blank``."""

    name: str
    about: str = ""
    value: object = None
    blank: object = ""


def write(head: str, slots: Iterable[Slot]) -> str:
    """The text for the editor: ``head`` as comments, and a line for each field."""
    comments = [f"# {safe.line(line)}".rstrip() for line in head.splitlines()]
    return "\n".join([*comments, "", *map(_line, slots)]) + "\n"


def read(text: str) -> dict[str, object]:
    """The values in a text, floats and times as they are written. Raises ``LayoutError`` where it is no TOML."""
    import tomllib

    try:
        return {name: _plain(value) for name, value in tomllib.loads(text, parse_float=str).items()}
    except ValueError as error:
        raise LayoutError(str(error)) from None
    except RecursionError:
        raise LayoutError("a value is nested too deep") from None


def _line(slot: Slot) -> str:
    unset = slot.value is None
    text = f"{'# ' if unset else ''}{_key(slot.name)} = {_value(slot.blank if unset else slot.value)}"
    about = safe.line(slot.about)
    if not about:
        return text
    if "\n" in text or len(text) >= _COMMENT:
        told = textwrap.wrap(about, _WIDTH, initial_indent="# ", subsequent_indent="# ")
        return "\n".join([*told, text])
    return f"{text:<{_COMMENT}}# {about}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _string(name)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _block(value) if "\n" in value else _string(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(name)} = {_value(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    if value is None:
        return '""'
    return str(value) if isinstance(value, int) else _string(str(value))


def _string(text: str) -> str:
    """A string on one line: JSON's, but for what TOML wants escaped beyond it."""
    return _UNFIT.sub(_escape, json.dumps(text, ensure_ascii=False))


def _block(text: str) -> str:
    """A string over several lines."""
    escaped = text.replace("\\", "\\\\").replace('"""', r"\"\"\"")
    escaped = re.sub(r'"$', r"\"", _UNFIT.sub(_escape, escaped))
    return f'"""\n{escaped}"""'


def _escape(found: re.Match[str]) -> str:
    """TOML has no way to write half a character; it is shown as the mark for one that is lost."""
    code = ord(found[0])
    return f"\\u{code:04x}" if code < 0xD800 else "\ufffd"


def _plain(value: object) -> object:
    """A value of TOML as a form can spell it."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int) else str(value)
