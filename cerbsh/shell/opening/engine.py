"""Opening an engine on the profile that was chosen."""

from __future__ import annotations

from typing import TextIO

from cerbsh.api.client import Client
from cerbsh.config import Folders
from cerbsh.shell.engine import Engine
from cerbsh.shell.knowing.knowledge import Knowledge
from cerbsh.shell.notebook import Notebook
from cerbsh.shell.opening.choice import Choice
from cerbsh.shell.settings import heeded
from cerbsh.shell.showing.output import Output


def open_engine(
    choice: Choice | None,
    *,
    place: Folders,
    notebook: Notebook,
    settings: dict[str, str],
    output: Output,
    piped: TextIO | None = None,
) -> Engine:
    """An engine for a run of cerbsh; one without a client where there is no profile yet.

    ``piped`` is standard input where a line may read it. What is wrong with a profile's settings is told.
    """
    engine = Engine(
        folders=place, knowledge=Knowledge(), notebook=notebook, settings=settings, ui=output.ui, piped=piped
    )
    if choice:
        profile, faults = heeded(choice[0])
        for fault in faults:
            output.warn(fault)
        engine.attach(Client(profile, choice[1], output.inform))
    return engine
