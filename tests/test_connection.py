"""The Python door: ``cerbsh.connect()``."""

from __future__ import annotations

import json
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import cerbsh
from cerbsh.demo.server import DemoServer
from tests.support import Home


@pytest.fixture
def cerb(demo: DemoServer, monkeypatch: pytest.MonkeyPatch, home: Home) -> Iterator[cerbsh.Cerb]:
    for name, value in home.environ().items():
        monkeypatch.setenv(name, value)
    answer: Any = demo.grant()
    with cerbsh.connect(base_url=demo.base_url, token=answer, client_secret=demo.apps[0].client_secret) as made:
        yield made


def test_importing_the_package_loads_nothing_heavy() -> None:
    program = "import cerbsh, sys; print(*sorted(set(sys.modules) & {'requests', 'prompt_toolkit', 'dataclasses'}))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "\n"


def test_an_answer_is_a_mapping_of_the_envelope(cerb: cerbsh.Cerb, demo: DemoServer) -> None:
    me = cerb.get("workers/me")
    assert me.ok and me["_label"] == demo.worker.name
    assert me.json() == dict(me)
    assert "workers/me.json" in repr(me) and "200" in repr(me)


def test_an_error_of_cerb_is_raised_with_its_code(cerb: cerbsh.Cerb) -> None:
    with pytest.raises(cerbsh.CerbError) as caught:
        cerb.get("records/task/999999")
    assert caught.value.code == "ERROR_NOT_FOUND"
    assert caught.value.reply.status == 200
    assert isinstance(caught.value, cerbsh.CerbshError)


def test_records_are_created_read_changed_counted_and_deleted(cerb: cerbsh.Cerb) -> None:
    tasks = cerb.records("task")
    before = tasks.count()
    made = tasks.create(title="Call back", links=["org:1"], importance=80)
    assert tasks.get(made["id"], expand="links")["links"] == {"cerberusweb.contexts.org": [1]}
    assert tasks.update(made["id"], status="closed")["status"] == "closed"
    assert tasks.upsert(f"id:{made['id']}", title="Called back")["title"] == "Called back"
    assert tasks.count() == before + 1
    assert tasks.delete(made["id"]).ok
    assert tasks.count() == before


def test_a_search_goes_over_all_pages_lazily(cerb: cerbsh.Cerb, demo: DemoServer) -> None:
    found = cerb.records("ticket").search()
    first = next(found)
    assert demo.log.count("GET", "records/ticket/search") >= 1
    ids = [first["id"], *(ticket["id"] for ticket in found)]
    assert len(ids) == len(set(ids)) == cerb.records("ticket").count()


def test_progress_is_a_bar_where_there_is_one_to_be_had(cerb: cerbsh.Cerb, monkeypatch: pytest.MonkeyPatch) -> None:
    told = []

    def tqdm(found: Iterator[object], total: int, desc: str, unit: str) -> Iterator[object]:
        told.append((total, desc))
        return found

    monkeypatch.setitem(sys.modules, "tqdm", types.ModuleType("tqdm"))
    monkeypatch.setitem(sys.modules, "tqdm.auto", types.SimpleNamespace(tqdm=tqdm))
    assert len(list(cerb.records("org").search(limit=3, progress=True))) == 3
    assert told == [(3, "org")]
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    assert len(list(cerb.records("org").search(limit=3, progress=True))) == 3


def test_a_limit_keeps_cerbs_order(cerb: cerbsh.Cerb) -> None:
    found = list(cerb.records("ticket").search("sort:-id", limit=7))
    assert [ticket["id"] for ticket in found] == sorted((ticket["id"] for ticket in found), reverse=True)
    assert len(found) == 7


def test_a_broken_query_is_refused_before_it_matches_everything(cerb: cerbsh.Cerb) -> None:
    with pytest.raises(cerbsh.CerbshError):
        list(cerb.records("ticket").search("(status:o"))


def test_files_go_up_and_come_down_whole(cerb: cerbsh.Cerb, tmp_path: Path) -> None:
    (tmp_path / "note.bin").write_bytes(bytes(range(256)) * 10)
    attachment = cerb.upload(tmp_path / "note.bin")
    back = cerb.download(attachment["id"], tmp_path / "back.bin")
    assert back.read_bytes() == bytes(range(256)) * 10
    with pytest.raises(cerbsh.CerbError):
        cerb.download(999999, tmp_path / "never.bin")
    assert not (tmp_path / "never.bin").exists()


def test_a_data_query_gives_its_data(cerb: cerbsh.Cerb) -> None:
    assert "ticket" in {each["uri"] for each in cerb.data_query("type:record.types")["data"].values()}


@pytest.mark.parametrize("path", ["https://evil.example/rest/workers/me", "//evil.example/x", "..", "a\nb"])
def test_nothing_leaves_for_another_place(cerb: cerbsh.Cerb, demo: DemoServer, path: str) -> None:
    demo.log.clear()
    with pytest.raises(cerbsh.CerbshError):
        cerb.get(path)
    assert demo.log.seen == ()


def test_what_is_asked_is_kept_in_the_history(cerb: cerbsh.Cerb, home: Home) -> None:
    cerb.get("workers/me")
    cerb.close()
    from cerbsh.history.store import History

    history = History(home.data / "history.sqlite3", secrets=tuple, warn=pytest.fail)
    assert [(each.method, each.path, each.ok) for each in history.recent(5)] == [("GET", "workers/me", True)]
    history.close()


def test_a_profile_is_taken_by_its_name_and_nobody_signed_in_is_told(
    signed_in: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in signed_in.environ().items():
        monkeypatch.setenv(name, value)
    with cerbsh.connect("work") as work:
        assert work.profile.name == "work" and work.get("workers/me").ok
    with pytest.raises(cerbsh.CerbshError, match="nope"):
        cerbsh.connect("nope")
    monkeypatch.setenv("CERBSH_CONFIG_DIR", str(signed_in.path / "elsewhere"))
    with pytest.raises(cerbsh.CerbshError, match="nobody is signed in"):
        cerbsh.connect()


def test_the_session_is_that_of_cerbs_guide(cerb: cerbsh.Cerb) -> None:
    reply = cerb.session.get(cerb.profile.base_url + "rest/workers/me.json")
    assert json.loads(reply.content)["__status"] == "success"


def test_a_notebook_sees_a_table_and_a_tree_and_nothing_that_runs(cerb: cerbsh.Cerb) -> None:
    name = "<script>alert(1)</script>"
    cerb.records("org").create(name=name)
    html = cerb.get("records/org/search", q="sort:-id", limit=2)._repr_html_()
    assert "<table>" in html and "<details" in html
    assert "<script" not in html and "&lt;script&gt;" in html
