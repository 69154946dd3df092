"""Files to Cerb: whole, in the form that it wants, with a word where it had them already."""

from __future__ import annotations

from pathlib import Path

import pytest

from cerbsh.demo.server import DemoServer
from cerbsh.errors import Exit, LocalError, ReplyError
from cerbsh.shell.engine import Engine
from cerbsh.shell.result import Note, Piece, Progress, Result, Surface
from cerbsh.shell.transfer.upload import files_of
from cerbsh.view.theme import PLAIN
from tests.shell.support import data, shown, told


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with files of several kinds."""
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "bytes.bin").write_bytes(bytes(range(256)) * 1000)
    (folder / "a.txt").write_text("first\n")
    (folder / "b.txt").write_text("second\n")
    monkeypatch.chdir(folder)
    return folder


def drawn(result: Result) -> list[Piece]:
    assert result.body is not None, told(result)
    return list(result.body.pieces(Surface(PLAIN)))


def test_a_file_arrives_byte_for_byte(own: Engine, here: Path) -> None:
    made = data(own.run("upload bytes.bin"))
    assert (made["name"], made["mime_type"], made["size"]) == ("bytes.bin", "application/octet-stream", 256_000)
    shown(own.run("download $_.id --output back.bin"))
    assert (here / "back.bin").read_bytes() == (here / "bytes.bin").read_bytes()


def test_its_progress_is_told_in_bytes(own: Engine, here: Path) -> None:
    states = [piece for piece in drawn(own.run("upload bytes.bin")) if isinstance(piece, Progress)]
    assert states and states[-1].done == states[-1].total and states[-1].unit == "bytes"


def test_files_can_be_named_by_patterns_and_each_becomes_an_attachment(own: Engine, here: Path) -> None:
    assert shown(own.run("upload *.txt bytes.bin --select name")) == '"a.txt"\n"b.txt"\n"bytes.bin"\n'


def test_a_file_goes_on_records(own: Engine, here: Path) -> None:
    made = data(own.run("upload a.txt on task:1 tickets:2"))
    on = data(own.run(f"GET records/attachment/{made['id']} expand=on"))["on"]
    assert on == {"cerberusweb.contexts.task": [1], "cerberusweb.contexts.ticket": [2]}
    shown(own.run("download $_.id --output back.txt"))
    assert (here / "back.txt").read_text() == "first\n"


def test_an_older_twin_is_told(own: Engine, here: Path) -> None:
    first = data(own.run("upload a.txt"))
    (here / "c.txt").write_text("first\n")
    notes = [piece.message for piece in drawn(own.run("upload c.txt")) if isinstance(piece, Note)]
    assert notes == [f"Cerb had the content of c.txt already: it is attachment {first['id']}, named a.txt"]


def test_a_file_that_cerb_refuses_does_not_keep_the_others_here(own: Engine, demo: DemoServer, here: Path) -> None:
    demo.faults.add("status", path="upload", status=413)
    result = own.run("upload a.txt b.txt --select name")
    pieces: list[Piece] = []
    with pytest.raises(ReplyError, match="1 of 2 files were not uploaded"):
        pieces.extend(result.body.pieces(Surface(PLAIN)) if result.body else ())
    assert demo.log.count(path="upload") == 2


def test_the_history_keeps_the_request_without_the_file(own: Engine, here: Path) -> None:
    shown(own.run("upload bytes.bin"))
    newest = own.notebook.recent(1)[0]
    assert own.notebook.history
    entry = own.notebook.history.entry(newest.number)
    assert entry and [name for name, _ in entry.request.form] == ["file_name", "mime_type", "encoding"]


def test_undo_does_not_take_an_earlier_write_for_it(own: Engine, here: Path) -> None:
    own.run("PUT records/task/1 title=Changed")
    shown(own.run("upload a.txt"))
    assert "POST attachments/upload was not kept" in told(own.run("undo --yes"))


@pytest.mark.parametrize(
    ("line", "exit_", "reason"),
    [
        ("upload missing.txt", Exit.LOCAL, "there is no file missing.txt"),
        ("upload .", Exit.LOCAL, "is no file"),
        ("upload", Exit.USAGE, "upload needs FILE"),
        ("upload on task:1", Exit.USAGE, "upload takes files"),
        ("upload a.txt on", Exit.USAGE, "records behind on"),
        ("upload a.txt on task", Exit.USAGE, "names no record"),
        ("upload a.txt on taks:1", Exit.USAGE, "did you mean task?"),
    ],
)
def test_what_cannot_be_uploaded_is_told_before_anything_is_sent(
    own: Engine, demo: DemoServer, here: Path, line: str, exit_: Exit, reason: str
) -> None:
    result = own.run(line)
    assert (result.exit, reason in told(result), demo.log.seen) == (exit_, True, ())


def test_a_file_of_a_gigabyte_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "huge.iso").open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(LocalError, match=r"1\.1 GB"):
        files_of([str(tmp_path / "huge.iso")])


def test_a_dry_run_sends_nothing(own: Engine, demo: DemoServer, here: Path) -> None:
    text = shown(own.run("upload a.txt b.txt --dry-run"))
    assert text.count("POST /rest/attachments/upload.json HTTP/1.1") == 2
    assert "content=Zmlyc3QK" in text and demo.log.seen == ()
