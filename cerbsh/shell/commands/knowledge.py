"""What is known of the server: ``learn``."""

from __future__ import annotations

from collections.abc import Sized

from cerbsh.errors import UsageError
from cerbsh.language.grammar import Argument
from cerbsh.language.line import CommandLine
from cerbsh.shell.engine import Engine
from cerbsh.shell.knowing.learning import Learner
from cerbsh.shell.registry import command
from cerbsh.shell.result import Note, Result

PATIENCE = 60.0


@command(
    "learn",
    "Learn the server's types, fields and filters anew",
    Argument("forget", required=False, values=("forget",)),
)
def learn(engine: Engine, call: CommandLine) -> Result:
    """Asks Cerb for its record types, custom fields, writable fields and readable keys, and keeps what it says for this
    profile. ``learn forget`` goes back to what cerbsh brings along."""
    if call.args and call.args[0].text != "forget":
        raise UsageError(f"learn does not take {call.args[0].text}", "learn, or learn forget")
    if call.args:
        engine.knowledge.forget()
        return Result(notes=(Note("note", "what was learned of this server is forgotten"),))
    learner = Learner(engine.signed_in, engine.knowledge, lambda: None)
    learner.learn(anew=True)
    done = learner.wait(PATIENCE)
    learner.stop()
    learned = engine.knowledge.learned
    if not done or not learned.types:
        hint = "the scope of this sign-in may be too narrow"
        return Result(notes=(Note("warning", "the server tells nothing of itself", hint),))
    counts: dict[str, Sized] = {
        "record types": learned.types,
        "custom fields": learned.custom,
        "kinds of data query": learned.data_types,
    }
    words = ", ".join(f"{len(found)} {name}" for name, found in counts.items())
    return Result(notes=(Note("note", f"learned of Cerb {learned.version}: {words}"),))
