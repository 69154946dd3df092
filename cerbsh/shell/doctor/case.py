"""What the checks know of the case before them, found out step by step and once only."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from cerbsh import config
from cerbsh.api.client import Client
from cerbsh.api.reply import Reply
from cerbsh.api.request import Request
from cerbsh.auth import reach
from cerbsh.auth.reach import Hop
from cerbsh.auth.token import Token
from cerbsh.auth.vault import Secrets, Store
from cerbsh.config import Config, Folders, Profile
from cerbsh.errors import CerbshError, Exit, SignInError
from cerbsh.files import quiet
from cerbsh.shell.opening.choice import choose

State = Literal["good", "note", "wrong", "none"]


@dataclass(frozen=True)
class Finding:
    """What one check found. ``note`` is worth knowing and stops nothing, ``none`` means that it does not apply here.

    ``next`` is what to do. ``exit`` is the class of what is ``wrong``, and 0 otherwise.
    """

    check: str
    state: State
    said: str
    next: str = ""
    exit: Exit = Exit.OK

    @classmethod
    def wrong(cls, check: str, error: CerbshError) -> Finding:
        """What is wrong, by the error that every other part of cerbsh would give."""
        return cls(check, "wrong", error.message, error.hint, error.exit)


@dataclass
class Case:
    """One profile on one machine. Whatever cannot be found out raises the ``CerbshError`` that says why."""

    folders: Folders
    environ: MutableMapping[str, str]
    name: str = ""
    addresses: tuple[str, ...] = field(default=(), init=False)

    @cached_property
    def known(self) -> Config:
        """The configuration file."""
        return config.load(self.folders)

    @cached_property
    def chosen(self) -> tuple[Profile, Store]:
        """The profile and where its secrets lie."""
        chosen = choose(self.environ, self.folders, self.known, self.name)
        if chosen is None:
            raise SignInError("there is no profile yet", "make one with: cerbsh login")
        return chosen

    @property
    def profile(self) -> Profile:
        """The profile."""
        return self.chosen[0]

    @property
    def store(self) -> Store:
        """Where its secrets lie."""
        return self.chosen[1]

    @property
    def secrets(self) -> Secrets:
        """The secrets as they are kept now."""
        return self.store.read()

    @property
    def token(self) -> Token:
        """The token. Raises ``SignInError`` where nobody is signed in."""
        if (token := self.secrets.token) is None:
            raise SignInError(f"nobody is signed in to {self.profile.host}", self.sign_in)
        return token

    @property
    def client_id(self) -> str:
        """The client id of the profile, or of its token; empty where neither says."""
        kept = self.secrets.token
        return self.profile.client_id or (kept.client_id if kept else "")

    @cached_property
    def hop(self) -> Hop:
        """Where connections go first."""
        return reach.first_hop(self.profile)

    @cached_property
    def client(self) -> Client:
        """A client that is signed in."""
        return Client(self.profile, self.store, quiet)

    @cached_property
    def me(self) -> Reply:
        """Cerb's answer to who the worker is."""
        return self.ask("workers/me.json")

    @property
    def sign_in(self) -> str:
        """How to sign in to the profile."""
        return f"sign in: cerbsh login --profile {self.profile.name}"

    def ask(self, path: str, **query: str) -> Reply:
        """A signed GET."""
        return self.client.send(Request("GET", path, tuple(query.items())))

    def with_client(self) -> Profile:
        """The profile with the client id that is used, from wherever it is known."""
        return self.profile._replace(client_id=self.client_id)

    def close(self) -> None:
        """Close the connections."""
        if "client" in vars(self):
            self.client.close()
