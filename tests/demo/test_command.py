from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from cerbsh.demo.command import main
from tests.demo.clients import claims

RUN = "import sys; from cerbsh.demo.command import main; sys.exit(main(sys.argv[1:]))"
ROOT = str(Path(__file__).parent.parent.parent)


@contextmanager
def running(*options: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The command as a process of its own, with the four lines that it begins with."""
    environ = {**os.environ, "PYTHONPATH": ROOT}
    with subprocess.Popen(
        [sys.executable, "-c", RUN, "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environ,
    ) as process:
        assert process.stdout
        try:
            yield process, [process.stdout.readline().rstrip("\n") for _ in range(4)]
        finally:
            process.terminate()


def get_me(base_url: str, token: str) -> dict[str, Any]:
    url, headers = f"{base_url}rest/workers/me.json", {"Authorization": f"Bearer {token}"}
    answer: dict[str, Any] = requests.get(url, headers=headers, timeout=10).json()
    return answer


def test_it_begins_with_the_base_url_and_what_a_client_needs() -> None:
    with running() as (_, lines):
        base_url, *apps, worker = lines
        assert requests.get(base_url, allow_redirects=False, timeout=10).status_code == 302
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", base_url)
    pattern = r"app +client_id=[0-9a-f]{32} client_secret=[0-9a-f]{64} callback=(\S+)"
    callbacks = [found[1] for line in apps if (found := re.fullmatch(pattern, line))]
    assert callbacks == ["http://127.0.0.1/callback", "http://localhost:8099/callback"]
    assert re.fullmatch(r"worker +name=\S+ password=\S+", worker)


def test_the_tokens_file_holds_four_grants_that_end_apart(tmp_path: Path) -> None:
    file = tmp_path / "tokens.json"
    with running("--tokens", str(file)) as (_, lines):
        tokens = json.loads(file.read_text())
        grant = tokens.pop("grant")
        form = {
            "grant_type": "refresh_token",
            "refresh_token": grant["token"]["refresh_token"],
            "client_id": grant["client_id"],
            "client_secret": grant["client_secret"],
        }
        renewed = requests.post(f"{lines[0]}oauth/access_token", form, timeout=10)
        assert renewed.status_code == 200
        answers = {scope: get_me(lines[0], token)["__status"] for scope, token in tokens.items()}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert answers == dict.fromkeys(("api", "api:read-only", "profile"), "success")
    assert {scope: claims(token)["scopes"] for scope, token in tokens.items()} == {scope: [scope] for scope in tokens}
    assert grant["token"].keys() == {"token_type", "expires_in", "access_token", "refresh_token"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(number: signal.Signals) -> None:
    with running() as (process, lines):
        with requests.Session() as session:
            session.get(lines[0], allow_redirects=False, timeout=10)
            process.send_signal(number)
            rest, errors = process.communicate(timeout=20)
        assert (process.returncode, rest, errors) == (0, "", "")


def test_it_says_nothing_of_requests_unless_asked() -> None:
    with running("--verbose") as (process, lines):
        requests.get(f"{lines[0]}rest/workers/me.json?q=x", headers={"Authorization": "Bearer canary"}, timeout=10)
        process.terminate()
        _, errors = process.communicate(timeout=20)
    assert errors == "401 GET /rest/workers/me.json?q=x\n"


def test_the_life_of_tokens_can_be_short(tmp_path: Path) -> None:
    file = tmp_path / "tokens.json"
    with running("--tokens", str(file), "--token-ttl", "2"):
        token = json.loads(file.read_text())["grant"]["token"]
    assert token["expires_in"] == 2


def test_a_data_file_keeps_tokens_and_records(tmp_path: Path) -> None:
    data, tokens = str(tmp_path / "demo.db"), tmp_path / "tokens.json"
    with running("--data", data, "--tokens", str(tokens)) as (process, lines):
        token = json.loads(tokens.read_text())["api"]
        form, headers = {"fields[name]": "Kept Org"}, {"Authorization": f"Bearer {token}"}
        url = f"{lines[0]}rest/records/org/create.json"
        made = requests.post(url, form, headers=headers, timeout=10).json()
        process.terminate()
        process.wait(20)
    with running("--data", data) as (_, lines):
        kept = requests.get(f"{lines[0]}rest/records/org/{made['id']}.json", headers=headers, timeout=10).json()
    assert kept["name"] == "Kept Org"


@pytest.mark.parametrize(
    "options",
    [["--port", "99999"], ["--port", "x"], ["--records", "0"], ["--token-ttl", "0"], ["--token-ttl", "nan"], ["extra"]],
)
def test_options_that_make_no_sense_are_a_usage_error(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(options)
    assert raised.value.code == 2
    assert options[0] in capsys.readouterr().err


def test_what_cannot_be_opened_is_one_line_and_exit_5(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing" / "file")
    with running() as (_, lines):
        port = lines[0].rstrip("/").rpartition(":")[2]
        for options in (["--data", missing], ["--tokens", missing], ["--port", port]):
            command = [sys.executable, "-c", RUN, "--port", "0", *options]
            environ = {**os.environ, "PYTHONPATH": ROOT}
            done = subprocess.run(command, capture_output=True, text=True, env=environ, timeout=20, check=False)
            assert done.returncode == 5
            assert done.stdout == ""
            assert re.fullmatch(r"cerbsh demo-server: [^\n]+\n", done.stderr)
