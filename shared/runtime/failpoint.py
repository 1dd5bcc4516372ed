"""Named places at which a test may end the process, as a power cut would; off unless `TONGBAN_FAILPOINT` names one.

`after_write.document_released:kill` ends the process once that event was written; `after_publish`, `after_handle` and
`before_answer.<method>` likewise; with `@3` at the third pass.
"""

import os
import signal

from shared.runtime.config import settings

_name, _, _how = settings().failpoint.partition(":")
_, _, _count = _how.partition("@")
_left = int(_count or 1)


def passing(place: str, what: str) -> None:
    """Pass a named place with an event or a method; ends the process where the environment says so."""
    global _left
    if _name != f"{place}.{what}":
        return
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
