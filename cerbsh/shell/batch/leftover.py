"""The rows that were not done, as a file that ``--for`` takes again."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from cerbsh.errors import LocalError
from cerbsh.files import beside
from cerbsh.shell.batch.rows import Row
from cerbsh.view.json import dumps

REASON = "_failed"
"""The column that says why a row is here."""


@dataclass
class Leftover:
    """Rows with the reason why they were not done, for the file ``path``."""

    path: Path
    rows: list[tuple[Row, str]] = field(default_factory=list)

    @classmethod
    def of(cls, source: str) -> Leftover:
        """What is left of the rows of ``source``, in the current folder: ``ids.failed.jsonl`` of ``ids.csv``."""
        stem = "rows" if source == "-" else Path(source).stem.removesuffix(".failed")
        return cls(Path(f"{stem}.failed.jsonl"))

    def add(self, row: Row, reason: str) -> None:
        """Keep a row."""
        self.rows.append((row, reason))

    def write(self) -> str:
        """Write the rows to a file for their owner alone, under the next free name, and give that name.

        Raises ``LocalError``.
        """
        try:
            with beside(self.path) as new:
                for row, reason in self.rows:
                    new.file.write(dumps({**row.values, REASON: reason}).encode("utf-8", "surrogatepass") + b"\n")
                return str(new.put(private=True))
        except OSError as error:
            raise LocalError(f"cannot write {self.path}: {error.strerror}") from None
