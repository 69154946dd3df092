"""What stands behind a path or a command: items, options, query words, arguments, and where the output goes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cerbsh.language.grammar import Option
from cerbsh.language.line import Item, Operator, OptionUse, Pipe, Problem, Redirect, Sink
from cerbsh.language.references import read_reference
from cerbsh.language.tokens import Kind, Part, Piece, Word
from cerbsh.language.words import Mode, OpenMark, Reader

_SINK = r"(?:\||>>?)(?=[ \t\r\n]|$)"
_OPTION = r"--([^ \t\r\n=]*)(=?)|-([A-Za-z])"
_ITEM = r"(?a)([A-Za-z_][A-Za-z0-9_.-]*(?:\[[^\]\s'\"\\]*\])*)(=@|==|:=|=)"
_OPERATORS: Mapping[str, tuple[Operator, Kind]] = {
    "=": ("=", Kind.VALUE),
    "==": ("==", Kind.VALUE),
    ":=": (":=", Kind.JSON),
    "=@": ("=@", Kind.FILE),
}
_MISSING = {":=": "a JSON value is missing behind :=", "=@": "the name of a file is missing behind =@"}
_APART = "put white space around | and > to pipe or redirect, or quotes around text"


class Tail:
    """How a tail is read, and what was read.

    ``words`` are query words (``mode`` is ``QUERY``) or arguments; where ``stray`` is set they have no place, and it
    says why. ``limit`` stops before the word after that many. ``misplaced`` holds the query words that look like a
    pipe or a redirection.
    """

    def __init__(
        self,
        options: Mapping[str, Option],
        *,
        takes_items: bool = True,
        limit: int | None = None,
        options_ended: bool = False,
    ) -> None:
        self.options = options
        self.mode = Mode.PLAIN
        self.query_name = ""
        self.takes_items = takes_items
        self.stray = ""
        self.limit = limit
        self.items: list[Item] = []
        self.words: list[Word] = []
        self.misplaced: list[Word] = []
        self.uses: list[OptionUse] = []
        self.sink: Sink | None = None
        self.options_ended = options_ended


class TailReader:
    """Reads tails, and keeps the parts and the problems of the whole line."""

    def __init__(self, text: str, reader: Reader) -> None:
        self.text = text
        self.reader = reader
        self.parts: list[Part] = []
        self.problems: list[Problem] = []
        self.system_open: list[tuple[OpenMark, int]] = []

    def collect(self, at: int, tail: Tail) -> int:
        """Read into ``tail`` from ``at`` on; returns where reading ended."""
        at = self.reader.skip(at)
        while at < len(self.text) and not tail.sink:
            if len(tail.words) == tail.limit:
                break
            at = self.reader.skip(self._next(at, tail))
        return at

    def part(self, kind: Kind, word: Word) -> Word:
        """Note a part of the line; returns its word."""
        self.parts.append(Part(kind, word))
        return word

    def wrong(self, word: Word, message: str, hint: str = "", known: tuple[str, ...] = ()) -> None:
        """Note what is wrong with a word, and go on."""
        self.problems.append(Problem(message, word.start, max(word.end, word.start + 1), hint, known))

    def span(self, start: int, end: int | None = None) -> Word:
        """The text between two places as a word, unread."""
        end = len(self.text) if end is None else end
        return Word(start, end, (Piece(start, end, self.text[start:end]),) if start < end else ())

    def system(self, at: int) -> tuple[int, str]:
        """The command behind the ``|`` or ``!`` at ``at``: where it begins, and its text for the user's shell."""
        mark = self.part(Kind.PIPE, self.span(at, at + 1))
        shell = Reader(self.text)
        start = place = shell.skip(at + 1)
        if start == len(self.text):
            self.wrong(mark, f"a command is missing behind {mark.text}")
        self.part(Kind.SYSTEM, self.span(start))
        while place < len(self.text):
            place = shell.skip(shell.word(place, Mode.PLAIN).end)
        self.system_open.extend(shell.open)
        return start, self.text[start:]

    def _next(self, at: int, tail: Tail) -> int:
        mark = self.text[at]
        if mark in "|>":
            return self._sink(at, tail)
        if mark == "-" and not tail.options_ended and (found := re.compile(_OPTION).match(self.text, at)):
            return self._option(found, tail)
        if tail.takes_items and (found := re.compile(_ITEM).match(self.text, at)):
            return self._item(found, tail)
        return self._word(at, tail)

    def _word(self, at: int, tail: Tail) -> int:
        word = self.reader.word(at, tail.mode)
        if tail.stray:
            self.part(Kind.UNKNOWN, word)
            self.wrong(word, f"{word.text!r} has no place here: {tail.stray}", self._stray_hint(word))
        else:
            self.part(Kind.QUERY if tail.mode is Mode.QUERY else Kind.ARGUMENT, word)
            tail.words.append(word)
        return word.end

    def _stray_hint(self, word: Word) -> str:
        if self.text.startswith("=", self.reader.skip(word.end)) or word.text == "=":
            return "write key=value without white space around the ="
        if re.match(_ITEM, word.text):
            return "leave the key outside the quotes: key='two words'"
        if re.search(r"[|>]", self.text[: word.start]):
            return _APART
        return "key=value, an option, | or > can stand here"

    def _item(self, found: re.Match[str], tail: Tail) -> int:
        operator, kind = _OPERATORS[found[2]]
        is_query = found[1] == tail.query_name or (found[1] == "q" and tail.mode is Mode.QUERY)
        key = self.part(Kind.KEY, self._key(*found.span(1)))
        self.part(Kind.OPERATOR, self.span(*found.span(2)))
        if kind is Kind.JSON:
            value = self._json(found.end())
        else:
            value = self.reader.word(found.end(), Mode.GROUP if is_query else Mode.PLAIN)
        self.part(kind, value)
        if not value.pieces and operator in _MISSING:
            self.wrong(value, _MISSING[operator])
        tail.items.append(Item(key, operator, value))
        return value.end

    def _json(self, at: int) -> Word:
        before = len(self.reader.open)
        value = self.reader.word(at, Mode.JSON)
        for mark, place in self.reader.open[before : before + 1]:
            if mark == "[":
                self.wrong(self.span(place, place + 1), "this bracket is never closed")
        return value

    def _key(self, start: int, end: int) -> Word:
        """The key of an item; inside its brackets references count."""
        pieces = []
        while (at := self.text.find("$", start, end)) >= 0:
            reference = read_reference(self.text, at, quoted=True, parameters=self.reader.parameters)
            stop = reference.end if reference and reference.end <= end else at + 1
            pieces.append(Piece(start, at, self.text[start:at]))
            pieces.append(Piece(at, stop, self.text[at:stop], reference=reference if stop > at + 1 else None))
            start = stop
        pieces.append(Piece(start, end, self.text[start:end]))
        return Word(pieces[0].start, end, tuple(pieces))

    def _option(self, found: re.Match[str], tail: Tail) -> int:
        name, short = found[1] or found[3], found[3] is not None
        if found[0] == "--":
            tail.options_ended = True
            return self.part(Kind.OPTION, self.span(*found.span())).end
        spec = tail.options.get(name)
        attached = short and found.end() < len(self.text) and self.text[found.end()] not in " \t\r\n"
        if attached and not spec:
            return self._word(found.start(), tail)
        typed = self.part(Kind.OPTION, self.span(found.start(), found.end() - len(found[2] or "")))
        value = self._option_value(spec, found, typed, attached)
        if spec is None or short != (len(spec.name) == 1):
            known = tuple(option.spelling for option in tail.options.values())
            self.wrong(typed, f"{typed.text} is no option here", known=known)
        tail.uses.append(OptionUse(typed.start, value.end if value else typed.end, name, spec, value))
        return tail.uses[-1].end

    def _option_value(self, spec: Option | None, found: re.Match[str], typed: Word, attached: bool) -> Word | None:
        if found[2] or attached:
            if found[2]:
                self.part(Kind.OPERATOR, self.span(typed.end, found.end()))
            value = self.part(Kind.OPTION_VALUE, self.reader.word(found.end(), Mode.PLAIN))
            if spec and spec.takes == "none":
                self.wrong(self.span(typed.start, value.end), f"{typed.text} takes no value")
            elif spec and spec.takes == "value" and not value.pieces:
                self._needs_value(self.span(*found.span()), spec)
            return value
        if spec is None or spec.takes != "value":
            return None
        at = self.reader.skip(found.end())
        if at == len(self.text) or self.text.startswith("--", at) or re.compile(_SINK).match(self.text, at):
            self._needs_value(typed, spec)
            return None
        if self.text[at] in "|>":
            self.wrong(self.span(at, at + 1), f"no value begins with {self.text[at]}", _APART)
        return self.part(Kind.OPTION_VALUE, self.reader.word(at, Mode.PLAIN))

    def _needs_value(self, typed: Word, spec: Option) -> None:
        self.wrong(typed, f"{spec.spelling} needs a value", f"for example {spec.spelling} {spec.metavar}")

    def _sink(self, at: int, tail: Tail) -> int:
        found = re.compile(_SINK).match(self.text, at)
        inside = at < self.reader.protected
        if found and not inside and not self._compares(at, tail):
            return self._pipe(at, tail) if found[0] == "|" else self._redirect(found, tail)
        if tail.mode is Mode.QUERY:
            end = self._word(at, tail)
            tail.misplaced.append(tail.words[-1])
            return end
        if inside and not tail.stray:
            return self._word(at, tail)
        word = self.part(Kind.UNKNOWN, self.reader.word(at, Mode.PLAIN))
        where = "inside brackets" if inside else "without white space behind it"
        self.wrong(word, f"{self.text[at]} {where} neither pipes nor redirects", _APART)
        return word.end

    def _compares(self, at: int, tail: Tail) -> bool:
        """Whether the ``>`` at ``at`` follows ``name:`` in a query, where it was meant to compare."""
        if tail.mode is not Mode.QUERY or not tail.words or self.text[at : at + 2].strip() != ">":
            return False
        last = tail.words[-1]
        return self.reader.skip(last.end) == at and last.text.endswith(":") and last.pieces[-1].bare

    def _pipe(self, at: int, tail: Tail) -> int:
        tail.sink = Pipe(at, *self.system(at))
        return len(self.text)

    def _redirect(self, found: re.Match[str], tail: Tail) -> int:
        mark = self.part(Kind.REDIRECT, self.span(*found.span()))
        at = self.reader.skip(found.end())
        file = self.part(Kind.FILE, self.reader.word(at, Mode.PLAIN))
        if not file.text:
            self.wrong(mark, f"the name of a file is missing behind {mark.text}")
        elif self.text[at] in "|>":
            self.wrong(file, f"{file.text!r} is no name of a file", _APART)
        tail.sink = Redirect(mark.start, mark.text == ">>", file)
        at = self.reader.skip(file.end)
        if at < len(self.text):
            rest = self.part(Kind.UNKNOWN, self.span(at))
            self.wrong(rest, "nothing may follow the name of the file", "put options before the >")
        return len(self.text)
