from __future__ import annotations

import json
from typing import Any

import pytest

from tests.demo.calls import Cerb, error


def upload(cerb: Cerb, **form: str) -> dict[str, Any]:
    """The reply to an upload."""
    return cerb.write("POST", "attachments/upload.json", form)


def test_a_file_goes_up_and_comes_down(cerb: Cerb) -> None:
    made = upload(cerb, file_name="Ärger 🎉.bin", content="AAEC/w==", encoding="base64", mime_type="image/x-own")
    assert (made["name"], made["size"], made["mime_type"]) == ("Ärger .bin", 4, "image/x-own")
    answer = cerb.send("GET", f"attachments/{made['id']}/download.json")
    assert (answer.status, answer.content_type, answer.body) == (200, "image/x-own", b"\x00\x01\x02\xff")
    assert dict(answer.headers)["Content-Disposition"] == "attachment; filename=Ärger .bin"


def test_equal_bytes_of_an_equal_type_are_one_file(cerb: Cerb) -> None:
    first = upload(cerb, file_name="a.txt", content="hi", mime_type="text/plain")
    assert upload(cerb, file_name="b.txt", content="aGk=", encoding="base64", mime_type="text/plain") == first
    assert upload(cerb, file_name="b.txt", content="hi", mime_type="text/other")["id"] != first["id"]


@pytest.mark.parametrize("missing", ["file_name", "content"])
def test_an_upload_needs_a_name_and_content(cerb: Cerb, missing: str) -> None:
    form = {"file_name": "a.txt", "content": "hi"}
    del form[missing]
    assert error(upload(cerb, **form)) == ("ERROR_PARAM_REQUIRED", f"The '{missing}' parameter is required.")


def test_a_file_that_does_not_exist_is_an_error_in_json(read_only: Cerb) -> None:
    assert error(read_only.get("attachments/9999/download.json")) == ("ERROR", "Invalid attachment id '9999'")


def test_every_file_of_the_demo_can_be_downloaded(read_only: Cerb) -> None:
    rows = read_only.search("attachment", limit="500")["results"]
    types = set()
    for row in rows:
        answer = read_only.send("GET", f"attachments/{row['id']}/download.json")
        assert len(answer.body) == row["size"]
        assert answer.content_type == row["mime_type"]
        types.add(row["mime_type"])
    assert {"application/json", "image/png", "text/plain"} <= types
    assert any(not row["name"].isascii() for row in rows)
    document = next(row["id"] for row in rows if row["mime_type"] == "application/json")
    assert json.loads(read_only.send("GET", f"attachments/{document}/download.json").body)
