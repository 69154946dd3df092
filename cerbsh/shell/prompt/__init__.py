"""The prompt. prompt_toolkit is imported when it opens, and not before."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cerbsh.errors import Exit
    from cerbsh.shell.prompt.engine import Engine, Output
    from cerbsh.view.theme import Depth


def run(engine: Engine, writer: Callable[[], Output], *, colors: Depth) -> Exit:
    """Read and run lines at the terminal, which shows that many ``colors``, until the person leaves.

    ``writer`` gives the one writer when the first line has been run. Raises a ``CerbshError`` where ``engine`` is one
    that is opened late and cannot be.

    Loading a library makes many objects and no garbage, so the collector rests until the first prompt is drawn; it is
    6 % of the time until then.
    """
    gc.disable()
    from cerbsh.shell.prompt.loop import Loop

    return Loop(engine, writer, colors=colors).run()
