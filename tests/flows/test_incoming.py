"""An answer completes its incoming document: a letter is proposed, instructed, read, handled and answered, over HTTP."""

from io import BytesIO

import requests
from python_calamine import CalamineWorkbook

from tests.conftest import Launch
from tests.support.system import Office, System, eventually

LINE = (("clerk", "submit"), ("director", "approve"), ("leader", "sign"), ("registrar", "verify"),
        ("registrar", "register"), ("registrar", "release"))  # fmt: skip


def send(system: System, organ: str, **wanted: object) -> str:
    document = str(system.person(f"{organ}.clerk").post("/documents", {"kind": "letter", **wanted})["id"])
    for who, action in LINE:
        system.person(f"{organ}.{who}").post(f"/documents/{document}/actions/{action}")
    return document


def arrived(office: Office, document: str) -> str:
    def entry() -> str:
        items = office.get("/incoming")["items"]
        return next(str(each["id"]) for each in items if each["document_id"] == document)

    found: str = eventually(entry)
    return found


def test_a_letter_is_handled_in_full_and_answered_by_a_letter(launch: Launch, broker: str | None) -> None:
    system = launch(broker=broker)
    person = system.person
    asked = send(system, "east", title="关于商请协助布置考场的函", body="请派锅炉工。", recipients=["west"])
    path = f"/incoming/{arrived(person('west.registrar'), asked)}"
    for who, action, said in (
        ("registrar", "receive", {}), ("registrar", "register", {}), ("director", "assess", {}),
        ("director", "propose", {"handler": "west.clerk", "assisting": ["west.handler"], "comment": "拟办"}),
        ("leader", "instruct", {"comment": "同意"}),
        ("director", "assign", {"handler": "west.clerk", "assisting": ["west.handler"], "due_on": "2099-12-31"}),
        ("director", "circulate", {"readers": ["west.leader"]}), ("director", "urge", {"person": "west.leader"}),
        ("leader", "read", {"comment": "已阅"}), ("handler", "report", {"comment": "已派人"}),
    ):  # fmt: skip
        person(f"west.{who}").post(f"{path}/actions/{action}", said)

    reply = send(
        system, "west", title="关于协助布置考场的复函", body="同意。", recipients=["east"],
        in_reply_to=path.split("/")[-1],
    )  # fmt: skip

    closed = eventually(lambda: (found := person("west.leader").get(path))["status"] == "completed" and found)
    assert closed["reply_document"] == reply and [each["step"] for each in closed["opinions"]] == [
        "propose", "instruct", "read", "report",
    ]  # fmt: skip
    sent = person("east.clerk")
    eventually(lambda: sent.get(f"/documents/{asked}")["deliveries"][0]["status"] == "completed")
    assert "复函" in sent.get(f"/documents/{asked}")["deliveries"][0]["reply"]
    received = arrived(person("east.registrar"), reply)
    assert sent.get(f"/documents/{asked}")["deliveries"][0]["answer"] == received
    assert person("east.registrar").get(f"/incoming/{received}")["answers"]["id"] == asked
    named = f"/me/known?records=document:{asked},incoming:{received}"
    both = eventually(lambda: len(found := person("east.registrar").get(named)["items"]) == 2 and found)
    assert {each["record_id"] for each in both} == {asked, received}
    assert person("west.registrar").get(named)["items"] == []  # nobody is led to what is not theirs
    assert [each["id"] for each in person("west.director").get("/search?q=锅炉工")["items"]] == [path.split("/")[-1]]
    outside = {
        "sender": "区卫健局",
        "number": "南卫函〔2026〕3号",
        "kind": "letter",
        "title": "=1+1",
        "signed_on": "2026-11-20",
    }
    entered = person("west.registrar").post("/incoming", outside)
    person("west.registrar").post(f"/incoming/{entered['id']}/actions/register")
    twice = person("west.registrar").ask("POST", "/incoming", outside)
    assert (twice.status, twice["code"], twice["earlier"]["id"]) == (409, "possible_duplicate", entered["id"])
    headers = {"Authorization": f"Bearer {person('west.director').token}"}
    file = requests.get(f"{system.url}/api/v1/registers/incoming.xlsx?sort=number", headers=headers, timeout=15)
    rows = CalamineWorkbook.from_filelike(BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert file.headers["Content-Disposition"].startswith("attachment; ") and [row[4] for row in rows[2:]][-1] == "=1+1"
