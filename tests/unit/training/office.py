"""An office with courses and ledgers in memory."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from services.training import app, domain
from services.training.domain import Course, Ledger
from shared.actor import Actor
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.contracts.event import Event
from shared.listing import Listing
from shared.occasion import Cause, Occasion
from shared.pages import Page
from shared.testing import MemoryCollection

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PATHS = {
    "nanhu": ("nanhu",),
    "shiyan": ("nanhu", "shiyan"),
    "east": ("nanhu", "shiyan", "east"),
    "west": ("nanhu", "shiyan", "west"),
    "lake": ("beihu", "lake"),
}
ROLES = ("director", "leader", "clerk", "handler")


class Courses(MemoryCollection[Course]):
    name, service, kind = "courses", "training", Course

    def search(self, actor: Actor, wanted: Listing) -> Page[Course]:
        return self.listed(lambda course: domain.sees(course, actor), wanted, starts="starts_on")

    def any_with(self, organ: str, person: str) -> bool:
        found = [self.find(course_id) for course_id in self.records]
        return any(each is not None and each.organ == organ and person in each.enrolments for each in found)


class Ledgers(MemoryCollection[Ledger]):
    name, service, kind = "ledgers", "training", Ledger


class Copies:
    """Everybody whom `actor` can name, and every organ."""

    def find(self, kind: type[Any], thing_id: str) -> Any:
        if kind is not OrganRecorded or thing_id not in PATHS:
            return None
        return OrganRecorded(
            organ_id=thing_id, kind="campus", name=f"{thing_id} 校区", short_name=thing_id, parent=None,
            path=PATHS[thing_id], issuer_code=None,
        )  # fmt: skip

    def where(self, kind: type[Any], query: Any) -> list[Any]:
        return [self.find(kind, each) for each in PATHS if query["path"] in PATHS[each]]

    def one(self, kind: type[Any], value: str, *, by: Sequence[str]) -> Any:
        organ, _, role = value.removeprefix("p-").replace("-", ".").partition(".")
        if kind is not PersonRecorded or organ not in PATHS or role not in ROLES:
            return None
        return PersonRecorded(
            person_id=f"p-{organ}-{role}", username=f"{organ}.{role}", name=f"{organ}{role}", organ=organ,
            path=PATHS[organ], post=role, roles=(role,), active=True,
        )  # fmt: skip


def actor(username: str) -> Actor:
    organ, role = username.split(".")
    return Actor(f"p-{organ}-{role}", username, username, organ, PATHS[organ], frozenset({role}))


def by(username: str, *, at: datetime = AT, expected: int | None = None) -> Occasion:
    return Occasion(at=at, actor=actor(username), expected=expected)


def because(source: str, version: int, event: type[Event], *, previous: int = 0) -> Occasion:
    return Occasion(at=AT, cause=Cause(source, version, event.event, previous))


def planned(courses: Courses, **changes: Any) -> Course:
    wanted = {"title": "新任班主任培训", "hours": 3.5, "capacity": 2, "audience": ["shiyan"], **changes}
    occasion = by("east.director")
    return app.plan(courses.on(occasion), Copies(), occasion=occasion, new_id="c1", wanted=wanted)


def published(courses: Courses, **changes: Any) -> Course:
    course, occasion = planned(courses, **changes), by("east.director")
    return app.act(courses.on(occasion), Copies(), course.id, "publish", occasion=occasion, comment=None)


READERS = {"west.handler", "west.director", "west.leader", "east.director"}
EVERYBODY = [f"{organ}.{role}" for organ in PATHS for role in ROLES]
EVERYBODY_READS = [(who, who in READERS) for who in EVERYBODY]
"""Who may see the hours of `west.handler`, who enrolled at the east campus."""
