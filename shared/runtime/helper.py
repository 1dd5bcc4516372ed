"""Heavy work in a helper process that is reused, and ends when idle, too large or too slow."""

import os
import pickle
import sys
from contextlib import suppress
from typing import Any

from shared.errors import Busy, OfficeError
from shared.helping import HEAD, received
from shared.runtime import green
from shared.runtime.green import Semaphore, subprocess
from shared.runtime.offhub import NICE
from shared.runtime.patience import within

IDLE_SECONDS = 20.0
"""How long a helper waits for the next piece before it ends, in seconds."""
MOST_KEPT = 200 * 1024 * 1024
"""The maximum bytes a helper may keep after a piece of work; a larger one ends, and the next piece starts another."""

MOST_WAITING = 4
"""The pieces of work that wait for a helper after their callers may have gone; more are refused at once."""


class TooMuch(OfficeError):
    """内容过于复杂，未能在规定时间内生成，请精简表格或者图片后重试。"""

    code = "too_complex"
    status = 422


class Helper:
    """A helper process that does one piece of work at a time; both sides of the pipe are trusted code."""

    def __init__(self, module: str, *, seconds: float, idle: float = IDLE_SECONDS) -> None:
        """Store the name of the module that answers (`serve`) and the seconds a piece of work may take."""
        self._module, self.seconds, self._idle = module, seconds, idle
        self.process: Any = None
        self._turn: Any = Semaphore(1)
        self._asked = self._waiting = 0

    def ask(self, *said: Any) -> Any:
        """Do a piece of work in the helper; raise its refusal, or TooMuch if it takes too long or too much memory."""
        with self._turn:
            self._asked += 1
            answer = self._exchange(said)
            green.spawn_after(self._idle, self._end_idle, self._asked)
        if "refusal" in answer:
            raise OfficeError.from_wire(answer["refusal"])
        return answer["result"]

    def ask_within(self, seconds: float, *said: Any) -> Any:
        """Do a piece of work, but wait only this long; raise Busy after that, while the helper goes on and stays ready."""
        if self._waiting >= MOST_WAITING:
            raise Busy(retry_after=2)
        asked = green.spawn(self._as_value, said)
        try:
            with within(seconds):
                result, refusal = asked.wait()
        except TimeoutError as error:
            raise Busy(retry_after=2) from error
        if refusal is not None:
            raise refusal
        return result

    def _as_value(self, said: Any) -> tuple[Any, OfficeError | None]:
        self._waiting += 1
        try:
            return self.ask(*said), None
        except OfficeError as refusal:
            return None, refusal
        finally:
            self._waiting -= 1

    def stop(self) -> None:
        """End the process; the next piece of work starts a new one."""
        process, self.process = self.process, None
        if process is not None:
            process.kill()
            process.wait()
            process.stdin.close()
            process.stdout.close()

    def _exchange(self, said: Any) -> dict[str, Any]:
        if self.process is None or self.process.poll() is not None:
            self.stop()
            self.process = self._started()
        process, given = self.process, pickle.dumps(said)
        try:
            with within(self.seconds):
                process.stdin.write(HEAD.pack(len(given)) + given)
                process.stdin.flush()
                answer: dict[str, Any] = pickle.loads(received(process.stdout))
        except (TimeoutError, OSError, EOFError) as error:
            self.stop()
            raise TooMuch() from error
        if answer["held"] > MOST_KEPT:
            self.stop()
        return answer

    def _started(self) -> Any:
        command = [sys.executable, "-W", "ignore", "-m", self._module]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process.pid, NICE)
        return process

    def _end_idle(self, asked: int) -> None:
        if asked == self._asked and self._turn.acquire(blocking=False):
            try:
                self.stop()
            finally:
                self._turn.release()
