"""The door to the network: what goes out, what comes back, and what is said when the way is broken."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from requests_oauthlib import OAuth2Session

from cerbsh.api.client import CHUNK, Client
from cerbsh.api.reply import Reply
from cerbsh.api.request import Request
from cerbsh.auth.store import MemoryVault
from cerbsh.auth.token import Token
from cerbsh.auth.vault import Secrets
from cerbsh.config import Profile
from cerbsh.demo.server import DemoServer
from cerbsh.errors import ConnectError, ReplyError, SignInError, StoppedError
from tests.certificates import self_signed

ME = Request("GET", "workers/me.json")
WRITE = Request("POST", "records/task/create.json", form=(("fields[title]", "Call back"),))


@pytest.fixture
def said() -> list[str]:
    """What the client told its user."""
    return []


@pytest.fixture
def pauses() -> list[float]:
    """The pauses that the client asked for; none is made."""
    return []


@pytest.fixture
def client(demo: DemoServer, said: list[str], pauses: list[float]) -> Iterator[Client]:
    made = client_of(demo, said, pauses)
    yield made
    made.close()


def client_of(demo: DemoServer, said: list[str], pauses: list[float], **changes: object) -> Client:
    profile = Profile("work", demo.base_url, demo.apps[0].client_id)._replace(**changes)  # type: ignore[arg-type]
    token = Token.from_answer(demo.grant(), time.time())
    store = MemoryVault(Secrets(demo.apps[0].client_secret, token))
    return Client(profile, store, said.append, sleep=pauses.append)


def test_a_reply_holds_bytes_headers_and_times(client: Client) -> None:
    reply = client.send(ME)
    assert (reply.status, reply.ok, reply.envelope["_type"]) == (200, True, "worker")
    assert reply.media_type == "application/json"
    assert reply.elapsed > 0 and reply.started <= time.time()
    assert reply.request is ME


def test_query_form_and_raw_body_go_out_as_cerb_reads_them(client: Client, demo: DemoServer) -> None:
    client.send(Request("GET", "records/org/search.json", query=(("q", 'name:"A & B"'), ("subtotals[]", "country"))))
    client.send(WRITE)
    client.send(Request("POST", "data/query.json", body="type:record.types"))
    search, create, data = demo.log.seen[-3:]
    assert search.query == "q=name%3A%22A%20%26%20B%22&subtotals%5B%5D=country"
    assert (create.headers["content-type"], create.body) == (
        "application/x-www-form-urlencoded",
        b"fields%5Btitle%5D=Call+back",
    )
    assert (data.headers["content-type"], data.body) == ("text/plain; charset=utf-8", b"type:record.types")


def test_connections_are_kept_and_cookies_are_not(client: Client, demo: DemoServer) -> None:
    for _ in range(5):
        client.send(ME)
    pools: Any = client.session.get_adapter(demo.base_url)
    pools = pools.poolmanager.pools
    assert [pools.get(key).num_connections for key in pools.keys()] == [1]  # noqa: SIM118 - no plain mapping
    assert not any("cookie" in name for seen in demo.log.seen for name in seen.headers)
    assert len(client.session.cookies) == 0


@pytest.mark.parametrize("fault", ["reset", "lost-answer", "cut", "gzip", "long"])
def test_a_get_whose_connection_breaks_is_sent_again(
    client: Client, demo: DemoServer, said: list[str], pauses: list[float], fault: str
) -> None:
    demo.faults.add(fault, method="GET", path="workers/me")
    assert client.send(ME).ok
    assert demo.log.count("GET", "workers/me") == 2
    assert pauses == [0.25] and "trying again" in said[0]


def test_a_get_that_keeps_breaking_is_given_up_after_three_attempts(client: Client, demo: DemoServer) -> None:
    demo.faults.add("lost-answer", path="workers/me", times=9)
    with pytest.raises(ConnectError) as caught:
        client.send(ME)
    assert caught.value.sent
    assert demo.log.count("GET", "workers/me") == 3


@pytest.mark.parametrize("fault", ["reset", "lost-answer", "cut"])
def test_a_write_is_sent_once_and_its_loss_is_told(client: Client, demo: DemoServer, fault: str) -> None:
    demo.faults.add(fault, method="POST", path="records/task/create", times=9)
    with pytest.raises(ConnectError, match="it may have been done") as caught:
        client.send(WRITE)
    assert "read the record" in caught.value.hint
    assert demo.log.count("POST", "records/task/create") == 1


def test_retry_after_is_waited_for(client: Client, demo: DemoServer, pauses: list[float]) -> None:
    demo.faults.add("status", path="workers/me", status=503, retry_after=3)
    assert client.send(ME).ok
    assert pauses == [3.0]


def test_a_long_retry_after_is_told_instead(client: Client, demo: DemoServer, pauses: list[float]) -> None:
    demo.faults.add("status", path="workers/me", status=503, retry_after=3600)
    reply = client.send(ME)
    assert (reply.status, pauses) == (503, [])


def test_a_write_that_is_answered_503_is_not_sent_again(client: Client, demo: DemoServer) -> None:
    demo.faults.add("status", path="records/task", status=503)
    assert client.send(WRITE).status == 503
    assert demo.log.count("POST") == 1


def test_a_redirect_is_a_reply_and_not_followed(client: Client, demo: DemoServer) -> None:
    demo.faults.add("login", path="workers/me")
    reply = client.send(ME)
    assert (reply.status, reply.ok) == (302, False)
    assert reply.header("Location").endswith("/login")


def test_a_slow_server_is_given_up_in_time(client: Client, demo: DemoServer) -> None:
    demo.faults.add("delay", path="records/task", seconds=30)
    with pytest.raises(ConnectError, match="in time"):
        client.send(WRITE, timeout=0.2)


def test_nobody_is_there(said: list[str], demo: DemoServer) -> None:
    client = client_of(demo, said, [])
    demo.stop()
    with pytest.raises(ConnectError, match="no connection") as caught:
        client.send(ME)
    assert not caught.value.sent


def test_a_reply_that_is_too_long_is_given_up(demo: DemoServer) -> None:
    client = Client(*_parts(demo), notify=print, max_body=100)
    with pytest.raises(ReplyError, match="longer than 100 bytes"):
        client.send(ME)


def test_a_stream_gives_the_head_before_the_body(client: Client) -> None:
    with client.stream(ME) as stream:
        assert stream.head.status == 200 and stream.head.body == b""
        assert b'"_type":"worker"' in b"".join(stream.chunks)


LARGE = Request("POST", "attachments/upload.json", form=(("file_name", "a.txt"), ("content", "+/" * 200_000)))


def content(client: Client, uploaded: Reply) -> bytes:
    """The bytes that Cerb has of a file."""
    return client.send(Request("GET", f"attachments/{uploaded.envelope['id']}/download.json")).body


def test_a_body_tells_how_far_it_is_on_its_way_and_arrives_whole(client: Client, demo: DemoServer) -> None:
    told: list[tuple[int, int]] = []
    reply = client.send(LARGE, sent=lambda done, whole: told.append((done, whole)))
    assert content(client, reply) == b"+/" * 200_000
    length = int(demo.log.seen[0].headers["content-length"])
    assert [done for done, _ in told] == [*range(0, length, CHUNK), length]
    assert {whole for _, whole in told} == {length}


def test_a_body_that_tells_of_itself_is_sent_again_with_a_newer_token(client: Client, demo: DemoServer) -> None:
    kept = client.store.read()
    assert kept.token
    client.store.write(kept._replace(token=kept.token._replace(access_token="spoilt")))
    told: list[int] = []
    reply = client.send(LARGE, sent=lambda done, whole: told.append(done))
    assert content(client, reply) == b"+/" * 200_000
    assert demo.log.count(path="upload") == told.count(0) == 2


def test_a_body_on_its_way_can_be_stopped(client: Client, demo: DemoServer) -> None:
    def stop(done: int, whole: int) -> None:
        if done:
            raise StoppedError("stopped")

    with pytest.raises(StoppedError):
        client.send(LARGE, sent=stop)
    assert client.send(ME).ok


def test_a_token_that_cerb_refuses_and_nothing_renews_is_no_sign_in(demo: DemoServer) -> None:
    profile, _ = _parts(demo)
    client = Client(profile, MemoryVault(Secrets(token=Token("garbage"))), notify=print)
    with pytest.raises(SignInError):
        client.send(ME)


@pytest.mark.parametrize("tls", [False, True])
def test_hanging_up_ends_what_another_thread_waits_for_and_nothing_is_tried_again(
    demo: DemoServer, said: list[str], pauses: list[float], tmp_path: Path, tls: bool
) -> None:
    context, ca_file = self_signed(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as silent, ThreadPoolExecutor(1) as pool:
        scheme, port = "https" if tls else "http", silent.getsockname()[1]
        client = client_of(demo, said, pauses, base_url=f"{scheme}://127.0.0.1:{port}/", ca_file=str(ca_file))
        waiting = pool.submit(client.send, ME)
        connection, _ = silent.accept()
        with context.wrap_socket(connection, server_side=True) if tls else connection as opened:
            assert opened.recv(65536).startswith(b"GET /rest/workers/me.json")
            client.hang_up()
            assert isinstance(waiting.exception(timeout=10), ConnectError)
    assert (said, pauses) == ([], [])


def test_a_client_that_hung_up_can_be_used_again(client: Client) -> None:
    assert client.send(ME).ok
    client.hang_up()
    assert client.send(ME).ok


def _parts(demo: DemoServer) -> tuple[Profile, MemoryVault]:
    client = client_of(demo, [], [])
    assert isinstance(client.store, MemoryVault)
    return client.profile, client.store


def test_the_shell_sends_over_the_one_oauth2_session_that_python_users_get(client: Client) -> None:
    """The user asked for it: one requests-oauthlib session, whatever another would save at start-up."""
    assert isinstance(client.session, OAuth2Session)
    client.send(ME)
    assert client.session.authorized


def test_a_measured_reply_tells_where_its_time_went(client: Client) -> None:
    first, second = client.send(ME, timing=True), client.send(ME, timing=True)
    assert [step for step, _ in first.timing] == ["name look-up", "connect", "first byte"]
    assert [step for step, _ in second.timing] == ["first byte"]
    spent = dict(first.timing)
    assert 0 <= spent["name look-up"] + spent["connect"] <= spent["first byte"] <= first.elapsed
    assert client.send(ME).timing == ()
