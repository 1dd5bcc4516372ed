"""Use cases of entering, changing and moving people."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.directory.administration.repositories import Organs, People
from services.directory.domain import Organ, Person, RoleName, of_district
from services.directory.entering import person_id
from services.directory.naming import Unfit, organ_named
from services.directory.posts.gaps import refuse_gaps
from services.directory.steps import PERSON
from shared import usecase
from shared.errors import InvalidInput, VersionConflict
from shared.given import as_given
from shared.occasion import Occasion, Taken
from shared.office import faulty
from shared.workflow import Context

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
    PERSON.admit("enter", actor)
    new_id = person_id(wanted["username"])
    if people.find(new_id) is not None:
        people.get(new_id)  # raises Repeated
    organ, errors = _place(organs, wanted["organ"], actor.district)
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
    context = Context(actor, occasion.at, said={"roles": roles, "place": organ})
    taken = PERSON.begin(person, "enter", context)
    if not wanted.get("confirm"):
        refuse_gaps(gaps(None, person))
    try:
        return usecase.add(people, "enter", context, taken)
    except (Taken, VersionConflict) as taken_by:
        raise InvalidInput(errors=[_taken()]) from taken_by


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

    def gather(before: Person) -> Context:
        roles = before.roles if wanted["roles"] is None else _roles(wanted["roles"])
        changes = {"roles": roles, **as_given(Person, wanted)}
        said = {"roles": roles, "place": organs.find(before.organ), "changes": changes}
        return Context(occasion.person, occasion.at, said=said)

    asked = unasked if wanted["confirm"] else gaps
    return _act(people, person, "change", gather, asked, occasion)


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

    def gather(before: Person) -> Context:
        missing = [name for name in ("organ", "post") if not wanted[name]]
        if missing:
            raise InvalidInput(errors=[faulty(each, "missing", "请填写") for each in missing])
        organ, errors = _place(organs, wanted["organ"], occasion.person.district)
        if errors or organ is None:
            raise InvalidInput(errors=errors)
        said = {"place": organ, "post": wanted["post"], "roles": _roles(wanted["roles"] or ())}
        return Context(occasion.person, occasion.at, wanted["comment"] or "", said)

    asked = unasked if wanted["confirm"] else gaps
    return _act(people, person, "move", gather, asked, occasion)


def act(
    people: People, person: Person, action: str, comment: str | None, *, gaps: Gaps = unasked, occasion: Occasion
) -> Person:
    """Record that a person leaves, or disable or enable their account. `gaps`: what nobody would answer for afterwards,
    which is to be confirmed.
    """

    def gather(before: Person) -> Context:
        return Context(occasion.person, occasion.at, comment or "")

    return _act(people, person, action, gather, gaps, occasion)


def _act(
    people: People,
    person: Person,
    action: str,
    gather: Callable[[Person], Context],
    gaps: Gaps,
    occasion: Occasion,
) -> Person:
    return usecase.act(
        people, PERSON, person.id, action, sees=of_district, occasion=occasion, gather=gather,
        weigh=lambda before, context, taken: refuse_gaps(gaps(before, taken.after)),
    )  # fmt: skip


def _roles(said: Sequence[str]) -> tuple[RoleName, ...]:
    return tuple(RoleName(each) for each in said)


def _place(organs: Organs, said: str, district: str) -> tuple[Organ | None, list[dict[str, str]]]:
    organ = organ_named(organs, district, said)
    if isinstance(organ, Unfit):
        return None, [organ.at("organ")]
    if not organ.active:
        return None, [faulty("organ", "organ_disabled", f"{organ.name}已停用")]
    return organ, []


def _taken() -> dict[str, str]:
    return faulty("username", "username_taken", "该用户名已有人使用，请另取")
