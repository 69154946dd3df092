"""The demo Cerb in a process of its own: says where it is and what signs in to it, and ends with its input."""

from __future__ import annotations

import json
import sys

from cerbsh.demo.server import DemoServer

if __name__ == "__main__":
    with DemoServer() as server:
        app = server.apps[0]
        told = {"base_url": server.base_url, "client_id": app.client_id, "secret": app.client_secret}
        print(json.dumps({**told, "answer": dict(server.grant())}), flush=True)
        sys.stdin.read()
