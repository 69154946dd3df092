"""The topic of the word under the cursor."""

from __future__ import annotations

import pytest

from cerbsh.catalogue.describe import describe
from cerbsh.language.topics import topic_at
from tests.language.world import KNOWN, analysis


@pytest.mark.parametrize(
    ("line", "topic"),
    [
        ("GE^T records/ticket/search", "records/ticket/search"),
        ("GET records/tic^ket/search", "records/ticket/search"),
        ("sea^rch ticket status:o", "search"),
        ("search ticket sta^tus:o", "ticket.status"),
        ("search ticket owner:(firstN^ame:Kina)", "worker.firstName"),
        ("search ticket owner:(firstName:Kina) ^", "search"),
        ("GET records/ticket/search q=status:^o", "ticket.status"),
        ("PUT records/task/5 du^e=1", "task.due"),
        ("PUT records/task/5 fields[du^e]=1", "task.due"),
        ("PUT records/task/5 due=1^7", "task.due"),
        ("GET records/task/5 exp^and=owner_", "records/task/5"),
        ("GET records/task/5 --ta^ble", "--table"),
        ("nons^ense", "nonsense"),
        ("^", ""),
    ],
)
def test_the_word_under_the_cursor_has_a_topic(line: str, topic: str) -> None:
    text, _, after = line.partition("^")
    assert topic_at(analysis(text + after), len(text)) == topic


@pytest.mark.parametrize(
    ("topic", "title", "words"),
    [
        ("task", "task", "tasks"),
        ("convo", "ticket", "cerberusweb.contexts.ticket"),
        ("task", "Fields", "required. Title"),
        ("task", "Filters", "query of worker"),
        ("ticket.status", "ticket.status, a field", "status=waiting"),
        ("ticket.status", "ticket.status, a filter (counts)", "status:waiting"),
        ("ticket.status", "ticket.status, a key", "in every reply"),
        ("ticket.owner_address_", "ticket.owner_address_, a key", "with expand=owner_address_"),
        ("/spam", "Names with spam", "ticket.spam_training"),
        ("records/task/search", "GET records/{uri}/search", "limit"),
        ("worklist.subtotals", "type:worklist.subtotals", "by.sum:"),
        ("worklist.series", "type:worklist.series", "series.* ( x: )"),
    ],
)
def test_a_topic_is_described(topic: str, title: str, words: str) -> None:
    sections = [section for section in describe(KNOWN.lookups, topic) if section.title.startswith(title)]
    assert sections
    assert any(words in cell for section in sections for row in section.rows for cell in row)


@pytest.mark.parametrize("topic", ["nosuch", "ticket.nosuch", "/zzzz", "/", "", "nosuch/path"])
def test_what_is_not_known_has_no_description(topic: str) -> None:
    assert describe(KNOWN.lookups, topic) == ()


def test_rows_are_as_wide_as_their_columns() -> None:
    for topic in ("ticket", "ticket.status", "/owner", "records/ticket", "worklist.subtotals"):
        for section in describe(KNOWN.lookups, topic):
            assert all(len(row) == (len(section.columns) or 2) for row in section.rows)
