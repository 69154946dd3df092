"""What lint says of which line: the code, the words it points at, and the name that was probably meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.language.lint import Finding, lint, rules
from tests.language.completion.test_properties import SCRAPS, broken_lines
from tests.language.world import SERVER, analysis

Case = tuple[str, str, str, str]
"""A line, the rule that speaks, the text that it points at, and a part of message or hint."""

PATHS: list[Case] = [
    ("POST records/org/create.csv name=x", "suffix", ".csv", "json or xml"),
    ("GET workers/me.jsn", "suffix", ".jsn", "did you mean json?"),
    ("DELETE records/task/5/note", "extra-segments", "note", "does DELETE records/task/5"),
    ("PUT records/task/5/x/y title=z", "extra-segments", "x/y", "ignores x/y"),
    ("GET workers/me|jq", "pipe-in-path", "workers/me|jq", "white space around"),
    ("GET records/org/13/anything", "extra-segments-read", "anything", "ignores anything"),
    ("GET records/tickt/search", "unknown-type", "tickt", "did you mean ticket?"),
    ("GET records/Ticket/search", "unknown-type", "Ticket", "did you mean ticket?"),
    ("search nosuchthing", "unknown-type", "nosuchthing", "ls /records"),
    ("GET record/ticket", "unknown-path", "record/ticket", "did you mean records?"),
    ("GET records/ticket", "unknown-path", "records/ticket", "the path goes on"),
    ("POST records/ticket/search", "unknown-path", "records/ticket/search", "this path takes GET"),
    ("GET records/ticket/serch", "not-an-id", "serch", "did you mean search?"),
    ("GET records/app/search", "type-ability", "records/app/search", "cannot be searched"),
    ("POST records/jira_project/create name=x", "type-ability", "records/jira_project/create", "cannot be created"),
    ("GET snippets/paste/3", "broken-endpoint", "snippets/paste/3", "fails"),
]

ITEMS: list[Case] = [
    ("GET records/ticket/search foo=1", "unknown-parameter", "foo", "no parameter foo"),
    ("GET records/ticket/search limt=5", "unknown-parameter", "limt", "did you mean limit?"),
    ("GET records/org/search?limt=5&q=x", "unknown-parameter", "records/org/search?limt=5&q=x", "did you mean limit?"),
    ("GET workers/me q=x", "unknown-parameter", "q", "no parameter q"),
    ("GET records/ticket/search sortBy=updated", "legacy-parameter", "sortBy", "sort:-updated"),
    ("GET records/ticket/search criteria[0]=x", "legacy-parameter", "criteria[0]", "ignored"),
    ("GET records/ticket/search query=status:o", "query-for-q", "query", "q="),
    ("search ticket limit = 5", "space-around-equals", "=", "write limit=5 without white space"),
    ("search ticket status:o limit =5", "space-around-equals", "=5", "write limit=5 without white space"),
    ("search ticket limit= 5", "space-around-equals", "5", "write limit=5 without white space"),
    ("POST records/task/create titel=x", "unknown-field", "titel", "did you mean title?"),
    ("POST records/task/create due_date=5", "unknown-field", "due_date", "write due"),
    ('POST records/task/create fields:={"titel":"x"}', "unknown-field", "fields", "did you mean title?"),
    ("PUT records/task/5 fields[titel]=x", "unknown-field", "fields[titel]", "did you mean title?"),
    ("PUT records/task/5 id=6", "readonly-field", "id", "cannot be written"),
    ("PUT records/task/5 title=a title==b", "key-twice", "title", "query string and in the body"),
    ("PUT records/task/5?title=a title=b", "key-twice", "title", "query string and in the body"),
    ('PUT records/task/5 due="tomorow 9am"', "date-words", '"tomorow 9am"', "unix seconds"),
    ("POST tasks/create due=soon", "date-words", "soon", "unix seconds"),
    ("GET records/ticket/5 expand=owner_,nope", "unknown-expand", "nope", "Cerb ignores it"),
    ("GET records/ticket/5 expand=owner_nam", "unknown-expand", "owner_nam", "no key owner_nam"),
    ("GET records/ticket/search limit=1000", "limit", "1000", "--all"),
    ("GET records/ticket/search subtotals[]=stat", "unknown-subtotal", "stat", "did you mean status?"),
]

QUERIES: list[Case] = [
    ("GET data/query type:worklist.subtotals of:ticket by:grup", "unknown-by", "grup", "did you mean group?"),
    (
        "GET data/query type:worklist.subtotals of:ticket by:[status~5,creatd@month]",
        "unknown-by",
        "creatd@month",
        "did you mean created?",
    ),
    (
        "POST data/query type:worklist.subtotals of:tickets by.sum:[group,nope]",
        "unknown-by",
        "nope",
        "Cerb leaves it out",
    ),
    ("search ticket stats:o", "unknown-filter", "stats:", "did you mean status?"),
    ("search ticket Status:o", "unknown-filter", "Status:", "did you mean status?"),
    ("search ticket owner:(firstname:Kina)", "unknown-filter", "firstname:", "did you mean firstName?"),
    ("search ticket group:(owner:x)", "unknown-filter", "owner:", "group has no filter owner"),
    ("GET records/ticket/search q=stats:o", "unknown-filter", "stats:", "did you mean status?"),
    ("GET records/ticket/search q='id:1 stats:o' x=1", "unknown-filter", "stats:", "did you mean status?"),
    ('GET records/ticket/search q="id:1 stats:o"', "unknown-filter", "stats:", "did you mean status?"),
    ("search ticket 'subject:a stats:o'", "unknown-filter", "stats:", "did you mean status?"),
    ('search ticket subject:"a b" id:1 stats:o', "unknown-filter", "stats:", "did you mean status?"),
    ("search ticket subject:it\\'s stats:o", "unknown-filter", "stats:", "did you mean status?"),
    ("search ticket created:(form:today)", "unknown-key", "form:", "since, until"),
    ("GET data/query type:worklist.subtotals formt:table", "unknown-key", "formt:", "did you mean format?"),
    ("GET data/query type:worklist.series series.a:(foo:x)", "unknown-key", "foo:", "no key foo"),
    (
        "GET data/query type:worklist.subtotal",
        "unknown-data-type",
        "worklist.subtotal",
        "did you mean worklist.subtotals?",
    ),
    ("GET data/query type:record.fields of:tiket", "unknown-data-type", "tiket", "did you mean ticket?"),
    (
        "GET data/query type:worklist.records of:ticket query:(stats:o)",
        "unknown-filter",
        "stats:",
        "did you mean status?",
    ),
    ("search ticket !org:(name:A)", "negated-name", "!", "write org:!"),
    ("search ticket !status:c", "negated-name", "!", "before a field name"),
    ("search ticket importance:> 10", "space-after-name", "importance:>", "importance:>10"),
    ("search ticket importance:>= 10", "space-after-name", "importance:>=", "write importance:>=10"),
    ("search ticket status: open", "space-after-name", "status:", "write status:open"),
    ("search ticket id:1,2", "comma-without-list", "1,2", "write id:[1,2]"),
    ("search ticket owner.id:1,2", "comma-without-list", "1,2", "write owner.id:[1,2]"),
    ("search ticket (status:o", "unclosed", "(", "close it"),
    ("search ticket status:[o,w", "unclosed", "[", "close it"),
    ("search ticket status:o)", "unclosed", ")", "nothing opens"),
    ("search ticket id:{{x", "unclosed", "{{x", "close it"),
    ("search ticket (status:o --all", "unbalanced", "(", "close it"),
    ("search ticket status:o) --max 5", "unbalanced", ")", "nothing opens"),
    ("PATCH records/org/upsert query=name:(a name=x", "unbalanced", "(", "close it"),
    ("PATCH records/org/upsert name:[a name=x", "unbalanced", "[", "close it"),
    ("search ticket status:o AND id:1 OR id:2", "mixed-joins", "OR", "parentheses"),
    ("search ticket (status:o OR id:1 AND id:2)", "mixed-joins", "AND", "as OR"),
    ("search ticket status:o OR status:w id:>2000", "space-beside-or", "id:>2000", "parentheses around the OR"),
    ("search ticket (invoice status:o OR id:2)", "space-beside-or", "status:o", "as OR"),
    ("search ticket status:o or id:2", "lower-case-join", "or", "write OR"),
    ("search ticket (status:o sort:-updated)", "paging-in-group", "sort:", "beside the group"),
    ("search ticket owner:(limit:5)", "paging-in-group", "limit:", "finds nothing"),
    ("search ticket (status:o page:2) id:1", "paging-in-group", "page:", "finds nothing"),
    ("search ticket subject:'a b'", "single-quotes", "'a b'", 'write "a b"'),
    ("search ticket sort:-updatd", "unknown-sort", "-updatd", "did you mean updated?"),
    ("search ticket sort:[id,-nope]", "unknown-sort", "-nope", "sorted by nope"),
    ("search ticket limit:400", "limit-in-query", "400", "at most 250"),
    ("search ticket worker.replied:any", "server-error", "any", "HTTP 500"),
    ("search ticket worker.commented:none", "server-error", "none", "HTTP 500"),
    ("search ticket created:>2020-01-01", "date-comparison", ">", "a range"),
    ("search ticket owner:me", "me-needs-id", "me", "write owner.id:me"),
    ("search ticket owner.id:!none", "negation-without-effect", "!", "owner.id:any"),
    ("search ticket links:!task", "negation-without-effect", "!", "ignores the !"),
    ("search ticket status:opn", "unknown-status", "opn", "did you mean open?"),
    ("search ticket status:[o,xx]", "unknown-status", "xx", "matches nothing"),
    ("search ticket importance: >10", "misplaced-pipe", ">10", "without spaces"),
    ("search ticket |less", "misplaced-pipe", "|less", "put a space"),
]

CASES = [*PATHS, *ITEMS, *QUERIES]


@pytest.mark.parametrize(("line", "code", "where", "words"), CASES, ids=[line for line, *_ in CASES])
def test_what_lint_says(line: str, code: str, where: str, words: str) -> None:
    found = {finding.code: finding for finding in lint(analysis(line))}
    assert code in found, list(found)
    finding = found[code]
    assert line[finding.start : finding.end] == where
    assert words in f"{finding.message}: {finding.hint}"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "# a comment",
        "search ticket status:o OR (status:w id:>5) sort:-updated limit:5",
        'POST records/task/create fields:={"title":"x","custom_9":"y"}',
        "cd nowhere",
        "GET workers/me expand=address_org_,calendar_name",
        "GET workers/me.xml",
        'search ticket status:[o,w] group:(name:Support) sort:-updated limit:5 created:"-1 week to now"',
        "search ticket (status:o importance:>=50) OR (status:w owner.id:me)",
        "search ticket !(status:c) links:any",
        'search ticket created:(since:"-1 month" days:weekdays times:9a-5p)',
        'search ticket set.timezone:"Europe/Oslo" created:yesterday',
        "search comment on.ticket:(status:o) author.worker:(isAdmin:y)",
        "search activity_log actor.worker:(id:{{current_worker_id}})",
        "search ticket watchers:me worker.replied:me id:[1,2,3]",
        'search task status:o due:"today to +7 days" sort:due,-id',
        "GET records/ticket/12 expand=owner_,org_name,comments~3,links.org,custom_,custom_9",
        "GET records/ticket/$id expand=$keys",
        "GET records/$type/search nosuch:1",
        'POST records/task/create title="Call back" due="tomorrow 9am" links[]=org:2 custom_9=x',
        "PUT records/task/5 due=1700000000 status=$status expand=owner_",
        "PATCH records/org/upsert query='name:\"Acme\"' name=Acme",
        "GET data/query type:worklist.subtotals of:ticket by:[created@year,group] query:(status:o limit:5) format:pie",
        "GET data/query type:worklist.metrics values.open:(of:ticket function:count query:(status:o))",
        "POST tickets/reply message_id=5 content=hi status=1 custom_3=x",
        "POST bots/behavior/3/run var_name=x",
        "POST workers/search criteria[]=id oper[]=> value[]=5 sortBy=id",
        "POST packages/import package_json=@p.json prompts[name]=x",
        "GET automations/logs/search automation:(name:x) level:7",
        "search ticket sort:-updated --all",
        "GET data/query type:worklist.subtotals of:ticket by:[created@year~3,group,links.org,status~-5] format:tree",
        "GET data/query type:worklist.subtotals of:ticket by:$key",
        "search ticket expand= status:o",
        "GET records/org/search?limit=5&q=name:x&subtotals[]=country",
        "PUT records/task/5?fields[title]=x",
        "search ticket subject:a=b '=5' limit=",
        "as curl search ticket status:o",
    ],
)
def test_lint_is_silent_about_a_sound_line(line: str) -> None:
    assert [(finding.code, finding.message) for finding in lint(analysis(line))] == []


ERRORS = {"suffix", "extra-segments", "unbalanced", "misplaced-pipe"}


def test_only_what_would_do_harm_is_an_error() -> None:
    assert {rule.code for rule in rules() if rule.severity == "error"} == ERRORS


def test_every_rule_has_its_case_and_its_summary() -> None:
    assert {rule.code for rule in rules()} == {code for _, code, *_ in CASES}
    assert all(rule.summary for rule in rules())


def test_what_a_server_has_of_its_own_is_known_once_it_was_asked() -> None:
    line = "search org slaTier:Gold parent:(slaTier:Gold) sort:slaTier expand=vip_since subtotals[]=slaTier"
    assert {finding.code for finding in lint(analysis(line))} >= {"unknown-filter", "unknown-sort", "unknown-expand"}
    assert lint(analysis(line, SERVER)) == ()
    assert lint(analysis("GET acme/anything", SERVER)) == ()
    assert lint(analysis("search pet name:Rex", SERVER)) == ()
    assert [finding.code for finding in lint(analysis("search call", SERVER))] == ["unknown-type"]


def test_a_line_behind_a_command_is_linted_where_it_stands() -> None:
    (finding,) = lint(analysis("as curl GET records/tickt/search"))
    assert (finding.start, finding.end) == (20, 25)


def test_findings_stand_in_the_order_of_the_line() -> None:
    found = lint(analysis("search ticket stats:o Status:w sort:nope limit:999"))
    assert [finding.start for finding in found] == sorted(finding.start for finding in found)


@given(st.one_of(broken_lines(), SCRAPS, st.text(max_size=30)))
def test_lint_never_fails_and_points_into_the_line(text: str) -> None:
    for finding in lint(analysis(text)):
        assert isinstance(finding, Finding)
        assert 0 <= finding.start <= finding.end <= len(text)
        assert "\n" not in finding.message + finding.hint or "\n" in text
