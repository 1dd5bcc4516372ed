"""Whether this process was asked to stop. Readiness tells it first, so that nobody is sent here any more."""

_asked = False


def begin() -> None:
    """Note that the process was asked to stop; no lock, since a signal may come at any place."""
    global _asked
    _asked = True


def begun() -> bool:
    """Tell whether the process was asked to stop."""
    return _asked
