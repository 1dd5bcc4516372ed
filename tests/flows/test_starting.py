"""Starting: the first output soon, the last one when everything works, and one clear line if it fails."""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests

from services.documents.outgoing.store import DocumentCollection
from shared.progress import QUIET_SECONDS
from shared.runtime import listening
from shared.runtime.embedded_store import LOG_BYTES, EmbeddedStore
from shared.runtime.schema import SCHEMA
from shared.runtime.starting import CannotStart
from shared.runtime.store import connect
from shared.version import VERSION
from tests.conftest import Launch
from tests.flows.test_document_story import NOTICE
from tests.support.ports import free_port
from tests.support.system import PASSWORD, ROOT, System, eventually

PLAIN = {k: v for k, v in os.environ.items() if not k.startswith("TONGBAN_") and k not in ("AMQP_URI", "MONGO_URI")}
COMMAND = Path(sys.executable).with_name("tongban")


CLAIMS = """
import sys, time
from shared.runtime.listening import require_free
require_free("127.0.0.1", int(sys.argv[1]), "TONGBAN_PORT")
print("claimed", flush=True)
time.sleep(60)
"""


def command_with(settings: dict[str, str], *command: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end as a user at a terminal does."""
    return subprocess.run(
        [sys.executable, "-m", "services", *command], cwd=ROOT, env={**PLAIN, **settings}, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip


@contextmanager
def started(folder: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Start everything as a user at a terminal does."""
    ports = {"TONGBAN_PORT": str(free_port()), "TONGBAN_HEALTH_PORT": str(free_port())}
    told = {"TONGBAN_VAR": str(folder), **ports, **environment}
    process = subprocess.Popen(
        [sys.executable, "-m", "services", "all"], cwd=ROOT, env={**PLAIN, **told}, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def said(process: "subprocess.Popen[str]") -> str:
    """Return the output of a process that ends by itself."""
    text, _ = process.communicate(timeout=90)
    return text


def test_a_first_start_speaks_soon_shows_how_far_it_is_and_says_started_when_it_is(tmp_path: Path) -> None:
    port, began = free_port(), time.monotonic()
    with started(tmp_path, TONGBAN_PORT=str(port)) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        spoke = silent = time.monotonic() - began
        while "已启动" not in lines[-1]:
            heard = time.monotonic()
            lines.append(process.stdout.readline())
            silent = max(silent, time.monotonic() - heard)
            assert lines[-1], lines

        assert requests.get(f"http://127.0.0.1:{port}/readyz", timeout=10).status_code == 200
    text = "".join(lines)
    assert lines[0] == "通办正在启动……\n" and spoke < 2
    assert "数据库已就绪" in text and "正在装入演示数据" in text and "正在启动各项服务" in text
    assert silent < 2 * QUIET_SECONDS, lines
    assert "Warning" not in text and "Traceback" not in text
    assert [line for line in lines if line.startswith("{")] == []


@pytest.mark.parametrize("after", ["数据库已就绪", "正在启动各项服务", "正在等待"])
def test_a_start_that_is_stopped_ends_without_a_word_about_the_store_that_was_closed(
    tmp_path: Path, after: str
) -> None:
    with started(tmp_path) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        while after not in lines[-1] and "已启动" not in lines[-1]:
            lines.append(process.stdout.readline())
            assert lines[-1], lines
        process.send_signal(signal.SIGINT)
        text = said(process)

    assert "MongoClient" not in text and "catching_up_later" not in text and "Traceback" not in text, text


@pytest.mark.parametrize("command", ["--help", "broker-rights", "verify", "demo"])
def test_no_library_warns_whoever_runs_a_command(tmp_path: Path, command: str) -> None:
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("TONGBAN_", "PYTHON")) and not k.endswith("_URI")}
    told = {**plain, "TONGBAN_VAR": str(tmp_path), "TONGBAN_PORT": str(free_port())}

    done = subprocess.run(
        [sys.executable, "-m", "services", command], cwd=ROOT, env=told, capture_output=True, text=True, check=False
    )

    assert "Warning" not in done.stderr + done.stdout and "warn(" not in done.stderr


def test_setting_up_says_at_once_what_it_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "tools" / "bootstrap.py")
    assert spec is not None and spec.loader is not None
    bootstrap = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bootstrap)
    said: list[str] = []

    def found() -> str:
        said.append(capsys.readouterr().out)
        return "uv"

    monkeypatch.setattr(bootstrap, "find_python", found)
    monkeypatch.setattr(bootstrap, "find_uv", found)
    monkeypatch.setattr(bootstrap, "run", lambda *_: said.append(capsys.readouterr().out))
    bootstrap.main()

    assert "正在准备运行环境（1/2）" in said[0] and "（2/2）" in said[2]


def test_a_second_run_on_a_port_is_refused_in_one_line_before_it_writes_anything(
    launch: Launch, tmp_path: Path
) -> None:
    system = launch()
    with started(tmp_path / "second", TONGBAN_PORT=str(system.port)) as process:
        text = said(process)

    assert process.returncode == 1
    assert f"127.0.0.1:{system.port} 已被另一个程序占用" in text and "TONGBAN_PORT" in text and "Traceback" not in text
    assert not (tmp_path / "second" / "store").exists()


def test_a_port_is_claimed_before_it_is_listened_on_and_free_when_the_process_was_killed() -> None:
    port = free_port()
    first = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", CLAIMS, str(port)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert first.stdout is not None and first.stdout.readline() == "claimed\n"

        with pytest.raises(CannotStart, match=r"正被同时启动的另一个通办占用.*TONGBAN_PORT"):
            listening.require_free("127.0.0.1", port, "TONGBAN_PORT")
        listening.require_free("127.0.0.2", port, "TONGBAN_PORT")
    finally:
        first.kill()
        first.wait()
    time.sleep(0.1)
    listening.require_free("127.0.0.1", port, "TONGBAN_PORT")
    while listening._claims:
        listening._claims.pop().close()


def test_figures_whose_port_is_taken_are_refused_in_one_line_too(launch: Launch, tmp_path: Path) -> None:
    system = launch()
    with started(tmp_path / "second", TONGBAN_HEALTH_PORT=str(system.health_port)) as process:
        text = said(process)

    assert process.returncode == 1
    assert f":{system.health_port} 已被另一个程序占用" in text and "TONGBAN_HEALTH_PORT" in text
    assert not (tmp_path / "second" / "store").exists()


@pytest.mark.parametrize("key", ["", "not base64url!", "c2hvcnQ="], ids=["empty", "no base64url", "short"])
def test_a_token_key_that_cannot_be_used_is_named_in_one_line(tmp_path: Path, key: str) -> None:
    path = tmp_path / "token-key"
    path.write_text(key)
    path.chmod(0o600)
    with started(tmp_path, TONGBAN_DEMO="no") as process:
        text = said(process)

    assert process.returncode == 1
    assert [line for line in text.splitlines() if str(path) in line] and "Traceback" not in text


def test_the_gateway_listens_on_an_address_of_ipv6(launch: Launch) -> None:
    try:
        socket.socket(socket.AF_INET6).bind(("::1", 0))
    except OSError:
        pytest.skip("no IPv6 on this machine")
    system = launch(ready=False, TONGBAN_HOST="[::1]").start(wait=False)

    def answers() -> bool:
        try:
            return requests.get(f"http://[::1]:{system.port}/readyz", timeout=5).status_code == 200
        except requests.ConnectionError:
            return False

    eventually(answers, seconds=60, what="answers on ::1")


def test_while_the_store_hangs_readiness_says_so_in_time_and_it_is_started_anew(launch: Launch) -> None:
    system = launch(TONGBAN_STORE_HANGS_SECONDS="6")
    store, took = _store(system.folder), []

    def asked() -> int:
        began = time.monotonic()
        status = requests.get(f"{system.url}/readyz", timeout=30).status_code
        took.append(time.monotonic() - began)
        return status

    os.kill(store, signal.SIGSTOP)
    eventually(lambda: asked() == 503, seconds=10, what="not ready")
    eventually(lambda: asked() == 200, seconds=60, what="ready again")

    assert max(took) < 2.5, took
    assert _store(system.folder) != store
    assert "store_hangs" in system.log()
    assert system.person("east.clerk").get("/documents")["items"] is not None


def test_the_log_of_the_store_has_an_end(launch: Launch) -> None:
    system = launch()
    log = system.folder / "log" / "store.log"
    with log.open("ab") as file:
        file.write(b"x" * (LOG_BYTES + 1))

    eventually(lambda: log.stat().st_size < LOG_BYTES, seconds=10, what="cut")
    assert log.with_suffix(".log.1").stat().st_size > LOG_BYTES


def _store(folder: Path) -> int:
    return next(int(pid.name) for pid in Path("/proc").glob("[0-9]*") if _is_store(pid, folder))


def _is_store(process: Path, folder: Path) -> bool:
    try:
        return f"{folder}/store".encode() in (process / "cmdline").read_bytes()
    except OSError:
        return False


def test_signing_in_again_with_a_key_whose_session_has_ended_opens_a_session(launch: Launch) -> None:
    system = launch()
    url, told = f"{system.url}/api/v1", {"username": "east.clerk", "password": PASSWORD}

    def signed_in() -> dict[str, str]:
        answer = requests.post(f"{url}/sessions", json=told, headers={"Idempotency-Key": "once"}, timeout=30)
        assert answer.status_code == 201, answer.text
        return {"Authorization": f"Bearer {answer.json()['token']}"}

    first = signed_in()
    assert signed_in() == first
    assert requests.delete(f"{url}/sessions/current", headers=first, timeout=20).status_code == 204

    assert requests.get(f"{url}/me", headers=signed_in(), timeout=20).status_code == 200
    assert requests.get(f"{url}/me", headers=first, timeout=20).status_code == 401


@pytest.mark.parametrize("command", ["all", "documents", "gateway", "doctor", "verify"])
def test_every_wrong_setting_is_one_line_naming_it_and_what_it_takes_and_no_secret(
    command: str, tmp_path: Path
) -> None:
    told = {
        "TONGBAN_PORT": "abc",
        "TONGBAN_WORKER": "4",
        "MONGO_URI": "mongodb://who:secret@a@b/",
        "TONGBAN_VAR": str(tmp_path),
    }
    done = command_with(told, command)

    assert done.returncode == 1
    assert sorted(done.stderr.splitlines()) == [
        "通办没有启动：MONGO_URI 的值不能使用，应为mongodb://用户名:密码@主机:端口/?选项，密码中的特殊字符用百分号编码。",
        "通办没有启动：TONGBAN_PORT 的值“abc”不能使用，应为 1 到 65535 的整数。",
        "通办没有启动：没有 TONGBAN_WORKER 这个设置，最接近的是 TONGBAN_WORKERS。",
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_gateway_with_a_short_key_and_a_service_without_a_broker_say_so_in_one_line(tmp_path: Path) -> None:
    short = {"TONGBAN_TOKEN_KEY": "c2hvcnQ=", "AMQP_URI": "amqp://127.0.0.1:1/", "TONGBAN_VAR": str(tmp_path)}
    keyless, alone = command_with(short, "gateway"), command_with({"TONGBAN_VAR": str(tmp_path)}, "documents")

    assert (keyless.returncode, keyless.stderr.count("\n"), "TONGBAN_TOKEN_KEY" in keyless.stderr) == (1, 1, True)
    assert (alone.returncode, alone.stderr.count("\n"), "AMQP_URI、MONGO_URI" in alone.stderr) == (1, 1, True)


def test_the_command_has_a_name_says_its_release_and_completes(launch: Launch) -> None:
    said = subprocess.run([COMMAND, "--version"], capture_output=True, text=True, timeout=60, check=True).stdout
    asked = {**PLAIN, "_TONGBAN_COMPLETE": "complete_bash", "COMP_WORDS": "tongban do", "COMP_CWORD": "1"}
    offered = subprocess.run([COMMAND], env=asked, capture_output=True, text=True, timeout=60, check=False).stdout
    system = launch()

    assert said == f"tongban {VERSION}\n" and VERSION in (ROOT / "pyproject.toml").read_text()
    assert {"doctor", "documents", "docs"} <= {*offered.split()}
    assert requests.get(f"{system.url}/healthz", timeout=5).json()["version"] == VERSION
    assert f'tongban_build_info{{version="{VERSION}"}} 1.0' in requests.get(system.figures, timeout=5).text


def test_a_doctor_finds_a_system_well_and_says_what_to_do_where_it_is_not(launch: Launch, tmp_path: Path) -> None:
    system = launch()
    store = connect((system.folder / "store.address").read_text())
    well = system.command("doctor")
    store["tongban_documents"]["documents"].drop_index(
        next(each for each in store["tongban_documents"]["documents"].index_information() if each.startswith("organ"))
    )
    (system.folder / "token-key").chmod(0o644)
    unwell = System(system.folder, broker="amqp://127.0.0.1:1/", TONGBAN_FONTS=str(tmp_path)).command(
        "doctor", "documents"
    )

    assert (well.returncode, "✗" in well.stdout) == (0, False), well.stdout
    assert all(
        part in well.stdout for part in ("设置", "数据库权限  tongban_documents", "时钟", "磁盘", "字体", "索引")
    )
    assert unwell.returncode == 1
    faults = [line.split()[1] for line in unwell.stdout.splitlines() if line.startswith("✗")]
    assert faults == ["密钥", "消息", "字体", "索引"], unwell.stdout
    assert all(
        advice in unwell.stdout
        for advice in ("chmod 600", "AMQP_URI", "TONGBAN_FONTS", "tongban_documents.documents.organ")
    )


@pytest.mark.parametrize("command", ["doctor", "import-district x"])
def test_a_data_folder_that_cannot_be_made_is_one_line_that_names_it(command: str) -> None:
    done = command_with({"TONGBAN_VAR": "/proc/none"}, *command.split())

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "/proc/none" in done.stderr


def test_a_deployer_that_finds_no_broker_is_told_so_in_one_line_without_the_password() -> None:
    done = command_with({"AMQP_URI": f"amqp://deployer:geheim@127.0.0.1:{free_port()}/tongban"}, "declare-topology")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "AMQP_URI" in done.stderr and "127.0.0.1" in done.stderr and "geheim" not in done.stderr


def test_a_topology_of_the_embedded_broker_is_none_to_declare(tmp_path: Path) -> None:
    done = command_with({"TONGBAN_VAR": str(tmp_path)}, "declare-topology")

    assert (done.returncode, done.stderr.count("\n"), "AMQP_URI" in done.stderr) == (1, 1, True)


@pytest.mark.parametrize("command", ["verify", "reindex", "rebuild-todo", "retention", "account unlock x"])
def test_a_store_that_is_away_is_one_line_that_names_its_setting(command: str, tmp_path: Path) -> None:
    away = f"mongodb://127.0.0.1:{free_port()}/?serverSelectionTimeoutMS=500"
    done = command_with({"MONGO_URI": away, "TONGBAN_VAR": str(tmp_path)}, *command.split())

    assert (done.returncode, done.stderr.count("\n"), "MONGO_URI" in done.stderr) == (1, 1, True), done.stderr


@pytest.mark.parametrize(
    "settings, command, named",
    [
        ({"TONGBAN_VAR": "{}"}, "verify --write-anchor /proc/none/a", "/proc/none"),
        ({"TONGBAN_FONTS": "/proc/none"}, "fonts", "TONGBAN_FONTS"),
        ({"TONGBAN_VAR": "{}/mistyped"}, "doctor --read-only", "TONGBAN_VAR"),
    ],
)
def test_a_place_that_cannot_be_used_is_named_at_once(
    settings: dict[str, str], command: str, named: str, tmp_path: Path
) -> None:
    done = command_with({name: value.format(tmp_path) for name, value in settings.items()}, *command.split())

    assert (done.returncode, named in done.stderr, "Traceback" in done.stderr) == (1, True, False), done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command",
    ["verify", "reindex", "rebuild-todo", "retention", "account unlock x", "account reset-password x"],
)
def test_a_command_on_existing_data_creates_nothing_in_a_mistyped_folder(command: str, tmp_path: Path) -> None:
    done = command_with({"TONGBAN_VAR": str(tmp_path / "mistyped")}, *command.split())

    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert str(tmp_path / "mistyped" / "store") in done.stderr and "TONGBAN_VAR" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_doctor_writes_nothing_where_it_may_only_read_and_tries_the_keys(launch: Launch) -> None:
    system = launch()
    store = connect((system.folder / "store.address").read_text())
    (system.folder / "secrets-key").write_text("c2hvcnQ=")
    (system.folder / "secrets-key").chmod(0o600)
    before = store["tongban_documents"].list_collection_names()
    done = system.command("doctor", "--read-only", "documents", "directory")

    assert [line for line in done.stdout.splitlines() if line.startswith("✗")] == ["✗ 密钥  secrets-key 不能使用"]
    assert "✓ 数据库权限  tongban_documents 可读（按要求没有试写）" in done.stdout
    assert sorted(store["tongban_documents"].list_collection_names()) == sorted(before)


@pytest.mark.parametrize("command", ["all", "reindex", "rebuild-todo", "retention --apply"])
def test_one_database_of_a_later_release_is_refused_in_one_line_before_anything_is_written(
    launch: Launch, command: str
) -> None:
    system = launch(ready=False)
    store = EmbeddedStore(system.folder)
    store.start()
    with connect(store.uri) as client:
        client["tongban_training"]["schema"].replace_one(
            {}, {"number": SCHEMA + 2, "readable_by": SCHEMA + 1, "release": "9.9.0"}
        )
    apart = {"MONGO_URI": store.uri, "AMQP_URI": "amqp://127.0.0.1:1/", "TONGBAN_VAR": str(system.folder / "apart")}
    alone = command_with({**apart, "TONGBAN_HEALTH_PORT": str(free_port())}, "training")
    store.stop()

    done = system.command(*command.split())

    assert (alone.returncode, alone.stderr.count("\n"), "9.9.0" in alone.stderr) == (1, 1, True), alone.stderr
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "tongban_training" in done.stderr and "9.9.0" in done.stderr
    assert "正在启动各项服务" not in done.stdout and "{" not in done.stdout


@pytest.mark.parametrize("where", ["/proc/none/a.tar.gz", "{}/a.tar.gz --anchor /proc/none/a"])
def test_a_backup_to_a_place_that_cannot_be_written_is_refused_before_it_begins(where: str, tmp_path: Path) -> None:
    done = command_with({"TONGBAN_VAR": str(tmp_path)}, "backup", *where.format(tmp_path).split())

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "/proc/none" in done.stderr and list(tmp_path.iterdir()) == []


def test_search_terms_are_made_anew_beside_a_system_that_goes_on_answering(launch: Launch) -> None:
    system = launch()
    clerk = system.person("east.clerk")
    written = {clerk.post("/documents", {**NOTICE, "title": f"关于防汛检查的第{n}次通知"})["id"] for n in range(3)}

    def found() -> set[str]:
        return {each["id"] for each in clerk.get("/search?q=防汛检查")["items"]}

    eventually(lambda: found() == written)
    with connect((system.folder / "store.address").read_text()) as client:
        DocumentCollection.found_by_in(client["tongban_documents"]).delete_many({})
    assert not found()
    with ThreadPoolExecutor(1) as beside:
        made = beside.submit(system.command, "reindex")
        while not made.done():
            assert clerk.ask("GET", "/documents").status == 200

    assert made.result().returncode == 0, made.result().stderr
    assert found() == written
