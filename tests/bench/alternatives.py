"""What was tried and dropped, beside what is there: each in the same run, in turn."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from cerbsh.auth.vault import FileVault
from tests.bench import drawing
from tests.bench.histories import opened
from tests.bench.keys import many
from tests.bench.place import PROFILE, Place, folders
from tests.bench.prompt import shown
from tests.bench.rounds import medians, process, timed
from tests.bench.rows import number
from tests.bench.search import SHOWN, SOUGHT, each
from tests.bench.tables import Table

NAMES, ENTRIES, SIZE = 50_000, 100_000, 1_000_000
COLOURED, CHECKED = "1 MB of JSON in colour", "the token before a request"
COMPLETED = f"a word among {NAMES:,} names"
RECALLED = f"lines of {ENTRIES:,} at the start"
SEARCHED = f"{len(SOUGHT)} searches in {ENTRIES:,} requests"
HEAD = ("what", "as it is", "ms", "dropped", "ms")
COLLECTING = "import gc, sys; gc.set_threshold = lambda *_: None; from cerbsh.cli import program; program()"
"""The garbage collector as Python sets it."""
ORDERLY = "import sys; from cerbsh.cli import main; sys.exit(main())"
"""The end of a process as Python has it: every module is taken apart."""
EAGER = "import requests_oauthlib; from cerbsh.cli import program; program()"
"""The network before the prompt."""


def measured(place: Place) -> dict[str, Any]:
    """The table, as JSON."""
    rows = [*_processes(place), *_prompts(place), *_parts(place)]
    return {"tables": [Table("alternatives", "Tried and dropped", HEAD, tuple(rows))._asdict()]}


def _row(what: str, kept: str, took: float, dropped: str, other: float) -> tuple[str, ...]:
    return (what, kept, number(took), dropped, number(other))


def _processes(place: Place) -> Iterator[tuple[str, ...]]:
    env = place.home("command")
    line = ["-c", "GET workers/me"]
    tasks = {
        "ours": process([place.cerbsh, *line], env),
        "collecting": process([place.python, "-c", COLLECTING, *line], env),
        "orderly": process([place.python, "-c", ORDERLY, *line], env),
        "argparse": process([place.cerbsh, "--color=never", *line], env),
    }
    took = medians(tasks, place.rounds * 2)
    what = "`-c 'GET workers/me'`"
    yield _row(what, "no collection of garbage while modules load", took["ours"], "Python's own", took["collecting"])
    yield _row(what, "the process ends at once", took["ours"], "modules are taken apart", took["orderly"])
    yield _row(what, "the plain call goes without argparse", took["ours"], "argparse", took["argparse"])


def _prompts(place: Place) -> Iterator[tuple[str, ...]]:
    env = place.home("prompt")
    eager: list[str | Path] = [place.python, "-c", EAGER]
    took = medians({"ours": shown([place.cerbsh], env), "eager": shown(eager, env)}, place.rounds * 2)
    yield _row("first prompt", "the network is loaded behind it", took["ours"], "before it", took["eager"])


def _parts(place: Place) -> Iterator[tuple[str, ...]]:
    env = place.home("alternatives")
    reply = place.script("reply.json", drawing.sample(SIZE).decode())
    file = folders(place.history(ENTRIES)).history_file
    took: dict[str, float] = place.inside("alternatives", reply, file, str(place.rounds), env=env)
    for name, kept, dropped, kind in (
        (COLOURED, "the parsed tree is walked", "Pygments' JsonLexer", "dropped"),
        (COMPLETED, "bisect in sorted names", "WordCompleter", "dropped"),
        (COMPLETED, "bisect in sorted names", "FuzzyCompleter", "rather"),
        (RECALLED, "SQLite, the last 1,000", "FileHistory", "dropped"),
        (SEARCHED, "an index of all parts of three letters", "LIKE, in lines alone", "dropped"),
        (CHECKED, "a look whether the file has changed", "it is read each time", "dropped"),
    ):
        yield _row(name, kept, took[f"{name}, kept"], dropped, took[f"{name}, {kind}"])


def main(reply: Path, file: Path, rounds: int) -> None:
    """Measure the parts of the table that need no process of their own, and print the medians."""
    took: dict[str, float] = {}
    for name, tasks in (
        (COLOURED, _json(reply.read_bytes())),
        (COMPLETED, _words()),
        (RECALLED, _lines(file)),
        (SEARCHED, _searches(file)),
        (CHECKED, _tokens()),
    ):
        found = medians({kind: timed(task) for kind, task in tasks.items()}, rounds)
        took |= {f"{name}, {kind}": value for kind, value in found.items()}
    print(json.dumps(took))


Tasks = dict[str, Callable[[], object]]
"""The same work as it is done (``kept``) and as it was not (``dropped``, and ``rather``)."""


def _json(content: bytes) -> Tasks:
    from pygments import highlight
    from pygments.formatters import Terminal256Formatter
    from pygments.lexers import JsonLexer

    text = json.dumps(json.loads(content), indent=2, ensure_ascii=False)
    lexer, formatter = JsonLexer(), Terminal256Formatter()
    return {"kept": partial(drawing.whole, content), "dropped": lambda: highlight(text, lexer, formatter)}


def _words() -> Tasks:
    from prompt_toolkit.completion import CompleteEvent, FuzzyCompleter, WordCompleter
    from prompt_toolkit.document import Document

    from cerbsh.catalogue import builtin
    from cerbsh.catalogue.lookups import Lookups
    from cerbsh.language.completion import complete
    from cerbsh.language.completion.known import Known
    from cerbsh.language.grammar import Grammar

    known, text = Known(Lookups(builtin()), many(NAMES)), "GET records/ticket/12"
    words = WordCompleter([str(name) for name in range(NAMES)])
    typed, event = Document("12"), CompleteEvent()
    grammar = Grammar(builtin())
    fuzzy = FuzzyCompleter(words)
    return {
        "kept": lambda: complete(text, len(text), grammar, known),
        "dropped": lambda: deque(words.get_completions(typed, event), maxlen=0),
        "rather": lambda: deque(fuzzy.get_completions(typed, event), maxlen=0),
    }


def _lines(file: Path) -> Tasks:
    from prompt_toolkit.history import FileHistory

    with closing(opened(file)) as history:
        lines = history.lines(ENTRIES)
    plain = file.with_name("lines.txt")
    plain.unlink(missing_ok=True)
    written = FileHistory(str(plain))
    for line in reversed(lines):
        written.store_string(line)

    def newest() -> object:
        with closing(opened(file)) as history:
            return history.lines(1_000)

    return {"kept": newest, "dropped": lambda: deque(FileHistory(str(plain)).load_history_strings(), maxlen=0)}


def _searches(file: Path) -> Tasks:
    history, connection = opened(file), sqlite3.connect(file)
    like = "SELECT * FROM requests WHERE line LIKE ? ORDER BY number DESC LIMIT ?"
    return {
        "kept": each(lambda sought: history.search([sought], limit=SHOWN)),
        "dropped": each(lambda sought: connection.execute(like, (f"%{sought}%", SHOWN)).fetchall()),
    }


def _tokens() -> Tasks:
    path = folders(os.environ).tokens / f"{PROFILE}.json"
    vault = FileVault(path)
    return {"kept": vault.read, "dropped": lambda: FileVault(path).read()}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
