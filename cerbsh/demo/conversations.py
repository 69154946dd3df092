"""The demo's tickets, with their messages and participants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha1
from string import ascii_uppercase
from typing import Any

from cerbsh.demo import words
from cerbsh.demo.world import AGE, DAY, Person, Team, World

OPEN, WAITING, CLOSED, DELETED = range(4)

TICKET = (
    *("mask", "subject", "status_id", "owner_id", "org_id", "group_id", "bucket_id", "importance", "created_date"),
    *(
        "updated_date",
        "closed_at",
        "reopen_at",
        "last_opened_at",
        "num_messages",
        "num_messages_in",
        "num_messages_out",
    ),
    *("first_message_id", "first_outgoing_message_id", "last_message_id", "elapsed_response_first"),
    *("elapsed_resolution_first", "elapsed_status_open", "spam_score", "spam_training"),
)
MESSAGE = (
    *("ticket_id", "address_id", "worker_id", "created_date", "is_outgoing", "response_time", "storage_size"),
    *("hash_header_message_id", "token", "headers", "content"),
)

_BATCH = 5000


@dataclass(frozen=True)
class _Letter:
    """One message before it is written down."""

    outgoing: bool
    created: int
    waited: int
    worker_id: int


def load(world: World) -> None:
    """Write ``world.size`` tickets, the oldest first, in batches that keep memory flat."""
    message_id = 1
    for start in range(0, world.size, _BATCH):
        tickets: list[tuple[Any, ...]] = []
        messages: list[tuple[Any, ...]] = []
        participants: list[tuple[int, int]] = []
        for index in range(start, min(start + _BATCH, world.size)):
            ticket, letters, person = _conversation(world, index, message_id)
            tickets.append(ticket)
            messages.extend(letters)
            participants.extend((index + 1, address) for address in {person.address_id, *_copied(world, index)})
            message_id += len(letters)
        world.insert("ticket", TICKET, tickets)
        world.insert("message", MESSAGE, messages)
        world.insert("participant", ("ticket_id", "address_id"), participants)


def _copied(world: World, index: int) -> Sequence[int]:
    return (world.rng.choice(world.people).address_id,) if index % 9 == 4 else ()


def _conversation(world: World, index: int, message_id: int) -> tuple[tuple[Any, ...], list[tuple[Any, ...]], Person]:
    rng = world.rng
    group, template = words.SUBJECTS[rng.randrange(len(words.SUBJECTS))]
    team = world.teams[group - 1]
    person = world.people[rng.randrange(len(world.people))]
    subject = world.phrase(template)
    letters = _letters(world, _created(world, index), team)
    rows = [
        _message(world, index + 1, message_id + place, letter, team, person, subject)
        for place, letter in enumerate(letters)
    ]
    return _ticket(world, index, message_id, letters, team, person, subject), rows, person


def _created(world: World, index: int) -> int:
    """Tickets come faster of late: half of them are younger than nine months."""
    share = 1 - (index + 1) / (world.size + 1)
    return world.now - int(AGE * share**1.5) - world.rng.randrange(60, 7200)


def _letters(world: World, created: int, team: Team) -> list[_Letter]:
    """Question, answer, and so on; a follow-up comes only if the clock allows."""
    rng = world.rng
    worker_id = rng.choice(team.members)
    letters = [_Letter(False, created, 0, 0)]
    moment = created
    while len(letters) < 6 and rng.random() < 0.52:
        waited = rng.randrange(120, 2 * DAY)
        moment += waited
        if moment >= world.now:
            break
        outgoing = len(letters) % 2 == 1
        letters.append(_Letter(outgoing, moment, waited if outgoing else 0, worker_id if outgoing else 0))
    return letters


def _ticket(
    world: World, index: int, message_id: int, letters: Sequence[_Letter], team: Team, person: Person, subject: str
) -> tuple[Any, ...]:
    rng = world.rng
    created, updated = letters[0].created, letters[-1].created
    status = _status(world, updated, team)
    sent = [place for place, letter in enumerate(letters) if letter.outgoing]
    closed = min(world.now, updated + rng.randrange(60, DAY)) if status == CLOSED else 0
    reopen = world.now + rng.randrange(DAY, 30 * DAY) if status == WAITING and rng.random() < 0.3 else 0
    owner = rng.choice((0, *team.members))
    importance = 50 if rng.random() < 0.4 else rng.randrange(101)
    return (
        *(_mask(world, index), subject, status, owner, person.org_id, team.id, rng.choice(team.buckets), importance),
        *(created, max(updated, closed), closed, reopen, created if status == OPEN else 0),
        *(len(letters), len(letters) - len(sent), len(sent)),
        *(message_id, message_id + sent[0] if sent else 0, message_id + len(letters) - 1),
        *(letters[sent[0]].created - created if sent else 0, closed - created if closed else 0),
        *((closed or updated) - created, *_spam(world, bool(sent), team)),
    )


def _status(world: World, updated: int, team: Team) -> int:
    chance = world.rng.random()
    if team.id == 5 and chance < 0.15:
        return DELETED
    if world.now - updated < 45 * DAY:
        return OPEN if chance < 0.5 else WAITING if chance < 0.75 else CLOSED
    return OPEN if chance < 0.1 else WAITING if chance < 0.18 else CLOSED


def _spam(world: World, answered: bool, team: Team) -> tuple[float, str]:
    if answered:
        return 0.0001, "N"
    return round(world.rng.random() * (0.9 if team.id == 5 else 0.3), 4), ""


def _mask(world: World, index: int) -> str:
    """Like Cerb's: three letters, five digits, three digits. Unique by the digits for the first 90,000 tickets."""
    letters = "".join(world.rng.choices(ascii_uppercase, k=2)) + ascii_uppercase[index // 90_000 % 26]
    return f"{letters}-{10_000 + index * 7919 % 90_000}-{100 + index % 900}"


def _message(
    world: World, ticket_id: int, number: int, letter: _Letter, team: Team, person: Person, subject: str
) -> tuple[Any, ...]:
    rng = world.rng
    content = _answer(world, person) if letter.outgoing else _question(world, subject, person)
    sender, recipient = (team.email, person.email) if letter.outgoing else (person.email, team.email)
    token = f"{rng.getrandbits(40):010x}"
    identity = f"<{token}.{number}@{words.DOMAIN if letter.outgoing else person.email.partition('@')[2]}>"
    headers = f"From: {sender}\nTo: {recipient}\nSubject: {subject}\nMessage-Id: {identity}\n"
    return (
        *(ticket_id, team.address_id if letter.outgoing else person.address_id, letter.worker_id, letter.created),
        *(int(letter.outgoing), letter.waited, len(content.encode())),
        *(sha1(identity.encode(), usedforsecurity=False).hexdigest(), token, headers, content),
    )


def _question(world: World, subject: str, person: Person) -> str:
    opening = world.phrase(world.rng.choice(words.OPENINGS))
    detail = world.phrase(world.rng.choice(words.DETAILS))
    return f"Hello,\n\n{opening}\n{detail}\n\n({subject})\n\nKind regards\n{person.name}\n"


def _answer(world: World, person: Person) -> str:
    return f"Dear {person.name},\n\n{world.phrase(world.rng.choice(words.ANSWERS))}\n\n-- \n{words.COMPANY}\n"
