"""What a report never shows, and what it leaves out where it is to be public."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from cerbsh.auth.transport import CA_VARIABLES
from cerbsh.auth.vault import Secrets
from cerbsh.config import LOOPBACK, Profile
from cerbsh.errors import CerbshError
from cerbsh.history.redact import Redactor
from cerbsh.shell.doctor.case import Case, Finding

_AUTHORITY = re.compile(r"(?<=://)[^\s/'\"?#<>]+")
_QUOTED = re.compile(
    r"(?<=Cerb refused: ).*|(?<=answered \d{3}: ).*|(?<=answers \d{3}: ).*|(?<=whose token it is: ).*|(?<=it says: ).*"
)
"""What a server said, where a finding repeats it: it may name machines and people."""
_NAMED = r"(?<=profile ){0}(?![\w-])|(?<=/){0}(?=\.json|\.keyring)|(?<=user ){0}(?![\w-])|^{0}(?=: )"
"""Where the name of a profile stands in a finding; elsewhere it may be a word like any other."""


class Veil:
    """Hides secrets and the way to the home folder; where ``names`` is false also hosts, addresses, folders, names."""

    def __init__(self, case: Case, *, names: bool) -> None:
        self._case = case
        self._names = names

    def over(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings as they may be shown."""
        for found in findings:
            yield replace(found, said=self.text(found.said), next=self.text(found.next))

    def text(self, text: str) -> str:
        """A text as it may be shown."""
        text = Redactor(frozenset(self._secrets())).text(text)
        if not self._names:
            text = _QUOTED.sub("<what it said>", text)
            text = _AUTHORITY.sub(lambda found: _stand_in(found[0]), text)
            for pattern, stand_in in self._patterns():
                text = re.sub(pattern, stand_in, text)
        home = self._case.environ.get("HOME") or str(Path.home())
        return text.replace(home, "~") if len(home) > 1 else text

    def _secrets(self) -> Iterator[str]:
        secrets = self._kept()
        yield secrets.client_secret
        if secrets.token:
            yield from (secrets.token.access_token, secrets.token.refresh_token)

    def _kept(self) -> Secrets:
        if "chosen" not in vars(self._case):
            return Secrets()
        try:
            return self._case.secrets
        except CerbshError:
            return Secrets()

    def _patterns(self) -> Iterator[tuple[str, str]]:
        """What is left out, and what stands in its place; what is inside something else comes behind it."""
        folders = self._case.folders
        yield re.escape(str(folders.config)), "<config folder>"
        yield re.escape(str(folders.data)), "<data folder>"
        for name in CA_VARIABLES:
            if file := self._case.environ.get(name):
                yield re.escape(file), "<file>"
        for address in set(self._case.addresses) - LOOPBACK:
            yield _word(address), "<address>"
        if "hop" in vars(self._case) and self._case.hop.host not in LOOPBACK:
            yield _word(self._case.hop.host), "<proxy>" if self._case.hop.is_proxy else "<host>"
        if "chosen" in vars(self._case):
            yield from _of(self._case.profile)


def _of(profile: Profile) -> Iterator[tuple[str, str]]:
    if profile.ca_file:
        yield re.escape(profile.ca_file), "<file>"
    if profile.origin[1] not in LOOPBACK:
        yield _word(profile.host), "<host>"
        yield _word(profile.origin[1]), "<host>"
    if profile.name != "default":
        yield _NAMED.format(re.escape(profile.name)), "<profile>"
    if profile.worker:
        yield re.escape(profile.worker), "<worker>"


def _word(text: str) -> str:
    return rf"(?<![\w.-]){re.escape(text)}(?![\w-])"


def _stand_in(authority: str) -> str:
    host = authority.rsplit("@")[-1].rsplit(":", 1)[0].strip("[]")
    return authority if host in LOOPBACK else "<host>"
