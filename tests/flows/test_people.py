"""The directory kept over HTTP: groups, people, organs and posts, each by whose affair it is."""

from tests.support.system import System


def test_a_group_of_recipients_is_entered_chosen_by_pinyin_and_disabled(shared_system: System) -> None:
    clerk, admin = shared_system.person("east.clerk"), shared_system.person("nanhu.admin")

    made = admin.post("/groups", {"name": "全区校区", "members": ["east", "west", "north", "main"], "district": True})

    assert [each["id"] for each in clerk.get("/groups?q=qqxq")["items"]] == [made["id"]]
    assert clerk.ask("PATCH", f"/groups/{made['id']}", {"name": "改名"}).status == 403
    assert clerk.ask("POST", "/groups", {"name": "错的", "members": ["lake"]})["errors"][0]["code"] == "unknown_organ"
    assert shared_system.person("lake.clerk").ask("GET", f"/groups/{made['id']}").status == 404
    changed = admin.ask(
        "PATCH", f"/groups/{made['id']}", {"members": ["east", "west"]}, If_Match=f'"{made["version"]}"'
    )
    assert changed["members"] == ["east", "west"]
    admin.post(f"/groups/{made['id']}/actions/disable", {"comment": "不再使用"})
    assert clerk.get("/groups?q=qqxq")["items"] == []
