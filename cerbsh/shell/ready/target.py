"""A record that a line names: ``ticket:12``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cerbsh.errors import LineError
from cerbsh.language.references import text_of
from cerbsh.language.suggest import did_you_mean

if TYPE_CHECKING:
    from cerbsh.catalogue import RecordType
    from cerbsh.language.line import CommandLine
    from cerbsh.language.tokens import Word
    from cerbsh.shell.engine import Engine


class Target(NamedTuple):
    """A record by its type and its id."""

    kind: RecordType
    id: str

    def __str__(self) -> str:
        return f"{self.kind.uri}:{self.id}"


def target_of(engine: Engine, call: CommandLine, word: Word) -> Target:
    """The record that a word names by any name of its type, and its id. Raises ``LineError`` where it names none."""
    text = text_of(word, call.text, engine.lookup)
    found = re.fullmatch(r"([^:]+):(\d+)", text, re.ASCII)
    if not found:
        hint = "type and id, for example ticket:12"
        raise LineError(f"{text} names no record", call.text, word.start, word.end, hint)
    kind = engine.catalogue.type(found[1])
    if kind is None:
        hint = did_you_mean(found[1], engine.catalogue.types) or "ls /records lists the types"
        raise LineError(f"there is no record type {found[1]}", call.text, word.start, word.end, hint)
    return Target(kind, found[2])
