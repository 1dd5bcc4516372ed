"""Run a process as on a read-only root: everything that Python opens for writing, creates, moves or deletes is refused.

Put this folder on `PYTHONPATH`; `/dev` stays open.
"""

import errno
import os
import sys
from typing import Any

CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        path, _, flags = arguments
        if isinstance(path, int) or not flags & WRITING or str(path).startswith("/dev/"):
            return
    elif event not in CHANGES:
        return
    print(f"read-only root: {event} {arguments[0]}", file=sys.stderr)
    raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(arguments[0]))


sys.addaudithook(refuse)
