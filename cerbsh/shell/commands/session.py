"""The shell itself: its settings, clearing the screen, leaving."""

from __future__ import annotations

from cerbsh.errors import LineError, UsageError
from cerbsh.language.grammar import Argument
from cerbsh.language.line import CommandLine
from cerbsh.shell.engine import Engine
from cerbsh.shell.registry import command
from cerbsh.shell.result import Result, Words
from cerbsh.shell.settings import SETTINGS, Setting, check


@command(
    "set",
    "List the settings, or change one",
    Argument("setting", "setting", required=False),
    Argument("value", "setting-value", required=False),
)
def set_(engine: Engine, call: CommandLine) -> Result:
    """``set editing vi`` changes a setting here and for later; ``set editing`` says what it is and what it takes."""
    if not call.args:
        return Result(body=Words(listing(engine)))
    word = call.args[0]
    setting = next((each for each in SETTINGS if each.name == word.text), None)
    if setting is None:
        names = ", ".join(each.name for each in SETTINGS)
        raise LineError(f"there is no setting {word.text}", call.text, word.start, word.end, f"there are: {names}")
    if len(call.args) == 1:
        return Result(body=Words(explain(engine, setting)))
    word = call.args[1]
    try:
        engine.change(setting, check(setting, word.text))
    except UsageError as error:
        raise LineError(error.message, call.text, word.start, word.end, error.hint) from None
    return Result()


def listing(engine: Engine) -> str:
    """Every setting with its value and what it does."""
    values = {each.name: engine.setting(each.name) for each in SETTINGS}
    widths = max(map(len, values)), max(map(len, values.values()))
    return "\n".join(f"{each.name:<{widths[0]}}  {values[each.name]:<{widths[1]}}  {each.summary}" for each in SETTINGS)


def explain(engine: Engine, setting: Setting) -> str:
    """One setting: its value, what it does, what it takes."""
    takes = f" ({', '.join(setting.values)})" if setting.values else ""
    return f"{setting.name} is {engine.setting(setting.name)}: {setting.summary}{takes}"


@command("clear", "Clear the screen")
def clear(engine: Engine, call: CommandLine) -> Result:
    """Ctrl-L does the same."""
    return Result(clear=True)


@command("exit", "Leave the shell")
def leave(engine: Engine, call: CommandLine) -> Result:
    """Ctrl-D on an empty line does the same. In a script, the lines behind it are not run."""
    return Result(leave=True)
