"""What is loaded when: the first prompt waits for nothing that it does not show."""

from __future__ import annotations

import re

from tests.support import Home
from tests.tty.shell import Shell

HEAVY = {"requests", "requests_oauthlib", "oauthlib", "urllib3", "sqlite3", "pygments", "rich", "argparse", "jmespath"}
LATE = {"cerbsh.shell.engine", "cerbsh.language.parser", "cerbsh.catalogue", "cerbsh.api.client", "cerbsh.history"}


def loaded(transcript: bytes) -> set[str]:
    """The modules that Python told of, which it does where PYTHONPROFILEIMPORTTIME is set."""
    return {name.decode() for name in re.findall(rb"import time: +\d+ \| +\d+ \| +([\w.]+)", transcript)}


def test_the_network_and_the_engine_are_loaded_behind_the_first_prompt(signed_in: Home) -> None:
    with Shell(env=signed_in.environ(PYTHONPROFILEIMPORTTIME="1"), columns=200) as shell:
        shell.wait_for("cerb(work) >")
        before = loaded(shell.transcript.partition(b"cerb(")[0])
        assert "prompt_toolkit" in before
        assert not before & (HEAVY | LATE)
        shell.wait(lambda _: loaded(shell.transcript) >= {"requests_oauthlib", *LATE}, "the rest")
