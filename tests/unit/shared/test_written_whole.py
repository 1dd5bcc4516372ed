"""Files of secrets and evidence: written whole or not at all; a full disk leaves what stood there."""

import errno
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from services.command_doctor import disk
from services.command_line import _write_secret
from shared.runtime import embedded_store
from shared.runtime.config import settings
from shared.runtime.embedded_store import EmbeddedStore, StoreFailed


def test_a_file_is_replaced_whole_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "of" / "today.anchor"
    for text in ("first", "second"):
        _write_secret(file, text)

    assert (file.read_text(), file.stat().st_mode & 0o777) == ("second\n", 0o600)
    assert list(file.parent.iterdir()) == [file]


def test_a_full_disk_leaves_what_stood_there_and_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "today.anchor"
    _write_secret(file, "first")

    def full(number: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=r"today\.anchor"):
        _write_secret(file, "second")

    assert file.read_text() == "first\n" and list(tmp_path.iterdir()) == [file]


def test_a_store_that_cannot_start_for_lack_of_space_says_so_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = EmbeddedStore(tmp_path)
    monkeypatch.setattr(store, "_run", lambda: None)
    monkeypatch.setattr(store, "_answers", lambda seconds: False)
    monkeypatch.setattr(embedded_store.shutil, "disk_usage", lambda path: SimpleNamespace(free=0))

    with pytest.raises(StoreFailed, match="磁盘剩余 0 MiB") as failed:
        store.start()

    assert "\n" not in str(failed.value)


def test_a_doctor_wants_as_much_space_as_writes_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    advice = []
    for least in (16, 1 << 30):
        monkeypatch.setenv("TONGBAN_VAR", str(tmp_path))
        monkeypatch.setenv("TONGBAN_DISK_FREE_MIB", str(least))
        monkeypatch.delenv("MONGO_URI", raising=False)
        settings.cache_clear()
        advice.append(next(disk([])).advice)
    settings.cache_clear()

    assert advice[0] == "" and f"{1 << 30} MiB" in advice[1]
