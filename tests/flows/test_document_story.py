"""A notice travels from the east campus to two others, over either broker, with services together and apart."""

from collections.abc import Callable

import pytest

from tests.conftest import Launch
from tests.support.system import System, eventually, today

NOTICE = {
    "kind": "notice",
    "title": "南湖实验学校东校区关于做好冬季安全工作的通知",
    "body": "为做好冬季安全工作，现将有关事项通知如下。",
    "recipients": ["west", "north"],
}
YEAR = today().year


def draft_and_release(
    system: System, *, sealing: Callable[[object], object] | None = None, **changes: object
) -> dict[str, object]:
    """Issue a notice from the east campus. `sealing`: seals it, by its id, before its release."""
    document = system.person("east.clerk").post("/documents", {**NOTICE, **changes})
    for who, action in (
        ("east.clerk", "submit"),
        ("east.director", "approve"),
        ("east.leader", "sign"),
        ("east.registrar", "verify"),
        ("east.registrar", "register"),
        ("east.registrar", "release"),
    ):
        if action == "release" and sealing is not None:
            sealing(document["id"])
        said = {"comment": "同意", "confirm": action == "release"}  # unsealed, though the organ may have a seal by now
        document = system.person(who).post(f"/documents/{document['id']}/actions/{action}", said)
    return document


def incoming_of(system: System, campus: str, document_id: object) -> dict[str, object]:
    """Return the copy in a campus's register."""
    items = system.person(f"{campus}.registrar").get("/incoming")["items"]
    return next(each for each in items if each["document_id"] == document_id)


def handle(system: System, campus: str, incoming_id: object, *, reply: str = "已按通知要求完成。") -> dict[str, object]:
    """Receive, register, assess, assign and complete a copy at a campus."""
    said = {"assign": {"handler": f"{campus}.handler", "due_on": "2099-12-31"}, "complete": {"reply": reply}}
    answer: dict[str, object] = {}
    for who, action in (
        ("registrar", "receive"),
        ("registrar", "register"),
        ("director", "assess"),
        ("director", "assign"),
        ("handler", "complete"),
    ):
        answer = system.person(f"{campus}.{who}").post(
            f"/incoming/{incoming_id}/actions/{action}", said.get(action, {})
        )
    return answer


@pytest.fixture(params=[False, True], ids=["together", "apart"])
def running(request: pytest.FixtureRequest, launch: Launch, broker: str | None) -> System:
    if request.param and broker is None:
        pytest.skip("the embedded broker serves one process")
    return launch(broker=broker, apart=request.param)


def test_a_notice_travels_and_comes_back_with_a_reply(running: System) -> None:
    document = draft_and_release(running)

    assert str(document["number"]).startswith("南实验东发〔") and str(document["number"]).endswith("〕1号")
    assert document["status"] == "released"
    for campus in ("west", "north"):
        incoming = eventually(lambda campus=campus: incoming_of(running, campus, document["id"]), seconds=5)
        assert (incoming["status"], incoming["number"]) == ("delivered", document["number"])
        assert incoming["from"] == {"id": "east", "name": "南湖实验学校东校区"}
        assert handle(running, campus, incoming["id"])["status"] == "completed"

    def both_done() -> bool:
        shown = running.person("east.clerk").get(f"/documents/{document['id']}")
        return {(d["organ"], d["status"], d["reply"]) for d in shown["deliveries"]} == {
            ("west", "completed", "已按通知要求完成。"),
            ("north", "completed", "已按通知要求完成。"),
        }

    eventually(both_done)
    entry = running.person("nanhu.admin").get(f"/documents/{document['id']}")
    assert entry["number"] == document["number"] and entry["body"] is None
    assert [d["status"] for d in entry["deliveries"]] == ["completed", "completed"]
    for stranger in (
        "main.registrar",
        "lake.registrar",
        "beihu.admin",
        "nanhu.leader",
        "system",
        "security",
        "auditor",
    ):
        assert running.person(stranger).ask("GET", f"/documents/{document['id']}").status == 404
    verified = running.command("verify") if running.store is not None else None
    assert verified is None or verified.returncode == 0, verified
