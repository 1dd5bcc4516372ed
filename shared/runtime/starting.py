"""Startup failures: one line for the operator, instead of a traceback."""


class CannotStart(RuntimeError):
    """The process cannot start; the message says why and what to do."""
