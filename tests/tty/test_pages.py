"""All pages at a real screen: how far they are, and Ctrl-C."""

from __future__ import annotations

from tests.conftest import sign_in
from tests.shell.support import slow_from
from tests.support import Home
from tests.tty.shell import Shell


def test_ctrl_c_takes_the_progress_away_says_where_it_stopped_and_brings_the_prompt_back(home: Home) -> None:
    with slow_from(3) as (server, _), Shell(env=sign_in(home, server).environ()) as shell:
        shell.ready()
        shell.line(f"search task limit=5 --all > {home.path}/all.json")
        shell.wait_for("10 of 40 records ━")
        shell.press("ctrl-c")
        shell.ready()
        row = shell.row_of("stopped by Ctrl-C")
        assert shell.rows[row] == "error: stopped by Ctrl-C: there are 10 of 40 records"
        assert "━" not in shell
