"""A day over many rooms, and a person's own days, in one query each."""

from services.meetings import app
from services.meetings.rooms import bookings
from tests.unit.meetings.office import House, actor, by


def test_a_day_shows_every_room_of_the_school_and_when_it_is_taken() -> None:
    house = House()
    meeting = house.plan(rooms=["east-101"])

    page = bookings.of_day(
        house.repositories(by("east.clerk")), actor=actor("east.clerk"), on=meeting.held_on.isoformat(), organ=None
    )

    taken = {each["room"]["id"]: [one["for"] for one in each["bookings"]] for each in page["items"]}
    assert taken["east-101"] == ["meeting"] and len(taken) > 1
    assert all(not each for room, each in taken.items() if room != "east-101")
    assert all(one["title"] is None for each in page["items"] for one in each["bookings"])
    assert (
        bookings.of_day(
            house.repositories(by("lake.clerk")),
            actor=actor("lake.clerk"),
            on=meeting.held_on.isoformat(),
            organ="east",
        )["items"]
        == []
    )


def test_ones_days_show_ones_own_meetings_with_the_reply() -> None:
    house = House()
    meeting = house.plan(members=["east.leader", "east.director"], rooms=[])
    house.act(meeting, "call")
    house.act(meeting, "reply", "east.leader", answer="attend")
    day = meeting.held_on.isoformat()

    mine = app.days_of(house.repositories(by("east.leader")), actor=actor("east.leader"), begin=day, until=day)
    others = app.days_of(house.repositories(by("west.leader")), actor=actor("west.leader"), begin=day, until=day)

    assert [(each["id"], each["reply"]) for each in mine["items"]] == [(meeting.id, "attend")]
    assert others["items"] == []
