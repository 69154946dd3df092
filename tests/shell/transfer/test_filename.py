"""What a server calls a file, and what it becomes here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.shell.transfer.filename import LONGEST, safe, said


def sent(header: str) -> str:
    """A header as HTTP libraries give it: bytes of UTF-8 read as Latin-1."""
    return header.encode().decode("latin-1")


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("attachment; filename=report.pdf", "report.pdf"),
        ("attachment; filename=firmware 2.7; beta.bin", "firmware 2.7; beta.bin"),
        ("attachment; filename=Prüfbericht – März.txt", "Prüfbericht – März.txt"),
        ("attachment; filename=校正手順.txt", "校正手順.txt"),
        ('attachment; filename="a \\"b\\".txt"; size=3', 'a "b".txt'),
        ("attachment; filename=\"fallback.txt\"; filename*=UTF-8''%E2%82%AC%20rates.txt", "€ rates.txt"),
        ("attachment; filename=fallback.txt; filename*=iso-8859-1''x", "fallback.txt"),
        ("inline", ""),
        ("", ""),
    ],
)
def test_the_name_is_read_as_cerb_and_as_others_write_it(header: str, name: str) -> None:
    assert said(sent(header)) == name


@pytest.mark.parametrize(
    ("name", "becomes"),
    [
        ("report.pdf", "report.pdf"),
        ("../../.bashrc", "bashrc"),
        ("/etc/passwd", "passwd"),
        ("C:\\Windows\\win.ini", "win.ini"),
        ("-rf", "rf"),
        (".-.hidden", "hidden"),
        ("a\x1b]0;x\x07\u202ebc\nd.txt", "a]0;xbcd.txt"),
        ("a:b?.txt", "a_b_.txt"),
        ("con.txt", "_con.txt"),
        ("..", "attachment-7"),
        ("", "attachment-7"),
        ("Prüfbericht – März.txt", "Prüfbericht – März.txt"),
    ],
)
def test_no_name_leaves_the_folder_or_hides_in_it(name: str, becomes: str) -> None:
    assert safe(name, "attachment-7") == becomes


def test_a_long_name_is_cut_and_keeps_its_end() -> None:
    assert safe("é" * 300 + ".tar.gz", "x") == "é" * 98 + ".gz"


@given(st.text())
def test_whatever_is_sent_becomes_a_plain_name(name: str) -> None:
    made = safe(name, "attachment-7")
    assert made and len(made.encode()) <= LONGEST + 1
    assert made[0] not in ".-" and not set(made) & set("/\\\x00\n\r\x1b")
