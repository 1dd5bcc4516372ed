"""Backup and restore as an administrator does them: yesterday's copy comes back, and what it lacks is reported."""

import shutil

from tests.conftest import Launch
from tests.flows.test_document_story import draft_and_release, incoming_of
from tests.support.system import System, eventually


def act(system: System, incoming: dict[str, object], action: str) -> dict[str, object]:
    return system.person("west.registrar").post(f"/incoming/{incoming['id']}/actions/{action}")


def settled(system: System, document: dict[str, object], status: str) -> None:
    """Wait until the sender shows this status of the copy, so that no event is on its way."""
    path = f"/documents/{document['id']}"
    eventually(lambda: system.person("east.clerk").get(path)["deliveries"][0]["status"] == status)


def test_after_yesterdays_copy_was_restored_verify_names_every_record_and_version_that_is_missing(
    launch: Launch,
) -> None:
    system = launch()
    first = draft_and_release(system, recipients=["west"])
    copy = eventually(lambda: incoming_of(system, "west", first["id"]))
    settled(system, first, "delivered")
    assert system.stop() == [0]
    backup, live = system.folder.with_name("backup"), system.folder
    shutil.copytree(live, backup)
    yesterday, today = live.with_name("yesterday.anchor"), live.with_name("today.anchor")
    assert system.command("verify", "--write-anchor", str(yesterday)).returncode == 0

    system.start()
    second = draft_and_release(system, recipients=["west"])
    act(system, copy, "receive")
    settled(system, first, "received")
    settled(system, second, "delivered")
    second_copy = incoming_of(system, "west", second["id"])
    versions = {
        each["id"]: system.person("east.clerk").get(f"/documents/{each['id']}")["version"] for each in (first, second)
    }
    system.stop()
    went_on = system.command("verify", "--against", str(yesterday), "--write-anchor", str(today))
    assert went_on.returncode == 0 and "0 项有缺" in went_on.stdout, went_on.stdout

    shutil.rmtree(live)
    shutil.copytree(backup, live)
    restored = system.command("verify", "--against", str(today))
    assert "0 处有误" in restored.stdout and restored.returncode == 1
    named = set(restored.stdout.splitlines())
    assert f"documents/documents:{second['id']} 整件缺失，锚点时有 {versions[second['id']]} 条" in named
    assert f"documents/incoming:{second_copy['id']} 整件缺失，锚点时有 1 条" in named
    assert f"documents/incoming:{copy['id']} 缺第 2 至 2 条" in named
    assert any(line.startswith(f"documents/documents:{first['id']} 缺第 ") for line in named)
    assert len([line for line in named if line.startswith("documents/")]) == 4

    system.start()
    again = draft_and_release(system, recipients=["west"])
    assert again["number"] == second["number"]  # given anew: what the register on paper has to be compared for
    assert act(system, copy, "receive")["status"] == "received"
    system.stop()
    rewritten = system.command("verify", "--against", str(today))
    assert f"documents/incoming:{copy['id']} 第 2 条或其之前的内容在锚点之后被改写" in rewritten.stdout
    assert f"documents/documents:{second['id']} 整件缺失" in rewritten.stdout and rewritten.returncode == 1


def test_an_anchor_that_was_changed_or_is_none_is_refused(launch: Launch) -> None:
    system = launch(ready=False)
    file = system.folder / "anchor"
    assert system.command("verify", "--write-anchor", str(file)).returncode == 0
    assert file.stat().st_mode & 0o777 == 0o600
    lines = file.read_text().splitlines()
    again = system.command("verify", "--write-anchor", str(file))
    assert again.returncode == 2 and "--overwrite" in again.stderr and file.read_text().splitlines() == lines
    assert system.command("verify", "--write-anchor", str(file), "--overwrite").returncode == 0
    lines = file.read_text().splitlines()

    for text in ("\n".join(lines[:-1]), "锚点"):
        file.write_text(text)
        refused = system.command("verify", "--against", str(file))
        assert refused.returncode == 2 and str(file) in refused.stderr
    assert system.command("verify", "--against", str(file.with_name("none"))).returncode == 2
