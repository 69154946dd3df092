"""Who is signed in where, and changing it: ``status``, ``login``, ``logout``, ``profile``."""

from __future__ import annotations

from cerbsh import config
from cerbsh.api.client import Client
from cerbsh.auth.store import open_store
from cerbsh.config import Profile
from cerbsh.errors import UsageError
from cerbsh.language.grammar import Argument
from cerbsh.language.line import CommandLine
from cerbsh.shell.engine import Engine
from cerbsh.shell.identity import describe, listing
from cerbsh.shell.registry import command
from cerbsh.shell.result import Note, Result, Words
from cerbsh.shell.settings import heeded


@command("status", "Say who is signed in where, and for how long")
def status(engine: Engine, call: CommandLine) -> Result:
    """Worker, host, scopes, time left of the access token, and where the token lies. Sends nothing."""
    client = engine.signed_in
    return Result(body=Words(describe(client.profile, client.store.read(), client.store.where)))


@command("login", "Sign in again, with the browser or a pasted token")
def login(engine: Engine, call: CommandLine) -> Result:
    """Signs in to the profile in use; ``cerbsh login URL`` on the command line makes a new one."""
    from cerbsh.shell.opening.signing_in import enter, first_start

    if engine.ui is None:
        raise UsageError(
            "a sign-in needs a person at a terminal", "cerbsh login --token - reads a token from standard input"
        )
    if engine.profile is None:
        made = first_start(engine.folders, engine.ui)
        engine.attach(_client(engine, made))
        return Result()
    greeting = enter(engine.folders, engine.profile, engine.ui)
    return Result(notes=(Note("info", greeting),))


@command("logout", "Forget the sign-in of this profile")
def logout(engine: Engine, call: CommandLine) -> Result:
    """Removes the token and the client secret from this machine. Cerb revokes no token: it dies when it expires."""
    client = engine.signed_in
    client.store.erase()
    return Result(notes=(Note("info", f"signed out of {client.profile.name}"),))


@command("profile", "Name the profile in use, or change to another", Argument("name", "profile", required=False))
def profile(engine: Engine, call: CommandLine) -> Result:
    """Alone it lists the profiles, the one in use marked. History and variables stay; ``cd`` goes back to the root."""
    known = config.load(engine.folders)
    if not call.args:
        return Result(body=Words(listing(known.profiles, engine.profile)))
    name = call.args[0].text
    chosen = known.profiles.get(name)
    if chosen is None:
        raise UsageError(f"there is no profile {name}", f"there are: {', '.join(sorted(known.profiles)) or 'none'}")
    chosen, faults = heeded(chosen)
    engine.attach(_client(engine, chosen))
    engine.folder = ""
    warnings = tuple(Note("warning", fault) for fault in faults)
    return Result(notes=(*warnings, Note("info", f"profile {name}, {chosen.base_url}")))


def _client(engine: Engine, profile: Profile) -> Client:
    say = engine.ui.say if engine.ui else _nowhere
    return Client(profile, open_store(profile, engine.folders), say)


def _nowhere(text: str) -> None:
    """Where words go that nobody reads."""
