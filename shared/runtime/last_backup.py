"""When the store was last backed up: a file beside the data says so, for a figure and its alarm."""

import json
from pathlib import Path

from shared.runtime.metrics import BACKUP

NAME = "last-backup.json"


def written(at: float) -> str:
    """Write when a backup was made whose restore was tried, as the file has it."""
    return json.dumps({"at": at})


def show(folder: Path, *, expected: bool) -> None:
    """Set the figure; 0 where a backup is expected and none was made, none where the store is backed up by others."""
    try:
        at = float(json.loads((folder / NAME).read_text(encoding="utf-8"))["at"])
    except (OSError, ValueError, KeyError, TypeError):
        at = 0.0
    if at or expected:
        BACKUP.labels("store").set(at)
