"""Earlier lines: the newest at once, older ones on demand, and none of it in the prompt's way."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document

from cerbsh.shell.prompt.recall import MATCHES, NEWEST, OLDER, Reader, Recall, Suggest


@dataclass
class Kept:
    """Lines as the history keeps them, with a note of what was asked and on which thread."""

    entered: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)

    def lines(self, limit: int, containing: str = "") -> list[str]:
        self.asked.append(limit)
        self.threads.add(threading.current_thread().name)
        return [line for line in reversed(self.entered) if containing in line][:limit]

    def newest_with_prefix(self, prefix: str) -> str | None:
        self.threads.add(threading.current_thread().name)
        return next((line for line in reversed(self.entered) if line.startswith(prefix) and line != prefix), None)

    def turn(self) -> bool:
        self.entered, self.others = self.others, self.entered
        return True

    def add_line(self, line: str) -> None:
        raise AssertionError("the loop does this")


async def take(recall: Recall, count: int) -> list[str]:
    found = []
    async for line in recall.load():
        found.append(line)
        if len(found) == count:
            break
    return found


def test_the_newest_lines_come_first_and_are_read_once() -> None:
    kept = Kept([f"line {number}" for number in range(5_000)])
    recall = Recall(kept, Reader())
    recall.begin()
    assert asyncio.run(take(recall, 2)) == ["line 4999", "line 4998"]
    recall.append_string("new")
    assert asyncio.run(take(recall, 2)) == ["new", "line 4999"]
    assert kept.asked == [NEWEST]


def test_whose_lines_are_recalled_may_change_and_what_is_sought_is_loaded_with_them() -> None:
    kept = Kept(["mine"], [*(f"sought {number}" for number in range(NEWEST)), *(f"new {n}" for n in range(NEWEST))])
    recall = Recall(kept, Reader())
    recall.begin()
    assert asyncio.run(take(recall, 1)) == ["mine"]
    assert recall.turn("sought")
    assert asyncio.run(take(recall, NEWEST + 2))[-2:] == ["sought 999", "sought 998"]
    assert recall.turn("")
    assert asyncio.run(take(recall, 1)) == ["mine"]


def test_a_line_that_begins_with_a_space_is_forgotten() -> None:
    recall = Recall(Kept(["GET workers/me"]), Reader())
    recall.append_string(" let secret=1")
    assert asyncio.run(take(recall, 1)) == ["GET workers/me"]


def test_older_lines_come_when_they_are_wanted() -> None:
    kept = Kept([f"line {number}" for number in range(NEWEST + 20)])
    recall = Recall(kept, Reader())

    async def walk() -> tuple[list[str], list[str], list[str]]:
        recall.begin()
        lines = recall.load()
        newest = [await anext(lines) for _ in range(NEWEST)]
        first_match = asyncio.ensure_future(anext(lines))
        await asyncio.sleep(0)
        assert not first_match.done()
        recall.want("line 1")
        matches = [await first_match, *[await anext(lines) for _ in range(10)]]
        next_older = asyncio.ensure_future(anext(lines))
        await asyncio.sleep(0)
        recall.want("")
        return newest, matches, [await next_older, *[await anext(lines) for _ in range(8)]]

    newest, matches, older = asyncio.run(walk())
    assert newest == kept.entered[:19:-1]
    assert matches == [f"line {number}" for number in (*range(19, 9, -1), 1)]
    assert older == [f"line {number}" for number in (9, 8, 7, 6, 5, 4, 3, 2, 0)]
    assert kept.asked == [NEWEST, NEWEST + MATCHES, OLDER]


def test_nothing_is_read_before_it_may_begin() -> None:
    kept = Kept(["GET workers/me"])
    recall = Recall(kept, Reader())

    async def walk() -> str:
        line = asyncio.ensure_future(anext(recall.load()))
        await asyncio.sleep(0)
        assert not line.done()
        assert not kept.asked
        recall.begin()
        return await line

    assert asyncio.run(walk()) == "GET workers/me"


def test_the_suggestion_is_what_the_newest_line_with_that_prefix_has_more() -> None:
    kept = Kept(["GET workers/me", "GET records/org/1"])
    suggest = Suggest(kept, Reader())

    def asked(text: str) -> str | None:
        found = asyncio.run(suggest.get_suggestion_async(Buffer(), Document(text)))
        return found.text if found else None

    assert asked("GET ") == "records/org/1"
    assert asked("GET w") == "orkers/me"
    assert asked("PUT") is None
    assert asked("") is None


def test_the_history_is_read_on_its_own_thread() -> None:
    kept = Kept(["GET workers/me"])
    reader = Reader()
    recall = Recall(kept, reader)
    recall.begin()
    asyncio.run(take(recall, 1))
    asyncio.run(Suggest(kept, reader).get_suggestion_async(Buffer(), Document("GET")))
    assert [name.startswith("cerbsh-history") for name in kept.threads] == [True]
