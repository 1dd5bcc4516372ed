"""`conclude-backup` counts no trial that is the system's own store."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from services import command_backup
from shared.anchor import Anchor
from shared.runtime import databases
from shared.runtime.config import settings

OWN = "mongodb://u:p@m1:27017,m2/admin?replicaSet=rs"


@pytest.fixture(autouse=True)
def system(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("MONGO_URI", OWN)
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.mark.parametrize(
    "trial, tells, refused",
    [
        (OWN, {}, True),
        ("mongodb://M2:27017,m1", {}, True),
        ("mongodb://m1/?directConnection=true", {}, True),
        ("mongodb://alias", {OWN: {"process": 1}, "mongodb://alias": {"process": 1}}, True),
        ("mongodb://alias", {OWN: {"set": "rs"}, "mongodb://alias": {"set": "rs"}}, True),
        ("mongodb://m1:27018", {OWN: {"process": 1}, "mongodb://m1:27018": {"process": 2}}, False),
        ("mongodb://m3", {}, False),
        ("nothing", {}, True),
    ],
)
def test_the_store_of_the_system_is_no_trial(
    trial: str, tells: dict[str, dict[str, object]], refused: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded: list[float] = []
    checked: list[str] = []
    monkeypatch.setattr(databases, "_identity", lambda uri: set(tells.get(uri, {}).items()))
    monkeypatch.setattr(command_backup.last_backup, "record", recorded.append)

    def check(uri: str) -> tuple[int, Anchor]:
        checked.append(uri)
        return 0, Anchor("2026-11-23T01:00:00.000+00:00", {})

    cli = typer.Typer()
    cli.callback()(lambda: None)
    command_backup.add_conclusion(cli, check, lambda path, text: None)
    dump = tmp_path / "new.gz"
    dump.write_bytes(b"dumped")

    said = CliRunner().invoke(cli, ["conclude-backup", str(dump), "--trial", trial])

    assert (said.exit_code, dump.exists(), bool(recorded), bool(checked)) == (
        (1, True, False, False) if refused else (0, False, True, True)
    )
    assert not refused or (said.stderr.count("\n") == 1 and "--trial" in said.stderr)
