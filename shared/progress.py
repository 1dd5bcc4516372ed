"""Progress of slow work at a terminal: what it does, and every few seconds that it still does it.

The reminders come from a native thread, which speaks even while the process does nothing but compute or import. So this
module is imported before threads are made green, and reads nothing large.
"""

import sys
from _thread import start_new_thread
from time import monotonic, sleep
from typing import TextIO

QUIET_SECONDS = 4.0
"""The longest silence of slow work, in seconds."""


class Progress:
    """The lines of one piece of work; `stream`: where they go, the standard output if None."""

    def __init__(self, *, quiet: float = QUIET_SECONDS, stream: TextIO | None = None) -> None:
        self._quiet, self._stream = quiet, stream
        self._began = self._spoke = monotonic()
        self._doing = ""
        self._reminding = False

    def begin(self, doing: str) -> None:
        """Say the first step, and remind of it from now on."""
        self.say(doing)
        self.remind(self._doing)

    def remind(self, doing: str) -> None:
        """Remind of a step from now on, without saying it first."""
        self._began = self._spoke = monotonic()
        self._doing = doing
        if not self._reminding:
            self._reminding = True
            start_new_thread(self._go_on_reminding, ())

    def say(self, doing: str) -> None:
        """Say the next step."""
        self._doing = doing.strip().rstrip("…")
        self._print(doing)

    def now(self, doing: str) -> None:
        """Name the step of the next reminder, without saying it."""
        self._doing = doing

    def end(self) -> None:
        """Remind of nothing any more."""
        self._reminding = False

    def _go_on_reminding(self) -> None:
        while self._reminding:
            sleep(self._quiet / 10)
            if self._reminding and monotonic() - self._spoke > self._quiet:
                self._print(f"  {self._doing}，已用 {monotonic() - self._began:.0f} 秒……")

    def _print(self, line: str) -> None:
        self._spoke = monotonic()
        print(line, file=self._stream or sys.stdout, flush=True)


STARTING = Progress()
"""The start of the whole system."""
