"""The subcommands about signing in: ``login``, ``logout``, ``status``, ``profiles``, ``token``; and the first start."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from cerbsh import config
from cerbsh.api.client import Client
from cerbsh.api.request import Request
from cerbsh.auth.login import Method, sign_in
from cerbsh.auth.refresh import Refresher
from cerbsh.auth.setup import draft_profile, set_up
from cerbsh.auth.ui import TerminalUi, Ui
from cerbsh.auth.vault import SECRET_VARIABLE, Secrets, Store, open_store
from cerbsh.config import Config, Folders, Profile
from cerbsh.errors import ConnectError, Exit, LocalError, ReplyError, SignInError, UsageError
from cerbsh.shell.identity import describe, introduced, listing, welcome
from cerbsh.shell.opening import choose
from cerbsh.view import safe
from cerbsh.view.problem import problem

FIRST_NAME = "default"


def login(args: list[str]) -> int:
    """``cerbsh login [URL]``: make or renew the sign-in of a profile, and say who it is."""
    options = login_parser().parse_args(args)
    place, ui = config.folders(os.environ), TerminalUi()
    known = config.load(place)
    profile = _draft(known, options)
    pasted = sys.stdin.read() if options.token == "-" else ""
    if options.token and options.token != "-":
        raise UsageError(
            "a token is not taken from the command line, where others can read it", "use --token - and standard input"
        )
    if options.token:
        profile = _without_questions(profile)
        if not pasted.strip():
            raise SignInError("standard input held no token", "paste the JSON of the token generator into it")
    else:
        profile = set_up(ui, profile)
    greeting = enter(place, profile, ui, pasted=pasted, browser=not options.no_browser)
    print(greeting, file=sys.stderr)
    return Exit.OK


def enter(place: Folders, profile: Profile, ui: Ui, *, pasted: str = "", browser: bool = True) -> str:
    """Sign in to ``profile``, keep it, and give the line that says who is signed in.

    Without a client id the token is pasted. What was kept before is overwritten only when the sign-in has succeeded.
    """
    store = open_store(profile, place, ui.say)
    method: Method = "token" if pasted or not profile.client_id else "browser"
    secret = os.environ.pop(SECRET_VARIABLE, "")
    with _restored_on_failure(store):
        token = sign_in(profile, store, ui, method=method, client_secret=secret, pasted=pasted, browser=browser)
        profile = profile._replace(client_id=profile.client_id or token.client_id)
        try:
            profile, greeting = who_am_i(profile, store, ui)
        except (ConnectError, ReplyError):  # Cerb gave the token: it is not lost because a question was
            config.save_profile(place, profile)
            raise
    config.save_profile(place, profile)
    if token.refresh_token and not store.read().client_secret:
        ui.say("Without the client secret this token cannot be renewed; set CERBSH_CLIENT_SECRET and sign in again.")
    return greeting


@contextmanager
def _restored_on_failure(store: Store) -> Iterator[None]:
    """Let a sign-in that Cerb refuses leave the former one in place; no connection is no refusal."""
    try:
        before = store.read()
    except LocalError:
        before = Secrets()
    try:
        yield
    except SignInError:
        with store.locked():
            store.write(before) if before.token else store.erase()
        raise


def who_am_i(profile: Profile, store: Store, ui: Ui) -> tuple[Profile, str]:
    """Ask Cerb whose token it is: the profile with the worker's name, and a line that says so.

    A token whose scope is too narrow for the question, as ``search`` is, is a sign-in all the same. Raises
    ``SignInError`` where Cerb refuses the token, or where it is no Cerb that answers; ``ReplyError`` where it is ill.
    """
    client = Client(profile, store, ui.say)
    try:
        reply = client.send(Request("GET", "workers/me.json"))
    except SignInError:
        raise SignInError(f"{profile.host} refused the token", "get a new one, and sign in again") from None
    finally:
        client.close()
    if reply.ok:
        profile = introduced(profile, reply)
    elif reply.status >= 500:
        raise ReplyError(*problem(reply))
    elif reply.cerb_status != "error":
        raise SignInError(f"{profile.base_url} did not answer as Cerb does", "check the base URL")
    return profile, welcome(profile, store.read().token)


def logout(args: list[str]) -> int:
    """``cerbsh logout``: forget the token and the client secret of a profile; ``--remove`` forgets the profile, too."""
    options = logout_parser().parse_args(args)
    place = config.folders(os.environ)
    profile = _profile(config.load(place), options.profile)
    open_store(profile, place).erase()
    if options.remove:
        config.remove_profile(place, profile.name)
    print(f"Signed out of {profile.name} ({safe.line(profile.host)}).", file=sys.stderr)
    return Exit.OK


def status(args: list[str]) -> int:
    """``cerbsh status``: who is signed in where, with which scopes, and for how long; no network is used."""
    options = status_parser().parse_args(args)
    chosen = _chosen(options.profile)
    secrets = chosen[1].read()
    print(describe(chosen[0], secrets, chosen[1].where))
    return Exit.OK if secrets.token else Exit.SIGN_IN


def profiles(args: list[str]) -> int:
    """``cerbsh profiles``: the profiles, the default one marked; ``--default NAME`` changes which one that is."""
    options = profiles_parser().parse_args(args)
    place = config.folders(os.environ)
    if options.default:
        config.set_default(place, options.default)
    known = config.load(place)
    print(listing(known, known.profile()))
    return Exit.OK


def token(args: list[str]) -> int:
    """``cerbsh token``: print a fresh access token, renewed where it is about to expire."""
    options = token_parser().parse_args(args)
    profile, store = _chosen(options.profile)
    refresher = Refresher(profile, store, lambda text: print(text, file=sys.stderr))
    print(refresher.current().access_token)
    return Exit.OK


def first_start(place: Folders, ui: Ui) -> Profile:
    """The guided set-up of a person who has no profile yet; the profile that was made.

    What Cerb refuses can be typed again without going back to the beginning. Raises ``SignInError`` where the person
    gives up.
    """
    ui.say("Welcome to cerbsh. This signs in to your Cerb; Ctrl-C leaves, and cerbsh --demo needs none.\n")
    profile = set_up(ui, draft_profile(FIRST_NAME))
    while True:
        try:
            ui.say(enter(place, profile, ui))
        except SignInError as error:
            ui.say(safe.line(error.message) + (f"\n  {safe.line(error.hint)}" if error.hint else ""))
            if not _again(ui):
                raise
            profile = set_up(ui, profile._replace(client_id=""))
        else:
            return config.load(place).profiles[profile.name]


def _again(ui: Ui) -> bool:
    try:
        return ui.ask("Try again? (yes/no): ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _chosen(name: str) -> tuple[Profile, Store]:
    place = config.folders(os.environ)
    chosen = choose(os.environ, place, config.load(place), name)
    if chosen is None:
        raise SignInError("nobody is signed in: there is no profile yet", "sign in with: cerbsh login")
    return chosen


def _profile(known: Config, name: str) -> Profile:
    profile = known.profile(name)
    if profile is None:
        if not known.profiles:
            raise SignInError("nobody is signed in: there is no profile yet", "sign in with: cerbsh login")
        what = f"profile {name}" if name else "default profile"
        raise UsageError(f"there is no {what}", "cerbsh profiles lists them")
    return profile


def _draft(known: Config, options: argparse.Namespace) -> Profile:
    """The profile to sign in to, as far as the options and an earlier sign-in tell it."""
    base_url = config.normalise_base_url(options.url) if options.url else ""
    before = known.profile(options.profile)
    if before and base_url and before.base_url != base_url and not options.profile:
        before = next((profile for profile in known.profiles.values() if profile.base_url == base_url), None)
    name = options.profile or (before.name if before else _free_name(known, base_url))
    draft = before or draft_profile(config.check_profile_name(name))
    changes = {
        "base_url": base_url,
        "client_id": options.client_id,
        "redirect_uri": options.redirect_uri,
        "scope": options.scope,
    }
    return draft._replace(**{key: value for key, value in changes.items() if value})


def _free_name(known: Config, base_url: str) -> str:
    if FIRST_NAME not in known.profiles:
        return FIRST_NAME
    return base_url.split("//")[-1].split("/")[0].split(":")[0].split(".")[0] or FIRST_NAME


def _without_questions(profile: Profile) -> Profile:
    from cerbsh.auth.setup import checked

    if not profile.base_url:
        raise UsageError("which Cerb is the token for?", "cerbsh login URL --token -")
    return checked(profile)


def _parser(name: str, description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"cerbsh {name}", description=description)
    parser.add_argument("-p", "--profile", metavar="NAME", default="", help="the profile")
    return parser


def logout_parser() -> argparse.ArgumentParser:
    """The options of ``cerbsh logout``."""
    description = "Forget the sign-in of a profile. Cerb has no address to revoke a token: it dies when it expires."
    parser = _parser("logout", description)
    parser.add_argument("--remove", action="store_true", help="remove the profile, too")
    return parser


def status_parser() -> argparse.ArgumentParser:
    """The options of ``cerbsh status``."""
    return _parser("status", "Say who is signed in where, and for how long.")


def profiles_parser() -> argparse.ArgumentParser:
    """The options of ``cerbsh profiles``."""
    parser = argparse.ArgumentParser(prog="cerbsh profiles", description="List the profiles.")
    parser.add_argument("--default", metavar="NAME", help="make NAME the default profile")
    return parser


def token_parser() -> argparse.ArgumentParser:
    """The options of ``cerbsh token``."""
    return _parser("token", "Print a fresh access token. It is recorded nowhere.")


def login_parser() -> argparse.ArgumentParser:
    """The options of ``cerbsh login``."""
    parser = _parser("login", "Sign in to a Cerb, and keep the sign-in as a profile.")
    parser.add_argument("url", metavar="URL", nargs="?", default="", help="the base URL of Cerb")
    parser.add_argument("--client-id", metavar="ID", default="", help="of the OAuth app in Cerb")
    parser.add_argument(
        "--redirect-uri", metavar="URI", default="", help=f"its callback URL (default: {config.DEFAULT_REDIRECT_URI})"
    )
    parser.add_argument("--scope", metavar="S", default="", help=f"space separated (default: {config.DEFAULT_SCOPE})")
    parser.add_argument("--no-browser", action="store_true", help="print the address alone, and wait for the paste")
    parser.add_argument("--token", metavar="-", default="", help="read a token from standard input, and ask nothing")
    parser.epilog = "The client secret comes from CERBSH_CLIENT_SECRET, or is asked for."
    return parser
