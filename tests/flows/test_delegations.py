"""The leader of a school is away and a colleague signs in their place, over HTTP."""

from datetime import datetime, timedelta

import requests

from shared.calendar import OFFICE_ZONE
from tests.support.system import Office, System

NOTICE = {"kind": "notice", "title": "关于检查门窗的通知", "body": "请各校区检查门窗。", "recipients": ["east"]}


def attach(system: System, path: str, clerk: str = "main.clerk") -> None:
    """Attach a text file to a draft of a clerk's."""
    headers = {
        "Authorization": f"Bearer {system.person(clerk).token}",
        "Content-Type": "application/octet-stream",
    }
    url = f"{system.url}/api/v1{path}/attachments?name=检查表.txt"
    assert requests.post(url, data="门窗 完好".encode(), headers=headers, timeout=20).status_code == 201


def test_who_acts_in_anothers_place_signs_with_both_names_until_it_is_ended(shared_system: System) -> None:
    person = shared_system.person
    today = datetime.now(OFFICE_ZONE).date()
    leader, acting = person("main.leader"), person("main.handler")
    path = f"/documents/{person('main.clerk').post('/documents', NOTICE)['id']}"
    attach(shared_system, path)
    clerk = person("main.clerk")
    assert clerk.ask("PATCH", path, {"title": "关于检查校舍门窗的通知"}).status == 200
    clerk.post(f"{path}/actions/submit", {"confirm": True})
    person("main.director").post(f"{path}/actions/approve")
    place = {"In_Place_Of": "main.leader"}
    assert acting.ask("GET", path).status == 404
    before = acting.ask("GET", path, **place)
    assert (before.status, before["code"]) == (403, "forbidden")

    days = {"from_on": str(today), "until_on": str(today + timedelta(days=2))}
    given = leader.post("/delegations", {"delegate": "main.handler", **days, "reason": "外出"})
    assert acting.ask("GET", path, **place)["actions"] == leader.get(path)["actions"]
    reads_what_goes_with_it(acting, path, place)
    signed = acting.post(f"{path}/actions/sign", {"comment": "同意"}, **place)

    entry = leader.get(f"{path}/history?limit=100")["items"][-1]
    shown = acting.get("/me")
    assert (entry["by"]["id"], entry["in_place_of"]) == (shown["id"], leader.get("/me")["id"])
    assert signed["signed_by"]["name"] == f"{shown['name']}（代{leader.get('/me')['name']}）"
    elsewhere = acting.ask("GET", "/meetings", **place)
    assert (elsewhere.status, elsewhere["errors"][0]["code"]) == (422, "bad_header")
    leader.post(f"/delegations/{given['id']}/actions/end")
    assert acting.ask("POST", f"{path}/actions/take_back", {}, **place).status == 403
    assert [each["id"] for each in acting.get("/delegations")["items"]] == [given["id"]]


def reads_what_goes_with_it(acting: Office, path: str, place: dict[str, str]) -> None:
    """Check that before signing the delegate reads history, versions, attachments and pages, and without the header none."""
    attached = acting.ask("GET", f"{path}/attachments", **place)["items"]
    assert [each["name"] for each in attached] == ["检查表.txt"]
    for more in (
        "/history", "/versions", "/versions/difference?from=1&to=2", "/progress", "/attachments", "/pages",
        "/rendition.pdf?inline=true", f"/attachments/{attached[0]['id']}", f"/attachments/{attached[0]['id']}/pages",
    ):  # fmt: skip
        assert acting.ask("GET", f"{path}{more}", **place).status == 200, more
        assert acting.ask("GET", f"{path}{more}").status == 404, more
