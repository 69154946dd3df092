"""Where it is measured: a clean virtual environment with cerbsh installed, homes, and servers in other processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from shutil import which
from typing import Any, NamedTuple

from cerbsh import config
from cerbsh.auth.token import Token
from cerbsh.auth.vault import FileVault, Secrets
from cerbsh.config import Profile

ROOT = Path(__file__).parent.parent.parent
PROFILE = "work"


class Demo(NamedTuple):
    """The demo Cerb: where it is, and what signs in to it."""

    base_url: str
    client_id: str
    secret: str
    answer: Mapping[str, Any]


class Place:
    """Everything that the subjects measure with. What is made is made when it is first needed, below ``folder``.

    ``rounds`` is how often each task is measured.
    """

    def __init__(self, folder: Path, rounds: int, say: Callable[[str], None]) -> None:
        self.folder = folder
        self.rounds = rounds
        self.say = say
        self._opened = ExitStack()

    @cached_property
    def python(self) -> Path:
        """The interpreter of the clean virtual environment, into which the checkout is installed."""
        python = self._environment("clean")
        self.say("installing the checkout into it")
        _quietly([python, "-m", "pip", "install", "-qq", "--force-reinstall", "--no-deps", str(ROOT)])
        _quietly([python, "-m", "pip", "install", "-qq", str(ROOT)])
        _quietly([python, "-m", "compileall", "-q", str(ROOT / "cerbsh"), str(ROOT / "tests" / "bench")])
        return python

    @property
    def cerbsh(self) -> Path:
        """The console script."""
        return self.python.with_name("cerbsh")

    @cached_property
    def http(self) -> Path | None:
        """HTTPie: the one that is installed, or one in another virtual environment; ``None`` where it cannot be."""
        found = which("http")
        if found:
            return Path(found)
        python = self._environment("httpie")
        try:
            _quietly([python, "-m", "pip", "install", "-qq", "httpie"])
        except subprocess.CalledProcessError:
            return None
        return python.with_name("http")

    @cached_property
    def demo(self) -> Demo:
        """A demo Cerb, as long as this place is open."""
        return Demo(**json.loads(self.serve("tests.bench.demo")))

    @cached_property
    def stub(self) -> str:
        """The base URL of a stub without records; another number in it has so many."""
        return self.serve("tests.bench.stub")

    def stub_with(self, records: int) -> str:
        """The base URL of a stub with so many tickets."""
        return self.stub.replace("/0/", f"/{records}/")

    def serve(self, module: str) -> str:
        """Run a server of this package in a process of its own; gives the line that it says when it is there."""
        server = subprocess.Popen(
            [sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert server.stdin and server.stdout
        self._opened.enter_context(server)
        self._opened.callback(server.stdin.close)
        return server.stdout.readline().strip()

    def home(self, name: str, base_url: str = "") -> dict[str, str]:
        """The environment of a home in which somebody is signed in to ``base_url``, by default to the demo."""
        home = self.folder / name
        home.mkdir(exist_ok=True)
        env = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": "xterm-256color"}
        place = folders(env)
        token = Token.from_answer(self.demo.answer, time.time())
        vault = FileVault(place.tokens / f"{PROFILE}.json")
        vault.write(Secrets(self.demo.secret, token))
        config.save_profile(place, Profile(PROFILE, base_url or self.demo.base_url, self.demo.client_id))
        return env

    def history(self, entries: int) -> dict[str, str]:
        """The environment of a home with so many entries in the history."""
        env = self.home(f"history-{entries}")
        file = folders(env).history_file
        if not file.exists():
            self.say(f"filling a history with {entries:,} entries")
            self.inside("histories", file, str(entries))
        return env

    def inside(self, module: str, *args: str | Path, env: Mapping[str, str] | None = None) -> Any:
        """What a module of this package prints as JSON, run by the clean interpreter."""
        argv = [str(self.python), "-m", f"tests.bench.{module}", *map(str, args)]
        environ = {**(env or self.home("inside")), "PYTHONPATH": str(ROOT)}
        done = subprocess.run(argv, env=environ, cwd=ROOT, stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout)

    def script(self, name: str, text: str) -> Path:
        """A script in a file."""
        path = self.folder / name
        path.write_text(text)
        return path

    def close(self) -> None:
        """End the servers."""
        self._opened.close()

    def _environment(self, name: str) -> Path:
        folder = self.folder / "environments" / name
        python = folder / "bin" / "python"
        if not python.exists():
            self.say(f"making the virtual environment {folder}")
            _quietly([sys.executable, "-m", "venv", str(folder)])
        return python


def folders(env: Mapping[str, str]) -> config.Folders:
    """The folders of a home on Linux and the like (XDG Base Directory), whatever this process's own are."""
    home = Path(env["HOME"])
    return config.Folders(home / ".config" / "cerbsh", home / ".local" / "share" / "cerbsh")


def _quietly(argv: Sequence[str | Path]) -> None:
    subprocess.run(list(map(str, argv)), check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
