"""Calendars over HTTP: followed without signing in, revoked, and a series whose process ended."""

from contextlib import suppress

import pytest
import requests
import vobject

from tests.conftest import Launch
from tests.flows.test_meetings import meeting, on
from tests.support.system import System, eventually


def test_a_calendar_is_followed_at_its_address_and_no_more_once_it_is_revoked(shared_system: System) -> None:
    leader, director = shared_system.person("north.leader"), shared_system.person("north.director")
    opened = leader.post("/calendars")
    planned = director.post(
        "/meetings",
        meeting(rooms=[], members=["north.leader"], title="日历会议", starts_at=on(40, 9), ends_at=on(40, 10)),
    )
    fetch = lambda: requests.get(f"{shared_system.url}{opened['address']}", timeout=10)  # noqa: E731

    answer = fetch()

    assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (200, "text/calendar")
    found = [each for each in vobject.readOne(answer.text).contents["vevent"] if each.summary.value == "日历会议"]
    assert [each.uid.value for each in found] == [f"meeting-{planned['id']}@tongban"]
    invitation = leader.ask("GET", f"/meetings/{planned['id']}/invitation.ics")
    assert vobject.readOne(invitation.text).method.value == "REQUEST"
    leader.post(f"/calendars/{opened['id']}/actions/revoke")
    gone, never = fetch(), requests.get(f"{shared_system.url}/api/v1/calendars/{'x' * 43}.ics", timeout=10)
    assert gone.status_code == never.status_code == 404
    assert {**gone.json(), "instance": ""} == {**never.json(), "instance": ""}
    assert leader.get("/calendars")["items"][0]["address"] is None


@pytest.mark.parametrize("place", ["after_write.series_planned:kill", "after_write.meeting_planned:kill@2"])
def test_a_series_whose_process_ended_has_all_its_meetings(launch: Launch, place: str) -> None:
    system = launch(ready=False).start(TONGBAN_FAILPOINT=place)
    director = system.person("east.director")
    wanted = {**meeting(title="例会"), "rule": "FREQ=WEEKLY;COUNT=4", "holidays": "keep"}
    with suppress(requests.RequestException):  # the process may end before it answers
        director.ask("POST", "/meeting-series", wanted)
    system.wait_ended()

    system.start()

    def states() -> list[str]:
        (series,) = director.get("/meeting-series")["items"]
        return [each["state"] for each in series["occurrences"]]

    eventually(lambda: states() == ["planned"] * 4)
    eventually(lambda: [each["rooms_booked"] for each in director.get("/meetings")["items"]] == [True] * 4)
    (series,) = director.get("/meeting-series")["items"]
    director.post(f"/meeting-series/{series['id']}/actions/end", {"on": series["occurrences"][1]["on"]})
    eventually(lambda: states() == ["planned"] + ["excepted"] * 3)
    eventually(lambda: sum(each["status"] == "cancelled" for each in director.get("/meetings")["items"]) == 3)
