"""``cerbsh doctor``: what is wrong, looked for from the outside in, and the one next step."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from cerbsh import config
from cerbsh.arguments import Parser
from cerbsh.errors import Exit
from cerbsh.shell.doctor.case import Case
from cerbsh.shell.doctor.checks import examine
from cerbsh.shell.doctor.report import JsonReport, TextReport
from cerbsh.shell.doctor.veil import Veil
from cerbsh.shell.result import Result
from cerbsh.shell.showing.output import Output
from cerbsh.shell.world import World


def main(args: Sequence[str]) -> int:
    """Examine one profile and report; the exit status is 0, or the class of the first thing that is wrong."""
    options = parser().parse_args(args)
    case = Case(config.folders(os.environ), os.environ, options.profile)
    veil = Veil(case, names=not options.public)
    report = (JsonReport if options.json else TextReport)(veil.over(examine(case)), public=options.public)
    written = Output(World()).write(Result(body=report))
    case.close()
    return written or next((found.exit for found in report.told if found.exit), Exit.OK)


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    made = Parser(
        prog="cerbsh doctor",
        description="Look for what is wrong, from the outside in, and stop at the first thing with the next step.",
        epilog="No secret and no token is ever in the report. The exit status is 0, or tells the class of what is "
        "wrong: 1 what answers is no Cerb, 2 the profile, 3 the sign-in, 4 the connection, 5 this machine.",
    )
    made.add_argument("-p", "--profile", metavar="NAME", default="", help="the profile")
    made.add_argument("--json", action="store_true", help="a JSON object, for scripts")
    made.add_argument(
        "--public", action="store_true", help="leave out the names of hosts, folders and profiles, to paste it anywhere"
    )
    return made
