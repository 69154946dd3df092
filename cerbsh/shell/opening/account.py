"""The subcommands about signing in: ``login``, ``logout``, ``status``, ``profiles``, ``token``."""

from __future__ import annotations

import argparse
import os
import sys

from cerbsh import config
from cerbsh.arguments import Parser
from cerbsh.auth.refresh import Refresher
from cerbsh.auth.setup import draft_profile, set_up
from cerbsh.auth.store import open_store
from cerbsh.auth.ui import TerminalUi
from cerbsh.auth.vault import Store
from cerbsh.config import Config, Profile
from cerbsh.errors import Exit, SignInError, UsageError
from cerbsh.shell.identity import describe, listing
from cerbsh.shell.opening.choice import choose
from cerbsh.shell.opening.signing_in import FIRST_NAME, enter
from cerbsh.shell.world import World
from cerbsh.view import safe


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
        profile = _without_questions(ui, profile)
        if not pasted.strip():
            raise SignInError("standard input held no token", "paste the JSON of the token generator into it")
    else:
        profile = set_up(ui, profile)
    greeting = enter(place, profile, ui, pasted=pasted, browser=not options.no_browser)
    World().tell(f"{greeting}\n")
    return Exit.OK


def logout(args: list[str]) -> int:
    """``cerbsh logout``: forget the token and the client secret of a profile; ``--remove`` forgets the profile, too."""
    options = logout_parser().parse_args(args)
    place = config.folders(os.environ)
    profile = _profile(config.load(place), options.profile)
    open_store(profile, place).erase()
    if options.remove:
        config.remove_profile(place, profile.name)
    World().tell(f"Signed out of {profile.name} ({safe.line(profile.host)}).\n")
    return Exit.OK


def status(args: list[str]) -> int:
    """``cerbsh status``: who is signed in where, with which scopes, and for how long; no network is used."""
    options = status_parser().parse_args(args)
    chosen = _chosen(options.profile)
    secrets = chosen[1].read()
    World().show(describe(chosen[0], secrets, chosen[1].where))
    return Exit.OK if secrets.token else Exit.SIGN_IN


def profiles(args: list[str]) -> int:
    """``cerbsh profiles``: the profiles, the default one marked; ``--default NAME`` changes which one that is."""
    options = profiles_parser().parse_args(args)
    place = config.folders(os.environ)
    if options.default:
        config.set_default(place, options.default)
    known = config.load(place)
    World().show(listing(known.profiles, known.profile()))
    return Exit.OK


def token(args: list[str]) -> int:
    """``cerbsh token``: print a fresh access token, renewed where it is about to expire."""
    options = token_parser().parse_args(args)
    profile, store = _chosen(options.profile)
    refresher = Refresher(profile, store, TerminalUi().say)
    World().show(refresher.current().access_token)
    return Exit.OK


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


def _without_questions(ui: TerminalUi, profile: Profile) -> Profile:
    from cerbsh.auth.setup import checked

    if not profile.base_url:
        raise UsageError("which Cerb is the token for?", "cerbsh login URL --token -")
    return checked(ui, profile)


def _parser(name: str, description: str) -> argparse.ArgumentParser:
    parser = Parser(prog=f"cerbsh {name}", description=description)
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
    parser = Parser(prog="cerbsh profiles", description="List the profiles.")
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
