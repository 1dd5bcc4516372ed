"""Why a process cannot start: one line for whoever started it, instead of a traceback."""


class CannotStart(RuntimeError):
    """The process cannot start; the message says why and what to do."""
