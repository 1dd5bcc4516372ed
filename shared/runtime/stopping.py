"""Stop state of this process. Readiness fails first, so that no more requests are routed here."""

_asked = False


def begin() -> None:
    """Record that the process was asked to stop; without a lock, because a signal may arrive anywhere."""
    global _asked
    _asked = True


def begun() -> bool:
    """Return whether the process was asked to stop."""
    return _asked
