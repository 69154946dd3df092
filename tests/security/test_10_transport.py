"""Threat 10: plain http, and certificates that are not good."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from cerbsh.auth.login import sign_in
from cerbsh.auth.oauth import CerbSession
from cerbsh.auth.probe import probe
from cerbsh.auth.store import MemoryVault
from cerbsh.auth.transport import explain
from cerbsh.auth.vault import Secrets
from cerbsh.config import Profile
from cerbsh.demo.server import DemoServer, Options
from cerbsh.errors import ConnectError, UsageError
from tests.auth.support import ME, Person, grant, profile_of
from tests.certificates import self_signed


@dataclass(frozen=True)
class Served:
    """A demo over TLS, and the file that must be trusted to believe its certificate."""

    demo: DemoServer
    ca_file: str

    def profile(self, **changes: object) -> Profile:
        return profile_of(self.demo, **changes)

    def session(self, profile: Profile) -> CerbSession:
        return CerbSession(profile, MemoryVault(Secrets(self.demo.apps[0].client_secret, grant(self.demo))))


@contextmanager
def over_tls(folder: Path, host: str = "127.0.0.1", *, expired: bool = False) -> Iterator[Served]:
    context, ca_file = self_signed(folder, host=host, expired=expired)
    with DemoServer(Options(records=20, tls=context, log_size=100)) as demo:
        yield Served(demo, str(ca_file))


def complaint(served: Served, profile: Profile) -> ConnectError:
    """What is said about a request that fails, which must not have arrived."""
    with pytest.raises(requests.exceptions.SSLError) as caught:
        served.session(profile).get(ME)
    assert served.demo.log.seen == ()
    with pytest.raises(ConnectError) as probed:
        probe(profile)
    error = explain(caught.value, profile.host)
    assert (probed.value.message, probed.value.hint) == (error.message, error.hint)
    return error


def test_an_authority_of_ones_own_is_named_in_the_profile(tmp_path: Path) -> None:
    with over_tls(tmp_path) as served:
        assert served.session(served.profile(ca_file=served.ca_file)).get(ME).status_code == 200


def test_or_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with over_tls(tmp_path) as served:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", served.ca_file)
        assert served.session(served.profile()).get(ME).status_code == 200


def test_a_certificate_of_an_unknown_authority_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with over_tls(tmp_path) as served:
        error = complaint(served, served.profile())
    assert f"the certificate of {served.demo.base_url[8:-1]} is not good" in error.message
    assert "ca_file" in error.hint


def test_a_certificate_for_another_name_is_refused(tmp_path: Path) -> None:
    with over_tls(tmp_path, "other.example") as served:
        error = complaint(served, served.profile(ca_file=served.ca_file))
    assert "127.0.0.1" in error.message
    assert "name" in error.hint


def test_a_certificate_that_has_expired_is_refused(tmp_path: Path) -> None:
    with over_tls(tmp_path, expired=True) as served:
        error = complaint(served, served.profile(ca_file=served.ca_file))
    assert "expired" in error.message
    assert "renewed" in error.hint


def test_who_asks_for_no_check_gets_none(tmp_path: Path) -> None:
    with over_tls(tmp_path, "other.example") as served:
        assert served.session(served.profile(verify=False)).get(ME).status_code == 200


def test_the_sign_in_itself_checks_certificates(tmp_path: Path) -> None:
    with over_tls(tmp_path) as served, pytest.raises(ConnectError):
        sign_in(served.profile(), MemoryVault(Secrets()), Person(["a-code"]), client_secret="canary")
    assert served.demo.log.seen == ()


def test_no_token_goes_over_plain_http_to_another_machine() -> None:
    with pytest.raises(UsageError, match="plain http") as caught:
        CerbSession(Profile("work", "http://cerb.example/"), MemoryVault(Secrets()))
    assert "insecure_http = true" in caught.value.hint
    assert CerbSession(Profile("work", "http://cerb.example/", insecure_http=True), MemoryVault(Secrets()))
