"""A RabbitMQ node for the tests: own name, ports and data; nothing of the machine's broker is touched.

The node and its port mapper (epmd) listen on loopback only and end with the test run, however that ends. If
`RABBITMQ_TREE` names a Debian tree (`make test-rabbitmq4`), its node is used: it runs in a chroot as nobody.
"""

import contextlib
import ctypes
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import kombu
import pytest

from tests.support.ports import free_port

BIN = Path("/usr/lib/rabbitmq/bin")
TREE = Path(os.environ["RABBITMQ_TREE"]) if os.environ.get("RABBITMQ_TREE") else None
NOBODY = "nobody"
START_SECONDS = 90
STOP_SECONDS = 30
VHOSTS = 12
_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1
_REFUSED = (OSError, *kombu.Connection("amqp://").connection_errors)


def installed() -> bool:
    """Check whether this machine has RabbitMQ."""
    if TREE is not None:
        return (TREE / BIN.relative_to("/") / "rabbitmq-server").exists()
    return (BIN / "rabbitmq-server").exists() and shutil.which("epmd") is not None


def skip_without_rabbitmq() -> None:
    """Skip the test on a laptop without RabbitMQ; fail it in CI."""
    if not installed():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("RabbitMQ is not installed")


class RabbitNode:
    """One private node with its data under `folder`; its vhosts are created in advance and handed out one by one.

    settings: more lines of `rabbitmq.conf`, such as `{"vm_memory_high_watermark.absolute": "200MB"}`.
    user: who the node runs as, if root starts it; the folder must belong to them.
    """

    def __init__(self, folder: Path, *, settings: Mapping[str, str] | None = None, user: str | None = None) -> None:
        self.folder = folder.resolve()
        self.port = free_port()
        self._settings = {
            "vm_memory_high_watermark.absolute": "1GB",
            "disk_free_limit.absolute": "10MB",
            **(settings or {}),
        }
        name = user if TREE is None else NOBODY
        who = pwd.getpwnam(name) if name else None
        self._ids = None if who is None else (who.pw_uid, who.pw_gid)
        self._dist, self._epmd_port = free_port(), free_port()
        self._name = f"tongban-{secrets.token_hex(4)}@localhost"
        self._handed_out, self._made = 0, VHOSTS
        self._process: subprocess.Popen[bytes] | None = None
        self._epmd: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Return the process id of the running node."""
        assert self._process is not None
        return self._process.pid

    def uri(self, vhost: str) -> str:
        """Return the address of a vhost."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}/{vhost}"

    def new_vhost(self) -> str:
        """Return an unused vhost; every dozen takes a second to create."""
        if self._handed_out == self._made:
            self._make_vhosts(self._made + 1, self._made + VHOSTS)
            self._made += VHOSTS
        self._handed_out += 1
        return f"t{self._handed_out}"

    def delete_vhost(self, vhost: str) -> None:
        """Delete a vhost with everything in it; this takes a second, so leave it to the node's end if possible."""
        self.evaluate(f'ok = rabbit_vhost:delete(<<"{vhost}">>, <<"tests">>).')

    def evaluate(self, code: str) -> str:
        """Evaluate Erlang inside the node, for example to raise an alarm; this takes a second, to start an Erlang node."""
        command = [str(BIN / "rabbitmqctl"), "-n", self._name, "eval", code]
        done = subprocess.run(
            command, env=self._environment(), cwd=self.folder, preexec_fn=self._enter, capture_output=True, text=True,
            timeout=60, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise RuntimeError(f"{code}\n{done.stdout}{done.stderr}")
        return done.stdout.strip()

    def start(self) -> None:
        """Start, with the existing data if any, and wait until it answers."""
        assert self._process is None
        self._make_folder()
        self._write_config()
        self._epmd = self._run(["epmd", "-address", "127.0.0.1", "-port", str(self._epmd_port)])
        deadline = time.monotonic() + START_SECONDS
        self._wait(deadline, self._epmd, lambda: socket.create_connection(("127.0.0.1", self._epmd_port), 1).close())
        self._process = self._run([str(BIN / "rabbitmq-server")])
        self._wait(deadline, self._process, self._connect)

    def stop(self) -> None:
        """Stop cleanly."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Kill the node as a power cut would."""
        self._end(signal.SIGKILL)

    def remove(self) -> None:
        """Kill the node and delete everything it wrote."""
        self.kill()
        data = self.folder.resolve()
        if self.folder.is_symlink():
            self.folder.unlink()
        for _ in range(50):  # what the node started may write for a moment longer
            with contextlib.suppress(OSError):
                shutil.rmtree(data)
                return
            time.sleep(0.1)
        shutil.rmtree(data)

    def restart(self) -> None:
        """Stop and start with the same data."""
        self.stop()
        self.start()

    def wipe(self) -> None:
        """Delete the data of a stopped node, as when its disk is lost; the vhosts come back empty."""
        assert self._process is None
        shutil.rmtree(self.folder / "mnesia")

    def _make_folder(self) -> None:
        """Create the folder; in a tree, under the same name inside, with a link to it from outside."""
        if TREE is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            return
        inside = TREE / self.folder.relative_to("/")
        inside.mkdir(parents=True, exist_ok=True)
        shutil.chown(inside, NOBODY)
        if not self.folder.is_symlink():
            self.folder.mkdir(parents=True, exist_ok=True)
            for each in self.folder.iterdir():  # certificates, say
                shutil.chown(shutil.move(each, inside), NOBODY)
            self.folder.rmdir()
            self.folder.symlink_to(inside)

    def _enter(self) -> None:
        """Enter the tree, if there is one, and become the node's user before the command runs."""
        if TREE is not None:
            os.chroot(TREE)
            os.chdir("/")
        if self._ids is not None:
            os.setgroups([])
            os.setgid(self._ids[1])
            os.setuid(self._ids[0])

    def _connect(self) -> None:
        with kombu.Connection(self.uri("t1"), connect_timeout=2) as connection:
            connection.connect()

    def _make_vhosts(self, first: int, last: int) -> None:
        self.evaluate(
            f'[begin N = list_to_binary("t" ++ integer_to_list(I)), rabbit_vhost:add(N, <<"tests">>), '
            f'rabbit_auth_backend_internal:set_permissions(<<"guest">>, N, <<".*">>, <<".*">>, <<".*">>, <<"tests">>) end '
            f"|| I <- lists:seq({first}, {last})]."
        )

    def _run(self, command: list[str]) -> subprocess.Popen[bytes]:
        parent = os.getpid()

        def die_with_parent() -> None:
            self._enter()  # before, since whoever becomes another forgets it
            # holds for the node itself, since each of RabbitMQ's and Erlang's start scripts makes way for the next
            _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != parent:
                os._exit(1)

        with (self.folder / "node.log").open("ab") as log:
            return subprocess.Popen(
                command, env=self._environment(), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=die_with_parent,
            )  # fmt: skip

    def _wait(self, deadline: float, process: subprocess.Popen[bytes], attempt: Callable[[], None]) -> None:
        while time.monotonic() < deadline and process.poll() is None:
            try:
                return attempt()
            except _REFUSED:
                time.sleep(0.05)
        self.kill()
        tail = (self.folder / "node.log").read_text(errors="replace")[-2000:]
        raise RuntimeError(f"RabbitMQ did not start:\n{tail}")

    def _end(self, number: int) -> None:
        for process, how in ((self._process, number), (self._epmd, signal.SIGKILL)):
            if process is None:
                continue
            process.send_signal(how)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._process = self._epmd = None

    def _write_config(self) -> None:
        names = [f"t{number}" for number in range(1, self._made + 1)]
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        definitions = {
            "vhosts": [{"name": name} for name in names],
            "users": [{"name": "guest", "password": "guest", "tags": "administrator"}],
            "permissions": [{"user": "guest", "vhost": name, **everything} for name in names],
        }
        (self.folder / "definitions.json").write_text(json.dumps(definitions))
        lines = {"load_definitions": f"{self.folder}/definitions.json", **self._settings}
        (self.folder / "rabbitmq.conf").write_text("".join(f"{name} = {value}\n" for name, value in lines.items()))
        (self.folder / "plugins").write_text("[].\n")

    def _environment(self) -> dict[str, str]:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("RABBITMQ_", "ERL_", "NOTIFY_SOCKET"))}
        return {
            **inherited,
            "HOME": str(self.folder),
            "ERL_AFLAGS": "-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}",
            "ERL_EPMD_PORT": str(self._epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_ALLOW_INPUT": "1",  # makes the script become the node instead of staying as its parent
            "RABBITMQ_SERVER_START_ARGS": "-noinput",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 2:2",
            "RABBITMQ_NODENAME": self._name,
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_DIST_PORT": str(self._dist),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_PID_FILE": str(self.folder / "node.pid"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        }
