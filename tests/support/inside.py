"""Services in this process, so that a test can put its own messages on their broker, embedded or not.

Run as a command: reads a list of steps as JSON on standard input, prints their results as JSON. A step is
`{"publish": envelope | text, "event": ..., "service": ...}`, `{"call": [service, method, payload, username?]}`,
`{"wait": seconds}` or `{"until": [service, method, payload, username, path, value]}`.
"""

# ruff: noqa: E402
from shared.runtime import green

green.patch()

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from kombu import Connection, Producer
from nameko.runners import ServiceRunner

from services.directory.domain import Person
from services.directory.store import PersonCollection
from services.registry import service_class, with_data
from shared.errors import OfficeError
from shared.occasion import Occasion
from shared.runtime import embedded_broker
from shared.runtime.clock import now
from shared.runtime.config import settings
from shared.runtime.databases import database_of
from shared.runtime.embedded_store import EmbeddedStore
from shared.runtime.relay import exchange_of, routing_key
from shared.runtime.rpc import Calls


class Probe:
    """A service that only makes calls."""

    name = "probe"
    calls = Calls()


class Inside:
    """The running services."""

    def __init__(self) -> None:
        embedded_broker.install()
        self._uri = settings().amqp_uri
        self._runner = ServiceRunner({"AMQP_URI": self._uri, "max_workers": 24})
        for name in with_data():
            self._runner.add_service(service_class(name))
        self._runner.add_service(Probe)
        self._runner.start()
        extensions = self._runner.service_map["probe"].dependencies
        self._caller = next(each for each in extensions if isinstance(each, Calls)).caller

    def call(self, service: str, method: str, payload: dict[str, Any], username: str | None = None) -> Any:
        """Call on behalf of a person; a refusal is returned as `{"refused": code}`."""
        try:
            return self._caller.call(service, method, payload, actor=None if username is None else actor(username))
        except OfficeError as error:
            return {"refused": error.code}

    def publish(self, message: Any, service: str, event: str) -> None:
        """Put any message on a service's exchange."""
        with Connection(self._uri) as connection:
            producer = Producer(connection.channel(), exchange_of(service))
            if isinstance(message, str):
                producer.publish(
                    message, routing_key=routing_key(event, 1), serializer=None, content_type="application/json",
                    content_encoding="utf-8",
                )  # fmt: skip
            else:
                producer.publish(message, routing_key=routing_key(event, 1), serializer="json")

    def until(self, asked: list[Any], path: list[Any], value: Any) -> Any:
        """Repeat a call until the answer has a value at a path."""
        deadline = time.monotonic() + 15
        found: Any = None
        while time.monotonic() < deadline:
            found = self.call(*asked)
            try:
                for part in path:
                    found = len(found) if part == "#" else found[part]
            except (KeyError, IndexError, TypeError):
                found = None
            if found == value:
                return found
            green.sleep(0.03)
        raise AssertionError(f"{asked} {path}: {found!r} is not {value!r}")

    def stop(self) -> None:
        """Stop the services."""
        self._runner.stop()


def actor(username: str) -> Any:
    """Return the person with a username as an actor."""
    people = PersonCollection(database_of("directory"), Occasion(at=now()), lambda *_: None)
    person = people.by_username(username)
    assert isinstance(person, Person)
    return person.actor()


def main() -> None:
    store = EmbeddedStore(Path(os.environ["TONGBAN_VAR"]))
    store.start()
    os.environ["MONGO_URI"] = store.uri
    settings.cache_clear()
    inside, results = Inside(), []
    ready = ["documents", "ready", {}]
    inside.until(ready, ["events", "status"], "ok")
    for step in json.load(sys.stdin):
        if "publish" in step:
            inside.publish(step["publish"], step["service"], step["event"])
        elif "call" in step:
            results.append(inside.call(*step["call"]))
        elif "until" in step:
            *asked, path, value = step["until"]
            results.append(inside.until(asked, path, value))
        else:
            green.sleep(step["wait"])
    inside.stop()
    store.stop()
    print(json.dumps(results, ensure_ascii=False))


if __name__ == "__main__":
    main()
