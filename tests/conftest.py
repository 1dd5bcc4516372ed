"""Fixtures of all tests: a prepared district, a RabbitMQ node, a running system over either broker."""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from shared.runtime.store_programs import StoreProgram
from tests.support.programs import fast_program
from tests.support.rabbit import RabbitNode, installed
from tests.support.system import System, fresh_copy

settings.register_profile("office", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("office")

MEMORY = Path("/dev/shm")
ENOUGH = 4 * 2**30
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH:
    # every write is synced; what is killed here is a process and never the machine, so the sync may be to memory
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

OFFICES = ("east", "west", "north", "main", "lake", "nanhu")
AS_INSTALLED = {"TONGBAN_SWEEP_SECONDS": "5", "TONGBAN_RECONCILE_SECONDS": "60"}
"""How often an installed system looks for what it missed: what lives as long as the run leaves the processor to others."""
ROLES = ("clerk", "director", "leader", "registrar", "handler")
ACCOUNTS = (
    *(f"{office}.{role}" for office in OFFICES for role in ROLES),
    "nanhu.admin",
    "beihu.admin",
    "system",
    "security",
    "auditor",
)


LONG = (
    "tests/flows/test_bench.py", "tests/faults/", "tests/flows/test_console", "tests/flows/test_walk.py",
    "tests/flows/test_votes.py", "tests/abuse/test_anything.py", "tests/flows/test_hot_backup.py", "tests/flows/test_installed.py",
)  # fmt: skip
"""What takes longest begins first, so that no worker is left with it when the others are done."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put long tests first."""
    items.sort(key=lambda item: next((at for at, each in enumerate(LONG) if item.nodeid.startswith(each)), len(LONG)))


@pytest.fixture(scope="session")
def fast() -> StoreProgram:
    """Provide the fast store; where it is not built, its tests are skipped."""
    found = fast_program()
    if found is None:
        pytest.skip("the fast store is not built here: tools/fast_store.py does it, in an hour")
    return found


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitNode]:
    """Provide a RabbitMQ node; without RabbitMQ a laptop skips, CI fails."""
    if not installed():
        if os.environ.get("CI"):
            pytest.fail("RabbitMQ is missing")
        pytest.skip("RabbitMQ is not installed")
    found = RabbitNode(tmp_path_factory.mktemp("rabbit"))
    found.start()
    yield found
    found.remove()


def prepare(folder: Path) -> Path:
    """Start a system once with the demonstration district, sign everybody in, and stop it; return its data folder."""
    folder.mkdir(parents=True, exist_ok=True)
    system = System(folder).start()
    system.stop()
    signed_in = system.command(text=json.dumps(ACCOUNTS), name="accounts")
    assert signed_in.returncode == 0, signed_in.stderr
    return folder


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Provide the data folder of a system that was started once, and stopped; all workers of a run copy the same one.

    Everybody is signed in, because hashing a password takes as long as it should.
    """
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return prepare(tmp_path_factory.mktemp("template"))
    folder = tmp_path_factory.getbasetemp().parent / "template"
    with (folder.parent / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the first worker prepares it, the others wait
        return folder if (folder / "tokens.json").exists() else prepare(folder)


Launch = Callable[..., System]


@pytest.fixture
def launch(template: Path, tmp_path: Path) -> Iterator[Launch]:
    """Provide a function that starts systems on copies of the prepared district; all end with the test."""
    started: list[System] = []

    def start(
        *, broker: str | Mapping[str, str] | None = None, apart: bool = False, ready: bool = True, **environment: str
    ) -> System:
        folder = fresh_copy(template, tmp_path / f"system{len(started)}")
        system = System(folder, broker=broker, apart=apart, **environment)
        started.append(system)
        return system.start() if ready else system

    yield start
    for system in started:
        system.kill()
        if system.store is not None:
            system.store.kill()


@pytest.fixture(params=["embedded", pytest.param("rabbitmq", marks=pytest.mark.rabbitmq)])
def broker(request: pytest.FixtureRequest) -> str | None:
    """Provide each broker in turn: None for the embedded one, a URI with a separate vhost for RabbitMQ."""
    if request.param == "embedded":
        return None
    found: RabbitNode = request.getfixturevalue("node")
    return found.uri(found.new_vhost())


@pytest.fixture(scope="session")
def shared_system(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Provide a system on the embedded broker for all tests that do not disturb each other and look for their own records."""
    folder = fresh_copy(template, tmp_path_factory.mktemp("shared"))
    system = System(folder, apart=False, TONGBAN_REQUEST_SECONDS="1.5", **AS_INSTALLED)
    yield system.start_on_own_store()
    system.kill()
    assert system.store is not None
    system.store.kill()


@pytest.fixture(scope="session")
def shared_over_rabbitmq(
    template: Path, node: RabbitNode, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[System]:
    """Provide the same over RabbitMQ."""
    folder = fresh_copy(template, tmp_path_factory.mktemp("shared"))
    system = System(folder, broker=node.uri(node.new_vhost()), apart=False, **AS_INSTALLED).start()
    yield system
    system.kill()


@pytest.fixture(params=["embedded", pytest.param("rabbitmq", marks=pytest.mark.rabbitmq)])
def shared_over_both(request: pytest.FixtureRequest) -> System:
    """Provide the shared system of each broker in turn, for what must hold over both."""
    found: System = request.getfixturevalue("shared_system" if request.param == "embedded" else "shared_over_rabbitmq")
    return found
