"""Replies' bodies: which are kept, how they are packed, and how the oldest make room."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, NamedTuple

from cerbsh.errors import UsageError

if TYPE_CHECKING:
    from sqlite3 import Connection

MB = 1024 * 1024
SMALL = 16 * 1024
"""Bodies up to this many bytes are packed at once; larger ones are left to the writer's thread."""


class BodyPolicy(NamedTuple):
    """Which bodies are kept: those of at most ``largest`` bytes; ``None`` means every one."""

    largest: int | None = None

    def keeps(self, body: bytes | None) -> bool:
        """Whether ``body`` is kept; an empty one is nothing to keep."""
        return bool(body) and (self.largest is None or len(body or b"") <= self.largest)


def parse_policy(text: str) -> BodyPolicy:
    """The setting ``history.bodies``: ``on``, ``off`` or ``N MB``. Raises ``UsageError`` for anything else."""
    if text in ("on", "off"):
        return BodyPolicy(None if text == "on" else 0)
    size = re.fullmatch(r"(\d+(?:\.\d+)?)\s*MB", text.strip(), re.I)
    if size is None:
        raise UsageError(f"history.bodies cannot be {text!r}", "use on, off, or a size such as '5 MB'")
    return BodyPolicy(int(float(size[1]) * MB))


def put(connection: Connection, number: int, body: bytes) -> None:
    """Keep the redacted body of an entry."""
    connection.execute("INSERT OR REPLACE INTO bodies VALUES (?, ?)", (number, _pack(body)))


def _pack(body: bytes) -> bytes:
    """A zlib stream; with a small window for a small body, as setting up a large one takes longer than packing."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 12 if len(body) <= SMALL else 15, 5)
    return packer.compress(body) + packer.flush()


def get(connection: Connection, number: int) -> bytes | None:
    """The body of an entry; ``None`` where none was kept, it made room for newer ones, or it cannot be unpacked."""
    row = connection.execute("SELECT packed FROM bodies WHERE number = ?", (number,)).fetchone()
    return None if row is None else unpacked(row[0])


def unpacked(packed: bytes) -> bytes | None:
    """The body that was packed; ``None`` for one that is damaged."""
    try:
        return zlib.decompress(packed)
    except zlib.error:
        return None


def oldest_over(connection: Connection, total: int, at_most: int) -> list[int]:
    """The numbers of the oldest bodies (``at_most`` so many) that have to go for the rest to fit in ``total`` bytes."""
    excess = connection.execute("SELECT bytes FROM kept").fetchone()[0] - total
    numbers = []
    for number, size in connection.execute(
        "SELECT number, length(packed) FROM bodies ORDER BY number LIMIT ?", (at_most if excess > 0 else 0,)
    ):
        if excess <= 0:
            break
        numbers.append(number)
        excess -= size
    return numbers


def drop(connection: Connection, number: int) -> None:
    """Forget the body of an entry."""
    connection.execute("DELETE FROM bodies WHERE number = ?", (number,))
