"""Organs, people and rules in memory, for the use cases of the directory."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from services.directory.domain import Organ, OrganKind, Person, RoleName
from services.directory.entering import person_id
from services.directory.posts.domain import Post
from services.directory.security.domain import SecurityRules
from shared.pages import Page
from shared.testing import MemoryCollection
from tests.support.office import PATHS, on

KINDS = (OrganKind.BUREAU, OrganKind.SCHOOL, OrganKind.CAMPUS, OrganKind.DEPARTMENT)


class Organs(MemoryCollection[Organ]):
    name, service, kind = "organs", "directory", Organ
    unique = (("issuer_code",),)

    def bearing(self, district: str, names: Sequence[str]) -> Sequence[Organ]:
        found = [each for each in map(self.get, sorted(self.records)) if each.path[0] == district and each.active]
        return [each for each in found if each.name in names or each.short_name in names]

    def under(self, organ_id: str) -> Sequence[Organ]:
        return [self.get(each) for each, it in self.records.items() if organ_id in it["path"] and each != organ_id]


class People(MemoryCollection[Person]):
    name, service, kind = "people", "directory", Person
    unique = (("username",),)

    def by_username(self, username: str) -> Person | None:
        return next((self.find(each) for each, it in self.records.items() if it["username"] == username), None)

    def in_organ(self, organ_id: str) -> Sequence[Person]:
        return [self.get(each) for each, it in self.records.items() if it["organ"] == organ_id]

    def holding(self, organs: Sequence[str], roles: Sequence[str]) -> Sequence[Person]:
        everybody = map(self.get, self.records)
        return [each for each in everybody if each.active and each.organ in organs and set(each.powers) & set(roles)]

    def several(self, ids: Sequence[str]) -> Mapping[str, Person]:
        return {each: self.get(each) for each in ids if each in self.records}

    def of_organs(self, organs: Sequence[str]) -> list[Person]:
        return [person for organ in organs for person in self.in_organ(organ)]

    def acting_in(self, organ_id: str) -> bool:
        return any(each.acting for each in self.in_organ(organ_id))

    def any_active(self, organ_id: str) -> Person | None:
        found = (each for each, it in self.records.items() if organ_id in it["path"] and it["active"])
        return next((self.get(each) for each in found), None)


class Posts(MemoryCollection[Post]):
    name, service, kind = "posts", "directory", Post
    unique = (("organ", "name"),)

    def of_district(self, district: str, organ: str | None, *, cursor: str | None, limit: int) -> Page[Post]:
        return self.page(
            lambda each: each.district == district and organ in (None, each.organ), cursor=cursor, limit=limit
        )

    def of_organs(self, organs: Sequence[str]) -> list[Post]:
        return [each for each in map(self.get, self.records) if each.organ in organs and each.active]

    def named(self, names: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Post]:
        found = map(self.get, self.records)
        return {(each.organ, each.name): each for each in found if (each.organ, each.name) in names}


class Rules(MemoryCollection[SecurityRules]):
    name, service, kind = "security_rules", "directory", SecurityRules


class Attempts:
    def __init__(self) -> None:
        self.counted: dict[tuple[str, str], int] = {}
        self.locked: datetime | None = None

    def begin(self, name: str, address: str, at: datetime) -> datetime | None:
        self.counted[name, address] = self.counted.get((name, address), 0) + 1
        return at if self.counted[name, address] > 5 else None

    def forget(self, name: str, address: str) -> None:
        self.counted.pop((name, address), None)

    def forget_all(self, name: str) -> None:
        self.counted = {each: count for each, count in self.counted.items() if each[0] != name}

    def locks(self, names: Sequence[str], at: datetime) -> dict[str, datetime]:
        return {name: at for (name, _), count in self.counted.items() if name in names and count >= 5}


class Passwords:
    def hash(self, password: str) -> str:
        return f"#{password}"

    def matches(self, hashed: str | None, password: str) -> bool:
        return hashed == f"#{password}"


def organs(who: str = "nanhu.admin") -> Organs:
    """Return all organs of the tests."""
    found = Organs(on(who))
    for name, path in PATHS.items():
        organ = Organ(
            id=name, kind=KINDS[len(path) - 1], name=name, short_name=name, parent=path[-2] if len(path) > 1 else None, path=path,
        )  # fmt: skip
        found.add(organ, announcing=organ.recorded(), action="import")
    return found


def people(*usernames: str, who: str = "nanhu.admin") -> People:
    """Return some people by `organ.role`."""
    found = People(on(who))
    for username in usernames:
        organ, _, role = username.partition(".")
        role = "district_admin" if role == "admin" else role or organ
        place = organ if organ in PATHS else "nanhu"
        person = Person(
            id=f"p-{username}", username=username, name=username, organ=place, path=PATHS[place], post="岗位",
            roles=(RoleName(role),), password="#secret, long enough",
        )  # fmt: skip
        found.add(person, announcing=person.recorded(), action="import")
    return found


__all__ = ["Attempts", "Organs", "Passwords", "People", "Rules", "organs", "people", "person_id"]
