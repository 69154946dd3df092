"""What the lint says of a line that is about to be sent: what refuses it, and what is told along with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cerbsh.errors import Exit
from cerbsh.language.analysis import Analysis
from cerbsh.language.lint import Finding, lint
from cerbsh.shell.result import Note, Result

if TYPE_CHECKING:
    from cerbsh.language.grammar import Grammar
    from cerbsh.language.line import Asked
    from cerbsh.shell.knowing.knowledge import Knowledge


def findings(line: Asked, grammar: Grammar, knowledge: Knowledge) -> tuple[Finding, ...]:
    """Everything that is doubtful about a line.

    What the built-in catalogue does not know may be a server's own: what was learned earlier is read only then.
    """
    found = lint(Analysis(line.text, grammar, knowledge.lookups, line))
    if found and knowledge.load():
        found = lint(Analysis(line.text, grammar, knowledge.lookups, line))
    return found


def notes(text: str, found: tuple[Finding, ...]) -> tuple[Note, ...]:
    """The findings as notes, each with its place in the line."""
    return tuple(
        Note(finding.severity, finding.message, finding.hint, (text, finding.start, finding.end)) for finding in found
    )


def refused(text: str, found: tuple[Finding, ...]) -> tuple[Note, ...]:
    """The notes of the findings that keep a line from being sent; none where it may go."""
    return notes(text, tuple(finding for finding in found if finding.severity == "error"))


def stopped(line: Asked, found: tuple[Finding, ...]) -> Result | None:
    """The result of a line that is not sent, for one of its findings and without ``--force``."""
    told = () if line.has("force") else refused(line.text, found)
    return Result(Exit.USAGE, notes=told) if told else None
