"""A released document is rendered as pages for those who may read it and for nobody else."""

import base64
import io
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pdfplumber
import requests
from docx import Document as read

from shared.runtime.config import settings
from tests.conftest import Launch
from tests.flows.test_document_story import NOTICE, YEAR, draft_and_release, incoming_of
from tests.support.system import System, eventually
from tests.unit.documents.test_attachments import word
from tests.unit.documents.test_seals import png


def fetched(system: System, who: str, path: str) -> requests.Response:
    token = system.person(who).token
    return requests.get(f"{system.url}/api/v1{path}", headers={"Authorization": f"Bearer {token}"}, timeout=30)


def test_a_released_document_leaves_as_pdf_and_docx_for_its_readers_only(launch: Launch) -> None:
    system = launch(TONGBAN_FONTS=str(settings().font_folder))
    document = draft_and_release(system)
    eventually(lambda: incoming_of(system, "west", document["id"]))
    pages = f"/documents/{document['id']}/rendition"

    pdf, again = (fetched(system, who, f"{pages}.pdf") for who in ("west.registrar", "east.clerk"))
    docx = fetched(system, "west.registrar", f"{pages}.docx")

    assert pdf.status_code == 200, pdf.text
    assert pdf.headers["Content-Type"] == "application/pdf" and pdf.headers["X-Content-Type-Options"] == "nosniff"
    shown = pdf.headers["Content-Disposition"]
    assert shown.startswith("attachment;") and unquote(shown).endswith(f"{NOTICE['title']}.pdf")
    assert pdf.content == again.content
    with pdfplumber.open(io.BytesIO(pdf.content)) as file:
        text = file.pages[0].extract_text()
    assert "南湖实验学校东校区文件" in text and f"〔{YEAR}〕1号" in text
    assert any("为做好冬季安全工作" in each.text for each in read(io.BytesIO(docx.content)).paragraphs)
    for who in ("lake.registrar", "nanhu.admin", "beihu.admin", "system"):
        for ending in ("pdf", "docx"):
            assert fetched(system, who, f"{pages}.{ending}").status_code == 404


def verified(system: System, content: bytes) -> dict[str, Any]:
    """Authenticate a file without signing in."""
    sent = {"Content-Type": "application/pdf"}
    answer = requests.post(f"{system.url}/api/v1/verifications", data=content, headers=sent, timeout=30)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_the_command_tells_the_issued_file_from_every_other(launch: Launch, tmp_path: Path) -> None:
    system = launch(TONGBAN_FONTS=str(settings().font_folder))
    seal = system.person("east.director").post("/seals", {"keeper": "east.registrar"})["id"]
    system.person("nanhu.admin").post(f"/seals/{seal}/actions/record", {"image": png()})
    applied: dict[str, Any] = {}

    def sealing(document_id: object) -> None:
        use = system.person("east.clerk").post("/seal-uses", {"seal": seal, "document_id": document_id})["id"]
        system.person("east.leader").post(f"/seal-uses/{use}/actions/approve")
        applied.update(system.person("east.registrar").post(f"/seal-uses/{use}/actions/apply"))

    document, revoked = draft_and_release(system, sealing=sealing), draft_and_release(system)
    withdrawn = system.person("east.clerk").post("/documents", NOTICE)
    files = {
        name: fetched(system, "east.clerk", f"/documents/{each['id']}/rendition.pdf").content
        for name, each in {"issued": document, "revoked": revoked, "withdrawn": withdrawn}.items()
    }
    draft = system.person("east.clerk").post("/documents", NOTICE)
    files["draft"] = fetched(system, "east.clerk", f"/documents/{draft['id']}/rendition.pdf").content
    system.person("east.leader").post(f"/documents/{revoked['id']}/actions/revoke", {"comment": "内容有误"})
    system.person("east.clerk").post(f"/documents/{withdrawn['id']}/actions/withdraw")
    files |= {"altered": files["issued"][:-2] + b"\n ", "foreign": b"%PDF-1.7\n%%EOF"}
    asked = {name: verified(system, content) for name, content in files.items()}
    assert {name: each["verdict"] for name, each in asked.items()} == {
        "issued": "issued", "altered": "altered", "draft": "other_version", "foreign": "foreign", "revoked": "void",
        "withdrawn": "other_version",
    }  # fmt: skip
    assert asked["issued"]["document"]["number"] == document["number"] and asked["altered"]["document"] is None
    assert [name for name, each in asked.items() if "不是电子印章" in each["seal_note"]] == ["issued"]
    for body, status in ((b"", 400), (b"x" * (20 * 1024 * 1024 + 1), 413)):
        sent = {"Content-Type": "application/octet-stream"}
        answer = requests.post(f"{system.url}/api/v1/verifications", data=body, headers=sent, timeout=30)
        assert answer.status_code == status
    system.stop()

    said = {}
    for name, content in files.items():
        (tmp_path / f"{name}.pdf").write_bytes(content)
        told = system.command("verify", str(tmp_path / f"{name}.pdf"))
        said[name] = (told.returncode, told.stdout)

    assert {name: code for name, (code, _) in said.items()} == {
        "issued": 0, "altered": 3, "draft": 4, "foreign": 5, "revoked": 6, "withdrawn": 7,
    }  # fmt: skip
    assert str(document["number"]) in said["issued"][1] and "与印发文本一致" in said["issued"][1]
    with pdfplumber.open(io.BytesIO(files["issued"])) as file:
        assert str(applied["content_hash"]) in file.pages[0].extract_text(x_tolerance=0.01).replace(" ", "")
    assert system.command("verify", str(tmp_path / "none.pdf")).returncode == 2
    assert system.command("verify").returncode == 0


def test_without_its_fonts_a_page_is_refused_clearly_and_all_else_goes_on(launch: Launch, tmp_path: object) -> None:
    system = launch(TONGBAN_FONTS=f"{tmp_path}/none")
    draft = system.person("east.clerk").post("/documents", NOTICE)

    refused = fetched(system, "east.clerk", f"/documents/{draft['id']}/rendition.pdf")

    assert refused.status_code == 503 and refused.json()["code"] == "fonts_missing"
    assert system.person("east.clerk").get(f"/documents/{draft['id']}")["title"] == NOTICE["title"]


def test_what_a_word_attachment_says_is_bound_with_the_document(launch: Launch) -> None:
    system = launch(TONGBAN_FONTS=str(settings().font_folder))
    clerk = system.person("east.clerk")
    draft = clerk.post("/documents", {**NOTICE, "contact": "王敏", "telephone": "0571-88880001"})
    sent = {"Authorization": f"Bearer {clerk.token}", "Content-Type": "application/octet-stream"}
    url = f"{system.url}/api/v1/documents/{draft['id']}/attachments"
    for name, content in (("值班安排.docx", word()), ("清单.pdf", b"%PDF-1.7\nlist")):
        assert requests.post(url, params={"name": name}, data=content, headers=sent, timeout=30).status_code == 201

    pdf = fetched(system, "east.clerk", f"/documents/{draft['id']}/rendition.pdf")

    with pdfplumber.open(io.BytesIO(pdf.content)) as file:
        pages = [page.extract_text() for page in file.pages]
    assert "1．值班安排" in pages[0] + pages[1] and "2．清单" in pages[0] + pages[1]
    assert "（联系人：王敏，联系电话：0571-88880001）" in "".join(pages)
    bound = next(each for each in pages if each.lstrip("草稿\n").startswith("附件1"))
    assert "值班安排" in bound and "值班表" in bound


def test_an_editor_sees_pages_of_what_is_typed_and_frames_what_is_kept(launch: Launch) -> None:
    system = launch(TONGBAN_FONTS=str(settings().font_folder))
    clerk = system.person("east.clerk")

    drawn = clerk.post("/documents/preview?form=svg&most=1", NOTICE)

    assert drawn["count"] == 2 and drawn["next"] == 2
    assert base64.b64decode(drawn["pages"][0]["image"]).startswith(b"<svg")
    assert not clerk.get("/documents")["items"]
    kept = clerk.post("/documents", NOTICE)["id"]
    assert clerk.get(f"/documents/{kept}/pages")["count"] == 2
    assert system.person("west.clerk").ask("GET", f"/documents/{kept}/pages").status == 404
    saved = fetched(system, "east.clerk", f"/documents/{kept}/rendition.pdf")
    framed = fetched(system, "east.clerk", f"/documents/{kept}/rendition.pdf?inline=true")
    assert "frame-ancestors 'none'" in saved.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in framed.headers["Content-Security-Policy"]
    assert framed.headers["Content-Disposition"].startswith("inline;") and framed.content == saved.content


def test_a_character_that_no_font_has_is_named_refused_and_marked_on_the_page(launch: Launch) -> None:
    system = launch(TONGBAN_FONTS=str(settings().font_folder))
    clerk, text = system.person("east.clerk"), "请👨和𪚥老师到会，喆老师主持。"

    def found() -> Any:
        answer = clerk.post("/documents/check", {**NOTICE, "body": text})
        return answer if answer["violations"] else None

    checked = eventually(found, what="the fonts' characters were read")
    document = clerk.post("/documents", {**NOTICE, "body": text})
    assert [each["code"] for each in checked["violations"]] == ["character_unprintable"]
    assert [(each["start"], each["end"]) for each in checked["warnings"] if each["code"] == "character_unprintable"] == [
        (1, 2), (3, 4),
    ]  # fmt: skip
    submit = next(each for each in document["actions"] if each["code"] == "submit")
    assert not submit["enabled"] and "“👨”“𪚥”印不出来" in submit["why_not"]
    refused = clerk.ask(
        "POST", f"/documents/{document['id']}/actions/submit", {"confirm": True}, Idempotency_Key="emoji"
    )
    assert refused.status == 422 and refused["errors"][0]["code"] == "character_unprintable"
    pdf = fetched(system, "east.clerk", f"/documents/{document['id']}/rendition.pdf")
    assert pdf.status_code == 200, pdf.text
    with pdfplumber.open(io.BytesIO(pdf.content)) as file:
        assert "请〓和〓老师到会，喆老师主持。" in file.pages[0].extract_text().replace("\n", "")
