"""Log files, one for each day and process, deleted after their retention period; a full disk costs lines, never answers."""

import os
import sys
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from time import time

from shared.calendar import OFFICE_ZONE
from shared.runtime.clock import now

DAY = 86_400
AWAY_SECONDS = 60.0
"""How long writing is suspended after a failure, in seconds."""


class DailyFiles:
    """Files `<name>-<date>.jsonl` in a folder, kept for a number of days; processes of one name append to one file."""

    def __init__(self, folder: Path, name: str, days: int) -> None:
        self._folder, self._name, self._days = folder, name, days
        self._file, self._until, self._away_until = -1, 0.0, 0.0

    def write(self, line: str) -> None:
        """Append a line."""
        at = time()
        if at < self._away_until:
            return
        try:
            if at >= self._until:
                self._turn_over(at)
            os.write(self._file, f"{line}\n".encode("utf-8", "replace"))
        except OSError as error:
            self._away_until = at + AWAY_SECONDS
            with suppress(OSError):  # which may be a file on the same disk
                print(f'{{"event":"log_not_written","error":"{error.strerror}"}}', file=sys.stderr, flush=True)

    def _turn_over(self, at: float) -> None:
        """Open the file of the day, and delete expired ones."""
        today = now().astimezone(OFFICE_ZONE).date()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{self._name}-{today}.jsonl"
        fresh = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        if self._file >= 0:
            os.close(self._file)
        self._file = fresh
        offset = OFFICE_ZONE.utcoffset(now()) or timedelta()
        self._until = at + DAY - (at + offset.total_seconds()) % DAY
        for each in self._folder.glob("*-????-??-??.jsonl"):
            with suppress(ValueError, OSError):  # another process has deleted it, or it is none of ours
                if date.fromisoformat(each.stem[-10:]) <= today - timedelta(days=self._days):
                    each.unlink()
