"""A browser without a screen: cookies, forms, and redirects that are looked at one by one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode

import requests

from cerbsh.demo.apps import App
from cerbsh.demo.server import DemoServer
from tests.demo.clients import authorization


class Browser:
    """One visitor of a demo server, who follows no redirect by itself."""

    def __init__(self, server: DemoServer) -> None:
        self.server = server
        self.session = requests.Session()
        self.session.trust_env = False

    @property
    def cookie(self) -> str | None:
        return self.session.cookies.get("Devblocks")

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.server.base_url + path, allow_redirects=False, timeout=10)

    def post(self, path: str, form: Mapping[str, str]) -> requests.Response:
        return self.session.post(self.server.base_url + path, dict(form), allow_redirects=False, timeout=10)

    def authorize(self, app: App | None = None, **changes: str | None) -> requests.Response:
        return self.get("oauth/authorize?" + urlencode(authorization(app or self.server.apps[0], **changes)))

    def sign_in(self, **changes: str) -> requests.Response:
        worker = self.server.worker
        form = {"name": worker.name, "password": worker.password, "ticket": self.ticket("login")}
        return self.post("login", form | changes)

    def choose(self, choice: str) -> requests.Response:
        return self.post("login/consent", {"choice": choice, "ticket": self.ticket("login/consent")})

    def ticket(self, page: str) -> str:
        found = re.search(r'name="ticket" value="([^"]+)"', self.get(page).text)
        return found[1] if found else ""
