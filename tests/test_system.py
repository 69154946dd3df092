"""What differs by system: each rule of Windows, tried here by standing on that side of the seam."""

from __future__ import annotations

import ctypes
import errno
import io
import os
import signal
from pathlib import Path
from types import SimpleNamespace

import pytest

from cerbsh import system
from cerbsh.auth.vault import FileVault, Secrets
from cerbsh.files import write_private
from cerbsh.shell.editing import editor
from cerbsh.shell.knowing import surroundings
from cerbsh.shell.showing import pager
from cerbsh.shell.world import World
from cerbsh.view.theme import depth_of
from tests.test_walls import PACKAGE


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "WINDOWS", True)
    monkeypatch.delattr(os, "O_NOFOLLOW", raising=False)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Console:
    """The part of Windows that knows what consoles can do; ``mode`` is what was asked for."""

    def __init__(self, *, obeys: bool) -> None:
        self.obeys = obeys
        self.mode = 0

    def GetStdHandle(self, number: int) -> int:  # noqa: N802 - its name
        return number

    def GetConsoleMode(self, console: int, mode: object) -> int:  # noqa: N802
        return 1

    def SetConsoleMode(self, console: int, mode: int) -> int:  # noqa: N802
        self.mode = mode
        return int(self.obeys)


@pytest.fixture(params=[True, False], ids=["new console", "old console"])
def console(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Console:
    made = Console(obeys=request.param)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=made), raising=False)
    monkeypatch.setattr(system, "_console_obeys", system._console_obeys.__wrapped__)
    return made


def test_no_other_module_asks_where_it_runs() -> None:
    words = ("os.name", "sys.platform", "termios", "fcntl", "msvcrt", "geteuid", "O_NOFOLLOW")
    for path in PACKAGE.rglob("*.py"):
        if path != Path(system.__file__):
            text = path.read_text(encoding="utf-8")
            assert not [word for word in words if word in text], path


def test_folders_are_where_each_system_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    from platformdirs.macos import MacOS
    from platformdirs.unix import Unix
    from platformdirs.windows import Windows

    monkeypatch.setattr("platformdirs.windows.get_win_folder", lambda name: f"/Users/ann/{name}")
    found = {}
    for made in (Unix, MacOS, Windows):
        monkeypatch.setattr("platformdirs.PlatformDirs", made)
        found[made] = [Path(name) for name in system.folders()]
    assert [path.name for path in found[Unix]] == ["cerbsh", "cerbsh"] and found[Unix][0] != found[Unix][1]
    assert {path.parts[-3:] for path in found[MacOS]} == {("Library", "Application Support", "cerbsh")}
    assert set(found[Windows]) == {Path("/Users/ann/CSIDL_LOCAL_APPDATA/cerbsh")}


def test_a_link_is_refused_on_windows_too(windows: None, tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"x")
    (tmp_path / "link").symlink_to("real")
    with pytest.raises(OSError, match="link") as error:
        system.open_unlinked(tmp_path / "link", os.O_RDONLY)
    assert error.value.errno == errno.ELOOP


def test_bytes_stay_bytes_on_windows(windows: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = []
    monkeypatch.setattr(os, "O_BINARY", 1 << 40, raising=False)
    monkeypatch.setattr(os, "open", lambda path, flags, mode: asked.append(flags))
    system.open_unlinked(tmp_path / "file", os.O_RDONLY)
    assert asked[0] & 1 << 40


def test_secrets_are_kept_and_read_on_windows(windows: None, tmp_path: Path) -> None:
    vault = FileVault(tmp_path / "tokens" / "work.json")
    vault.write(Secrets("a client secret"))
    (tmp_path / "tokens").chmod(0o755)
    assert FileVault(tmp_path / "tokens" / "work.json").read() == Secrets("a client secret")


def test_a_private_file_is_written_where_folders_cannot_be_synced(windows: None, tmp_path: Path) -> None:
    write_private(tmp_path / "file", b"a\r\nb\n")
    assert (tmp_path / "file").read_bytes() == b"a\r\nb\n"


def test_a_path_with_backslashes_names_an_editor_on_windows(windows: None) -> None:
    environ = {"EDITOR": r'"C:\Program Files\Editor\edit.exe" --wait'}
    assert editor.chosen(environ) == (r"C:\Program Files\Editor\edit.exe", "--wait")
    assert system.usual_editors() == ("notepad",)


def test_a_path_with_backslashes_names_a_pager_on_windows(windows: None) -> None:
    assert pager.chosen({"PAGER": r"C:\tools\more.exe -S"}) == (r"C:\tools\more.exe", "-S")


def test_words_are_split_as_in_a_shell_elsewhere() -> None:
    assert system.words_of("'my pager' -x\\ y") == ["my pager", "-x y"]


def test_pipes_go_to_the_shell_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (system.shell_of({"SHELL": "/bin/zsh"}), system.shell_of({})) == ("/bin/zsh", None)
    monkeypatch.setattr(system, "WINDOWS", True)
    assert system.shell_of({"SHELL": "/usr/bin/bash"}) is None


def test_programs_are_offered_by_the_names_they_are_started_by(windows: None) -> None:
    environ = {"PATHEXT": ".EXE;.BAT"}
    names = [system.program_name(name, environ, runs=True) for name in ("jq.exe", "Run.BAT", "notes.txt", "plain")]
    assert names == ["jq", "Run", None, None]


def test_a_file_that_may_not_be_run_is_no_program_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "tool").touch(mode=0o700)
    (tmp_path / "text").touch(mode=0o600)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert surroundings.programs.__wrapped__() == ["tool"]


def test_colours_are_switched_on_where_a_console_has_them(windows: None, console: Console) -> None:
    assert World(environ={}).wants_color(Terminal()) is console.obeys
    assert console.mode & 0x0004
    assert depth_of({}) == "truecolor"


def test_a_dumb_terminal_obeys_nowhere() -> None:
    assert not system.obeys({"TERM": "dumb"}) and system.obeys({"TERM": "xterm"})


def test_a_reader_that_has_left_is_known_by_either_name(monkeypatch: pytest.MonkeyPatch) -> None:
    invalid = OSError(errno.EINVAL, "Invalid argument")
    assert system.reader_has_left(BrokenPipeError()) and not system.reader_has_left(invalid)
    monkeypatch.setattr(system, "WINDOWS", True)
    assert system.reader_has_left(invalid)


def test_signals_that_a_system_lacks_are_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert system.ending_signals() == [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
    monkeypatch.delattr(signal, "SIGHUP")
    assert system.ending_signals() == [signal.SIGINT, signal.SIGTERM]


def test_an_address_is_shared_with_nobody_on_windows(windows: None) -> None:
    assert not system.may_share_addresses() and not system.selects_files()
