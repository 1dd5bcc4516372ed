"""A RabbitMQ node of the tests' own: own name, ports and data; nothing of the machine's broker is touched."""

import ctypes
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import kombu

BIN = Path("/usr/lib/rabbitmq/bin")
START_SECONDS = 60
VHOSTS = 12


def installed() -> bool:
    """Tell whether this machine has RabbitMQ."""
    return (BIN / "rabbitmq-server").exists()


def free_port() -> int:
    """Find a free loopback port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class RabbitNode:
    """One private node with its data under `folder`; its vhosts are made at start and handed out one by one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._dist, self._epmd = free_port(), free_port()
        self._name = f"tongban-{secrets.token_hex(4)}@localhost"
        self._next = 0
        self._last = VHOSTS
        self._process: subprocess.Popen[bytes] | None = None
        self._wiped = False

    def uri(self, vhost: str) -> str:
        """Give the address of a vhost."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}/{vhost}"

    def new_vhost(self) -> str:
        """Hand out a vhost that nobody has used."""
        self._next += 1
        if self._next == self._last:
            self._add_vhosts(self._last + 1, self._last + VHOSTS)
            self._last += VHOSTS
        return f"t{self._next}"

    def _add_vhosts(self, first: int, last: int) -> None:
        """Make more vhosts in one call, since each call starts an Erlang node of its own."""
        code = (
            f'[begin N = list_to_binary("t" ++ integer_to_list(I)), rabbit_vhost:add(N, <<"tests">>), '
            f'rabbit_auth_backend_internal:set_permissions(<<"guest">>, N, <<".*">>, <<".*">>, <<".*">>, <<"tests">>) end '
            f"|| I <- lists:seq({first}, {last})]."
        )
        command = [str(BIN / "rabbitmqctl"), "-n", self._name, "eval", code]
        environment = {**os.environ, **self._environment()}
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60)

    def start(self) -> None:
        """Start and wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._write_config()
        environment = {**os.environ, **self._environment()}
        with (self.folder / "node.log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(BIN / "rabbitmq-server")], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=_die_with_parent,
            )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            try:
                with kombu.Connection(self.uri("t1"), connect_timeout=1) as connection:
                    connection.connect()
                if self._wiped and self._last > VHOSTS:
                    self._add_vhosts(VHOSTS + 1, self._last)
                self._wiped = False
                return
            except (OSError, *kombu.Connection("amqp://").connection_errors):
                time.sleep(0.1)
        tail = (self.folder / "node.log").read_text(errors="replace")[-2000:]
        raise RuntimeError(f"RabbitMQ did not start:\n{tail}")

    def stop(self) -> None:
        """Stop in order."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._signal(signal.SIGKILL)

    def restart(self) -> None:
        """Stop and start with the same data."""
        self.stop()
        self.start()

    def wipe(self) -> None:
        """Delete the data of a stopped node, as when its disk is lost; the vhosts come back empty."""
        assert self._process is None
        shutil.rmtree(self.folder / "mnesia")
        self._wiped = True

    def _signal(self, number: int) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        beam = self._beam()
        os.kill(beam, number) if number == signal.SIGTERM and beam else os.killpg(process.pid, number)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if number == signal.SIGKILL and beam:
            _wait_gone(beam)

    def _beam(self) -> int:
        pid_file = self.folder / "node.pid"
        return int(pid_file.read_text()) if pid_file.exists() else 0

    def _write_config(self) -> None:
        names = [f"t{number}" for number in range(1, VHOSTS + 1)]
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        definitions = {
            "vhosts": [{"name": name} for name in names],
            "users": [{"name": "guest", "password": "guest", "tags": "administrator"}],
            "permissions": [{"user": "guest", "vhost": name, **everything} for name in names],
        }
        (self.folder / "definitions.json").write_text(json.dumps(definitions))
        (self.folder / "rabbitmq.conf").write_text(
            f"load_definitions = {self.folder}/definitions.json\n"
            "vm_memory_high_watermark.absolute = 1GB\n"
            "disk_free_limit.absolute = 10MB\n"
        )
        (self.folder / "plugins").write_text("[].\n")

    def _environment(self) -> dict[str, str]:
        return {
            "HOME": str(self.folder),
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
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 2:2 -kernel inet_dist_use_interface {127,0,0,1}",
            "ERL_EPMD_PORT": str(self._epmd),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }


def _wait_gone(pid: int) -> None:
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split(")")[1][:3]:
        time.sleep(0.02)


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
