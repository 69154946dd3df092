"""From a line to a Result: the same for the prompt, ``-c``, scripts and tests. It knows no terminal."""

from __future__ import annotations

import time
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, TextIO

from cerbsh.api.exact import parse as parse_json
from cerbsh.api.request import Request
from cerbsh.catalogue.lookups import path_type
from cerbsh.config import save_setting
from cerbsh.errors import CerbshError, SignInError, UsageError
from cerbsh.language.compile import compile_request
from cerbsh.language.grammar import Grammar
from cerbsh.language.line import Asked, CommandLine, EmptyLine, Line, RequestLine, SystemLine
from cerbsh.language.parser import parse
from cerbsh.shell import advice, settings
from cerbsh.shell.identity import introduced
from cerbsh.shell.knowing.knowledge import Knowledge
from cerbsh.shell.registry import SPECS, commands
from cerbsh.shell.result import Note, Result
from cerbsh.shell.settings import Setting
from cerbsh.shell.showing import answer, targets
from cerbsh.shell.showing.display import Display, display_of
from cerbsh.shell.transfer import values

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from cerbsh.api.client import Client
    from cerbsh.api.reply import Reply
    from cerbsh.auth.ui import Ui
    from cerbsh.catalogue import Catalogue
    from cerbsh.config import Folders, Profile
    from cerbsh.language.references import Lookup
    from cerbsh.language.tokens import Reference
    from cerbsh.shell.again.saved import Running
    from cerbsh.shell.batch.pages import Plan
    from cerbsh.shell.notebook import Notebook, Pending

UNKEPT = frozenset({"demo", "environment"})
"""Profiles that are made for one run."""


class Engine:
    """What a shell knows while it runs: who is signed in where, where ``cd`` stands, the last reply, the variables.

    ``ui`` speaks to the person at the terminal; it is ``None`` where nobody is there to answer. ``piped`` is standard
    input where something is piped in; ``None`` where it is a terminal, and where the lines themselves come from it.
    ``shell`` names this run of the prompt, and is empty elsewhere. ``running`` is the saved line that runs. ``unkept``
    is the last write where nothing was kept of it.
    """

    def __init__(
        self,
        folders: Folders,
        knowledge: Knowledge,
        notebook: Notebook,
        *,
        settings: dict[str, str] | None = None,
        ui: Ui | None = None,
        piped: TextIO | None = None,
    ) -> None:
        self.folders = folders
        self.knowledge = knowledge
        self.notebook = notebook
        self.settings = {} if settings is None else settings
        self.ui = ui
        self.piped = piped
        self.client: Client | None = None
        self.folder = ""
        self.last: Reply | None = None
        self.variables: dict[str, object] = {}
        self.shell = ""
        self.running: Running | None = None
        self.unkept = ""

    def run(self, text: str) -> Result:
        """Run one line. Every error that a user or a server can cause comes back inside the Result."""
        try:
            return self.perform(parse(text, self.grammar))
        except CerbshError as error:
            return Result.failed(error)

    @property
    def profile(self) -> Profile | None:
        """The profile in use; ``None`` where nobody is signed in."""
        return self.client.profile if self.client else None

    def attach(self, client: Client) -> None:
        """Work with ``client`` from now on."""
        self.detach()
        self.client = client
        self.knowledge = self.knowledge_of(client.profile)
        self.notebook.client = client

    def knowledge_of(self, profile: Profile) -> Knowledge:
        """What is known of the server of a profile; what was learned of a server is kept for profiles that are kept."""
        kept = profile.name not in UNKEPT
        return Knowledge(self.folders.learned / f"{profile.name}.json" if kept else None)

    def introduce(self, reply: Reply) -> None:
        """Learn from the answer of ``workers/me`` who is signed in."""
        if self.client:
            self.client.profile = introduced(self.client.profile, reply)

    def detach(self) -> None:
        """Close the connections."""
        if self.client:
            self.client.close()
        self.client = None

    def close(self) -> None:
        """Close the connections, and write what the history still holds."""
        self.detach()
        self.notebook.close()

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue of this server, as far as it is known."""
        return self.knowledge.catalogue

    @property
    def grammar(self) -> Grammar:
        """What decides how the next line is read."""
        base_url = self.profile.base_url if self.profile else ""
        parameters = self.running is not None
        return Grammar(self.catalogue, SPECS, folder=self.folder, base_url=base_url, parameters=parameters)

    def perform(self, line: Line) -> Result:
        """Run a line that is parsed. Raises a ``CerbshError`` for what a user or a server can cause."""
        if isinstance(line, EmptyLine):
            return Result()
        if isinstance(line, SystemLine):
            return Result(target=targets.pipe(line.command, self.variables))
        target = targets.target_of(self, line)
        if isinstance(line, CommandLine):
            result = commands()[line.spec.name].run(self, line)
        else:
            result = self.request(line, line)
        return result._replace(target=result.target or target)

    def request(self, line: RequestLine, asked: Asked) -> Result:
        """Send what ``line`` asks for; the options of ``asked`` say how the reply is wanted."""
        found = advice.findings(asked, self.grammar, self.knowledge)
        if stopped := advice.stopped(asked, found):
            return stopped
        if asked.has("for"):
            from cerbsh.shell.batch import many

            return many.run(self, line, asked, advice.notes(asked.text, found))
        if asked.has("edit"):
            from cerbsh.shell.editing import edit

            return edit.run(self, line, asked, advice.notes(asked.text, found))
        request, converted = self.with_seconds(self.compile(line), line)
        told = (*advice.notes(asked.text, found), *converted)
        plan = self._plan(line, request, asked)
        return self.deliver(plan.walk.start if plan else request, asked, told, plan)

    def _plan(self, line: RequestLine, request: Request, asked: Asked) -> Plan | None:
        """How pages are walked; ``None`` where a single reply is wanted."""
        if not (asked.has("all") or asked.has("max")):
            return None
        from cerbsh.shell.batch import pages

        return pages.planned(self, line, request, asked)

    def deliver(self, request: Request, asked: Asked, told: tuple[Note, ...] = (), plan: Plan | None = None) -> Result:
        """Send a finished request, or show it, as the options of ``asked`` want; ``told`` goes with its result.

        With a ``plan`` the request is the first of a walk over pages.
        """
        self.wanted(asked)  # what nobody can show is refused before anything is sent
        result = self.unsent(request, asked) or self._delivered(request, asked, plan)
        return result._replace(notes=(*told, *result.notes))

    def _delivered(self, request: Request, asked: Asked, plan: Plan | None) -> Result:
        if request.is_write:
            from cerbsh.shell.writing import writes

            return writes.perform(self, request, asked)
        reply = self.send(request, asked)
        return plan.result(self, reply, asked) if plan and reply.ok else self.answer(reply, asked)

    def unsent(self, request: Request, asked: Asked) -> Result | None:
        """The request itself, where the options ask for that in place of its reply."""
        if not (asked.has("as") or asked.has("dry-run")):
            return None
        from cerbsh.shell.showing import unsent

        return unsent.unsent(self, request, asked)

    def compile(self, line: RequestLine, lookup: Lookup | None = None) -> Request:
        """The request that a line stands for, its references replaced (``lookup`` knows them) and its files read."""
        read_file = values.reader(lambda: path_type(self.catalogue, line.match))
        return compile_request(line, lookup or self.lookup, read_file)

    def with_seconds(self, request: Request, line: RequestLine) -> tuple[Request, tuple[Note, ...]]:
        """``request`` with seconds where words name a moment, and a note that says which moment each word is."""
        if not request.query and not request.form:
            return request, ()
        from cerbsh.language.moments import convert_dates, timestamp_names

        endpoint = line.match.endpoint if line.match else None
        names = timestamp_names(endpoint, path_type(self.catalogue, line.match))
        now = time.time()
        sent, converted = convert_dates(request, names, now, self.zone)
        if converted and self._met():
            sent, converted = convert_dates(request, names, now, self.zone)
        return sent, tuple(Note("note", f"{each.name}: {each.words} is {each.moment}") for each in converted)

    def _met(self) -> bool:
        """Whether Cerb had to be asked who is signed in: nobody has told it of a sign-in of the environment."""
        if self.client is None or self.client.profile.worker:
            return False
        self.introduce(self.client.send(Request("GET", "workers/me.json")))
        return bool(self.client.profile.timezone)

    @property
    def zone(self) -> tzinfo:
        """The worker's time zone; this machine's where Cerb has not told it."""
        from cerbsh.view import times

        try:
            named = times.zone(self.profile.timezone) if self.profile else None
        except UsageError:
            named = None
        return named or datetime.now().astimezone().tzinfo or UTC

    def send(self, request: Request, asked: Asked) -> Reply:
        """Send a request; it and its reply go into the history, and the reply becomes ``$_``."""
        with self.entry(request, asked) as entry:
            return self.fill(entry, request, asked)

    def fill(self, entry: Pending, request: Request, asked: Asked) -> Reply:
        """Send the request of an entry of the history, and put its reply into that; it becomes ``$_``."""
        timing = asked.has("timing") or self.setting("timing") == "on"
        entry.reply = self.signed_in.send(request, timeout=answer.seconds(asked, "timeout"), timing=timing)
        self.last = entry.reply
        return entry.reply

    def entry(self, request: Request, asked: Asked) -> AbstractContextManager[Pending]:
        """What the history keeps of the request that is sent within the block; the reply is put into it."""
        return self.notebook.entry(self.entered(asked), request, self.folder, keep=self.keeps(asked))

    def entered(self, asked: Asked) -> str:
        """A line as it was entered: of a saved one the line that runs it."""
        return self.running.typed if self.running else asked.text

    def keeps(self, asked: Asked) -> bool:
        """Whether the history keeps what is sent for a line."""
        return not asked.has("no-history") and self.notebook.keeps(self.entered(asked))

    def answer(self, reply: Reply, asked: Asked) -> Result:
        """The Result of a reply, as the options of ``asked`` want it."""
        return answer.of(reply, self.wanted(asked), self.catalogue)

    def wanted(self, asked: Asked) -> Display:
        """How the reply to ``asked`` is wanted. Raises ``LineError`` for what cannot be."""
        return display_of(asked, self.lookup, self.setting, lambda: self.zone)

    def setting(self, name: str) -> str:
        """The value of a setting: that of the profile in use, or that of all."""
        return settings.value(name, self.profile.settings if self.profile else {}, self.settings)

    def change(self, setting: Setting, value: str) -> None:
        """Give a setting a value here and, where it is kept, for later. Raises ``LocalError`` where that fails."""
        client = self.client if setting.by_profile else None
        if client:
            client.profile = client.profile._replace(settings={**client.profile.settings, setting.name: value})
        else:
            self.settings[setting.name] = value
        if setting.kept and not (client and client.profile.name in UNKEPT):
            save_setting(self.folders, setting.name, value, client.profile.name if client else "")

    @property
    def signed_in(self) -> Client:
        """The client. Raises ``SignInError`` where nobody is signed in."""
        if self.client is None:
            raise SignInError("nobody is signed in", "sign in with: cerbsh login")
        return self.client

    def lookup(self, reference: Reference) -> object:
        """The value a reference begins at: a variable, an argument, the last reply, a reply of the history.

        Raises ``LookupError`` with a message where there is none.
        """
        if reference.kind == "variable":
            if reference.name in self.variables:
                return self.variables[reference.name]
            raise LookupError(f"there is no variable {reference.name}; \\${reference.name} is the text itself")
        if reference.kind == "parameter":
            from cerbsh.shell.again import saved

            return saved.argument(reference, self.running)
        body = self._reply_body(reference.name)
        try:
            return parse_json(body).value
        except ValueError:
            raise LookupError(f"reply {reference.name} is no JSON") from None

    def _reply_body(self, name: str) -> bytes:
        if name != "_":
            body = self.notebook.body(int(name))
            if body is None:
                raise LookupError(f"the history keeps no reply {name}")
            return body
        if self.last is None:
            raise LookupError("there is no reply yet: $_ is the last one of this shell")
        return self.last.body
