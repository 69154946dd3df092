"""Everything that cerbsh writes: how each file is made, written to, and looked at afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cerbsh import config
from cerbsh.auth.token import Token
from cerbsh.auth.vault import FileVault, Secrets
from cerbsh.catalogue import learned_store
from cerbsh.catalogue.labels import Labels, Seen
from cerbsh.catalogue.learned import Learned
from cerbsh.config import Folders, Profile
from cerbsh.errors import LocalError
from cerbsh.files import beside, incoming
from cerbsh.history.store import History
from cerbsh.shell.batch.leftover import Leftover
from cerbsh.shell.batch.rows import Row
from cerbsh.shell.editing.draft import Draft
from tests.history.support import entry

PIECES = 5
OLD, NEW = b"old " * 50, b"new " * 5_000


@dataclass(frozen=True)
class Written:
    """A file of cerbsh's: ``begin`` makes it, ``write`` is what a child does, ``look`` gives what is kept in it.

    Whatever becomes of the child, ``look`` gives ``before`` or ``after`` (of the histories: at least ``before``).
    """

    begin: Callable[[Path], object]
    write: Callable[[Path], object]
    look: Callable[[Path], Any]
    before: Any
    after: Any


def place(folder: Path) -> Folders:
    return Folders(folder / "config", folder / "data")


def _vault(folder: Path) -> FileVault:
    return FileVault(place(folder).tokens / "work.json")


def _profile(base_url: str, folder: Path) -> None:
    config.save_profile(place(folder), Profile("work", base_url))


def _settings(folder: Path) -> Any:
    known = config.load(place(folder))
    text = place(folder).config_file.read_text()
    return known.profiles["work"].base_url, known.settings.get("theme"), "# mine" in text


def _config(folder: Path) -> None:
    place(folder).config.mkdir(parents=True)
    place(folder).config_file.write_text('# mine\n[profiles.work]\nbase_url = "https://old.example/"\n')


def _learned(version: str, folder: Path) -> None:
    labels = Labels().with_seen(Seen("org", str(number), "x" * 50) for number in range(200))
    learned_store.write(place(folder).learned / "work.json", Learned(version), labels)


def _history(folder: Path, lines: Iterable[str]) -> None:
    history = History(place(folder).history_file, secrets=tuple, warn=pytest.fail)
    for line in lines:
        history.add(entry(line, body={"subject": line * 200}))
        history.add_line(line, profile="work", used=1.0)
    history.close()


def _lines(folder: Path) -> list[str]:
    history = History(place(folder).history_file, secrets=tuple, warn=pytest.fail)
    found = [row.line for row in history.recent(100)]
    assert all(history.body(row.number) for row in history.recent(100)), "a reply of what is kept is whole"
    history.close()
    return sorted(found)


def _download(folder: Path) -> None:
    try:
        with beside(folder / "saved.bin") as new:
            for _ in range(PIECES):
                new.file.write(NEW[: len(NEW) // PIECES])
                new.file.flush()
                Path("/dev/null").open().close()  # a step between two pieces
            new.put()
    except OSError as error:
        raise LocalError("cannot write saved.bin") from error


def _unsent(folder: Path) -> None:
    Draft(NEW.decode(), "reply.txt").keep(SimpleNamespace(folders=place(folder)))  # type: ignore[arg-type]


def _left_over(folder: Path) -> None:
    left = Leftover(folder / "rows.failed.jsonl")
    for number in range(PIECES):
        left.add(Row(f"line {number}", {"id": str(number)}), "refused")
    left.write()


def _taken(path: Path) -> bytes | None:
    """What is in a new file; it is taken away, so that its name is free for the next."""
    content = path.read_bytes() if path.exists() else None
    path.unlink(missing_ok=True)
    return content


def _redirect(folder: Path) -> None:
    with incoming(folder / "reply.json") as file:
        for _ in range(PIECES):
            file.write(NEW[: len(NEW) // PIECES])
            Path("/dev/null").open().close()


WORKS = {
    "token": Written(
        lambda folder: _vault(folder).write(Secrets("s", Token("old"))),
        lambda folder: _vault(folder).write(Secrets("s", Token("new" * 1_000))),
        lambda folder: _vault(folder).read(),
        Secrets("s", Token("old")),
        Secrets("s", Token("new" * 1_000)),
    ),
    "profile": Written(
        _config,
        partial(_profile, "https://new.example/"),
        _settings,
        ("https://old.example/", None, True),
        ("https://new.example/", None, True),
    ),
    "setting": Written(
        _config,
        lambda folder: config.save_setting(place(folder), "theme", "monokai"),
        _settings,
        ("https://old.example/", None, True),
        ("https://old.example/", "monokai", True),
    ),
    "catalogue": Written(
        partial(_learned, "1"),
        partial(_learned, "2"),
        lambda folder: learned_store.read(place(folder).learned / "work.json")[0].version,
        "1",
        "2",
    ),
    "download": Written(lambda folder: None, _download, lambda folder: _taken(folder / "saved.bin"), None, NEW),
    "unsent text": Written(
        lambda folder: None, _unsent, lambda folder: _taken(place(folder).data / "unsent-reply.txt"), None, NEW
    ),
    "rows left over": Written(
        lambda folder: None,
        _left_over,
        lambda folder: _taken(folder / "rows.failed.jsonl"),
        None,
        b"".join(b'{"id":"%d","_failed":"refused"}\n' % number for number in range(PIECES)),
    ),
    "redirection": Written(
        lambda folder: (folder / "reply.json").write_bytes(OLD),
        _redirect,
        lambda folder: (folder / "reply.json").read_bytes(),
        OLD,
        NEW,
    ),
}
HISTORY = Written(
    lambda folder: _history(folder, ["GET a", "GET b"]),
    lambda folder: _history(folder, ["GET c"]),
    _lines,
    ["GET a", "GET b"],
    ["GET a", "GET b", "GET c"],
)
