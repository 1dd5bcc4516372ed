"""Stand-ins of a post do its work while nobody holds it, and lose it when somebody does."""

import uuid
from datetime import datetime
from typing import Any

from shared.calendar import OFFICE_ZONE
from tests.flows.test_people import entered, signed_in
from tests.flows.test_vacancies import listed
from tests.support.requests import LETTER
from tests.support.system import Office, System, eventually


def test_a_stand_in_has_the_lists_and_the_steps_of_the_post_while_its_holder_is_away(shared_system: System) -> None:
    admin, tail = shared_system.person("nanhu.admin"), uuid.uuid4().hex[:8]
    wanted = {
        "id": f"s{tail}",
        "kind": "campus",
        "name": f"代岗{tail}校区",
        "parent": "shiyan",
        "issuer_code": "代岗试发",
    }
    campus = admin.post("/organs", wanted)
    made = {
        role: entered(shared_system, organ=campus["id"], post=post, roles=[role])
        for role, post in {"registrar": "机要", "director": "办公室主任", "handler": "干事"}.items()
    }
    registrar, director, other = (signed_in(shared_system, each["username"]) for each in made.values())
    post = admin.post(
        "/posts",
        {"organ": campus["id"], "name": "办公室主任", "roles": ["director"], "stand_in": made["handler"]["id"]},
    )
    paper = eventually(lambda: _recorded(registrar, tail))
    registrar.post(f"/incoming/{paper}/actions/register", {})
    eventually(lambda: listed(director, paper))
    assert listed(other, paper) is None and other.ask("GET", f"/incoming/{paper}").status == 404

    admin.post(f"/people/{made['director']['id']}/actions/leave", {"comment": "退休", "confirm": True})

    item = eventually(lambda: (found := listed(other, paper)) and found["action"]["enabled"] and found)
    assert (item["action"]["code"], item["why"]["as"]) == ("assess", "post")
    assert "assess" in [each["code"] for each in other.get(f"/incoming/{paper}")["actions"] if each["enabled"]]
    (row,) = admin.get(f"/responsibility?organ={campus['id']}&matter=incoming.assess")["items"]
    assert not row["gap"] and [each["id"] for each in row["people"]] == [made["handler"]["id"]]
    assert admin.get(f"/posts/{post['id']}")["stands_in"] and other.get("/me")["acting"] == ["director"]
    today = datetime.now(OFFICE_ZONE).date().isoformat()
    given = {"delegate": made["registrar"]["id"], "from_on": today, "until_on": today, "reason": "外出"}
    delegation = other.post("/delegations", given)
    place = {"In_Place_Of": made["handler"]["username"]}
    assert registrar.ask("POST", f"/incoming/{paper}/actions/assess", {}, **place).status in (403, 404)
    other.post(f"/delegations/{delegation['id']}/actions/end", {})
    other.post(f"/incoming/{paper}/actions/assess", {"comment": "属实"})
    eventually(lambda: (listed(other, paper) or {}).get("action", {}).get("code") == "propose")

    entered(shared_system, organ=campus["id"], post="办公室主任", roles=["director"])

    eventually(lambda: listed(other, paper) is None and other.get("/me")["acting"] == [])
    assert other.ask("GET", f"/incoming/{paper}").status == 404


def _recorded(registrar: Office, tail: str) -> Any:
    answer = registrar.ask(
        "POST",
        "/incoming",
        {**LETTER, "title": f"关于{tail}的通知", "number": f"卫发〔2025〕{int(tail[:4], 16) + 1}号"},
    )
    return answer["id"] if answer.status == 201 else None
