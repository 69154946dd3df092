"""Secrets found by name in lines as they are typed: items, query words, options, headers, ``let``."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from cerbsh.history.names import MARK, is_secret_name

Span = tuple[int, int]

_NAME = r"(?P<name>[A-Za-z_][\w.-]*(?:\[[^\]\s]*\])*)"
_NAMED = re.compile(_NAME + r"""(?:(?P<quote>["'])?\s*(?P<colon>:(?!=)\s*)|(?::=|==?))""")
_OPTION = re.compile(r"--(?P<name>[\w-]+)\s+(?!-)")
_LET = re.compile(r"\s*(?:let|set)\s+" + _NAME + r"(?:\s*=\s*|\s+)")
_QUOTED = re.compile(r"""'[^']*(?:'|$)|"(?:[^"\\]|\\.)*(?:"|$)|\\.""", re.S)
_WORD = r"""(?:'[^']*(?:'|$)|"(?:[^"\\]|\\.)*(?:"|$)|\\.|[^\s'"\\])"""
_VALUE = re.compile(rf"\[[^\]]*\]|\([^)]*\)|{_WORD}+", re.S)
_INSIDE = re.compile(r"(?:\\.|[^\s,])+", re.S)
_ITEM = re.compile(r"""\[[^\]]*\]|'[^']*(?:'|$)|"(?:[^"\\]|\\.)*(?:"|$)|[^\s,}\]]+""", re.S)
_REST = re.compile(r".+", re.S)
_KEPT = re.compile(rf"""@.*|-|\$\d+|\$(?:\d+|_)[.\[].*|\${{[^:}}]*}}|["']?{re.escape(MARK)}["']?""", re.S)
_USERINFO = re.compile(r"(://[^\s/:@]+:)[^\s/@]+(?=@)")


def redact_typed(line: str) -> str:
    """``line`` with the value of every secret name replaced.

    References (``$1``, ``${name}``, ``$12.path``), files (``@name``) and ``-`` stay: they are no secrets themselves.
    """
    line = _USERINFO.sub(rf"\g<1>{MARK}", line)
    return "".join(_pieces(line, [match.span() for match in _QUOTED.finditer(line)]))


def _pieces(line: str, quoted: Sequence[Span]) -> Iterator[str]:
    done = 0
    for start, end in sorted(_values(line, quoted)):
        if start >= done:
            yield line[done:start]
            yield MARK
            done = end
    yield line[done:]


def _values(line: str, quoted: Sequence[Span]) -> Iterator[Span]:
    """Where the values of secret names stand."""
    let = _LET.match(line)
    found = [(_REST.match(line, let.end()), let["name"])] if let else []
    found += [(_VALUE.match(line, option.end()), option["name"]) for option in _OPTION.finditer(line)]
    found += [(_value(line, named, quoted), named["name"]) for named in _NAMED.finditer(line)]
    for value, name in found:
        if value and is_secret_name(name) and not _KEPT.fullmatch(value[0]):
            yield value.span()


def _value(line: str, named: re.Match[str], quoted: Sequence[Span]) -> re.Match[str] | None:
    """The value after a name: a word, an item of a dictionary, or no more than the quoted text that both stand in."""
    start = named.end()
    around = _quote_around(named.start(), quoted)
    if around is None or around[1] < start:
        return (_ITEM if named["quote"] else _VALUE).match(line, start)
    end = around[1] - (line[around[1] - 1] in "'\"")
    is_header = named["colon"] is not None and named.start() == around[0] + 1
    return (_REST if is_header else _INSIDE).match(line, start, end)


def _quote_around(place: int, quoted: Sequence[Span]) -> Span | None:
    """The quoted text that ``place`` lies in."""
    index = bisect_right(quoted, (place, place)) - 1
    return quoted[index] if index >= 0 and quoted[index][1] > place else None
