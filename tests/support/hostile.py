"""A system in which all text entered is an attack on readers in a browser."""

import json
from typing import Any
from urllib.parse import quote

import requests

from tests.support.requests import SECRET, Stock
from tests.support.system import Answer, System

SCRIPT = "<img src=x onerror=hit=1><script>hit=1</script>"
"""Script that a browser would run if a screen took text for markup; in titles, names, opinions and numbers."""
FILE_NAME = "a'onload=hit(1)&lt;script&gt;{{hit}}.txt"


def _hostile(path: str, body: Any) -> Any:
    if not isinstance(body, dict):
        return body
    changed = json.loads(json.dumps(body, ensure_ascii=False).replace(SECRET, SCRIPT))
    if "comment" in changed:
        changed["comment"] = f"{changed['comment']}{SCRIPT}"
    if path.endswith(("/actions/submit", "/actions/approve")):
        changed["confirm"] = True  # the rules doubt such a title
    return changed


class _Person:
    def __init__(self, person: Any) -> None:
        self._person = person

    def get(self, path: str) -> Answer:
        found: Answer = self._person.get(path)
        return found

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        found: Answer = self._person.ask(method, path, _hostile(path, body))
        return found

    def post(self, path: str, body: Any = None) -> Answer:
        found: Answer = self._person.post(path, _hostile(path, body))
        return found


class Hostile:
    """The system as seen by attackers who enter script into every field."""

    def __init__(self, system: System) -> None:
        self._system = system

    def person(self, username: str) -> Any:
        """Return a person who acts as an attacker."""
        return _Person(self._system.person(username))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._system, name)


def stock(system: System) -> Stock:
    """Create records whose texts are script."""
    hostile: Any = Hostile(system)
    return Stock(hostile)


def with_file(system: System, line: str, record: str, who: str) -> None:
    """Attach a file whose name is an attack."""
    sent = {"Authorization": f"Bearer {system.person(who).token}", "Content-Type": "application/octet-stream"}
    url = f"{system.url}/api/v1/{line}/{record}/attachments?name={quote(FILE_NAME)}"
    answer = requests.post(url, data="请按附件办理。".encode(), headers=sent, timeout=30)
    assert answer.status_code == 201, answer.text
