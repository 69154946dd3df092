"""The checks in their order, from the outside in; the first that is wrong ends them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from cerbsh.errors import CerbshError
from cerbsh.shell.doctor import account, machine, network
from cerbsh.shell.doctor.case import Case, Finding, State

Said = tuple[State, str] | tuple[State, str, str]
"""What a check gives: the state, what was found, and what to do next where there is something to do."""

Check = Callable[[Case], Said]

CHECKS: Final[dict[str, Check]] = {
    "folders": machine.folders,
    "history": machine.history,
    "profile": machine.profile,
    "DNS": network.dns,
    "TCP": network.tcp,
    "TLS": network.tls,
    "Cerb": network.cerb,
    "clock": network.clock,
    "OAuth": account.endpoints,
    "callback": account.callback,
    "secret": account.secret,
    "token": account.token,
    "worker": account.worker,
    "scope": account.scope,
}
FACTS: Final[dict[str, Check]] = {
    "proxy": machine.proxy,
    "terminal": machine.terminal,
    "versions": machine.versions,
}
"""What is told in any case: it needs no server, and a report without it says little."""


def examine(case: Case) -> Iterator[Finding]:
    """Every finding, as soon as it is there."""
    for name, check in CHECKS.items():
        try:
            yield Finding(name, *check(case))
        except CerbshError as error:
            yield Finding.wrong(name, error)
            break
    for name, fact in FACTS.items():
        yield Finding(name, *fact(case))
