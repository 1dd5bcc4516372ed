"""Named places at which a test may end the process, as a power cut would; off unless `TONGBAN_FAILPOINT` names one.

`after_write:kill` ends the process at the first pass of that place, `after_write:kill@3` at the third.
"""

import os
import signal

from shared.runtime.config import settings

PLACES = ("after_write", "after_publish", "after_handle", "before_answer")

_name, _, _how = settings().failpoint.partition(":")
_, _, _count = _how.partition("@")
_left = int(_count or 1)


def passing(place: str) -> None:
    """Pass a named place; ends the process where the environment says so."""
    global _left
    if place != _name:
        return
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
