"""The transfer of an archive year: the package is streamed and verifies itself with Python alone."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pdfplumber
import requests

from shared.runtime.config import settings
from tests.conftest import Launch
from tests.flows.test_document_story import NOTICE, YEAR
from tests.flows.test_renditions import fetched, verified
from tests.support.system import System
from tests.unit.documents.test_seals import png

MORE = b"%PDF-1.7\n" + b"more" * 9


def attached(system: System, document: str, name: str, content: bytes) -> None:
    url = f"{system.url}/api/v1/documents/{document}/attachments"
    sent = {
        "Authorization": f"Bearer {system.person('east.clerk').token}",
        "Content-Type": "application/octet-stream",
    }
    assert requests.post(url, params={"name": name}, data=content, headers=sent, timeout=30).status_code == 201


def released(system: System, content: bytes, *, seal: bool = False) -> str:
    draft = str(system.person("east.clerk").post("/documents", NOTICE)["id"])
    attached(system, draft, "清单.pdf", content)
    attached(system, draft, "说明.pdf", MORE)
    for who, action in (("clerk", "submit"), ("director", "approve"), ("leader", "sign"), ("registrar", "verify"),
                        ("registrar", "register"), ("registrar", "release")):  # fmt: skip
        if seal and action == "release":
            sealed(system, draft)
        system.person(f"east.{who}").post(f"/documents/{draft}/actions/{action}", {"confirm": True})
    return draft


def sealed(system: System, document: str) -> None:
    """Affix the organ's seal to a document before its release, by its keeper."""
    seal = system.person("east.director").post("/seals", {"keeper": "east.registrar"})["id"]
    system.person("nanhu.admin").post(f"/seals/{seal}/actions/record", {"image": png()})
    use = system.person("east.clerk").post("/seal-uses", {"seal": seal, "document_id": document})["id"]
    system.person("east.leader").post(f"/seal-uses/{use}/actions/approve")
    system.person("east.registrar").post(f"/seal-uses/{use}/actions/apply")


def proof(folder: Path) -> tuple[int, str]:
    """Run the verification of an unpacked package, with nothing but Python."""
    command = [sys.executable, "-I", "-S", str(folder / "prove.py")]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    return told.returncode, told.stdout + told.stderr


def images(pdf: bytes) -> int:
    """Count the pictures on the pages of a file."""
    with pdfplumber.open(io.BytesIO(pdf)) as file:
        return sum(len(page.images) for page in file.pages)


def test_a_year_leaves_with_issued_files_attachments_and_sheets_and_proves_itself(
    launch: Launch, tmp_path: Path
) -> None:
    system = launch(ready=False, TONGBAN_FONTS=str(settings().font_folder)).start_on_own_store()
    registrar, content = system.person("east.registrar"), b"%PDF-1.7\n" + b"list" * 200_000
    document = released(system, content, seal=True)
    volume = registrar.post("/archive/volumes", {"year": YEAR, "fonds": "0123"})["id"]
    filing = {"piece": document, "retention": "thirty_years", "issue": "BGS"}
    registrar.post(f"/archive/volumes/{volume}/actions/file", filing)
    early = fetched(system, "east.registrar", f"/archive/volumes/{volume}/package.zip")
    closed = {"status": "closed", "closed_on": f"{YEAR + 1}-01-04"}  # a year is closed after it has ended
    system.database("documents")["volumes"].update_one({"_id": volume}, {"$set": closed})

    answer = fetched(system, "east.registrar", f"/archive/volumes/{volume}/package.zip")

    assert (early.status_code, answer.status_code) == (409, 200), answer.text
    bag = zipfile.ZipFile(io.BytesIO(answer.content))
    (pdf,) = [name for name in bag.namelist() if name.endswith("/document.pdf")]
    others = [name for name in bag.namelist() if "/attachments/" in name]
    assert [name.rpartition("/")[2] for name in others] == ["01-清单.pdf", "02-说明.pdf"]
    assert [bag.read(name) for name in others] == [content, MORE]
    assert verified(system, bag.read(pdf))["verdict"] == "issued" and images(bag.read(pdf)) == 1
    sheet = pdf.replace("document.pdf", "sheet.html")
    assert "签发" in bag.read(sheet).decode()
    described = json.loads(bag.read("data/list.json"))
    assert [each["名称"] for each in described[0]["电子文件"]] == [
        name.removeprefix(pdf[:-12]) for name in (pdf, *others)
    ]
    folder = tmp_path / "bag"
    bag.extractall(folder)
    assert proof(folder) == (0, "全部相符。\n")
    for name in (pdf, sheet, *others):
        whole = (folder / name).read_bytes()
        (folder / name).write_bytes(whole[:-5] + bytes([whole[-5] ^ 1]) + whole[-4:])
        status, told = proof(folder)
        assert status == 1 and told.startswith(f"{name}：内容与校验值不符\n"), told
        (folder / name).write_bytes(whole)
    assert fetched(system, "west.registrar", f"/archive/volumes/{volume}/package.zip").status_code == 404
