"""From the wishes of the command line to a running engine: which profile, which lines, which exit status."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cerbsh import config
from cerbsh.api.client import Client
from cerbsh.auth.ui import TerminalUi
from cerbsh.auth.vault import TOKEN_VARIABLE, MemoryVault, Secrets, Store, open_store, take_from_environment
from cerbsh.catalogue import builtin
from cerbsh.config import Folders, Profile
from cerbsh.errors import Exit, LocalError, SignInError, UsageError
from cerbsh.shell.engine import Engine
from cerbsh.shell.notebook import Notebook
from cerbsh.shell.output import Output
from cerbsh.shell.world import ColorWish, World

Demo = tuple[str, str, str, Mapping[str, Any]]
"""Base URL, client id and client secret of the embedded demo Cerb, and its whole token answer."""


@dataclass(frozen=True)
class Options:
    """What the command line asked for."""

    lines: tuple[str, ...] = ()
    script: str = ""
    profile: str = ""
    keep_going: bool = False
    no_history: bool = False
    quiet: bool = False
    color: ColorWish = "auto"


def run(options: Options, demo: Demo | None = None) -> int:
    """Run lines, a script, standard input or the prompt, and give the exit status.

    Raises a ``CerbshError`` for what hinders the start: no profile, a script that cannot be read.
    """
    world = World(color=options.color, quiet=options.quiet)
    output = Output(world)
    batch = options.lines or options.script or not world.stdin.isatty()
    engine = open_engine(world, output, options, demo)
    try:
        if not batch:
            from cerbsh.shell.prompt import loop

            return loop.run(engine, output)
        return run_lines(engine, output, _lines(options, world), keep_going=options.keep_going)
    finally:
        close(engine)


def run_lines(engine: Engine, output: Output, lines: Iterable[str], *, keep_going: bool) -> int:
    """Run lines until one fails, or all of them; the status of the first that failed."""
    first: int = Exit.OK
    for line in lines:
        result = engine.run(line)
        status = output.write(result)
        first = first or status
        if result.leave or (status and not keep_going):
            break
    return first


def open_engine(world: World, output: Output, options: Options, demo: Demo | None = None) -> Engine:
    """An engine on the profile that the command line, the environment or the configuration names."""
    place = config.folders(world.environ)
    known = config.load(place)
    chosen = _demo(demo) if demo else choose(world, place, known, options.profile)
    engine = Engine(
        folders=place,
        catalogue=builtin(),
        notebook=Notebook.open(place, output.warn, keep=not (options.no_history or demo)),
        settings={name: str(value) for name, value in known.settings.items()},
        ui=TerminalUi() if world.can_ask else None,
    )
    if chosen:
        engine.attach(Client(*chosen, output.inform))
    return engine


def close(engine: Engine) -> None:
    """Close the connections, and write what the history still holds."""
    engine.detach()
    engine.notebook.close()


def choose(world: World, place: Folders, known: config.Config, name: str) -> tuple[Profile, Store] | None:
    """The profile to use and where its secrets lie: the one that is named, the environment's, the default one.

    ``None`` where there is none yet. Raises ``UsageError`` for a name that nobody knows.
    """
    if not name and (found := _environment(world)):
        return found
    profile = known.profile(name)
    if profile:
        return profile, open_store(profile, place)
    if name:
        there = ", ".join(sorted(known.profiles)) or "none yet"
        raise UsageError(f"there is no profile {name}", f"there are: {there}; cerbsh login --profile {name} makes it")
    if known.profiles:
        raise UsageError(
            "there are several profiles and no default", "name one with -p, or: cerbsh profiles --default NAME"
        )
    return None


def _environment(world: World) -> tuple[Profile, Store] | None:
    """The profile of ``CERBSH_BASE_URL`` and ``CERBSH_TOKEN``; both are taken out of the environment of programs."""
    url, text = world.environ.get("CERBSH_BASE_URL", ""), world.environ.get(TOKEN_VARIABLE, "")
    if not url and not text:
        return None
    if not (url and text):
        missing = TOKEN_VARIABLE if url else "CERBSH_BASE_URL"
        raise SignInError(f"{missing} is not set", f"CERBSH_BASE_URL and {TOKEN_VARIABLE} go together")
    profile = Profile(name="environment", base_url=config.normalise_base_url(url))
    return profile, MemoryVault(take_from_environment(world.environ), where=TOKEN_VARIABLE)


def _demo(demo: Demo) -> tuple[Profile, Store]:
    import time

    from cerbsh.auth.token import Token

    base_url, client_id, client_secret, answer = demo
    secrets = Secrets(client_secret=client_secret, token=Token.from_answer(answer, time.time()))
    return Profile(name="demo", base_url=base_url, client_id=client_id), MemoryVault(secrets, where="memory")


def _lines(options: Options, world: World) -> Iterator[str]:
    """The lines to run: those of ``-c``, then those of the script or of standard input."""
    yield from options.lines
    if options.script not in ("", "-"):
        yield from _joined(_read_script(options.script))
    elif options.script == "-" or not options.lines:
        yield from _joined(world.stdin)


def _read_script(name: str) -> list[str]:
    try:
        return Path(name).read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise LocalError(f"the script {name} is no UTF-8 text") from None
    except OSError as error:
        raise LocalError(f"cannot read the script {name}: {error.strerror}") from None


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Lines of a script; one that ends in a backslash goes on in the next."""
    held = ""
    for line in lines:
        text = held + line.rstrip("\r\n")
        if text.endswith("\\") and not text.endswith("\\\\"):
            held = text[:-1] + " "
            continue
        held = ""
        yield text
    if held:
        yield held
