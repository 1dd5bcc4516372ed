"""Which program serves the embedded store: the one asked for, else the one of the package."""

import os
import sys
from pathlib import Path

import pytest

from shared.runtime.starting import CannotStart
from shared.runtime.store_programs import FAST, OWN, StoreProgram, store_program

BESIDE = Path(sys.executable).parent


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install a fast store in a folder of PATH."""
    path = tmp_path / FAST
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin")
    return path


def test_the_fast_store_is_taken_only_where_it_is_asked_for(installed: Path) -> None:
    assert store_program(FAST) == StoreProgram(FAST, installed)
    assert store_program(None) == store_program(OWN) == StoreProgram(OWN, BESIDE / OWN)


def test_a_path_names_a_program_that_is_not_on_path(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin")

    assert store_program(str(installed)) == StoreProgram(FAST, installed)


@pytest.mark.parametrize("wanted", ["/usr/bin/mongod", "mongod", ""])
def test_a_program_of_another_kind_is_refused_with_those_that_can_be_used(wanted: str) -> None:
    with pytest.raises(CannotStart, match=f"TONGBAN_STORE.*{FAST}、{OWN}"):
        store_program(wanted)


@pytest.mark.parametrize("wanted", [FAST, f"/nowhere/{FAST}"])
def test_a_program_that_is_asked_for_and_missing_is_refused_and_not_replaced(
    wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin")

    with pytest.raises(CannotStart, match=f"{wanted} 不存在"):
        store_program(wanted)


def test_the_fast_store_syncs_every_write_and_keeps_no_log_for_change_streams(installed: Path) -> None:
    program = StoreProgram(FAST, installed)

    assert "--sync-on-commit" in program.command(installed.parent, 1)
    assert program.environment(installed.parent)["SECANTUS_DISABLE_OPLOG"] == "1"
