"""The meaning of a line, part by part, each with its place in the text."""

from __future__ import annotations

from typing import Literal, NamedTuple

from cerbsh.api.request import Method
from cerbsh.catalogue import Match
from cerbsh.errors import LineError
from cerbsh.language.grammar import CommandSpec, Option
from cerbsh.language.paths import Target
from cerbsh.language.suggest import did_you_mean
from cerbsh.language.tokens import Part, Token, Word, tile
from cerbsh.language.words import OpenMark

Operator = Literal["=", "==", ":=", "=@"]


class Item(NamedTuple):
    """``key=text``, ``key==text``, ``key:=json`` or ``key=@file``, whose ``value`` is the file's name without ``@``."""

    key: Word
    operator: Operator
    value: Word

    @property
    def start(self) -> int:
        """Where its key begins."""
        return self.key.start

    @property
    def end(self) -> int:
        """Where its value ends."""
        return self.value.end


class OptionUse(NamedTuple):
    """An option as it was typed; ``spec`` is ``None`` where nobody knows it, ``value`` where it has none."""

    start: int
    end: int
    name: str
    spec: Option | None
    value: Word | None = None


class Pipe(NamedTuple):
    """``| command``: ``start`` is the bar's place; the command is the text behind it, for the user's shell."""

    start: int
    command_start: int
    command: str


class Redirect(NamedTuple):
    """``> file`` or ``>> file``."""

    start: int
    append: bool
    file: Word


Sink = Pipe | Redirect


class EmptyLine(NamedTuple):
    """Nothing but white space, or a comment."""

    text: str


class SystemLine(NamedTuple):
    """``!command``: the text behind the ``!``, for the user's shell."""

    text: str
    command_start: int
    command: str


class RequestLine(NamedTuple):
    """A request as it was typed, references not replaced yet.

    ``path`` is the path's word (of a command such as ``search`` its type), ``target`` what it leads to, ``match`` the
    endpoint where the catalogue has one. ``query`` holds the words of a Cerb query in order, ``misplaced`` those of
    them that look like a pipe or a redirection and are refused by the lint.
    """

    text: str
    method: Method
    path: Word
    target: Target
    match: Match | None = None
    items: tuple[Item, ...] = ()
    query: tuple[Word, ...] = ()
    misplaced: tuple[Word, ...] = ()
    options: tuple[OptionUse, ...] = ()
    sink: Sink | None = None

    @property
    def query_name(self) -> str:
        """Under which name the endpoint takes a Cerb query: ``q``, ``query``, ``(body)``, or nothing."""
        return self.match.endpoint.query_name if self.match else ""

    def option(self, name: str) -> OptionUse | None:
        """The last use of that option, which counts, or ``None``."""
        return _last_use(self.options, name)

    def has(self, name: str) -> bool:
        """Whether that option was given."""
        return _last_use(self.options, name) is not None


class CommandLine(NamedTuple):
    """A command with its arguments, references not replaced yet.

    ``request`` is what a command with a query stands for (``search``, ``count``); ``line`` the line behind ``as curl``
    or ``watch 5s``, its sink moved up to this one; ``rest`` the text behind ``save NAME`` as it stands.
    """

    text: str
    name: Word
    spec: CommandSpec
    args: tuple[Word, ...] = ()
    items: tuple[Item, ...] = ()
    options: tuple[OptionUse, ...] = ()
    sink: Sink | None = None
    request: RequestLine | None = None
    line: Line | None = None
    rest: Word | None = None

    def option(self, name: str) -> OptionUse | None:
        """The last use of that option, which counts, or ``None``."""
        return _last_use(self.options, name)

    def has(self, name: str) -> bool:
        """Whether that option was given."""
        return _last_use(self.options, name) is not None


def _last_use(uses: tuple[OptionUse, ...], name: str) -> OptionUse | None:
    return next((use for use in reversed(uses) if use.name == name), None)


Line = EmptyLine | SystemLine | RequestLine | CommandLine

Asked = RequestLine | CommandLine
"""A line whose options say how its reply is wanted: a request, or a command that stands for one."""


def request_of(line: Line | None) -> RequestLine | None:
    """The request in a line: the line itself, what its command stands for, or what stands behind the command."""
    if isinstance(line, CommandLine):
        return line.request or request_of(line.line)
    return line if isinstance(line, RequestLine) else None


class Problem(NamedTuple):
    """Why ``text[start:end]`` cannot stand there. ``known`` holds what may, to find the word that was meant."""

    message: str
    start: int
    end: int
    hint: str = ""
    known: tuple[str, ...] = ()

    def error(self, text: str) -> LineError:
        """The error that a strict reading raises for it."""
        meant = did_you_mean(text[self.start : self.end].strip("-="), self.known) if self.known else ""
        return LineError(self.message, text, self.start, self.end, meant or self.hint)


class Scan(NamedTuple):
    """What one pass over a text found.

    ``line`` is its meaning as far as there is one (with an empty path or missing arguments where they are missing),
    and ``None`` where the first word is neither method nor command. ``parts`` and ``problems`` are in order. ``open``
    holds what the text leaves open, each mark with its place.
    """

    text: str
    line: Line | None
    parts: tuple[Part, ...]
    problems: tuple[Problem, ...]
    open: tuple[tuple[OpenMark, int], ...]

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens, which tile the text."""
        return tile(self.parts, len(self.text))

    def part_at(self, cursor: int) -> Part | None:
        """The part that the cursor is in or right behind, the later one where two touch; ``None`` in white space."""
        return next((part for part in reversed(self.parts) if part.start <= cursor <= part.end), None)
