"""The tests' own RabbitMQ node: what it keeps over a restart and a kill, what it loses with its disk, and how it ends."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from amqp.exceptions import NotAllowed
from kombu import Connection, Producer, Queue

from tests.support.rabbit import RabbitNode, skip_without_rabbitmq
from tests.support.system import ROOT, eventually

pytestmark = pytest.mark.rabbitmq
NOBODY = "nobody"
PARENT = """
import sys, time
from pathlib import Path
from tests.support.rabbit import RabbitNode
node = RabbitNode(Path(sys.argv[1]))
node.start()
print(node.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def own_node() -> Iterator[RabbitNode]:
    """Provide a node that these tests may break; root runs it as an ordinary user."""
    skip_without_rabbitmq()
    folder, user = Path(tempfile.mkdtemp(prefix="tongban-rabbit-")), None
    if os.geteuid() == 0:
        user = NOBODY
        shutil.chown(folder, user)
    found = RabbitNode(folder, user=user)
    found.start()
    yield found
    found.remove()


LETTERS = Queue("letters", durable=True, queue_arguments={"x-queue-type": "quorum"})


def put(uri: str, text: str) -> None:
    """Put a message into a queue, and wait for the broker's confirm."""
    with Connection(uri, transport_options={"confirm_publish": True}) as connection:
        Producer(connection.channel()).publish(text, routing_key=LETTERS.name, declare=[LETTERS], delivery_mode=2)


def waiting(uri: str) -> list[str]:
    """Return the waiting messages, and leave them there."""
    with Connection(uri) as connection:
        queue = LETTERS(connection.channel())
        queue.declare()
        found = []
        while (message := queue.get()) is not None:
            found.append(message.payload)
        return found


def processes_of(folder: Path) -> list[int]:
    """Return the processes with a home in a folder: the node, its port mapper and their helpers."""
    found = []
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            if f"HOME={folder}\0".encode() in (process / "environ").read_bytes():
                found.append(int(process.name))
        except OSError:
            continue
    return found


def listening(folder: Path) -> set[str]:
    """Return the addresses that a folder's processes listen on, as hexadecimal."""
    inodes = set()
    for pid in processes_of(folder):
        for link in Path(f"/proc/{pid}/fd").iterdir():
            try:
                inodes.add(os.readlink(link))
            except OSError:
                continue
    lines = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()]
    return {line[1].split(":")[0] for line in lines if line[3] == "0A" and f"socket:[{line[9]}]" in inodes}


def test_it_keeps_what_it_holds_over_a_restart_and_a_kill_and_loses_it_with_its_disk(own_node: RabbitNode) -> None:
    uris = [own_node.uri(own_node.new_vhost()) for _ in range(14)]
    for uri in uris:
        put(uri, uri)

    own_node.restart()
    assert [waiting(uri) for uri in uris] == [[uri] for uri in uris]

    own_node.kill()
    own_node.start()
    assert [waiting(uri) for uri in uris] == [[uri] for uri in uris]

    own_node.kill()
    own_node.wipe()
    own_node.start()
    assert [waiting(uri) for uri in uris] == [[] for _ in uris]


def test_a_vhost_that_was_deleted_is_gone(own_node: RabbitNode) -> None:
    name = own_node.new_vhost()
    put(own_node.uri(name), "通知")

    own_node.delete_vhost(name)

    with pytest.raises(NotAllowed):
        waiting(own_node.uri(name))


def test_it_listens_on_loopback_only(own_node: RabbitNode) -> None:
    loopback = {"0100007F", "00000000000000000000000001000000"}

    assert listening(own_node.folder)
    assert listening(own_node.folder) <= loopback


def test_it_leaves_nothing_behind_when_the_test_run_is_killed(tmp_path: Path) -> None:
    skip_without_rabbitmq()
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert pid in processes_of(tmp_path)

    parent.send_signal(signal.SIGKILL)
    parent.wait()

    eventually(lambda: not processes_of(tmp_path), seconds=10, what="everything ended")


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs all of these tests")
def test_it_runs_as_an_ordinary_user_who_may_not_enter_where_the_tests_are_run(
    own_node: RabbitNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.chdir(tmp_path)
    uri = own_node.uri(own_node.new_vhost())
    put(uri, "通知")

    assert waiting(uri) == ["通知"]
    assert Path(f"/proc/{own_node.pid}").owner() == NOBODY
    assert own_node.evaluate("1 + 1.") == "2"
