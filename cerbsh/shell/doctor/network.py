"""The way to Cerb: name, connection, certificate, and who answers."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from cerbsh.auth import reach
from cerbsh.auth.probe import probe
from cerbsh.errors import ReplyError
from cerbsh.shell.doctor.case import Case
from cerbsh.shell.identity import duration
from cerbsh.view import units

if TYPE_CHECKING:
    from cerbsh.shell.doctor.checks import Said

SOON = 14 * 86400.0
"""Seconds before its end in which a certificate is worth a word."""
CLOSE = 30.0
"""Seconds by which two clocks may differ: a request takes a while, and a date has whole seconds."""


def dns(case: Case) -> Said:
    """Whether the name of the host, or of the proxy, stands for an address."""
    case.addresses = reach.addresses(case.hop)
    if case.addresses == (case.hop.host,):
        return "none", f"{case.hop.host} is an address, and no name"
    return "good", f"{_hop(case)} is {', '.join(case.addresses)}"


def tcp(case: Case) -> Said:
    """Whether somebody listens there."""
    seconds = reach.connect(case.hop)
    return "good", f"{_hop(case)} takes connections on port {case.hop.port} ({units.duration(seconds)})"


def tls(case: Case) -> Said:
    """Whether the certificate is good, and for how long."""
    if case.profile.origin[0] == "http":
        return "none", "the base URL is http"
    if case.hop.is_proxy:
        return "none", "the proxy stands between; the next check goes through it"
    done = reach.handshake(case.profile)
    if done.expires_at is None:
        return "note", f"{done.protocol}; the certificate is not verified", "remove verify = false from the profile"
    left = done.expires_at - time.time()
    said = f"{done.protocol}, and the certificate is good for another {duration(left)}"
    return ("note", said, "have the server's certificate renewed") if left < SOON else ("good", said)


def cerb(case: Case) -> Said:
    """Whether Cerb's API answers under the base URL, and not somewhere beside it."""
    base_url = case.profile.base_url
    if (found := probe(case.profile)) != base_url:
        raise ReplyError(
            f"Cerb's API answers at {found}, and not at {base_url}",
            f"make that the base URL: cerbsh login {found} --profile {case.profile.name}",
        )
    return "good", f"its API answers at {base_url}"


def clock(case: Case) -> Said:
    """Whether server and machine agree on the time. cerbsh needs neither clock: a token's life counts from receipt."""
    difference = reach.clock_difference(case.profile)
    if difference is None:
        return "note", "the server tells no time"
    if abs(difference) <= CLOSE:
        return "good", "the server's clock and this machine's agree"
    side = "ahead of" if difference > 0 else "behind"
    return (
        "note",
        f"the server's clock is {duration(abs(difference))} {side} this machine's; cerbsh bears it, and reads dates in "
        "words by this machine's",
        "set the clock that is wrong",
    )


def _hop(case: Case) -> str:
    return f"the proxy {case.hop.host}" if case.hop.is_proxy else case.hop.host
