"""Work for a thread: the latest counts, and nobody waits for the others."""

from __future__ import annotations

import threading

from prompt_toolkit.application import Application, create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from cerbsh.shell.prompt.browser.errands import Errands, Stop
from cerbsh.shell.prompt.recall import Reader


def test_an_errand_that_is_overtaken_is_told_so_and_its_finding_left_alone() -> None:
    begun, used, ran = threading.Event(), [], []
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        app: Application[None] = Application()
        errands = Errands(lambda: app, Reader())

        def slow(stop: Stop) -> str:
            ran.append("slow")
            begun.set()
            while not stop():
                pass
            return "slow"

        def work(name: str) -> None:
            def quick(stop: Stop) -> str:
                ran.append(name)
                return name

            errands.want(quick, use)

        def use(found: str) -> None:
            used.append(found)
            assert not errands.busy
            app.exit()

        def begin() -> None:
            errands.want(slow, use)
            app.create_background_task(go_on())

        async def go_on() -> None:
            await Reader().read(begun.wait)
            work("skipped")
            work("latest")
            assert errands.busy

        app.run(pre_run=begin)
    assert (ran, used) == (["slow", "latest"], ["latest"])
