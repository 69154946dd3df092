"""The points of the activity log: what can have happened, how Cerb names it, and the sentence that tells it."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

Row = sqlite3.Row


@dataclass(frozen=True)
class Point:
    """One kind of event: its name, the key of its message, and the sentence with its variables in ``{{ }}``."""

    name: str
    message: str
    text: str


def _ticket_status(status: str) -> Point:
    text = "{{actor}} changed ticket {{target}} to status {{status}}"
    return Point(f"Ticket Status {status.title()}", "activities.ticket.status", text)


POINTS: Mapping[str, Point] = {
    "comment.create": Point(
        "Comment Created", "activities.comment.create", "{{actor}} commented on {{object}} {{target}}"
    ),
    "connection.link": Point(
        "Record Linked",
        "activities.connection.link",
        "{{actor}} connected {{target_object}} {{target}} to {{link_object}} {{link}}",
    ),
    "connection.unlink": Point(
        "Record Unlinked",
        "activities.connection.unlink",
        "{{actor}} disconnected {{target_object}} {{target}} from {{link_object}} {{link}}",
    ),
    "custom.other": Point("Other", "activities.custom.other", "{{actor}} {{event}}"),
    "record.deleted": Point(
        "Record Deleted",
        "activities.record.delete",
        "{{actor}} deleted {{record_type}} `{{record_label}}` (#{{record_id}})",
    ),
    "task.status.completed": Point(
        "Task Completed", "activities.task.status.completed", "{{actor}} completed task {{target}}"
    ),
    "ticket.message.inbound": Point(
        "Ticket Message Received", "activities.ticket.message.inbound", "{{actor}} replied to ticket {{target}}"
    ),
    "ticket.message.outbound": Point(
        "Ticket Message Sent", "activities.ticket.message.outbound", "{{actor}} responded to ticket {{target}}"
    ),
    "ticket.moved": Point(
        "Ticket Moved", "activities.ticket.moved", "{{actor}} moved ticket {{target}} to {{group}} {{bucket}}"
    ),
    "ticket.owner.assigned": Point(
        "Ticket Assigned", "activities.ticket.assigned", "{{actor}} assigned ticket {{target}} to worker {{worker}}"
    ),
    "ticket.participant.added": Point(
        "Ticket Participant Added",
        "activities.ticket.participant.added",
        "{{actor}} added {{participant}} to ticket {{target}}",
    ),
    "ticket.participant.removed": Point(
        "Ticket Participant Removed",
        "activities.ticket.participant.removed",
        "{{actor}} removed {{participant}} from ticket {{target}}",
    ),
    "ticket.status.closed": _ticket_status("closed"),
    "ticket.status.deleted": _ticket_status("deleted"),
    "ticket.status.open": _ticket_status("open"),
    "ticket.status.waiting": _ticket_status("waiting"),
    "ticket.unassigned": Point(
        "Ticket Unassigned", "activities.ticket.unassigned", "{{actor}} unassigned ticket {{target}}"
    ),
    "watcher.assigned": Point(
        "Watcher Assigned",
        "activities.watcher.assigned",
        "{{actor}} added {{watcher}} as a watcher to {{target_object}} {{target}}",
    ),
    "watcher.follow": Point(
        "Watcher Follow", "activities.watcher.follow", "{{actor}} started watching {{target_object}} {{target}}"
    ),
    "watcher.unassigned": Point(
        "Watcher Unassigned",
        "activities.watcher.unassigned",
        "{{actor}} removed {{watcher}} as a watcher from {{target_object}} {{target}}",
    ),
    "watcher.unfollow": Point(
        "Watcher Unfollow", "activities.watcher.unfollow", "{{actor}} stopped watching {{target_object}} {{target}}"
    ),
}
"""What the demo writes down, and ``custom.other``, which Cerb keeps for its own."""


def name_of(row: Row) -> str:
    """What an entry calls its kind; a point that the demo does not know has no name."""
    point = POINTS.get(row["activity_point"])
    return point.name if point else ""


def sentence(row: Row) -> str:
    """An entry as it is told: the message of its point with the entry's own variables."""
    entry = json.loads(row["entry_json"] or "{}")
    variables = entry.get("variables") or {}
    point = POINTS.get(row["activity_point"])
    text = point.text if point else str(entry.get("message", ""))
    return re.sub(r"\{\{(\w+)\}\}", lambda found: str(variables.get(found[1], "")), text)
