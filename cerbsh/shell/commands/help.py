"""Help: the commands, one command, an endpoint, a record type; offline, from the registry and the catalogue."""

from __future__ import annotations

from cerbsh.catalogue import Endpoint
from cerbsh.catalogue.tree import below
from cerbsh.errors import UsageError
from cerbsh.language.grammar import REQUEST_OPTIONS, Argument, CommandSpec, Option
from cerbsh.language.line import CommandLine
from cerbsh.shell.engine import Engine
from cerbsh.shell.registry import Command, command, commands, specs
from cerbsh.shell.result import Result, Words

REQUESTS = """\
A line is a request or a command. A request:

  GET workers/me
  GET records/ticket/search status:open sort:-updated limit=5
  GET records/ticket/12 expand=owner_,org_
  POST records/task/create title="Call back"
  PUT records/task/5 status=closed
  DELETE records/task/5

  key=value      a query parameter of GET and DELETE, a form field of POST, PUT and PATCH
  key==value     always a query parameter
  key:=json      a JSON value, as a nested form
  key=@file      the text of a file
  $_.results[0].id   a value of the last reply; $12.id of reply 12 in the history
  | program      sends the reply to a program;  > file  writes it to a file
"""


@command("help", "Say what can be typed", Argument("topic", "command", required=False, many=True))
def help_(engine: Engine, call: CommandLine) -> Result:
    """``help COMMAND`` explains a command, ``help records/ticket`` the endpoints of a path and the names of a type."""
    if not call.args:
        return Result(body=Words(overview()))
    topic = call.args[-1].text
    if topic in commands():
        return Result(body=Words(explain(commands()[topic])))
    words = of_path(engine, topic)
    if not words:
        raise UsageError(f"there is no help for {topic}", "help alone lists the commands; ls lists the paths")
    return Result(body=Words(words))


def overview() -> str:
    """What a line may be, and every command with its summary."""
    width = max(len(spec.usage) for spec in specs().values())
    lines = [f"  {spec.usage:<{width}}  {spec.summary}" for spec in specs().values()]
    return "\n".join(
        [REQUESTS, "Commands:", "", *lines, "", "help COMMAND says more; help records/ticket tells of a path."]
    )


def explain(command: Command) -> str:
    """Usage, summary, longer words and options of one command."""
    spec = command.spec
    parts = [spec.usage, f"  {spec.summary}.", ""]
    parts += [f"  {line}".rstrip() for line in command.explanation.splitlines()]
    return "\n".join(parts + options_of(spec))


def options_of(spec: CommandSpec) -> list[str]:
    """The options of a command, a line each; those of requests where it stands for one."""
    options = spec.options or (REQUEST_OPTIONS if spec.request else ())
    if not options:
        return []
    width = max(len(_spelled(option)) for option in options)
    return ["", "  Options:", "", *(f"  {_spelled(option):<{width}}  {option.summary}" for option in options)]


def of_path(engine: Engine, path: str) -> str:
    """The endpoints at or below a path with their parameters, or the empty string where there is none."""
    segments = [segment for segment in path.strip("/").split("/") if segment]
    return "\n\n".join(_endpoint(endpoint) for endpoint in below(engine.catalogue, segments))


def _endpoint(endpoint: Endpoint) -> str:
    lines = [f"{endpoint.method} {endpoint.path}", f"  {endpoint.summary}."]
    if endpoint.replaced_by:
        lines.append(f"  An older endpoint; {endpoint.replaced_by} takes its place.")
    width = max((len(param.name) for param in endpoint.params), default=0)
    for param in endpoint.params:
        required = "required, " if param.required else ""
        lines.append(f"    {param.name:<{width}}  {required}{param.type}, {param.location}. {param.note}".rstrip())
    return "\n".join(lines)


def _spelled(option: Option) -> str:
    value = {"none": "", "value": f" {option.metavar}", "optional": f"[={option.metavar}]"}[option.takes]
    return f"{option.spelling}{value}"
