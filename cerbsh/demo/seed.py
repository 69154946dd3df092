"""The demo's records: made of words and a random seed, the same every time but for their dates."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha1
from random import Random
from typing import Any

from cerbsh.demo import conversations, words
from cerbsh.demo.files import ENGINE, samples
from cerbsh.demo.kinds import context_of
from cerbsh.demo.slug import letters
from cerbsh.demo.world import DAY, Insert, Person, Team, World

CUSTOM_FIELDS: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("Account Tier", "D", "org", "account_tier", ("Platinum", "Gold", "Silver")),
    ("Order No.", "S", "ticket", "order_no", ()),
    ("VIP", "C", "org", "vip", ()),
    ("Severity", "D", "ticket", "severity", ("Low", "Medium", "High")),
    ("Contract End", "E", "org", "contract_end", ()),
    ("Account Manager", "W", "org", "account_manager", ()),
    ("Affected Parts", "X", "ticket", "affected_parts", ("Housing", "Display", "Sensor", "Firmware")),
)
"""Name, type, record type, uri, options."""

Rows = Iterable[tuple[Any, ...]]


def load(insert: Insert, records: int, seed: int, now: int) -> None:
    """Make ``records`` tickets and of the other types in proportion; ``now`` is in unix seconds."""
    world = World(Random(seed), now, insert, records)
    _groups(world)
    _workers(world)
    _orgs(world, max(24, records // 10))
    _people(world, max(48, records // 8))
    conversations.load(world)
    _tasks(world, max(40, records // 5))
    _comments(world, max(60, records // 4))
    _attachments(world, max(24, records // 20))
    _custom_fields(world)
    _links(world)


def _groups(world: World) -> None:
    names = ("name", "is_default", "is_private", "created", "updated", "reply_address_id", "reply_personal")
    start = world.now - 800 * DAY
    world.insert(
        "worker_group",
        names,
        [
            (name, int(number == 1), int(private), start, world.ago(300 * DAY), number, f"{words.COMPANY} {name}")
            for number, (name, _, private, _) in enumerate(words.GROUPS, 1)
        ],
    )
    bucket_id = 1
    for number, (_, mailbox, _, buckets) in enumerate(words.GROUPS, 1):
        rows = [(name, number, int(name == "Inbox"), start, number) for name in buckets]
        world.insert("bucket", ("name", "group_id", "is_default", "updated_at", "reply_address_id"), rows)
        members = sorted({1, *(2 + (number * 2 + step) % 10 for step in range(4))})
        email = f"{mailbox}@{words.DOMAIN}"
        world.teams.append(Team(number, number, email, range(bucket_id, bucket_id + len(buckets)), members))
        bucket_id += len(buckets)
    members_of_groups = [
        (team.id, worker, int(worker == team.members[1])) for team in world.teams for worker in team.members
    ]
    world.insert("member", ("group_id", "worker_id", "is_manager"), members_of_groups)
    _insert_addresses(world, [(team.email, 0, None, 0, 1) for team in world.teams])


def _workers(world: World) -> None:
    """The first is an administrator, the last is disabled. Their addresses follow those of the groups."""
    columns = ("first_name", "last_name", "title", "gender", "timezone", "location", "at_mention_name", "email_id")
    more = ("is_superuser", "is_disabled", "calendar_id", "language", "time_format", "updated")
    first_address = len(words.GROUPS) + 1
    rows = [
        (
            *(*person, letters(person[0] + person[1]), first_address + place),
            *(int(place == 0), int(place == len(words.WORKERS) - 1), place + 1),
            *("en_US", "D, d M Y h:i a", world.ago(90 * DAY)),
        )
        for place, person in enumerate(words.WORKERS)
    ]
    world.insert("worker", (*columns, *more), rows)
    emails = [f"{letters(person[0]).lower()}@{words.DOMAIN}" for person in words.WORKERS]
    _insert_addresses(world, [(email, 0, None, number, 0) for number, email in enumerate(emails, 1)])


def _insert_addresses(world: World, rows: Rows) -> None:
    """Rows of email, contact, org, worker, mail transport."""
    columns = ("email", "contact_id", "contact_org_id", "worker_id", "mail_transport_id")
    more = ("host", "is_trusted", "is_defunct", "is_banned", "num_nonspam", "num_spam", "created_at", "updated")
    rng = world.rng
    world.insert(
        "address",
        (*columns, *more),
        (
            (
                *(*row, row[0].partition("@")[2], int(rng.random() < 0.2), int(rng.random() < 0.04)),
                *(
                    int(rng.random() < 0.03),
                    rng.randrange(9),
                    int(rng.random() < 0.1),
                    world.ago(),
                    world.ago(60 * DAY),
                ),
            )
            for row in rows
        ),
    )


def _orgs(world: World, count: int) -> None:
    first, second = words.COMPANY_FIRST, words.COMPANY_SECOND
    combinations = len(first) * len(second)
    for index in range(count):
        name = f"{first[index % len(first)]} {second[index * 5 % len(second)]}"
        world.orgs.append(name if index < combinations else f"{name} {index // combinations + 1}")
    columns = ("name", "street", "city", "province", "postal", "country", "phone", "website", "created", "updated")
    world.insert("org", columns, (_org(world, name) for name in world.orgs))


def _org(world: World, name: str) -> tuple[Any, ...]:
    rng = world.rng
    city, province, country, prefix = rng.choice(words.PLACES)
    street = f"{rng.randrange(1, 200)} {rng.choice(words.STREETS)}" if rng.random() < 0.8 else ""
    phone = f"{prefix}-555-{rng.randrange(1000, 10_000)}" if rng.random() < 0.7 else ""
    website = f"https://{_host(name)}/" if rng.random() < 0.6 else ""
    created = world.ago()
    return name, street, city, province, str(rng.randrange(10_000, 99_999)), country, phone, website, created, created


def _host(org: str) -> str:
    return f"{letters(org).lower()}.example"


def _people(world: World, count: int) -> None:
    """Contacts with one address each; one in twelve has no organization."""
    first_address = len(words.GROUPS) + len(words.WORKERS) + 1
    contacts, addresses = [], []
    for index in range(count):
        row, email = _contact(world, index, first_address + index)
        contacts.append(row)
        org_id = row[5]
        addresses.append((email, index + 1, org_id or None, 0, 0))
        world.people.append(Person(first_address + index, email, f"{row[0]} {row[1]}", org_id))
    columns = ("first_name", "last_name", "title", "gender", "primary_email_id", "org_id", "phone", "location")
    world.insert("contact", (*columns, "language", "timezone", "created_at", "updated_at"), contacts)
    _insert_addresses(world, addresses)


def _contact(world: World, index: int, address_id: int) -> tuple[tuple[Any, ...], str]:
    rng = world.rng
    first, last = rng.choice(words.FIRST_NAMES), rng.choice(words.LAST_NAMES)
    org_id = 0 if index % 12 == 11 else 1 + index * 7 % len(world.orgs)
    host = _host(world.orgs[org_id - 1]) if org_id else "mail.example"
    email = f"{letters(first)}.{letters(last)}{index or ''}@{host}".lower()
    phone = f"+1-555-{rng.randrange(1000, 10_000)}" if rng.random() < 0.4 else ""
    location = rng.choice(words.PLACES)[0] if rng.random() < 0.5 else ""
    details = (rng.choice(words.TITLES), rng.choice(("F", "M", "")), address_id, org_id, phone, location)
    return (first, last, *details, rng.choice(("", "en_US", "de_DE")), "", world.ago(), world.ago(200 * DAY)), email


def _tasks(world: World, count: int) -> None:
    columns = ("title", "status_id", "importance", "owner_id", "due_date", "completed_date", "reopen_at")
    world.insert("task", (*columns, "created_at", "updated_date"), (_task(world) for _ in range(count)))


def _task(world: World) -> tuple[Any, ...]:
    """Tasks count otherwise than tickets: 0 is open, 1 closed, 2 waiting."""
    rng = world.rng
    title = world.phrase(rng.choice(words.TASKS), company=rng.choice(world.orgs))
    status = rng.choice((0, 0, 0, 1, 1, 2))
    created = world.ago(200 * DAY)
    due = world.now + rng.randrange(-20 * DAY, 40 * DAY) if rng.random() < 0.6 else 0
    updated = min(world.now, created + rng.randrange(1, 20 * DAY))
    completed = updated if status == 1 else 0
    reopen = world.now + rng.randrange(DAY, 20 * DAY) if status == 2 else 0
    return title, status, rng.randrange(101), rng.choice((0, *range(1, 12))), due, completed, reopen, created, updated


def _comments(world: World, count: int) -> None:
    columns = (
        "context",
        "context_id",
        "owner_context",
        "owner_context_id",
        "created",
        "is_markdown",
        "is_pinned",
        "comment",
    )
    world.insert("comment", columns, (_comment(world) for _ in range(count)))


def _comment(world: World) -> tuple[Any, ...]:
    rng = world.rng
    uri, most = rng.choice((("ticket", world.size), ("ticket", world.size), ("task", 40), ("org", len(world.orgs))))
    text = world.phrase(rng.choice(words.COMMENTS))
    target = (context_of(uri), rng.randrange(most) + 1)
    author = (context_of("worker"), rng.randrange(1, len(words.WORKERS)))
    return *target, *author, world.ago(150 * DAY), int("*" in text), int(rng.random() < 0.05), text


def _attachments(world: World, count: int) -> None:
    """Every file hangs on a message, a ticket or a task; the bytes of equal files are kept once."""
    files = [(*file, sha1(file[2], usedforsecurity=False).hexdigest()) for file in samples(world.rng)]
    world.insert("content", ("sha1", "bytes"), {digest: (digest, content) for *_, content, digest in files}.values())
    columns = ("name", "mime_type", "storage_extension", "storage_key", "storage_size", "storage_sha1hash", "updated")
    rows, targets = [], []
    for number in range(1, count + 1):
        name, mime_type, content, digest = files[(number - 1) % len(files)]
        rows.append(
            (name, mime_type, ENGINE, f"{digest[0]}/{digest[1]}/{number}", len(content), digest, world.ago(100 * DAY))
        )
        uri, most = (("message", world.size), ("ticket", world.size), ("task", 40))[number % 3]
        targets.append((number, context_of(uri), 1 + world.rng.randrange(most)))
    world.insert("attachment", columns, rows)
    world.insert("attachment_on", ("attachment_id", "context", "context_id"), targets)


def _custom_fields(world: World) -> None:
    columns = ("name", "type", "context", "uri", "params", "pos", "updated_at")
    rows = [
        (
            name,
            letter,
            context_of(uri),
            key,
            json.dumps({"options": options}) if options else "",
            place,
            world.ago(200 * DAY),
        )
        for place, (name, letter, uri, key, options) in enumerate(CUSTOM_FIELDS)
    ]
    world.insert("custom_field", columns, rows)
    for number, (_, letter, uri, _, options) in enumerate(CUSTOM_FIELDS, 1):
        most = len(world.orgs) if uri == "org" else world.size
        values = (
            (number, record, _custom_value(world, letter, options)) for record in range(1, most + 1, 1 + number % 3)
        )
        world.insert("custom_value", ("field_id", "context_id", "value"), values)


def _custom_value(world: World, letter: str, options: tuple[str, ...]) -> str:
    rng = world.rng
    if options:
        return rng.choice(options)
    if letter == "C":
        return "1"
    if letter == "E":
        return str(world.now + rng.randrange(-90 * DAY, 700 * DAY))
    return str(rng.randrange(1, 12)) if letter == "W" else f"SO-{rng.randrange(10_000, 99_999)}"


def _links(world: World) -> None:
    """Links stand in the table once for each direction; a watcher is a link to a worker."""
    rng = world.rng
    ticket, org, task, worker = (context_of(uri) for uri in ("ticket", "org", "task", "worker"))
    pairs: set[tuple[str, int, str, int]] = set()
    for _ in range(max(40, world.size // 6)):
        pairs.add((ticket, rng.randrange(world.size) + 1, worker, rng.randrange(1, 12)))
        pairs.add((ticket, rng.randrange(world.size) + 1, org, rng.randrange(len(world.orgs)) + 1))
        pairs.add((task, rng.randrange(40) + 1, org, rng.randrange(len(world.orgs)) + 1))
    for record in range(1, 40, 4):
        pairs.add((task, record, worker, rng.randrange(1, 12)))
        pairs.add((ticket, rng.randrange(world.size) + 1, task, record))
    both = pairs | {(*pair[2:], *pair[:2]) for pair in pairs}
    world.insert("link", ("from_context", "from_context_id", "to_context", "to_context_id"), sorted(both))
