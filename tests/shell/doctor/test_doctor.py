"""``cerbsh doctor``: it names the first thing that is wrong, the next step, and no secret."""

from __future__ import annotations

import json
import resource
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from cerbsh import config
from cerbsh.auth import reach
from cerbsh.auth.token import Token
from cerbsh.auth.vault import FileVault, Secrets
from cerbsh.config import Folders, Profile
from cerbsh.demo.server import DemoServer, Options
from cerbsh.shell.doctor.case import Case, Finding
from cerbsh.shell.doctor.checks import CHECKS, FACTS, examine
from cerbsh.shell.doctor.report import JsonReport, TextReport
from cerbsh.shell.doctor.veil import Veil
from cerbsh.shell.result import Surface
from cerbsh.view.theme import PLAIN
from tests.auth.support import Arrived, grant, serving
from tests.canary import leaks
from tests.certificates import self_signed
from tests.disk.trials import as_nobody
from tests.security.test_19_hostile_bodies import answering
from tests.support import Home
from tests.tty.shell import Shell
from tests.view.screen import assert_harmless

HTML = {"Content-Type": "text/html"}
JSON = {"Content-Type": "application/json"}
PAGE = b"<!doctype html><title>Welcome</title>"
UNAUTHORIZED = b'{"__status":"error","message":"Unauthorized request"}'


@dataclass
class Patient:
    """A home with one profile for the doctor to look at."""

    folder: Path
    server: DemoServer

    @property
    def folders(self) -> Folders:
        return Folders(self.folder / "config", self.folder / "data")

    @property
    def vault(self) -> FileVault:
        return FileVault(self.folders.tokens / "work.json")

    def profile(self, **changes: Any) -> None:
        usual = Profile("work", self.server.base_url, self.server.apps[0].client_id)
        config.save_profile(self.folders, usual._replace(**changes))

    def keep(self, token: Token | None, client_secret: str = "") -> None:
        self.vault.write(Secrets(client_secret or self.server.apps[0].client_secret, token))

    def examine(self, name: str = "", environ: Mapping[str, str] | None = None, *, names: bool = True) -> list[Finding]:
        """What is found; whatever it is, no secret is in it and nothing of it drives a terminal."""
        case = Case(self.folders, {"HOME": str(self.folder), **(environ or {})}, name)
        found = list(Veil(case, names=names).over(examine(case)))
        case.close()
        assert [each.check for each in found][-len(FACTS) :] == list(FACTS)
        text = "".join(TextReport(found, public=not names).pieces(Surface(PLAIN)))
        assert leaks(text) == []
        assert_harmless(text)
        return found


@pytest.fixture
def patient(tmp_path: Path, shared_demo: DemoServer) -> Patient:
    """Somebody who is signed in, and whom nothing ails."""
    made = Patient(tmp_path, shared_demo)
    made.profile()
    made.keep(grant(shared_demo))
    return made


def wrong(found: list[Finding]) -> tuple[str, int, str]:
    """The check that failed, its exit status and the next step; no other check ran behind it."""
    last = found[-len(FACTS) - 1]
    assert [each.check for each in found if each.state == "wrong"] == [last.check]
    assert last.next
    return last.check, int(last.exit), f"{last.said} -> {last.next}"


def noted(found: list[Finding], check: str) -> str:
    """What is worth knowing about one check, in a case where nothing is wrong."""
    assert [each for each in found if each.exit] == []
    (one,) = [each for each in found if each.check == check]
    assert one.state == "note"
    return f"{one.said} -> {one.next}"


def test_a_sound_case_passes_every_check_in_their_order(patient: Patient) -> None:
    found = patient.examine()
    assert [each.check for each in found] == [*CHECKS, *FACTS]
    assert {each.state for each in found} == {"good", "none"}
    said = {each.check: each.said for each in found}
    assert "worker 1; Cerb 10.4.10" in said["worker"]
    assert "127.0.0.1/callback is registered" in said["callback"]
    assert "requests 2." in said["versions"]


def test_nothing_is_changed_by_an_examination(patient: Patient) -> None:
    def state() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in patient.folder.rglob("*") if path.is_file()}

    before = state()
    patient.examine()
    assert state() == before


# This machine


def test_no_profile_is_not_signed_in(tmp_path: Path, shared_demo: DemoServer) -> None:
    check, exit_, step = wrong(Patient(tmp_path, shared_demo).examine())
    assert (check, exit_) == ("profile", 3)
    assert "cerbsh login" in step


def test_a_name_that_nobody_knows_is_a_wrong_use(patient: Patient) -> None:
    check, exit_, step = wrong(patient.examine("nope"))
    assert (check, exit_) == ("profile", 2)
    assert "there are: work" in step


def test_a_damaged_configuration_is_named(patient: Patient) -> None:
    patient.folders.config_file.write_text("[profiles")
    check, exit_, step = wrong(patient.examine())
    assert (check, exit_) == ("profile", 5)
    assert "~/config/config.toml is damaged" in step and "editor" in step


def test_plain_http_to_another_machine_is_refused(patient: Patient) -> None:
    patient.profile(base_url="http://cerb.example/")
    assert wrong(patient.examine())[:2] == ("profile", 2)


def test_a_file_in_the_place_of_a_folder(tmp_path: Path, shared_demo: DemoServer) -> None:
    (tmp_path / "data").write_text("")
    check, exit_, step = wrong(Patient(tmp_path, shared_demo).examine())
    assert (check, exit_) == ("folders", 5)
    assert "mv ~/data ~/data.old" in step


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process can grow."""
    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, former[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, former)


def test_a_full_disk(patient: Patient) -> None:
    patient.folders.data.mkdir()
    with full_disk():
        found = patient.examine()
    check, exit_, step = wrong(found)
    assert (check, exit_) == ("folders", 5)
    assert "make room on the disk" in step
    assert not list(patient.folders.config.glob(".doctor*"))


def test_a_token_file_that_others_may_read(patient: Patient) -> None:
    Path(patient.vault.where).chmod(0o644)
    check, exit_, step = wrong(patient.examine())
    assert (check, exit_) == ("profile", 5)
    assert "chmod 600 ~/config/tokens/work.json" in step


@pytest.mark.parametrize(("content", "said"), [(b"my shopping list" * 100, "damaged"), (b"", "kept")])
def test_the_history_is_looked_at_and_never_in_the_way(patient: Patient, content: bytes, said: str) -> None:
    patient.folders.data.mkdir()
    patient.folders.history_file.write_bytes(content)
    found = patient.examine()
    assert [each for each in found if each.exit] == []
    assert any(each.check == "history" and said in each.said for each in found)
    assert patient.folders.history_file.read_bytes() == content


def test_a_history_of_a_newer_cerbsh_is_worth_a_word(patient: Patient) -> None:
    import sqlite3

    patient.folders.data.mkdir()
    with closing(sqlite3.connect(patient.folders.history_file)) as made:
        made.execute("PRAGMA user_version = 99")
    assert "format 99" in noted(patient.examine(), "history")


# The way there


def test_a_name_that_does_not_resolve(patient: Patient) -> None:
    patient.profile(base_url="https://cerb.invalid/")
    check, exit_, step = wrong(patient.examine())
    assert (check, exit_) == ("DNS", 4)
    assert "cerb.invalid cannot be resolved" in step and "base URL" in step


def test_a_port_where_nobody_listens(patient: Patient) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    patient.profile(base_url=f"http://127.0.0.1:{port}/")
    check, exit_, step = wrong(patient.examine())
    assert (check, exit_) == ("TCP", 4)
    assert "refused" in step and "port" in step


def test_a_port_that_says_nothing(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "CONNECT_TIMEOUT", 0.2)
    with closing(socket.create_server(("127.0.0.1", 0), backlog=0)) as full, ExitStack() as waiting:
        address = full.getsockname()
        for _ in range(8):  # its queue is full soon, and what comes then is dropped, as a firewall does it
            client = waiting.enter_context(closing(socket.socket()))
            client.setblocking(False)
            client.connect_ex(address)
        patient.profile(base_url=f"http://127.0.0.1:{address[1]}/")
        check, exit_, step = wrong(patient.examine())
    assert (check, exit_) == ("TCP", 4)
    assert "within" in step and "firewall" in step


def test_a_folder_that_may_not_be_written_to(tmp_path: Path) -> None:
    def look() -> None:
        place = Folders(folder / "config", folder / "data")
        check, exit_, step = wrong(list(examine(Case(place, {"HOME": str(folder)}))))
        assert (check, exit_) == ("folders", 5)
        assert "may not be written to" in step or "cannot write" in step
        assert "chown" in step or "CERBSH_CONFIG_DIR" in step

    with TemporaryDirectory() as name:
        folder = Path(name)
        for mode in (0o755, 0o777):
            folder.chmod(mode)
            if mode == 0o777:
                (folder / "config").mkdir(mode=0o755)
            assert as_nobody(look) == 0


@contextmanager
def over_tls(patient: Patient, **certificate: Any) -> Iterator[str]:
    """The patient's Cerb behind TLS; gives the CA file that belongs to it."""
    context, ca_file = self_signed(patient.folder, **certificate)
    with DemoServer(Options(records=20, tls=context)) as patient.server:
        patient.profile(ca_file=str(ca_file))
        patient.keep(grant(patient.server))
        yield str(ca_file)


def test_a_good_certificate_of_an_authority_of_ones_own(patient: Patient) -> None:
    with over_tls(patient):
        found = patient.examine()
    assert {each.state for each in found} == {"good", "none"}
    assert any("good for another 90 d" in each.said for each in found)


def test_a_certificate_that_ends_soon_is_worth_a_word(patient: Patient) -> None:
    with over_tls(patient, days=5):
        assert "good for another 5 d" in noted(patient.examine(), "TLS")


def test_a_certificate_that_is_not_verified_is_worth_a_word(patient: Patient) -> None:
    with over_tls(patient, host="other.example"):
        patient.profile(verify=False)
        assert "not verified" in noted(patient.examine(), "TLS")


@pytest.mark.parametrize(
    ("certificate", "trusted", "said", "step"),
    [
        ({}, False, "self-signed", "set ca_file"),
        ({"host": "other.example"}, True, "127.0.0.1", "a name that the certificate is for"),
        ({"expired": True}, True, "expired", "must be renewed"),
    ],
)
def test_the_fault_of_a_certificate_is_named(
    patient: Patient, certificate: dict[str, Any], trusted: bool, said: str, step: str
) -> None:
    with over_tls(patient, **certificate) as ca_file:
        patient.profile(ca_file=ca_file if trusted else "")
        check, exit_, told = wrong(patient.examine())
    assert (check, exit_) == ("TLS", 4)
    assert said in told and step in told


def test_a_server_that_speaks_no_tls(patient: Patient) -> None:
    patient.profile(base_url=patient.server.base_url.replace("http:", "https:"))
    check, exit_, step = wrong(patient.examine())
    assert (check, exit_) == ("TLS", 4)
    assert "does it speak https" in step


@pytest.mark.parametrize(
    ("content", "exit_", "said"), [(None, 5, "which is not there"), ("shopping list", 4, "holds no certificate")]
)
def test_a_ca_file_that_is_none(patient: Patient, content: str | None, exit_: int, said: str) -> None:
    with over_tls(patient):
        ca_file = patient.folder / "ca.pem"
        if content:
            ca_file.write_text(content)
        patient.profile(ca_file=str(ca_file))
        check, status, step = wrong(patient.examine())
    assert (check, status) == ("TLS", exit_)
    assert said in step and "PEM" in step


def test_a_proxy_is_looked_for_in_place_of_the_host(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    patient.profile(base_url="https://cerb.example/")
    monkeypatch.setenv("HTTPS_PROXY", "http://me:canary-pass@proxy.invalid:3128")
    found = patient.examine(environ={"HTTPS_PROXY": "http://me:canary-pass@proxy.invalid:3128"})
    check, exit_, step = wrong(found)
    assert (check, exit_) == ("DNS", 4)
    assert "proxy.invalid" in step and "HTTPS_PROXY" in step
    assert not any("canary-pass" in each.said for each in found)


# Who answers

Answer = Callable[[Arrived], tuple[int, Mapping[str, str], bytes]]


@pytest.mark.parametrize(
    ("answer", "said", "step"),
    [
        (lambda call: (200, HTML, PAGE), "web page", "where Cerb itself opens"),
        (lambda call: (404, HTML, PAGE), "web page", "where Cerb itself opens"),
        (lambda call: (302, {"Location": "/login"}, b""), "leads to another page", "where Cerb itself opens"),
        (
            lambda call: (301, {"Location": "https://cerb.example/rest/workers/me.json"}, b""),
            "leads on to https://cerb.example/",
            "use that as the base URL",
        ),
        (lambda call: (403, {}, b"Forbidden for IP"), "refuses this machine", "IP addresses"),
        (lambda call: (503, HTML, PAGE), "in trouble", "try again later"),
    ],
)
def test_what_answers_instead_of_cerb_is_named(patient: Patient, answer: Answer, said: str, step: str) -> None:
    with serving(answer) as (base_url, _):
        patient.profile(base_url=base_url)
        check, exit_, told = wrong(patient.examine())
    assert (check, exit_) == ("Cerb", 1)
    assert said in told and step in told


def test_index_php_that_is_needed(patient: Patient) -> None:
    def answer(call: Arrived) -> tuple[int, Mapping[str, str], bytes]:
        return (401, {}, UNAUTHORIZED) if call.path.startswith("/index.php/rest/") else (404, HTML, PAGE)

    with serving(answer) as (base_url, _):
        patient.profile(base_url=base_url)
        _, _, step = wrong(patient.examine())
    assert f"cerbsh login {base_url}index.php/ --profile work" in step


def test_the_address_of_a_page_of_cerb(patient: Patient) -> None:
    patient.profile(base_url=f"{patient.server.base_url}profiles/ticket/")
    check, exit_, step = wrong(patient.examine())
    assert (check, exit_) == ("Cerb", 1)
    assert f"cerbsh login {patient.server.base_url} --profile work" in step


@pytest.mark.parametrize(("hours", "said"), [(3.0, "3 h ahead"), (-5.0, "5 h behind")])
def test_a_clock_that_is_off_is_worth_a_word(patient: Patient, hours: float, said: str, demo: DemoServer) -> None:
    patient.server = demo
    patient.profile()
    patient.keep(grant(demo))
    demo.faults.add("date", hours=hours, times=1000)
    assert said in noted(patient.examine(), "clock")


def test_a_server_that_tells_no_time(patient: Patient) -> None:
    with answering(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 60\r\n\r\n" + UNAUTHORIZED.ljust(60)) as base_url:
        patient.profile(base_url=base_url)
        (clock,) = [each for each in patient.examine() if each.check == "clock"]
    assert (clock.state, clock.said) == ("note", "the server tells no time")


# The sign-in


@pytest.fixture
def own(patient: Patient, demo: DemoServer) -> Patient:
    """A patient with a server of their own, which may be spoiled."""
    patient.server = demo
    patient.profile()
    patient.keep(grant(demo))
    return patient


def test_a_token_endpoint_that_is_down(own: Patient) -> None:
    own.server.faults.add("status", path="access_token", status=502, times=100)
    check, exit_, step = wrong(own.examine())
    assert (check, exit_) == ("OAuth", 1)
    assert "502" in step and "later" in step


@pytest.mark.parametrize("changes", [{"client_id": "0" * 32}, {"redirect_uri": "http://127.0.0.1/other"}])
def test_a_client_or_callback_that_cerb_does_not_know(patient: Patient, changes: dict[str, str]) -> None:
    patient.profile(**changes)
    check, exit_, step = wrong(patient.examine())
    assert (check, exit_) == ("OAuth", 3)
    assert "callback" in step and "OAuth Apps" in step


def test_a_callback_without_a_listener_is_worth_a_word(own: Patient) -> None:
    for app in own.server.apps:
        object.__setattr__(app, "callback_url", "http://localhost/")
    own.profile(redirect_uri="http://localhost/")
    assert "pasted" in noted(own.examine(), "callback")


def test_a_client_secret_that_cerb_refuses(patient: Patient) -> None:
    patient.keep(grant(patient.server), client_secret="not-the-one-that-cerb-made")
    check, exit_, step = wrong(patient.examine())
    assert (check, exit_) == ("secret", 3)
    assert "client secret" in step


def test_nobody_is_signed_in(patient: Patient) -> None:
    patient.vault.erase()
    check, exit_, step = wrong(patient.examine())
    assert (check, exit_) == ("token", 3)
    assert "cerbsh login --profile work" in step


def test_a_token_that_has_expired_for_good(patient: Patient) -> None:
    patient.keep(grant(patient.server)._replace(refresh_token="", expires_at=time.time() - 5))
    assert wrong(patient.examine())[:2] == ("token", 3)


def test_a_token_that_cannot_be_renewed_is_worth_a_word(patient: Patient) -> None:
    patient.keep(grant(patient.server)._replace(refresh_token=""))
    assert "cannot be renewed" in noted(patient.examine(), "token")


def test_a_token_that_is_due_is_renewed_and_kept(patient: Patient) -> None:
    old = grant(patient.server)._replace(expires_at=time.time() - 5)
    patient.keep(old)
    assert {each.state for each in patient.examine()} == {"good", "none"}
    kept = patient.vault.read().token
    assert kept and kept.access_token != old.access_token


def test_a_sign_in_that_is_over(patient: Patient) -> None:
    patient.keep(grant(patient.server)._replace(refresh_token="spent", expires_at=time.time() - 5))
    check, exit_, step = wrong(patient.examine())
    assert (check, exit_) == ("worker", 3)
    assert "sign in" in step


def test_a_token_that_cerb_refuses(patient: Patient) -> None:
    patient.keep(Token("a-token-of-another-cerb"))
    assert wrong(patient.examine())[:2] == ("worker", 3)


@pytest.mark.parametrize(
    ("scope", "said"),
    [("profile", "it reaches GET workers/me, and no more"), ("search", "it reaches searches of records, and no more")],
)
def test_a_narrow_scope_is_worth_a_word(patient: Patient, scope: str, said: str) -> None:
    patient.keep(grant(patient.server, scope))
    assert said in noted(patient.examine(), "scope")


@pytest.mark.parametrize(
    ("version", "state"), [("9.6.1", "note"), ("10.4.0", "good"), ("11.1", "good"), ("", "good"), ("x.y", "note")]
)
def test_the_version_of_cerb_is_told_and_an_old_one_is_worth_a_word(version: str, state: str, patient: Patient) -> None:
    me = {"__status": "success", "__version": version, "id": 7, "_label": "Somebody"}

    def answer(call: Arrived) -> tuple[int, Mapping[str, str], bytes]:
        if call.path.startswith("/rest/"):
            signed = "Authorization" in call.headers
            return (200, JSON, json.dumps(me).encode()) if signed else (401, JSON, UNAUTHORIZED)
        return 401 if call.method == "POST" else 302, {"Location": "/login"}, b"The refresh token is wrong"

    with serving(answer) as (base_url, _):
        patient.profile(base_url=base_url)
        patient.keep(Token("an-access-token"))
        (found,) = [each for each in patient.examine() if each.check == "worker"]
    assert found.state == state
    assert found.said == f"worker 7; Cerb {version}" if version else found.said.endswith("tells no version")


def test_a_scope_that_reaches_nothing(patient: Patient) -> None:
    patient.keep(grant(patient.server, "nonsense"))
    check, exit_, step = wrong(patient.examine())
    assert (check, exit_) == ("scope", 3)
    assert "--scope api" in step


# What is told in any case


def facts(patient: Patient, **environ: str) -> dict[str, Finding]:
    return {each.check: each for each in patient.examine(environ=environ) if each.check in FACTS}


def test_variables_of_proxies_and_authorities_are_named(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    found = facts(patient, HTTPS_PROXY="http://me:canary-pass@proxy.example:1", no_proxy="x", CURL_CA_BUNDLE=__file__)
    assert found["proxy"].state == "good"
    assert found["proxy"].said == "HTTPS_PROXY, NO_PROXY, CURL_CA_BUNDLE set; requests go through no proxy"
    missing = facts(patient, REQUESTS_CA_BUNDLE="/nowhere/ca.pem")["proxy"]
    assert (missing.state, missing.said) == ("note", "/nowhere/ca.pem is not there")
    patient.profile(base_url="https://cerb.invalid/")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:many")
    none = facts(patient, HTTPS_PROXY="http://proxy.example:many")["proxy"]
    assert (none.state, none.said) == ("note", "the address of the proxy is none")


def test_of_the_terminal_colours_encoding_and_size_are_told(signed_in: Home) -> None:
    with Shell("doctor", env=signed_in.environ(), columns=120, rows=40) as shell:
        shell.wait_exit()
        said = " ".join(row.strip() for row in shell.rows)
    assert "xterm-256color, 256 colours, utf-8, 120 × 40" in said
    with Shell("doctor", env=signed_in.environ(NO_COLOR="1"), columns=36, rows=200) as shell:
        shell.wait_exit()
        said = " ".join(row.strip() for row in shell.rows)
    assert "no colours" in said and "make the window 40 columns wide" in said


def test_an_encoding_that_lacks_letters_is_worth_a_word(signed_in: Home) -> None:
    with Shell("doctor", env=signed_in.environ(PYTHONIOENCODING="latin-1"), columns=120, rows=40) as shell:
        shell.wait_exit()
        said = " ".join(row.strip() for row in shell.rows)
    assert "written as iso8859-1" in said and "UTF-8" in said


# The report


@pytest.mark.parametrize("answer", ["html", "refused", "redirect"])
def test_a_public_report_names_no_host_folder_profile_or_person(patient: Patient, answer: str) -> None:
    replies: dict[str, Answer] = {
        "html": lambda call: (200, HTML, PAGE),
        "refused": lambda call: (401, {}, UNAUTHORIZED),
        "redirect": lambda call: (301, {"Location": "https://desk.acme.invalid/rest/workers/me.json"}, b""),
    }
    secret = patient.vault.read()
    with serving(replies[answer]) as (base_url, _):
        profile = Profile(
            "acme", base_url.replace("127.0.0.1", "localhost"), "id", worker="Ada Lovelace", ca_file="/acme"
        )
        config.save_profile(patient.folders, profile, default=True)
        FileVault(patient.folders.tokens / "acme.json").write(secret)
        text = "".join(f"{each.said} {each.next}\n" for each in patient.examine("acme", names=False))
    assert not [word for word in ("acme", "Ada", str(patient.folder), "127.0.0.2") if word in text], text


@pytest.mark.parametrize("base_url", ["https://help.acme.invalid/", "https://help.acme.invalid:8443/cerb/"])
def test_a_public_report_of_a_name_that_does_not_resolve(patient: Patient, base_url: str) -> None:
    patient.profile(base_url=base_url)
    found = patient.examine(names=False)
    assert "acme" not in str(found)
    assert "the name <host> cannot be resolved" in wrong(found)[2]


GOSSIP = "db01.acme.invalid is down, ask Ada Lovelace"


@pytest.mark.parametrize(
    ("path", "status", "check"),
    [
        ("oauth/access_token", 500, "OAuth"),
        ("oauth/access_token", 400, "secret"),
        ("oauth/authorize", 400, "OAuth"),
        ("oauth/authorize", 500, "OAuth"),
        ("rest/", 200, "worker"),
        ("rest/", 500, "worker"),
    ],
)
def test_a_public_report_repeats_nothing_that_a_server_says(
    path: str, status: int, check: str, patient: Patient
) -> None:
    def answer(call: Arrived) -> tuple[int, Mapping[str, str], bytes]:
        place = call.path.lstrip("/")
        if place.startswith("rest/") and "Authorization" not in call.headers:
            return 401, JSON, UNAUTHORIZED
        if place.startswith(path):
            text = json.dumps({"__status": "error", "message": GOSSIP}) if path == "rest/" else GOSSIP
            said = f"client authentication failed: {text}" if check == "secret" else text
            return status, JSON if path == "rest/" else {}, said.encode()
        return 401 if call.method == "POST" else 302, {"Location": "/login"}, b"The refresh token is wrong"

    with serving(answer) as (base_url, _):
        patient.profile(base_url=base_url)
        patient.keep(Token("an-access-token"))
        private, public = (str(patient.examine(names=names)) for names in (True, False))
    assert check in private and "acme" in private and "Ada" in private
    assert "acme" not in public and "Ada" not in public


def test_a_public_report_names_no_file(patient: Patient) -> None:
    found = patient.examine(environ={"REQUESTS_CA_BUNDLE": "/opt/acme/ca.pem"}, names=False)
    assert "acme" not in str(found) and "<file> is not there" in str(found)


def test_a_server_that_echoes_what_it_was_sent_puts_no_secret_into_the_report(patient: Patient) -> None:
    def echo(call: Arrived) -> tuple[int, Mapping[str, str], bytes]:
        if call.path.startswith("/rest/") and "Authorization" not in call.headers:
            return 401, {}, UNAUTHORIZED
        return (401 if call.method == "POST" else 302), {"Location": "/login"}, call.body + str(call.headers).encode()

    with serving(echo) as (base_url, seen):
        patient.profile(base_url=base_url)
        patient.keep(grant(patient.server)._replace(expires_at=time.time() - 5))
        patient.examine()
    assert any(b"refresh_token" in call.body for call in seen)


def test_the_json_report_is_for_scripts(patient: Patient) -> None:
    patient.vault.erase()
    report = JsonReport(patient.examine(), public=False)
    told = json.loads("".join(report.pieces(Surface(PLAIN))))
    assert told["exit"] == 3
    assert [check["check"] for check in told["checks"] if check["state"] == "wrong"] == ["token"]
    assert {tuple(check) for check in told["checks"]} == {("check", "state", "said", "next")}


@pytest.mark.parametrize("width", [30, 60, 200])
def test_lines_fit_the_terminal(patient: Patient, width: int) -> None:
    patient.vault.erase()
    pieces = TextReport(patient.examine(), public=False).pieces(Surface(PLAIN, width=width, terminal=True))
    lines = "".join(pieces).splitlines()
    assert max(len(line) for line in lines) <= max(width, 36)
    assert sum(line.startswith("WRONG") for line in lines) == 1


def test_the_command_reports_and_gives_the_class_of_what_is_wrong(signed_in: Home) -> None:
    sound = signed_in.cerbsh("doctor")
    assert sound.returncode == 0
    assert sound.stdout.endswith("leaves names out, too.\n")
    (signed_in.config / "tokens" / "work.json").unlink()
    ill = signed_in.cerbsh("doctor", "-p", "work", "--json", "--public")
    assert ill.returncode == json.loads(ill.stdout)["exit"] == 3
    assert ill.stderr == ""
