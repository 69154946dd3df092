"""What is offered where: a table of lines, with ``^`` for the cursor.

``[a, b]`` is exactly what is offered, ``[a, b, ...]`` what the offers begin with, ``[..., a, b]`` are among them.
"""

from __future__ import annotations

from types import EllipsisType

import pytest

from cerbsh.language.completion import Known, complete
from cerbsh.language.grammar import Grammar
from tests.language.world import COMMANDS, KNOWN, SERVER

Offered = list[str | EllipsisType]
Case = tuple[str, Offered]


def offers(line: str, known: Known = KNOWN, folder: str = "") -> list[str]:
    text, _, after = line.partition("^")
    grammar = Grammar(known.lookups.catalogue, COMMANDS, folder=folder, base_url="https://cerb.example/")
    return [candidate.text for candidate in complete(text + after, len(text), grammar, known)]


def fits(found: list[str], offered: Offered) -> bool:
    names = [name for name in offered if isinstance(name, str)]
    if offered[:1] == [...]:
        return set(names) <= set(found)
    if offered[-1:] == [...]:
        return found[: len(names)] == names
    return found == names


def check(found: list[str], offered: Offered) -> None:
    assert fits(found, offered), found[:12]


FIRST_WORDS: list[Case] = [
    ("^", ["GET", "POST", "PUT", "PATCH", "DELETE", "help", "cd", ...]),
    ("g^", ["GET"]),
    ("PA^", ["PATCH"]),
    ("p^", ["POST", "PUT", "PATCH", "profile", ...]),
    ("  de^", ["DELETE", "describe"]),
    ("sea^", ["search"]),
    ("zzz^", []),
    ("# GE^", []),
    ("as curl ^", ["GET", "POST", "PUT", "PATCH", "DELETE", ...]),
    ("as curl de^", ["DELETE", "describe"]),
    ("as curl 4^", ["41"]),
    ("watch 5s GE^", ["GET"]),
    ("save mine sea^", ["search"]),
    ("save mine GET wor^", ["workers/", "workspaces/"]),
]

PATHS: list[Case] = [
    ("GET ^", ["records/", "workers/", ...]),
    ("GET rec^", ["records/"]),
    ("GET REC^", ["records/"]),
    ("GET /rec^", ["records/"]),
    ("GET rest/rec^", ["records/"]),
    ("GET https://cerb.example/rest/rec^", ["records/"]),
    ("GET https://other.example/rec^", []),
    ("GET records/tic^", ["ticket/", ...]),
    ("GET records/conv^", ["ticket/"]),
    ("GET records/cerberusweb.contexts.ti^", ["ticket/", "time_entry/", "timetracking_activity/"]),
    ("GET records/ticket/^", ["search", "130", "13", "12"]),
    ("GET records/tickets/^", ["search", "130", "13", "12"]),
    ("GET records/ticket/se^", ["search"]),
    ("GET records/ticket/13^", ["13", "130"]),
    ("GET records/ticket/refund^", ["13"]),
    ("GET records/ticket/grO^", ["130"]),
    ("GET records/ticket/demo^", [..., "12", "13", "130"]),
    ("POST records/ticket/^", ["create"]),
    ("PATCH records/ticket/^", ["upsert"]),
    ("PUT records/ticket/^", ["130", "13", "12"]),
    ("DELETE records/ticket/1^", [..., "12", "13", "130"]),
    ("GET records/app/^", []),
    ("GET workers/^", ["me", "2", "1"]),
    ("GET workers/m^", ["me"]),
    ("GET data/^", ["query"]),
    ("GET contexts/^", ["activity/", "list"]),
    ("GET attachments/7/^", ["download"]),
    ("POST tickets/re^", ["reply", ...]),
    ("GET records/../wor^", ["workers/", "workspaces/"]),
    ("GET records/ticket/search?li^", []),
    ("cd ^", ["records/", "workers/", ...]),
    ("cd ..^", [".."]),
    ("cd records/ta^", ["task/", ...]),
    ("ls rec^", ["records/"]),
    ("ls records/task/^", [..., "search", "create"]),
    ("GET records/$id/^", ["search"]),
]

PARAMETERS: list[Case] = [
    ("GET workers/me ^", ["expand=", "show_meta="]),
    ("GET workers/me ex^", ["expand="]),
    ("GET workers/me expand=owner_ ^", ["show_meta="]),
    ("GET records/ticket/search lim^", ["limit=", "limit:"]),
    ("GET records/ticket/search show^", ["show_results=", "show_meta="]),
    ("GET records/ticket/search limit=^", ["10", "50", "100", "500"]),
    ("GET records/ticket/search show_meta=^", ["1", "0"]),
    ("GET records/ticket/search subtotals[]=^", ["bucket.id", "fieldset", "group.id", ...]),
    ("GET records/ticket/search subtotals[]=st^", ["status", ...]),
    ("GET records/ticket/search limit=5 li^", [..., "links:"]),
    ("POST tickets/reply ^", ["message_id=", "content=", ...]),
    ("POST tickets/reply message_id=1 ^", ["content=", ...]),
    ("POST tickets/reply status=^", ["0", "1", "2", "3"]),
    ("POST tickets/reply reopen_at=^", ["now", "today", "tomorrow", ...]),
    ("POST tickets/compose group_id=^", ["4"]),
    ("POST tickets/compose owner_id=ki^", ["2"]),
    ("POST tickets/compose file_id[]=inv^", ["7"]),
    ("POST snippets/create owner_context=work^", ["cerberusweb.contexts.worker"]),
    ("POST tasks/create due=tom^", ["tomorrow", '"tomorrow 9am"']),
    ("GET notifications/list unread=^", ["1", "0"]),
    ("compose ^", ["group_id=", "subject=", "content=", ...]),
    ("compose subject=x con^", ["content=", "content_format="]),
    ('compose "Dear Ann" con^', ["content=", "content_format="]),
    ("compose group_id=sup^", ["4"]),
]

FIELDS: list[Case] = [
    ("POST records/task/create ^", ["title=", "completed=", "created=", "due=", ...]),
    ("POST records/task/create ti^", ["title="]),
    ("POST records/task/create title=x ti^", []),
    ("POST records/task/create ti^ title=x", []),
    ("POST records/task/create ^ fields[title]=x", ["completed=", "created=", ...]),
    ("POST records/task/create ti^tle=x", ["title="]),
    ("PUT records/task/5 li^ links[]=org:2", ["links[]="]),
    ("as curl POST records/task/create ti^ title=x", []),
    ("GET records/ticket/search lim^ limit=5", ["limit:"]),
    ("POST records/task/create fields[^", ["fields[title]=", "fields[completed]=", ...]),
    ("POST records/task/create fields[du^", ["fields[due]="]),
    ("POST records/task/create li^", ["links[]="]),
    ("POST records/ticket/create ^", ["group_id=", "subject=", ...]),
    ("PUT records/task/5 sta^", ["status=", "status_id="]),
    ("PUT records/task/5 status=^", ["open", "waiting", "closed"]),
    ("PUT records/task/5 status=C^", ["closed"]),
    ("PUT records/task/5 status_id=^", ["0", "1", "2"]),
    ("PUT records/ticket/5 spam_training=^", ["S", "N"]),
    ("PUT records/worker/5 is_disabled=^", ["1", "0"]),
    ("PUT records/contact/5 gender=^", ["F", "M"]),
    ("PUT records/worker/5 timezone=eu^", ["Europe/Oslo"]),
    ("PUT records/task/5 owner_id=^", ["2", "1"]),
    ("PUT records/task/5 owner_id=halp^", ["2"]),
    ("PUT records/task/5 fields[owner_id]=kina^", ["2"]),
    ("PUT records/task/5 due=next^", ['"next monday"', '"next monday 14:30"']),
    ('PUT records/task/5 due="next^', ['next monday"', 'next monday 14:30"']),
    ('PUT records/task/5 due="next^"', ["next monday", "next monday 14:30"]),
    ("PUT records/task/5 due='next^", ["next monday'", "next monday 14:30'"]),
    ("PUT records/task/5 links[]=or^", ["org:", ...]),
    ("PUT records/task/5 links[]=org:^", ["3"]),
    ("PUT records/task/5 links[]=-org:ac^", ["3"]),
    ("POST records/comment/create author__context=work^", ["cerberusweb.contexts.worker", ...]),
    ("POST records/snippet/create owner__context=^", [..., "cerberusweb.contexts.worker", "cerberusweb.contexts.app"]),
    ("POST records/custom_field/create type=^", ["C", "Y", "E", ...]),
    ("PATCH records/org/upsert ^", [..., "query=", "name=", "name:"]),
    ("PATCH records/org/upsert query=na^", ["name:"]),
    ('PATCH records/org/upsert query="na^', ["name:"]),
    ("POST records/task/create title=@no^", ["notes.txt"]),
    ("POST records/task/create title=@my^", ['"my photo.png"']),
]

EXPANDS: list[Case] = [
    ("GET records/ticket/5 expand=^", ["org_", "group_", "owner_", "bucket_", "latest_message_", ...]),
    ("GET records/ticket/5 expand=ow^", ["owner_", "owner_address_", ...]),
    ("GET records/ticket/5 expand=owner_add^", ["owner_address_", ...]),
    ("GET records/ticket/5 expand=owner_address_con^", ["owner_address_contact_", ...]),
    ("GET records/ticket/5 expand=lmc^", [..., "latest_message_content"]),
    ("GET records/ticket/5 expand=mess^", [..., "latest_message_content", "latest_message_"]),
    ("GET records/ticket/5 expand=owner_,org_na^", ["org_name", ...]),
    ("GET records/ticket/5 expand=owner_,^", ["org_", ...]),
    ('GET records/ticket/5 expand="owner_,or^', ["org_", ...]),
    ("GET records/ticket/search expand=links.o^", [..., "links.org"]),
    ("GET records/ticket/5 expand=comm^", ["comment_count", "comments", "comments~3", ...]),
    ("GET records/task/5 expand=zzz^", []),
]

FILTERS: list[Case] = [
    ("search ^", ["activity_log", "address", ...]),
    ("search tic^", ["ticket", ...]),
    ("search convo^", ["ticket"]),
    ("search ticket ^", ["bucket:(", "bucket.id:", "closed:", ...]),
    ("search ticket sta^", ["status:", "status.id:"]),
    ("search ticket STA^", ["status:", "status.id:"]),
    ("search tickets owner^", ["owner:(", "owner.id:", ...]),
    ("search ticket mc^", ["messages.count:", "messages.count.in:", "messages.count.out:"]),
    ("search ticket links.or^", ["links.org:("]),
    ("search ticket so^", ["sort:"]),
    ("search ticket set^", ["set.timezone:", ...]),
    ("search ticket status:o A^", [..., "AND"]),
    ("search ticket status:o importance:>5 gro^", ["group:(", "group.id:", ...]),
    ("search ticket (sta^", ["status:", "status.id:"]),
    ("search ticket (status:o O^", [..., "OR"]),
    ("search ticket owner:(^", ["alias:", "calendar:(", ...]),
    ("search ticket owner:(fir^", ["firstName:"]),
    ("search ticket owner:!(fir^", ["firstName:"]),
    ("search ticket owner:(group:(na^", ["name:"]),
    ("search ticket messages.first:(sender:(ho^", ["host:"]),
    ("search ticket owner:(firstName:Kina) sta^", ["status:", "status.id:"]),
    ("search comment on.ticket:(sta^", ["status:", "status.id:"]),
    ("search ticket links.org:(coun^", ["country:", ...]),
    ("search ticket owner:(so^", []),
    ("search ticket fieldset:(na^", ["name:"]),
    ("search workspace_tab pag^", ["page.id:", "page=", "page:", ...]),
    ("GET records/ticket/search q=sta^", ["status:", "status.id:"]),
    ("GET records/ticket/search q='status:o gro^", ["group:(", "group.id:", ...]),
    ('GET records/ticket/search q="status:o gro^', ["group:(", "group.id:", ...]),
    ("POST tickets/search q=sta^", ["status:", "status.id:"]),
    ("GET automations/logs/search ^", ["automation:(", "created:", "id:", "level:", "message:", ...]),
    ("GET automations/logs/search automation:(no^", ["node:"]),
]

VALUES: list[Case] = [
    ("search ticket status:^", ["open", "waiting", "closed", "deleted", "["]),
    ("search ticket status:c^", ["closed"]),
    ("search ticket status:!^", ["open", "waiting", "closed", "deleted", "["]),
    ("search ticket status:!d^", ["deleted"]),
    ("search ticket status:[^", ["open", "waiting", "closed", "deleted"]),
    ("search ticket status:[open,w^", ["waiting"]),
    ("search ticket status:![open,w^", ["waiting"]),
    ("search opportunity status:^", ["open", "won", "lost", "["]),
    ("search worker isDisabled:^", ["yes", "no"]),
    ("search ticket owner.id:^", ["me", "any", "none", "2", "1", "["]),
    ("search ticket owner.id:kin^", ["2"]),
    ("search ticket owner.id:[1,ki^", ["2"]),
    ("search ticket group.id:supp^", ["4"]),
    ("search ticket org.id:no^", ["none"]),
    ("search ticket watchers:^", ["(", "me", "any", "none"]),
    ("search ticket inGroupsOf:^", ["me", "["]),
    ("search ticket worker.replied:^", ["me", "["]),
    ("search ticket spam.training:^", ['"not spam"', "spam", "untrained", "["]),
    ("search ticket spam.training:no^", ['"not spam"']),
    ("search ticket id:^", ["130", "13", "12", ">=", ">", "<=", "<", "["]),
    ("search ticket importance:^", [">=", ">", "<=", "<", "["]),
    ("search ticket links:^", ["any", "none", "address", ...]),
    ("search ticket links:ta^", ["task", ...]),
    ("search ticket created:^", ["(", "today", "yesterday", '"-1 hour"', ...]),
    ("search ticket created:yes^", ["yesterday"]),
    ('search ticket created:"-1^', ['"-1 hour"', '"-1 month"', '"-1 month to now"']),
    ("search ticket created:last^", ['"last monday"', ...]),
    ("search ticket created:(^", ["since:", "until:", "months:", "weeks:", "days:", "dom:", "times:"]),
    ('search ticket created:(since:"-1 month" da^', ["days:"]),
    ("search ticket created:(days:we^", ["weekdays", "weekends", "wed"]),
    ("search ticket response.first:^", ['">1 hour"', '"<=2 days"']),
    ("search attachment size:^", ['">200kb"', '"<=5mb"', "["]),
    ("search contact gender:^", ["female", "male", "unknown", "["]),
    ("search ticket sort:^", ["bucket.id", "closed", "created", ...]),
    ("search ticket sort:up^", ["updated", "-updated"]),
    ("search ticket sort:-up^", ["-updated"]),
    ("search ticket sort:-updated,cre^", ["created", "-created"]),
    ("search ticket sort:[-updated,cre^", ["created", "-created"]),
    ("search ticket limit:^", ["10", "25", "50", "100", "250"]),
    ("search ticket set.timezone:^", ['"Europe/Oslo"', '"America/New_York"']),
    ("search ticket set.timezone:am^", ['"America/New_York"']),
    ("search ticket nosuch:^", []),
]

DATA_QUERIES: list[Case] = [
    ("GET data/query ^", ["type:", ...]),
    ("GET data/query type:^", ["worklist.subtotals", "worklist.records", ...]),
    ("GET data/query type:sub^", ["worklist.subtotals"]),
    ("POST data/query type:rec^", ["record.types", "record.fields", "worklist.records"]),
    ("GET data/query type:worklist.subtotals ^", ["of:", "by:[", ...]),
    ("GET data/query type:worklist.subtotals of:tick^", ["ticket"]),
    ("GET data/query type:worklist.subtotals of:ticket by:^", ["bucket.id", ...]),
    ("GET data/query type:worklist.subtotals of:ticket by:st^", ["status", "status.id", ...]),
    ("GET data/query type:worklist.subtotals of:ticket by:[cre^", ["created@"]),
    ("GET data/query type:worklist.subtotals of:ticket by:[created@^", ["minute", "hour", "day", ...]),
    ("GET data/query type:worklist.subtotals of:ticket by:[created@mo^", ["month", "monthofyear", ...]),
    ("GET data/query type:worklist.subtotals of:ticket by:[created@month,gro^", ["group.id", "group", ...]),
    ("GET data/query type:worklist.subtotals of:ticket by:created@y^", ["year", ...]),
    ("GET data/query type:worklist.subtotals of:ticket by.sum:[importa^", ["importance"]),
    ("GET data/query type:worklist.subtotals of:ticket format:^", ["tree", "table", "categories", ...]),
    ("GET data/query type:worklist.subtotals of:ticket query:^", ["("]),
    ("GET data/query type:worklist.subtotals of:ticket query:(sta^", ["status:", "status.id:"]),
    ("GET data/query type:worklist.subtotals of:ticket query:(owner:(fir^", ["firstName:"]),
    ("GET data/query type:worklist.subtotals of:ticket query:(so^", ["sort:"]),
    ("GET data/query type:worklist.records of:ticket expand:[ow^", ["owner_", ...]),
    ("GET data/query type:worklist.series se^", ["series.a:("]),
    ("GET data/query type:worklist.series series.new:(^", ["of:", "x:", ...]),
    ("GET data/query type:worklist.series series.new:(of:ticket x:cre^", ["created@"]),
    ("GET data/query type:worklist.series series.new:(of:ticket x:created@we^", ["week", "week-mon", "week-sun", ...]),
    ("GET data/query type:worklist.metrics values.a:(function:^", ["count", "sum", "average", "min", "max"]),
    ("GET data/query type:worklist.subtotals timezone:eu^", ['"Europe/Oslo"']),
    ("GET data/query type:platform.extensions point:^", ["cerberusweb.rest.controller"]),
]

OPTIONS: list[Case] = [
    ("GET workers/me -^", ["--all", "--max", ...]),
    ("GET workers/me --^", ["--all", "--max", ...]),
    ("GET workers/me --sel^", ["--select"]),
    ("GET workers/me --all --a^", ["--as"]),
    ("search ticket --tab^", ["--table"]),
    ("GET workers/me --as ^", ["curl", "python", "http", "php"]),
    ("GET workers/me --as=py^", ["python"]),
    ("GET workers/me --chart=^", ["bar", "line"]),
    ("GET workers/me --output no^", ["notes.txt"]),
    ("PUT records/task/5 --for ma^", ["mail/", "mail/one.eml"]),
    ("search ticket --table=ma^", ["mask", ...]),
    ("search ticket --table=id,ma^", ["mask", ...]),
    ("search ticket expand=owner_ --table=id,owner_fi^", ["owner_first_name", ...]),
    ("search ticket --select ^", ["results[]", "results", "total", ...]),
    ("search ticket --select results[].ma^", ["mask", ...]),
    ("search ticket --select 'results[].{id: id, m: ma^", [..., "mask"]),
    ("GET records/ticket/5 --select sub^", ["subject"]),
    ("GET contexts/list --select ^", ["results", "total"]),
    ("describe --^", []),
]

REFERENCES: list[Case] = [
    ("GET records/ticket/$^", ["id", "team", "_.", "41.", "12."]),
    ("GET records/ticket/$4^", ["41."]),
    ("GET records/ticket/$1^", ["12."]),
    ("GET records/ticket/$12^", [".results", ".total"]),
    ("GET records/ticket/$workers^", ["41."]),
    ("GET records/ticket/$i^", ["id"]),
    ("GET records/ticket/${te^", ["team}"]),
    ("GET records/ticket/$_^", [".results", ".total"]),
    ("GET records/ticket/$_.^", [".results", ".total"]),
    ("GET records/ticket/$_.res^", [".results"]),
    ("GET records/ticket/$_.results^", [".results"]),
    ("GET records/ticket/$_.results[^", ["[0]", "[1]"]),
    ("GET records/ticket/$_.results[0].^", [".id", "._label", ".custom"]),
    ("GET records/ticket/$12.results[1].^", [".id"]),
    ("GET records/ticket/$99.^", []),
    ('POST records/task/create title="About $te^', ["team"]),
    ("POST records/task/create title='$te^", []),
    ("search ticket id:$i^", ["id"]),
    ("show $_.to^", [".total"]),
    ("show $^", ["id", "team", "_", "41", "12"]),
]

COMMAND_ARGUMENTS: list[Case] = [
    ("help ^", ["help", "cd", "ls", "describe", ...]),
    ("help des^", ["describe"]),
    ("show ^", ["$_", "41", "12"]),
    ("show sea^", ["12"]),
    ("replay ^", ["41", "12"]),
    ("replay sea^", ["12"]),
    ("history ^", ["browse", "export", "purge"]),
    ("history purge ^", [..., "41", "12"]),
    ("history export no^", ["notes.txt"]),
    ("history --profile ^", ["work", "home"]),
    ("saved --remove ^", ["mine"]),
    ("save mine ^", [..., "GET", "help", "41", "12"]),
    ("save mine 4^", ["41"]),
    ("profile ^", ["work", "home"]),
    ("run ^", ["mine"]),
    ("set ^", ["learn", "theme"]),
    ("set learn ^", ["on", "off"]),
    ("subtotals ticket ^", ["by"]),
    ("subtotals ticket by sta^", ["status", ...]),
    ("subtotals ticket by status,gro^", ["group.id"]),
    ("reply ^", ["130", "13", "12"]),
    ("reply 13^", ["13", "130"]),
    ("vars ^", ["id", "team"]),
    ("describe tick^", ["ticket"]),
    ("describe ticket.sta^", ["status", "status_id", "status.id", ...]),
    ("comment or^", ["org:", ...]),
    ("comment org:^", ["3"]),
    ("comment ticket:ref^", ["13"]),
    ("as ^", ["curl", "python"]),
    ("upload no^", ["notes.txt"]),
    ("upload notes.txt ma^", ["mail/", "mail/one.eml"]),
    ("upload notes.txt on org:ac^", ["3"]),
    ("upload notes.txt on tic^", ["ticket:", ...]),
    ("upload notes.txt o^", ["on"]),
    ("upload my^", ['"my photo.png"']),
    ('upload "my^', ['my photo.png"']),
    ("cd records extra^", []),
]

SINKS: list[Case] = [
    ("GET workers/me |^", []),
    ("GET workers/me | ^", ["head", "jq", "less", "tee"]),
    ("GET workers/me | j^", ["jq"]),
    ("GET workers/me | jq . | te^", ["tee"]),
    ("GET workers/me | jq . no^", ["notes.txt"]),
    ("GET workers/me > ^", ["notes.txt", '"my photo.png"', "mail/", "mail/one.eml"]),
    ("GET workers/me >> mail/^", ["mail/", "mail/one.eml"]),
    ("GET workers/me > notes.txt ^", []),
    ("!le^", ["less"]),
    ("! head no^", ["notes.txt"]),
]

TABLE = [
    *FIRST_WORDS, *PATHS, *PARAMETERS, *FIELDS, *EXPANDS, *FILTERS, *VALUES, *DATA_QUERIES, *OPTIONS, *REFERENCES,
    *COMMAND_ARGUMENTS, *SINKS,
]  # fmt: skip


@pytest.mark.parametrize(("line", "offered"), TABLE, ids=[line for line, _ in TABLE])
def test_what_is_offered(line: str, offered: Offered) -> None:
    check(offers(line), offered)


LEARNED: list[Case] = [
    ("GET records/pe^", [..., "pet/"]),
    ("GET records/call^", []),
    ("GET ac^", ["acme/", ...]),
    ("search pets na^", ["name:"]),
    ("search org sla^", ["slaTier:"]),
    ("search org slaTier:^", ["Gold", '"Very silver"', "["]),
    ("search org parent^", ["parent:(", "parent.id:"]),
    ("search org parent.id:ac^", ["3"]),
    ("search org parent:(sla^", ["slaTier:"]),
    ("PUT records/org/3 sla^", ["sla_tier="]),
    ("PUT records/org/3 sla_tier=^", ["Gold", '"Very silver"']),
    ("PUT records/org/3 parent=ac^", ["3"]),
    ("PUT orgs/3 custom^", ["custom_1=", "custom_9="]),
    ("GET records/org/3 expand=vip^", ["vip_since"]),
    ("GET records/org/3 expand=custom^", ["custom_", "customfields", "custom_1", "custom_9", ...]),
    ("GET data/query type:acme^", ["acme.report"]),
]


@pytest.mark.parametrize(("line", "offered"), LEARNED, ids=[line for line, _ in LEARNED])
def test_what_is_offered_once_the_server_was_asked(line: str, offered: Offered) -> None:
    check(offers(line, SERVER), offered)


FOLDERS: list[tuple[str, str, Offered]] = [
    ("records/ticket", "GET ^", ["search", "130", "13", "12"]),
    ("records/ticket", "GET 1^", ["12", "13", "130"]),
    ("records", "GET ta^", ["task/", ...]),
    ("records/ticket", "GET ../ta^", ["task/", ...]),
    ("records/ticket", "GET /wor^", ["workers/", "workspaces/"]),
    ("records/ticket", "GET ../../wor^", ["workers/", "workspaces/"]),
    ("records/ticket", "GET ../../../wor^", []),
    ("records/ticket", "GET search sta^", ["status:", "status.id:"]),
    ("records/ticket", "cd ^", [..., "search", "create", ".."]),
]


@pytest.mark.parametrize(("folder", "line", "offered"), FOLDERS)
def test_what_is_offered_inside_a_folder(folder: str, line: str, offered: Offered) -> None:
    found = offers(line, folder=folder)
    check(sorted(found) if line == "GET 1^" else found, offered)
