"""The clients' journal of requests and answers, on disk before and after each request, so that no fault can lose them."""

import json
import os
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Command:
    """A client's command: a POST that is repeated with the same key until it is answered."""

    key: str
    who: str
    path: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Noted:
    """A command with its answer; `status` 0 if none came."""

    command: Command
    status: int
    answer: Mapping[str, Any]

    @property
    def acknowledged(self) -> bool:
        """Return whether the client was told that it is done."""
        return self.status in (200, 201)


class ClientJournal:
    """One file of JSON lines, each on the disk before the method returns."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("ab")
        self._turn = threading.Lock()
        self.acknowledged = 0

    def intends(self, command: Command) -> None:
        """Record a command before it is sent."""
        self._write({"key": command.key, "intent": asdict(command)})

    def answered(self, command: Command, status: int, answer: Mapping[str, Any]) -> None:
        """Record its answer."""
        self._write({"key": command.key, "status": status, "answer": answer})
        if status in (200, 201):
            self.acknowledged += 1

    def read(self) -> list[Noted]:
        """Read the commands and answers from the disk."""
        wanted: dict[str, Command] = {}
        told: dict[str, Mapping[str, Any]] = {}
        for line in self._path.read_text().splitlines():
            entry = json.loads(line)
            if "intent" in entry:
                wanted[entry["key"]] = Command(**entry["intent"])
            else:
                told[entry["key"]] = entry
        nothing: Mapping[str, Any] = {"status": 0, "answer": {}}
        return [
            Noted(command, told.get(key, nothing)["status"], told.get(key, nothing)["answer"])
            for key, command in wanted.items()
        ]

    def _write(self, entry: Mapping[str, Any]) -> None:
        line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
        with self._turn:
            self._file.write(line)
            self._file.flush()
            os.fsync(self._file.fileno())
