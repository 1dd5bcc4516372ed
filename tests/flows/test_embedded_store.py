"""The embedded store keeps what it acknowledged, stays on this machine, and lives no longer than its parent."""

import fcntl
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from pymongo import IndexModel, MongoClient
from pymongo.errors import DuplicateKeyError, PyMongoError

from shared.runtime import embedded_store
from shared.runtime.embedded_store import EmbeddedStore, StoreFailed, StoreInUse
from shared.runtime.store_programs import FAST, OWN, StoreProgram, store_program
from tests.conftest import Launch
from tests.flows.test_document_story import NOTICE
from tests.support.system import ROOT, eventually

PARENT = """
import sys, time
from pathlib import Path
from shared.runtime import embedded_store
from shared.runtime.embedded_store import EmbeddedStore
store = EmbeddedStore(Path(sys.argv[1]))
store.start()
print(store.pid, store.uri, flush=True)
time.sleep(60)
"""
HAS_U = {"u": {"$exists": True}}
PATCHED_PARENT = f"from shared.runtime import green\ngreen.patch()\n{PARENT}"


@pytest.fixture(params=[OWN, FAST])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EmbeddedStore]:
    program = store_program(OWN) if request.param == OWN else request.getfixturevalue("fast")
    found = EmbeddedStore(tmp_path / "var", program=program)
    found.start()
    yield found
    found.kill()


def numbers(store: EmbeddedStore) -> Any:
    return MongoClient[dict[str, Any]](store.uri, serverSelectionTimeoutMS=2000)["office"]["numbers"]


def running(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def start_parent(folder: Path, code: str) -> tuple["subprocess.Popen[str]", int, str]:
    parent = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", code, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    pid, uri = parent.stdout.readline().split()
    return parent, int(pid), uri


def listening_addresses(pid: int) -> list[str]:
    inodes = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile, so not what it listens on
            inodes.add(os.readlink(link))
    lines = [
        line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
    ]
    return [line[1] for line in lines if line[3] == "0A" and f"socket:[{line[9]}]" in inodes]


def test_what_was_acknowledged_is_there_after_the_store_was_killed_under_writes(store: EmbeddedStore) -> None:
    acknowledged: list[int] = []
    changed: list[int] = []
    claimed: list[int] = []

    def write(first: int) -> None:
        found = numbers(store)
        try:
            for number in range(first, first + 100_000):
                found.insert_one({"_id": number})
                acknowledged.append(number)
                found.update_one({"_id": number}, {"$set": {"changed": True}})
                changed.append(number)
                found.find_one_and_update({"_id": number}, {"$set": {"claimed": True}})
                claimed.append(number)
        except PyMongoError:
            return

    writers = [threading.Thread(target=write, args=(first,)) for first in (0, 1_000_000, 2_000_000)]
    for kills in range(1, 4):
        running_writers = writers if kills == 1 else [threading.Thread(target=write, args=(kills * 10_000_000,))]
        for writer in running_writers:
            writer.start()
        expected = len(acknowledged) + 100
        eventually(lambda expected=expected: len(acknowledged) >= expected)
        store.kill()
        for writer in running_writers:
            writer.join(30)
        store.start()

        kept = {each["_id"]: each for each in numbers(store).find()}

        assert set(acknowledged) <= kept.keys()
        assert all(kept[number]["changed"] for number in changed)
        assert all(kept[number]["claimed"] for number in claimed)
        # a write may have reached the disk whose answer did not reach the client: one for each writer
        assert len(kept) <= len(acknowledged) + kills + 2


def test_it_comes_back_where_it_was_so_that_its_clients_find_it(store: EmbeddedStore) -> None:
    uri, found = store.uri, numbers(store)
    found.insert_one({"_id": 1})

    store.stop()
    store.start()

    assert store.uri == uri
    assert found.count_documents({}) == 1


def test_a_store_that_ends_alone_is_started_again_and_the_office_goes_on(launch: Launch) -> None:
    system = launch()
    clerk = system.person("east.clerk")
    before = clerk.post("/documents", NOTICE)
    (pid,) = children(system.pids()["all"])

    os.kill(pid, signal.SIGKILL)
    after = clerk.post("/documents", NOTICE)

    assert {each["id"] for each in clerk.get("/documents")["items"]} >= {before["id"], after["id"]}
    (again,) = children(system.pids()["all"])
    assert again != pid
    assert "store_restarted" in system.log()
    assert system.stop() == [0]
    assert not running(again)


def test_a_store_that_starts_slowly_is_given_longer_each_time(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = list[tuple[str, dict[str, Any]]]()
    for level in ("error", "warning"):
        monkeypatch.setattr(embedded_store.log, level, lambda event, **more: told.append((event, more)))
    monkeypatch.setattr(embedded_store, "START_SECONDS", 0.02)  # no store starts as soon as that
    found = numbers(store)
    found.insert_one({"_id": 1})

    def tend() -> None:
        with suppress(AssertionError):  # the folder is given up at the end
            store.tend()

    os.kill(store.pid, signal.SIGKILL)
    threading.Thread(target=tend, daemon=True).start()
    eventually(lambda: "store_restarted" in [event for event, _ in told], seconds=40, what="restarted")

    assert found.count_documents({}) == 1
    waited = [more["seconds"] for event, more in told if event == "store_not_restarted"]
    assert waited[:2] == [0.02, 0.04] and waited == sorted(waited)


def test_it_listens_on_loopback_only(store: EmbeddedStore) -> None:
    addresses = listening_addresses(store.pid)

    assert len(addresses) == 1
    assert addresses[0].startswith("0100007F:")


@pytest.mark.parametrize("code", [PARENT, PATCHED_PARENT], ids=["plain", "green"])
def test_a_killed_parent_leaves_no_store_behind_and_the_folder_free(tmp_path: Path, code: str) -> None:
    parent, pid, uri = start_parent(tmp_path, code)
    with MongoClient[dict[str, Any]](uri) as client:
        client["office"]["numbers"].insert_one({"_id": 1})

    parent.send_signal(signal.SIGKILL)
    parent.wait()
    store = EmbeddedStore(tmp_path)
    store.start()

    assert not running(pid)
    assert numbers(store).count_documents({}) == 1
    store.kill()


def test_a_second_run_on_the_same_folder_is_refused_and_told_who_has_it(tmp_path: Path) -> None:
    parent, pid, _ = start_parent(tmp_path, PARENT)

    with pytest.raises(StoreInUse, match=f"进程号 {parent.pid}"):
        EmbeddedStore(tmp_path).start()

    assert running(pid)
    parent.kill()
    parent.wait()


def test_a_folder_is_free_only_when_the_store_of_a_killed_run_has_ended_too(tmp_path: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    with (tmp_path / "store.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write(str(ended.pid))
        lock.flush()
        dying = subprocess.Popen(["sleep", "0.5"], pass_fds=[lock.fileno()])

    store = EmbeddedStore(tmp_path)
    store.start()

    assert dying.poll() == 0
    store.kill()


def test_a_store_that_cannot_start_says_why_and_leaves_the_folder_free(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    for name in ("WiredTiger.wt", "WiredTiger.turtle"):
        (tmp_path / "store" / name).write_text("not a database")

    for _ in range(2):
        with pytest.raises(StoreFailed, match=r"did not start; see .*store\.log"):
            EmbeddedStore(tmp_path).start()


@pytest.mark.parametrize("ends", [EmbeddedStore.stop, EmbeddedStore.kill], ids=["stopped", "killed"])
def test_the_fast_store_takes_over_what_the_other_wrote_which_then_refuses_the_folder(
    tmp_path: Path, fast: StoreProgram, ends: Callable[[EmbeddedStore], None]
) -> None:
    indexes = [IndexModel([("a", 1), ("b", -1)]), IndexModel([("u", 1)], unique=True, partialFilterExpression=HAS_U)]
    written: dict[int, dict[str, Any]] = {}

    for turn, program in enumerate((store_program(OWN), fast, fast)):
        store = EmbeddedStore(tmp_path, program=program)
        store.start()
        found = numbers(store)
        assert {each["_id"]: each for each in found.find()} == written
        found.create_indexes(indexes)
        for number in range(turn * 100, turn * 100 + 100):
            found.insert_one({"_id": number, "a": number % 7, "b": number, "u": f"u{number}", "字": ["通办", number]})
        found.update_many({"a": 3}, {"$push": {"turns": turn}, "$set": {"b": -turn}})
        with pytest.raises(DuplicateKeyError):
            found.insert_one({"_id": -1, "u": "u0"})
        written = {each["_id"]: each for each in found.find()}
        assert len(written) == turn * 100 + 100
        assert sorted(each["_id"] for each in found.find({"a": 3})) == [n for n in sorted(written) if n % 7 == 3]
        ends(store)

    with pytest.raises(StoreFailed) as refused:
        EmbeddedStore(tmp_path, program=store_program(OWN)).start()
    (line,) = str(refused.value).splitlines()
    assert "由 secantusd-rs 写入，secantusd-py 不能打开" in line and "TONGBAN_STORE" in line
