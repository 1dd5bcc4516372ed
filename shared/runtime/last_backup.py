"""The time of the last backup whose restore was tried, for a metric and its alert.

Of the embedded store it is in a file beside the data, of a MongoDB in a database of its own.
"""

import json
from contextlib import suppress
from pathlib import Path

from pymongo.errors import PyMongoError

from shared.runtime.config import settings
from shared.runtime.databases import database_of
from shared.runtime.metrics import BACKUP

NAME, DATABASE = "last-backup.json", "backup"


def written(at: float) -> str:
    """Format the time of a verified backup as the file keeps it."""
    return json.dumps({"at": at})


def show(folder: Path, *, expected: bool) -> None:
    """Set the metric; 0 if a backup is expected and none was made, none if others back up the store."""
    if settings().backup_job:
        return
    try:
        at = float(json.loads((folder / NAME).read_text(encoding="utf-8"))["at"])
    except (OSError, ValueError, KeyError, TypeError):
        at = 0.0
    if at or expected:
        BACKUP.labels("store").set(at)


def record(at: float) -> None:
    """Record in the store that a backup of this time was tried."""
    database_of(DATABASE)["last"].update_one({"_id": "last"}, {"$max": {"at": at}}, upsert=True)


def show_recorded() -> None:
    """Set the metric to the recorded time, or to 0, where a backup job is expected to record it."""
    if settings().backup_job:
        with suppress(PyMongoError):
            found = database_of(DATABASE)["last"].find_one({"_id": "last"})
            BACKUP.labels("store").set(found["at"] if found else 0.0)
