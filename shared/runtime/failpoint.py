"""Failpoints: named places where a test ends the process, as a power cut would; off unless `TONGBAN_FAILPOINT` names one.

`after_write.document_released:kill` ends the process once that event was written; `after_publish`, `after_handle` and
`before_answer.<method>` likewise; with `@3` at the third pass.
"""

import os
import signal
from functools import cache
from itertools import count

from shared.runtime.config import settings


@cache
def _chosen() -> tuple[str, int, "count[int]"]:
    """Parse once which failpoint is set and on which pass it ends the process; count the passes."""
    name, _, how = settings().failpoint.partition(":")
    return name, int(how.partition("@")[2] or 1), count(1)


def passing(place: str, what: str) -> None:
    """Pass a failpoint with an event or a method; end the process if the environment says so."""
    name, last, passes = _chosen()
    if name == f"{place}.{what}" and next(passes) == last:
        os.kill(os.getpid(), signal.SIGKILL)
