"""A line that means the same in every folder: what history, ``replay`` and ``save`` keep."""

from __future__ import annotations

from cerbsh.language.grammar import Grammar
from cerbsh.language.line import CommandLine, RequestLine
from cerbsh.language.parser import scan


def rooted(text: str, grammar: Grammar) -> str:
    """``text`` with the path of its request written from the root; as it is where there is none, or it is whole
    already.
    """
    line = scan(text, grammar).line
    while isinstance(line, CommandLine):
        line = line.line
    if not isinstance(line, RequestLine) or not grammar.folder or not line.target.segments:
        return text
    start = line.path.start
    typed = text[start : line.path.end]
    if typed.startswith(("/", "rest/")) or typed == "rest" or "://" in typed:
        return text
    folder = grammar.folder.split("/")
    while typed.startswith(("../", "./")):
        step, _, typed = typed.partition("/")
        del folder[len(folder) - (step == "..") :]
    return f"{text[:start]}/{'/'.join((*folder, typed))}{text[line.path.end :]}"
