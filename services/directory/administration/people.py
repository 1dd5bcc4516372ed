"""Use cases of entering, changing and moving people."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.directory.administration.repositories import Organs, People
from services.directory.domain import Organ, Person, RoleName
from services.directory.entering import (
    OwnEntryRefused,
    faults_of_roles,
    given_reason,
    person_id,
    refuse_others,
)
from services.directory.naming import Unfit, organ_named
from services.directory.posts.gaps import refuse_gaps
from shared.errors import InvalidInput, NotFound, Refused, VersionConflict
from shared.given import as_given
from shared.occasion import Occasion, Taken
from shared.office import faulty

Gaps = Callable[[Person | None, Person], Sequence[dict[str, str]]]
"""Returns the responsibilities that nobody would have after a change; before is None for somebody new."""


def unasked(before: Person | None, after: Person) -> Sequence[dict[str, str]]:
    """Return no gap, where nobody is asked."""
    return ()


def enter(
    people: People, organs: Organs, wanted: Mapping[str, Any], *, gaps: Gaps = unasked, occasion: Occasion
) -> Person:
    """Enter a person (username, name, organ, post, roles); the security administrator then issues the first password."""
    actor, roles = occasion.person, _roles(wanted["roles"])
    refuse_others(actor, roles)
    new_id = person_id(wanted["username"])
    if people.find(new_id) is not None:
        people.get(new_id)  # raises Repeated
    organ, errors = _place(organs, wanted["organ"], roles, actor.district)
    if people.find(new_id) is not None or people.by_username(wanted["username"]) is not None:
        errors.append(_taken())
    if errors or organ is None:
        raise InvalidInput(errors=errors)
    person = Person(
        id=new_id,
        organ=organ.id,
        path=organ.path,
        roles=roles,
        password="",
        **as_given(Person, wanted),
    )
    if not wanted.get("confirm"):
        refuse_gaps(gaps(None, person))
    try:
        return people.add(person, announcing=person.recorded(), action="enter")
    except (Taken, VersionConflict) as taken:
        raise InvalidInput(errors=[_taken()]) from taken


def change(
    people: People,
    organs: Organs,
    person: Person,
    wanted: Mapping[str, Any],
    *,
    gaps: Gaps = unasked,
    occasion: Occasion,
) -> Person:
    """Change name, post or roles; None leaves a field unchanged. Roles apply from the next request on."""
    before = _other(people, person, occasion)
    roles = before.roles if wanted["roles"] is None else _roles(wanted["roles"])
    refuse_others(occasion.person, before.roles, roles)
    errors = _role_errors(roles, organs.find(before.organ))
    if errors:
        raise InvalidInput(errors=errors)
    after = replace(before, roles=roles, **as_given(Person, wanted))
    if not wanted["confirm"]:
        refuse_gaps(gaps(before, after))
    return people.save(after, announcing=after.recorded(), action="change")


def move(
    people: People,
    organs: Organs,
    person: Person,
    wanted: Mapping[str, Any],
    *,
    gaps: Gaps = unasked,
    occasion: Occasion,
) -> Person:
    """Move a person to another organ (organ, post, roles, comment); the former roles end."""
    before = _other(people, person, occasion)
    roles = _roles(wanted["roles"] or ())
    refuse_others(occasion.person, before.roles, roles)
    reason = given_reason(wanted["comment"])
    if not wanted["organ"] or not wanted["post"]:
        missing = [name for name in ("organ", "post") if not wanted[name]]
        raise InvalidInput(errors=[faulty(each, "missing", "请填写") for each in missing])
    organ, errors = _place(organs, wanted["organ"], roles, occasion.person.district)
    if errors or organ is None:
        raise InvalidInput(errors=errors)
    if organ.id == before.organ:
        raise Refused(f"{before.name}已在{organ.name}，岗位、角色有变化的请修改。")
    after, event = before.moved(organ.id, organ.path, wanted["post"], roles)
    if not wanted["confirm"]:
        refuse_gaps(gaps(before, after))
    return people.save(after, announcing=event, action="move", comment=reason)


def leave(
    people: People,
    person: Person,
    comment: str | None,
    *,
    gaps: Gaps = unasked,
    confirm: bool = False,
    occasion: Occasion,
) -> Person:
    """Record that a person leaves: the account is closed and every role ends."""
    before = _other(people, person, occasion)
    refuse_others(occasion.person, before.roles)
    reason = given_reason(comment)
    after, event = before.left()
    if not confirm:
        refuse_gaps(gaps(before, after))
    return people.save(after, announcing=event, action="leave", comment=reason)


def _other(people: People, person: Person, occasion: Occasion) -> Person:
    refuse_others(occasion.person)
    before = people.get(person.id)
    if before.path[0] != occasion.person.district:
        raise NotFound()
    if before.id == occasion.person.person_id:
        raise OwnEntryRefused()
    before.expect(occasion.expected)
    return before


def _roles(said: Sequence[str]) -> tuple[RoleName, ...]:
    return tuple(RoleName(each) for each in said)


def _place(
    organs: Organs, said: str, roles: Sequence[RoleName], district: str
) -> tuple[Organ | None, list[dict[str, str]]]:
    organ = organ_named(organs, district, said)
    if isinstance(organ, Unfit):
        return None, [organ.at("organ")]
    if not organ.active:
        return None, [faulty("organ", "organ_disabled", f"{organ.name}已停用")]
    return organ, _role_errors(roles, organ)


def _role_errors(roles: Sequence[RoleName], organ: Organ | None) -> list[dict[str, str]]:
    return [faulty("roles", "roles_unfit", each) for each in faults_of_roles(roles, organ)]


def _taken() -> dict[str, str]:
    return faulty("username", "username_taken", "该用户名已有人使用，请另取")
