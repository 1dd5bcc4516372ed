"""A seal over HTTP: recorded by the district, affixed to a released notice, and never handed out."""

from tests.support.system import System
from tests.unit.documents.test_seals import png


def test_a_seal_goes_under_a_notice_and_its_image_to_nobody(shared_system: System) -> None:
    person = shared_system.person
    seal = person("west.director").post("/seals", {"keeper": "west.registrar"})
    image = png()
    refused = person("nanhu.admin").ask("POST", f"/seals/{seal['id']}/actions/record", {})
    assert (refused.status, refused["errors"][0]["field"]) == (422, "image")
    recorded = person("nanhu.admin").post(f"/seals/{seal['id']}/actions/record", {"image": image})
    notice = {
        "kind": "notice",
        "title": "南湖实验学校西校区关于值班的通知",
        "body": "请安排值班。",
        "recipients": ["north"],
    }
    document = f"/documents/{person('west.clerk').post('/documents', notice)['id']}"
    for who, action in (("clerk", "submit"), ("director", "approve"), ("leader", "sign"), ("registrar", "verify"),
                        ("registrar", "register")):  # fmt: skip
        person(f"west.{who}").post(f"{document}/actions/{action}")
    use = person("west.clerk").post("/seal-uses", {"seal": seal["id"], "document_id": document.split("/")[-1]})
    path = f"/seal-uses/{use['id']}"
    assert person("north.director").ask("GET", path).status == 404
    person("west.leader").post(f"{path}/actions/approve")

    applied = person("west.registrar").post(f"{path}/actions/apply", Idempotency_Key="seal-once")
    again = person("west.registrar").post(f"{path}/actions/apply", Idempotency_Key="seal-once")

    assert applied == again and applied["status_name"] == "已用印"
    year = applied["register_number"].split("—")[0]
    register = person("west.director").get(f"/seal-uses?status=applied&year={year}")["items"]
    assert [each["id"] for each in register] == [use["id"]]
    assert [each["action"] for each in person("west.clerk").get(f"{path}/history")["items"]] == [
        "request", "approve", "apply",
    ]  # fmt: skip
    for who in ("nanhu.admin", "west.registrar", "west.director"):
        answer = person(who).ask("GET", f"/seals/{seal['id']}")
        assert image[:40] not in answer.text and answer["image_sha256"] == recorded["image_sha256"]
