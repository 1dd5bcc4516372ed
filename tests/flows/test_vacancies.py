"""Steps that nobody may take: warned of in advance, shown to overseers, and resolved once somebody holds the post."""

import uuid
from typing import Any

from tests.flows.test_people import entered, signed_in
from tests.support.system import Office, System, eventually


def test_the_only_directors_own_draft_is_asked_about_and_lies_with_who_can_help(shared_system: System) -> None:
    admin, tail = shared_system.person("nanhu.admin"), uuid.uuid4().hex[:8]
    campus = {
        "id": f"v{tail}",
        "kind": "campus",
        "name": f"独任{tail}校区",
        "parent": "shiyan",
        "issuer_code": "独任试发",
    }
    admin.post("/organs", campus)
    made = {
        role: entered(shared_system, organ=campus["id"], post="岗位", roles=roles)
        for role, roles in {"director": ["director", "clerk"], "leader": ["leader"], "handler": ["handler"]}.items()
    }
    director, leader = (signed_in(shared_system, made[role]["username"]) for role in ("director", "leader"))
    wanted = {
        "kind": "notice",
        "title": f"{campus['name']}关于值班的通知",
        "body": "请做好值班工作。",
        "recipients": ["west"],
    }
    document = eventually(lambda: _drafted(director, wanted))
    path = f"/documents/{document}/actions/submit"

    asked = director.ask("POST", path, {})
    assert (asked.status, asked["code"]) == (409, "confirmation_needed"), asked.text
    assert "nobody_left" in [each["code"] for each in asked["warnings"]], asked.text
    assert director.get(f"/documents/{document}")["status"] == "drafted"
    director.post(path, {"confirm": True})

    for office in (director, leader):
        item = eventually(lambda office=office: listed(office, document))
        assert (item["action"]["code"], item["action"]["enabled"]) == ("approve", False)
        assert "区管理员增补办公室主任" in item["action"]["why_not"] and item["why"]["label"] == "无人可办"
        assert office.get("/me/counts")["todo"] == len(office.get("/me/todo")["items"])

    page = f"/responsibility?organ={campus['id']}&matter=outgoing.approve"
    (row,) = director.get(page)["items"]
    (stuck,) = [each for each in row["stuck"] if each["record_id"] == document]
    assert (stuck["action"], stuck["link"], row["stuck"]) == ("审核", f"/documents/{document}", [stuck])
    assert "区管理员增补办公室主任" in stuck["why"]
    assert admin.get(page)["items"][0]["stuck"] == [], "the district sees no drafts"
    assert shared_system.person("west.director").get(page)["items"][0]["stuck"] == []

    change = {"roles": ["handler", "director"]}
    assert admin.ask("PATCH", f"/people/{made['handler']['id']}", change).status == 200
    second = signed_in(shared_system, made["handler"]["username"])
    for office in (director, leader):
        eventually(lambda office=office: listed(office, document) is None)
    assert eventually(lambda: listed(second, document))["action"]["enabled"]
    assert eventually(lambda: director.get(page)["items"][0]["stuck"] == [])
    second.post(f"/documents/{document}/actions/approve", {"comment": "同意"})
    assert eventually(lambda: listed(leader, document))["action"]["code"] == "sign"


def listed(office: Office, document: str) -> dict[str, Any] | None:
    found = office.get("/me/todo?limit=100&sort=newest")["items"]
    return next((each for each in found if each["record_id"] == document), None)


def _drafted(director: Office, wanted: dict[str, Any]) -> str | None:
    """Draft once the services know the new campus and its people."""
    answer = director.ask("POST", "/documents", wanted)
    return str(answer["id"]) if answer.status == 201 else None
