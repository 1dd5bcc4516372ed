"""A person who moves to another campus loses access at once, and their pending tasks go to the post that reassigns them."""

from typing import Any

import pytest

from tests.flows.test_document_story import NOTICE, incoming_of
from tests.flows.test_people import entered, signed_in
from tests.flows.test_todo import gone, listed, waits
from tests.support.requests import TASK
from tests.support.system import Office, System, eventually
from tests.unit.documents.test_seals import png


@pytest.fixture
def mover(shared_system: System) -> tuple[str, Office]:
    made = entered(shared_system, roles=["clerk", "handler"])
    return made["username"], signed_in(shared_system, made["username"])


def arrived(system: System) -> str:
    """Release a notice of the west campus to the east, and take it to the step of assignment."""
    document = system.person("west.clerk").post("/documents", {**NOTICE, "recipients": ["east"]})["id"]
    for who, action in (("clerk", "submit"), ("director", "approve"), ("leader", "sign"), ("registrar", "verify"),
                        ("registrar", "register"), ("registrar", "release")):  # fmt: skip
        system.person(f"west.{who}").post(
            f"/documents/{document}/actions/{action}", {"comment": "同意", "confirm": True}
        )
    copy = str(eventually(lambda: incoming_of(system, "east", document))["id"])
    for who, action in (("registrar", "receive"), ("registrar", "register"), ("director", "assess")):
        system.person(f"east.{who}").post(f"/incoming/{copy}/actions/{action}")
    return copy


def sealed_use(system: System, keeper: str) -> str:
    """Apply for the use of a seal with this keeper, and approve it."""
    director = system.person("east.director")
    seal = director.post("/seals", {"name": "东校区办公室", "keeper": keeper})["id"]
    system.person("nanhu.admin").post(f"/seals/{seal}/actions/record", {"image": png()})
    use = system.person("east.clerk").post("/seal-uses", {"seal": seal, "matter": "证明"})["id"]
    director.post(f"/seal-uses/{use}/actions/approve")
    return str(use)


def test_what_waited_for_who_moved_goes_to_the_post(shared_system: System, mover: tuple[str, Office]) -> None:
    system, (name, office) = shared_system, mover
    director = system.person("east.director")
    draft = office.post("/documents", {**NOTICE, "recipients": ["west"]})["id"]
    office.post(f"/documents/{draft}/actions/submit", {"confirm": True})
    director.post(f"/documents/{draft}/actions/return", {"comment": "请补充"})
    task = director.post("/tasks", {**TASK, "responsible": name})["id"]
    copy, read = arrived(system), arrived(system)
    director.post(f"/incoming/{copy}/actions/assign", {"handler": name, "due_on": "2099-12-31"})
    director.post(f"/incoming/{read}/actions/circulate", {"readers": [name]})
    use = sealed_use(system, name)
    mine = {
        f"/documents/{draft}": "submit",
        f"/tasks/{task}": "accept",
        f"/incoming/{copy}": "complete",
        f"/seal-uses/{use}": "apply",
    }
    for path, action in mine.items():
        eventually(lambda path=path, action=action: _offered(office, path.rpartition("/")[2])["code"] == action)
    before = {path: director.get(path)["version"] for path in mine}

    system.person("nanhu.admin").post(
        f"/people/{name}/actions/move", {"organ": "west", "post": "干事", "roles": ["handler"], "comment": "工作需要"}
    )

    again = Office(system, name, "mine, long enough")
    for path in (*mine, f"/incoming/{read}"):
        assert again.ask("GET", path).status == 404, path
    assert again.get("/me/todo")["items"] == [] and again.get("/tasks")["items"] == []
    reason = {"comment": "原承办人已调离"}
    given: tuple[tuple[str, str, str, dict[str, Any], str], ...] = (
        (draft, f"/documents/{draft}", "hand_over", {"person": "east.clerk"}, "submit"),
        (task, f"/tasks/{task}", "reassign", {"responsible": "east.handler"}, "accept"),
        (copy, f"/incoming/{copy}", "reassign", {"handler": "east.handler", "due_on": "2099-12-31"}, "complete"),
        (use, f"/seal-uses/{use}", "hand_over", {"keeper": "east.registrar"}, "apply"),
    )
    for record, path, action, said, waiting in given:
        item = waits(system, "east.director", record, action)
        assert item["action"]["needs"][-1]["required"] and director.get(path)["version"] == before[path]
        refused = director.ask("POST", f"{path}/actions/{action}", {**said, "comment": ""})
        assert refused.status == 422, refused.text
        director.post(f"{path}/actions/{action}", {**said, **reason})
        gone(system, "east.director", record)
        waits(system, next(each for each in said.values() if each.startswith("east")), record, waiting)
    reading = eventually(lambda: listed(system, "east.director", read, "toread"))
    assert reading["action"]["code"] == "remove_reader"
    director.post(f"/incoming/{read}/actions/remove_reader", {"person": name})
    eventually(lambda: listed(system, "east.director", read, "toread") is None)


def test_a_seal_is_handed_to_another_keeper(shared_system: System) -> None:
    director = shared_system.person("east.director")
    seal = director.post("/seals", {"name": "东校区办公室", "keeper": "east.registrar"})["id"]
    shared_system.person("nanhu.admin").post(f"/seals/{seal}/actions/record", {"image": png()})

    after = director.post(f"/seals/{seal}/actions/hand_over", {"keeper": "east.handler", "comment": "轮岗"})

    assert after["keeper"]["id"] == shared_system.person("east.handler").get("/me")["id"]
    refused = director.ask("POST", f"/seals/{seal}/actions/hand_over", {"keeper": "west.handler", "comment": "轮岗"})
    assert (refused.status, refused["errors"][0]["code"]) == (422, "unknown_person")


def _offered(office: Office, record: str) -> Any:
    items = office.get("/me/todo?limit=100")["items"]
    return next(each["action"] for each in items if each["record_id"] == record)
