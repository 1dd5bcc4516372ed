"""The time of the store's last backup: a file beside the data, for a metric and its alert."""

import json
from pathlib import Path

from shared.runtime.metrics import BACKUP

NAME = "last-backup.json"


def written(at: float) -> str:
    """Format the time of a verified backup as the file keeps it."""
    return json.dumps({"at": at})


def show(folder: Path, *, expected: bool) -> None:
    """Set the metric; 0 if a backup is expected and none was made, none if others back up the store."""
    try:
        at = float(json.loads((folder / NAME).read_text(encoding="utf-8"))["at"])
    except (OSError, ValueError, KeyError, TypeError):
        at = 0.0
    if at or expected:
        BACKUP.labels("store").set(at)
