"""The tables of ``docs/security.md`` say what the tests do."""

from __future__ import annotations

from hypothesis import settings

from tests.security.table import DOCUMENT, EXAMPLES, LONG_EXAMPLES, PROMISES, document, files
from tests.support import LONG


def test_every_threat_has_a_test_and_a_promise() -> None:
    assert list(files()) == list(PROMISES) == list(range(1, 24))


def test_the_examples_are_counted_as_they_are_tried() -> None:
    assert settings.default is not None
    assert settings.default.max_examples == (LONG_EXAMPLES if LONG else EXAMPLES)


def test_the_document_is_current() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text == document(text), "run: python -m tests.security.table"
