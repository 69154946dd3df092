"""The way of Cerb's own Python guide, against the demo: with the library's session, and with that of cerbsh."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from cerbsh.demo.server import DemoServer
from tests.support import Home

OWN = """
from requests_oauthlib import OAuth2Session

client_id, client_secret, base_url, token = ...

def save_token(new_token):
    global token
    token = new_token

oauth = OAuth2Session(
    client_id,
    token=token,
    auto_refresh_url=base_url + "oauth/access_token",
    auto_refresh_kwargs={"client_id": client_id, "client_secret": client_secret},
    token_updater=save_token,
)
print(oauth.get(base_url + "rest/workers/me.json").text)
"""

OURS = """
import cerbsh

client_id, client_secret, base_url, token = ...

oauth = cerbsh.connect(base_url=base_url, token=token, client_secret=client_secret).session
print(oauth.get(base_url + "rest/workers/me.json").text)
"""


@pytest.mark.parametrize("script", [OWN, OURS], ids=["the library's session", "cerbsh's session"])
@pytest.mark.parametrize("ending", ["", "expired"])
def test_the_guides_script_says_who_i_am(demo: DemoServer, home: Home, script: str, ending: str) -> None:
    app, token = demo.apps[0], dict(demo.grant())
    if ending:
        demo.provider.grants.expire_access_tokens()
        token["expires_in"] = token["expires_at"] = -1
    values = repr((app.client_id, app.client_secret, demo.base_url, token))
    done = subprocess.run(
        [sys.executable, "-c", script.replace("...", values)],
        env=home.environ(OAUTHLIB_INSECURE_TRANSPORT="1"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["_type"] == "worker"
