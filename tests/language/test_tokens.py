"""Tokens and parts as highlighting and completion see them."""

from __future__ import annotations

import pytest

from cerbsh.language.parser import scan
from cerbsh.language.tokens import Kind
from tests.language.samples import GRAMMAR


@pytest.mark.parametrize(
    ("marked", "kind"),
    [
        ("GE^T workers/me", Kind.METHOD),
        ("GET^ workers/me", Kind.METHOD),
        ("GET ^workers/me", Kind.PATH),
        ("GET  ^  workers/me", None),
        ("GET workers/me x^=1", Kind.OPERATOR),
        ("GET workers/me x=^", Kind.VALUE),
        ("POST x/y a:=^1", Kind.JSON),
        ("POST x/y a=@^b", Kind.FILE),
        ("GET workers/me --sel^", Kind.OPTION),
        ("GET workers/me --select=^", Kind.OPTION_VALUE),
        ("search ticket sta^", Kind.QUERY),
        ("search tic^", Kind.ARGUMENT),
        ("hel^", Kind.UNKNOWN),
        ("GET workers/me > fi^", Kind.FILE),
        ("GET workers/me | j^", Kind.SYSTEM),
        ("save mine GET w^", Kind.RAW),
        ("# a^", Kind.COMMENT),
    ],
)
def test_the_part_at_the_cursor_says_what_is_typed_there(marked: str, kind: Kind | None) -> None:
    part = scan(marked.replace("^", ""), GRAMMAR).part_at(marked.index("^"))
    assert (part.kind if part else None) == kind
