from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cerbsh.catalogue import builtin
from cerbsh.demo.kinds import KINDS, context_of
from tests.demo.calls import Cerb, error

TABLES = {"group": "worker_group"}
ORG, TASK, TICKET, WORKER = (context_of(uri) for uri in ("org", "task", "ticket", "worker"))


def linked(near: str, far: str, ids: str = "SELECT id FROM worker") -> str:
    return (
        f"SELECT from_context_id FROM link WHERE from_context = '{near}' "
        f"AND to_context = '{far}' AND to_context_id IN ({ids})"
    )


OPEN = "status_id = 0"
MINE = "group_id IN (SELECT group_id FROM member WHERE worker_id = 1)"
LABELLED = "SELECT context_id FROM custom_value JOIN custom_field f ON f.id = field_id WHERE f.name = '{}' AND value {}"
SENDERS = "SELECT id FROM address WHERE host LIKE '%.example'"


@pytest.mark.parametrize(
    ("uri", "query", "sql"),
    [
        ("ticket", "", "1"),
        ("ticket", "id:5", "id = 5"),
        ("ticket", "id:[1,2,3]", "id IN (1, 2, 3)"),
        ("ticket", "id:1,2", "id = 1"),
        ("ticket", "id:!5", "id != 5"),
        ("ticket", "status:o", OPEN),
        ("ticket", "status:Open", OPEN),
        ("ticket", "status:[o,w]", "status_id IN (0, 1)"),
        ("ticket", "status:c", "status_id = 2"),
        ("ticket", "status:![c,d]", "status_id NOT IN (2, 3)"),
        ("ticket", "status:x", "0"),
        ("task", "status:c", "status_id = 1"),
        ("task", "status:w", "status_id = 2"),
        ("ticket", "owner.id:me", "owner_id = 1"),
        ("ticket", "owner.id:none", "owner_id = 0"),
        ("ticket", "owner.id:!none", "owner_id = 0"),
        ("ticket", "owner.id:any", "owner_id != 0"),
        ("ticket", "owner.id:[me,2]", "owner_id IN (1, 2)"),
        ("ticket", "owner.id:!me", "owner_id != 1"),
        ("ticket", "owner.id:nobody-has-this-name", "0"),
        ("ticket", "owner:(id:1)", "owner_id = 1"),
        ("ticket", "owner:!(id:1)", "owner_id != 1"),
        ("ticket", "owner:(isAdmin:y)", "owner_id IN (SELECT id FROM worker WHERE is_superuser)"),
        ("ticket", "owner:mira", "owner_id = 1"),
        ("ticket", "importance:50", "importance = 50"),
        ("ticket", "importance:25...75", "importance BETWEEN 25 AND 75"),
        ("ticket", "importance:>=80", "importance >= 80"),
        ("ticket", 'importance:"> 80"', "importance > 80"),
        ("ticket", "importance:> 80", "0"),
        ("ticket", "importance:!50", "importance != 50"),
        ("ticket", "subject:invoice", "subject LIKE '%invoice%'"),
        ("ticket", "subject:*damaged", "subject LIKE '%damaged'"),
        ("ticket", "subject:!invoice", "subject NOT LIKE '%invoice%'"),
        ("ticket", 'subject:"invoice"', "subject = 'invoice'"),
        ("ticket", "mask:MIA", "mask LIKE 'MIA%'"),
        ("ticket", "mask:*0", "mask LIKE '%0'"),
        ("org", "analytics", "name LIKE '%analytics%'"),
        ("ticket", "group:(name:Support)", "group_id = 1"),
        ("ticket", "group:Support", "group_id = 1"),
        ("ticket", "inGroupsOf:me", MINE),
        ("ticket", "inGroupsOf:!me", f"NOT ({MINE})"),
        ("ticket", "created:never", "created_date = 0"),
        ("ticket", "closed:never", "closed_at = 0"),
        ("ticket", 'created:"big bang to 1770000000"', "created_date <= 1770000000"),
        ("ticket", "created:(since:1760000000 until:1770000000)", "created_date BETWEEN 1760000000 AND 1770000000"),
        ("ticket", "set.timezone:UTC created:(days:sat)", "strftime('%w', created_date, 'unixepoch') = '6'"),
        ("ticket", "created:rubbish", "created_date <= unixepoch()"),
        ("ticket", "spam.training:spam", "spam_training = 'S'"),
        ("ticket", "spam.score:>50%", "spam_score > 0.5"),
        ("ticket", 'response.first:">1 hour"', "elapsed_response_first > 3600"),
        ("ticket", "messages.count:>5", "num_messages > 5"),
        (
            "ticket",
            "messages.first:(sender:(host:*.example))",
            f"first_message_id IN (SELECT id FROM message WHERE address_id IN ({SENDERS}))",
        ),
        (
            "ticket",
            "participant:(email:support@*)",
            "id IN (SELECT ticket_id FROM participant WHERE address_id = 1)",
        ),
        ("ticket", "participant.id:1", "id IN (SELECT ticket_id FROM participant WHERE address_id = 1)"),
        ("ticket", "participant.id:!1", "id NOT IN (SELECT ticket_id FROM participant WHERE address_id = 1)"),
        (
            "ticket",
            "worker.replied:me",
            "id IN (SELECT ticket_id FROM message WHERE is_outgoing AND worker_id = 1)",
        ),
        ("ticket", "watchers:any", f"id IN ({linked(TICKET, WORKER)})"),
        ("ticket", "watchers:none", f"id NOT IN ({linked(TICKET, WORKER)})"),
        ("ticket", "watchers:me", f"id IN ({linked(TICKET, WORKER, '1')})"),
        ("ticket", "watchers:!me", f"id NOT IN ({linked(TICKET, WORKER, '1')})"),
        ("ticket", "watchers:(id:1)", f"id IN ({linked(TICKET, WORKER, '1')})"),
        ("ticket", "watchers.count:>0", f"id IN ({linked(TICKET, WORKER)})"),
        ("task", "links:org", f"id IN ({linked(TASK, ORG, 'SELECT id FROM org')})"),
        ("task", "links:none", f"id NOT IN (SELECT from_context_id FROM link WHERE from_context = '{TASK}')"),
        ("task", "links.org:(id:<9)", f"id IN ({linked(TASK, ORG, 'SELECT id FROM org WHERE id < 9')})"),
        ("task", "links.org:!(id:<9)", f"id NOT IN ({linked(TASK, ORG, 'SELECT id FROM org WHERE id < 9')})"),
        ("ticket", "fieldset:anything", "0"),
        ("ticket", "severity:High", f"id IN ({LABELLED.format('Severity', 'LIKE ' + repr('%high%'))})"),
        ("ticket", "severity:!High", f"id NOT IN ({LABELLED.format('Severity', 'LIKE ' + repr('%high%'))})"),
        ("ticket", "severity:null", f"id NOT IN ({LABELLED.format('Severity', 'IS NOT NULL')})"),
        (
            "org",
            "accountTier:[Gold,Silver]",
            f"id IN ({LABELLED.format('Account Tier', 'IN ' + repr(('Gold', 'Silver')))})",
        ),
        ("org", "vip:y", f"id IN ({LABELLED.format('VIP', '= 1')})"),
        ("org", "vip:n", f"id NOT IN ({LABELLED.format('VIP', '= 1')})"),
        ("org", 'country:"Italy"', "country = 'Italy'"),
        ("org", "country:united", "country LIKE 'united%'"),
        ("org", "alias:[Amber Analytics]", "name = 'Amber Analytics'"),
        ("address", "isBanned:y", "is_banned"),
        ("address", "isBanned:no", "NOT is_banned"),
        ("contact", "gender:f", "gender = 'F'"),
        ("contact", "gender:[m,f]", "gender IN ('M', 'F')"),
        ("contact", "org:(country:Italy)", "org_id IN (SELECT id FROM org WHERE country LIKE 'Italy%')"),
        ("comment", "author.worker:(id:1)", f"owner_context = '{WORKER}' AND owner_context_id = 1"),
        ("comment", "on:ticket", f"context = '{TICKET}'"),
        (
            "comment",
            "on.ticket:(status:o)",
            f"context = '{TICKET}' AND context_id IN (SELECT id FROM ticket WHERE {OPEN})",
        ),
        ("attachment", 'size:">200kb"', "storage_size > 200000"),
        ("attachment", "mimetype:image", "mime_type LIKE 'image%'"),
        ("message", "isOutgoing:y worker.id:me", "is_outgoing AND worker_id = 1"),
        ("message", "ticket:(status:o)", f"ticket_id IN (SELECT id FROM ticket WHERE {OPEN})"),
        ("group", "member:(id:1)", "id IN (SELECT group_id FROM member WHERE worker_id = 1)"),
        ("custom_field", "context:org", f"context = '{ORG}'"),
        ("worker", "isDisabled:n isAdmin:y", "NOT is_disabled AND is_superuser"),
    ],
)
def test_a_filter_finds_what_it_says(read_only: Cerb, uri: str, query: str, sql: str) -> None:
    rows = read_only.database.rows(f"SELECT id FROM {TABLES.get(uri, uri)} WHERE {sql} ORDER BY id LIMIT 500")
    assert read_only.ids(uri, query) == [row["id"] for row in rows]


@pytest.mark.parametrize(
    ("query", "same"),
    [
        ("status:o OR importance:>=80 id:>100", "status:o OR importance:>=80 OR id:>100"),
        ("status:o AND importance:>=80 OR id:>100", "status:o importance:>=80 id:>100"),
        (
            "(status:o importance:>=50) OR (status:w owner.id:me)",
            "(status:w owner.id:me) OR (importance:>=50 status:o)",
        ),
        ("!(status:o)", "status:!o"),
        ("!(status:o OR importance:>=80)", "status:!o importance:<80"),
        ("status:(o", "status:x"),
        ("(status:o", "status:o"),
        ("status:o)", "status:o"),
        ("(((", ""),
        ("()", ""),
        ("unknown:1", "status:x"),
        ("STATUS:o", "status:x"),
        ("Status:o", "status:x"),
        ("!owner.id:me", "status:x"),
        ("status:o unknown:1", "status:x"),
        ("status:o OR unknown:1", "status:o"),
        ("(sort:id)", "status:x"),
        ("status:o (limit:2)", "status:x"),
        ("owner.id:{{current_worker_id}}", "owner.id:me"),
        ("owner:(firstName:{{current_worker_first_name}})", "owner.id:me"),
        ("owner.id:{{ nobody }}", "owner.id:x"),
        ("status:o {{", "status:x"),
        ("set.timezone:Nowhere/Land", "status:x"),
        ('set.timezone:"America/New_York" status:o', "status:o"),
        ("importance:>=80 sort:-nonsense", "importance:>=80"),
    ],
)
def test_two_queries_find_the_same(read_only: Cerb, query: str, same: str) -> None:
    assert read_only.ids("ticket", query) == read_only.ids("ticket", same)


@pytest.mark.parametrize("query", ["worker.replied:any", "worker.replied:none", "worker.commented:any"])
def test_some_filters_break_cerb_itself(read_only: Cerb, query: str) -> None:
    answer = read_only.send("GET", "records/ticket/search.json", f"q={query}")
    assert (answer.status, answer.body) == (500, b"")


@pytest.mark.parametrize(
    ("uri", "query"),
    [
        ("worker", "calendar:(name:x)"),
        ("worker", "lastActivity:today"),
        ("ticket", "links.snippet:(id:1)"),
        ("comment", "on.kb_article:(id:1)"),
        ("ticket", "{% if x %}status:o{% endif %}"),
        ("ticket", "owner.id:{{current_worker_id|default(1)}}"),
        ("ticket", "org:(email:(" * 40),
    ],
)
def test_what_the_demo_cannot_do_it_refuses(read_only: Cerb, uri: str, query: str) -> None:
    code, message = error(read_only.search(uri, query))
    assert code == "ERROR"
    assert message.startswith("The demo does not speak ")


@pytest.mark.parametrize("uri", sorted(KINDS))
def test_every_filter_of_a_type_works_or_is_refused(read_only: Cerb, uri: str) -> None:
    for name in builtin().types[uri].filters:
        for value in ("1", "me", "(id:1)", '"a b"', "[x,y]", "!2", ""):
            query = f"{name.replace('{type}', 'org')}:{value}"
            reply = read_only.search(uri, query, limit="1")
            if reply["__status"] == "error":
                assert error(reply)[1].startswith("The demo does not speak "), query


@given(st.text('abdeiorstuw:.(![]"*,>1 '))
@example("id:" + "9" * 5000)
@example('created:"-99999999999 years to @99999999999"')
@example("id:1 " * 1000)
@settings(deadline=None)
def test_every_text_is_a_query(read_only: Cerb, query: str) -> None:
    assert 0 <= read_only.total("ticket", query) <= read_only.total("ticket", "")


def test_a_query_is_read_in_the_time_zone_that_it_names(cerb: Cerb) -> None:
    cerb.database.execute("UPDATE ticket SET created_date = 1767250800 WHERE id = 1")
    slot = "id:1 created:(times:7-7:00)"
    assert cerb.total("ticket", f"set.timezone:UTC {slot}") == 1
    assert cerb.total("ticket", f"set.timezone:Asia/Tokyo {slot}") == 0
    assert cerb.total("ticket", "set.timezone:Asia/Tokyo id:1 created:(times:4p)") == 1


def test_words_are_whole_in_a_full_text(cerb: Cerb) -> None:
    cerb.database.execute("UPDATE message SET content = 'The quick Brown fox.' WHERE id = 1")
    cerb.database.execute("UPDATE message SET content = 'brown, not quickly' WHERE id = 2")
    assert cerb.ids("message", "id:<3 content:brown") == [1, 2]
    assert cerb.ids("message", "id:<3 content:quick") == [1]
    assert cerb.ids("message", 'id:<3 content:"quick brown"') == [1]
    assert cerb.ids("message", 'id:<3 content:"brown quick"') == []
    assert cerb.ids("message", "id:<3 content:(brown quick)") == [1]
