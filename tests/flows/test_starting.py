"""Starting: the first word soon, the last one when all works, and one clear line where it cannot be."""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests

from shared.runtime.embedded_store import LOG_BYTES
from tests.conftest import Launch
from tests.support.rabbit import free_port
from tests.support.system import PASSWORD, ROOT, eventually


@contextmanager
def started(folder: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Start everything as somebody at a terminal does."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith("TONGBAN_") and k not in ("AMQP_URI", "MONGO_URI")}
    ports = {"TONGBAN_PORT": str(free_port()), "TONGBAN_HEALTH_PORT": str(free_port())}
    told = {"TONGBAN_VAR": str(folder), **ports, **environment}
    process = subprocess.Popen(
        [sys.executable, "-m", "services", "all"], cwd=ROOT, env={**plain, **told}, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def said(process: "subprocess.Popen[str]") -> str:
    """Read what a process that ends by itself has said."""
    text, _ = process.communicate(timeout=90)
    return text


def test_a_first_start_speaks_soon_shows_how_far_it_is_and_says_started_when_it_is(tmp_path: Path) -> None:
    port, began = free_port(), time.monotonic()
    with started(tmp_path, TONGBAN_PORT=str(port)) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        spoke = time.monotonic() - began
        while "已启动" not in lines[-1]:
            lines.append(process.stdout.readline())
            assert lines[-1], lines

        assert requests.get(f"http://127.0.0.1:{port}/readyz", timeout=10).status_code == 200
    text = "".join(lines)
    assert lines[0] == "通办正在启动……\n" and spoke < 2
    assert "数据库已就绪" in text and "正在装入演示数据" in text and "正在启动各项服务" in text
    assert "Warning" not in text and "Traceback" not in text


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
