"""Running services: in one process or each in its own, until a signal says stop."""

import gc
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from nameko.runners import ServiceRunner

from shared.runtime import embedded_broker, green, stopping, tracing
from shared.runtime.config import settings

STOP_SECONDS = 10


def serve(
    services: Sequence[type[Any]], *, started: Callable[[], None], beside: Sequence[Callable[[], None]] = ()
) -> None:
    """Start the services, announce it, and wait for SIGTERM or Ctrl-C; finish pending work within 10 seconds.

    With `TONGBAN_DRAIN_SECONDS` it goes on serving that long, marked as not ready, until no more requests are routed here.
    beside: runs forever beside the services.
    """
    embedded_broker.install()
    tracing.prepare()
    config = {
        "AMQP_URI": settings().amqp_uri,
        "max_workers": settings().workers,
        "HEARTBEAT": 10,
    }
    runner, last = ServiceRunner(config), ServiceRunner(config)
    for service in services:
        (last if hasattr(service, "web") else runner).add_service(service)
    stop = green.Signal()

    def on_signal(*_: Any) -> None:
        stopping.begin()
        if not stop.ready():
            stop.send(None)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, on_signal)
    starting = green.spawn(_start, runner, last, started, stop)
    failed = [green.spawn(_watch, each, stop) for each in (runner, last)]
    helpers = [green.spawn(each) for each in beside]
    stop.wait()
    if stopping.begun():
        green.sleep(settings().drain_seconds)
    error = starting.wait() if starting.dead else starting.kill()
    half_started = (
        () if error is None else (Exception,)
    )  # what never started cannot stop; why it did not is what counts
    with green.Timeout(STOP_SECONDS, False), suppress(*half_started):
        last.stop()
        runner.stop()
    for helper in helpers:
        helper.kill()
    tracing.close()
    if error is not None:
        raise error
    if any(each.dead and each.wait() is not None for each in failed):
        sys.exit(1)


def _start(runner: ServiceRunner, last: ServiceRunner, started: Callable[[], None], stop: Any) -> Exception | None:
    """Start in a separate thread, so that a signal ends the process even while it waits for its queues."""
    try:
        runner.start()
        last.start()  # a request over HTTP finds the others listening
        gc.collect()
        gc.freeze()  # what was loaded stays: to look through it for garbage held every request up for a tenth of a second
        started()
    except Exception as error:
        if not stop.ready():
            stop.send(None)
        return error
    return None


def _watch(runner: ServiceRunner, stop: Any) -> Exception | None:
    """End the process when a container crashes, so that its supervisor restarts it."""
    try:
        runner.wait()
    except Exception as error:
        if not stop.ready():
            stop.send(None)
        return error
    return None
