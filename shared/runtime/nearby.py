"""Calls to services of the same process, without the broker, yet serialised as JSON."""

import json
import sys
from collections.abc import Mapping
from typing import Any

import structlog
from kombu import serialization
from kombu.exceptions import DecodeError, EncodeError
from nameko.exceptions import ContainerBeingKilled, MethodNotFound, UnserializableValueError, serialize

from shared.runtime.failpoint import passing
from shared.runtime.green import Signal, Timeout

log = structlog.get_logger()

LONGEST_COPIED = 65_536
"""The maximum characters of a text that is copied; a longer one is handed over itself."""
_running: dict[tuple[str, str], "Near"] = {}
"""Services that accept calls now, by broker and name."""


class Near:
    """A service of this process; it accepts calls between `enter` and `leave`."""

    def __init__(self, container: Any, entrypoints: Mapping[str, Any]) -> None:
        self._container = container
        self._entrypoints = entrypoints
        self._place = (str(container.config["AMQP_URI"]), str(container.service_name))

    def enter(self) -> None:
        """Accept calls from now on."""
        _running[self._place] = self

    def leave(self) -> None:
        """Accept no more calls; running ones finish, and later callers use the broker."""
        if _running.get(self._place) is self:
            del _running[self._place]

    def reply(
        self, method: str, payload: Mapping[str, Any], data: Mapping[str, Any], seconds: float
    ) -> dict[str, Any] | None:
        """Run a method in a worker and return its reply, or None after the timeout, when the worker goes on."""
        entrypoint = self._entrypoints.get(method)
        if entrypoint is None:
            return {"result": None, "error": serialize(MethodNotFound(method))}
        finished, large = Signal(), _large(payload)
        sent = _dumped({"payload": {**payload, **dict.fromkeys(large, "")}, "data": data})
        answered: dict[str, str] = {}

        def settle(_: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
            passing("before_answer", method)
            error = None if exc_info is None else serialize(exc_info[1])
            try:
                answered.update(_large(_inner(result)))
                short = (
                    {**result, "result": {**result["result"], **dict.fromkeys(answered, "")}} if answered else result
                )
                told = _dumped({"result": short, "error": error})
            except EncodeError:
                told = _dumped({"result": None, "error": serialize(UnserializableValueError(result))})
                result, exc_info = None, sys.exc_info()
            finished.send(told)
            return result, exc_info

        def begin() -> None:
            try:
                self._container.spawn_worker(
                    entrypoint, (read["payload"],), {}, context_data=read["data"], handle_result=settle
                )
            except ContainerBeingKilled:
                finished.send(None)

        try:
            read, told, waits = _loaded(sent), None, None
            read["payload"].update(large)
            with Timeout(seconds, False):
                if self._container._worker_pool.sem.balance > 0:
                    begin()
                else:  # a thread of its own waits: a worker that waited for another of its pool would run it within itself
                    waits = self._container.spawn_managed_thread(begin)
                told = finished.wait()
            if told is None and waits is not None:
                waits.kill()  # nobody waits for an answer any more: where no worker has begun, none does
            if told is None:
                return None
            reply: dict[str, Any] = _loaded(told)
            if answered and reply["error"] is None:
                reply["result"]["result"].update(answered)
            return reply
        except DecodeError as error:
            log.error("call_unreadable", service=self._place[1], method=method, error=str(error)[:500])
            return None


def near(broker: str, service: str) -> Near | None:
    """Return the service if it accepts calls in this process, else None."""
    return _running.get((broker, service))


def _large(value: Any) -> dict[str, str]:
    """Return the long texts of a payload or result, such as files in base64: a text never changes, so that it is handed
    over itself; writing and reading 10 MB of JSON would keep everybody else waiting.
    """
    if not isinstance(value, Mapping):
        return {}
    return {name: each for name, each in value.items() if type(each) is str and len(each) > LONGEST_COPIED}


def _inner(reply: Any) -> Any:
    """Return the result within a reply, which a refusal has none of."""
    return reply.get("result") if isinstance(reply, dict) else None


def _dumped(value: Any) -> str:
    """Serialise as for a message."""
    return str(serialization.dumps(value, "json")[2])


def _loaded(text: str) -> Any:
    """Deserialise as from a message; most texts hold no dates and the like, and are read faster."""
    if '"__type__"' not in text:
        return json.loads(text)
    return serialization.loads(text, "application/json", "utf-8")
