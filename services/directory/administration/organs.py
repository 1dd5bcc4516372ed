"""Use cases of entering, changing, moving and closing organs."""

from collections.abc import Callable, Mapping
from typing import Any

from services.directory.administration.repositories import Organs, People
from services.directory.domain import Organ, OrganKind, of_district
from services.directory.entering import fault_of_place
from services.directory.naming import Unfit, organ_named
from services.directory.steps import ORGAN, PERSON, SUPERIOR
from shared import usecase
from shared.actor import Actor
from shared.contracts.directory import Room
from shared.errors import InvalidInput
from shared.given import as_given
from shared.occasion import Occasion, Taken
from shared.office import fault as refusal
from shared.office import faulty
from shared.workflow import Context, because

TAKEN = {
    "issuer_code": "该机关代字已有单位使用，请核对",
    "id": "有会议室的编号已在使用，请另取",
}


def enter(organs: Organs, people: People, wanted: Mapping[str, Any], *, occasion: Occasion) -> Organ:
    """Enter an organ under another. `wanted`: id, kind, name, short_name, parent, issuer_code, also_under, rooms."""
    actor = occasion.person
    ORGAN.admit("enter", actor)
    if organs.find(wanted["id"]) is not None:
        organs.get(wanted["id"])  # raises Repeated
        raise refusal("id", "id_taken", "该编号已有单位使用，请另取")
    kind, parent, errors = OrganKind(wanted["kind"]), *_named(organs, "parent", wanted["parent"], actor)
    fault = None if parent is None else fault_of_place(kind, parent)
    if fault is not None:
        errors.append(faulty("parent", "parent_unfit", fault))
    path = (*(() if parent is None else parent.path), wanted["id"])
    second, wrong = _second(organs, wanted["also_under"], wanted["id"], path, actor)
    errors += wrong
    rooms, wrong = _rooms(people, wanted["rooms"] or (), (), actor)
    if errors or wrong or parent is None:
        raise InvalidInput(errors=errors + wrong)
    organ = Organ(
        id=wanted["id"],
        kind=kind,
        short_name=wanted["short_name"] or wanted["name"],
        parent=parent.id,
        path=path,
        also_under=second,
        rooms=rooms,
        **as_given(Organ, wanted),
    )
    return _unless_taken(lambda: usecase.begin(organs, ORGAN, organ, "enter", Context(actor, occasion.at)))


def change(organs: Organs, people: People, organ_id: str, wanted: Mapping[str, Any], *, occasion: Occasion) -> Organ:
    """Change names, issuer code, second superior or rooms; fields not named stay (`None` removes code and second superior).

    Existing rooms stay, because meetings were booked in them.
    """

    def gather(before: Organ) -> Context:
        said = dict(wanted)
        errors: list[dict[str, str]] = []
        if "also_under" in said:
            said["also_under"], errors = _second(organs, said["also_under"], before.id, before.path, occasion.person)
        if said.get("rooms") is not None:
            said["rooms"], wrong = _rooms(people, said["rooms"], before.rooms, occasion.person)
            errors += wrong
        for name in ("name", "short_name", "rooms"):
            if name in said and said[name] is None:
                del said[name]
        if errors:
            raise InvalidInput(errors=errors)
        return Context(occasion.person, occasion.at, said={"changes": said})

    return _unless_taken(
        lambda: usecase.act(organs, ORGAN, organ_id, "change", sees=of_district, occasion=occasion, gather=gather)
    )


def act(
    organs: Organs,
    people: People,
    organ_id: str,
    action: str,
    comment: str | None,
    parent: str | None = None,
    *,
    occasion: Occasion,
) -> Organ:
    """Disable an organ where nobody works any more, enable it again, or move it under another (`parent`: an id or a name);
    its people and everything below it follow (`follow`).
    """

    def gather(before: Organ) -> Context:
        said: dict[str, Any] = {}
        if action == "move":
            to, errors = _named(organs, "parent", parent or "", occasion.person)
            if to is None:
                raise InvalidInput(errors=errors)
            said = {"to": to}
        elif action == "disable":
            below = [each.name for each in organs.under(before.id) if each.active and each.id != before.id]
            said = {"below": below, "someone": people.any_active(before.id)}
        elif action == "enable":
            said = {"above": None if before.parent is None else organs.find(before.parent)}
        return Context(occasion.person, occasion.at, comment or "", said)

    return usecase.act(organs, ORGAN, organ_id, action, sees=of_district, occasion=occasion, gather=gather)


def follow(organs: Organs, people: People, organ_id: str) -> None:
    """Update the paths of the organs and people directly under an organ; each that moved updates those below it."""
    organ = organs.find(organ_id)
    if organ is None:
        return
    for child in organs.under(organ.id):
        path = (*organ.path, child.id)
        if child.parent == organ.id and child.path != path:
            said = because(SUPERIOR, child, organs.occasion.at, changes={"path": path})
            usecase.take(organs, ORGAN, child, "follow", said)
    for person in people.in_organ(organ.id):
        if person.path != organ.path:
            said = because(SUPERIOR, person, people.occasion.at, changes={"path": organ.path})
            usecase.take(people, PERSON, person, "follow", said)


def _named(organs: Organs, field: str, said: str, actor: Actor) -> tuple[Organ | None, list[dict[str, str]]]:
    found = organ_named(organs, actor.district, said)
    return (None, [found.at(field)]) if isinstance(found, Unfit) else (found, [])


def _second(
    organs: Organs, said: str | None, organ_id: str, path: tuple[str, ...], actor: Actor
) -> tuple[str | None, list[dict[str, str]]]:
    """Resolve the second superior: another organ of the district, neither above this one already nor below it."""
    if said is None:
        return None, []
    other, errors = _named(organs, "also_under", said, actor)
    if other is not None and (other.id in path or organ_id in other.path):
        errors = [faulty("also_under", "superior_unfit", f"{other.name}不能是另一个上级")]
    return None if other is None else other.id, errors


def _rooms(
    people: People, wanted: Any, before: tuple[Room, ...], actor: Actor
) -> tuple[tuple[Room, ...], list[dict[str, str]]]:
    rooms: list[Room] = []
    errors: list[dict[str, str]] = []
    for place, each in enumerate(wanted):
        keeper = None
        if each["keeper"] is not None:
            keeper = people.find(each["keeper"]) or people.by_username(each["keeper"])
            if keeper is None or not keeper.active or keeper.path[0] != actor.district:
                message = "未找到该保管人，请从在岗人员中选择"
                errors.append(faulty(f"rooms[{place}].keeper", "unknown_person", message))
        if each["id"] in [room.id for room in rooms]:
            errors.append(faulty(f"rooms[{place}].id", "room_repeated", "会议室编号重复"))
        keeper_id = None if keeper is None else keeper.id
        rooms.append(Room(id=each["id"], name=each["name"], seats=each["seats"], keeper=keeper_id))
    gone = [room.name for room in before if room.id not in [each.id for each in rooms]]
    if gone:
        errors.append(faulty("rooms", "room_missing", f"{'、'.join(gone)}不能删除"))
    return tuple(rooms), errors


def _unless_taken(write: Callable[[], Organ]) -> Organ:
    try:
        return write()
    except Taken as taken:
        field = taken.field if taken.field in TAKEN else "id"
        name = "rooms" if field == "id" else field
        raise refusal(name, "taken", TAKEN[field]) from taken
