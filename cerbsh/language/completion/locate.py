"""From the text before the cursor to the place that the cursor is at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property

from cerbsh.language.analysis import Analysis
from cerbsh.language.completion import in_command, in_items
from cerbsh.language.completion.in_files import file_place, system_place
from cerbsh.language.completion.in_path import path_place
from cerbsh.language.completion.in_query import query_place
from cerbsh.language.completion.in_replies import reference_place
from cerbsh.language.completion.known import Known
from cerbsh.language.completion.place import Place, nothing
from cerbsh.language.grammar import Argument, CommandSpec, Grammar, Option
from cerbsh.language.line import CommandLine, EmptyLine, Line, OptionUse, RequestLine
from cerbsh.language.querytext import QueryText, query_text
from cerbsh.language.tokens import Kind, Word


def locate(text: str, grammar: Grammar, known: Known) -> Place:
    """The place at the end of ``text``. Never raises."""
    return _Locator(Analysis(text, grammar, known.lookups), known).place()


class _Locator:
    """Looks at the last word of a text; ``word`` is ``None`` where a new one would begin."""

    def __init__(self, analysis: Analysis, known: Known) -> None:
        self.analysis = analysis
        self.known = known
        self.grammar = analysis.grammar
        self.text = analysis.text
        self.cursor = len(analysis.text)
        parts = analysis.scan.parts
        touched = parts[-1] if parts and parts[-1].end == self.cursor else None
        self.word: Word | None = touched.word if touched else None
        self.kind: Kind | None = touched.kind if touched else None
        self.is_first = touched is not None and len(parts) == 1

    def place(self) -> Place:
        """What may stand here, by the kind of the word that is being typed."""
        if reference := self._reference():
            return reference
        if self.kind is Kind.UNKNOWN and self.is_first:
            return self._first()
        if self.word and self.text[self.word.start : self.cursor] == "-" and self.kind in _BARE:
            return self._option_names()
        by_kind: Mapping[Kind | None, Callable[[], Place]] = {
            None: self._fresh,
            Kind.METHOD: self._first,
            Kind.COMMAND: self._first,
            Kind.PATH: self._path,
            Kind.ARGUMENT: self._argument,
            Kind.QUERY: self._query,
            Kind.UNKNOWN: self._keys,
            Kind.VALUE: self._value,
            Kind.FILE: self._file,
            Kind.OPTION: self._option_names,
            Kind.OPTION_VALUE: self._option_value,
            Kind.SYSTEM: self._system,
            Kind.RAW: self._raw,
        }
        return by_kind.get(self.kind, self._nothing)()

    @cached_property
    def line(self) -> Line | None:
        """The innermost line: the one behind ``watch 5s`` where there is one."""
        line = self.analysis.scan.line
        while isinstance(line, CommandLine) and line.line is not None:
            line = line.line
        return line

    @cached_property
    def uses(self) -> tuple[OptionUse, ...]:
        """The options of the innermost line."""
        return self.line.options if isinstance(self.line, (RequestLine, CommandLine)) else ()

    @property
    def spec(self) -> CommandSpec | None:
        """The command that the innermost line is."""
        return self.line.spec if isinstance(self.line, CommandLine) else None

    def _nothing(self) -> Place:
        return nothing(self.cursor)

    def _first(self) -> Place:
        return in_command.first_words(self.word, self.cursor, self.grammar)

    def _path(self) -> Place:
        method = self.line.method if isinstance(self.line, RequestLine) else ""
        return path_place(self.word, self.cursor, self.grammar, self.known, method)

    def _file(self) -> Place:
        return file_place(self.word, self.cursor, self.known)

    def _system(self) -> Place:
        if self.word is None or self.text.endswith("|"):
            return self._nothing()
        return system_place(self.text[self.word.start :], self.cursor, self.known)

    def _raw(self) -> Place:
        """A line kept as it stands (``save NAME LINE``), or the number of one: else what may stand in any line."""
        if self.word is None or (self.word.end == self.cursor and self.word.text.isdecimal()):
            return in_command.first_words(self.word, self.cursor, self.grammar, self.known.history())
        start = self.word.start if self.word else self.cursor
        inner = locate(self.text[start:], self.grammar, self.known)
        return replace(inner, start=inner.start + start)

    def _reference(self) -> Place | None:
        """What may stand behind a ``$``, wherever references are read."""
        if self.word is None or self.kind in _NO_REFERENCES or self.kind is None:
            return None
        if self.word.pieces and self.word.pieces[-1].quote == "'":
            return None
        return reference_place(self.text, self.cursor, self.known, replies=self.kind is Kind.ARGUMENT)

    def _fresh(self) -> Place:
        """A new word begins."""
        if option := self._awaiting_value():
            return in_command.option_value(option, None, self.cursor, self.analysis, self.known)
        line = self.line
        if line is None or (isinstance(line, (RequestLine, CommandLine)) and line.sink):
            return self._nothing()
        if isinstance(line, EmptyLine):
            return self._first() if not line.text.strip() else self._nothing()
        if isinstance(line, RequestLine):
            return self._query() if line.path.pieces else self._path()
        if isinstance(line, CommandLine):
            return self._query() if line.request else self._argument()
        return self._nothing()

    def _awaiting_value(self) -> Option | None:
        """The option that was typed last, where its value comes next."""
        use = self.uses[-1] if self.uses else None
        waits = use and use.spec and use.spec.takes == "value" and use.value is None
        return use.spec if use and waits and not self.text[use.end :].strip() else None

    def _query(self) -> Place:
        """A word of a Cerb query; where it may be a parameter as well, those too."""
        request = self.analysis.request
        if request is None or not request.query_name:
            return self._keys()
        text = self._query_text(request)
        place = query_place(text, self.analysis.root, self.known, self._open_quote())
        at_word = self.word.start if self.word else self.cursor
        if place.start != at_word or place.what.startswith("value"):
            return place
        return replace(place, sources=(*place.sources, *in_items.key_sources(self.analysis, place.typed)))

    def _query_text(self, request: RequestLine) -> QueryText:
        """The words of the query up to the cursor; behind white space they end in a space."""
        text = query_text(request.query, self.cursor)
        if self.word is None and request.query:
            return QueryText(f"{text.text} ", (*text.places[:-1], text.places[-1], self.cursor))
        return text

    def _open_quote(self) -> str:
        """The single quote that the cursor is in: double quotes are Cerb's in a query."""
        last = self.word.pieces[-1] if self.word and self.word.pieces else None
        return "'" if last and last.quote == "'" and self.analysis.scan.open else ""

    def _keys(self) -> Place:
        """The name of a parameter or of a field."""
        line = self.line
        if isinstance(line, (RequestLine, CommandLine)) and line.sink:
            return self._nothing()
        typed = self.word.text if self.word else ""
        start = self.word.start if self.word else self.cursor
        return Place("key", start, typed, tuple(in_items.key_sources(self.analysis, typed)))

    def _value(self) -> Place:
        """The value of ``key=``; a Cerb query where it is one."""
        item = next((item for item in self.analysis.items if item.end == self.cursor), None)
        if item is None:
            return self._nothing()
        if item not in self.analysis.query_items():
            return in_items.value_place(self.analysis, item, self.cursor, self.known)
        last = item.value.pieces[-1] if item.value.pieces else None
        quote = last.quote if last and self.analysis.scan.open else ""
        return query_place(query_text([item.value], self.cursor), self.analysis.root, self.known, quote)

    def _argument(self) -> Place:
        """An argument of a command, by its number."""
        line = self.line
        if not isinstance(line, CommandLine):
            return self._nothing()
        number = len(line.args) - (self.word is not None)
        arguments = line.spec.args
        if arguments and arguments[-1].kind == "item" and (number >= len(arguments) or arguments[number].many):
            return self._keys()
        if number < len(arguments):
            return self._argument_of(arguments[number], line)
        if arguments and arguments[-1].many:
            return self._argument_of(arguments[-1], line)
        return self._nothing()

    def _argument_of(self, argument: Argument, line: CommandLine) -> Place:
        if argument.kind == "line":
            return in_command.first_words(self.word, self.cursor, self.grammar, self.known.history())
        if argument.kind == "raw":
            return self._raw()
        if argument.kind == "item":
            return self._keys()
        first = line.args[0].text if line.args else ""
        if argument.kind == "file" and any(word.text in argument.values for word in line.args if word is not self.word):
            argument = RECORD
        return in_command.argument_place(argument, first, self.word, self.cursor, self.grammar, self.known)

    def _option_names(self) -> Place:
        start = self.word.start if self.word else self.cursor
        used = {use.name for use in self.uses if use.start != start}
        options = self.spec.options if self.spec else self.grammar.options
        return in_command.option_names(options, used, self.word, self.cursor)

    def _option_value(self) -> Place:
        use = self.uses[-1] if self.uses else None
        if use is None or use.spec is None:
            return self._nothing()
        return in_command.option_value(use.spec, self.word, self.cursor, self.analysis, self.known)


RECORD = Argument("record", "record")
"""What stands behind the word that a list of files may end with."""

_BARE = frozenset({Kind.QUERY, Kind.UNKNOWN, Kind.ARGUMENT})
_NO_REFERENCES = frozenset({Kind.SYSTEM, Kind.COMMENT, Kind.RAW, Kind.PIPE})
