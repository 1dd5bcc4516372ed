"""Log files: one a day, kept for a number of days, and no cause of failures."""

import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.runtime import log_files, logging
from shared.runtime.log_files import DailyFiles


class Time:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:

        self.at = datetime(2026, 11, 29, 15, 59, 59, tzinfo=UTC)  # a second before midnight in the office
        monkeypatch.setattr(log_files, "now", lambda: self.at)
        monkeypatch.setattr(log_files, "time", lambda: self.at.timestamp())

    def passes(self, **how: float) -> None:
        self.at += timedelta(**how)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch)


def test_each_day_of_the_office_has_a_file_that_its_owner_alone_reads(tmp_path: Path, time: Time) -> None:
    files = DailyFiles(tmp_path / "log", "documents", 184)

    files.write('{"event":"a"}')
    time.passes(seconds=1)
    files.write('{"event":"b"}')
    time.passes(hours=23, minutes=59)
    files.write('{"event":"c"}')

    found = {path.name: path.read_text() for path in (tmp_path / "log").iterdir()}
    assert found == {
        "documents-2026-11-29.jsonl": '{"event":"a"}\n',
        "documents-2026-11-30.jsonl": '{"event":"b"}\n{"event":"c"}\n',
    }
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "log").iterdir()} == {0o600}


def test_files_whose_time_is_over_go_and_no_others(tmp_path: Path, time: Time) -> None:
    kept = ["store.log", "all-2026-05-30.jsonl", "gateway-2026-11-01.jsonl", "notes-2026-99-99.jsonl"]
    over = ["all-2026-05-29.jsonl", "documents-2025-01-01.jsonl"]
    for name in kept + over:
        (tmp_path / name).touch()

    DailyFiles(tmp_path, "all", 184).write("{}")

    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*kept, "all-2026-11-29.jsonl"])


def test_a_full_disk_costs_lines_and_nothing_else(
    tmp_path: Path, time: Time, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = DailyFiles(tmp_path, "all", 184)
    files.write("before")

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(os, "write", full)
        files.write("lost")
        files.write("lost")
    time.passes(seconds=61)
    files.write("after")

    assert "No space left" in capsys.readouterr().err
    assert "".join(path.read_text() for path in sorted(tmp_path.iterdir())) == "before\nafter\n"


def test_standard_error_on_a_full_disk_costs_lines_and_nothing_else() -> None:
    class Full:
        def write(self, text: str) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        def flush(self) -> None: ...

    logging._StandardError(Full()).info("lost")  # type: ignore[arg-type]
