"""A helper module for the tests of helpers."""

import os
import time
from typing import Any

from shared.errors import Refused
from shared.helping import serve

HELD: list[bytes] = []


def work(what: str, *said: Any) -> Any:
    """Answer, refuse, grow, die or hang."""
    match what:
        case "refuse":
            raise Refused("这样不行")
        case "grow":
            HELD.append(os.urandom(1024) * (said[0] // 1024))
        case "die":
            os._exit(3)
        case "hang":
            time.sleep(60)
        case "echo":
            return said[0]
    return os.getpid()


if __name__ == "__main__":
    serve(work)
