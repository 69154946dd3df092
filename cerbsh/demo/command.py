"""``cerbsh demo-server``: the demo Cerb by itself, until it is interrupted."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO, TypeVar

from cerbsh.demo.faults import Faults
from cerbsh.demo.log import Seen
from cerbsh.demo.oauth import TOKEN_LIFETIME
from cerbsh.demo.server import DemoServer, Options
from cerbsh.demo.store import DataError

PORT = 8088
_FAILED = 5
_MONTH = 30 * 86400.0

Number = TypeVar("Number", int, float)


def main(argv: Sequence[str]) -> int:
    """Serve until SIGINT or SIGTERM. Gives 0, or 5 where the port or a file cannot be had; bad options exit with 2.

    The base URL goes to standard output first, alone on its line; behind it what a client needs to sign in.
    """
    arguments = parser().parse_args(argv)
    try:
        with DemoServer(_options(arguments)) as server:
            if arguments.tokens:
                _write_tokens(arguments.tokens, server)
            stop = _stop_signal()
            _say(sys.stdout, _greeting(server))
            stop.wait()
    except (OSError, DataError, sqlite3.Error) as error:
        _say(sys.stderr, f"cerbsh demo-server: {_reason(error, arguments)}")
        return _FAILED
    return 0


def _stop_signal() -> threading.Event:
    """What SIGINT and SIGTERM set from now on; until then they end the process as they do by default."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    defaults = Options()
    made = argparse.ArgumentParser(prog="cerbsh demo-server", description="Serve a demo Cerb with invented records.")
    add = made.add_argument
    add("--host", default=defaults.host, help="the address to listen on (%(default)s)")
    add("--port", type=_between(int, 0, 65535), default=PORT, help="the port, 0 for any free one (%(default)s)")
    add(
        "--records",
        type=_between(int, 1, 100_000),
        default=defaults.records,
        metavar="N",
        help="about how many tickets (%(default)s)",
    )
    add("--seed", type=int, default=defaults.seed, metavar="N", help="the same seed gives the same data (%(default)s)")
    add("--data", metavar="FILE", help="keep records and tokens in this SQLite file, not in memory")
    add(
        "--token-ttl",
        type=_between(float, 0.01, _MONTH),
        default=TOKEN_LIFETIME,
        metavar="S",
        help="seconds that a token lives (%(default)g)",
    )
    add("--tokens", metavar="FILE", help="write tokens of several scopes to this file, for scripts")
    add("--base-path", default=defaults.base_path, metavar="PATH", help="serve Cerb under a path of the host")
    add(
        "--faults",
        type=_plan,
        metavar="FILE",
        help="do wrong what this plan says, a JSON list of rules",
    )
    add("--verbose", action="store_true", help="a line on standard error for every request")
    return made


def _plan(path: str) -> Faults:
    """The rules of a file."""
    faults = Faults()
    try:
        faults.load(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"{path}: {error}") from None
    return faults


def _options(arguments: argparse.Namespace) -> Options:
    return Options(
        host=arguments.host,
        port=arguments.port,
        records=arguments.records,
        seed=arguments.seed,
        data=arguments.data,
        token_ttl=arguments.token_ttl,
        base_path=arguments.base_path,
        faults=arguments.faults,
        on_request=_note if arguments.verbose else None,
    )


def _greeting(server: DemoServer) -> str:
    apps = [
        f"app     client_id={app.client_id} client_secret={app.client_secret} callback={app.callback_url}"
        for app in server.apps
    ]
    worker = f"worker  name={server.worker.email} password={server.worker.password}"
    return "\n".join([server.base_url, *apps, worker])


def _note(seen: Seen) -> None:
    query = f"?{seen.query}" if seen.query else ""
    _say(sys.stderr, f"{seen.status} {seen.method} {seen.path}{query}"[:300])


def _write_tokens(path: str, server: DemoServer) -> None:
    """Write a grant of its own for each scope, readable by the owner alone; refreshing one ends no other."""
    app = server.apps[0]
    tokens = {scope: server.grant(scope)["access_token"] for scope in ("api", "api:read-only", "profile")}
    grant = {"client_id": app.client_id, "client_secret": app.client_secret, "token": server.grant("api")}
    new = Path(f"{path}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump({**tokens, "grant": grant}, file, indent=2)
    new.replace(path)


def _reason(error: Exception, arguments: argparse.Namespace) -> str:
    if isinstance(error, OSError):
        return f"{error.filename or f'{arguments.host}:{arguments.port}'}: {error.strerror}"
    return str(error) if isinstance(error, DataError) else f"{arguments.data}: {error}"


def _say(stream: TextIO, text: str) -> None:
    stream.write(f"{text}\n")
    stream.flush()


def _between(kind: Callable[[str], Number], least: Number, most: Number) -> Callable[[str], Number]:
    """A reader for an option's number; argparse turns its ``ValueError`` into a usage error."""

    def number(text: str) -> Number:
        value = kind(text)
        if not least <= value <= most:
            raise ValueError
        return value

    return number
