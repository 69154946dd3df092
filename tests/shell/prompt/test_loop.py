"""What the loop makes of an entry."""

from __future__ import annotations

import pytest

from cerbsh.shell.prompt.loop import lines_of


def is_open(text: str) -> bool:
    return text.count('"') % 2 == 1 or text.endswith("\\")


@pytest.mark.parametrize(
    ("entry", "lines"),
    [
        ("GET a", ["GET a"]),
        ("", []),
        ("  \n\n", []),
        (" GET a", [" GET a"]),
        ('x "a\nb"', ['x "a\nb"']),
        ("GET a \\\nb=1", ["GET a \\\nb=1"]),
        ("GET a\nGET b\n\nGET c\n", ["GET a", "GET b", "GET c"]),
        ('GET a\nx "b\nc"\nGET d', ["GET a", 'x "b\nc"', "GET d"]),
        ('x "open', ['x "open']),
    ],
)
def test_a_newline_ends_a_line_unless_it_stands_open(entry: str, lines: list[str]) -> None:
    assert list(lines_of(entry, is_open)) == lines
