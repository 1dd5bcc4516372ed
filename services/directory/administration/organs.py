"""Use cases of entering, changing, moving and closing organs."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from services.directory.administration.repositories import Organs, People
from services.directory.domain import Organ, OrganKind, Person
from services.directory.entering import fault_of_place, given_reason, refuse_others
from services.directory.naming import Unfit, organ_named
from shared.actor import Actor
from shared.contracts.directory import Room
from shared.errors import InvalidInput, NotFound, Refused, TransitionRefused
from shared.given import as_given
from shared.occasion import Occasion, Taken

TAKEN = {
    "issuer_code": "该机关代字已有单位使用，请核对",
    "id": "有会议室的编号已在使用，请另取",
}


def enter(organs: Organs, people: People, wanted: Mapping[str, Any], *, occasion: Occasion) -> Organ:
    """Enter an organ under another. `wanted`: id, kind, name, short_name, parent, issuer_code, also_under, rooms."""
    actor = occasion.person
    refuse_others(actor)
    if organs.find(wanted["id"]) is not None:
        organs.get(wanted["id"])  # raises Repeated
        raise InvalidInput(errors=[{"field": "id", "code": "id_taken", "message": "该编号已有单位使用，请另取"}])
    kind, parent, errors = OrganKind(wanted["kind"]), *_named(organs, "parent", wanted["parent"], actor)
    fault = None if parent is None else fault_of_place(kind, parent)
    if fault is not None:
        errors.append({"field": "parent", "code": "parent_unfit", "message": fault})
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
    return _kept(lambda: organs.add(organ, announcing=organ.recorded(), action="enter"))


def change(organs: Organs, people: People, organ_id: str, wanted: Mapping[str, Any], *, occasion: Occasion) -> Organ:
    """Change names, issuer code, second superior or rooms; fields not named stay (`None` removes code and second superior).

    Existing rooms stay, because meetings were booked in them.
    """
    before = _to_change(organs, organ_id, occasion)
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
    after = replace(before, **said)
    return _kept(lambda: organs.save(after, announcing=after.recorded(), action="change"))


def move(organs: Organs, organ_id: str, said: str | None, comment: str | None, *, occasion: Occasion) -> Organ:
    """Move an organ under another (an id or a name); its people and everything below it follow (`follow`)."""
    before, reason = _to_change(organs, organ_id, occasion), given_reason(comment)
    parent, errors = _named(organs, "parent", said or "", occasion.person)
    if parent is None:
        raise InvalidInput(errors=errors)
    fault = "不能调整到本单位或者其下级单位" if before.id in parent.path else fault_of_place(before.kind, parent)
    fault = fault or ("已在该单位之下" if before.parent == parent.id else None)
    if fault is not None:
        raise InvalidInput(errors=[{"field": "parent", "code": "parent_unfit", "message": fault}])
    second = None if before.also_under in parent.path else before.also_under
    after = replace(before, parent=parent.id, path=(*parent.path, before.id), also_under=second)
    return organs.save(after, announcing=after.recorded(), action="move", comment=reason)


def act(
    organs: Organs, people: People, organ_id: str, action: str, comment: str | None, *, occasion: Occasion
) -> Organ:
    """Disable an organ where nobody works any more, or enable it again."""
    before, reason = _to_change(organs, organ_id, occasion), given_reason(comment)
    after = replace(before, active=action == "enable")
    if after.active == before.active:
        raise TransitionRefused(current={"active": before.active})
    if before.parent is None:
        raise Refused("区教育局不能停用。")
    if action == "disable":
        below = [each.name for each in organs.under(before.id) if each.active and each.id != before.id]
        someone = people.any_active(before.id)
        if below:
            raise Refused(f"请先停用下级单位：{'、'.join(below[:5])}{'等' if len(below) > 5 else ''}。")
        if someone is not None:
            raise Refused(f"{someone.name}等人员仍在岗，请先办理调动或者离岗。")
    else:
        above = organs.find(before.parent)
        if above is None or not above.active:
            raise Refused("上级单位已停用，请先启用或者调整隶属。")
    return organs.save(after, announcing=after.recorded(), action=action, comment=reason)


def follow(organs: Organs, people: People, organ_id: str) -> None:
    """Update the paths of the organs and people directly under an organ; each that moved updates those below it."""
    organ = organs.find(organ_id)
    if organ is None:
        return
    for child in organs.under(organ.id):
        path = (*organ.path, child.id)
        if child.parent == organ.id and child.path != path:
            moved = replace(child, path=path)
            organs.save(moved, announcing=moved.recorded(), action="follow")
    for person in people.in_organ(organ.id):
        _bring(people, person, organ)


def _bring(people: People, person: Person, organ: Organ) -> None:
    if person.path != organ.path:
        moved = replace(person, path=organ.path)
        people.save(moved, announcing=moved.recorded(), action="follow")


def _to_change(organs: Organs, organ_id: str, occasion: Occasion) -> Organ:
    before = organs.get(organ_id)
    if before.path[0] != occasion.person.district:
        raise NotFound()
    refuse_others(occasion.person)
    before.expect(occasion.expected)
    return before


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
        errors = [{"field": "also_under", "code": "superior_unfit", "message": f"{other.name}不能是另一个上级"}]
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
                errors.append({"field": f"rooms[{place}].keeper", "code": "unknown_person", "message": message})
        if each["id"] in [room.id for room in rooms]:
            errors.append({"field": f"rooms[{place}].id", "code": "room_repeated", "message": "会议室编号重复"})
        keeper_id = None if keeper is None else keeper.id
        rooms.append(Room(id=each["id"], name=each["name"], seats=each["seats"], keeper=keeper_id))
    gone = [room.name for room in before if room.id not in [each.id for each in rooms]]
    if gone:
        errors.append({"field": "rooms", "code": "room_missing", "message": f"{'、'.join(gone)}不能删除"})
    return tuple(rooms), errors


def _kept(write: Callable[[], Organ]) -> Organ:
    try:
        return write()
    except Taken as taken:
        field = taken.field if taken.field in TAKEN else "id"
        name = "rooms" if field == "id" else field
        error = {"field": name, "code": "taken", "message": TAKEN[field]}
        raise InvalidInput(errors=[error]) from taken
