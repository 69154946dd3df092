"""Files from Cerb: whole, under a name that does no harm, or not at all."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cerbsh.api.request import Request
from cerbsh.demo.server import DemoServer
from cerbsh.errors import ConnectError, Exit, LocalError, ReplyError, UsageError
from cerbsh.shell.engine import Engine
from cerbsh.shell.result import File, Note, Progress, Result, Surface
from cerbsh.view.theme import PLAIN
from tests.shell.conftest import engine_on
from tests.shell.people import Person
from tests.shell.support import data, shown, told


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def attachment(engine: Engine, name: str) -> int:
    found = data(engine.run(f"GET records/attachment/search 'name:\"{name}\"' limit=1"))
    return int(found["results"][0]["id"])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let this process write no file beyond ``size`` bytes, as where a disk is full."""
    import resource

    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, former[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, former)
        signal.signal(signal.SIGXFSZ, ignored)


def notes(result: Result) -> list[str]:
    assert result.body is not None
    return [piece.message for piece in result.body.pieces(Surface(PLAIN)) if isinstance(piece, Note)]


def test_a_file_is_saved_under_its_own_name_which_is_printed(engine: Engine, here: Path) -> None:
    for name, content in (
        ("Prüfbericht – März.txt", "Prüfling".encode()),
        ("display.png", b"\x89PNG"),
        ("empty.dat", b""),
    ):
        assert shown(engine.run(f"download {attachment(engine, name)}")) == f"{name}\n"
        assert (here / name).read_bytes().startswith(content)


def test_a_json_attachment_is_a_file_and_no_answer(engine: Engine, here: Path) -> None:
    assert shown(engine.run(f"download attachment:{attachment(engine, 'readings.json')}")) == "readings.json\n"
    assert (here / "readings.json").read_text().startswith('{"device"')


def test_its_progress_is_told_in_bytes(engine: Engine, here: Path) -> None:
    body = engine.run(f"download {attachment(engine, 'firmware 2.7.bin')}").body
    assert body is not None
    states = [piece for piece in body.pieces(Surface(PLAIN)) if isinstance(piece, Progress)]
    assert [state.done for state in states] == sorted({state.done for state in states})
    assert (states[-1].done, states[-1].total, states[-1].unit) == (262_144, 262_144, "bytes")


def test_a_name_that_is_taken_is_not_overwritten(engine: Engine, here: Path) -> None:
    (here / "log.txt").write_text("mine")
    result = engine.run(f"download {attachment(engine, 'log.txt')}")
    assert "log.txt is there already: this one is log (2).txt" in notes(result)
    assert (here / "log.txt").read_text() == "mine"
    assert (here / "log (2).txt").read_text().startswith("08:14:02")


def test_output_names_the_file_or_the_folder(engine: Engine, here: Path) -> None:
    number = attachment(engine, "log.txt")
    (here / "sub").mkdir()
    assert shown(engine.run(f"download {number} --output mine.log")) == "mine.log\n"
    assert shown(engine.run(f"download {number} --output sub/")) == "sub/log.txt\n"
    assert engine.run(f"download {number} --output nowhere/x").exit == Exit.LOCAL


def test_a_file_that_is_named_and_there_is_replaced_with_consent_alone(engine: Engine, here: Path) -> None:
    number = attachment(engine, "log.txt")
    (here / "mine.log").write_text("mine")
    assert engine.run(f"download {number} --output mine.log").exit == Exit.USAGE
    engine.ui = Person(["n", "y"])
    assert engine.run(f"download {number} --output mine.log").exit == Exit.USAGE
    assert (here / "mine.log").read_text() == "mine"
    shown(engine.run(f"download {number} --output mine.log"))
    assert (here / "mine.log").read_text().startswith("08:14:02")


@pytest.mark.parametrize(
    ("name", "becomes"), [("../../.bashrc", "bashrc"), ("-rf", "rf"), ("a\x1b[2J\u202eb.txt", "a[2Jb.txt"), ("..", "")]
)
def test_a_hostile_name_stays_in_the_folder(
    demo: DemoServer, tmp_path: Path, here: Path, name: str, becomes: str
) -> None:
    engine = engine_on(demo, tmp_path)
    sent = Request("POST", "attachments/upload.json", form=(("file_name", name), ("content", "x")))
    number = engine.signed_in.send(sent).envelope["id"]
    shown(engine.run(f"download {number}"))
    assert names(here) == [becomes or f"attachment-{number}"]
    assert names(here.parent) == ["data", "here"]
    engine.close()


def test_a_pipe_and_a_redirection_take_the_bytes(engine: Engine, here: Path) -> None:
    result = engine.run(f"download {attachment(engine, 'display.png')} > picture.png")
    assert result.target == File("picture.png")
    assert result.body is not None
    pieces = [piece for piece in result.body.pieces(Surface(PLAIN)) if isinstance(piece, bytes)]
    assert b"".join(pieces).startswith(b"\x89PNG")
    assert names(here) == []


def test_a_dash_is_standard_output_but_no_terminal(engine: Engine, here: Path) -> None:
    result = engine.run(f"download {attachment(engine, 'log.txt')} --output -")
    assert result.body is not None
    assert shown(result).startswith("08:14:02")
    with pytest.raises(UsageError, match="no text for a terminal"):
        list(result.body.pieces(Surface(PLAIN, terminal=True)))
    assert names(here) == []


def test_an_error_with_status_200_is_an_error_and_no_file(engine: Engine, here: Path) -> None:
    with pytest.raises(ReplyError, match="Invalid attachment id"):
        shown(engine.run("download 999999"))
    assert names(here) == []


@pytest.mark.parametrize("fault", ["cut", "long"])
def test_what_breaks_off_leaves_no_file(demo: DemoServer, tmp_path: Path, here: Path, fault: str) -> None:
    engine = engine_on(demo, tmp_path)
    number = attachment(engine, "firmware 2.7.bin")
    demo.faults.add(fault, path="download")
    with pytest.raises(ConnectError):
        shown(engine.run(f"download {number} --timeout=2"))
    assert names(here) == []
    engine.close()


def test_leaving_in_the_middle_leaves_no_file(engine: Engine, here: Path) -> None:
    body = engine.run(f"download {attachment(engine, 'firmware 2.7.bin')}").body
    assert body is not None
    pieces = body.pieces(Surface(PLAIN))
    assert isinstance(next(pieces), Progress)
    assert len(names(here)) == 1
    pieces.close()  # type: ignore[attr-defined]
    assert names(here) == []


@pytest.mark.skipif(os.name == "nt", reason="there is no limit on the size of files here")
def test_a_full_disk_is_a_local_failure_and_leaves_no_file(engine: Engine, here: Path) -> None:
    number = attachment(engine, "firmware 2.7.bin")
    with largest_file(100_000), pytest.raises(LocalError, match="File too large"):
        shown(engine.run(f"download {number} --no-history"))
    assert names(here) == []


@pytest.mark.parametrize("word", ["x", "../workers/me", "-1", "١٢"])
def test_what_is_no_id_is_refused(engine: Engine, word: str) -> None:
    assert "takes the id of an attachment" in told(engine.run(f"download '{word}'"))


def test_a_dry_run_shows_the_request(engine: Engine, here: Path) -> None:
    assert "GET /rest/attachments/3/download.json HTTP/1.1" in shown(engine.run("download 3 --dry-run"))
    assert names(here) == []


def test_the_history_keeps_the_request_without_the_bytes(engine: Engine, here: Path) -> None:
    number = attachment(engine, "log.txt")
    shown(engine.run(f"download {number}"))
    newest = engine.notebook.recent(1)[0]
    assert (newest.line, newest.status, newest.size, newest.ok) == (f"download {number}", 200, 0, True)
