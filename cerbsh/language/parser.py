"""From the text of a line to its meaning.

``scan`` goes over any text once, never fails, and gives parts, meaning and problems: highlighting, lint and completion
read it. ``parse`` is the strict reading on top: the first problem is an error with a caret.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from cerbsh.api.request import METHODS, Method
from cerbsh.language import paths
from cerbsh.language.grammar import CommandSpec, Grammar
from cerbsh.language.line import CommandLine, EmptyLine, Line, Problem, RequestLine, Scan, SystemLine
from cerbsh.language.tail import Tail, TailReader
from cerbsh.language.tokens import Kind, Word
from cerbsh.language.words import Mode, OpenMark, Reader

_BY_NAME: Mapping[str, Method] = {method: method for method in METHODS}
_LEFT_OPEN = {
    "'": ("this quote is never closed", "write \\' for an apostrophe"),
    '"': ("this quote is never closed", ""),
    "\\": ("nothing follows the backslash", "write it twice, or quote it, for a backslash"),
}
_BLACK = r"[^ \t\r\n]+"
_DEEPEST = 8


def scan(text: str, grammar: Grammar) -> Scan:
    """Read any text; raises nothing."""
    scanner = _Scanner(text, grammar)
    line = scanner.line(0)
    problems = sorted(scanner.left_open() + scanner.tails.problems, key=lambda problem: problem.start)
    return Scan(text, line, tuple(scanner.tails.parts), tuple(problems), scanner.open)


def parse(text: str, grammar: Grammar) -> Line:
    """The meaning of a line. Raises ``LineError`` at the first thing that has no place."""
    found = scan(text, grammar)
    if found.problems:
        raise found.problems[0].error(text)
    assert found.line is not None
    return found.line


def is_open(text: str, grammar: Grammar) -> bool:
    """Whether the line goes on below: an open quote, an open bracket of a query or of JSON, a trailing backslash."""
    return bool(scan(text, grammar).open)


class _Scanner:
    def __init__(self, text: str, grammar: Grammar, depth: int = 0) -> None:
        self.text = text
        self.grammar = grammar
        self.reader = Reader(text, parameters=grammar.parameters)
        self.tails = TailReader(text, self.reader)
        self._depth = depth

    @property
    def open(self) -> tuple[tuple[OpenMark, int], ...]:
        return (*self.reader.open, *self.tails.system_open)

    def left_open(self) -> list[Problem]:
        marks = [(mark, at) for mark, at in self.reader.open if mark in _LEFT_OPEN]
        return [Problem(_LEFT_OPEN[mark][0], at, at + 1, _LEFT_OPEN[mark][1]) for mark, at in marks]

    def line(self, at: int) -> Line | None:
        at = self.reader.skip(at)
        if at == len(self.text):
            return EmptyLine(self.text)
        if self.text[at] == "#" and not self._depth:
            self.tails.part(Kind.COMMENT, self.tails.span(at))
            return EmptyLine(self.text)
        if self.text[at] == "!":
            return SystemLine(self.text, *self.tails.system(at))
        first = self.reader.word(at, Mode.PLAIN)
        if method := _BY_NAME.get(first.text.upper()):
            return self._request(method, first)
        if spec := self.grammar.commands.get(first.text):
            return self._command(spec, first)
        self._unknown(first)
        return None

    def _unknown(self, first: Word) -> None:
        self.tails.part(Kind.UNKNOWN, first)
        message = f"{first.text!r} is neither a method nor a command"
        self.tails.wrong(first, message, "see help", self.grammar.first_words)
        self.tails.collect(first.end, Tail({}, takes_items=False))

    def _request(self, method: Method, first: Word) -> RequestLine:
        self.tails.part(Kind.METHOD, first)
        self.reader.replies = False
        at = self.reader.skip(first.end)
        if at == len(self.text) or self.text[at] in "|>":
            self.tails.wrong(first, f"{method} needs a path", f"for example {method} records/ticket/12")
            return self._request_tail(method, Word(at, at), paths.Target(()), at, Tail(self.grammar.request_options))
        path = self.tails.part(Kind.PATH, self.reader.word(at, Mode.PLAIN))
        return self._request_tail(method, path, self._target(path), path.end, Tail(self.grammar.request_options))

    def _request_tail(self, method: Method, path: Word, target: paths.Target, at: int, tail: Tail) -> RequestLine:
        """The request to ``target``, whose items, query words and options are read into ``tail`` from ``at`` on."""
        written = tuple(self.text[reference.start : reference.end] for reference in path.references)
        match = self.grammar.catalogue.match(method, paths.shown(target.segments, written))
        tail.query_name = match.endpoint.query_name if match else ""
        if tail.query_name:
            tail.mode = Mode.QUERY
        else:
            tail.stray = f"{method} {path.text} " + ("takes no query" if match else "is not known to take a query")
        self.tails.collect(at, tail)
        words = tuple(tail.items), tuple(tail.words), tuple(tail.misplaced), tuple(tail.uses)
        return RequestLine(self.text, method, path, target, match, *words, tail.sink)

    def _target(self, path: Word, template: str = "") -> paths.Target:
        try:
            typed = _marked(path)
            if template:
                return paths.in_template(template, typed)
            return paths.resolve(typed, self.grammar.folder, self.grammar.base_url)
        except paths.PathError as error:
            self.tails.wrong(path, error.message, error.hint)
            return paths.Target(())

    def _command(self, spec: CommandSpec, first: Word) -> CommandLine:
        self.tails.part(Kind.COMMAND, first)
        self.reader.replies = True
        limit = len(spec.args) - 1 if spec.tail in ("query", "line", "raw") else None
        tail = Tail({option.name: option for option in spec.options}, takes_items=spec.tail == "item", limit=limit)
        at = self.tails.collect(first.end, tail)
        line = CommandLine(self.text, first, spec, tuple(tail.words), tuple(tail.items), tuple(tail.uses), tail.sink)
        if not tail.sink and limit == len(tail.words):
            line = self._command_tail(line, tail, at)
        self._check_arguments(line)
        return line

    def _command_tail(self, line: CommandLine, tail: Tail, at: int) -> CommandLine:
        spec = line.spec
        if spec.tail == "query":
            return self._query_command(line, at, tail.options_ended)
        if at < len(self.text) and spec.tail == "raw":
            return line._replace(rest=self._raw(at))
        if at < len(self.text) and self._begins_line(at):
            return self._nested(line, at)
        tail.limit = None
        self.tails.collect(at, tail)
        return line._replace(args=tuple(tail.words), options=tuple(tail.uses), sink=tail.sink)

    def _query_command(self, line: CommandLine, at: int, options_ended: bool) -> CommandLine:
        """The request that a command stands for; its first argument is the one segment that the path leaves open."""
        method, _, template = line.spec.request.partition(" ")
        self.reader.replies = False
        tail = Tail({option.name: option for option in line.spec.options}, options_ended=options_ended)
        request = self._request_tail(_BY_NAME[method], line.args[0], self._target(line.args[0], template), at, tail)
        request = request._replace(options=(*line.options, *request.options))
        return line._replace(items=request.items, options=request.options, sink=request.sink, request=request)

    def _raw(self, at: int) -> Word:
        if self._depth < _DEEPEST:
            kept = _Scanner(self.text[at:], self.grammar, self._depth + 1)
            kept.line(0)
            self.tails.system_open.extend((mark, at + place) for mark, place in kept.open)
        return self.tails.part(Kind.RAW, self.tails.span(at))

    def _begins_line(self, at: int) -> bool:
        found = re.compile(_BLACK).match(self.text, at)
        word = found[0] if found else ""
        return word.startswith("!") or word.upper() in _BY_NAME or word in self.grammar.commands

    def _nested(self, line: CommandLine, at: int) -> CommandLine:
        """The line behind a command; where its output goes is a matter of the whole line."""
        if self._depth == _DEEPEST:
            rest = self.tails.part(Kind.UNKNOWN, self.tails.span(at))
            self.tails.wrong(rest, "these commands stand too deep in one another")
            return line._replace(rest=rest)
        self._depth += 1
        nested = self.line(at)
        if isinstance(nested, (RequestLine, CommandLine)):
            return line._replace(line=nested._replace(sink=None), sink=nested.sink)
        return line._replace(line=nested)

    def _check_arguments(self, line: CommandLine) -> None:
        spec, args = line.spec, line.args
        leading = spec.args[:-1] if spec.tail else spec.args
        behind = line.rest or line.line or line.items or (line.request and line.request.query)
        missing = [argument for argument in leading[len(args) :] if argument.required]
        if spec.tail and spec.args[-1].required and not behind and len(args) <= len(leading):
            missing.append(spec.args[-1])
        if missing:
            self.tails.wrong(line.name, f"{spec.name} needs {missing[0].label}", spec.usage)
        room = len(leading) + (spec.tail == "line")
        if len(args) > room and not (leading and leading[-1].many):
            self.tails.wrong(args[room], f"{spec.name} takes no more arguments", spec.usage)


def _marked(path: Word) -> str:
    """What is typed as a path, with a mark in place of each reference."""
    marked, count = "", 0
    for piece in path.pieces:
        if not piece.reference and "\x00" in piece.text:
            raise paths.PathError("a path holds no control character (U+0000)")
        marked += paths.mark(count) if piece.reference else piece.text
        count += piece.reference is not None
    return marked
