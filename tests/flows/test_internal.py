"""Internal, secret and paper documents over HTTP: who gets them, and what is refused with its rule."""

from urllib.parse import quote

import requests

from tests.flows.test_attachments import headers
from tests.flows.test_renditions import fetched
from tests.support.system import System, eventually

NOTICE = {
    "kind": "notice", "title": "南湖实验学校西校区关于内部值班的通知", "body": "值班安排如下。", "recipients": ["north"],
    "secrecy": "内部", "readers": ["west.handler"],
}  # fmt: skip
LETTER = {
    "sender": "区应急管理局", "number": "应急函〔2026〕7号", "kind": "letter", "title": "关于防汛的函", "signed_on": "2026-11-20",
    "confirm_duplicate": True,
}  # fmt: skip
STEPS = (("clerk", "submit"), ("director", "approve"), ("leader", "sign"), ("registrar", "verify"),
         ("registrar", "register"), ("registrar", "release"))  # fmt: skip


def copied(system: System, who: str, path: str) -> bool:
    """Take a copy on paper; return whether there is one, as the fonts may not be installed yet."""

    def answered() -> requests.Response | None:
        answer = fetched(system, who, path)
        return answer if answer.status_code == 200 or answer.json()["code"] == "fonts_missing" else None

    return eventually(answered, every=1).status_code == 200


def test_an_internal_notice_is_read_on_the_record_by_those_named(shared_system: System) -> None:
    person = shared_system.person
    drafted = person("west.clerk").post("/documents", NOTICE)
    document = f"/documents/{drafted['id']}"
    for who, action in STEPS:
        answer = person(f"west.{who}").post(f"{document}/actions/{action}", {"comment": "同意"})
        assert answer["body"] is None
    entries = person("north.registrar")
    entry = eventually(
        lambda: next(
            each for each in entries.get("/incoming?limit=100")["items"] if each["document_id"] == drafted["id"]
        )
    )

    assert entry["body"] is None and entries.get(f"/incoming/{entry['id']}")["body"] is None
    assert entries.ask("GET", document).status == 404
    assert entries.ask("GET", f"{document}/rendition.pdf").status == 404
    assert person("north.leader").get(f"/incoming/{entry['id']}")["body"] == NOTICE["body"]
    assert person("west.handler").get(document)["body"] == NOTICE["body"]
    hit = person("west.leader").get(f"/search?q={quote('内部值班')}")["items"][0]
    assert hit["id"] == drafted["id"] and hit["body"]["text"] == ""
    taken = [copied(shared_system, who, f"{document}/rendition.pdf") for who in ("north.leader", "west.leader")]
    seen = person("west.director").get(f"{document}/readings")["items"]
    numbers = [each["copy_number"] for each in reversed(seen) if each["how"] == "pdf"]
    assert numbers == list(range(1, len(numbers) + 1)) and len(numbers) >= sum(taken)  # busy helpers cost a number
    assert {each["reader"]["name"] for each in seen if each["how"] == "text"} == {
        person(who).get("/me")["name"] for who in ("north.leader", "west.handler")
    }
    assert {each["organ"] for each in person("north.director").get(f"{document}/readings")["items"]} == {"north"}


def test_a_state_secret_comes_in_nowhere_and_its_stub_takes_no_file(shared_system: System) -> None:
    person = shared_system.person
    paper = {
        "grade": "机密", "years": 20, "counterpart": "区委机要局", "copy_numbers": ["000007"], "dated_on": "2026-11-20",
        "custodian": "west.registrar",
    }  # fmt: skip
    stub = person("west.registrar").post("/classified", paper)
    refused = [
        person("west.clerk").ask("POST", "/documents", {**NOTICE, "secrecy": "秘密"}),
        person("west.registrar").ask("POST", "/incoming", {**LETTER, "secrecy": "top_secret"}),
        person("west.registrar").ask("POST", "/classified", {**paper, "body": "不应当在这里"}),
        person("west.registrar").ask(
            "POST", "/classified", {**paper, "title": {"__type__": "datetime", "__value__": "何时"}}
        ),
        person("west.registrar").ask("GET", f"/documents/{stub['id']}/rendition.pdf"),
        person("west.registrar").ask("GET", f"/incoming/{stub['id']}/attachments"),
    ]
    sent = {**headers(shared_system), "Authorization": f"Bearer {person('west.registrar').token}"}
    for line in ("incoming", "documents"):
        url = f"{shared_system.url}/api/v1/{line}/{stub['id']}/attachments?name=a.pdf"
        file = requests.post(url, data=b"%PDF-1.7", headers=sent, timeout=20)
        assert (file.status_code, file.json()["code"]) == (422, "classified_content")

    assert [(each.status, each["code"]) for each in refused] == [(422, "classified_content")] * len(refused)
    assert all("保守国家秘密法" in each["source"] for each in refused)
    assert person("lake.registrar").ask("GET", f"/classified/{stub['id']}").status == 404
    assert person("lake.registrar").ask("GET", f"/incoming/{stub['id']}/attachments").status == 404
    moved = person("west.registrar").post(f"/classified/{stub['id']}/actions/hand_over", {"custodian": "west.director"})
    assert moved["custodian"]["name"] == person("west.director").get("/me")["name"]


def test_a_letter_on_paper_is_entered_with_its_scan_and_handled_by_one_with_another_assisting(
    shared_system: System,
) -> None:
    system, person = shared_system, shared_system.person
    entry = person("west.registrar").post("/incoming", LETTER)["id"]
    path = f"/incoming/{entry}/attachments"
    sent = {**headers(system), "Authorization": f"Bearer {person('west.registrar').token}"}

    kept = requests.post(
        f"{system.url}/api/v1{path}?name={quote('来文.pdf')}", data=b"%PDF-1.7\nscan", headers=sent, timeout=30
    )
    spare = requests.post(f"{system.url}/api/v1{path}?name=b.pdf", data=b"%PDF-1.7\nagain", headers=sent, timeout=30)
    assert (kept.status_code, spare.status_code) == (201, 201), kept.text
    assert person("west.registrar").ask("DELETE", f"{path}/{spare.json()['id']}").status == 204
    for who, action, said in (
        ("registrar", "register", {}), ("director", "assess", {}),
        ("director", "assign", {"handler": "west.handler", "assisting": ["west.clerk"], "due_on": "2099-12-31"}),
        ("clerk", "report", {"comment": "协办：物资已备齐。"}), ("handler", "complete", {"reply": "已落实。"}),
    ):  # fmt: skip
        person(f"west.{who}").post(f"/incoming/{entry}/actions/{action}", said)

    shown = person("west.clerk").get(f"/incoming/{entry}")
    assert [each["name"] for each in shown["attachments"]] == ["来文.pdf"]
    assert (shown["status"], shown["opinions"][-1]["text"]) == ("completed", "协办：物资已备齐。")
    assert fetched(system, "west.handler", f"{path}/{kept.json()['id']}").content == b"%PDF-1.7\nscan"
    assert person("west.registrar").ask("DELETE", f"{path}/{kept.json()['id']}").status == 409
    for stranger in ("north.registrar", "lake.leader"):
        assert person(stranger).ask("GET", path).status == 404
        assert person(stranger).ask("GET", f"{path}/{kept.json()['id']}").status == 404
        assert person(stranger).ask("DELETE", f"{path}/{kept.json()['id']}").status == 404
