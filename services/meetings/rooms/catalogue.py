"""The catalogue of rooms, with equipment and hours."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING, Any

from services.meetings import domain as office
from services.meetings.acts import ROOM_ACTS
from services.meetings.rooms.domain import RoomProfile
from services.meetings.rooms.repositories import RoomRepositories
from shared.actor import Actor
from shared.acts import offered
from shared.contracts.directory import OrganRecorded, Room
from shared.contracts.meetings import RoomDescribed
from shared.errors import Forbidden, InvalidInput, NotFound, VersionConflict
from shared.office import Copies, faulty, named
from shared.pages import Page, decode_version, encode_version
from shared.shown import Shown

if TYPE_CHECKING:
    from services.meetings.rooms import api

Owned = tuple[Room, OrganRecorded]


def listed(
    repositories: RoomRepositories,
    *,
    actor: Actor,
    organ: str | None,
    seats: int | None,
    equipment: Sequence[str],
    cursor: str | None,
    limit: int,
) -> "Shown[api.RoomPage]":
    """List the rooms of an organ and of those under it; by default of the actor's school. `seats`, `equipment`:
    the minimum of a room.
    """
    own = repositories.copies.find(OrganRecorded, actor.organ)
    above = organ or (office.circle(own)[-1] if own is not None else actor.organ)
    found = [
        (room, each)
        for each in repositories.copies.where(OrganRecorded, {"path": above})
        if each.path[0] == actor.district
        for room in each.rooms
        if seats is None or room.seats >= seats
    ]
    profiles = {each.id: each for each in repositories.profiles.several([room.id for room, _ in found])}
    wanted = set(equipment)
    found = [
        (room, each)
        for room, each in found
        if not wanted or (room.id in profiles and wanted <= {*profiles[room.id].equipment})
    ]
    begin, more = decode_version(cursor), len(found) > decode_version(cursor) + limit
    page = Page(found[begin : begin + limit], encode_version(begin + limit) if more else None)
    return page.map(lambda pair: shown(pair, profiles.get(pair[0].id), actor)).to_wire()


def get(repositories: RoomRepositories, room: str, *, actor: Actor) -> "Shown[api.OwnedRoom]":
    """Return a room to people of its district."""
    pair = found(repositories.copies, room, actor)
    return shown(pair, repositories.profiles.find(room), actor)


def describe(repositories: RoomRepositories, room: str, wanted: Mapping[str, Any]) -> RoomProfile:
    """Set the equipment and hours of a room, by the office of its organ. `wanted`: opens, closes, setup_minutes,
    clearing_minutes, equipment; fields not given stay. Earlier bookings stay.
    """
    occasion, actor = repositories.occasion, repositories.occasion.person
    pair = found(repositories.copies, room, actor)
    organ = pair[1]
    if not _keeps(pair, actor):
        raise Forbidden("会议室由保管人或者所在单位的办公室主任维护。")
    standing = repositories.profiles.find(room)
    if standing is not None:
        standing.expect(occasion.expected)
    before = standing or RoomProfile(id=room, organ=organ.organ_id)
    names = {"setup_minutes": "setup", "clearing_minutes": "clearing", "equipment": "equipment"}
    changes: dict[str, Any] = {ours: wanted[name] for name, ours in names.items() if wanted[name] is not None}
    changes |= {name: time.fromisoformat(wanted[name]) for name in ("opens", "closes") if wanted[name] is not None}
    if "equipment" in changes:
        changes["equipment"] = tuple(dict.fromkeys(changes["equipment"]))
    after = replace(before, **changes)
    if after.hours[0] >= after.hours[1]:
        fault = faulty("closes", "ends_before_start", "关闭时间应晚于开放时间")
        raise InvalidInput(errors=[fault])
    event = RoomDescribed.of(after, changed=tuple(sorted(changes)))
    if standing is None:
        try:
            return repositories.profiles.add(after, announcing=event, action="describe")
        except VersionConflict:
            return describe(repositories, room, wanted)
    return repositories.profiles.save(after, announcing=event, action="describe")


def found(copies: Copies, room: str, actor: Actor) -> Owned:
    """Return a room and its organ to people of its district; raise NotFound for anybody else."""
    for organ in copies.where(OrganRecorded, {"rooms.id": {"$in": [room]}}):
        if organ.path[0] == actor.district:
            return next(each for each in organ.rooms if each.id == room), organ
    raise NotFound()


def _keeps(pair: Owned, actor: Actor) -> bool:
    """Check whether an actor maintains a room: its keeper, or the director of its organ."""
    room, organ = pair
    return room.keeper == actor.person_id or (actor.holds("director") and actor.organ == organ.organ_id)


def shown(pair: Owned, profile: RoomProfile | None, actor: Actor | None) -> "Shown[api.OwnedRoom]":
    """Return a room as the API shows it."""
    room, organ = pair
    known = profile or RoomProfile(id=room.id, organ=organ.organ_id)
    own = actor is not None and _keeps(pair, actor)
    return {
        "id": room.id,
        "name": room.name,
        "seats": room.seats,
        "organ": named(organ.organ_id, organ.name),
        "version": known.version,
        "opens": None if known.opens is None else f"{known.opens:%H:%M}",
        "closes": None if known.closes is None else f"{known.closes:%H:%M}",
        "setup_minutes": known.setup,
        "clearing_minutes": known.clearing,
        "equipment": list(known.equipment),
        "actions": offered(ROOM_ACTS, pair, ["describe"] if own else []),
    }
