"""A walk at random through a running system: people draft, pass on and take whatever the services offer them."""

from collections.abc import Mapping
from random import Random
from typing import Any

from tests.support.requests import COURSE, LETTER, MEETING, TASK, TOMORROW, TOPIC, VISIT
from tests.support.system import Answer, System, soon
from tests.unit.documents.test_seals import png

ROLES = ("clerk", "director", "leader", "registrar", "handler")
PEOPLE = (*(f"{organ}.{role}" for organ in ("east", "west") for role in ROLES), "nanhu.admin")
PATHS = {
    "document": "/documents",
    "incoming": "/incoming",
    "countersign": "/countersigns",
    "seal": "/seals",
    "seal_use": "/seal-uses",
    "task": "/tasks",
    "visit": "/visits",
    "course": "/courses",
    "meeting": "/meetings",
    "topic": "/topics",
}
"""Where the records of each type are; a type that has a list of its own is listed there."""
TITLE = "第{}号事项"


class Walk:
    """Takes steps at random; the same seed takes the same decisions."""

    def __init__(self, system: System, seed: int) -> None:
        self.system, self.rng, self.made = system, Random(seed), 0
        self.titles: list[str] = []
        self.internal: set[str] = set()
        self.taken: list[tuple[str, str, int]] = []

    def steps(self, many: int) -> None:
        """Take so many steps: something new, what waits for somebody, or anything that is offered."""
        for _ in range(many):
            chance = self.rng.random()
            if chance < 0.25:
                self._begin()
            elif chance < 0.85:
                self._do_what_waits(self.rng.choice(PEOPLE))
            else:
                self._do_anything(self.rng.choice(PEOPLE))

    def _title(self) -> str:
        self.made += 1
        self.titles.append(TITLE.format(self.made))
        return self.titles[-1]

    def _begin(self) -> None:
        organ, other = self.rng.sample(("east", "west"), 2)
        title = self._title()
        match self.rng.choice(("document", "document", "document", "letter", "task", "seal", "use", "visit", "course",
                               "meeting", "topic")):  # fmt: skip
            case "document":
                secrecy = self.rng.choice(("none", "none", "internal"))
                self.internal |= {title} if secrecy == "internal" else set()
                wanted = {
                    "kind": "notice", "title": f"关于{title}的通知", "body": "请遵照执行。", "recipients": [other],
                    "secrecy": secrecy, "important": self.rng.random() < 0.2,
                    "examiners": [f"{organ}.handler"] if self.rng.random() < 0.3 else [],
                }  # fmt: skip
                made = self._ask(f"{organ}.clerk", "/documents", wanted)
                if made.status == 201 and self.rng.random() < 0.8:
                    self._ask(f"{organ}.clerk", f"/documents/{made['id']}/actions/submit", {"confirm": True})
            case "letter":
                wanted = {**LETTER, "title": f"关于{title}的通知", "number": f"卫发〔2026〕{self.made}号"}
                self._ask(f"{organ}.registrar", "/incoming", wanted)
            case "task":
                wanted = {**TASK, "title": title, "text": title, "responsible": f"{organ}.handler", "due_on": TOMORROW}
                self._ask(f"{organ}.{self.rng.choice(('director', 'leader'))}", "/tasks", wanted)
            case "seal":
                self._ask(f"{organ}.director", "/seals", {"name": f"{title}专用章", "keeper": f"{organ}.registrar"})
            case "use":
                seals = self.system.person(f"{organ}.clerk").get("/seals?status=recorded&limit=100")["items"]
                if seals:
                    who = self.rng.choice(("clerk", "director"))
                    self._ask(f"{organ}.{who}", "/seal-uses", {"seal": self.rng.choice(seals)["id"], "matter": title})
            case "visit":
                letter = {**VISIT["letter"], "purpose": title}
                self._ask("east.clerk", "/visits", {**VISIT, "letter": letter})
            case "course":
                self._ask(f"{organ}.director", "/courses", {**COURSE, "title": title, "audience": [organ]})
            case "meeting":
                members = [f"{organ}.leader", f"{organ}.director"]
                wanted = {**MEETING, "title": title, "members": members, **soon()}
                kind = self.rng.choice(("office", "party_assembly"))
                self._ask(f"{organ}.director", "/meetings", {**wanted, "kind": kind})
            case "topic":
                found = self.system.person("east.director").get("/meetings?kind=party_assembly&limit=100")["items"]
                if found:
                    wanted = {**TOPIC, "title": title}
                    self._ask("east.director", f"/meetings/{self.rng.choice(found)['id']}/topics", wanted)

    def _do_what_waits(self, who: str) -> None:
        waiting = [
            each
            for box in ("todo", "toread")
            for each in self.system.person(who).get(f"/me/todo?box={box}&limit=100&sort=newest")["items"]
            if each["type"] in PATHS
        ]
        if waiting:
            item = self.rng.choice(waiting)
            self._take(who, item["type"], item["record_id"], item["action"])

    def _do_anything(self, who: str) -> None:
        type = self.rng.choice([each for each in PATHS if each != "topic"])
        there = _all(self.system.person(who), PATHS[type], {})
        offered = [(type, record["id"], each) for record in there for each in record["actions"]]
        if offered:
            self._take(who, *self.rng.choice(offered))

    def _take(self, who: str, type: str, record: str, action: Mapping[str, Any]) -> None:
        said = {each["field"]: self._said(each, who.partition(".")[0]) for each in action["needs"]}
        said = {name: value for name, value in said.items() if value is not None}
        answer = self._ask(who, f"{PATHS[type]}/{record}/actions/{action['code']}", said)
        self.taken.append((type, action["code"], answer.status))

    def _said(self, need: Mapping[str, Any], organ: str) -> Any:
        organ = organ if organ in ("east", "west") else "east"
        if not need["required"] and need["field"] not in ("comment", "confirm") and self.rng.random() < 0.5:
            return None
        match need["shape"]:
            case "person":
                return f"{organ}.{self.rng.choice(ROLES)}"
            case "people":
                return [f"{organ}.{each}" for each in self.rng.sample(ROLES, 2)]
            case "organs":
                return ["west" if organ == "east" else "east"]
            case "date":
                return TOMORROW
            case "number":
                return 50
            case "boolean":
                return True
            case "choice":
                return self.rng.choice([each["code"] for each in need["choices"]] or [""])
            case "file":
                return png()
            case "text" | "long_text":
                return "同意"
        return None

    def _ask(self, who: str, path: str, body: Mapping[str, Any]) -> Answer:
        answer = self.system.person(who).ask("POST", path, body)
        assert answer.status < 500, f"{who} {path} {body}: {answer.text}"
        return answer


def records(system: System, who: str, place: Mapping[str, str] | None = None) -> dict[tuple[str, str], dict[str, Any]]:
    """Read every record that somebody may see, with what the services offer them now."""
    person, place = system.person(who), place or {}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for type in ("document", "incoming", "countersign") if place else PATHS:
        lists = (
            [PATHS[type]]
            if type != "topic"
            else [f"/meetings/{each}/topics" for kind, each in found if kind == "meeting"]
        )
        for path in lists:
            for each in _all(person, path, place):
                found[type, each["id"]] = each
    for (type, record), shown in found.items():
        if (
            type == "document" and shown["actions"]
        ):  # a list judges no rule of its steps, which takes the organs it goes to
            found[type, record] = dict(person.ask("GET", f"/documents/{record}", **place))
    return found


def _all(person: Any, path: str, place: Mapping[str, str]) -> list[dict[str, Any]]:
    items, cursor = [], ""
    while True:
        page = person.ask("GET", f"{path}?limit=100{cursor}", **place)
        assert page.status == 200, page.text
        items += page["items"]
        if page["next"] is None:
            return items
        cursor = f"&cursor={page['next']}"
