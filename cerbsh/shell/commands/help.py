"""Help: the commands, one command, an option, a path, a record type and its names; offline, from what cerbsh knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cerbsh.catalogue.describe import Section, describe
from cerbsh.errors import LineError
from cerbsh.language.grammar import REQUEST_OPTIONS, Argument, CommandSpec, Option
from cerbsh.language.line import CommandLine
from cerbsh.language.suggest import did_you_mean
from cerbsh.shell.engine import Engine
from cerbsh.shell.registry import SPECS, Command, command, commands
from cerbsh.shell.result import Result, Surface
from cerbsh.view import sections

REQUESTS = Section(
    "A line is a request or a command. A request:",
    (),
    (
        ("GET workers/me",),
        ("GET records/ticket/search status:open sort:-updated limit=5",),
        ("GET records/ticket/12 expand=owner_,org_",),
        ('POST records/task/create title="Call back" due="tomorrow 9am"',),
        ("PUT records/task/5 status=closed",),
        ("DELETE records/task/5",),
    ),
)
WORDS = Section(
    "Its words:",
    (),
    (
        ("key=value", "a query parameter of GET and DELETE, else a form field"),
        ("key==value", "a query parameter of any method"),
        ("key:=json", "a JSON value, as a nested form"),
        ("key=@file", "the text of a file"),
        ("status:open", "a query of Cerb's own, where the path takes one"),
        ("$_.results[0].id", "a value of the last reply; $12.id of reply 12, $name of let"),
        ("| program", "the reply goes to a program; > file and >> file keep it"),
        ("--option", "help select and so on say what it does"),
    ),
)
KEYS = Section(
    "Keys:",
    (),
    (
        ("Tab", "what may stand at the cursor"),
        ("Right", "take the suggestion"),
        ("Up, Ctrl-R", "earlier lines with this beginning, or with what is sought"),
        ("F1", "help on the word at the cursor"),
        ("F2", "the browser of the history"),
        ("F3", "recall the lines of this profile alone, or those of all again"),
    ),
)
MORE = Section("", (), (("help COMMAND, help OPTION, describe ticket and describe ticket.status say more",),))


@dataclass(frozen=True)
class Sections:
    """Tables of words on standard output."""

    sections: tuple[Section, ...]

    def pieces(self, surface: Surface) -> Iterator[str]:
        """Each table, fitted to the window."""
        yield from sections.render(self.sections, surface.theme, surface.width if surface.terminal else 10_000)


@command("help", "Say what can be typed", Argument("topic", "command", required=False, many=True))
def help_(engine: Engine, call: CommandLine) -> Result:
    """``help COMMAND`` explains a command, ``help select`` an option, ``help records/ticket`` the endpoints of a
    path, ``help ticket`` a record type."""
    if not call.args:
        return Result(body=Sections(overview()))
    topic = call.args[-1].text
    if topic in commands():
        return Result(body=Sections(explain(commands()[topic])))
    if found := options([each for each in REQUEST_OPTIONS if each.name == topic]):
        return Result(body=Sections(found))
    return describe_(engine, call)


@command("describe", "Say what is known of a record type or a name", Argument("topic", "topic"))
def describe_(engine: Engine, call: CommandLine) -> Result:
    """``describe ticket`` lists fields, filters and keys with their types, ``describe ticket.status`` tells of one of
    them, ``describe /refund`` searches in all names, ``describe worklist.records`` a kind of data query."""
    word = call.args[-1]
    engine.knowledge.load()
    found = describe(engine.knowledge.lookups, word.text.strip("/") if word.text != "/" else word.text)
    if word.text.startswith("/"):
        found = describe(engine.knowledge.lookups, word.text) or found
    if not found:
        hint = did_you_mean(word.text, [*SPECS, *engine.catalogue.types]) or "help lists what there is"
        raise LineError(f"nothing is known of {word.text}", call.text, word.start, word.end, hint)
    return Result(body=Sections(found))


def overview() -> tuple[Section, ...]:
    """What a line may be, and every command with its summary."""
    rows = tuple((spec.usage, spec.summary) for spec in SPECS.values())
    return REQUESTS, WORDS, Section("Commands:", (), rows), KEYS, MORE


def explain(each: Command) -> tuple[Section, ...]:
    """Usage, summary, longer words and options of one command."""
    spec = each.spec
    paragraphs = [" ".join(part.split()) for part in each.explanation.replace("``", "").split("\n\n")]
    lines = [f"{spec.summary}.", *(line for part in paragraphs for line in ("", part))]
    return Section(spec.usage, (), tuple((line,) for line in lines)), *options(options_of(spec))


def options_of(spec: CommandSpec) -> tuple[Option, ...]:
    """The options of a command; those of requests where it stands for one."""
    return spec.options or (REQUEST_OPTIONS if spec.request else ())


def options(found: Iterable[Option]) -> tuple[Section, ...]:
    """A table of options; none where there is none."""
    rows = tuple((_spelled(option), option.summary) for option in found)
    return (Section("Options:", (), rows),) if rows else ()


def _spelled(option: Option) -> str:
    value = {"none": "", "value": f" {option.metavar}", "optional": f"[={option.metavar}]"}[option.takes]
    return f"{option.spelling}{value}"
