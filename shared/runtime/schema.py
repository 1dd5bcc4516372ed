"""Schema versions: each database records which release wrote it and which can read it; a release checks that first.

`SCHEMA` grows with a change that an earlier release cannot read, or that requires a migration.
`READABLE_BY` is the lowest schema number of a release that can read this one's data. It stays one behind for a release,
so that two releases may be rolled in both directions.
"""

from typing import Any

from pymongo.errors import DuplicateKeyError

from shared.runtime.starting import CannotStart
from shared.version import VERSION

SCHEMA = 1
READABLE_BY = 1
NAME = "schema"


class TooNew(CannotStart):
    """The data are too new for this release."""


def open_schema(db: Any) -> None:
    """Check that this release reads a database, and record that it writes there; raise TooNew."""
    written = require_readable(db)
    if written.get("number", 0) >= SCHEMA:
        return
    told = {"number": SCHEMA, "readable_by": READABLE_BY, "release": VERSION}
    if written:
        db[NAME].update_one({"_id": NAME, "number": written.get("number")}, {"$set": told})
        return
    try:
        db[NAME].insert_one({"_id": NAME, **told})
    except DuplicateKeyError:  # another process noted it, perhaps of a later release
        require_readable(db)


def require_readable(db: Any) -> dict[str, Any]:
    """Check that this release reads a database; return its version record. Raise TooNew."""
    written: dict[str, Any] = db[NAME].find_one({"_id": NAME}) or {}
    if written.get("readable_by", 0) > SCHEMA:
        told = f"数据库 {db.name} 已由 {written.get('release')} 版写过（数据格式 {written.get('number')}）"
        raise TooNew(f"{told}，本版 {VERSION} 只能读到格式 {SCHEMA}；请换回该版或更新的版本，或者恢复升级前的备份。")
    return written
