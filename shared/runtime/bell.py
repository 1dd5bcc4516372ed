"""A bell that one green thread waits for and others ring; several rings before it is heard count as one."""

from time import monotonic

from shared.runtime.green import Signal, Timeout, sleep


class Bell:
    """Wakes a waiting green thread without polling."""

    __slots__ = ("_signal",)

    def __init__(self) -> None:
        self._signal = Signal()

    def ring(self) -> None:
        """Wake the waiting thread, or the next one that waits."""
        if not self._signal.ready():
            self._signal.send(None)

    def wait(self, seconds: float) -> bool:
        """Wait for a ring; return False after the timeout."""
        with Timeout(seconds, False):
            self._signal.wait()
        rung = self._signal.ready()
        if rung:
            self._signal = Signal()
        return rung

    @staticmethod
    def now() -> float:
        """Return the clock used for waiting, in seconds."""
        return monotonic()

    @staticmethod
    def pause(seconds: float) -> None:
        """Yield to other green threads for a while."""
        sleep(seconds)
