"""References: ``$name``, ``${name}``, ``$_.path``, ``$12.path``, and the parameters of a saved line.

A value is put in as one word: it is never split and never parsed again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from cerbsh.errors import LineError
from cerbsh.language.select import kind_of, parse_path, walk
from cerbsh.language.tokens import Piece, Reference, Word

Lookup = Callable[[Reference], object]
"""Gives the JSON value that a reference's name stands for: a variable, the last reply, a reply of the history, an
argument of a saved line. Its path is walked here. Raises ``LookupError`` with a message, or ``KeyError`` where the
name is not known."""

_NAME = r"(?!_(?!\w))[A-Za-z_]\w*"
_PATH = r"(?:\.[A-Za-z_]\w*|\[-?\d+\])(?:\.\w+|\[-?\d+\]{})*"
_REFERENCE = r"(?a)\$(?:\{{({name})\}}|(_|\d{{1,18}})({path})|({name}))"
_BARE = _REFERENCE.format(name=_NAME, path=_PATH.format(r"|\[\"[^\"\\]*\"\]"))
_QUOTED = _REFERENCE.format(name=_NAME, path=_PATH.format(""))
_REPLY = r"(?a)\$(_|\d{1,18})(?=[ \t\r\n]|$)"
_PARAMETER = r"(?a)\$(?:(\d{1,18})|\{(\d{1,18})(?::-([^}]*))?\})"


def read_reference(text: str, at: int, *, quoted: bool = False, parameters: bool = False) -> Reference | None:
    """The reference that begins at ``text[at]``, a ``$``; ``None`` where the dollar is text.

    ``quoted`` inside double quotes, where a path cannot hold any itself; ``parameters`` in a saved line.
    """
    found = re.compile(_QUOTED if quoted else _BARE).match(text, at)
    if found:
        if found[2]:
            return Reference("reply", found[2], at, found.end(), parse_path(text, found.start(3), found.end(3)))
        return Reference("variable", found[1] or found[4], at, found.end())
    found = re.compile(_PARAMETER).match(text, at) if parameters else None
    return Reference("parameter", found[1] or found[2], at, found.end(), (), found[3]) if found else None


def read_reply(text: str, at: int) -> Reference | None:
    """``$_`` or ``$12`` as a whole word at ``text[at]``: a reply as the argument of a command."""
    found = re.compile(_REPLY).match(text, at)
    return Reference("reply", found[1], at, found.end()) if found else None


def value_of(reference: Reference, text: str, lookup: Lookup) -> object:
    """The JSON value that a reference in ``text`` stands for. Raises ``LineError`` under it where there is none."""
    try:
        value = lookup(reference)
    except LookupError as error:
        told = error.args and not isinstance(error, KeyError)
        message = str(error) if told else f"{text[reference.start : reference.end]} is not known"
        raise LineError(message, text, reference.start, reference.end, "write \\$ for a dollar") from None
    return walk(value, reference.path, text)


def reference_text(reference: Reference, text: str, lookup: Lookup) -> str:
    """The text that a reference stands for. Raises ``LineError`` under one that is unknown, an object or a list."""
    value = value_of(reference, text, lookup)
    written = scalar_text(value)
    if written is None:
        name = text[reference.start : reference.end]
        raise LineError(
            f"{name} is {kind_of(value)}, text is wanted here",
            text,
            reference.start,
            reference.end,
            "go on with a path to a value"
            if reference.kind == "reply"
            else f"let {reference.name} = $_.id keeps a value",
        )
    return written


def text_of(word: Word, text: str, lookup: Lookup) -> str:
    """A word of ``text`` with its references replaced by text.

    Raises ``LineError`` under one that is unknown, an object or a list. ``$12`` without a path stays as it is.
    """
    whole = word.reply
    return "".join(
        reference_text(piece.reference, text, lookup)
        if piece.reference and piece.reference is not whole
        else piece.text
        for piece in word.pieces
    )


def word_value(word: Word, text: str, lookup: Lookup) -> object:
    """The JSON value of a word that is one reference and nothing else; of any other word its text."""
    if len(word.pieces) == 1 and (reference := word.pieces[0].reference):
        return value_of(reference, text, lookup)
    return text_of(word, text, lookup)


def json_text_of(word: Word, text: str, lookup: Lookup) -> tuple[str, list[tuple[int, Piece]]]:
    """The JSON that a word spells: a reference outside double quotes is JSON, one between them is text.

    Returns the JSON with the offset in it at which each piece begins. Raises ``LineError`` as ``text_of`` does.
    """
    written: list[str] = []
    offsets: list[tuple[int, Piece]] = []
    length = 0
    for piece in word.pieces:
        offsets.append((length, piece))
        written.append(_json_piece(piece, text, lookup))
        length += len(written[-1])
    return "".join(written), offsets


def scalar_text(value: object) -> str | None:
    """A scalar JSON value as text: numbers as they were sent, booleans as 1 and 0; ``None`` for an object or a list."""
    if isinstance(value, (dict, list)):
        return None
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    written = getattr(value, "text", None)
    return written if isinstance(written, str) else str(value)


def to_json(value: object) -> str:
    """A JSON value written out, numbers as they were sent."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {to_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(to_json, value)) + "]"
    if value is None or isinstance(value, (bool, str)):
        return json.dumps(value)
    return scalar_text(value) or ""


def _json_piece(piece: Piece, text: str, lookup: Lookup) -> str:
    if not piece.reference:
        return piece.text
    if piece.quote:
        return json.dumps(reference_text(piece.reference, text, lookup))[1:-1]
    try:
        return to_json(value_of(piece.reference, text, lookup))
    except RecursionError:
        raise LineError("this value is nested too deep", text, piece.start, piece.end) from None
