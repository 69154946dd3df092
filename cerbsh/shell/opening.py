"""Opening an engine: which profile is used, where its secrets lie, what the history keeps."""

from __future__ import annotations

import time
from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cerbsh import config
from cerbsh.api.client import Client
from cerbsh.auth.token import Token
from cerbsh.auth.vault import TOKEN_VARIABLE, MemoryVault, Secrets, Store, open_store, take_from_environment
from cerbsh.config import Config, Folders, Profile
from cerbsh.errors import SignInError, UsageError
from cerbsh.shell.engine import Engine
from cerbsh.shell.knowledge import Knowledge
from cerbsh.shell.notebook import Notebook
from cerbsh.shell.settings import heeded

if TYPE_CHECKING:
    from cerbsh.shell.start import Session

URL_VARIABLE = "CERBSH_BASE_URL"


class Demo(NamedTuple):
    """The embedded demo Cerb, and the whole token answer of a sign-in to it."""

    base_url: str
    client_id: str
    client_secret: str
    answer: Mapping[str, Any]


def open_engine(session: Session) -> Engine:
    """An engine for a run of cerbsh; one without a client where there is no profile yet."""
    options, output = session.options, session.output
    chosen = (
        demo_profile(options.demo())
        if options.demo
        else choose(session.world.environ, session.place, session.known, options.profile)
    )
    engine = Engine(
        folders=session.place,
        knowledge=Knowledge(),
        notebook=_notebook(session),
        settings=session.settings,
        ui=output.ui,
        piped=session.piped,
    )
    if chosen:
        profile, faults = heeded(chosen[0])
        for fault in faults:
            output.warn(fault)
        engine.attach(Client(profile, chosen[1], output.inform))
    return engine


def _notebook(session: Session) -> Notebook:
    """Where requests are kept: in the history file, for a while where the demo answers them, or nowhere."""
    if session.options.no_history:
        return Notebook()
    if session.options.demo:
        return Notebook.for_a_while(session.output.warn, session.settings)
    return Notebook.open(session.place.history_file, session.output.warn, session.settings)


def choose(environ: MutableMapping[str, str], place: Folders, known: Config, name: str) -> tuple[Profile, Store] | None:
    """The profile to use and where its secrets lie: the one that is named, the environment's, the default one.

    ``None`` where there is none yet. Raises ``UsageError`` for a name that nobody knows.
    """
    if not name and (found := _environment(environ)):
        return found
    profile = known.profile(name)
    if profile:
        return profile, open_store(profile, place)
    if name:
        there = ", ".join(sorted(known.profiles)) or "none yet"
        raise UsageError(f"there is no profile {name}", f"there are: {there}; cerbsh login --profile {name} makes it")
    if known.profiles:
        raise UsageError("there is no default profile", "name one with -p, or: cerbsh profiles --default NAME")
    return None


def demo_profile(demo: Demo) -> tuple[Profile, Store]:
    """The profile of the embedded demo; its secrets end with the process."""
    secrets = Secrets(demo.client_secret, Token.from_answer(demo.answer, time.time()))
    return Profile(name="demo", base_url=demo.base_url, client_id=demo.client_id), MemoryVault(secrets)


def _environment(environ: MutableMapping[str, str]) -> tuple[Profile, Store] | None:
    """The profile of the environment's variables. The token is taken out: no program that is started sees it."""
    url, text = environ.get(URL_VARIABLE, ""), environ.get(TOKEN_VARIABLE, "")
    if not url and not text:
        return None
    if not (url and text):
        missing = TOKEN_VARIABLE if url else URL_VARIABLE
        raise SignInError(f"{missing} is not set", f"{URL_VARIABLE} and {TOKEN_VARIABLE} go together")
    profile = Profile(name="environment", base_url=config.normalise_base_url(url))
    return profile, MemoryVault(take_from_environment(environ), where=TOKEN_VARIABLE)
