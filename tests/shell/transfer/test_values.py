"""Files as values: their text, or a data URI where the field holds bytes."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

import pytest

from cerbsh.catalogue import builtin
from cerbsh.demo.files import png
from cerbsh.errors import Exit, LocalError
from cerbsh.shell.engine import Engine
from cerbsh.shell.transfer.values import media_type, reader
from tests.shell.support import data, told

ORG = reader(lambda: builtin().type("org"))


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "logo.png"
    path.write_bytes(png(64, 64))
    return path


@pytest.mark.parametrize("key", ["image", "fields[image]"])
def test_a_picture_is_a_data_uri_where_the_field_is_one(picture: Path, key: str) -> None:
    head, _, content = ORG(str(picture), key).partition(",")
    assert head == "data:image/png;base64"
    assert b64decode(content) == picture.read_bytes()


def test_the_content_of_an_attachment_is_bytes_of_any_kind(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(bytes(range(256)))
    read = reader(lambda: builtin().type("attachment"))
    assert b64decode(read(f"{tmp_path}/a.bin", "content").partition(",")[2]) == bytes(range(256))


def test_text_is_itself_everywhere_else(tmp_path: Path) -> None:
    (tmp_path / "name.txt").write_text("Fiaflux – two\nlines\n", encoding="utf-8")
    assert ORG(f"{tmp_path}/name.txt", "name") == "Fiaflux – two\nlines\n"
    assert reader(lambda: None)(f"{tmp_path}/name.txt", "image") == "Fiaflux – two\nlines\n"


@pytest.mark.parametrize(
    ("name", "content", "key", "reason"),
    [
        ("a.txt", b"\xff", "name", "UTF-8"),
        ("a.pdf", b"%PDF", "image", "no picture"),
        ("missing", None, "name", "No such"),
    ],
)
def test_a_file_that_does_not_fit_is_told(
    tmp_path: Path, name: str, content: bytes | None, key: str, reason: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(LocalError, match=reason):
        ORG(str(tmp_path / name), key)


@pytest.mark.parametrize(("name", "kind"), [("a.PNG", "image/png"), ("a.b.pdf", "application/pdf"), ("x", None)])
def test_the_end_of_a_name_says_what_a_file_is(name: str, kind: str | None) -> None:
    assert media_type(f"folder.png/{name}") == (kind or "application/octet-stream")


def test_a_picture_reaches_cerb(engine: Engine, picture: Path) -> None:
    result = engine.run(f"POST records/org/create name='With a logo' image=@{picture}")
    assert result.exit == Exit.OK, told(result)
    engine.run(f"DELETE records/org/{data(result)['id']}")
