"""From the wishes of the command line to lines that are run: the prompt, ``-c``, a script, standard input."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TextIO

from cerbsh.errors import Exit, LocalError
from cerbsh.files import named
from cerbsh.shell.world import ColorWish, World

if TYPE_CHECKING:
    from cerbsh.config import Config, Folders
    from cerbsh.shell.engine import Engine
    from cerbsh.shell.knowing.assistant import Assistant
    from cerbsh.shell.notebook import Notebook
    from cerbsh.shell.opening.choice import Choice, Demo
    from cerbsh.shell.showing.output import Output
    from cerbsh.shell.state import PromptState

DEMO = "demo"


class Options(NamedTuple):
    """What the command line asked for. ``demo`` starts the embedded demo Cerb, signs in to it, and gives the grant."""

    lines: tuple[str, ...] = ()
    script: str = ""
    profile: str = ""
    keep_going: bool = False
    no_history: bool = False
    quiet: bool = False
    color: ColorWish = "auto"
    demo: Callable[[], Demo] | None = None


def run(options: Options) -> int:
    """Run the prompt, or lines, a script or standard input, and give the exit status.

    Raises a ``CerbshError`` for what hinders the start: no profile, a script that cannot be read.
    """
    session = Session(options)
    try:
        if options.lines or options.script or not session.world.stdin.isatty():
            return run_lines(session.engine, session.output, lines_of(options, session.world), options.keep_going)
        return session.prompt()
    finally:
        session.close()


def run_lines(engine: Engine, output: Output, lines: Iterable[str], keep_going: bool = False) -> int:
    """Run lines until one fails, or all of them; the status of the first that failed."""
    first: int = Exit.OK
    for line in lines:
        result = engine.run(line)
        status = output.write(result)
        first = first or status
        if result.leave or status == Exit.INTERRUPTED or (status and not keep_going):
            break
    return first


class Session:
    """One run of cerbsh: the world it stands in, and an engine that is opened when it is first needed."""

    def __init__(self, options: Options, world: World | None = None) -> None:
        self.options = options
        self.world = world or World(color=options.color, quiet=options.quiet)

    @cached_property
    def place(self) -> Folders:
        """Where the files are."""
        from cerbsh import config

        return config.folders(self.world.environ)

    @cached_property
    def known(self) -> Config:
        """What the configuration file holds."""
        from cerbsh import config

        return config.load(self.place)

    @cached_property
    def output(self) -> Output:
        """The one writer."""
        from cerbsh.shell.showing.output import Output

        settings, faults = self._settings
        made = Output(self.world, settings)
        for fault in faults:
            made.warn(fault)
        return made

    @property
    def settings(self) -> dict[str, str]:
        """The settings of the configuration file, one dictionary for all who heed them: ``set`` changes it."""
        return self._settings[0]

    @property
    def piped(self) -> TextIO | None:
        """Standard input where a line may read it: something is piped in, and the lines come from elsewhere."""
        own = self.options.lines or self.options.script not in ("", "-")
        return self.world.stdin if own and not self.world.stdin.isatty() else None

    @cached_property
    def choice(self) -> Choice | None:
        """The profile that was named, of the environment, of the demo, or the default one; ``None`` where none is."""
        from cerbsh.shell.opening.choice import choose, demo_profile

        if self.options.demo:
            return demo_profile(self.options.demo())
        return choose(self.world.environ, self.place, self.known, self.options.profile)

    @cached_property
    def notebook(self) -> Notebook:
        """Where requests are kept: in the history file, for a while where the demo answers them, or nowhere."""
        from cerbsh.shell.notebook import Notebook

        if self.options.no_history:
            return Notebook()
        if self.options.demo:
            return Notebook.for_a_while(self.output.warn, self.settings)
        return Notebook.open(self.place.history_file, self.output.warn, self.settings)

    @cached_property
    def engine(self) -> Engine:
        """The engine on the profile that was chosen."""
        from cerbsh.shell.opening.engine import open_engine

        return open_engine(
            self.choice,
            place=self.place,
            notebook=self.notebook,
            settings=self.settings,
            output=self.output,
            piped=self.piped,
        )

    def prompt(self) -> int:
        """The prompt; where there is no profile yet, a guided set-up first."""
        from cerbsh.shell import prompt
        from cerbsh.shell.state import PromptState

        state = self._first_state()
        if state is None:
            from cerbsh.auth.ui import TerminalUi
            from cerbsh.shell.opening.signing_in import first_start

            made = first_start(self.place, TerminalUi())
            del self.known
            state = PromptState(made.name, made.worker, production=made.production)
        from cerbsh.shell.prompt.late import LateEngine
        from cerbsh.shell.settings import DEFAULTS
        from cerbsh.view.theme import depth_of

        engine = LateEngine(state, {**DEFAULTS, **self.settings}, self._assistant)
        colors = depth_of(self.world.environ) if self.world.wants_color(self.world.stdout) else "none"
        return prompt.run(engine, lambda: self.output, colors=colors)

    def close(self) -> None:
        """Close what was opened."""
        if "engine" in self.__dict__:
            self.engine.close()
            self.output.catch_up()

    def _assistant(self) -> Assistant:
        from cerbsh.shell.knowing.assistant import Assistant

        return Assistant(self.engine)

    @cached_property
    def _settings(self) -> tuple[dict[str, str], list[str]]:
        from cerbsh.shell.settings import read

        return read(self.known.settings)

    def _first_state(self) -> PromptState | None:
        """What the first prompt shows, from the configuration alone; ``None`` where there is no profile yet."""
        from cerbsh.shell.state import PromptState

        if self.options.demo:
            return PromptState(DEMO)
        if not self.options.profile and "CERBSH_BASE_URL" in self.world.environ:
            return PromptState("environment")
        profile = self.known.profile(self.options.profile)
        if profile:
            return PromptState(profile.name, profile.worker, production=profile.production)
        return PromptState(self.options.profile) if self.options.profile or self.known.profiles else None


def lines_of(options: Options, world: World) -> Iterator[str]:
    """The lines to run: those of ``-c``, then those of the script or of standard input."""
    yield from options.lines
    if options.script not in ("", "-"):
        yield from joined(_read_script(options.script))
    elif options.script == "-" or not options.lines:
        yield from joined(world.stdin)


def joined(lines: Iterable[str]) -> Iterator[str]:
    """Lines of a script; one that ends in a backslash goes on in the next."""
    held = ""
    for line in lines:
        text = held + line.rstrip("\r\n")
        if text.endswith("\\") and not text.endswith("\\\\"):
            held = text[:-1] + " "
            continue
        held = ""
        yield text
    if held:
        yield held


def _read_script(name: str) -> list[str]:
    try:
        return named(name).read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise LocalError(f"the script {name} is no UTF-8 text") from None
    except OSError as error:
        raise LocalError(f"cannot read the script {name}: {error.strerror}") from None
