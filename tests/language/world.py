"""A small world to complete and lint lines in: commands, records with labels, a reply, a history."""

from __future__ import annotations

from cerbsh.catalogue import builtin
from cerbsh.catalogue.custom import CustomField
from cerbsh.catalogue.labels import Labels, Seen
from cerbsh.catalogue.learned import Learned, LearnedType
from cerbsh.catalogue.lookups import Lookups
from cerbsh.catalogue.merge import lookups
from cerbsh.language.analysis import Analysis
from cerbsh.language.completion import Known
from cerbsh.language.grammar import REQUEST_OPTIONS, Argument, CommandSpec, Grammar, Option

SEARCH = "GET /records/{type}/search"
HISTORY = (Argument("words", "history", False, True, ("browse", "export", "purge")),)
COMMANDS = {
    spec.name: spec
    for spec in (
        CommandSpec("help", "Say what can be typed", (Argument("topic", "command", False),)),
        CommandSpec("cd", "Go to a path", (Argument("path", "path", False),)),
        CommandSpec("ls", "List what is below a path", (Argument("path", "path", False),)),
        CommandSpec("describe", "Names of a record type", (Argument("topic", "topic"),)),
        CommandSpec(
            "search", "Search", (Argument("type", "type"), Argument("words", "query", False)), REQUEST_OPTIONS, SEARCH
        ),
        CommandSpec("comment", "Comment", (Argument("record", "record"), Argument("text", many=True, required=False))),
        CommandSpec("reply", "Answer", (Argument("ticket", "ticket"),)),
        CommandSpec("show", "Show a reply again", (Argument("entry", "reply"),)),
        CommandSpec("profile", "Change the profile", (Argument("name", "profile"),)),
        CommandSpec("run", "Run a saved line", (Argument("name", "saved"),)),
        CommandSpec("save", "Keep a line", (Argument("name"), Argument("line", "raw"))),
        CommandSpec("as", "Print a request", (Argument("form", values=("curl", "python")), Argument("line", "line"))),
        CommandSpec("watch", "Repeat a line", (Argument("every"), Argument("line", "line"))),
        CommandSpec("replay", "Send again", (Argument("number", "entry"),)),
        CommandSpec("history", "List what was asked", HISTORY, (Option("profile", "value", kind="profile"),)),
        CommandSpec("saved", "List saved lines", (), (Option("remove", "value", kind="saved"),)),
        CommandSpec("set", "Change a setting", (Argument("name", "setting"), Argument("value", "setting-value"))),
        CommandSpec(
            "subtotals",
            "Count",
            (Argument("type", "type"), Argument("by", values=("by",)), Argument("key", "subtotal")),
        ),
        CommandSpec("vars", "Show variables", (Argument("name", "variable", False),)),
        CommandSpec("upload", "Upload files", (Argument("file", "file", many=True, values=("on",)),)),
        CommandSpec(
            "compose",
            "Write a mail",
            (Argument("text", required=False, many=True), Argument("fields", "item", False)),
            request="POST tickets/compose",
        ),
    )
}
LABELS = Labels().with_seen(
    [
        Seen("ticket", "12", "[#DEMO-001] What is Cerb?"),
        Seen("ticket", "13", "[#DEMO-002] Refund please"),
        Seen("ticket", "130", "[#DEMO-003] Große Frage"),
        Seen("worker", "1", "Admin User"),
        Seen("worker", "2", "Kina Halpue"),
        Seen("org", "3", "Acme Inc."),
        Seen("group", "4", "Support"),
        Seen("attachment", "7", "invoice.pdf"),
    ]
)
REPLY = {"results": [{"id": 12, "_label": "What is Cerb?", "custom": {"1": "Gold"}}, {"id": 13}], "total": 2}
FILES = (("notes.txt", "2 kB"), ("my photo.png", "80 kB"), ("mail/", "folder"), ("mail/one.eml", "1 kB"))


def files(beginning: str) -> list[tuple[str, str]]:
    """The files of this world that begin with a text."""
    return [pair for pair in FILES if pair[0].startswith(beginning)]


def known(catalogue: Lookups | None = None, **more: object) -> Known:
    """What is known here."""
    return Known(
        catalogue or Lookups(builtin()),
        LABELS,
        variables={"id": "12", "team": "Support"},
        history=lambda: [(41, "GET workers/me"), (12, "search ticket status:open")],
        saved=lambda: {"mine": "search ticket owner.id:me"},
        profiles=lambda: {"work": "https://cerb.example/", "home": "https://home.example/"},
        settings={"learn": ("on", "off"), "theme": ("dark", "light")},
        reply=lambda name: REPLY if name in ("_", "12") else None,
        files=files,
        programs=lambda: ["head", "jq", "less", "tee"],
        timezones=lambda: ["Europe/Oslo", "America/New_York"],
        **more,  # type: ignore[arg-type]
    )


KNOWN = known()
GRAMMAR = Grammar(builtin(), COMMANDS, base_url="https://cerb.example/")
CUSTOM = {
    1: CustomField(1, "org", "SLA tier", "D", "sla_tier", ("Gold", "Very silver")),
    9: CustomField(9, "org", "Parent", "L", "parent", (), "org"),
}
LEARNED = Learned(
    "10.4.10",
    1.0,
    {
        **{
            kind.uri: LearnedType(kind.uri, kind.context, kind.name, kind.plural)
            for kind in builtin().types.values()
            if kind.default_install
        },
        "pet": LearnedType("pet", "contexts.custom_record.4", "Pet", "Pets", ("pets",)),
    },
    CUSTOM,
    keys={"org": {"name": "Name", "vip_since": "VIP since"}},
    data_types={"worklist.records": "Records", "acme.report": "Our own report"},
    controllers=("acme", "records"),
)
SERVER = known(lookups(builtin(), LEARNED))
"""What is known once a server with a custom record type and custom fields was asked."""


def analysis(text: str, server: Known = KNOWN) -> Analysis:
    """The analysis of a line in this world."""
    grammar = Grammar(server.lookups.catalogue, COMMANDS, base_url="https://cerb.example/")
    return Analysis(text, grammar, server.lookups)
