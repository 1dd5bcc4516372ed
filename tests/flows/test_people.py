"""Maintenance of the directory over HTTP: groups, people, organs and posts, each by those responsible."""

import uuid
from typing import Any

import requests

from tests.support.system import Answer, Office, System, eventually


def test_a_group_of_recipients_is_entered_chosen_by_pinyin_and_disabled(shared_system: System) -> None:
    clerk, admin = shared_system.person("east.clerk"), shared_system.person("nanhu.admin")

    made = admin.post("/groups", {"name": "全区校区", "members": ["东校区", "west", "north", "main"], "district": True})

    assert [each["id"] for each in clerk.get("/groups?q=qqxq")["items"]] == [made["id"]]
    assert clerk.ask("PATCH", f"/groups/{made['id']}", {"name": "改名"}).status == 403
    assert clerk.ask("POST", "/groups", {"name": "错的", "members": ["lake"]})["errors"][0]["code"] == "unknown_organ"
    assert shared_system.person("lake.clerk").ask("GET", f"/groups/{made['id']}").status == 404
    changed = admin.ask(
        "PATCH", f"/groups/{made['id']}", {"members": ["east", "west"]}, If_Match=f'"{made["version"]}"'
    )
    assert (made["members"][0], changed["members"]) == ("east", ["east", "west"])
    admin.post(f"/groups/{made['id']}/actions/disable", {"comment": "不再使用"})
    assert clerk.get("/groups?q=qqxq")["items"] == []


def entered(system: System, **wanted: object) -> Any:
    entry = {
        "username": f"t{uuid.uuid4().hex[:10]}",
        "name": "田野",
        "organ": "east",
        "post": "干事",
        "roles": ["handler"],
    }
    return system.person("nanhu.admin").post("/people", {**entry, **wanted})


def signed_in(system: System, username: str) -> Office:
    """Issue the first password, as the security administrator does, and change it, as its owner must."""
    issued = system.person("security").post(f"/people/{username}/actions/reset_password", {"comment": "首次发放"})
    office = Office(system, username, issued["initial_password"])
    changed = office.ask(
        "PUT", "/me/password", {"old_password": issued["initial_password"], "new_password": "mine, long enough"}
    )
    assert changed.status == 204, changed.text
    return Office(system, username, "mine, long enough")


def test_a_person_is_entered_gets_a_password_changes_it_and_works(shared_system: System) -> None:
    made = entered(shared_system)
    path = f"/people/{made['id']}"
    security = shared_system.person("security")

    issued = security.post(f"{path}/actions/reset_password", {"comment": "首次发放"}, Idempotency_Key="issue-1")
    again = security.post(f"{path}/actions/reset_password", {"comment": "首次发放"}, Idempotency_Key="issue-1")
    office = Office(shared_system, made["username"], issued["initial_password"])
    first = office.ask("GET", "/organs")

    assert again["initial_password"] is None and again["version"] == issued["version"]
    assert (first.status, first["code"]) == (403, "password_change_needed")
    assert office.ask("GET", "/me").status == 200
    plain = office.ask("PUT", "/me/password", {"old_password": issued["initial_password"], "new_password": "short"})
    assert (plain.status, plain["code"]) == (422, "password_unfit")
    assert signed_in(shared_system, made["username"]).get("/organs")["items"]
    acts = [each["label"] for each in shared_system.person("auditor").get(f"{path}/history")["items"]]
    assert acts == ["登记", "重置密码", "重置密码", "修改密码"]


def test_the_three_administrators_and_the_district_each_do_their_own_part(shared_system: System) -> None:
    person = shared_system.person
    made = entered(shared_system)
    path = f"/people/{made['id']}"

    for who, step, wanted in (
        ("nanhu.admin", "reset_password", {}), ("system", "disable", {}), ("auditor", "unlock", {}),
        ("security", "leave", {}), ("security", "move", {"organ": "west", "post": "干事"}), ("auditor", "move", {"organ": "west", "post": "干事"}),
    ):  # fmt: skip
        refused = person(who).ask("POST", f"{path}/actions/{step}", {"comment": "理由", **wanted})
        assert refused.status == 403, (who, step, refused.text)
    assert person("security").ask("PATCH", path, {"roles": ["leader"]}).status == 403
    assert person("nanhu.admin").ask("PATCH", path, {"roles": ["security"]}).status == 403
    assert person("nanhu.admin").ask("PATCH", "/people/nanhu.admin", {"roles": ["leader"]})["code"] == "oneself_refused"
    offered = {
        who: [each["code"] for each in person(who).get(path)["actions"]]
        for who in ("nanhu.admin", "security", "auditor")
    }
    assert offered == {
        "nanhu.admin": ["move", "leave"],
        "security": ["disable", "reset_password", "unlock"],
        "auditor": [],
    }
    assert person("nanhu.admin").get(path)["version"] == 1


def test_who_moves_campus_loses_access_at_once_and_takes_hours_along(shared_system: System) -> None:
    admin, director = shared_system.person("nanhu.admin"), shared_system.person("east.director")
    made = entered(shared_system)
    mover = signed_in(shared_system, made["username"])
    course = director.post("/courses", {"title": "关于安全的培训", "hours": 3.5, "capacity": 9, "audience": ["east"]})[
        "id"
    ]
    director.post(f"/courses/{course}/actions/publish")
    eventually(lambda: mover.ask("POST", f"/courses/{course}/enrolments").status in (200, 201))
    director.post(f"/courses/{course}/attendance", {"person": made["id"]})
    eventually(lambda: mover.get(f"/people/{made['id']}/hours")["total"] == 3.5)

    moved = admin.post(
        f"/people/{made['id']}/actions/move",
        {"organ": "west", "post": "干事", "roles": ["handler"], "comment": "工作需要"},
    )

    assert (moved["organ"], moved["roles"]) == ("west", ["handler"])
    assert mover.ask("GET", "/me").status == 401
    again = Office(shared_system, made["username"], "mine, long enough")
    assert again.get("/me")["organ"] == "west"
    assert again.get(f"/people/{made['id']}/hours")["total"] == 3.5
    eventually(lambda: director.ask("GET", f"/people/{made['id']}/hours").status in (200, 404))
    eventually(lambda: shared_system.person("west.director").ask("GET", f"/people/{made['id']}/hours").status == 200)
    assert made["id"] not in [each["id"] for each in director.get("/people?organ=east&limit=100")["items"]]


def test_an_organ_is_entered_moved_with_all_below_it_and_closed(shared_system: System) -> None:
    admin, tail = shared_system.person("nanhu.admin"), uuid.uuid4().hex[:8]
    campus = {"id": f"c{tail}", "kind": "campus", "name": "新校区", "parent": "shiyan", "rooms": [
        {"id": f"r{tail}", "name": "新会议室", "seats": 12, "keeper": "east.handler"}]}  # fmt: skip
    made = admin.post("/organs", campus)
    desk = admin.post("/organs", {"id": f"d{tail}", "kind": "department", "name": "新处室", "parent": made["id"]})
    worker = entered(shared_system, organ=desk["id"])

    assert admin.ask("POST", f"/organs/{made['id']}/actions/disable", {"comment": "撤并"}).status == 409
    admin.post(f"/organs/{made['id']}/actions/move", {"parent": "erxiao", "comment": "区划调整"})
    below = eventually(lambda: (it := admin.get(f"/organs/{desk['id']}"))["path"][1] == "erxiao" and it)
    assert below["path"] == ["nanhu", "erxiao", made["id"], desk["id"]]
    eventually(lambda: worker["id"] in [each["id"] for each in admin.get("/people?organ=erxiao&limit=100")["items"]])
    eventually(
        lambda: (
            shared_system.person("main.clerk").get("/rooms")["items"][-1]
            and admin.get(f"/rooms/r{tail}")["seats"] == 12
        )
    )
    keeper = eventually(
        lambda: [each["code"] for each in shared_system.person("east.handler").get(f"/rooms/r{tail}")["actions"]]
    )
    assert keeper == ["describe"]
    admin.post(f"/people/{worker['id']}/actions/leave", {"comment": "退休"})
    for each in (desk, made):
        admin.post(f"/organs/{each['id']}/actions/disable", {"comment": "撤并"})
    labels = [each["label"] for each in shared_system.person("auditor").get(f"/organs/{desk['id']}/history")["items"]]
    assert labels == ["登记", "随上级调整", "停用"]


def _send(office: Office, path: str, content: bytes) -> Answer:
    headers = {"Authorization": f"Bearer {office.token}", "Content-Type": "application/octet-stream"}
    url = f"{office._system.url}/api/v1{path}"
    return Answer(requests.post(url, data=content, headers=headers, timeout=60))


def test_a_district_is_exported_and_imported_with_a_dry_run_in_both_forms(shared_system: System) -> None:
    admin, tail = shared_system.person("nanhu.admin"), uuid.uuid4().hex[:8]
    made = entered(shared_system)

    for form in ("xlsx", "yaml"):
        headers = {"Authorization": f"Bearer {admin.token}"}
        exported = requests.get(f"{shared_system.url}/api/v1/district/export.{form}", headers=headers, timeout=60)
        same = _send(admin, "/district/import/check", exported.content)
        assert (same.status, same["faults"], same["changes"], same["new"]) == (200, [], [], 0), same.text
        assert same["unchanged"] > 30
    text = exported.content.decode()
    assert text.count(f"username: {made['username']}") == 1
    changed = text.replace("  name: 田野\n  organ: east", "  name: 田野\n  organ: west", 1)
    entry = f"- username: y{tail}\n  name: 新人\n  organ: north\n  post: 干事\n  roles: [handler]\n"
    changed = changed.replace("people:\n", f"people:\n{entry}", 1)
    run = _send(admin, "/district/import/check", changed.encode())
    assert (run["new"], run["changed"]) == (1, 1)
    assert _send(admin, f"/district/import?print={'0' * 32}", changed.encode())["code"] == "changed_since"
    done = _send(admin, f"/district/import?print={run['print']}", changed.encode())
    assert (done["entered"], done["left"]) == (2, 0)
    assert admin.get(f"/people/y{tail}")["organ"] == "north"
    wrong = _send(admin, "/district/import/check", b"districts: 3")
    assert wrong["faults"][0]["place"].startswith("第 1 行")
    assert _send(shared_system.person("east.director"), "/district/import/check", changed.encode()).status == 403


def test_posts_and_groups_go_out_and_come_back_in_both_forms(shared_system: System) -> None:
    admin, tail = shared_system.person("nanhu.admin"), uuid.uuid4().hex[:8]
    post = {
        "organ": "west",
        "name": f"岗位{tail}",
        "roles": ["handler"],
        "matters": ["archive.file", "outgoing.release"],
    }
    made = admin.post("/posts", {**post, "duties": "管档案\n管印章", "stand_in": "west.handler"})
    group = admin.post("/groups", {"name": f"分组{tail}", "members": ["west", "east"], "district": True})

    for form in ("xlsx", "yaml"):
        headers = {"Authorization": f"Bearer {admin.token}"}
        exported = requests.get(f"{shared_system.url}/api/v1/district/export.{form}", headers=headers, timeout=60)
        same = _send(admin, "/district/import/check", exported.content)
        assert (same.status, same["faults"], same["changes"], same["new"]) == (200, [], [], 0), same.text
    text = exported.content.decode()
    assert f"name: 岗位{tail}" in text and f"name: 分组{tail}" in text

    text = text.replace(f"name: 岗位{tail}", f"name: 另岗{tail}").replace(f"name: 分组{tail}", f"name: 另组{tail}")
    run = _send(admin, "/district/import/check", text.encode())
    assert [(each["what"], each["new"]) for each in run["changes"]] == [("post", True), ("group", True)], run.text
    assert _send(admin, f"/district/import?print={run['print']}", text.encode())["entered"] == 2
    (entry,) = [each for each in admin.get("/posts?organ=west&limit=100")["items"] if each["name"] == f"另岗{tail}"]
    same_fields = ("organ", "roles", "matters", "duties", "stand_in", "active")
    assert {name: entry[name] for name in same_fields} == {name: made[name] for name in same_fields}
    (copy,) = admin.get(f"/groups?q=另组{tail}")["items"]
    assert copy["members"] == group["members"]
    for path in (f"/posts/{entry['id']}", f"/groups/{copy['id']}"):
        assert [each["label"] for each in admin.get(f"{path}/history")["items"]] == ["导入"]


def test_a_file_that_leaves_a_post_empty_says_so_and_asks_before_it_is_entered(shared_system: System) -> None:
    admin, tail = shared_system.person("nanhu.admin"), uuid.uuid4().hex[:8]
    campus = {"id": f"e{tail}", "kind": "campus", "name": f"空缺{tail}校区", "parent": "shiyan", "issuer_code": None}
    admin.post("/organs", campus)
    registrar = entered(shared_system, organ=campus["id"], post="机要文书", roles=["registrar"])
    headers = {"Authorization": f"Bearer {admin.token}"}
    exported = requests.get(f"{shared_system.url}/api/v1/district/export.yaml", headers=headers, timeout=60)
    head, found, foot = exported.content.decode().partition(f"username: {registrar['username']}")
    file = (head + found + foot.replace("[registrar]", "[handler]", 1).replace("- registrar", "- handler", 1)).encode()

    run = _send(admin, "/district/import/check", file)
    (warning,) = run["warnings"]
    assert warning["place"].startswith("第 ") and "将没有机要文书" in warning["message"] and run["faults"] == []
    path = f"/district/import?print={run['print']}"
    asked = _send(admin, path, file)
    assert (asked.status, asked["code"], len(asked["warnings"])) == (409, "confirmation_needed", 1)
    assert admin.get(f"/people/{registrar['id']}")["roles"] == ["registrar"]
    assert _send(admin, f"{path}&confirm=true", file)["entered"] == 1
    assert admin.get(f"/people/{registrar['id']}")["roles"] == ["handler"]


def test_posts_say_who_answers_for_what_and_a_gap_shows_before_somebody_goes(shared_system: System) -> None:
    admin, tail = shared_system.person("nanhu.admin"), uuid.uuid4().hex[:8]
    made = admin.post(
        "/organs",
        {"id": f"p{tail}", "kind": "campus", "name": "岗位校区", "parent": "shiyan", "issuer_code": "岗位试发"},
    )
    registrar = entered(shared_system, organ=made["id"], post="机要文书", roles=["registrar"])

    post = admin.post(
        "/posts", {"organ": made["id"], "name": "机要文书", "roles": ["registrar"], "matters": ["incoming.receive"]}
    )
    rows = shared_system.person("east.clerk").get(f"/responsibility?organ={made['id']}")["items"]
    leaving = admin.ask("POST", f"/people/{registrar['id']}/actions/leave", {"comment": "退休"})

    assert [each["id"] for each in post["holders"]] == [registrar["id"]] and post["findings"] == []
    assert {row["matter"] for row in rows if not row["gap"]} >= {"incoming.receive", "outgoing.release"}
    assert {row["role"] for row in rows if row["gap"]} == {"clerk", "director", "leader", "principal"}
    assert (leaving.status, leaving["code"]) == (409, "confirmation_needed") and "机要文书" in leaving["warnings"][0][
        "message"
    ]
    admin.post(f"/people/{registrar['id']}/actions/leave", {"comment": "退休", "confirm": True})
    assert admin.get(f"/posts/{post['id']}")["findings"] == ["岗位空缺"]
    admin.post(f"/posts/{post['id']}/actions/disable")
    admin.post(f"/organs/{made['id']}/actions/disable", {"comment": "撤并"})


def test_the_auditor_reads_who_signed_in_and_what_was_changed_from_what_to_what(shared_system: System) -> None:
    made = entered(shared_system)
    signed_in(shared_system, made["username"])
    body = {"username": made["username"], "password": "a wrong guess"}
    assert requests.post(f"{shared_system.url}/api/v1/sessions", json=body, timeout=25).status_code == 401
    admin, auditor = shared_system.person("nanhu.admin"), shared_system.person("auditor")
    admin.ask("PATCH", f"/people/{made['id']}", {"post": "科员"})

    log = auditor.get(f"/directory/changes?limit=100&person={made['id']}")["items"]
    assert [each["label"] for each in log][:3] == ["修改", "登录失败", "修改密码"]
    assert [(each["label"], each["before"], each["after"]) for each in log[0]["fields"]] == [("岗位", "干事", "科员")]
    assert "argon2" not in str(log) and {"登记", "重置密码", "登录"} <= {each["label"] for each in log}
    first = auditor.get(f"/directory/changes?limit=1&kind=person&person={made['id']}")
    second = auditor.get(f"/directory/changes?limit=1&kind=person&person={made['id']}&cursor={first['next']}")
    assert (first["items"][0]["label"], second["items"][0]["label"]) == ("修改", "修改密码")
    assert shared_system.person("nanhu.admin").ask("GET", "/directory/changes").status == 403
