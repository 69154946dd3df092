"""The controller ``attachments/*``: files up and down."""

from __future__ import annotations

import time

from cerbsh.demo import checks, files, php
from cerbsh.demo.bodies import Body
from cerbsh.demo.envelope import RefusalError, required
from cerbsh.demo.http import Answer
from cerbsh.demo.request import Request

DEFAULT_TYPE = "application/octet-stream"


def upload(request: Request) -> Body:
    """Keep a file from form fields. Equal bytes of an equal type give the file that is there, under its first name."""
    for name in ("file_name", "content"):
        if not request.text(name):
            raise required(name)
    content = _content(request)
    mime_type = request.text("mime_type") or DEFAULT_TYPE
    columns = files.store(request.database, content)
    sql = "SELECT id FROM attachment WHERE storage_sha1hash = ? AND storage_size = ? AND mime_type = ? ORDER BY id"
    found = request.database.value(sql, (columns["storage_sha1hash"], len(content), mime_type))
    name = checks.string("name", request.text("file_name"))
    values = {"name": name, "mime_type": mime_type, "updated": int(time.time()), **columns}
    attachment_id = found or request.database.insert("attachment", values)
    row = request.dictionaries.row("attachment", attachment_id)
    assert row is not None
    return request.dictionaries.expand(request.dictionaries.plain("attachment", row), request.expand)


def download(request: Request) -> Answer:
    """The bytes of a file, with its own type and an unquoted UTF-8 name."""
    attachment_id = php.integer(request.part(0))
    row = request.dictionaries.row("attachment", attachment_id)
    if row is None:
        raise RefusalError(f"Invalid attachment id '{attachment_id}'")
    content = request.database.value("SELECT bytes FROM content WHERE sha1 = ?", (row["storage_sha1hash"],))
    name = row["name"].replace("\r", "").replace("\n", "")
    return Answer(
        200,
        row["mime_type"] or DEFAULT_TYPE,
        bytes(content or b""),
        (("Content-Disposition", f"attachment; filename={name}"), ("Accept-Ranges", "bytes")),
    )


def _content(request: Request) -> bytes:
    text = request.text("content")
    return php.base64(text) if request.text("encoding") == "base64" else text.encode()
