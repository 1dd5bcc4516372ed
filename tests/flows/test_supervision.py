"""From a decision to the cleared task, over either broker, with the process ended on the way."""

import base64
from contextlib import suppress
from datetime import timedelta

import requests

from tests.conftest import Launch
from tests.flows.test_incoming import arrived, send
from tests.flows.test_meetings import meeting
from tests.support.system import Office, System, eventually, soon, today
from tests.unit.documents.test_seals import png


def bearer(person: Office) -> dict[str, str]:
    return {"Authorization": f"Bearer {person.token}", "Content-Type": "application/octet-stream"}


def test_what_a_meeting_decided_is_supervised_until_it_is_cleared(launch: Launch, broker: str | None) -> None:
    system = launch(broker=broker, TONGBAN_WATCH_SECONDS="0.2")
    system.kill()
    system.start(wait=True, TONGBAN_FAILPOINT="after_write.task_assigned:kill")  # ends between the first and the second
    director, handler = system.person("east.director"), system.person("east.handler")
    path = f"/meetings/{director.post('/meetings', meeting(rooms=[], **soon()))['id']}"
    director.post(f"{path}/actions/call")
    for name in ("east.leader", "east.clerk"):
        system.person(name).post(f"{path}/actions/sign_in")
    director.post(f"{path}/actions/hold")
    due = (today() + timedelta(days=30)).isoformat()
    decided = [{"text": f"事项{place}", "responsible": "east.handler", "due_on": due} for place in (1, 2)]
    with suppress(requests.ConnectionError):  # it may end before it has answered
        director.ask("POST", f"{path}/actions/close", {"decisions": decided})
    system.wait_ended()
    system.start()

    found = eventually(lambda: len(items := handler.get("/tasks?board=mine")["items"]) == 2 and items)
    task = f"/tasks/{found[0]['id']}"
    chain = director.get(f"/tasks?origin=meeting&origin_id={found[0]['origin']['id']}")["items"]
    assert {each["id"] for each in chain} == {each["id"] for each in found}
    handler.post(f"{task}/actions/accept")
    handler.post(f"{task}/actions/report", {"comment": "已检查两栋楼", "percent": 50, "evidence": ["东校〔2026〕8号"]})
    refused = handler.ask("POST", f"{task}/actions/check", {})
    assert (refused.status, refused["code"]) == (403, "forbidden")
    at, photo = f"{system.url}/api/v1{task}/evidence", base64.b64decode(png())
    kept = requests.post(at, params={"name": "现场.png"}, data=photo, headers=bearer(handler), timeout=30)
    assert kept.status_code == 201, kept.text
    handler.post(f"{task}/actions/submit", {"comment": "全部完成", "files": [kept.json()["id"]]})
    (evidence,) = director.get(task)["reports"][-1]["files"]
    assert (evidence["name"], evidence["media_type"]) == ("现场.png", "image/png")
    seen = {
        name: requests.get(f"{at}/{evidence['id']}", headers=bearer(system.person(name)), timeout=30)
        for name in ("east.director", "west.director")
    }
    assert seen["east.director"].content == photo and seen["west.director"].status_code == 404
    director.post(f"{task}/actions/check")
    cleared = director.post(f"{task}/actions/clear")

    assert (cleared["status_name"], cleared["on_time"], cleared["light"]) == ("已销号", True, "done")
    steps = [each["action"] for each in director.get(f"{task}/history")["items"]]
    assert steps == ["assign_decision", "accept", "report", "submit", "check", "clear"]
    figures = system.person("nanhu.admin").get(f"/tasks/statistics?from={today().isoformat()}&until={due}")["items"]
    assert figures == [{"organ": "east", "total": 2, "done": 1, "on_time": 1, "late": 0, "open": 1, "rate": 1.0}]
    assert system.person("west.director").ask("GET", task).status == 404
    assert system.person("beihu.admin").get("/tasks")["items"] == []
    assert system.stop() == [0]


def test_what_a_leader_instructed_on_a_document_is_supervised_and_the_way_back_is_walked(shared_system: System) -> None:
    person, due = shared_system.person, (today() + timedelta(days=30)).isoformat()
    document = send(shared_system, "east", title="关于商请协助防汛的函", body="请协助。", recipients=["west"])
    entry = f"/incoming/{arrived(person('west.registrar'), document)}"
    for who, action, said in (
        ("registrar", "receive", {}), ("registrar", "register", {}), ("director", "assess", {}),
        ("director", "propose", {"handler": "west.handler", "comment": "拟办"}),
        ("leader", "instruct", {"comment": "请尽快办理"}),
        ("director", "assign", {"handler": "west.handler", "due_on": due}),
    ):  # fmt: skip
        person(f"west.{who}").post(f"{entry}/actions/{action}", said)

    director, handler = person("west.director"), person("west.handler")
    (task,) = eventually(lambda: director.get(f"/tasks?document_id={document}")["items"])

    assert (task["title"], task["due_on"], task["origin"]["id"]) == ("办理来文：关于商请协助防汛的函", due, entry[10:])
    path = f"/tasks/{task['id']}/actions"
    handler.post(f"{path}/accept")
    part = {"title": "备沙袋", "responsible": "west.clerk", "due_on": due}
    handler.post(f"{path}/split", {"parts": [part]})
    clerk = person("west.clerk")
    below = eventually(lambda: clerk.get(f"/tasks?board=mine&document_id={document}")["items"][0])
    for who, action in (("clerk", "accept"), ("clerk", "submit"), ("director", "check"), ("director", "clear")):
        person(f"west.{who}").post(f"/tasks/{below['id']}/actions/{action}", {"comment": "办妥"})
    chain = director.get(f"/tasks/{below['id']}/chain")
    assert chain["document"] == document and [each["id"] for each in chain["above"]] == [task["id"]]
    assert chain["task"]["status"] == "cleared" and chain["origin"]["type"] == "incoming"
    assert person("east.director").ask("GET", f"/tasks/{below['id']}/chain").status == 404
