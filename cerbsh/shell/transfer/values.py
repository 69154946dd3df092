"""The text that a file stands for in ``key=@file``: itself, or a data URI where the field holds bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cerbsh.errors import LocalError
from cerbsh.files import named

if TYPE_CHECKING:
    from cerbsh.catalogue import RecordType
    from cerbsh.language.compile import ReadFile

DEFAULT_TYPE: Final = "application/octet-stream"

_BYTES: Final = frozenset({("attachment", "content")})
"""Fields beside images that take a data URI (RFC 2397), by type and name."""


def reader(kind_of: Callable[[], RecordType | None]) -> ReadFile:
    """Reads the files of a request, asked with a file's name and an item's key; ``kind_of`` says then what type of
    record the request is about.

    What it gives raises ``LocalError`` for a file that cannot be read, is no picture where one is wanted, or no text
    where that is.
    """

    def read_file(name: str, key: str) -> str:
        kind = kind_of()
        field = kind.fields.get(_field_name(key)) if kind else None
        if kind and field and (field.type == "image" or (kind.uri, field.name) in _BYTES):
            return _data_uri(name, image=field.type == "image")
        return read_text(name)

    return read_file


def read_text(name: str) -> str:
    """The text of a file. Raises ``LocalError`` where it cannot be read."""
    try:
        return read_bytes(name).decode("utf-8")
    except UnicodeDecodeError:
        raise LocalError(f"{name} is no UTF-8 text", "upload sends files of any kind") from None


def read_bytes(name: str) -> bytes:
    """The bytes of a file. Raises ``LocalError`` where it cannot be read."""
    try:
        return named(name).read_bytes()
    except OSError as error:
        raise LocalError(f"cannot read {name}: {error.strerror}") from None


def media_type(name: str) -> str:
    """The media type that the end of a file's name says."""
    from mimetypes import guess_type

    return guess_type(Path(name).name)[0] or DEFAULT_TYPE


def _data_uri(name: str, *, image: bool) -> str:
    from base64 import b64encode

    content, kind = read_bytes(name), media_type(name)
    if image and not kind.startswith("image/"):
        raise LocalError(f"{name} is no picture: its name says {kind}", "this field takes a .png, .jpg or .gif")
    return f"data:{kind};base64,{b64encode(content).decode()}"


def _field_name(key: str) -> str:
    """The field of an item's key: ``image`` of ``image`` and of ``fields[image]``."""
    wrapped = re.fullmatch(r"fields\[([^\]]*)\].*", key)
    return wrapped[1] if wrapped else key.partition("[")[0]
