"""How the history file is, looked at without changing anything."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from cerbsh.history.schema import LATEST, version_of


def health(path: Path) -> tuple[str, str]:
    """What keeps this cerbsh from using the file, which may be empty, and what to do about it or how much is kept."""
    import sqlite3

    if not path.exists():
        return "", "nothing is kept yet"
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            version = version_of(connection)
            if version > LATEST:
                return f"the history has format {version}, and this cerbsh knows {LATEST}", "update cerbsh"
            count = connection.execute("SELECT count(*) FROM requests").fetchone()[0] if version else 0
    except sqlite3.OperationalError as error:
        return f"the history cannot be read: {error}", f"look at {path}; requests work without it"
    except sqlite3.DatabaseError as error:
        return f"the history is damaged: {error}", "nothing to do: it is set aside, and a fresh one begun"
    return "", f"{count:,} requests are kept"
