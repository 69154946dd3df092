"""The lines that the prompt recalls, and the newest one that begins with what was typed, in constant time.

Every line stands once a profile; using it again gives it a new, higher id, so that ids are the order of use. A prefix
that more than ``CROWD`` lines go on from has a row in ``prefixes`` with the newest of them; any other prefix has so few
lines that the index over them is simply read. Beyond ``DEEPEST`` characters no prefix has a row.

Two properties hold and keep this cheap. What ``prefixes`` holds is closed: with a prefix, every shorter one is there.
And it counts only lines longer than the prefix, so the newest is always one that goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite3 import Connection

CROWD = 64
DEEPEST = 256
_END = "\U0010ffff"
_GOES_ON = "profile = ? AND line > ? AND line < ?"
_RENEW = """
    UPDATE prefixes SET newest = ?1 WHERE profile = ?2 AND prefix IN (
        WITH RECURSIVE lengths(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM lengths WHERE n < ?4)
        SELECT substr(?3, 1, n) FROM lengths
    )
"""
_MEND = """
    UPDATE prefixes SET newest = coalesce((
        SELECT max(+id) FROM lines
        WHERE lines.profile = prefixes.profile AND line > prefix AND line < prefix || ?1
    ), 0) WHERE newest NOT IN (SELECT id FROM lines)
"""


def remember(connection: Connection, profile: str, line: str, used: float) -> None:
    """Make ``line`` (redacted) the newest of its profile."""
    newest = connection.execute(
        "INSERT OR REPLACE INTO lines (profile, line, used) VALUES (?, ?, ?)", (profile, line, used)
    ).lastrowid
    head = line[: min(len(line) - 1, DEEPEST)]
    crowded = _crowded(connection, profile, head)
    if crowded:
        connection.execute(_RENEW, (newest, profile, line, crowded - 1))
    while crowded <= len(head) and _is_crowd(connection, profile, head[:crowded]):
        connection.execute("INSERT INTO prefixes VALUES (?, ?, ?)", (profile, head[:crowded], newest))
        crowded += 1


def _crowded(connection: Connection, profile: str, head: str) -> int:
    """How many prefixes of ``head`` have a row. As they are closed, the greatest row up to ``head`` shares the most."""
    row = connection.execute(
        "SELECT prefix FROM prefixes WHERE profile = ? AND prefix <= ? ORDER BY prefix DESC LIMIT 1", (profile, head)
    ).fetchone()
    return 0 if row is None else _shared(row[0], head) + 1


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _is_crowd(connection: Connection, profile: str, prefix: str) -> bool:
    query = f"SELECT count(*) FROM (SELECT 1 FROM lines WHERE {_GOES_ON} LIMIT {CROWD + 1})"
    count: int = connection.execute(query, (profile, prefix, prefix + _END)).fetchone()[0]
    return count > CROWD


def newest_with_prefix(connection: Connection, prefix: str, profile: str | None) -> str | None:
    """The newest line that begins with ``prefix`` and goes on; of every profile where ``profile`` is ``None``."""
    names = profiles(connection) if profile is None else [profile]
    found = [row for name in names if (row := _newest(connection, name, prefix)) is not None]
    return max(found)[1] if found else None


def _newest(connection: Connection, profile: str, prefix: str) -> tuple[int, str] | None:
    found: tuple[int, str] | None = connection.execute(
        "SELECT id, line FROM prefixes JOIN lines ON lines.id = newest WHERE prefixes.profile = ? AND prefix = ?",
        (profile, prefix),
    ).fetchone()
    if found is None:
        query = f"SELECT id, line FROM lines WHERE {_GOES_ON} ORDER BY +id DESC LIMIT 1"
        found = connection.execute(query, (profile, prefix, prefix + _END)).fetchone()
    return found


def profiles(connection: Connection) -> list[str]:
    """The profiles that have lines; each is one step in the index."""
    names: list[str] = []
    step = "SELECT min(profile) FROM lines WHERE profile >= ?"
    while (name := connection.execute(step, (f"{names[-1]}\0" if names else "",)).fetchone()[0]) is not None:
        names.append(name)
    return names


def newest(connection: Connection, limit: int, profile: str | None, containing: str) -> list[str]:
    """The newest lines that hold ``containing``, ASCII letters in either case, newest first, each once."""
    lines: dict[str, None] = {}
    condition, values = "?1 = '' OR instr(line, ?1) OR instr(lower(line), lower(?1))", [containing]
    if profile is not None:
        condition, values = f"({condition}) AND profile = ?2", [containing, profile]
    for (line,) in connection.execute(f"SELECT line FROM lines WHERE {condition} ORDER BY id DESC", values):
        lines.setdefault(line)
        if len(lines) >= limit:
            break
    return list(lines)


def forget(connection: Connection, condition: str, values: tuple[object, ...]) -> None:
    """Delete the lines that meet an SQL condition, and mend the prefixes they were the newest of."""
    connection.execute(f"DELETE FROM lines WHERE {condition}", values)
    connection.execute(_MEND, (_END,))
    connection.execute("DELETE FROM prefixes WHERE newest = 0")
