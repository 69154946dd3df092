"""The tables of ``docs/security.md``, made from the tests: ``python -m tests.security.table`` writes them there."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.fuzz.targets import TARGETS
from tests.support import ROOT

DOCUMENT = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- made by python -m tests.security.table -->", "<!-- the end of what is made -->"

PROMISES = {
    1: "PKCE with S256 and a fresh verifier; a state of 256 bits, compared in constant time; a wrong state is answered "
    "400 and the wait goes on; one answer counts",
    2: "listens on loopback alone, for one path, one method and one Host header, at most five minutes, and is closed "
    "at once; a slow or a noisy client holds up nobody",
    3: "a constant page that repeats nothing, loads nothing, sends no referrer and is not stored",
    4: "the paste and the listener wait at the same time; a state is compared where there is one, and the verifier "
    "holds where there is none",
    5: "0600 in a folder of 0700 whatever the umask; refused where others can read it, where it is a link, or where it "
    "belongs to somebody else; the keyring by choice, never a file in its place",
    6: "written beside its place, synced, and put there in one step; a full disk shows before the old tokens die",
    7: "one refresh at a time over all processes, under a lock, after another look at what is kept",
    8: "the resolved URL is compared with the profile's origin and path before anything is sent, also for the session "
    "that Python users get",
    9: "none is followed; where it leads is shown",
    10: "https, or http to this machine, or a word in the profile; a CA file of one's own; a check that is off is "
    "shown in red",
    11: "`.netrc` is not read, cookies are neither kept nor sent, loopback goes through no proxy",
    12: "every text from elsewhere passes one gate, which shows control, direction and zero-width characters by their "
    "numbers; only our own colours reach the terminal",
    13: "text is handed to the screen as text; nothing that interprets markup is ever called",
    14: "argument lists, no shell, no secret in their environment; `less` starts no other program; what is edited is "
    "0600 in a folder of its own, and gone afterwards",
    15: "a value stays one segment, one field, one header, one word; it is never spliced into a command of the shell, "
    "and no word of a server becomes a line of a script that is exported",
    16: "taken out by name, by look and by value before anything is kept, shown or exported; the whole suite's output "
    "and homes are searched for the secrets that it used",
    17: "none is accepted on the command line; those of the environment reach no child process",
    18: "the base name alone, never over what is there, whole or not at all",
    19: "a cap on the size, also of what is packed; depth, numbers, encodings, duplicates and broken headers end in a "
    "sound line",
    20: "ten seconds to connect, thirty to read; Ctrl-C ends any wait and closes the connection",
    21: "a write is sent once; where its reply is lost, it is told that it may have been done, and `check` finds out",
    22: "nothing is read from the current folder, no configuration and no module",
    23: "what goes is shown and asked about; scripts say `--yes`; the former values are kept for `undo`, and where "
    "they cannot be read because something else than Cerb answers, nothing is written",
}
"""What cerbsh does about each threat; the threat itself is the first sentence of its test."""

ALSO = {12: "tests/view/test_hostile.py", 21: "tests/net/test_matrix.py"}
"""Where a threat is tried besides its own test."""

LEDGER = {
    "attacks on the threats above": "tests/security",
    "faults of a server, with each kind of request, in prompt and script": "tests/net",
    "kills, full disks, closed folders, two versions at once": "tests/disk",
    "standard streams that are closed, full, or read by nobody; signals": "tests/test_leaving.py",
    "what ails a sign-in, each found by the doctor": "tests/shell/doctor",
}


def tables() -> str:
    """Both tables, Markdown."""
    usual, full = counted(long=False), counted(long=True)
    return "\n".join([*_threats(full), "", *_ledger(usual, full)])


def document(text: str) -> str:
    """``text`` with the tables in their place."""
    head, _, rest = text.partition(BEGIN)
    return f"{head}{BEGIN}\n\n{tables()}\n\n{END}{rest.partition(END)[2]}"


def counted(*, long: bool) -> Counter[str]:
    """How many cases each file has, by its path; ``long`` counts those of the long trials."""
    environ = {**os.environ, "CERBSH_LONG": "1" if long else "0", "PYTEST_ADDOPTS": ""}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--collect-only",
        "-q",
        "-p",
        "no:cacheprovider",
        *LEDGER.values(),
        *ALSO.values(),
    ]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
    return Counter({name: int(count) for name, count in re.findall(r"^(\S+\.py): (\d+)$", done.stdout, re.M)})


def files() -> dict[int, Path]:
    """The test of each threat by its number."""
    return {int(path.stem[5:7]): path for path in sorted((ROOT / "tests" / "security").glob("test_[0-9][0-9]_*.py"))}


def _threats(cases: Counter[str]) -> Iterator[str]:
    yield "| # | threat | what cerbsh does | tried by | cases |"
    yield "|---|---|---|---|---|"
    for number, path in files().items():
        names = [path.relative_to(ROOT).as_posix(), *filter(None, [ALSO.get(number)])]
        links = ", ".join(f"[`{Path(name).stem}`](../{name})" for name in names)
        count = sum(cases[name] for name in names)
        yield f"| {number} | {_threat(path)} | {PROMISES[number]} | {links} | {count:,} |"


def _threat(path: Path) -> str:
    told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    sentence = re.sub(r"^Threat \d+: ", "", " ".join(told.split()))
    return re.split(r"(?<=[a-z])[.:] ", f"{sentence} ")[0]


def _ledger(usual: Counter[str], full: Counter[str]) -> Iterator[str]:
    yield "| what is tried | in a usual run | in full | repeated by |"
    yield "|---|---|---|---|"
    for what, folder in LEDGER.items():
        few, many = (sum(count for name, count in found.items() if name.startswith(folder)) for found in (usual, full))
        yield f"| {what} | {few:,} | {many:,} | `python -m pytest {folder}` |"
    few, many = (len(TARGETS) * examples for examples in (EXAMPLES, LONG_EXAMPLES))
    yield f"| inputs fuzzed, over {len(TARGETS)} targets | {few:,} | {many:,} | `python -m pytest tests/fuzz` |"
    yield "| inputs fuzzed against the clock | | as many as fit | `python -m tests.fuzz 60` |"
    long_session = "`python -m pytest tests/net -k long_session`"
    yield f"| requests in one shell, with refreshes in between | 600 | 10,000 | {long_session} |"


EXAMPLES, LONG_EXAMPLES = 100, 1_000
"""Inputs of a property in a usual run and in full; ``tests/conftest.py`` says so."""


if __name__ == "__main__":
    DOCUMENT.write_text(document(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
