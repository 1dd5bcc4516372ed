"""A bell that one green thread waits for and others ring; rung twice before it is heard, it is heard once."""

from time import monotonic

from shared.runtime.green import Signal, Timeout, sleep


class Bell:
    """Waits without asking again and again, and costs little while nobody rings."""

    __slots__ = ("_signal",)

    def __init__(self) -> None:
        self._signal = Signal()

    def ring(self) -> None:
        """Wake whoever waits, or whoever waits next."""
        if not self._signal.ready():
            self._signal.send(None)

    def wait(self, seconds: float) -> bool:
        """Wait until it is rung; return False where it is not in time."""
        with Timeout(seconds, False):
            self._signal.wait()
        rung = self._signal.ready()
        if rung:
            self._signal = Signal()
        return rung

    @staticmethod
    def now() -> float:
        """Read the clock that waiting goes by, in seconds."""
        return monotonic()

    @staticmethod
    def pause(seconds: float) -> None:
        """Let others work for a while."""
        sleep(seconds)
