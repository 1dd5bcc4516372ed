"""A full disk: writes are refused before the store dies, reads go on, and everything recovers by itself."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import requests
from pymongo.errors import PyMongoError

from shared.runtime.embedded_store import LOG_BYTES, EmbeddedStore
from shared.runtime.store import connect
from tests.flows.test_document_story import NOTICE, draft_and_release, incoming_of
from tests.support.system import PASSWORD, Answer, System, eventually, fresh_copy

MIB = 1 << 20
SIZE, WANTED = 512, 64


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """Provide a separate small disk."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mounted, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting a small disk needs root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def system(small: Path, template: Path) -> Iterator[System]:
    found = System(fresh_copy(template, small / "var"), TONGBAN_DISK_FREE_MIB=str(WANTED))
    yield found.start()
    found.kill()


def fill(small: Path, *, left: int) -> Path:
    """Fill a disk with something else until this many MiB are left."""
    ballast = small / "ballast"
    free = os.statvfs(small).f_bavail * os.statvfs(small).f_frsize
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, free - left * MIB))
    return ballast


def drafted(system: System) -> int:
    return system.person("east.clerk").ask("POST", "/documents", NOTICE, Idempotency_Key=os.urandom(8).hex()).status


def test_a_disk_that_runs_full_refuses_writes_and_nothing_else_until_there_is_room(small: Path, system: System) -> None:
    document = system.person("east.clerk").post("/documents", NOTICE)
    ballast = fill(small, left=WANTED * 3 // 4)

    refused = eventually(lambda: _refused(system))
    signed_in = requests.post(
        f"{system.url}/api/v1/sessions", json={"username": "east.leader", "password": PASSWORD}, timeout=25
    )
    read = system.person("east.clerk").ask("GET", f"/documents/{document['id']}")
    eventually(lambda: "disk full" in requests.get(f"{system.url}/readyz", timeout=5).text, seconds=5)
    ready = requests.get(f"{system.url}/readyz", timeout=5)
    ballast.unlink()
    eventually(lambda: drafted(system) == 201, seconds=5)
    released = draft_and_release(system)

    assert (refused["code"], refused.headers["Retry-After"]) == ("disk_full", "30") and "没有保存" in refused["detail"]
    assert (signed_in.status_code, read.status, ready.status_code) == (201, 200, 200)
    eventually(lambda: incoming_of(system, "west", released["id"]))
    told = [json.loads(line)["event"] for line in system.log().splitlines() if line.startswith('{"')]
    assert told.count("disk_full") == told.count("disk_has_room_again") == 1
    assert not {"store_ended", "store_fails", "call_failed"} & {*told}


@pytest.mark.timeout(300)
def test_a_store_that_died_without_room_says_so_until_there_is_room(small: Path, system: System) -> None:
    kept = [draft_and_release(system)["id"] for _ in range(2)]
    clerk, ballast = system.person("east.clerk"), fill(small, left=0)
    eventually(lambda: drafted(system) == 507)
    exhaust(system)
    eventually(lambda: clerk.ask("GET", f"/documents/{kept[0]}").status != 200, seconds=60)
    written, read = list[Answer](), list[Answer]()
    for _ in range(8):
        written.append(clerk.ask("POST", "/documents", NOTICE, Idempotency_Key=os.urandom(8).hex()))
        read.append(clerk.ask("GET", f"/documents/{kept[0]}"))
    ready = requests.get(f"{system.url}/readyz", timeout=10)
    ballast.unlink()
    eventually(lambda: drafted(system) == 201, seconds=60)

    assert {(each.status, each.get("code"), each.headers.get("Retry-After")) for each in written} == {
        (507, "disk_full", "30")
    }
    assert {each.status for each in read} <= {200, 507}
    assert "disk" in ready.text
    assert all(clerk.ask("GET", f"/documents/{each}").status == 200 for each in kept)
    assert "call_failed" not in system.log()
    assert system.stop() == [0]
    checked = System(system.folder).command("verify")
    assert checked.returncode == 0, checked.stdout


def test_the_log_of_a_store_is_cut_although_its_older_part_finds_no_room(small: Path, template: Path) -> None:
    folder = fresh_copy(template, small / "var")
    told = folder / "log" / "store.log"
    told.parent.mkdir(exist_ok=True)
    told.write_bytes(b"x" * (LOG_BYTES + 1))
    fill(small, left=1)
    store = EmbeddedStore(folder)
    store.start()
    store.kill()

    assert told.stat().st_size < LOG_BYTES


def exhaust(system: System) -> None:
    """Write to the store itself, past all that watches, until it has no room left even for little."""
    with connect((system.folder / "store.address").read_text()) as client:
        for size in (MIB, MIB >> 4, MIB >> 8, MIB >> 12):
            with suppress(PyMongoError):
                for _ in range(SIZE):
                    client["elsewhere"]["ballast"].insert_one({"bytes": os.urandom(size)})


def _refused(system: System) -> object:
    answer = system.person("east.clerk").ask("POST", "/documents", NOTICE, Idempotency_Key=os.urandom(8).hex())
    return answer if answer.status == 507 else None
