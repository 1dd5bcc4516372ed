"""Calendars at secret addresses and invitations, parsed by another library than the one that wrote them."""

import base64
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import vobject

from services.meetings.calendars import app, ics
from services.meetings.calendars.domain import Calendar
from shared.calendar import OFFICE_ZONE
from shared.errors import NotFound, Refused
from shared.occasion import Occasion, Repeated
from tests.unit.meetings.office import NOW, House, actor, at, by


@pytest.fixture
def house() -> House:
    return House()


def subscribed(
    house: House, who: str, room: str | None = None, *, secret: str = "s3cret", key: str | None = None
) -> Calendar:
    return app.subscribe(house.repositories(by(who, key=key)), new_id=f"c-{secret}", secret=secret, room=room)


def read(file: dict[str, str]) -> Any:
    """Parse a file as a client does, with vobject, which shares no code with icalendar."""
    assert file["media_type"] == "text/calendar; charset=utf-8"
    return vobject.readOne(base64.b64decode(file["content"]).decode())


def events(house: House, secret: str = "s3cret") -> dict[str, Any]:
    found = read(app.feed(house.repositories(Occasion(NOW)), secret))
    return {each.uid.value: each for each in found.contents.get("vevent", [])}


def invited(house: House, meeting: Any, who: str = "east.leader") -> Any:
    return read(app.invitation(house.repositories(Occasion(NOW)), meeting.id, actor=actor(who)))


def test_a_persons_meetings_are_read_with_their_time_zone_and_place_and_nothing_of_what_is_discussed(
    house: House,
) -> None:
    mine = house.plan(members=["east.leader", "east.clerk"], title="安全；会议,一", topics=["绝密事项"])
    house.plan(members=["east.clerk"], rooms=[])
    subscribed(house, "east.leader")

    found = events(house)

    (event,) = found.values()
    assert found.keys() == {f"meeting-{mine.id}@tongban"}
    assert (event.summary.value, event.location.value, event.status.value) == ("安全；会议,一", "east-101", "TENTATIVE")
    assert event.dtstart.value == datetime.fromisoformat(at(9)) and event.dtend.value == datetime.fromisoformat(at(10))
    assert event.dtstart.value.utcoffset() == OFFICE_ZONE.utcoffset(NOW)
    text = base64.b64decode(app.feed(house.repositories(Occasion(NOW)), "s3cret")["content"]).decode()
    assert "DTSTART;TZID=Asia/Shanghai:20261124T090000" in text and "BEGIN:VTIMEZONE" in text and "绝密" not in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_a_change_keeps_the_uid_and_raises_the_sequence_and_a_cancellation_strikes_it_out(house: House) -> None:
    meeting = house.plan(members=["east.leader"])
    subscribed(house, "east.leader")
    uid = f"meeting-{meeting.id}@tongban"

    def shown() -> tuple[int, str, int]:
        event = events(house)[uid]
        return int(event.sequence.value), event.status.value, event.dtstart.value.hour

    seen = [shown()]
    house.act(meeting, "call")
    seen.append(shown())
    house.act(meeting, "move", starts_at=at(14), ends_at=at(15))
    seen.append(shown())
    house.act(meeting, "postpone", comment="另定")
    seen.append(shown())
    house.act(meeting, "move", starts_at=at(16), ends_at=at(17))
    seen.append(shown())
    house.act(meeting, "cancel")
    seen.append(shown())

    assert seen == [
        (0, "TENTATIVE", 9), (0, "CONFIRMED", 9), (2, "CONFIRMED", 14), (3, "CANCELLED", 14), (4, "CONFIRMED", 16),
        (5, "CANCELLED", 16),
    ]  # fmt: skip


def text_of(house: House, secret: str = "s3cret") -> str:
    return base64.b64decode(app.feed(house.repositories(Occasion(NOW)), secret)["content"]).decode()


def test_a_feed_is_no_message_of_scheduling_and_an_empty_one_is_valid(house: House) -> None:
    subscribed(house, "east.leader")
    empty = text_of(house)

    house.plan(members=["east.leader"])

    assert "BEGIN:VTIMEZONE" in empty and "BEGIN:VEVENT" not in empty  # RFC 5545, 3.6: at least one component
    for text in (empty, text_of(house)):
        assert "METHOD:" not in text  # RFC 5546, 3.2: a METHOD asks for an ORGANIZER in every event
        assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")


def test_the_calendar_of_a_room_bears_the_rooms_name(house: House) -> None:
    house.book(starts_at=at(14), ends_at=at(15))
    subscribed(house, "west.handler", "east-101")
    calendar = house.repositories(by("west.handler")).calendars.get("c-s3cret")

    written = ics.of_room("east-101", "东校区101会议室", []).decode()

    assert "X-WR-CALNAME:东校区101会议室" in written and "BEGIN:VTIMEZONE" in written
    assert (
        calendar.name == "east-101"
        and f"X-WR-CALNAME:{calendar.name}" in text_of(house)
        and "@east-101.tongban" in text_of(house)
    )


def test_the_name_of_a_calendar_is_escaped() -> None:
    written = ics.of_room("east-101", "一室;二室,三室\\四\n室", []).decode()

    assert r"X-WR-CALNAME:一室\;二室\,三室\\四\n室" in written


def test_an_invitation_names_who_was_asked_what_they_replied_and_is_taken_back(house: House) -> None:
    meeting = house.plan(members=["east.leader", "east.clerk", "east.teacher1"], chair="east.director")
    house.act(meeting, "call")
    house.act(meeting, "reply", "east.leader", answer="attend")
    house.act(meeting, "reply", "east.clerk", answer="deputy", deputy="west.handler")

    asked = invited(house, meeting)

    people = {each.params["CN"][0]: each.params for each in asked.vevent.contents["attendee"]}
    assert asked.method.value == "REQUEST" and asked.vevent.organizer.params["CN"] == ["eastdirector"]
    assert {name: each["PARTSTAT"] for name, each in people.items()} == {
        "eastleader": ["ACCEPTED"], "eastclerk": ["DELEGATED"], "eastteacher1": ["NEEDS-ACTION"],
    }  # fmt: skip
    assert people["eastclerk"]["DELEGATED-TO"] == ["mailto:p-west-handler@tongban.invalid"]
    house.act(meeting, "cancel")
    struck = invited(house, meeting)
    assert struck.method.value == "CANCEL" and struck.vevent.uid.value == asked.vevent.uid.value
    assert int(struck.vevent.sequence.value) > int(asked.vevent.sequence.value)
    with pytest.raises(NotFound):
        invited(house, meeting, "main.clerk")


def test_a_room_shows_when_it_is_taken_and_not_what_for(house: House) -> None:
    house.describe("east-101", setup_minutes=15)
    meeting = house.plan(title="内部会议")
    house.book(starts_at=at(14), ends_at=at(15))
    subscribed(house, "west.handler", "east-101")
    before = events(house)
    house.act(meeting, "cancel")

    after = events(house)

    assert sorted(each.dtstart.value.strftime("%H:%M") for each in before.values()) == ["08:45", "13:45"]
    assert {each.summary.value for each in before.values()} == {"已占用（会议）", "已占用（预订）"}
    assert before.keys() == after.keys()
    assert sorted((int(each.sequence.value), each.status.value) for each in after.values()) == [
        (0, "CONFIRMED"), (1, "CANCELLED"),
    ]  # fmt: skip
    with pytest.raises(NotFound):
        subscribed(house, "lake.clerk", "east-101", secret="other")


def test_a_revoked_address_is_answered_like_one_that_never_was(house: House) -> None:
    calendar = subscribed(house, "east.leader")
    assert events(house) == {}
    with pytest.raises(NotFound):
        app.act(house.repositories(by("east.director")), calendar.id, "revoke", comment=None)

    app.act(house.repositories(by("east.leader")), calendar.id, "revoke", comment=None)

    for secret in ("s3cret", "never"):
        with pytest.raises(NotFound):
            events(house, secret)
    assert app.get(house.repositories(Occasion(NOW)), calendar.id, actor=actor("east.leader"))["address"] is None


def test_whoever_has_left_is_followed_no_more(house: House) -> None:
    subscribed(house, "east.leader")
    house.copies.people = [replace_active(each) for each in house.copies.people]

    with pytest.raises(NotFound):
        events(house)


def replace_active(person: Any) -> Any:
    return person.model_copy(update={"active": False})


def test_one_person_has_so_many_calendars_and_no_more(house: House) -> None:
    for number in range(20):
        subscribed(house, "east.leader", secret=f"n{number}")

    with pytest.raises(Refused):
        subscribed(house, "east.leader", secret="more")

    assert replace(by("east.clerk")) and subscribed(house, "east.clerk", secret="mine")


def test_a_comment_stands_in_no_time_zone_itself(house: House) -> None:
    house.plan(members=["east.leader"])
    subscribed(house, "east.leader")

    (zone,) = read(app.feed(house.repositories(Occasion(NOW)), "s3cret")).contents["vtimezone"]

    assert "comment" not in zone.contents


def test_a_repeated_request_for_the_last_calendar_is_known(house: House) -> None:
    for number in range(19):
        subscribed(house, "east.leader", secret=f"n{number}")
    subscribed(house, "east.leader", secret="last", key="once")

    with pytest.raises(Repeated):
        subscribed(house, "east.leader", secret="last", key="once")


@pytest.mark.parametrize(("days", "shown"), [(-367, 0), (-366, 1), (0, 1), (31, 1), (32, 0)])
def test_a_calendar_reaches_a_month_back_and_a_year_ahead(house: House, days: int, shown: int) -> None:
    meeting = house.plan(members=["east.leader"])
    subscribed(house, "east.leader")

    later = Occasion(meeting.starts_at + timedelta(days=days))

    assert len(read(app.feed(house.repositories(later), "s3cret")).contents.get("vevent", [])) == shown
