"""A backup of a running system: complete, verified, restored by one command, refused if it contradicts its manifest."""

import os
import threading
from pathlib import Path

import requests

from shared.runtime.embedded_store import EmbeddedStore
from tests.conftest import Launch
from tests.flows.test_document_story import NOTICE, draft_and_release, incoming_of
from tests.support.system import System, eventually, fresh_copy


def figure(system: System) -> float:
    """Return the time of the last backup, as monitoring reads it; fail if it is not shown yet."""
    text = requests.get(system.figures, timeout=5).text
    assert "tongban_backup_timestamp_seconds{" in text
    return float(
        next(each for each in text.splitlines() if each.startswith("tongban_backup_timestamp_seconds{")).split()[1]
    )


def test_a_backup_under_load_is_whole_and_comes_back_with_all_that_was_acknowledged_before_it(
    launch: Launch, tmp_path: Path
) -> None:
    system = launch()
    archive, anchor, later = (tmp_path / name for name in ("a.tar.gz", "a.anchor", "later.anchor"))
    before = [draft_and_release(system)["id"] for _ in range(3)]
    copies = [eventually(lambda each=each: incoming_of(system, "west", each))["id"] for each in before]
    eventually(lambda: figure(system) == 0)
    stop, meanwhile = threading.Event(), list[str]()

    def work() -> None:
        while not stop.is_set():
            answer = system.person("east.clerk").ask("POST", "/documents", NOTICE)
            assert answer.status == 201, answer.text
            meanwhile.append(answer["id"])
            stop.wait(0.05)  # the backup needs the processor too

    worker = threading.Thread(target=work)
    worker.start()
    made = system.command("backup", str(archive), "--anchor", str(anchor))
    stop.set()
    worker.join()

    assert made.returncode == 0, made.stdout + made.stderr
    assert len(meanwhile) > 5 and "试恢复" in made.stdout and archive.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix in (".gz", ".anchor")) == [
        "a.anchor",
        "a.tar.gz",
    ]
    eventually(lambda: figure(system) > 0)
    draft_and_release(system)
    system.stop()
    assert system.command("verify", "--against", str(anchor), "--write-anchor", str(later)).returncode == 0

    occupied = system.command("restore", str(archive))
    restored = system.command("restore", str(archive), "--replace", "--against", str(anchor))
    missing = system.command("verify", "--against", str(later))

    assert (occupied.returncode, occupied.stderr.count("\n"), "--replace" in occupied.stderr) == (1, 1, True)
    assert restored.returncode == 0, restored.stdout + restored.stderr
    assert missing.returncode == 1 and "整件缺失" in missing.stdout
    assert not (system.folder / "token-key").exists()
    (system.folder / "tokens.json").unlink()
    again = System(system.folder)
    again.start()
    try:
        clerk = again.person("east.clerk")
        assert all(clerk.ask("GET", f"/documents/{each}").status == 200 for each in before)
        assert all(again.person("west.registrar").ask("GET", f"/incoming/{each}").status == 200 for each in copies)
    finally:
        again.kill()


def test_what_is_no_whole_backup_is_refused_in_one_line_and_nothing_is_touched(launch: Launch, tmp_path: Path) -> None:
    system = launch(ready=False)
    archive = tmp_path / "a.tar.gz"
    assert system.command("backup", str(archive)).returncode == 0
    kept = archive.read_bytes()
    other = System(tmp_path / "other")
    other.folder.mkdir()
    (middle, wrong) = len(kept) // 2, bytearray(kept)
    wrong[middle] ^= 0xFF

    for content in (kept[:middle], bytes(wrong), b"", b"backup"):
        archive.write_bytes(content)
        refused = other.command("restore", str(archive))
        assert (refused.returncode, refused.stderr.count("\n")) == (1, 1), refused.stderr
        assert not (other.folder / "store").exists()
    archive.write_bytes(kept)
    assert other.command("restore", str(archive)).returncode == 0


def test_an_earlier_backup_and_its_anchor_are_replaced_only_where_that_is_asked_for(
    launch: Launch, tmp_path: Path
) -> None:
    system = launch(ready=False)
    archive, anchor = tmp_path / "a.tar.gz", tmp_path / "a.anchor"
    assert system.command("backup", str(archive), "--no-check").returncode == 0
    anchor.touch()
    kept = archive.read_bytes()

    for names in ((archive,), (tmp_path / "b.tar.gz", "--anchor", anchor)):
        refused = system.command("backup", *map(str, names))
        assert (refused.returncode, refused.stderr.count("\n")) == (1, 1), refused.stderr
        assert "--overwrite" in refused.stderr and archive.read_bytes() == kept
    assert not (tmp_path / "b.tar.gz").exists()

    again = system.command("backup", str(archive), "--no-check", "--overwrite")
    assert again.returncode == 0 and archive.read_bytes() != kept


def test_a_backup_of_nothing_of_a_full_disk_or_of_another_store_is_refused_in_one_line(tmp_path: Path) -> None:
    empty = System(tmp_path / "empty")
    empty.folder.mkdir()
    elsewhere = System(tmp_path / "empty", MONGO_URI="mongodb://127.0.0.1:1/")

    for system, word in ((empty, "TONGBAN_VAR"), (elsewhere, "mongodump")):
        refused = system.command("backup", str(tmp_path / "a.tar.gz"))
        assert (refused.returncode, refused.stderr.count("\n"), word in refused.stderr) == (1, 1, True), refused.stderr
    assert not (tmp_path / "a.tar.gz").exists()


def test_a_restore_under_a_running_system_is_refused(launch: Launch, tmp_path: Path) -> None:
    system = launch()
    archive = tmp_path / "a.tar.gz"
    assert system.command("backup", str(archive), "--no-check").returncode == 0

    refused = system.command("restore", str(archive), "--replace")

    assert refused.returncode == 1 and "正被另一个进程使用" in refused.stderr
    assert system.person("east.clerk").ask("GET", "/documents").status == 200


def test_a_dump_of_a_mongodb_counts_once_its_restore_was_verified(template: Path, tmp_path: Path) -> None:
    system = System(fresh_copy(template, tmp_path / "system"), TONGBAN_BACKUP_JOB="1")
    empty = EmbeddedStore(tmp_path / "empty")
    restored = EmbeddedStore(fresh_copy(template, tmp_path / "restored"))
    dump, old = tmp_path / "new.gz", tmp_path / "tongban-20200101T023000.gz"
    for each in (dump, old, old.with_suffix(".anchor")):
        each.write_bytes(b"dumped")
    for each in (old, old.with_suffix(".anchor")):
        os.utime(each, (0, 0))
    try:
        system.start_on_own_store()
        empty.start()
        restored.start()
        assert system.store is not None
        eventually(lambda: figure(system) == 0)

        lost = system.command("conclude-backup", str(dump), "--trial", empty.uri)
        assert lost.returncode == 1 and dump.exists() and old.exists() and figure(system) == 0

        own = system.command("conclude-backup", str(dump), "--trial", system.store.uri)
        assert own.returncode == 1 and "--trial" in own.stderr and dump.exists() and figure(system) == 0

        done = system.command("conclude-backup", str(dump), "--trial", restored.uri)
        assert done.returncode == 0, done.stdout + done.stderr
        assert not old.exists() and [each.suffix for each in sorted(tmp_path.glob("tongban-*"))] == [".anchor", ".gz"]
        system.kill("all")  # the record is read at the start, and every minute
        system.start_one("all")
        system.wait_ready()
        eventually(lambda: figure(system) > 0)

        again = system.command("conclude-backup", str(dump), "--trial", restored.uri)
        assert again.returncode == 1 and again.stderr.count("\n") == 1
    finally:
        system.kill()
        for store in (system.store, empty, restored):
            if store is not None:
                store.kill()
