"""A district's rulings reach the offices that work by them, and only those of the district, over HTTP."""

from tests.support.system import System, eventually, today

ORDER = {"kind": "命令", "title": "北湖区教育局关于表彰的命令", "body": "现予表彰。", "recipients": ["湖畔校区"]}


def test_a_kind_that_the_district_turns_on_is_drafted_there_and_nowhere_else(shared_system: System) -> None:
    person = shared_system.person
    before = person("beihu.clerk").ask("POST", "/documents/check", ORDER)
    assert (before.status, before["errors"][0]["code"]) == (422, "kind_not_used")
    wanted = {"since": str(today()), "kinds": ["order"], "cap_fen": 4500, "reason": "北教发〔2026〕8号"}
    assert person("beihu.clerk").ask("POST", "/rulings", wanted).status == 403

    ruling = person("beihu.admin").post("/rulings", wanted)

    drafted = eventually(
        lambda: (found := person("beihu.clerk").ask("POST", "/documents", ORDER)).status == 201 and found
    )
    assert (drafted["layout"], drafted["addressed_as"]) == ("order", ["北湖区湖滨学校湖畔校区"])
    other = {**ORDER, "title": "南湖区教育局关于表彰的命令", "recipients": ["east"]}
    assert person("nanhu.clerk").ask("POST", "/documents", other)["errors"][0]["code"] == "kind_not_used"
    assert person("nanhu.admin").ask("GET", f"/rulings/{ruling['id']}").status == 404
    refused = person("beihu.admin").ask("POST", f"/rulings/{ruling['id']}/actions/withdraw", {})
    assert (refused.status, refused["errors"][0]["code"]) == (422, "in_force_already")


def test_a_group_stands_for_its_organs_and_is_printed_by_its_name(shared_system: System) -> None:
    person = shared_system.person
    person("nanhu.admin").post("/groups", {"name": "南片学校", "members": ["west", "main"], "district": True})
    wanted = {
        "kind": "通知",
        "title": "南湖区教育局关于检查的通知",
        "body": "请检查。",
        "recipients": ["南片学校", "north"],
    }

    drafted = eventually(
        lambda: (found := person("nanhu.clerk").ask("POST", "/documents", wanted)).status == 201 and found
    )

    assert drafted["addressed_as"][0] == "南片学校"
    assert [each["id"] for each in drafted["recipients"]] == ["west", "main", "north"]
