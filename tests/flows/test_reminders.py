"""Reminders are sent by a real mail server and by robots, and unsent ones are shown to the operator."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.conftest import Launch
from tests.support.mails import Mails, mail_server
from tests.support.requests import TASK
from tests.support.system import eventually


@pytest.fixture
def mails() -> Iterator[tuple[Mails, int]]:
    with mail_server() as found:
        yield found


@pytest.fixture
def robots() -> Iterator[tuple[list[tuple[str, dict[str, Any]]], int]]:
    taken: list[tuple[str, dict[str, Any]]] = []

    class Robot(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            taken.append((self.path, body))
            answer = json.dumps({"errcode": 0, "errmsg": "ok"}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Robot)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield taken, server.server_address[1]
    server.shutdown()


def test_reminders_leave_by_mail_and_robots_once(
    launch: Launch, mails: tuple[Mails, int], robots: tuple[list[tuple[str, dict[str, Any]]], int]
) -> None:
    (box, smtp), (taken, http) = mails, robots
    system = launch(
        TONGBAN_WATCH_SECONDS="0.3", TONGBAN_CHANNEL_DELAYS="0.1", TONGBAN_SMTP_HOST="127.0.0.1",
        TONGBAN_SMTP_PORT=str(smtp), TONGBAN_SMTP_SECURITY="none", TONGBAN_WECOM_URL=f"http://127.0.0.1:{http}/wecom",
        TONGBAN_DINGTALK_URL=f"http://127.0.0.1:{http}/dingtalk", TONGBAN_PUBLIC_URL="https://oa.example.edu.cn",
    )  # fmt: skip
    handler = system.person("east.handler")
    chosen = handler.ask(
        "PUT", "/me/preferences",
        {"mail": "handler@east.example", "wecom": "robot-key", "dingtalk": "robot-token", "dingtalk_secret": "SECsecret1"},
    )  # fmt: skip
    assert chosen.status == 200 and "SECsecret1" not in chosen.text and handler.get("/me/preferences") == chosen
    system.person("west.handler").ask("PUT", "/me/preferences", {"mail": "nobody@west.example"})
    director, west = system.person("east.director"), system.person("west.director")
    task = director.post("/tasks", {**TASK, "responsible": "east.handler"})
    west.post("/tasks", {**TASK, "responsible": "west.handler"})

    mail = eventually(lambda: box.taken[0] if box.taken else None, what="a mail")

    assert mail[0] == "handler@east.example" and task["title"] in mail[1] and "https://oa.example.edu.cn" in mail[1]
    eventually(lambda: len(taken) == 2, what="both robots")
    by_path = {path.partition("?")[0]: (path, body) for path, body in taken}
    assert by_path["/wecom"][0] == "/wecom?key=robot-key"
    assert {"access_token", "timestamp", "sign"} <= {each.partition("=")[0] for each in
                                                     by_path["/dingtalk"][0].partition("?")[2].split("&")}  # fmt: skip
    for _, body in taken:
        assert body["msgtype"] == "text" and task["title"] in body["text"]["content"]
    operator = system.person("system")
    unsent = eventually(lambda: operator.get("/unsent-reminders")["items"], what="what did not leave")
    assert (unsent[0]["channel"], unsent[0]["state"]) == ("mail", "failed") and task["title"] not in str(unsent)
    assert director.ask("GET", "/unsent-reminders").status == 403
    system.person("west.handler").ask("PUT", "/me/preferences", {"mail": "handler@west.example"})
    assert operator.ask("POST", f"/unsent-reminders/{unsent[0]['id']}/actions/send").status == 204
    eventually(lambda: [to for to, _ in box.taken] == ["handler@east.example", "handler@west.example"])
    assert len(taken) == 2
