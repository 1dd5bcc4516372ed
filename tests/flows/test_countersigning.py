"""A draft circulates among departments and campuses at once, over HTTP and events, with concurrent acts."""

from concurrent.futures import ThreadPoolExecutor

from tests.support.offers import codes
from tests.support.system import System, eventually

NOTICE = {
    "kind": "notice",
    "title": "关于共用操场的通知",
    "body": "三个校区共用操场。",
    "recipients": ["west", "north"],
}


def asked(system: System, campus: str, document: str, status: str = "asked") -> str:
    def there() -> str:
        items = system.person(f"{campus}.leader").get(f"/countersigns?status={status}&limit=100")["items"]
        return next(str(each["id"]) for each in items if each["document_id"] == document)

    found: str = eventually(there)
    return found


def test_campuses_countersign_over_events_an_objection_keeps_it_back(shared_over_both: System) -> None:
    person = shared_over_both.person
    clerk = person("east.clerk")
    path = f"/documents/{(draft := clerk.post('/documents', NOTICE))['id']}"
    document = str(draft["id"])
    clerk.post(f"{path}/actions/submit", {"confirm": True})
    clerk.post(
        f"{path}/actions/countersign",
        {"organs": ["west", "north"], "people": ["east.handler"], "due_on": "2099-12-31"},
    )
    west, north = (f"/countersigns/{asked(shared_over_both, campus, document)}" for campus in ("west", "north"))
    assert person("west.leader").get(west)["body"] == NOTICE["body"]
    assert person("north.leader").ask("GET", west).status == 404
    assert codes(person("east.handler").get(path)) == [
        "countersign", "agree", "agree_with_changes", "object", "pass_on",
    ]  # fmt: skip

    person("north.leader").post(f"{north}/actions/agree")
    person("west.leader").post(f"{west}/actions/object", {"comment": "西校区上午有课"})
    person("east.handler").post(f"{path}/actions/agree")

    def settled(what: str) -> bool:
        signers = clerk.get(path)["countersigning"]["signers"]
        return [each["status"] for each in signers if each["id"] == "west"][-1] == what

    eventually(lambda: settled("objected"))
    refused = person("east.director").ask("POST", f"{path}/actions/approve", {"comment": "同意"})
    assert (refused.status, refused["source"]) == (422, "条例第十六条（四）")
    clerk.post(f"{path}/actions/take_back")
    assert clerk.ask("PATCH", path, {"body": "上午归西校区，下午共用。"}).status == 200
    clerk.post(f"{path}/actions/submit", {"confirm": True})
    clerk.post(f"{path}/actions/ask_again", {"signer": "west"})
    asked(shared_over_both, "west", document)
    eventually(lambda: person("west.leader").get(west)["body"] == "上午归西校区，下午共用。")
    eventually(lambda: person("west.leader").ask("POST", f"{west}/actions/agree", {}).status == 200)
    eventually(lambda: settled("agreed"))

    confirm = person("east.director").ask("POST", f"{path}/actions/approve", {"comment": "同意"})
    assert (confirm.status, confirm["code"]) == (409, "confirmation_needed")
    assert person("east.director").post(f"{path}/actions/approve", {"confirm": True})["status"] == "approved"
    eventually(lambda: person("west.leader").get(west)["status"] == "closed")
    opinions = [each["opinion"] for each in clerk.get(path)["countersigning"]["signers"] if each["id"] == "west"]
    assert opinions == ["西校区上午有课", ""]


def test_everybody_who_signs_at_the_same_moment_is_heard(shared_over_both: System) -> None:
    person, signers = shared_over_both.person, ["handler", "leader", "registrar", "director"]
    clerk = person("east.clerk")
    path = f"/documents/{clerk.post('/documents', NOTICE)['id']}"
    clerk.post(f"{path}/actions/submit", {"confirm": True})
    people = [f"east.{role}" for role in signers]
    clerk.post(f"{path}/actions/countersign", {"people": people})
    acts = [(who, "agree_with_changes", {"comment": who}) for who in people]
    acts += [("east.clerk", "countersign", {"organs": ["west"]}), ("east.clerk", "urge_signer", {"signer": "west"})]

    with ThreadPoolExecutor(len(acts)) as pool:
        answers = list(pool.map(lambda act: person(act[0]).ask("POST", f"{path}/actions/{act[1]}", act[2]), acts))

    assert [each.status for each in answers[:5]] == [200] * 5, [each.text for each in answers]
    found = clerk.get(path)["countersigning"]["signers"]
    assert {each["opinion"] for each in found} == {*people, None} and len(found) == 5


def test_whatever_people_do_at_once_every_opinion_that_was_taken_is_there(shared_over_both: System) -> None:
    person, signers = shared_over_both.person, ["east.handler", "east.leader", "east.registrar"]
    clerk = person("east.clerk")
    path = f"/documents/{clerk.post('/documents', NOTICE)['id']}"
    clerk.post(f"{path}/actions/submit", {"confirm": True})
    clerk.post(f"{path}/actions/countersign", {"people": signers})
    acts = [(who, "object", {"comment": f"{who}有异议"}) for who in signers]
    acts += [("east.director", "remove_signer", {"signer": who}) for who in signers[1:]]
    acts += [("east.director", "send_back", {"to": "drafted", "comment": "改"}), ("east.clerk", "take_back", {})]
    acts += [("east.leader", "pass_on", {"person": "east.director"}), ("east.handler", "take_back_opinion", {})]

    with ThreadPoolExecutor(len(acts)) as pool:
        answers = list(pool.map(lambda act: person(act[0]).ask("POST", f"{path}/actions/{act[1]}", act[2]), acts))

    assert {each.status for each in answers} <= {200, 403, 409, 422}, [each.text for each in answers]
    taken = [
        act[2]["comment"] for act, each in zip(acts, answers, strict=True) if act[1] == "object" and each.status == 200
    ]
    found = clerk.get(path)["countersigning"]["signers"]
    assert sorted(each["opinion"] for each in found if each["opinion"]) == sorted(taken)
    removed = [
        act[2]["signer"]
        for act, each in zip(acts, answers, strict=True)
        if act[1] == "remove_signer" and each.status == 200
    ]
    counting = [each for each in found if each["status"] in ("open", "agreed", "agreed_with_changes", "objected")]
    assert len(counting) >= 3 - len(removed) and len({each["id"] for each in counting}) == len(counting), found


def test_two_campuses_issue_a_notice_together(shared_over_both: System) -> None:
    person = shared_over_both.person
    clerk = person("east.clerk")
    joint = {**NOTICE, "title": "关于联合举办运动会的通知", "recipients": ["north"], "issuers": ["west"]}
    document = clerk.post("/documents", joint)["id"]
    path = f"/documents/{document}"
    clerk.post(f"{path}/actions/submit", {"confirm": True})
    person("east.director").post(f"{path}/actions/approve")
    person("east.leader").post(f"{path}/actions/sign")
    assert person("east.registrar").ask("POST", f"{path}/actions/verify", {}).status == 422

    there = f"/countersigns/{asked(shared_over_both, 'west', document)}"
    person("west.leader").post(f"{there}/actions/agree")

    eventually(lambda: person("east.registrar").ask("POST", f"{path}/actions/verify", {}).status == 200)
    for step in ("register", "release"):
        person("east.registrar").post(f"{path}/actions/{step}")
    issued = eventually(lambda: (found := person("west.director").get(there))["number"] and found)
    assert issued["number"].startswith("南实验东发") and issued["body"] == NOTICE["body"]

    def arrived() -> dict[str, object]:
        items = person("north.registrar").get("/incoming")["items"]
        return next(each for each in items if each["document_id"] == document)

    eventually(arrived)
    assert person("east.clerk").get(path)["joint_with"] == [{"id": "west", "name": "南湖实验学校西校区"}]
