"""The people of a meeting: named by id or username, and looked up in the school."""

from collections.abc import Sequence

from services.meetings import domain
from services.meetings.domain import Clash, Meeting
from services.meetings.repositories import MeetingRepositories, people
from shared.actor import Actor
from shared.calendar import office_date
from shared.contracts.directory import PersonRecorded
from shared.errors import InvalidInput
from shared.office import Copies, Named, faulty, organ_of, unfound

ONE = ("chair", "deputy", "secretary")
"""Fields that hold one person."""


def named_people(
    copies: Copies, names: Sequence[str], circle: tuple[str, ...], errors: list[dict[str, str]], field: str = "members"
) -> tuple[Named, ...]:
    """Resolve people by id or username; add faults to `errors`. `field`: the field's name; a single person has no index."""
    known, found = people(copies, names), dict[str, Named]()
    for place, name in enumerate(names):
        person, where = known.get(name), f"{field}[{place}]" if field not in ONE else field
        if person is None or not person.active or not domain.within(person.path, circle):
            errors.append(faulty(where, "unknown_person", unfound(person, circle[0], "本校")))
        elif person.person_id in found:
            errors.append(faulty(where, "person_repeated", "同一人不能重复"))
        else:
            found[person.person_id] = Named(person.person_id, person.name)
    return tuple(found.values())


def circle_of(
    repositories: MeetingRepositories, meeting: Meeting, names: Sequence[str], field: str
) -> tuple[Named, ...]:
    """Resolve people of the school that a meeting belongs to."""
    errors = list[dict[str, str]]()
    found = named_people(
        repositories.copies, names, domain.circle(organ_of(repositories.copies, meeting.organ)), errors, field
    )
    if errors:
        raise InvalidInput(errors=errors)
    return found


def organ_of_person(copies: Copies, person: str, actor: Actor) -> str:
    """Return the organ of a person; the actor's, if the person is unknown."""
    found = copies.find(PersonRecorded, person)
    return actor.organ if found is None else found.organ


def chair_is_here(copies: Copies, meeting: Meeting) -> bool:
    """Check whether the chair still works in the organ for which they chair the meeting."""
    found = copies.find(PersonRecorded, meeting.chair)
    return found is None or (found.active and meeting.chair_organ in ("", found.organ))


def clashes(repositories: MeetingRepositories, meeting: Meeting) -> tuple[Clash, ...]:
    """Return the members and the chair who attend another meeting at the same time."""
    coming = {each.id: each for each in (Named(meeting.chair, meeting.chair_name), *meeting.invited)}
    day = office_date(meeting.starts_at)
    others = [
        each
        for each in repositories.meetings.busy(list(coming), day, day)
        if each.id != meeting.id and each.starts_at < meeting.ends_at and meeting.starts_at < each.ends_at
    ]
    return tuple(
        Clash(person, each.starts_at, each.ends_at)
        for each in sorted(others, key=lambda each: (each.starts_at, each.id))
        for person in coming.values()
        if person.id in (each.chair, *each.members, *each.sent)
    )
