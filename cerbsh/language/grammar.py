"""What a line may hold: the commands with their arguments, the options, and where its paths begin."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from cerbsh.api.request import METHODS
from cerbsh.catalogue import Catalogue

Takes = Literal["none", "value", "optional"]


class Option(NamedTuple):
    """An option by its long name without dashes (``select``), or ``H``, the one short option.

    ``takes`` is ``none``, ``value`` (``--name=value`` or the next word) or ``optional`` (only ``--name=value``).
    ``metavar`` names the value in help; ``values`` are offered by completion, or what may stand in an argument of the
    same ``kind``.
    """

    name: str
    takes: Takes = "none"
    summary: str = ""
    metavar: str = ""
    values: tuple[str, ...] = ()
    kind: str = ""

    @property
    def spelling(self) -> str:
        """As it is typed: ``--select``, ``-H``."""
        return f"-{self.name}" if len(self.name) == 1 else f"--{self.name}"


class Argument(NamedTuple):
    """A positional argument of a command.

    ``kind`` tells completion what may stand there (``text``, ``path``, ``type``, ``record``, ``reply``, ``variable``,
    ``profile``, ``file`` …; the name of a record type stands for the ids of its records). Four kinds change how the
    line is read, and stand last: ``item`` takes ``key=value`` words, ``query`` a Cerb query with items for the
    command's ``request``, ``line`` a line of its own (where the next word begins one), and ``raw`` the rest of the text
    as it stands.
    """

    name: str
    kind: str = "text"
    required: bool = True
    many: bool = False
    values: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """As usage lines and errors name it: ``TYPE``, ``TEXT…``; one that is typed as it stands in small letters."""
        literal = (len(self.values) == 1 and self.kind == "text") or not self.name.isidentifier()
        text = self.name if literal else self.name.upper()
        return text + "…" if self.many or self.kind in ("query", "raw", "item") else text


class CommandSpec(NamedTuple):
    """What the language knows of a command.

    ``request`` is the method and path that a command with a ``query`` argument stands for, ``{type}`` being its first
    argument: ``GET /records/{type}/search``.
    """

    name: str
    summary: str = ""
    args: tuple[Argument, ...] = ()
    options: tuple[Option, ...] = ()
    request: str = ""

    @property
    def tail(self) -> str:
        """The kind of the last argument where it changes how the line is read, else an empty string."""
        kind = self.args[-1].kind if self.args else ""
        return kind if kind in ("item", "query", "line", "raw") else ""

    @property
    def usage(self) -> str:
        """One line for help and errors: ``search TYPE [WORDS…]``."""
        return " ".join((self.name, *(arg.label if arg.required else f"[{arg.label}]" for arg in self.args)))


OUTPUT = Option("output", "value", "write the body to a file; one that is there is asked about", "FILE")

REPLY_OPTIONS: tuple[Option, ...] = (
    Option("select", "value", "print what a JMESPath expression takes from the reply", "EXPR"),
    Option("table", "optional", "print a table; --table=a,b names the columns", "COLUMNS"),
    Option("csv", "optional", "print comma-separated values; --csv=a,b names the columns", "COLUMNS"),
    Option("ndjson", "none", "print one JSON value a line"),
    Option("chart", "optional", "draw the numbers of a data query or of subtotals", "KIND", ("bar", "line")),
    Option("raw", "none", "print the bytes as sent"),
    Option("headers", "none", "print the headers of the reply"),
    OUTPUT,
)
"""How a reply is wanted; commands that show one take them, too."""

REQUEST_OPTIONS: tuple[Option, ...] = (
    Option("all", "none", "fetch every page"),
    Option("max", "value", "fetch pages until that many records came", "N"),
    *REPLY_OPTIONS,
    Option("dry-run", "none", "print the request and send nothing"),
    Option(
        "as", "value", "print the request for another tool and send nothing", "FORM", ("curl", "python", "http", "php")
    ),
    Option("edit", "none", "write the fields in the editor"),
    Option("for", "value", "send once for each row of a file (- is standard input)", "FILE"),
    Option("jobs", "value", "how many requests of --for run at once", "N"),
    Option("yes", "none", "answer every question with yes"),
    Option("force", "none", "send although the lint refuses"),
    Option("timeout", "value", "seconds to wait for the reply", "S"),
    Option("timing", "none", "print where the time went"),
    Option("no-history", "none", "keep neither request nor reply"),
    Option("H", "value", "send a header", "'Name: value'"),
)


def request_options(*names: str) -> tuple[Option, ...]:
    """Those options of a request, for a command that stands for one."""
    return tuple(option for option in REQUEST_OPTIONS if option.name in names)


class Grammar(NamedTuple):
    """Everything that decides how a line is read.

    ``folder`` is where ``cd`` stands, segments joined by slashes without one at either end; ``base_url`` is the
    profile's and ends in a slash, or is empty. ``parameters`` is set while a saved line runs: ``$1`` and
    ``${1:-open}`` are its arguments.
    """

    catalogue: Catalogue
    commands: Mapping[str, CommandSpec] = MappingProxyType({})
    options: tuple[Option, ...] = REQUEST_OPTIONS
    folder: str = ""
    base_url: str = ""
    parameters: bool = False

    @property
    def request_options(self) -> Mapping[str, Option]:
        """The options of a request by name."""
        return {option.name: option for option in self.options}

    @property
    def first_words(self) -> tuple[str, ...]:
        """What a line may begin with: methods and commands."""
        return (*METHODS, *self.commands)
