"""Account commands while nothing runs, and a changed district's file."""

from pathlib import Path

import requests

from services.command_line import DEMO_DISTRICT
from shared.runtime.embedded_store import EmbeddedStore
from tests.conftest import Launch
from tests.support.system import Office, System


def _code(system: System, username: str, password: str) -> int:
    sent = {"username": username, "password": password}
    return requests.post(f"{system.url}/api/v1/sessions", json=sent, timeout=25).status_code


def test_accounts_are_reset_changed_and_moved_from_the_command_line(launch: Launch, tmp_path: Path) -> None:
    system = launch(ready=False)

    def ran(*arguments: str) -> str:
        done = system.command(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    issued = ran("account", "reset-password", "east.clerk").split()[1].partition("（")[0]
    # the first command had a store of its own; each start of one takes a second
    system.store = EmbeddedStore(system.folder)
    system.store.start()
    ran("account", "unlock", "east.leader")
    ran("account", "disable", "west.handler", "--reason", "长期病休")
    moved = ran("account", "set", "east.handler", "--organ", "west", "--post", "干事", "--roles", "handler")
    alone = ("account", "set", "east.leader", "--roles", "clerk")
    asked, confirmed = system.command(*alone), system.command(*alone, "--confirm")
    unknown, wrong = system.command("account", "enable", "nobody"), system.command("account", "enable", "east.leader")
    nowhere = system.command("account", "set", "east.leader", "--organ", "nowhere")
    nameless = system.command("account", "set", "east.leader", "--name", "")
    changed = tmp_path / "changed.yaml"
    text = (
        DEMO_DISTRICT.read_text(encoding="utf-8")
        .replace("name: 郑国梁", "name: 郑国栋")
        .replace(
            "east.handler, name: 何伟民, organ: east, post: 总务处干事",
            "east.handler, name: 何伟民, organ: west, post: 干事",
        )
    )
    changed.write_text(text, encoding="utf-8")
    shown, applied = (
        system.command("import-district", str(changed)),
        system.command("import-district", str(changed), "--apply"),
    )
    again = system.command("import-district", str(changed))

    assert (nameless.returncode, "--name" in nameless.stderr) == (2, True), nameless.stderr
    assert "west" in moved
    assert (asked.returncode, confirmed.returncode) == (1, 0), confirmed.stderr
    assert "--confirm" in asked.stderr and asked.stderr.count("\n") == 1
    assert (unknown.returncode, unknown.stderr.count("\n"), wrong.returncode) == (1, 1, 1)
    assert "账号已启用" in wrong.stderr
    assert (nowhere.returncode, nowhere.stderr.count("\n")) == (1, 1) and "“nowhere”" in nowhere.stderr
    assert shown.returncode == 1 and "郑国梁 → 郑国栋" in shown.stdout and "--apply" in shown.stderr
    assert (applied.returncode, again.returncode) == (0, 0), applied.stderr + again.stderr
    system.stop()
    system.start()
    assert (_code(system, "west.handler", "x" * 12), _code(system, "east.clerk", issued)) == (401, 201)
    held = Office(system, "east.clerk", issued).ask("GET", "/organs")
    assert held["code"] == "password_change_needed"
    trail = system.person("auditor").get("/people/east.clerk/history")["items"][-1]
    assert (trail["label"], trail["by"]["name"]) == ("重置密码", "命令行")
    assert system.person("west.director").get("/me")["name"] == "郑国栋"
